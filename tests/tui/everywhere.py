"""The way to every screen by keys alone, for what has to hold on each of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from tests.tui.desk import Desk

PLACES: Mapping[str, tuple[str, ...]] = {
    "dialogue": (),
    "an entry": ("alt+up", "alt+up"),
    "all of a reply": ("ctrl+l",),
    "the search": ("ctrl+f", *"550"),
    "raw": ("alt+r",),
    "a queue": (*"NOOP", "ctrl+j", *"RSET", "ctrl+j"),
    "reference": ("f3",),
    "a code": ("f6",),
    "lessons": ("f4",),
    "help": ("f1",),
    "connect": ("ctrl+o",),
    "share": ("alt+s",),
    "save": ("alt+s", "ctrl+s"),
    "note": ("alt+n",),
    "message": ("ctrl+n",),
    "preview": ("ctrl+n", "ctrl+t"),
    "a file": ("ctrl+n", "ctrl+o"),
    "decode": ("f12",),
    "earlier": ("alt+e",),
    "replay": ("alt+p",),
    "drills": ("alt+l",),
    "a card": ("alt+l", "enter"),
    "mailbox": ("alt+m",),
    "delivered": ("alt+m", "enter"),
    "palette": ("ctrl+p",),
}
"""The keys that lead to each from the dialogue. Where the composer is left, Escape leads back."""
IN_DIALOGUE = ("dialogue", "an entry", "the search", "raw", "a queue")
"""Where composer and dialogue are both seen."""


async def begin(desk: Desk) -> None:
    """A dialogue that stands, with a message and a refusal in it: the way to every screen begins here."""
    await desk.connect()
    sender = "MAIL FROM:<a@example.net>"
    for line in ("EHLO ws.example.net", sender, "RCPT TO:<jrace@practice.test>", "DATA"):
        await desk.say(line)
    for line in ("Subject: hello", "", "Hello."):
        await desk.enter(line)
    for line in (".", sender, "RCPT TO:<nobody@practice.test>"):
        await desk.say(line)


async def everywhere(desk: Desk) -> AsyncIterator[str]:
    """Every place, one after the other, its name."""
    await begin(desk)
    for name, keys in PLACES.items():
        await desk.press(*keys)
        yield name
        while len(desk.app.screen_stack) > 1:
            await desk.press("escape")
        await desk.press("escape", "escape", "f2")
