"""Certificates in a dialogue with aliases."""

from __future__ import annotations

from smtpwb.transcript.redaction.names import Names


def aliased(chain: tuple[bytes, ...], names: Names) -> tuple[bytes, ...]:
    """The chain, where no name is replaced that it could tell."""
    return () if names.replaces_known else chain
