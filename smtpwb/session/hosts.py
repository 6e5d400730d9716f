"""Hosts and ports as people write them: `HOST`, `HOST:PORT`, `V6`, `[V6]:PORT`.

Decides what is a host, what a port, and what of either is refused; every way in reads its hosts here. No
name is looked up.
"""

from __future__ import annotations

import ipaddress
import re

from smtpwb.errors import UsageError
from smtpwb.smtp.ports import SERVICES
from smtpwb.smtp.visible import clipped, visible_text

LETTER = r"[^\x00-/:-@\[-^`{-\x7f]"  # a negated class compiles at once, one up to U+10FFFF in 30 ms
LABEL = rf"{LETTER}(?:{LETTER}|-){{0,62}}"
NAME = rf"{LABEL}(?:\.{LABEL})*\.?"
"""A host name in letters of any script; labels of up to 63 characters (RFC 1035 §2.3.4)."""
_NAME = re.compile(NAME)
_SCOPE = re.compile(r"[A-Za-z0-9_.-]+")
"""The name of a network interface; anything else behind a % could be taken for more than that."""


def host_port(text: str, default: int) -> tuple[str, int]:
    """Take a host, with or without a port, apart. Raises UsageError."""
    if text.startswith("["):
        inside, closing, rest = text[1:].partition("]")
        if not closing or not is_v6(inside) or (rest and not rest.startswith(":")):
            raise UsageError(f"{shown(text)} is no IPv6 address in brackets", "write [2001:db8::1]:25")
        return inside, port(rest[1:]) if rest else default
    if is_v6(text):
        return text, default
    name, colon, number = text.partition(":")
    return host(name), port(number) if colon else default


def host(text: str) -> str:
    """A host's name or address, without brackets. Raises UsageError."""
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if is_v6(bare):
        return bare
    if not text:
        raise UsageError("the host is missing", "write HOST or HOST:PORT")
    if text.startswith("-"):
        raise UsageError(f"{shown(text)} is an option, not a host", "write the host first, without options")
    if not is_name(text):
        raise UsageError(f"{shown(text)} is no host name or address", "write HOST or HOST:PORT")
    return text


def port(text: str) -> int:
    """A port's number or service name. Raises UsageError."""
    if text.lower() in SERVICES:
        return SERVICES[text.lower()]
    if text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= 65535:
        return int(text)
    raise UsageError(f"{shown(text) or 'nothing'} is no port", "a port is a number from 1 to 65535")


def is_name(text: str) -> bool:
    return len(text) <= 253 and _NAME.fullmatch(text) is not None


def is_v6(text: str) -> bool:
    try:
        scope = ipaddress.IPv6Address(text).scope_id
    except ValueError:
        return False
    return scope is None or _SCOPE.fullmatch(scope) is not None


def is_address(text: str) -> bool:
    """Whether it is an address of either kind, without brackets."""
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return is_v6(text)
    return True


def refuse_hidden(text: str) -> None:
    """Control characters and their like have no business in a place to connect to, and could play with
    the terminal. Raises UsageError."""
    if visible_text(text) != text:
        raise UsageError(f"{shown(text)} has characters that cannot be shown", "type it by hand")


def shown(text: str) -> str:
    """A piece of input in a message: safe, and not longer than a sentence bears."""
    return clipped(visible_text(text), 60)
