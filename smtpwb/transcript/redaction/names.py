"""The aliases of one dialogue: which names were met, what stands for each, octets with the aliases in place.

Stable: the same name has the same alias wherever it stands, also in base64, in the order of first appearance:
`user1@domain1.example` (RFC 2606 §3), `host1.domain1.example`, 192.0.2.1 (RFC 5737), 2001:db8::1 (RFC 3849).
Names that name nobody are left: localhost, loopback addresses, postmaster (RFC 5321 §4.5.1).
"""

from __future__ import annotations

import base64
import ipaddress
import itertools
from collections.abc import Iterable, Iterator

import msgspec

from smtpwb.smtp.commands import VERBS
from smtpwb.transcript.redaction.patterns import (
    ID,
    MESSAGE_ID,
    NEVER,
    QUEUE_ID,
    WORD,
    Kind,
    Token,
    any_of,
    ip,
    literal,
    plain,
    scan,
    shifted,
)


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
REMOVED = b"removed"


class Names:
    """First `meet_ids`, `meet_addresses` and `meet` everything, then `settle`, then `replace`."""

    def __init__(self, switches: Switches) -> None:
        self.switches = switches
        self._hosts: dict[bytes, bytes] = {}
        self._domains: dict[bytes, bytes] = {}
        """Hosts that addresses name."""
        self._users: dict[bytes, bytes] = {}
        self._ips: dict[bytes, bytes] = {}
        self._ids: dict[bytes, bytes] = {}
        self._alone: dict[bytes, bytes] = {}
        """What is replaced wherever it stands as a word of its own, or several."""
        self._odd = self._known = NEVER

    def meet_ids(self, octets: bytes) -> None:
        """Every Message-ID and queue id in them; all of these first, for they look like addresses."""
        for found in MESSAGE_ID.finditer(octets):
            for one in ID.finditer(found[1] or found[2]):
                self._ids.setdefault(one[1].lower(), b"")
        if self.switches.queue_ids:
            for found in QUEUE_ID.finditer(octets):
                self._ids.setdefault((found["before"] or found["after"]).lower(), b"")

    def meet_addresses(self, octets: bytes) -> None:
        """Every address in them, and in base64; all of these before `meet`."""
        for token in scan(octets, 0, len(octets)):
            if token.kind is Kind.ADDRESS:
                if octets[token.begin : token.end].lower() not in self._ids:
                    self.meet_user(token.local)
                self._meet_domain(token.domain)
            elif token.kind is Kind.BASE64 and (inside := plain(octets[token.begin : token.end])):
                self.meet_addresses(inside)

    def meet(self, octets: bytes) -> None:
        """Every host and IP address in them."""
        for token in scan(octets, 0, len(octets)):
            name = octets[token.begin : token.end]
            if token.kind is Kind.ADDRESS and token.domain.startswith(b"["):
                self._meet_ip(literal(token.domain)[1])
            elif token.kind is Kind.HOST:
                self.meet_host(name)
            elif token.kind is Kind.IP:
                self._meet_ip(name)
            elif token.kind is Kind.BASE64 and (inside := plain(name)):
                self.meet(inside)

    def meet_user(self, local: bytes) -> None:
        """A local-part, or a mailbox without a domain."""
        self._users |= dict.fromkeys(_bare(local), b"")

    def meet_host(self, name: bytes) -> None:
        """A host by its place, also of one label."""
        for one in _bare(name):
            if ip(one) is None and one not in self._domains:
                self._hosts.setdefault(one, b"")

    def _meet_domain(self, name: bytes) -> None:
        for one in _bare(name):
            if not one.startswith(b"["):
                self._domains.setdefault(one, b"")

    def _meet_ip(self, octets: bytes) -> None:
        if ip(octets) is not None:
            self._ips.setdefault(octets.lower(), b"")

    def settle(self) -> None:
        """Give every name its alias, one that is nobody's real name."""
        met = {*self._hosts, *self._domains, *self._users, *self._ips, *self._ids}
        _give(self._users, (b"user%d" % n for n in itertools.count(1)), met)
        _give(self._domains, (b"domain%d.example" % n for n in itertools.count(1)), met)
        self._name_hosts(met)
        for version, fresh in ((4, _fresh_ipv4()), (6, _fresh_ipv6())):
            _give(self._ips, fresh, met, [one for one in self._ips if _version(one) == version])
        _give(self._ids, (b"id%d" % n for n in itertools.count(1)), met)
        self._alone = self._standing_alone()
        self._odd = any_of((one for one in self._alone if not WORD.fullmatch(one)), words=True)
        known = (*self._users, *self._domains, *self._hosts, *self._ips, *self._ids)
        self._known = any_of(one for one in known if len(one) >= _HIDDEN and one not in _WORDS)

    def _name_hosts(self, met: set[bytes]) -> None:
        """By the domain of an address that they belong to, where there is one."""
        counters: dict[bytes, Iterator[int]] = {}
        for name in self._hosts:
            above = next((self._domains[up] for up in _parents(name) if up in self._domains), b"example")
            numbers = counters.setdefault(above, itertools.count(1))
            tail = b"." + above if b"." in name else b""
            _give(self._hosts, (b"host%d%b" % (n, tail) for n in numbers), met, [name])

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

    def edits(self, octets: bytes) -> list[Edit]:
        """What is to be changed, in order, without overlaps."""
        found: list[Edit] = []
        place = 0
        for one in self._odd.finditer(octets):
            found += self._ordinary(octets, place, one.start())
            found.append(Edit(one.start(), one.end(), self._alone[one[0].lower()]))
            place = one.end()
        found += self._ordinary(octets, place, len(octets))
        return found

    def _ordinary(self, octets: bytes, begin: int, end: int) -> Iterator[Edit]:
        for token in scan(octets, begin, end):
            old = octets[token.begin : token.end]
            new = self._new(token, old)
            if new != old:
                yield Edit(token.begin, token.end, new)

    def _new(self, token: Token, octets: bytes) -> bytes:
        match token.kind:
            case Kind.ADDRESS:
                return self._address(token)
            case Kind.HOST:
                return self._host(octets)
            case Kind.IP:
                return self._ip(octets)
            case Kind.BASE64:
                return self._long(octets)
        return self._word(octets)

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
            local = self._users.get(next(_bare(local), b""), b"user")
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
        return self.replaces_known and bool(
            self._known.search(inside) or self._known.search(inside.replace(b"\0", b""))
        )

    @property
    def replaces_known(self) -> bool:
        return self.switches.addresses or self.switches.hosts or self.switches.ips


def applied(octets: bytes, edits: list[Edit]) -> bytes:
    """Octets after their edits."""
    out, place = bytearray(), 0
    for edit in edits:
        out += octets[place : edit.begin] + edit.new
        place = edit.end
    return bytes(out + octets[place:])


def _bare(name: bytes) -> Iterator[bytes]:
    """A name in lower case, without quotes and a dot at its end; nothing where it names nobody."""
    found = name.lower()
    found = found[1:-1] if found.startswith(b'"') and len(found) > 1 else found.rstrip(b".")
    if found and found not in _NOBODY:
        yield found


def _parents(name: bytes) -> Iterator[bytes]:
    """The domains above it, the nearest first."""
    while b"." in name:
        name = name.partition(b".")[2]
        yield name


def _give(
    names: dict[bytes, bytes], fresh: Iterator[bytes], met: set[bytes], only: Iterable[bytes] | None = None
) -> None:
    """Each of the names the next fresh alias, passing over what is a real name."""
    for name in list(names if only is None else only):
        names[name] = next(one for one in fresh if one not in met)


def _version(octets: bytes) -> int:
    return 6 if b":" in octets else 4


def _fresh_ipv4() -> Iterator[bytes]:
    """Addresses for documentation (RFC 5737), then those for measurements (RFC 2544)."""
    nets = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15")
    return (str(one).encode() for net in nets for one in ipaddress.IPv4Network(net).hosts())


def _fresh_ipv6() -> Iterator[bytes]:
    return (f"2001:db8::{number:x}".encode() for number in itertools.count(1))
