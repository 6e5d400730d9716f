"""Not SMTP at all: what else may stand behind a port, from its first octets or from its silence.

Decides which protocol the first octets are of and what to do about it; the patterns are data
(`rules/strangers.toml`). Which SMTP software speaks is decided in `speaker`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

import msgspec

from smtpwb.reference.packaged import packaged
from smtpwb.smtp.visible import clipped, visible

__all__ = ["Stranger", "recognise"]


class Stranger(msgspec.Struct, frozen=True):
    """Something that does not speak SMTP here."""

    name: str
    """The protocol: `HTTP`, `TLS`, `silence`."""
    said: str
    """What gives it away, as visible text; of silence, how long it lasted."""
    certainty: Literal["likely", "perhaps"]
    sentence: str
    """What it is, in one sentence."""
    remedy: str
    """What to do, in one sentence."""
    sources: tuple[str, ...]


class Kind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One protocol and the first octets of its servers."""

    name: str
    pattern: str = ""
    """A regular expression from the first octet on, one character an octet (Latin-1), in any case."""
    on: Literal["plain", "TLS", "any"] = "any"
    """Where it is out of place: on a connection opened in clear, on one that should begin with TLS."""
    silence: bool = False
    certainty: Literal["likely", "perhaps"] = "likely"
    sentence: str
    remedy: str
    sources: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    stranger: tuple[Kind, ...]


_MAX_OCTETS, _MAX_SAID = 4_096, 80
"""The first packet is enough to tell; more is not looked at."""


def recognise(
    first: bytes, tls_expected: bool = False, silent_seconds: float | None = None
) -> Stranger | None:
    """What speaks here instead of SMTP, or None if it may be SMTP (or nothing tells).

    `first`: the first octets that arrived. `tls_expected`: a TLS handshake was awaited from the start.
    `silent_seconds`: how long nothing had arrived, if nothing did.
    """
    head = first[:_MAX_OCTETS].decode("latin-1")
    for kind in kinds():
        if kind.on != "any" and (kind.on == "TLS") != tls_expected:
            continue
        if kind.silence:
            if not first and silent_seconds is not None:
                return _stranger(kind, f"nothing for {silent_seconds:.0f} s")
        elif _compiled(kind.pattern).match(head):
            return _stranger(kind, _said(first))
    return None


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of stranger, the surest first. Raises DataFileError if the rules are wrong."""
    return packaged(__file__, "rules/strangers.toml", _File).stranger


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.ASCII | re.DOTALL)


def _said(first: bytes) -> str:
    line = next(iter(first[: _MAX_SAID * 2].splitlines()), b"") if first[:1].isalnum() else first[:24]
    return clipped(visible(line), _MAX_SAID)


def _stranger(kind: Kind, said: str) -> Stranger:
    return Stranger(kind.name, said, kind.certainty, kind.sentence, kind.remedy, kind.sources)
