"""What would become of each recipient of a message after it was accepted: delivered, or refused further on.

Which mailboxes accept and fail later stands in their table. Decides no report: whether one is due, and how it
looks, is `bounce`.
"""

from __future__ import annotations

import msgspec

from smtpwb.practice.mailboxes import DOMAIN, find
from smtpwb.practice.persona import behind
from smtpwb.practice.received import Received

STORE = f"store.{DOMAIN}"
"""The server behind this one, to which all that was accepted is handed on."""
_NO_MAILBOX = "550 5.1.1 {path}: Recipient address rejected: User unknown"
_OF_THE_MESSAGE = ("5.4.6",)
"""What a server says of a message only when it has it: that it came round once more (RFC 5321 §6.3)."""


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
    persona = behind(message.host)
    said = find(address).bounces
    if persona is not None and persona.takes_all and not said:
        said = _regretted(address, persona.host)
    if not said:
        return Fate(index, address, "2.0.0")
    reply = said.format(path=f"<{address}>", seconds=0)
    status = reply.split()[1]
    refused = "end of DATA" if status in _OF_THE_MESSAGE else "RCPT TO"
    return Fate(index, address, status, STORE, f"{refused} command", reply)


def _regretted(address: str, host: str) -> str:
    """What its mailbox would have said at RCPT, had it been asked; to who may come in: no such mailbox."""
    local, _, domain = address.rpartition("@")
    row = find(f"{local}@{DOMAIN}" if domain.lower() == host else address)
    refuses = row.reply[:1] in ("4", "5") and not row.condition
    return row.reply if refuses else _NO_MAILBOX
