"""The Reference tab: every table, one search box over all of them, and the row pointed at in full.

Decides how rows are browsed and shown; replies that were pasted into the search box are browsed as rows are.
What matches, and in which order, is `reference.catalog`'s; what a reply means is drawn by `pasted`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from smtpwb.reference import catalog
from smtpwb.reference.catalog import TABLES, Row
from smtpwb.smtp.visible import visible_text
from smtpwb.tui.widgets.choice import Choice
from smtpwb.tui.widgets.inert import inert
from smtpwb.tui.widgets.pasted import PastedReplies, told, words
from smtpwb.tui.widgets.row_list import Item, RowList
from smtpwb.tui.widgets.search_box import SearchBox, typed
from smtpwb.tui.widgets.sheet import Block, Sheet, sources

if TYPE_CHECKING:
    from smtpwb.transcript.pasted.found import Found

ALL = ""
"""The choice of all tables."""
_COPIED = 78
"""Columns of an explanation that is copied."""


def row_blocks(row: Row) -> tuple[Block, ...]:
    """A row in full, to be read on a sheet."""
    return (
        Content.assemble((row.key, "bold $client"), "  ", (row.name, "bold")),
        row.explanation,
        "",
        *row.facts(),
        ("Sources", sources(row.sources)),
    )


def row_text(row: Row) -> str:
    """A row in full, as plain text."""
    facts = (f"{label}: {value}" for label, value in row.facts())
    return "\n".join(
        (f"{row.key}  {row.name}", row.explanation, *facts, f"Sources: {', '.join(row.sources)}")
    )


def find(key: str, fallback: str) -> Row | None:
    """The row of a code or of any other key; else that of `fallback`, else of its class."""
    found = catalog.enhanced(key) if "." in key else catalog.reply_code(key)
    named = (catalog.row(table, key) for table in TABLES)
    return (
        found
        or next((row for row in named if row is not None), None)
        or catalog.reply_code(fallback)
        or catalog.digit("first", fallback[:1])
    )


class ReferencePane(Vertical):
    """Search box, tables, list and details. `Copy` asks the app to copy a row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "list('move', -1)", "Row above", show=False),
        Binding("down", "list('move', 1)", "Row below", show=False),
        Binding("pageup", "list('page', -1)", "Page up", show=False),
        Binding("pagedown", "list('page', 1)", "Page down", show=False),
        Binding("enter,y", "copy_row", "Copy row", show=False),
        Binding("slash", "search", "Search", show=False),
    ]
    SCOPED_CSS = False
    DEFAULT_CSS = """
    ReferencePane {
        & > #asked { height: 1; margin: 0 1; }
        & #count { width: auto; min-width: 14; padding-left: 2; text-align: right; color: $remark; }
        & > Choice { margin: 0 1; }
        & > #found { height: 1fr; }
        & #rows { width: 1fr; height: 1fr; border: solid $rail-next; border-title-color: $foreground; }
        & #row, & #answer {
            width: 1fr; height: 1fr; border: solid $rail-next; border-title-color: $foreground;
        }
        & #rows:focus, & #row:focus, & #answer:focus { border: solid $client; }
        & #answer, &.-replies #row { display: none; }
        &.-replies #answer { display: block; }
    }
    .-narrow ReferencePane {
        & > #found { layout: vertical; }
        & #rows { height: 2fr; }
        & #row, & #answer { height: 3fr; }
        & #rows, & #row, & #answer { border: none; border-top: solid $rail-next; }
        & #rows:focus, & #row:focus, & #answer:focus { border: none; border-top: solid $client; }
        &.-replies #rows { height: 1fr; }
    }
    """

    class Copy(Message):
        """The user wants this text copied."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(id="reference")
        self._found: tuple[Row, ...] = ()
        self._replies: tuple[Found, ...] | None = None
        """What is shown instead of rows; empty: a text was pasted that holds no reply."""

    def compose(self) -> ComposeResult:
        with Horizontal(id="asked"):
            yield SearchBox(placeholder="search 550, 5.7, greylist, rfc3463 … or paste a reply", id="query")
            yield inert(id="count")
        yield Choice(((ALL, "All"), *((info.id, info.title) for info in TABLES.values())), id="table")
        with Horizontal(id="found"):
            yield RowList(id="rows")
            yield Sheet(id="row")
            yield PastedReplies(id="answer")

    def on_mount(self) -> None:
        self.refresh_found()

    @property
    def query_field(self) -> SearchBox:
        return self.query_one("#query", SearchBox)

    @property
    def rows(self) -> RowList:
        return self.query_one(RowList)

    @property
    def row(self) -> Row | None:
        """The row pointed at."""
        return self._found[self.rows.cursor] if self._found else None

    @property
    def reply(self) -> Found | None:
        """The pasted reply pointed at."""
        return self._replies[self.rows.cursor] if self._replies else None

    def row_text(self) -> str:
        """The row or reply pointed at as plain text; empty if there is none."""
        if self.reply is not None:
            return told((self.reply,), _COPIED).plain.rstrip()
        return row_text(self.row) if self.row is not None else ""

    # What is shown

    def focus_first(self) -> None:
        """Where the keyboard goes when the tab is opened."""
        self.screen.set_focus(self.query_field)

    def look_up(self, key: str, fallback: str) -> None:
        """Show all rows with that of a code at the top: `key`, or `fallback` if the tables lack it."""
        with self.prevent(Input.Changed, Choice.Changed):
            self.query_field.fill("")
            self.query_one(Choice).choose(ALL)
        self.refresh_found(find(key, fallback))

    @on(Input.Changed)
    @on(Choice.Changed)
    def _asked(self, event: Message) -> None:
        event.stop()
        found = typed(self.query_field.value)
        if found:
            self.show_replies(found)
        else:
            self.refresh_found()

    @on(SearchBox.Pasted)
    def _pasted(self, event: SearchBox.Pasted) -> None:
        event.stop()
        self.show_replies(event.found)

    def show_replies(self, found: tuple[Found, ...]) -> None:
        """Show what the replies of a text mean, instead of rows."""
        self._replies, self._found = found, ()
        self.add_class("-replies")
        self._list(_counted(len(found), "reply", "replies"), [_reply_item(one) for one in found])

    def refresh_found(self, pointed: Row | None = None) -> None:
        """Show what the search box and the table ask for, the best match or `pointed` at the top."""
        table = self.query_one(Choice).value
        self._replies = None
        self._found = catalog.search(self.query_field.value, (table,) if table else None)
        self.remove_class("-replies")
        cursor = self._found.index(pointed) if pointed in self._found else 0
        items = [_item(row, tagged=not table) for row in self._found]
        self._list(_counted(len(items), "row", "rows"), items, cursor)

    def _list(self, count: str, items: list[Item], cursor: int = 0) -> None:
        self.query_one("#count", Static).update(Content(count))
        self.rows.show(items, cursor)

    @on(RowList.Pointed)
    def _pointed(self, event: RowList.Pointed) -> None:
        event.stop()
        if self._replies is not None:
            panel = self.query_one(PastedReplies)
            panel.border_title = "What it means"
            panel.show(self._replies[self.rows.cursor :][:1])
            return
        row = self.row
        sheet = self.query_one("#row", Sheet)
        sheet.border_title = TABLES[row.table].title if row is not None else None
        sheet.show(row_blocks(row) if row is not None else (self._nothing(),))

    def _nothing(self) -> str:
        table = self.query_one(Choice).value
        where = f"in the table “{TABLES[table].title}”: choose All" if table else "in any table"
        return f"Nothing matches “{visible_text(self.query_field.value)}” {where}."

    # What is done

    def action_list(self, action: str, by: int) -> None:
        """Move in the list, wherever the focus is."""
        (self.rows.action_move if action == "move" else self.rows.action_page)(by)

    @on(Input.Submitted)
    @on(RowList.Chosen)
    def action_copy_row(self) -> None:
        if text := self.row_text():
            self.post_message(self.Copy(text))

    def action_search(self) -> None:
        self.focus_first()


def _item(row: Row, tagged: bool) -> Item:
    return Item(row.key, row.name, TABLES[row.table].title if tagged else "")


def _reply_item(found: Found) -> Item:
    codes = f"{found.reply.code} {found.reply.enhanced or found.enhanced}".strip()
    text = " ".join(words(found).split()).removeprefix(codes).strip()
    return Item(codes or "—", text, found.said_in)


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
