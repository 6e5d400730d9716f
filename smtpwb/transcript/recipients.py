"""The recipient ledger: who was accepted and who refused in a transaction, with the cause of each refusal.

Decides which recipients belong to one transaction and which reply decided for each. What their pattern
tells is in `pattern`, the cause of a refusal in `reference.diagnosis`.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence

import msgspec

from smtpwb.reference.explain import diagnosed
from smtpwb.smtp.commands import Command
from smtpwb.smtp.visible import visible
from smtpwb.transcript import earlier, pattern
from smtpwb.transcript.earlier import Transaction
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.findings import Finding
from smtpwb.transcript.pattern import Group, Recipient, in_a_sentence
from smtpwb.transcript.speaking import introduced
from smtpwb.transcript.transcript import Transcript

EARLIER = 20
"""Transactions before it that are drawn on: what is longer ago tells little of now."""


class Ledger(msgspec.Struct, frozen=True):
    """Every recipient of one transaction that has its reply, in the order of the replies."""

    sender: str = ""
    """The reverse-path, as visible text; empty for the null reverse-path."""
    recipients: tuple[Recipient, ...] = ()
    groups: tuple[Group, ...] = ()
    """The refused ones by cause, the largest group first."""
    ruled_out: tuple[Finding, ...] = ()
    remaining: tuple[Finding, ...] = ()

    @property
    def accepted(self) -> tuple[Recipient, ...]:
        return tuple(one for one in self.recipients if one.accepted)

    @property
    def refused(self) -> tuple[Recipient, ...]:
        return tuple(one for one in self.recipients if not one.accepted)

    @property
    def mixed(self) -> bool:
        """Some were accepted and others refused."""
        return bool(self.accepted) and bool(self.refused)

    @property
    def differing(self) -> bool:
        """Two recipients or more did not fare alike."""
        return self.mixed or len(self.groups) > 1

    @property
    def summary(self) -> str:
        """`2 accepted · 1 refused (mailbox full)`; with several causes `mailbox full ×2, virus`."""
        causes = ", ".join(
            in_a_sentence(group.title) + self._times(len(group.recipients)) for group in self.groups
        )
        refused = f" · {len(self.refused)} refused ({causes})" if self.refused else ""
        return f"{len(self.accepted)} accepted{refused}"

    def _times(self, count: int) -> str:
        """How often a cause is met, where that does not follow from the sum."""
        return f" ×{count}" if count > 1 and len(self.groups) > 1 else ""


def ledger(transcript: Transcript, index: int | None = None) -> Ledger:
    """The recipients of the newest transaction that began at or before entry `index` (default: of all).

    Empty where no MAIL was accepted in that connection. A reply to a recipient after the message decides anew
    (RFC 2033 §4.2). Where somebody is refused, earlier transactions of the same connection are drawn on.
    """
    replies = _transaction(transcript, index)
    if not replies:
        return Ledger()
    one = _told(replies, introduced(transcript, replies[0][0]))
    refused = any(not recipient.accepted for recipient in one.recipients)
    return _ledger(one, _before(transcript, replies[0][0]) if refused else ())


def ledgers(transcript: Transcript) -> tuple[Ledger, ...]:
    """The ledger of every transaction, in order."""
    found: list[Ledger] = []
    earlier: list[Transaction] = []
    for index, entry in enumerate(transcript.entries):
        if entry.kind is Kind.OPENED:
            earlier = []
        elif _begins(entry):
            one = _told(_transaction(transcript, index), introduced(transcript, index))
            found.append(_ledger(one, earlier[-EARLIER:]))
            earlier.append(one)
    return tuple(found)


def _ledger(one: Transaction, before: Sequence[Transaction]) -> Ledger:
    sender, recipients = one.sender, one.recipients
    return Ledger(
        sender,
        recipients,
        pattern.grouped(recipient for recipient in recipients if not recipient.accepted),
        (*pattern.ruled_out(sender, recipients), *earlier.ruled_out(sender, recipients, before)),
        (*earlier.remaining(sender, recipients, before), *pattern.remaining(recipients)),
    )


def _told(replies: _Numbered, speaker: str) -> Transaction:
    recipients = [_recipient(at, entry, speaker) for at, entry in replies if entry.answers == "RCPT"]
    sender = visible(replies[0][1].after.reverse_path or b"")
    return Transaction(sender, tuple(_decided_after(recipients, replies, speaker)))


def _before(transcript: Transcript, begin: int) -> list[Transaction]:
    """The newest transactions of the connection that ended before entry `begin`, in order."""
    found: list[Transaction] = []
    for at in range(begin - 1, -1, -1):
        entry = transcript.entries[at]
        if entry.kind is Kind.OPENED or len(found) == EARLIER:
            break
        if _begins(entry):
            found.append(_told(_transaction(transcript, at), introduced(transcript, at)))
    return found[::-1]


_Numbered = list[tuple[int, Entry]]


def _transaction(transcript: Transcript, index: int | None) -> _Numbered:
    """The replies of a transaction with their indices, from the accepted MAIL to what ended it."""
    entries = transcript.entries
    begin = len(entries) - 1 if index is None else index
    while begin >= 0 and not _begins(entries[begin]):
        if entries[begin].kind is Kind.OPENED:
            return []
        begin -= 1
    if begin < 0:
        return []
    found = [(begin, entries[begin])]
    ended = False
    for at in range(begin + 1, len(entries)):
        entry = entries[at]
        if entry.kind is Kind.OPENED or _begins(entry) or (ended and not _after_message(entry)):
            break
        ended = ended or entry.after.mail is None
        if entry.kind is Kind.REPLY and entry.reply is not None and entry.reply.complete:
            found.append((at, entry))
    return found


def _begins(entry: Entry) -> bool:
    """The reply that accepts MAIL."""
    return entry.answers == "MAIL" and entry.accepts and entry.after.mail is not None


def _recipient(index: int, entry: Entry, speaker: str) -> Recipient:
    """The recipient that a reply to RCPT decides."""
    return _decided(_address(entry.command), index, entry, speaker)


def _decided(address: str, index: int, entry: Entry, speaker: str) -> Recipient:
    reply = entry.reply
    assert reply is not None
    found = diagnosed(reply, entry.answers, speaker, early=entry.early)
    told = Recipient(address, index, reply.code, str(reply.enhanced or ""))
    if found is None:
        return told if told.accepted else msgspec.structs.replace(told, cause="unknown", title=reply.codes)
    return msgspec.structs.replace(
        told,
        cause=found.cause,
        title=found.title,
        certainty=found.certainty,
        try_=found.try_,
        sources=found.sources,
    )


def _address(command: Command | None) -> str:
    if command is None:
        return ""
    path = command.path
    return visible(path.address or path.raw if path is not None else command.argument)


def _after_message(entry: Entry) -> bool:
    """A reply to the message as a whole, or to one recipient after it."""
    return entry.ends_message or bool(entry.recipient)


def _decided_after(recipients: list[Recipient], replies: _Numbered, speaker: str) -> Iterator[Recipient]:
    """With the replies that came to each accepted recipient after the message, where there are such.

    With PRDR a reply to the message as a whole follows them: it refuses it for all (draft-hall-prdr-00).
    """
    decisions: defaultdict[str, deque[tuple[int, Entry]]] = defaultdict(deque)
    for at, entry in replies:
        if entry.recipient:
            decisions[visible(entry.recipient)].append((at, entry))
    whole = _refused_as_a_whole(replies) if decisions else None
    for one in recipients:
        if not one.accepted or not decisions[one.address]:
            yield one
            continue
        anew = _decided(one.address, *decisions[one.address].popleft(), speaker)
        if anew.accepted and whole is not None:
            anew = _decided(one.address, *whole, speaker)
        yield msgspec.structs.replace(anew, at_rcpt=one)


def _refused_as_a_whole(replies: _Numbered) -> tuple[int, Entry] | None:
    """The reply that refuses the message for all recipients after there was one for each."""
    at, entry = replies[-1]
    return (at, entry) if entry.refuses and not entry.recipient and entry.ends_message else None
