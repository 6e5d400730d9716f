"""What earlier transactions of a connection tell of the refusals in a later one.

Decides which comparisons are worth a sentence: the same address from another sender, the same address again,
anybody at all. What one transaction tells by itself is in `pattern`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from smtpwb.transcript.findings import Finding
from smtpwb.transcript.pattern import Recipient, named, said


class Transaction(msgspec.Struct, frozen=True):
    """What became of the recipients of one transaction."""

    sender: str
    """The reverse-path, as visible text."""
    recipients: tuple[Recipient, ...]


ADDRESS = Finding(
    "Not the address: earlier in this connection, from <{other}>, the server accepted {addresses}.",
    ("RFC 5321 §3.3",),
)
SENDER_ALONE = Finding(
    "Not the sender <{sender}> alone: earlier in this connection, from <{other}>, the server refused "
    "{addresses} too.",
    ("RFC 5321 §3.3",),
)
CLIENT = Finding(
    "Not a refusal of you as a client from the start: earlier in this connection the server accepted "
    "{addresses}.",
    ("RFC 5321 §3.3", "RFC 5321 §7.9"),
)
ANOTHER_SENDER = Finding(
    "From <{other}> the server took {addresses}, from <{sender}> it does not: look at the sender first.",
    ("RFC 5321 §3.3", "RFC 5321 §7.9"),
)
MEANWHILE = Finding(
    "From the same sender the server took {addresses} before: something changed meanwhile, such as a limit "
    "that was reached.",
    ("RFC 5321 §4.5.3.1.10", "RFC 5321 §7.8"),
)


def ruled_out(
    sender: str, recipients: Sequence[Recipient], earlier: Sequence[Transaction]
) -> Iterator[Finding]:
    """What the earlier transactions take off the list of suspects."""
    for (other, accepted), again in _met_again(recipients, earlier).items():
        if accepted:
            yield said(ADDRESS, other=other, addresses=named(again))
        elif other != sender:
            yield said(SENDER_ALONE, sender=sender, other=other, addresses=named(again))
    if any(one.accepted or one.code == "421" for one in recipients) or not recipients:
        return
    telling = [one for before in earlier for one in before.recipients if one.accepted and not one.postmaster]
    if telling:
        yield said(CLIENT, addresses=named(telling))


def remaining(
    sender: str, recipients: Sequence[Recipient], earlier: Sequence[Transaction]
) -> Iterator[Finding]:
    """What differs between then and now."""
    for (other, accepted), again in _met_again(recipients, earlier).items():
        if accepted and other != sender:
            yield said(ANOTHER_SENDER, sender=sender, other=other, addresses=named(again))
        elif accepted:
            yield said(MEANWHILE, addresses=named(again))


_Then = tuple[str, bool]
"""From which sender an address was named, and whether it was accepted."""


def _met_again(
    recipients: Sequence[Recipient], earlier: Sequence[Transaction]
) -> dict[_Then, list[Recipient]]:
    """The refused recipients that were named before, by what became of them then; the newest counts."""
    then = {_mailbox(one): (before.sender, one.accepted) for before in earlier for one in before.recipients}
    found: dict[_Then, list[Recipient]] = {}
    for one in recipients:
        if not one.accepted and (before := then.get(_mailbox(one))):
            found.setdefault(before, []).append(one)
    return found


def _mailbox(one: Recipient) -> tuple[str, str]:
    """What is the same for one mailbox: the domain may be in any case (RFC 5321 §2.4)."""
    return one.address.rpartition("@")[0] or one.address, one.domain
