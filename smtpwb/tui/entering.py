"""What Enter in the composer does with a line: which of the roads out it takes, or why none.

Decides between the queue and raw octets, a response to a challenge, a line to the wire and an order to
connect. Nothing goes out but the line, and what cannot go is kept and said (law 1).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from smtpwb.errors import WorkbenchError
from smtpwb.session import target
from smtpwb.smtp.reads import Reads, reads_as
from smtpwb.transcript.events import Opened
from smtpwb.tui.orders import Orders
from smtpwb.tui.talk import Talk
from smtpwb.tui.widgets.dialogue_pane import DialoguePane

if TYPE_CHECKING:
    from smtpwb.tui.form import Order


class Entering:
    """The roads a line can take. `say` shows a notice; `connect` follows an order to connect."""

    def __init__(
        self,
        talk: Talk,
        pane: DialoguePane,
        orders: Orders,
        say: Callable[..., Any],
        connect: Callable[[str], object],
    ) -> None:
        self._talk, self._pane, self._orders = talk, pane, orders
        self._say, self._connect = say, connect
        self._insisted: Opened | None = None
        """The connection on which Enter was pressed on an answer whose challenge is gone."""

    def enter(self, line: str) -> None:
        """The line is an order: send it, answer with it, or connect as it says."""
        pane, talk = self._pane, self._talk
        if self._orders.enter(line):
            self._insisted = None
        elif pane.form.active:
            pane.form.enter(line)
        elif pane.form.hold():
            self._say("The server has not answered yet: nothing was sent. Enter again sends it as it is.")
        elif pane.secret_left_over:
            self._send_left_over(line)
        elif talk.connected:
            self._send(line)
        elif talk.connecting:
            self._say("Still connecting: Escape cancels. Nothing was sent.")
        elif not line.strip():
            self._say("Not connected: write telnet HOST 25, or press Tab to take what is offered.")
        elif not target.is_target(line):
            self._say("Not connected, so nothing was sent: write telnet HOST 25 first.", severity="warning")
        else:
            pane.composer.sent(line)
            self._connect(line)

    def respond(self, order: Order) -> None:
        """A response that a form made: its secrets are hidden where the server says them, too."""
        for secret in order.hides:
            self._talk.hide(secret)
        if self._transmit(order.line):
            self._pane.refresh_composer()

    def _send_left_over(self, line: str) -> None:
        """An answer whose challenge is gone goes out only when asked twice on one connection, and masked."""
        here = self._talk.transcript.opened if self._talk.connected else None
        if here is not None and self._insisted is here:
            self._send(line, secret=True)
            return
        self._insisted = here
        again = ", Enter again sends it, masked" if here else ""
        self._say(f"The challenge is gone. Nothing was sent: ^u clears the line{again}.", severity="warning")

    def _send(self, line: str, *, secret: bool = False) -> None:
        if self._transmit(line, secret=secret):
            self._pane.composer.sent(line)
            self._pane.refresh_composer()

    def _transmit(self, line: str, *, secret: bool = False) -> bool:
        """Hand a line to the wire; False where that could not be, which is said."""
        self._insisted = None
        transcript = self._talk.transcript
        answer = reads_as(transcript.dialogue, transcript.awaiting) is Reads.ANSWER
        self._pane.form.answering.sent(line.encode("utf-8", "surrogateescape"), answer)
        try:
            self._talk.send(line, secret=secret)
        except WorkbenchError as error:
            self._say(error.sentence, severity="error")
            return False
        self._pane.view.action_newest()
        return True
