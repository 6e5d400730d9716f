"""The phase rail: the steps of a dialogue, and which lie behind, which is now and which are to come.

Decides where on it each state of the dialogue stands. How it is drawn is decided elsewhere.
"""

from __future__ import annotations

import msgspec

from smtpwb.smtp.dialogue import Dialogue, State


class Phase(msgspec.Struct, frozen=True):
    """One step of the phase rail."""

    name: str
    standing: str
    """`done`, `now` or `next`."""
    note: str = ""


_RAIL = ("connect", "hello", "MAIL", "RCPT", "DATA", "quit")
_REACHED: dict[State, int] = {
    # how many steps lie behind; the next one is where the user stands
    State.OFFLINE: 0,
    State.CONNECTED: 0,
    State.REFUSED: 0,
    State.GREETED: 1,
    State.TLS: 1,
    State.HELLO: 2,
    State.AUTH: 2,
    State.MAIL: 3,
    State.RCPT: 4,
    State.CONTENT: 4,
    State.QUIT: 6,
    State.CLOSED: 0,
}


def phases(dialogue: Dialogue) -> tuple[Phase, ...]:
    """The phase rail: each step done, now, or still to come."""
    reached = _REACHED[dialogue.state]
    accepted = len(dialogue.accepted)
    notes = {"RCPT": f"×{accepted}" if accepted > 1 else "", "hello": dialogue.hello}
    return tuple(
        Phase(
            name,
            "done" if index < reached else "now" if index == reached else "next",
            notes.get(name, ""),
        )
        for index, name in enumerate(_RAIL)
    )
