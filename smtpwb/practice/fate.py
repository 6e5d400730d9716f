"""What would become of each recipient of a message after it was accepted: delivered, or refused further on.

A table of the mailboxes that accept and fail later, and of what the next server said there. Decides no
report: whether one is due, and how it looks, is `bounce`.
"""

from __future__ import annotations

import msgspec

from smtpwb.practice.mailboxes import DOMAIN, find
from smtpwb.practice.received import Received

BOUNCES_ALL = f"bounce.{DOMAIN}"
"""The server that accepts every recipient and delivers to none."""
_STORE, _LISTS = f"store.{DOMAIN}", f"lists.{DOMAIN}"
_NO_MAILBOX = "550 5.1.1 {path}: Recipient address rejected: User unknown"

_RCPT, _DOT = "RCPT TO command", "end of DATA command"
_LATER: dict[str, tuple[str, str, str]] = {
    f"bounces@{DOMAIN}": (_STORE, _RCPT, _NO_MAILBOX),
    f"loop@{DOMAIN}": (_LISTS, _DOT, "554 5.4.6 {path}: Too many hops, this message goes round in a loop"),
}
"""The server that the message was handed on to, what that refused, and with which reply."""


class Fate(msgspec.Struct, frozen=True):
    """What became of one recipient."""

    index: int
    """Which of the recipients."""
    address: str
    status: str
    """Its enhanced status code (RFC 3463)."""
    remote: str = ""
    """The server that refused it; empty: it was delivered."""
    refused: str = ""
    """What it refused, in words."""
    reply: str = ""
    """What that server said."""

    @property
    def failed(self) -> bool:
        return bool(self.reply)

    @property
    def in_the_end(self) -> bool:
        """The refusal was for now, each time: it failed when the queue gave up (RFC 5321 §4.5.4.1)."""
        return self.status.startswith("4")


def fates(message: Received) -> tuple[Fate, ...]:
    """What becomes of each recipient, in their order."""
    return tuple(_fate(message, *numbered) for numbered in enumerate(message.recipients))


def _fate(message: Received, index: int, address: str) -> Fate:
    remote, refused, said = _LATER.get(_plain(address), ("", "", ""))
    if message.host == BOUNCES_ALL and not said:
        remote, refused, said = _STORE, _RCPT, _regretted(address)
    if not said:
        return Fate(index, address, "2.0.0")
    reply = said.format(path=f"<{address}>", seconds=0)
    return Fate(index, address, reply.split()[1], remote, refused, reply)


def _regretted(address: str) -> str:
    """What its mailbox would have said at RCPT, had it been asked; to who may come in: no such mailbox."""
    local, _, domain = _plain(address).rpartition("@")
    row = find(f"{local}@{DOMAIN}" if domain == BOUNCES_ALL else address)
    return _NO_MAILBOX if row.reply.startswith("2") or row.condition else row.reply


def _plain(address: str) -> str:
    """As the table has it: names are compared without case here."""
    local, _, domain = address.rpartition("@")
    return f"{local.lower()}@{domain.lower().rstrip('.')}"
