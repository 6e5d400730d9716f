"""The recipient ledger: who was accepted and who refused in a transaction, with the cause of each refusal.

Decides which recipients belong to one transaction and which reply decided for each. What their pattern
tells is in `pattern`, the cause of a refusal in `reference.diagnosis`.
"""

from __future__ import annotations

import msgspec

from smtpwb.reference.explain import diagnosed
from smtpwb.smtp.commands import Command
from smtpwb.smtp.dialogue import DOT
from smtpwb.smtp.visible import visible
from smtpwb.transcript import pattern
from smtpwb.transcript.findings import Finding
from smtpwb.transcript.pattern import Group, Recipient, in_a_sentence
from smtpwb.transcript.transcript import Entry, Kind, Transcript


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

    Empty where no MAIL was accepted in that connection. In LMTP the reply to the dot decides for each
    recipient anew (RFC 2033 §4.2).
    """
    replies = _transaction(transcript, index)
    if not replies:
        return Ledger()
    recipients = [_recipient(at, entry) for at, entry in replies if entry.answers == "RCPT"]
    recipients = _decided_at_the_dot(recipients, replies)
    sender = visible(replies[0][1].after.reverse_path or b"")
    return Ledger(
        sender,
        tuple(recipients),
        pattern.grouped(one for one in recipients if not one.accepted),
        tuple(pattern.ruled_out(sender, recipients)),
        tuple(pattern.remaining(recipients)),
    )


def ledgers(transcript: Transcript) -> tuple[Ledger, ...]:
    """The ledger of every transaction, in order."""
    begins = (index for index, entry in enumerate(transcript.entries) if _begins(entry))
    return tuple(ledger(transcript, index) for index in begins)


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
        if entry.kind is Kind.OPENED or _begins(entry) or (ended and entry.answers != DOT):
            break
        ended = ended or entry.after.mail is None
        if entry.kind is Kind.REPLY and entry.reply is not None and entry.reply.complete:
            found.append((at, entry))
    return found


def _begins(entry: Entry) -> bool:
    """The reply that accepts MAIL."""
    return (
        entry.kind is Kind.REPLY
        and entry.answers == "MAIL"
        and entry.reply is not None
        and entry.reply.complete
        and entry.reply.code.startswith("2")
        and entry.after.mail is not None
    )


def _recipient(index: int, entry: Entry) -> Recipient:
    """The recipient that a reply to RCPT decides."""
    return _decided(_address(entry.command), index, entry)


def _decided(address: str, index: int, entry: Entry) -> Recipient:
    reply = entry.reply
    assert reply is not None
    found = diagnosed(reply, entry.answers)
    codes = f"{reply.code} {reply.enhanced or ''}".strip()
    told = Recipient(address, index, reply.code, str(reply.enhanced or ""))
    if found is None:
        return told if told.accepted else msgspec.structs.replace(told, cause="unknown", title=codes)
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


def _decided_at_the_dot(recipients: list[Recipient], replies: _Numbered) -> list[Recipient]:
    """LMTP: the replies to the dot, one for each accepted recipient in order."""
    dots = [(at, entry) for at, entry in replies if entry.answers == DOT]
    if not dots or dots[0][1].before.hello != "LHLO":
        return recipients
    decisions = iter(dots)
    decided = []
    for one in recipients:
        decision = next(decisions, None) if one.accepted else None
        decided.append(_decided(one.address, *decision) if decision is not None else one)
    return decided
