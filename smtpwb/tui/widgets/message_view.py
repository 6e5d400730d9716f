"""How a message being written looks: its text, or the octets that will go; how it goes; what is found in it.

Shows what it is told, and has what the user chose; what follows from that is the screen's.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Label, Static, TextArea

from smtpwb.session.prepared import Prepared
from smtpwb.tui import message_words as words
from smtpwb.tui.draft import Draft
from smtpwb.tui.widgets.choice import Choice
from smtpwb.tui.widgets.field import Field
from smtpwb.tui.widgets.inert import inert
from smtpwb.tui.widgets.letter_area import Letter
from smtpwb.tui.widgets.octets_view import OctetsView

_ALL, _ONE, _STOP, _GO_ON = "all", "one", "stop", "go on"
_DATA, _BDAT = "data", "bdat"


class MessageView(Vertical):
    """The frame, and everything in it."""

    DEFAULT_CSS = """
    MessageView {
        border: round $rail-next; border-title-color: $foreground; border-subtitle-color: $remark;
        & .row { height: 1; padding: 0 1; }
        & Label { width: auto; color: $remark; padding-right: 1; }
        & #way { width: 16; }
        & #refused { width: 18; }
        & #pace { width: 1fr; }
        & #chunk { width: 14; margin-right: 2; }
        & #files { height: auto; max-height: 2; padding: 0 1; color: $client; }
        & ContentSwitcher { height: 1fr; }
        & Letter, & Letter:focus {
            border: none; border-top: solid $rail-next; border-bottom: solid $rail-next; padding: 0 1;
        }
        & Letter:focus, & OctetsView:focus { border-top: solid $client; border-bottom: solid $client; }
        & OctetsView { border-top: solid $rail-next; border-bottom: solid $rail-next; }
        & #list { height: auto; padding: 0 1; }
        & #size { height: 1; padding: 0 1; }
        & #findings { height: auto; max-height: 20%; padding: 0 1; scrollbar-size-vertical: 1; }
        & #findings:focus { background: $panel; }
        & #findings > Static { height: auto; }
        & #told { height: auto; max-height: 4; padding: 0 1; }
    }
    """

    def __init__(self, draft: Draft) -> None:
        super().__init__(id="frame")
        self.border_title = "Message"
        self._draft = draft

    def compose(self) -> ComposeResult:
        with Horizontal(classes="row"):
            yield Label("Goes by", markup=False)
            yield Choice(((_DATA, "DATA"), (_BDAT, "BDAT")), id="way")
            yield Label("If refused", markup=False)
            yield Choice(((_STOP, "stop"), (_GO_ON, "go on")), id="refused")
        with Horizontal(classes="row", id="chunking"):
            yield Label("Chunks of", markup=False)
            yield Field(str(self._draft.chunk), id="chunk")
            yield Label("F5 sends", markup=False)
            yield Choice(((_ALL, "all, one by one"), (_ONE, "the next")), id="pace")
        yield inert(id="files")
        with ContentSwitcher(initial="text"):
            yield Letter(id="text", soft_wrap=True, tab_behavior="focus")
            yield OctetsView(id="octets")
        yield inert(id="list")
        yield inert(id="size")
        with VerticalScroll(id="findings"):
            yield inert(id="found")
        yield inert(id="told")

    def on_mount(self) -> None:
        self.letter.cursor_blink = False
        self.tell("")

    # What the user chose

    @property
    def letter(self) -> Letter:
        return self.query_one(Letter)

    @property
    def previewing(self) -> bool:
        return self.query_one(ContentSwitcher).current == "octets"

    @property
    def page(self) -> Widget:
        """The text or the octets, whichever is shown."""
        return self.query_one("#octets" if self.previewing else "#text")

    @property
    def bdat(self) -> bool:
        """It goes in chunks."""
        return self.query_one("#way", Choice).value == _BDAT

    @property
    def one_chunk(self) -> bool:
        """Only the next chunk goes."""
        return self.query_one("#pace", Choice).value == _ONE

    @property
    def stops(self) -> bool:
        """A refusal in its middle stops it."""
        return self.query_one("#refused", Choice).value == _STOP

    @property
    def chunk(self) -> int | None:
        """Octets of a chunk; None where no number stands there."""
        written = self.query_one("#chunk", Field).value.strip().replace(",", "")
        number = int(written) if written.isascii() and written.isdecimal() and len(written) < 20 else 0
        return number if 0 < number < 1 << 63 else None

    # What is shown

    def turn(self, *, octets: bool) -> None:
        """Show the octets, or the text."""
        self.query_one(ContentSwitcher).current = "octets" if octets else "text"

    def show_draft(self, *, sending: bool, fixed: bool) -> None:
        """Everything that depends on the draft; `fixed`: a part of it has gone."""
        draft, letter = self._draft, self.letter
        if letter.text != draft.text:
            with self.prevent(TextArea.Changed):
                letter.load_text(draft.text)
            if draft.text == draft.fresh:
                letter.move_cursor(letter.document.end)
                letter.move_cursor(words.subject_end(draft.text))
        with self.prevent(Choice.Changed):
            self.query_one("#way", Choice).choose(_BDAT if draft.bdat else _DATA)
        self.query_one("#chunking").display = draft.bdat
        self.put("files", words.files(draft))
        self.query_one("#files").display = bool(draft.files or draft.whole)
        letter.read_only = fixed or draft.whole is not None
        if draft.whole is not None:
            self.turn(octets=True)
        other = "write" if self.previewing else "preview"
        turn = "" if draft.whole is not None else f" · ^t {other}"
        self.border_subtitle = (
            "Esc stops it" if sending else f"F5 send{turn} · ^o file · ^n anew · Esc back, keeps it"
        )

    def show_octets(self, prepared: Prepared) -> None:
        for view in self.query(OctetsView):  # none once it is taken down
            view.show(prepared)

    def show_chunks(self, shown: Content) -> None:
        """The list of chunks; nothing of it where there are none."""
        self.put("list", shown)
        self.query("#list").set(display=bool(shown.plain))

    def put(self, name: str, content: Content) -> None:
        """Show it in the place of that name: files, list, size, found, told; once taken down, nowhere."""
        for place in self.query(f"#{name}").results(Static):
            place.update(content)

    def tell(self, text: str, style: str = "$foreground") -> None:
        """Say something of what was done, in the last line; empty: nothing."""
        self.show_told(Content.styled(text, style))

    def show_told(self, content: Content) -> None:
        self.put("told", content)
        self.query("#told").set(display=bool(content.plain))
