"""How addresses, hosts, IP addresses and ids are recognised in octets, wherever they stand.

Decides what may be a name. Which of them are known, and what stands in their place, is for `names`. Where in
doubt something is a name: an alias too many costs a little sense, one too few tells who it was. Patterns are
possessive, so that no octet is looked at again and again, whatever a server sends.
"""

from __future__ import annotations

import base64
import enum
import ipaddress
import re
from collections.abc import Iterator
from typing import NamedTuple


class Kind(enum.Enum):
    """What a token may be."""

    ADDRESS = enum.auto()
    HOST = enum.auto()
    IP = enum.auto()
    BASE64 = enum.auto()
    """Or a long word."""
    WORD = enum.auto()


class Token(NamedTuple):
    """Octets `begin` to `end`, and of an address its parts."""

    kind: Kind
    begin: int
    end: int
    local: bytes = b""
    domain: bytes = b""


IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_ATEXT = rb"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\x80-\xff-]"
"""RFC 5321 §4.1.2, and RFC 6531 §3.3 for octets beyond ASCII."""
_NAME = rb"[A-Za-z0-9_.\x80-\xff-]"
_TOKEN = re.compile(
    rb"(?P<code>(?:^|(?<=\n))[2-5][0-9]{2}-)"
    rb'|(?:(?<!%b)(?P<local>%b++)|(?P<quoted>"(?:[^"\\\r\n]|\\[^\r\n])*+"))@(?P<domain>\[[0-9A-Za-z:.]++\]|%b++)'
    rb"|(?P<ipv6>(?:(?<=IPv6:)|(?<=ipv6:)|(?<![0-9A-Za-z:.]))"
    rb"(?:[0-9A-Fa-f]{0,4}:){2,7}(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9A-Fa-f]{0,4})(?![0-9A-Za-z:]))"
    rb"|(?P<run>[A-Za-z0-9_.\x80-\xff+/-]++={0,2})" % (_ATEXT, _ATEXT, _NAME)
)
NAME = re.compile(rb"%b++" % _NAME)
_TOP = re.compile(rb"[Xx][Nn]--[A-Za-z0-9-]++|[A-Za-z\x80-\xff]{2,}+")
"""What a host may end with; so `2.1.5` and `e.g` are none."""
_LONG = re.compile(rb"[A-Za-z0-9+/]{8,}+={0,2}")
WORD = re.compile(rb"[A-Za-z0-9\x80-\xff]++")
LABEL = re.compile(rb"[A-Za-z0-9\x80-\xff][A-Za-z0-9_\x80-\xff-]*+")
"""One label, which is a host only where it stands in a host's place."""
_ARGUMENT = re.compile(
    rb"(?:auth|orcpt|from|to|cc|sender|recipient|rcpt|relay|client|helo|ip|email|address|mail|user|login|name|"
    rb"addr|id|smtp\.[a-z]++|header\.[a-z]++)=",
    re.IGNORECASE,
)
"""What may stand before an address and is no part of it, although `=` may be one."""
MESSAGE_ID = re.compile(
    rb"(?:^|(?<=[\r\n]))(?:Message-ID|In-Reply-To|References|Resent-Message-ID):"
    rb"([^\r\n]*+(?:\r\n[ \t][^\r\n]*+)*+)"
    rb"|message-?id[=:] ?(<[^<>\r\n]++>)",
    re.IGNORECASE,
)
ID = re.compile(rb"<([^<>\s]++)>")
QUEUE_ID = re.compile(
    rb"(?:queued as |queued mail for delivery |\bid=|\bqp |queue id[:=]? ?|accepted for delivery, id )"
    rb"(?P<before>[A-Za-z0-9][A-Za-z0-9._-]{2,}+)"
    rb"|\b(?P<after>[A-Za-z0-9]{8,}+) Message accepted for delivery",
    re.IGNORECASE,
)


def scan(octets: bytes, begin: int, end: int) -> Iterator[Token]:
    """Everything between `begin` and `end` that may be a name, or hold one, in order, without overlaps."""
    for at, found in pieces(octets, begin, end):
        for token in tokens(found):
            yield token._replace(begin=at + token.begin, end=at + token.end)


def pieces(octets: bytes, begin: int, end: int) -> Iterator[tuple[int, re.Match[bytes]]]:
    """What tokens are in, and where it begins: what is in it hangs on its own octets alone."""
    return ((one.start(), one) for one in _TOKEN.finditer(octets, begin, end) if one.lastgroup != "code")


def tokens(piece: re.Match[bytes]) -> tuple[Token, ...]:
    """The tokens in it, placed from its beginning."""
    match piece.lastgroup:
        case "domain":
            return (_address(piece),)
        case "ipv6":
            return (Token(Kind.IP, 0, len(piece[0])),)
    return tuple(_parts(piece[0]))


def ip(octets: bytes) -> IPAddress | None:
    """The IP address that they write, unless it is everybody's own."""
    try:
        found = ipaddress.ip_address(octets.decode("ascii"))
    except ValueError:
        return None
    return None if found.is_loopback or found.is_unspecified else found


def _address(found: re.Match[bytes]) -> Token:
    local = found["quoted"] if found["local"] is None else found["local"]
    lead = _ARGUMENT.match(local)
    cut = lead.end() if lead is not None and lead.end() < len(local) else 0
    domain = found["domain"]
    name = domain.rstrip(b".-_") or domain
    end = len(found[0]) - len(domain) + len(name)
    return Token(Kind.ADDRESS, cut, end, local[cut:], name)


def _parts(run: bytes) -> Iterator[Token]:
    """The hosts and IP addresses in a run, and what is between them."""
    place = 0
    for piece in NAME.finditer(run):
        token = _name(piece)
        if token is not None:
            yield from _words(run, place, token.begin)
            yield token
            place = token.end
    yield from _words(run, place, len(run))


def _name(piece: re.Match[bytes]) -> Token | None:
    octets = piece[0]
    begin = piece.start() + len(octets) - len(octets.lstrip(b".-_"))
    core = octets.strip(b".-_")
    if core.count(b".") == 3 and ip(core) is not None:
        return Token(Kind.IP, begin, begin + len(core))
    labels = core.split(b".")
    while len(labels) > 1 and not _TOP.fullmatch(labels[-1]):
        labels.pop()
    if len(labels) < 2:
        return None
    return Token(Kind.HOST, begin, begin + len(b".".join(labels)))


def _words(octets: bytes, begin: int, end: int) -> Iterator[Token]:
    place = begin
    for found in _LONG.finditer(octets, begin, end):
        yield from _few_letters(octets, place, found.start())
        yield Token(Kind.BASE64, *found.span())
        place = found.end()
    yield from _few_letters(octets, place, end)


def _few_letters(octets: bytes, begin: int, end: int) -> Iterator[Token]:
    yield from (Token(Kind.WORD, *found.span()) for found in WORD.finditer(octets, begin, end))


def plain(run: bytes) -> bytes:
    """What base64 says, if that is text of some length; else nothing."""
    letters = run.rstrip(b"=")
    if len(letters) % 4 == 1:
        return b""
    found = base64.b64decode(letters + b"=" * (-len(letters) % 4))
    return found if found.isascii() and found.replace(b"\r\n", b"").decode().isprintable() else b""


def shifted(run: bytes) -> Iterator[bytes]:
    """What a run says as base64, if it begins where it seems to, or one to three letters later."""
    letters = run.rstrip(b"=")
    for offset in range(4):
        shifted = letters[offset:]
        shifted = shifted[: len(shifted) - (len(shifted) % 4 == 1)]
        yield base64.b64decode(shifted + b"=" * (-len(shifted) % 4))


def literal(domain: bytes) -> tuple[bytes, bytes]:
    """The tag and the address of an address literal (RFC 5321 §4.1.3)."""
    tagged = domain[1:6].lower() == b"ipv6:"
    return (domain[1:6], domain[6:-1]) if tagged else (b"", domain[1:-1])
