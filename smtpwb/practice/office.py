"""What becomes of recipients and messages: the rules of the mailboxes, and what was received.

Decides by address, size and time, answers with a reply, and keeps accepted messages in memory,
the newest only. Nothing is ever forwarded. Knows nothing of connections and commands.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from smtpwb.practice.mailboxes import Mailbox, find
from smtpwb.practice.received import Received
from smtpwb.practice.replies import reply

SIZE_LIMIT = 1_000_000
"""Octets of the largest message taken, as EHLO advertises it (RFC 1870 §4)."""
KEPT = 50
"""How many messages are kept: at their largest some 50 MB."""
REMEMBERED = 1_000
"""How many greylisted triplets are remembered; the oldest goes."""


Triplet = tuple[str, str, str]
"""Client, sender and recipient: what greylisting tells apart (RFC 6647 §2)."""


@dataclass
class PostOffice:
    """One domain's mailboxes. `clock` tells seconds and never goes back; `speed` shortens every wait."""

    clock: Callable[[], float] = time.monotonic
    speed: float = 1.0
    received: deque[Received] = field(default_factory=lambda: deque(maxlen=KEPT))
    count: int = 0
    """How many messages were accepted since the start."""
    _first_tried: dict[Triplet, float] = field(default_factory=dict)

    def recipient(self, client: str, sender: str, address: str, declared: int | None) -> str:
        """The reply to RCPT; `declared` is the SIZE of MAIL in octets, None without one."""
        mailbox = find(address)
        wait = self._wait(mailbox, (client, sender.lower(), address.lower()))
        conditions = [(declared or 0) > mailbox.octets] * bool(mailbox.octets)
        conditions += [wait > 0] * bool(mailbox.seconds)
        if all(conditions) and not mailbox.after_the_dot:
            return mailbox.reply.format(path=f"<{address}>", seconds=wait)
        return reply("recipient ok")

    def message(self, message: Received, octets: int, limit: int = SIZE_LIMIT, *, judge: bool = True) -> str:
        """The reply to the dot. `octets` counts what came, the kept content may be shorter then.

        `limit` is the largest that may be, in octets. Without `judge` no mailbox has a say.
        """
        if octets > limit:
            return reply("size", limit=limit)
        for address in message.recipients if judge else ():
            mailbox = find(address)
            if _refuses(mailbox, message, octets):
                return mailbox.reply.format(path=f"<{address}>")
        self.count += 1
        self.received.append(replace(message, number=self.count))
        return reply("kept", number=self.count)

    def _wait(self, mailbox: Mailbox, triplet: Triplet) -> int:
        """Seconds until this triplet is let in, rounded up; 0 for a mailbox that makes nobody wait."""
        if not mailbox.seconds:
            return 0
        now = self.clock()
        first = self._first_tried.setdefault(triplet, now)
        while len(self._first_tried) > REMEMBERED:
            del self._first_tried[next(iter(self._first_tried))]
        return max(0, math.ceil(first + mailbox.seconds / self.speed - now))


def _refuses(mailbox: Mailbox, message: Received, octets: int) -> bool:
    """Whether a mailbox refuses a message that was accepted for it at RCPT."""
    if mailbox.octets:
        return octets > mailbox.octets
    if mailbox.eight_bit:  # RFC 6152 §3
        return not message.content.isascii() and message.parameter("BODY") in (None, "7BIT")
    return mailbox.after_the_dot
