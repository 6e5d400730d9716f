"""Targets: what the user wrote, and where it leads.

Decides how an order to connect is read, in every spelling that people have in their fingers:

    telnet HOST [PORT]        nc HOST PORT        ncat HOST PORT        HOST PORT
    HOST    HOST:PORT    [V6]:PORT    V6          smtp://HOST[:PORT]    smtps://HOST[:PORT]
    openssl s_client [-starttls smtp] -connect HOST:PORT

Only names the place: no name is looked up here, and nothing is connected.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

import msgspec

from smtpwb.errors import UsageError
from smtpwb.smtp.commands import VERBS
from smtpwb.smtp.visible import visible_text

SMTP_PORT = 25
"""RFC 5321 §4.5.4.2."""
SMTPS_PORT = 465
"""TLS on connect (RFC 8314 §7.3)."""
SERVICES = {"smtp": 25, "smtps": 465, "submission": 587, "submissions": 465}
"""Names that may stand for a port (IANA service names)."""


class Target(msgspec.Struct, frozen=True):
    """One place to connect to."""

    written: str
    """As the user wrote it, outer blanks left out."""
    host: str
    """A name or an address, without brackets."""
    port: int
    tls: bool = False
    """TLS on connect, before the greeting."""
    starttls: bool = False
    """The user means to say STARTTLS next; the connection itself is plain."""


def parse(text: str) -> Target:
    """Read an order to connect. Raises UsageError, with a sentence and a hint."""
    written = text.strip(" \t\r\n")
    _refuse_hidden(written.replace("\t", " "))
    words = written.split()
    if not words:
        raise UsageError("there is no host to connect to", "write HOST or HOST:PORT")
    read = _ORDERS.get(words[0].lower())
    if read is not None:
        return read(written, words)
    if len(words) == 1:
        return _address(written)
    if len(words) == 2:
        return Target(written, _host(words[0]), _port(words[1]))
    raise UsageError(f"{_shown(written)} does not read as one host and port", "write HOST or HOST:PORT")


def is_target(text: str) -> bool:
    """Whether a line reads as an order to connect; it may still be one that `parse` refuses.

    Stricter than `parse` where a line could as well be SMTP or the text of a message: a verb is no
    host, and a bare name needs a dot, a port or an order before it.
    """
    words = text.split()
    if not words or words[0].upper() in VERBS:
        return False
    if words[0].lower() in _ORDERS:
        return True
    literal = _is_v6(words[0].strip("[]"))
    if len(words) == 1:
        return literal or bool(_READS_AS_ADDRESS.fullmatch(words[0].lower()))
    host = literal or bool(_NAME.fullmatch(words[0]))
    return len(words) == 2 and host and bool(_READS_AS_PORT.fullmatch(words[1].lower()))


def _telnet(written: str, words: list[str]) -> Target:
    if not 2 <= len(words) <= 3:
        raise UsageError("telnet takes a host and a port", "write telnet HOST 25")
    port = _port(words[2]) if len(words) == 3 else SMTP_PORT
    return Target(written, _host(words[1]), port)


def _netcat(written: str, words: list[str]) -> Target:
    if len(words) != 3:
        raise UsageError(f"{words[0]} takes a host and a port, no options", f"write {words[0]} HOST 25")
    return Target(written, _host(words[1]), _port(words[2]))


_S_CLIENT_HINT = "write openssl s_client -starttls smtp -connect HOST:587"
_S_CLIENT_IDLE = frozenset({"-crlf", "-quiet", "-ign_eof", "-showcerts", "-brief"})
"""Options of s_client that people copy along and that change nothing here."""


def _s_client(written: str, words: list[str]) -> Target:
    """`openssl s_client`: TLS on connect, unless it asks for STARTTLS."""
    if words[1:2] != ["s_client"]:
        raise UsageError("of openssl only s_client connects", _S_CLIENT_HINT)
    options: dict[str, str] = {}
    rest = iter(words[2:])
    for word in rest:
        if word in ("-connect", "-starttls"):
            options[word] = next(rest, "")
        elif word not in _S_CLIENT_IDLE:
            raise UsageError(f"the option {_shown(word)} of s_client is not known here", _S_CLIENT_HINT)
    if options.get("-starttls", "smtp") != "smtp":
        raise UsageError("s_client can start TLS for smtp only", _S_CLIENT_HINT)
    starttls = "-starttls" in options
    host, port = _host_port(options.get("-connect", ""), SMTP_PORT if starttls else SMTPS_PORT)
    return Target(written, host, port, tls=not starttls, starttls=starttls)


_ORDERS: dict[str, Callable[[str, list[str]], Target]] = {
    "telnet": _telnet,
    "nc": _netcat,
    "ncat": _netcat,
    "openssl": _s_client,
}
_SCHEMES = {"smtp": (SMTP_PORT, False), "smtps": (SMTPS_PORT, True)}
"""The port and whether TLS comes first."""
_NOT_YET = ("mx:", "unix:")

_LETTER = r"[^\x00-/:-@\[-^`{-\x7f]"  # a negated class compiles at once, one up to U+10FFFF in 30 ms
_LABEL = rf"{_LETTER}(?:{_LETTER}|-){{0,62}}"
_HOST = rf"{_LABEL}(?:\.{_LABEL})*\.?"
_NAME = re.compile(_HOST)
"""A host name in letters of any script; labels of up to 63 characters (RFC 1035 §2.3.4)."""
_SERVICE = "|".join(SERVICES)
_READS_AS_PORT = re.compile(rf"[0-9]+|{_SERVICE}")
_READS_AS_ADDRESS = re.compile(
    rf"""[a-z][a-z0-9+.-]*://.* | (?:mx|unix):.+   # a scheme, known or not
    | \[[0-9a-f:.]+(?:%.+)?\]:(?:[0-9]+|{_SERVICE})
    | {_HOST}:(?:[0-9]+|{_SERVICE})
    | {_LABEL}(?:\.{_LABEL})+\.? | localhost""",
    re.VERBOSE,  # not IGNORECASE: folding the case of all Unicode takes 50 ms; match lower case
)


def _address(written: str) -> Target:
    """One word: a URL, or a host with or without a port."""
    if written.lower().startswith(_NOT_YET):
        raise UsageError(f"{_shown(written)} is a way in that is not built yet", "write HOST:PORT instead")
    scheme, separator, rest = written.partition("://")
    if not separator:
        return Target(written, *_host_port(written, SMTP_PORT))
    if scheme.lower() not in _SCHEMES:
        raise UsageError(f"{_shown(scheme)}:// is no way to a mail server", "write smtp:// or smtps://")
    default, tls = _SCHEMES[scheme.lower()]
    host, port = _host_port(rest.removesuffix("/"), default)
    return Target(written, host, port, tls=tls)


def _host_port(text: str, default: int) -> tuple[str, int]:
    """Take `HOST`, `HOST:PORT`, `V6`, `[V6]` or `[V6]:PORT` apart."""
    if text.startswith("["):
        inside, closing, rest = text[1:].partition("]")
        if not closing or not _is_v6(inside) or (rest and not rest.startswith(":")):
            raise UsageError(f"{_shown(text)} is no IPv6 address in brackets", "write [2001:db8::1]:25")
        return inside, _port(rest[1:]) if rest else default
    if _is_v6(text):
        return text, default
    host, colon, port = text.partition(":")
    return _host(host), _port(port) if colon else default


def _host(text: str) -> str:
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if _is_v6(bare):
        return bare
    if not text:
        raise UsageError("the host is missing", "write HOST or HOST:PORT")
    if text.startswith("-"):
        raise UsageError(f"{_shown(text)} is an option, not a host", "write the host first, without options")
    if len(text) > 253 or not _NAME.fullmatch(text):
        raise UsageError(f"{_shown(text)} is no host name or address", "write HOST or HOST:PORT")
    return text


def _port(text: str) -> int:
    if text.lower() in SERVICES:
        return SERVICES[text.lower()]
    if text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= 65535:
        return int(text)
    raise UsageError(f"{_shown(text) or 'nothing'} is no port", "a port is a number from 1 to 65535")


def _is_v6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def _refuse_hidden(text: str) -> None:
    """Control characters and their like have no business in a host, and could play with the terminal."""
    shown = visible_text(text)
    if shown != text:
        raise UsageError(f"{_shown(text)} has characters that cannot be shown", "type the host by hand")


def _shown(text: str) -> str:
    """A piece of input in a message: safe, and not longer than a sentence bears."""
    shown = visible_text(text)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
