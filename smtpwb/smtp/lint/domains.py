"""Domains and address literals: what is wrong with one, in a sentence. Shared by hello and paths."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

from smtpwb.smtp import grammar
from smtpwb.smtp.limits import MAX_LABEL


def domain_fault(name: bytes) -> str | None:
    """Why `name` is no domain (RFC 5321 §4.1.2), or None."""
    if name.endswith(b".") and grammar.domain.fullmatch(name):
        return "A domain has no dot at its end in SMTP: leave it out."
    if grammar.domain.fullmatch(name) is None:
        return _form_fault(name)
    if any(len(label) > MAX_LABEL for label in name.split(b".")):
        return f"A part of the domain is longer than {MAX_LABEL} octets."
    return None


def _form_fault(name: bytes) -> str:
    labels = name.split(b".")
    if b"" in labels:
        return "The domain has an empty part: write one dot between two names."
    if any(label.startswith(b"-") or label.endswith(b"-") for label in labels):
        return "No part of a domain begins or ends with a hyphen."
    if b"_" in name:
        return "A domain has no underscore in SMTP: letters, digits and hyphens only."
    return "A domain has letters, digits, hyphens and dots only."


def literal_fault(literal: bytes) -> str | None:
    """Why `literal`, which begins with `[`, is no address literal (RFC 5321 §4.1.3), or None."""
    if grammar.address_literal.fullmatch(literal) is None:
        return "An address literal is written [192.0.2.1] or [IPv6:2001:db8::1]."
    inner = literal[1:-1].decode("ascii", "replace")
    try:
        if inner[:5].lower() == "ipv6:":
            IPv6Address(inner[5:])
        elif ":" not in inner:
            IPv4Address(inner)
    except ValueError:
        return "The address literal holds no valid address: write [192.0.2.1] or [IPv6:2001:db8::1]."
    return None
