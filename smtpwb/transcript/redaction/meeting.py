"""Every name in a dialogue, and an alias for each.

Decides where in a dialogue names stand, and the form of aliases, in the order of first appearance:
`user1@domain1.example` (RFC 2606 §3), `host1.domain1.example`, 192.0.2.1 (RFC 5737), 2001:db8::1 (RFC 3849).
How a name is recognised in octets is for `patterns`, how it is replaced for `names`.
"""

from __future__ import annotations

import ipaddress
import itertools
from collections.abc import Iterable, Iterator

from smtpwb.smtp.commands import HELLOS
from smtpwb.smtp.dialogue import GREETING
from smtpwb.transcript.certificates import certificate
from smtpwb.transcript.entry import Entry
from smtpwb.transcript.events import Arrived, Closed, Event, Note, Opened, OpenFailed, Secured, Sent, Told
from smtpwb.transcript.redaction.names import Names, Switches, bare
from smtpwb.transcript.redaction.patterns import (
    ID,
    LABEL,
    MESSAGE_ID,
    NAME,
    QUEUE_ID,
    Kind,
    Token,
    ip,
    literal,
    pieces,
    plain,
    tokens,
)
from smtpwb.transcript.redaction.stream import runs
from smtpwb.transcript.transcript import Transcript
from smtpwb.transcript.watching import Pace, Watch, nobody

_TARGET_WORDS = frozenset(
    b"telnet nc ncat netcat openssl s_client starttls smtp smtps lmtp connect crlf quiet mx unix cmd ssh "
    b"submission submissions".split()
)


def names_of(transcript: Transcript, switches: Switches, *more: str, watch: Watch = nobody) -> Names:
    """Every name in the dialogue, and in `more` texts that go along, with its alias."""
    texts = [*_texts(transcript), *(text.encode("utf-8", "surrogateescape") for text in more)]
    met = Met(queue_ids=switches.queue_ids, pace=Pace(watch, "finding names", sum(map(len, texts))))
    for text in texts:
        met.meet_ids(text)
    for text in texts:
        met.meet(text)
    for entry in transcript.entries:
        _meet_by_place(met, entry)
    return met.settled(switches)


def _texts(transcript: Transcript) -> Iterator[bytes]:
    """Everything that may hold a name: what we said first, so that the sender is the first user."""
    for kind in (Sent, Arrived):
        yield from (b"".join(map(_octets, run)) for run in runs(transcript, kind))
    for event in transcript.events:
        if isinstance(event, Secured):
            yield from (text.encode() for text in _of_tls(event))
        elif not isinstance(event, Arrived | Sent):
            yield "\n".join(_strings(event)).encode("utf-8", "surrogateescape")


def _octets(event: Event) -> bytes:
    if isinstance(event, Sent) and event.spooled is not None:
        return event.spooled.head + b"\r\n" + event.spooled.tail
    return event.data if isinstance(event, Arrived | Sent) else b""


def _of_tls(event: Secured) -> Iterator[str]:
    yield from (event.sni, event.name, event.reason, event.chain_reason, event.name_reason)
    for der in event.certificates:
        yield from certificate(der).names
        yield certificate(der).subject
        yield certificate(der).issuer


def _strings(event: Event) -> Iterator[str]:
    match event:
        case Opened() | OpenFailed():
            yield from (event.target, event.via)
            yield from (text for one in event.tried for text in (one.address, one.error))
            for one in event.exchangers:
                yield from (one.host, one.why, *one.addresses)
            if isinstance(event, OpenFailed):
                yield from (event.why, event.hint)
            else:
                yield from (event.host, event.local, event.peer, event.preamble.decode("latin-1"))
        case Told():
            yield event.words
        case Closed():
            yield event.how
        case Note():
            yield event.text


def _meet_by_place(met: Met, entry: Entry) -> None:
    """Names that only their place makes names: of one label, or without a domain."""
    event = entry.event
    if isinstance(event, Opened | OpenFailed):
        _meet_target(met, event)
    elif isinstance(event, Secured):
        for name in (
            event.sni,
            event.name,
            *(one for der in event.certificates for one in certificate(der).names),
        ):
            _meet_host(met, name.encode())
    elif entry.reply is not None and entry.answers in (GREETING, *HELLOS):
        if entry.reply.accepts:
            _meet_host(met, next(iter(entry.reply.texts[0].split()), b""))
    elif entry.command is not None and entry.sent:
        if entry.command.verb in HELLOS:
            _meet_host(met, entry.command.argument.strip())
        path = entry.command.path
        if path is not None and path.address and b"@" not in path.address:
            met.meet_user(path.address)


def _meet_target(met: Met, event: Opened | OpenFailed) -> None:
    if isinstance(event, Opened):
        _meet_host(met, event.host.encode("utf-8", "surrogateescape"))
        return
    for word in LABEL.findall(event.target.encode("utf-8", "surrogateescape")):
        if word.lower() not in _TARGET_WORDS and not word.isdigit():
            met.meet_host(word)


def _meet_host(met: Met, name: bytes) -> None:
    if NAME.fullmatch(name) and not name.isdigit():
        met.meet_host(name)


class Met:
    """Names that were met: first `meet_ids`, then `meet` everything, then have it `settled`."""

    def __init__(self, *, queue_ids: bool, pace: Pace | None = None) -> None:
        self._queue_ids = queue_ids
        self._pace = pace or Pace()
        self._hosts: dict[bytes, bytes] = {}
        self._domains: dict[bytes, bytes] = {}
        """Hosts that addresses name."""
        self._users: dict[bytes, bytes] = {}
        self._ips: dict[bytes, bytes] = {}
        self._ids: dict[bytes, bytes] = {}
        self._later: dict[bytes, None] = {}
        """Hosts wherever they stand; they come after those that their place makes hosts."""
        self._seen: set[bytes] = set()
        """What was looked into."""

    def meet_ids(self, octets: bytes) -> None:
        """Every Message-ID and queue id in them; all of these first, for they look like addresses."""
        for found in MESSAGE_ID.finditer(octets):
            for one in ID.finditer(found[1] or found[2]):
                self._ids.setdefault(one[1].lower(), b"")
        if self._queue_ids:
            for found in QUEUE_ID.finditer(octets):
                self._ids.setdefault((found["before"] or found["after"]).lower(), b"")

    def meet(self, octets: bytes) -> None:
        """Every address in them, host and IP address, in base64 too. Which hosts have a name by themselves is
        settled when all addresses are met."""
        for begin, end in self._pace.chunks(octets):
            self._meet(octets, begin, end)

    def _meet(self, octets: bytes, begin: int, end: int) -> None:
        """Each name once: the same few thousand stand everywhere."""
        for _, piece in pieces(octets, begin, end):
            whole = piece[0]
            if whole not in self._seen:
                self._seen.add(whole)
                for token in tokens(piece):
                    self._meet_token(token, whole[token.begin : token.end])

    def _meet_token(self, token: Token, name: bytes) -> None:
        match token.kind:
            case Kind.ADDRESS:
                if name.lower() not in self._ids:
                    self.meet_user(token.local)
                self._meet_domain(token.domain)
                if token.domain.startswith(b"["):
                    self._meet_ip(literal(token.domain)[1])
            case Kind.HOST:
                self._later.setdefault(name)
            case Kind.IP:
                self._meet_ip(name)
            case Kind.BASE64:
                inside = plain(name)
                self._meet(inside, 0, len(inside))

    def meet_user(self, local: bytes) -> None:
        """A local-part, or a mailbox without a domain."""
        for one in bare(local):
            self._users.setdefault(one, b"")

    def meet_host(self, name: bytes) -> None:
        """A host by its place, also of one label."""
        for one in bare(name):
            if ip(one) is None and one not in self._domains:
                self._hosts.setdefault(one, b"")

    def _meet_domain(self, name: bytes) -> None:
        for one in bare(name):
            if not one.startswith(b"["):
                self._domains.setdefault(one, b"")

    def _meet_ip(self, octets: bytes) -> None:
        if ip(octets) is not None:
            self._ips.setdefault(octets.lower(), b"")

    def settled(self, switches: Switches) -> Names:
        """Every name with its alias, one that is nobody's real name."""
        for name in self._later:
            self.meet_host(name)
        met = {*self._hosts, *self._domains, *self._users, *self._ips, *self._ids}
        _give(self._users, (b"user%d" % n for n in itertools.count(1)), met)
        _give(self._domains, (b"domain%d.example" % n for n in itertools.count(1)), met)
        self._name_hosts(met)
        for version, fresh in ((4, _fresh_ipv4()), (6, _fresh_ipv6())):
            _give(self._ips, fresh, met, [one for one in self._ips if _version(one) == version])
        _give(self._ids, (b"id%d" % n for n in itertools.count(1)), met)
        users, domains, hosts = self._users, self._domains, self._hosts
        return Names(switches, users=users, domains=domains, hosts=hosts, ips=self._ips, ids=self._ids)

    def _name_hosts(self, met: set[bytes]) -> None:
        """By the domain of an address that they belong to, where there is one."""
        counters: dict[bytes, Iterator[int]] = {}
        for name in self._hosts:
            above = next((self._domains[up] for up in _parents(name) if up in self._domains), b"example")
            numbers = counters.setdefault(above, itertools.count(1))
            tail = b"." + above if b"." in name else b""
            _give(self._hosts, (b"host%d%b" % (n, tail) for n in numbers), met, [name])


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
