"""Which file is to go with a message, or in its place: a path with completion, and how it goes."""

from __future__ import annotations

import enum
import os
from collections.abc import Callable, Sequence
from itertools import takewhile
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from smtpwb.errors import UsageError
from smtpwb.session.message_file import MessageFile
from smtpwb.smtp import amounts
from smtpwb.smtp.visible import visible_text
from smtpwb.tui.screens.frame import Framed
from smtpwb.tui.widgets.choice import Choice
from smtpwb.tui.widgets.field import Field
from smtpwb.tui.widgets.inert import inert

_MOST = 6
"""Names that are offered at a time."""


class As(enum.Enum):
    """How a file goes."""

    ATTACHED = "attached to the text"
    AS_IT_IS = "as it is"
    CRLF = "line ends made CRLF"


def completed(written: str) -> tuple[str, tuple[str, ...]]:
    """A path as far as the directory leaves no choice, and the names that go on with it."""
    before, name = os.path.split(written)
    directory = Path(before or ".").expanduser()
    try:
        found = [
            f"{entry.name}/" if entry.is_dir() else entry.name
            for entry in os.scandir(directory)
            if entry.name.startswith(name) and (name.startswith(".") or not entry.name.startswith("."))
        ]
    except OSError:
        return written, ()
    names = tuple(sorted(found))
    return written[: len(written) - len(name)] + (_common(names) or name), names


def _common(names: Sequence[str]) -> str:
    """What all of them begin with."""
    first, last = (names[0], names[-1]) if names else ("", "")  # sorted: the others lie between
    same = zip(first, last, strict=False)
    return first[: sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], same))]


class FilePrompt(Framed["tuple[MessageFile, As] | None"]):
    """Asks for a file; the result is the file and how it goes, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Cancel", show=False),
        Binding("up", "app.focus_previous", "Previous field", show=False),
        Binding("down", "app.focus_next", "Next field", show=False),
        Binding("enter", "take", "Take it", show=False),
    ]
    DEFAULT_CSS = """
    FilePrompt {
        & > Vertical {
            width: 76; height: auto; max-height: 100%; padding: 0 1;
        }
        & Horizontal { height: auto; margin-top: 1; }
        & Label { width: 7; color: $remark; }
        & #says { height: auto; min-height: 2; margin-top: 1; padding-left: 8; }
    }
    """

    def compose(self) -> ComposeResult:
        with Vertical() as form:
            form.border_title = "A file"
            form.border_subtitle = "Tab complete · ↓ how it goes · Enter take it · Esc back"
            with Horizontal():
                yield Label("Path", markup=False)
                yield PathField(placeholder="~/mail.eml", id="path")
            with Horizontal():
                yield Label("Goes", markup=False)
                yield Choice(tuple((one.name, one.value) for one in As), id="as")
            yield inert(id="says")

    def on_mount(self) -> None:
        self._chosen = False
        self._offered: tuple[str, tuple[str, ...]] = ("", ())
        """A path, and the names that go on with it."""
        self.query_one(PathField).offers = self._offer
        self.query_one(PathField).focus()
        self._read()

    @on(Choice.Changed)
    def _choice(self) -> None:
        self._chosen = self.query_one(Choice).has_focus or self._chosen
        self._read()

    @on(Input.Changed)
    def _read(self) -> None:
        """Say what the path names; an .eml is a whole message, unless something else was chosen."""
        written = self.query_one(PathField).value
        if not self._chosen:
            guessed = As.CRLF if written.lower().endswith(".eml") else As.ATTACHED
            with self.prevent(Choice.Changed):
                self.query_one(Choice).choose(guessed.name)
        if not written:
            self._say("Any file: beside the text, or in its place as the whole message.", "$remark")
            return
        offered_for, names = self._offered
        if offered_for == written and len(names) > 1:
            self._names(names)
            return
        try:
            file = MessageFile.at(written)
        except UsageError as error:
            self._say(f"{error.sentence}.", "$remark")
        else:
            self._say(f"{file.name}, {amounts.octets(file.octets)}: {_TOLD[self._as]}", "$foreground")

    @property
    def _as(self) -> As:
        return As[self.query_one(Choice).value]

    def _say(self, text: str, style: str) -> None:
        self.query_one("#says", Static).update(Content.styled(visible_text(text), style))

    def _offer(self, names: tuple[str, ...]) -> None:
        """Tab was pressed: where that leaves a choice, these are the names."""
        self._offered = (self.query_one(PathField).value, names)
        self._read()

    def _names(self, names: tuple[str, ...]) -> None:
        more = f" … {len(names) - _MOST:,} more" if len(names) > _MOST else ""
        self._say("  ".join(names[:_MOST]) + more, "$client")

    @on(Input.Submitted)
    def action_take(self) -> None:
        try:
            file = MessageFile.at(self.query_one(PathField).value)
        except UsageError as error:
            self._say(f"{error.sentence}.", "$reply-5yz")
        else:
            self.dismiss((file, self._as))


_TOLD = {
    As.ATTACHED: "in base64 behind the text.",
    As.AS_IT_IS: "goes octet for octet, in place of the text.",
    As.CRLF: "goes in place of the text, every line end made CRLF.",
}


class PathField(Field):
    """A path; Tab completes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "Complete", show=False)]

    def __init__(self, *, placeholder: str, id: str) -> None:
        super().__init__(placeholder=placeholder, id=id)
        self.offers: Callable[[tuple[str, ...]], None] = lambda names: None
        """Hears of the names that go on with what is written."""

    def action_complete(self) -> None:
        text, names = completed(self.value)
        if text == self.value and len(names) == 1:
            self.screen.focus_next()
            return
        self.fill(text)
        self.offers(names)
