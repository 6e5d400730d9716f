"""The list of earlier dialogues: open one, compare two, remove one, or take one up again.

A session that had several connections has a row of its own, and below it one for each. Decides how they are
listed and asked for; which are kept is `transcript.store`. What is to be done in the workbench itself is this
screen's result.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static
from textual.worker import get_current_worker

from smtpwb.errors import WorkbenchError
from smtpwb.smtp import amounts
from smtpwb.smtp.amounts import counted
from smtpwb.smtp.visible import visible_text
from smtpwb.transcript import journal, kept_files, store
from smtpwb.transcript.connections import connections
from smtpwb.transcript.spool import reading
from smtpwb.transcript.store import Kept
from smtpwb.transcript.transcript import Transcript
from smtpwb.tui.screens.compare import CompareScreen
from smtpwb.tui.screens.frame import Framed
from smtpwb.tui.screens.kept import KeptScreen, Picked, Wish
from smtpwb.tui.widgets.inert import inert
from smtpwb.tui.widgets.row_list import Item, RowList

_KEYS = "Enter open · r run again · h as history · c compare · d remove · Esc back"
_NONE = "No dialogue is kept yet."
_AT_ONCE = 64
"""Dialogues that are looked at between two additions to the list."""


class EarlierScreen(Framed[Picked | None]):
    """Lists them, the newest first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "Back", show=False),
        Binding("h", "wish('HISTORY')", "History", show=False),
        Binding("r", "wish('REPLAY')", "Run again", show=False),
        Binding("c", "compare", "Compare", show=False),
        Binding("d,delete", "remove", "Remove", show=False),
    ]
    DEFAULT_CSS = """
    EarlierScreen {
        & > Vertical {
            width: 110; height: 100%;
        }
        & RowList { height: 1fr; }
        & Static { height: auto; min-height: 1; padding: 0 1; background: $panel; color: $remark; }
    }
    """

    def __init__(self, own: Path | None = None) -> None:
        """`own`: the journal of this very session."""
        super().__init__()
        self._own = own
        self._kept: list[Kept] = []
        self._first: Kept | None = None
        """The one that another is to be compared with."""
        self._removing: Kept | None = None
        """The one that goes if the key is pressed again."""

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Earlier dialogues"
            frame.border_subtitle = Content(_KEYS)
            yield RowList()
            yield inert("looking …")

    def on_mount(self) -> None:
        self.app.clear_notifications()
        self.query_one(RowList).focus()
        self._look()

    # The list

    @work(thread=True, group="earlier", exclusive=True)
    def _look(self) -> None:
        """Runs in a thread: there may be thousands, on a slow disk."""
        worker = get_current_worker()
        rows = (row for one in store.kept() for row in (one, *store.parted(one)))
        first = True
        while (some := list(itertools.islice(rows, _AT_ONCE))) or first:
            if worker.is_cancelled:
                return
            self.app.call_from_thread(self._add, some)
            first = False

    def _add(self, some: Iterable[Kept]) -> None:
        if lists := self.query(RowList):
            self._kept += some
            self._show(lists.first().cursor)

    def _show(self, cursor: int) -> None:
        self.query_one(RowList).show([_item(one, one.path == self._own) for one in self._kept], cursor)

    @property
    def _here(self) -> Kept | None:
        cursor = self.query_one(RowList).cursor
        return self._kept[cursor] if self._kept else None

    @on(RowList.Pointed)
    def _tell(self) -> None:
        """What is said of the one pointed at."""
        self._removing = None
        one = self._here
        if one is None:
            self._say(_NONE)
        elif self._first is not None:
            self._say(f"Compare {_named(self._first)} with … c takes this one.", "$reply-3yz")
        else:
            self._say(one.fault or f"{_named(one)}: {one.outcome} · {one.id}")

    def _say(self, text: str, style: str = "") -> None:
        self.query_one(Static).update(Content.styled(text, style))

    # What is done

    @on(RowList.Chosen)
    @work(group="open", exclusive=True)
    async def _open(self) -> None:
        one = self._here
        if one is None or (read := await self._read(one)) is None:
            return
        transcript, fault = read
        picked = await self.app.push_screen_wait(KeptScreen(transcript, one, fault))
        if picked is not None:
            self.dismiss(picked)

    @work(group="open", exclusive=True)
    async def action_wish(self, name: str) -> None:
        one = self._here
        if one is not None and (read := await self._read(one)) is not None:
            self.dismiss(Picked(Wish[name], read[0]))

    async def _read(self, one: Kept) -> tuple[Transcript, str] | None:
        """The dialogue as far as it goes, and what is wrong with it; None, which is said: it is none."""
        self._say("opening …")
        read = await asyncio.to_thread(_dialogue, one)
        self._tell()
        if isinstance(read, str):
            self._say(visible_text(read), "$reply-5yz")
            return None
        return read

    @work(group="open", exclusive=True)
    async def action_compare(self) -> None:
        """Mark one; of two, show what is different in the later one."""
        one, first = self._here, self._first
        if one is None:
            return
        if first is None or first == one:
            self._first = one if first is None else None
            self._tell()
            return
        self._first = None
        earlier, later = sorted((first, one), key=lambda kept: kept.begun)
        if (before := await self._read(earlier)) and (after := await self._read(later)):
            await self.app.push_screen_wait(CompareScreen(before[0], after[0]))

    def action_remove(self) -> None:
        """Remove the session of the one pointed at, when asked twice."""
        one = self._here
        if one is None:
            return
        if self._removing != one:
            self._removing = one
            self._say(f"d again removes {_removed(one)} for good.", "$reply-4yz")
            return
        try:
            kept_files.remove(one.path)
        except (WorkbenchError, OSError) as error:
            said = error.sentence if isinstance(error, WorkbenchError) else error.strerror or str(error)
            self._say(visible_text(f"Not removed: {said}."), "$reply-5yz")
            return
        at = next(at for at, row in enumerate(self._kept) if row.path == one.path)
        self._kept = [row for row in self._kept if row.path != one.path]
        if self._first is not None and self._first.path == one.path:
            self._first = None
        self._show(at)


def _dialogue(one: Kept) -> tuple[Transcript, str] | str:
    """Runs in a thread; of what is no journal, only why."""
    try:
        found = journal.read(one.path)
    except WorkbenchError as error:
        return error.sentence
    events = connections(found.events)[one.part - 1] if one.part else found.events
    return Transcript(events, reading(journal.spool_path(one.path))), found.fault


def _item(one: Kept, own: bool) -> Item:
    """A row; a connection stands set in below its session."""
    server = one.server or ("" if one.fault else "nobody")
    said = f"{server} · {one.outcome}" if server else one.outcome
    if one.part:
        return Item(f"{f'{one.part} · {one.begun:%H:%M}':>16}", said, counted(one.events, "event"))
    several = f"{one.connections:,} connections · " if one.connections > 1 else ""
    this = "this session · " if own else ""
    going = "" if own else " · going on" if one.alive else " · not finished" if one.unfinished else ""
    return Item(f"{one.begun:%Y-%m-%d %H:%M}", f"{this}{several}{said}{going}", amounts.size(one.octets))


def _removed(one: Kept) -> str:
    """What goes, where there is more than is pointed at."""
    if one.part:
        return f"the whole session of {_named(one)}, with its other connections,"
    return f"{_named(one)}, with its {one.connections:,} connections," if one.connections > 1 else _named(one)


def _named(one: Kept) -> str:
    return f"{one.begun:%Y-%m-%d %H:%M} UTC, {one.server or 'nobody'}"
