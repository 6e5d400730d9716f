"""Why some recipients are accepted and others refused: what the pattern rules out, and what remains.

Decides which sentences a transaction deserves, from its recipients alone. What would have met all of them
cannot be the reason why it met some. The cause of each refusal is for `reference.diagnosis`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from smtpwb.transcript.findings import Finding

SHOWN = 3
"""Addresses that a sentence names; the rest are counted."""


class Recipient(msgspec.Struct, frozen=True):
    """One forward-path and what became of it."""

    address: str
    """As visible text."""
    index: int
    """The entry of the reply that decided."""
    code: str
    enhanced: str
    cause: str = ""
    """Of a refusal: a key of `reference.causes.CAUSES`."""
    title: str = ""
    """The cause in a few words; the codes where nothing tells it."""
    certainty: str = ""
    try_: str = ""
    sources: tuple[str, ...] = ()
    at_rcpt: Recipient | None = None
    """What RCPT was told, where a reply after the message decided anew (RFC 2033 §4.2, PRDR)."""

    @property
    def accepted(self) -> bool:
        return self.code.startswith("2")

    @property
    def turned(self) -> bool:
        """The message changed the verdict."""
        return self.at_rcpt is not None and self.at_rcpt.accepted != self.accepted

    @property
    def verdict(self) -> str:
        """`550 5.1.1`; where the message changed it, both: `250 → 552 5.2.2`."""
        before = f"{self.at_rcpt.code} → " if self.at_rcpt is not None and self.turned else ""
        return f"{before}{self.code} {self.enhanced}".rstrip()

    @property
    def domain(self) -> str:
        """In lower case; empty where the address names none."""
        return self.address.rpartition("@")[2].lower() if "@" in self.address else ""

    @property
    def postmaster(self) -> bool:
        """The mailbox that every server has to take (RFC 5321 §4.5.1)."""
        return self.address.partition("@")[0].lower() == "postmaster"


class Group(msgspec.Struct, frozen=True):
    """The recipients refused for one cause, in order."""

    cause: str
    title: str
    recipients: tuple[Recipient, ...]


CONNECTION = Finding("Not the connection: the same one went on to accept {accepted}.", ("RFC 5321 §3.3",))
SENDER = Finding(
    "Not the sender {sender} as such: MAIL was accepted, and {accepted} from the same sender.",
    ("RFC 5321 §3.3", "RFC 5321 §4.1.1.2"),
)
CLIENT = Finding(
    "Not a refusal of you as a client (blocklist, HELO name, reputation): it would have met {accepted} too.",
    ("RFC 5321 §3.3", "RFC 5321 §7.9"),
)
DOMAIN = Finding(
    "Not the domain {domain}: {accepted} is there and was accepted.", ("RFC 5321 §2.3.11", "RFC 5321 §3.3")
)
FILTER = Finding(
    "The words blame {title}, yet {accepted} was accepted from the same client and sender: "
    "the recipient or their domain has a filter of their own.",
    ("RFC 5321 §7.9",),
)
POSTMASTER = Finding(
    "Only postmaster was accepted, which every server must take: that the server refuses you as a client "
    "or your sender is not ruled out.",
    ("RFC 5321 §4.5.1",),
)
OTHER_DOMAINS = Finding(
    "Every refused address is at {refused}, every accepted one elsewhere: ask whether this server takes "
    "mail for it from you at all.",
    ("RFC 5321 §3.6.2",),
)
LATER = Finding(
    "Every refusal is temporary: the same addresses may be accepted later.",
    ("RFC 5321 §4.2.1", "RFC 5321 §4.5.4.1"),
)
AFTER_MESSAGE = Finding(
    "{addresses} passed RCPT and failed only after the message: the address is there, and its mailbox, or a "
    "filter that reads the message, refuses.",
    ("RFC 2033 §4.2", "RFC 5321 §3.3"),
)
UNTOLD = Finding(
    "{addresses}: the reply does not say why; the postmaster of that domain can.", ("RFC 5321 §4.5.1",)
)
ALL_REFUSED = Finding(
    "Nobody was accepted, so it need not be the addresses: a server may keep a refusal of the client or the "
    "sender until RCPT. Try RCPT TO:<postmaster@{domain}>, which it must accept.",
    ("RFC 5321 §4.5.1", "RFC 5321 §7.9"),
)
ACCEPTED_ALONE = Finding(
    "The message goes to the accepted ones alone; and accepted is not delivered: what a later server "
    "refuses comes back as a bounce.",
    ("RFC 5321 §3.3", "RFC 5321 §4.2.5", "RFC 5321 §6.1"),
)

OF_CLIENT_OR_SENDER = frozenset(
    {
        "authentication-failed",
        "authentication-required",
        "blocklisted",
        "helo-rejected",
        "poor-reputation",
        "reverse-dns",
        "sender-rejected",
        "sender-unauthenticated",
        "tls-required",
    }
)
"""Causes that lie with who sends, and would be expected to meet every recipient."""


def said(finding: Finding, **facts: str) -> Finding:
    """The sentence with its facts."""
    return Finding(finding.text.format(**facts), finding.sources)


def ruled_out(sender: str, recipients: Sequence[Recipient]) -> Iterator[Finding]:
    """What would have met every recipient; nothing where all fared alike."""
    accepted, refused = _apart(recipients)
    telling = [one for one in accepted if not one.postmaster]
    if not refused or not accepted:
        return
    if not any(one.code == "421" for one in refused):
        yield said(CONNECTION, accepted=named(accepted))
    if not telling:
        return
    if not any(one.cause in OF_CLIENT_OR_SENDER for one in refused):
        yield said(SENDER, sender=f"<{sender}>", accepted=named(telling))
        yield said(CLIENT, accepted=named(telling))
    for domain in dict.fromkeys(one.domain for one in refused if one.domain):
        there = [one for one in telling if one.domain == domain]
        if there:
            yield said(DOMAIN, domain=domain, accepted=named(there[:1]))


def remaining(recipients: Sequence[Recipient]) -> Iterator[Finding]:
    """What is left to look into, the particular first."""
    accepted, refused = _apart(recipients)
    groups = grouped(refused)
    yield from (_of_group(group) for group in groups)
    if not refused:
        return
    if late := [one for one in refused if one.at_rcpt is not None]:
        yield said(AFTER_MESSAGE, addresses=named(late))
    if all(one.code.startswith("4") for one in refused):
        yield LATER
    if not accepted and not late:
        yield said(ALL_REFUSED, domain=refused[0].domain or "its domain")
    if not accepted:
        return
    yield from _of_both(accepted, groups)
    yield from _of_domains(accepted, refused)
    yield ACCEPTED_ALONE


def grouped(refused: Iterable[Recipient]) -> tuple[Group, ...]:
    """By cause, the largest group first."""
    by_title: dict[tuple[str, str], list[Recipient]] = {}
    for one in refused:
        by_title.setdefault((one.cause, one.title), []).append(one)
    groups = (Group(cause, title, tuple(ones)) for (cause, title), ones in by_title.items())
    return tuple(sorted(groups, key=lambda group: -len(group.recipients)))


def _apart(recipients: Sequence[Recipient]) -> tuple[list[Recipient], list[Recipient]]:
    """The accepted ones, and the refused ones."""
    return [one for one in recipients if one.accepted], [one for one in recipients if not one.accepted]


def _of_both(accepted: list[Recipient], groups: Iterable[Group]) -> Iterator[Finding]:
    """What is odd about the refusals, seen that others were accepted."""
    telling = [one for one in accepted if not one.postmaster]
    if not telling:
        yield POSTMASTER
        return
    for group in groups:
        if group.cause in OF_CLIENT_OR_SENDER:
            yield said(FILTER, title=in_a_sentence(group.title), accepted=named(telling))


def _of_domains(accepted: list[Recipient], refused: list[Recipient]) -> Iterator[Finding]:
    domains = {one.domain for one in refused}
    if len(domains) == 1 and all(domains) and domains.isdisjoint(one.domain for one in accepted):
        yield said(OTHER_DOMAINS, refused=next(iter(domains)))


def _of_group(group: Group) -> Finding:
    addresses = named(group.recipients)
    first = group.recipients[0]
    if group.cause == "unknown":
        return said(UNTOLD, addresses=addresses)
    return Finding(f"{addresses}: {in_a_sentence(group.title)}. {first.try_}", first.sources)


def named(recipients: Iterable[Recipient]) -> str:
    """The first few addresses, and how many more."""
    addresses = list(dict.fromkeys(f"<{one.address}>" for one in recipients))
    more = f" and {len(addresses) - SHOWN:,} more" if len(addresses) > SHOWN else ""
    return ", ".join(addresses[:SHOWN]) + more


def in_a_sentence(title: str) -> str:
    """A title as it stands inside a sentence: `Mailbox full` → `mailbox full`, but `DNS …` as it is."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title
