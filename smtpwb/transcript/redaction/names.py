"""Octets with aliases in place of names: the same name has the same alias wherever it stands, also in base64.

Decides what in octets is replaced, by what. Which names there are, and the alias of each, is for `meeting`.
Names that name nobody are left: localhost, loopback addresses, postmaster (RFC 5321 §4.5.1).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping

import msgspec

from smtpwb.smtp.commands import VERBS
from smtpwb.transcript.redaction.lookup import Anywhere, AsWords
from smtpwb.transcript.redaction.patterns import (
    WORD,
    Kind,
    Token,
    ip,
    literal,
    pieces,
    plain,
    shifted,
    tokens,
)
from smtpwb.transcript.watching import Pace


class Switches(msgspec.Struct, frozen=True):
    """What is replaced. Secrets are in no event, and need no switch."""

    addresses: bool = True
    hosts: bool = True
    ips: bool = True
    body: bool = True
    """The text of a message, its subject and whatever header field may tell something."""
    message_ids: bool = True
    queue_ids: bool = False


class Edit(msgspec.Struct, frozen=True):
    """Octets `begin` to `end` are to be `new`."""

    begin: int
    end: int
    new: bytes


_NOBODY = frozenset({b"localhost", b"localhost.localdomain", b"postmaster", b"mailer-daemon"})
_WORDS = frozenset(
    {
        *(verb.lower().encode() for verb in VERBS),
        *(
            b"mail",
            b"smtp",
            b"esmtp",
            b"lmtp",
            b"from",
            b"size",
            b"ready",
            b"service",
            b"user",
            b"the",
            b"ok",
        ),
    }
)
"""Words of the dialogue itself, which stay where they are no name by their place."""
_SHORTEST = 3
"""Letters of a name that is replaced where it stands alone, as a word among others."""
_HIDDEN = 4
"""Letters of a name that is looked for inside what may be base64."""
_SHORT = 128
"""Octets of a piece of which it is kept what becomes of it."""
_MANY = 1 << 16
"""Pieces of which that is kept."""
REMOVED = b"removed"


class Names:
    """The names of one dialogue, each with its alias; `Met.settled` makes it."""

    def __init__(
        self,
        switches: Switches,
        *,
        users: Mapping[bytes, bytes],
        domains: Mapping[bytes, bytes],
        hosts: Mapping[bytes, bytes],
        ips: Mapping[bytes, bytes],
        ids: Mapping[bytes, bytes],
    ) -> None:
        """Names in lower case; `domains` are hosts that addresses name, `hosts` all others, `ids` those of
        messages and, if the switches say so, of queues."""
        self.switches = switches
        self._users, self._domains, self._hosts, self._ips, self._ids = users, domains, hosts, ips, ids
        self._alone = self._standing_alone()
        """What is replaced wherever it stands as a word of its own, or several."""
        self._odd = AsWords(one for one in self._alone if one and not WORD.fullmatch(one))
        known = (*users, *domains, *hosts, *ips, *ids)
        self._known = Anywhere(one for one in known if len(one) >= _HIDDEN and one not in _WORDS)
        self._often: dict[bytes, tuple[Edit, ...]] = {}
        """What becomes of what was met before: the same few thousand words and names stand everywhere."""

    def _standing_alone(self) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        if self.switches.hosts:
            hosts = {**self._hosts, **self._domains}
            found |= {name: alias for name, alias in hosts.items() if b"." not in name}
        if self.switches.ips:
            dashed = {name: alias for name, alias in self._ips.items() if b":" not in name}
            found |= {name: alias for name, alias in self._ips.items() if b":" in name}
            found |= {name.replace(b".", b"-"): alias.replace(b".", b"-") for name, alias in dashed.items()}
        if self.switches.addresses:
            found |= self._users
        found = {
            name: alias
            for name, alias in found.items()
            if name not in _WORDS and (len(name) >= _SHORTEST or not WORD.fullmatch(name))
        }
        for name, alias in self._ids.items():
            domain = name.rpartition(b"@")[2] if b"@" in name else b""
            if self.switches.message_ids or not domain:
                found[name] = alias + b"@" + self._mail_domain(domain) if domain else alias
        return found

    def text(self, text: str) -> str:
        """Text with the aliases in place."""
        return self.replace(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")

    def replace(self, octets: bytes) -> bytes:
        """Octets with the aliases in place."""
        return applied(octets, self.edits(octets))

    def edits(self, octets: bytes, pace: Pace | None = None) -> list[Edit]:
        """What is to be changed, in order, without overlaps."""
        found: list[Edit] = []
        for begin, end in (pace or Pace()).chunks(octets):
            for first, last in self._odd.spans(octets, begin, end):
                found += self._ordinary(octets, begin, first)
                found.append(Edit(first, last, self._alone[octets[first:last].lower()]))
                begin = last
            found += self._ordinary(octets, begin, end)
        return found

    def _ordinary(self, octets: bytes, begin: int, end: int) -> Iterator[Edit]:
        for at, piece in pieces(octets, begin, end):
            whole = piece[0]
            edits = self._often.get(whole)
            if edits is None:
                edits = tuple(self._edited(piece))
                self._remember(whole, edits)
            for edit in edits:
                yield Edit(at + edit.begin, at + edit.end, edit.new)

    def _edited(self, piece: re.Match[bytes]) -> Iterator[Edit]:
        """What is to be changed in a piece, placed from its beginning."""
        for token in tokens(piece):
            old = piece[0][token.begin : token.end]
            new = self._new(token, old)
            if new != old:
                yield Edit(token.begin, token.end, new)

    def _remember(self, whole: bytes, edits: tuple[Edit, ...]) -> None:
        if len(whole) <= _SHORT:
            if len(self._often) >= _MANY:
                self._often.clear()
            self._often[whole] = edits

    def _new(self, token: Token, octets: bytes) -> bytes:
        match token.kind:
            case Kind.WORD:
                return self._word(octets)
            case Kind.ADDRESS:
                return self._address(token)
            case Kind.HOST:
                return self._host(octets)
            case Kind.IP:
                return self._ip(octets)
            case Kind.BASE64:
                return self._long(octets)

    def _address(self, token: Token) -> bytes:
        local, domain = token.local, token.domain
        if domain.startswith(b"["):
            tag, address = literal(domain)
            domain = b"[" + tag + self._ip(address) + b"]"
        elif self.switches.addresses:
            domain = self._mail_domain(domain)
        else:
            domain = self._host(domain)
        kept = local.lower() in _NOBODY or local.lower() + b"@" + token.domain.lower() in self._ids
        if self.switches.addresses and not kept:
            local = self._users.get(next(bare(local), b""), b"user")
        return local + b"@" + domain

    def _mail_domain(self, name: bytes) -> bytes:
        """Of an address that is replaced, whether hosts are or not."""
        lower = name.lower()
        return (
            name
            if lower in _NOBODY
            else self._domains.get(lower) or self._hosts.get(lower, b"domain.example")
        )

    def _host(self, name: bytes) -> bytes:
        return self._mail_domain(name) if self.switches.hosts else name

    def _ip(self, octets: bytes) -> bytes:
        if not self.switches.ips or ip(octets) is None:
            return octets
        return self._ips.get(octets.lower(), b"192.0.2.255" if b":" not in octets else b"2001:db8::ffff")

    def _word(self, word: bytes) -> bytes:
        return self._alone.get(word.lower(), word)

    def _long(self, run: bytes) -> bytes:
        """Base64 of something with a name in it, again as base64; where it is none, its words."""
        if inside := plain(run):
            changed = self.replace(inside)
            if changed != inside:
                return base64.b64encode(changed)
        if any(self._tells(inside) for inside in shifted(run)):
            return REMOVED
        return WORD.sub(lambda found: self._word(found[0]), run)

    def _tells(self, inside: bytes) -> bool:
        """Whether binary data hold a name, in UTF-16 too, as those of NTLM do."""
        if inside.startswith(b"NTLMSSP\0"):
            return True
        narrow = inside.replace(b"\0", b"")
        return self.replaces_names and (
            self._known.met(inside) or (narrow != inside and self._known.met(narrow))
        )

    @property
    def replaces_names(self) -> bool:
        """Whether any of them is replaced: the switches may leave all as they are."""
        return self.switches.addresses or self.switches.hosts or self.switches.ips


def applied(octets: bytes, edits: list[Edit]) -> bytes:
    """Octets after their edits."""
    out, place = bytearray(), 0
    for edit in edits:
        out += octets[place : edit.begin] + edit.new
        place = edit.end
    return bytes(out + octets[place:])


def bare(name: bytes) -> Iterator[bytes]:
    """A name in lower case, without quotes and a dot at its end; nothing where it names nobody."""
    found = name.lower()
    found = found[1:-1] if found.startswith(b'"') and len(found) > 1 else found.rstrip(b".")
    if found and found not in _NOBODY:
        yield found
