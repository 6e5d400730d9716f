"""One step of AUTH as a form: its fields, what is filled in, and the line that comes of it.

Decides what of it is secret as it is typed, and how much of the response is shown. What a step asks and makes
of it is the table of `smtp.sasl.mechanisms`; which step it is, and what becomes of it, `answering`'s affair.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from smtpwb.smtp.sasl import pieces
from smtpwb.smtp.sasl.steps import Check, Exchange, Field, Response, Step


@dataclass(frozen=True)
class Order:
    """A line that is to be sent, and the secrets that it was made of, to be hidden where they are echoed."""

    line: str = field(repr=False)
    hides: tuple[bytes, ...] = field(default=(), repr=False)


class Form:
    """A step, filled in field by field."""

    def __init__(
        self,
        exchange: Exchange,
        step: Step,
        values: dict[str, str],
        *,
        command: str = "",
        ahead: bool = False,
    ) -> None:
        """`values` are filled in by field; `command` is the AUTH that the response goes with, empty if it
        answers a challenge; `ahead`: what stands in the line was typed before it was known what for."""
        self._exchange = exchange
        self._values = values
        self._ahead = ahead
        self._at = next((at for at, asked in enumerate(step.asks) if not asked.optional), 0)
        self._made: Response | None = None
        self.step = step
        self.command = command
        self.busy = False
        """The response is being made."""
        self.revealed = False
        """All of it is shown, until the next key."""
        self.kept: bytes | None = None
        """Once an order was made, what a later step checks with."""

    # Fields

    @property
    def field(self) -> Field | None:
        """What is asked for now; None: nothing, Enter goes on."""
        return self.step.asks[self._at] if self._at < len(self.step.asks) else None

    @property
    def value(self) -> str:
        """What was filled in before where the form stands."""
        return self._values.get(self.field.id, "") if self.field is not None else ""

    def secret(self, line: str) -> bool:
        """Whether what stands in the line is not to be seen."""
        self._ahead = self._ahead and bool(line)
        if self.revealed or not line:
            return False
        return self._ahead or self.field is None or self.field.secret

    def keep(self, line: str) -> None:
        """Fill in where the form stands."""
        if self.field is not None:
            self._values[self.field.id] = line

    def move(self, line: str, by: int) -> str:
        """Go to another field, as far as there are any; what is filled in there."""
        self.keep(line)
        self._at = max(0, min(len(self.step.asks) - 1, self._at + by))
        self._ahead = False
        return self.value

    def entered(self, line: str) -> bool:
        """Enter: go to the next field; False where there is none, so that the response is due."""
        self.keep(line)
        self._ahead = False
        if self._at + 1 >= len(self.step.asks):
            return False
        self._at += 1
        return True

    # The response

    @property
    def said(self) -> Exchange:
        """The exchange, with what is filled in."""
        return replace(self._exchange, values=dict(self._values))

    @property
    def mechanism(self) -> str:
        return self._exchange.mechanism

    @property
    def challenge(self) -> bytes | None:
        """What the server said last, decoded; None before it said anything."""
        return self._exchange.challenges[-1] if self._exchange.challenges else None

    @property
    def check(self) -> Check | None:
        """What the challenge proves, or fails to."""
        return self.step.check(self._exchange) if self.challenge is not None else None

    @property
    def costly(self) -> bool:
        """Making the response takes long."""
        return self.step.draft is not None

    def making(self) -> Callable[[], Response]:
        """What makes the response, in any thread; it may raise CannotRespond."""
        step, said = self.step, self.said
        return lambda: step.make(said)

    def order(self, response: Response) -> Order:
        """The line of a response that was made."""
        self.kept = response.kept
        octets = pieces.line(response.pieces, initial=bool(self.command)).decode()
        typed = [self._values.get(asked.id, "") for asked in self.step.asks if asked.secret]
        hides = [text.encode("utf-8", "surrogateescape") for text in typed] + [response.kept]
        return Order(f"{self.command} {octets}" if self.command else octets, tuple(filter(None, hides)))

    def preview(self, line: str) -> str:
        """The base64 that would go, a bullet for each group with a secret octet, unless revealed."""
        if not self.busy:  # else the line is what is typed ahead
            self.keep(line)
        initial = bool(self.command)
        if not self.revealed:
            return pieces.preview(self.step.pieces(self.said), initial)
        made = self._made.pieces if self._made is not None else self.step.pieces(self.said)
        return pieces.line(made, initial).decode()

    def reveal(self, made: Response | None = None) -> None:
        """Show all, until the next key; `made` is what took long to make."""
        self._made, self.revealed = made, True

    def hide(self) -> bool:
        """A key was pressed; True if anything was revealed until now."""
        was, self.revealed, self._made = self.revealed, False, None
        return was
