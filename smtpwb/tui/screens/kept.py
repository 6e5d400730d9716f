"""An earlier dialogue, to be read as it looked: the same list, the same panel, no composer.

Decides how one moves in it, and what one may ask for from here. Nothing here can send or change anything.
"""

from __future__ import annotations

import enum
from typing import ClassVar

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from smtpwb.smtp.visible import visible_text
from smtpwb.transcript import timing
from smtpwb.transcript.pointed import pointed_note
from smtpwb.transcript.speaking import speaker
from smtpwb.transcript.store import Kept
from smtpwb.transcript.transcript import Transcript
from smtpwb.tui.plain import is_plain
from smtpwb.tui.screens.frame import InFront, moved
from smtpwb.tui.screens.workbench import NARROW, WorkbenchScreen
from smtpwb.tui.widgets.dialogue_pane import TALL
from smtpwb.tui.widgets.dialogue_view import NOTHING_WRONG, SHORT, DialogueView
from smtpwb.tui.widgets.explained import Room
from smtpwb.tui.widgets.find_line import FindLine
from smtpwb.tui.widgets.inert import inert
from smtpwb.tui.widgets.reply_panel import ReplyPanel

_KEYS = (
    "r run again",
    "h as history",
    "alt+s share",
    "/ find",
    "shift+↑↓ errors",
    "space fold",
    "y copy entry",
)
"""What one may do; what does not fit is left out, the last first."""
_BACK = "Esc back"


class Wish(enum.Enum):
    """What is to be done with an earlier dialogue."""

    HISTORY = "a new dialogue, its commands as history"
    REPLAY = "run it again"


class Picked(msgspec.Struct, frozen=True):
    """A dialogue that is to be taken up again, and how."""

    wish: Wish
    transcript: Transcript
    index: int | None = None
    """The entry pointed at, whose connection is meant; None: the newest one."""


class KeptView(DialogueView):
    """The list of entries, for reading alone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "screen.fold", "Fold and unfold", show=False),
        Binding("slash", "screen.find", "Find", show=False),
        Binding("n", "screen.read_only", "Note", show=False),
    ]


class KeptScreen(InFront[Picked | None]):
    """Shows one; the result is what is to be done with it, or None."""

    HORIZONTAL_BREAKPOINTS = WorkbenchScreen.HORIZONTAL_BREAKPOINTS
    VERTICAL_BREAKPOINTS = WorkbenchScreen.VERTICAL_BREAKPOINTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "back", "Back", show=False),
        Binding("h", "wish('HISTORY')", "History", show=False),
        Binding("r", "wish('REPLAY')", "Run again", show=False),
        Binding("s", "app.share", "Share", show=False),
        moved("share", "app.share"),
        moved("copy", "app.copy"),
        moved("copy-entry", "app.copy_entry"),
        moved("up", "point(-1)"),
        moved("down", "point(1)"),
        moved("error-up", "trouble(-1)"),
        moved("error-down", "trouble(1)"),
        moved("find", "find"),
        moved("fold", "fold"),
        moved("zoom", "zoom"),
        moved("page-up", "page(-1)"),
        moved("page-down", "page(1)"),
    ]
    DEFAULT_CSS = """
    KeptScreen {
        background: $background;
        & > #banner {
            height: auto; max-height: 3; background: $reply-3yz; color: $background; text-style: bold;
            padding: 0 1;
        }
        & > #fault { height: auto; color: $reply-4yz; padding: 0 1; }
        & > #dialogue { height: 1fr; }
        & > #keys { height: 1; background: $panel; color: $remark; padding: 0 1; text-wrap: nowrap; }
        & #side { height: 1fr; }
    }
    """

    def __init__(self, transcript: Transcript, about: Kept | None, fault: str = "") -> None:
        """`fault`: what is wrong with the journal, in a sentence."""
        super().__init__()
        if is_plain(self):
            self.HORIZONTAL_BREAKPOINTS = NARROW
        self.transcript = transcript
        self._about, self._fault = about, fault

    def compose(self) -> ComposeResult:
        yield _text(_banner(self.transcript, self._about), "banner")
        if self._fault:
            yield _text(visible_text(self._fault), "fault")
        with Vertical(id="dialogue"), Horizontal(id="panels"):
            yield KeptView(id="view")
            with Vertical(id="side"):
                yield ReplyPanel(id="reply")
        yield _text(_fitting(self.app.size.width - 2), "keys")

    def on_mount(self) -> None:
        self.view.border_title = "Dialogue, as it was"
        self.view.lines.fold_key = "space"
        self.view.show(self.transcript.entries)
        for index, entry in enumerate(self.transcript.entries):
            if (entry.elapsed or 0) >= timing.FLOOR and timing.slow_at(self.transcript, index) is not None:
                self.view.mark_slow(index, True)
        self.view.focus()
        self._explain()

    @property
    def view(self) -> DialogueView:
        return self.query_one(DialogueView)

    @property
    def _pane(self) -> Vertical:
        return self.query_one("#dialogue", Vertical)

    @property
    def _zoomed(self) -> bool:
        return self._pane.has_class("-zoom")

    def pointed_at(self) -> int | None:
        """The entry under the cursor, or else the last."""
        count = len(self.transcript.entries)
        return self.view.cursor if self.view.cursor is not None else count - 1 if count else None

    @on(DialogueView.Moved)
    def _explain(self) -> None:
        index = self.pointed_at()
        if index is None:
            return
        heard = speaker(self.transcript, index) if self._zoomed else None
        panel = self.query_one(ReplyPanel)
        panel.show(pointed_note(self.transcript, index), self._room, heard)
        panel.head("Enter back" if self._zoomed else "Enter evidence" if panel.more else "")

    @property
    def _room(self) -> Room:
        if self._zoomed:
            return Room.ALL
        return Room.SIDE if self.has_class("-wide") and self.size.height >= TALL else Room.LINES

    def on_resize(self) -> None:
        self.query_one("#keys", Static).update(Content(_fitting(self.size.width - 2)))
        self.call_after_refresh(self._explain)

    # What is done

    @on(DialogueView.Chosen)
    def action_zoom(self) -> None:
        """Give the panel the whole screen, and back."""
        self._pane.toggle_class("-zoom", "-zoom-reply")
        (self.query_one(ReplyPanel) if self._zoomed else self.view).focus()
        self._explain()

    def key_enter(self) -> None:
        """From the panel: back to the list."""
        if self._zoomed:
            self.action_zoom()

    def action_back(self) -> None:
        if self._zoomed:
            self.action_zoom()
        else:
            self.dismiss(None)

    def action_wish(self, name: str) -> None:
        self.dismiss(Picked(Wish[name], self.transcript, self.view.cursor))

    def action_point(self, by: int) -> None:
        self.view.action_move(by)

    def action_page(self, by: int) -> None:
        (self.query_one(ReplyPanel).page if self._zoomed else self.view.action_page)(by)

    def action_trouble(self, by: int) -> None:
        if not self.view.point_at_trouble(by):
            self.notify(NOTHING_WRONG[by], markup=False)

    def action_fold(self) -> None:
        if not self.view.fold(self.pointed_at()):
            self.notify(SHORT, markup=False)

    async def action_find(self) -> None:
        if lines := self.query(FindLine):
            lines.first().begin()
        else:
            await self.mount(FindLine(self.view, self.view), before="#keys")

    def action_read_only(self) -> None:
        self.notify("An earlier dialogue is read-only: it takes no note.", markup=False)


def _fitting(width: int) -> str:
    """The keys in so many columns."""
    lines = (" · ".join((*_KEYS[:count], _BACK)) for count in range(len(_KEYS), -1, -1))
    return next((line for line in lines if len(line) <= width), _BACK)


def _banner(transcript: Transcript, about: Kept | None) -> str:
    begun = about.begun if about is not None else transcript.events[0].wall if transcript.events else None
    when = f" {begun:%Y-%m-%d %H:%M} UTC" if begun is not None else ""
    what = f" · {about.server or 'nobody'} · {about.outcome}" if about is not None else ""
    return f"EARLIER, read-only ·{when}{what}"


def _text(words: str, id: str) -> Static:
    return inert(Content(words), id=id)
