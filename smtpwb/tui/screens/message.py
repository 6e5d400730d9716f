"""The message editor: a letter with files, or a file as it is; every octet that will go; and its sending.

Decides what is shown when; what a message is made of is the draft's, how it goes the sender's. What goes is
what was laid down and can be looked at (law 1). The screen is left by Escape and keeps what was written.
"""

from __future__ import annotations

import asyncio
import time
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import ContentSwitcher, Input, Label, Static, TextArea

from smtpwb.errors import WorkbenchError
from smtpwb.session.message_file import MessageFile
from smtpwb.session.prepared import Prepared
from smtpwb.smtp.chunks import Chunks
from smtpwb.smtp.dialogue import State
from smtpwb.smtp.lint.message import lint_message
from smtpwb.transcript import wording
from smtpwb.tui import message_words as words
from smtpwb.tui.draft import Draft, Made
from smtpwb.tui.screens.file_prompt import As, FilePrompt
from smtpwb.tui.sending import How, Progress, Sender, stopped
from smtpwb.tui.talk import Talk
from smtpwb.tui.widgets.choice import Choice
from smtpwb.tui.widgets.field import Field
from smtpwb.tui.widgets.octets_view import OctetsView

_QUIET = 0.3
"""Seconds without a key after which what was written is looked at."""
_AT_ONCE = 4_000_000
"""Octets of files up to which that is done while one writes."""
_TELLS = 0.25
"""Seconds between two tellings of how far a sending is."""
_ALL, _ONE, _STOP, _GO_ON = "all", "one", "stop", "go on"
_DATA, _BDAT = "data", "bdat"


class Letter(TextArea):
    """Where the text is written."""

    async def _on_key(self, event: events.Key) -> None:
        """Bound keys reach their action by way of the app, out of turn with the letters typed around them: so
        this field's own and the screen's are taken here, in order."""
        for node in (self, self.screen):
            for binding in node._bindings.key_to_bindings.get(event.key, ()):
                if await self.app.run_action(binding.action, node):
                    event.stop()
                    event.prevent_default()
                    return
        await super()._on_key(event)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        text, left_out = words.writable(event.text)
        if not self.read_only:
            self.replace(text, *self.selection)
        if left_out:
            self.notify(f"{left_out:,} control characters were left out: a file goes as it is.", markup=False)


class MessageScreen(Screen[None]):
    """Write, look, send."""

    AUTO_FOCUS = "#text"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("ctrl+s,f5", "send", "Send", show=False),
        Binding("ctrl+t", "turn", "Preview", show=False),
        Binding("ctrl+o", "file", "File", show=False),
        Binding("ctrl+n", "anew", "Anew", show=False),
        Binding("f4", "take_off", "Take a file off", show=False),
    ]
    DEFAULT_CSS = """
    MessageScreen {
        & > #frame {
            border: round $rail-next; border-title-color: $foreground; border-subtitle-color: $remark;
        }
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
        & #findings > Static { height: auto; }
        & #told { height: auto; max-height: 4; padding: 0 1; }
    }
    """

    def __init__(self, talk: Talk, draft: Draft, hang_up: str) -> None:
        """`hang_up`: the key for that, as people write it."""
        super().__init__()
        self._talk, self.draft, self._hang_up = talk, draft, hang_up
        self._prepared: Prepared | None = None
        self._made: Made = ()
        self.sender: Sender | None = None
        """What is under way, or rests and can go on."""
        self.sending = False
        self._told_at = 0.0
        self._sure = False
        """Asked once whether what was written may go."""

    # What is shown

    def compose(self) -> ComposeResult:
        with Vertical(id="frame") as frame:
            frame.border_title = "Message"
            with Horizontal(classes="row"):
                yield Label("Goes by", markup=False)
                yield Choice(((_DATA, "DATA"), (_BDAT, "BDAT")), id="way")
                yield Label("If refused", markup=False)
                yield Choice(((_STOP, "stop"), (_GO_ON, "go on")), id="refused")
            with Horizontal(classes="row", id="chunking"):
                yield Label("Chunks of", markup=False)
                yield Field(str(self.draft.chunk), id="chunk")
                yield Label("F5 sends", markup=False)
                yield Choice(((_ALL, "all, one by one"), (_ONE, "the next")), id="pace")
            yield _text("files")
            with ContentSwitcher(initial="text"):
                yield Letter(id="text", soft_wrap=True, tab_behavior="focus")
                yield OctetsView(id="octets")
            yield _text("list")
            yield _text("size")
            with VerticalScroll(id="findings"):
                yield _text("found")
            yield _text("told")

    def on_mount(self) -> None:
        self._pause = self.set_interval(_QUIET, self._look, pause=True)
        self.letter.cursor_blink = False
        self._tell("")

    def begin(self) -> None:
        """It was opened: take over the transaction as it stands, and the keys that follow."""
        dialogue = self._talk.transcript.dialogue
        if self.resting is None:
            if not self.draft.edited and self.draft.whole is None:
                self.draft.begin(dialogue)
            chunks = "CHUNKING" in dialogue.extensions and dialogue.state is not State.CONTENT
            if dialogue.in_transaction:
                self.draft.bdat = chunks
        self._show_draft()
        self.set_focus(self.query_one("#octets" if self.previewing else "#text"))

    @property
    def letter(self) -> Letter:
        return self.query_one(Letter)

    @property
    def previewing(self) -> bool:
        return self.query_one(ContentSwitcher).current == "octets"

    @property
    def resting(self) -> Sender | None:
        """A sending that stopped, and may go on."""
        return self.sender if self.sender is not None and self.sender.can_go_on else None

    def _show_draft(self) -> None:
        """Everything that depends on the draft."""
        draft, letter = self.draft, self.letter
        if letter.text != draft.text:
            with self.prevent(TextArea.Changed):
                letter.load_text(draft.text)
            if draft.text == draft.fresh:
                letter.move_cursor(letter.document.end)
                letter.move_cursor(words.subject_end(draft.text))
        with self.prevent(Choice.Changed):
            self.query_one("#way", Choice).choose(_BDAT if draft.bdat else _DATA)
        self.query_one("#chunking").display = draft.bdat
        self._put("files", words.files(draft))
        self.query_one("#files").display = bool(draft.files or draft.whole)
        letter.read_only = self.sending or self.resting is not None or draft.whole is not None
        if draft.whole is not None:
            self.query_one(ContentSwitcher).current = "octets"
        page = "write" if self.previewing else "preview"
        turn = "" if draft.whole is not None else f" · ^t {page}"
        self.query_one("#frame").border_subtitle = (
            "Esc stops it" if self.sending else f"F5 send{turn} · ^o file · ^n anew · Esc back, keeps it"
        )
        if not self.sending:
            self._look()

    def follow(self) -> None:
        """Something happened in the dialogue: while sending, only a refusal matters."""
        if not self.is_current:
            return
        newest = self._talk.transcript.entries[-1]
        if not self.sending:
            self._judge()
        elif newest.reply is not None and newest.reply.code[:1] in ("4", "5"):
            self._put("size", Content.styled(f"S: {wording.lines(newest)[0]}", "$reply-5yz"))

    @work(group="look", exclusive=True)
    async def _look(self) -> None:
        """Lay down what was written, where that is quickly done or asked for, and judge it."""
        self._pause.pause()
        files = sum(file.octets for file in (*self.draft.files, *filter(None, (self.draft.whole,))))
        if self.previewing or files <= _AT_ONCE:
            await self._laid()
        self._judge()

    async def _laid(self) -> Prepared | None:
        """What will go, laid down anew if anything has changed; None, and said, where that cannot be."""
        if self.resting is not None and self.sender is not None:
            return self.sender.prepared
        made = self.draft.made
        if self._prepared is None or self._made != made:
            self._put("size", Content.styled("Reading …", "$remark"))
            pieces, stuffed = self.draft.pieces(), not self.draft.bdat
            try:
                prepared = await asyncio.to_thread(Prepared.lay, pieces, stuffed=stuffed)
            except WorkbenchError as error:
                self._tell(f"{error.sentence}.", "$reply-5yz")
                return None
            self._prepared, self._made = prepared, made
            self.query_one(OctetsView).show(prepared)
        return self._prepared

    def _judge(self) -> None:
        """Size and findings of what was laid down, as it stands now."""
        dialogue = self._talk.transcript.dialogue
        prepared = self._prepared if self._made == self.draft.made else None
        if prepared is None:
            self._put("size", Content.styled("^t shows what will go, and checks it.", "$remark"))
            self._put("found", Content(""))
        else:
            self._put("size", words.size(prepared, dialogue.extensions.size))
            self._put("found", words.findings(lint_message(prepared.facts, dialogue, bdat=self.draft.bdat)))
        self._list()

    def _list(self) -> None:
        """The chunks, and which have gone."""
        shown = Content("")
        if self.draft.bdat and self._prepared is not None:
            chunks = Chunks(self._prepared.size, self.draft.chunk)
            going = self.sender if self.sending else self.resting
            shown = words.chunks(chunks, going.next if going is not None else 0)
        self._put("list", shown)
        self.query_one("#list").display = bool(shown.plain)

    def _put(self, name: str, content: Content) -> None:
        self.query_one(f"#{name}", Static).update(content)

    def _tell(self, text: str, style: str = "$foreground") -> None:
        self._put("told", Content.styled(text, style))
        self.query_one("#told").display = bool(text)

    # What is written

    @on(TextArea.Changed)
    def _written(self, event: TextArea.Changed) -> None:
        event.stop()
        self._pull()
        self._pause.reset()
        self._pause.resume()

    def _pull(self) -> None:
        """Take what stands in the fields; a message that says so may still be on its way."""
        if self.draft.text != self.letter.text:
            self.draft.text, self.draft.sent, self._sure = self.letter.text, False, False
        written = self.query_one("#chunk", Field).value.strip().replace(",", "")
        if written.isascii() and written.isdecimal() and 0 < int(written) < 1 << 63 and self.resting is None:
            self.draft.chunk = int(written)

    @on(Choice.Changed)
    def _chosen(self) -> None:
        bdat = self.query_one("#way", Choice).value == _BDAT
        if bdat != self.draft.bdat and not self.sending and self.resting is None:
            self.draft.bdat = bdat
        self._show_draft()

    @on(Input.Changed, "#chunk")
    def _chunk(self, event: Input.Changed) -> None:
        event.stop()
        self._pull()
        self._judge()

    def action_turn(self) -> None:
        """From the text to what will go, and back."""
        if self.sending or self.draft.whole is not None:
            return
        self._pull()
        pages = self.query_one(ContentSwitcher)
        pages.current = "octets" if pages.current == "text" else "text"
        self.query_one(f"#{pages.current}").focus()
        self._show_draft()

    def action_file(self) -> None:
        if not self._busy():
            self.app.push_screen(FilePrompt(), self._take)

    def _take(self, answer: tuple[MessageFile, As] | None) -> None:
        if answer is None:
            return
        file, goes = answer
        if goes is As.ATTACHED:
            self.draft.files, self.draft.whole = (*self.draft.files, file), None
            self.query_one(ContentSwitcher).current = "text"
        else:
            self.draft.whole, self.draft.crlf = file, goes is As.CRLF
        self.draft.sent = False
        self._show_draft()

    def action_take_off(self) -> None:
        """The file in place of the text, or else the last one beside it, goes no more."""
        if self._busy():
            return
        if self.draft.whole is not None:
            self.draft.whole = None
            if not self.draft.text:
                self.draft.begin(self._talk.transcript.dialogue)
            self.query_one(ContentSwitcher).current = "text"
            self.letter.focus()
        else:
            self.draft.files = self.draft.files[:-1]
        self._show_draft()

    def action_anew(self) -> None:
        """Begin with the template again; asks where something written would be lost."""
        self._pull()
        if self._busy():
            return
        if self.draft.unsent and not self._sure:
            self._sure = True
            self._tell("What you wrote would be lost: ^n again begins anew.", "$reply-4yz")
            return
        self._sure = False
        self.draft.begin(self._talk.transcript.dialogue)
        self._tell("")
        self._show_draft()

    def _busy(self) -> bool:
        """A part has gone: what follows it cannot be changed any more. Says so."""
        if not self.sending and self.resting is None:
            return False
        self._tell("A part of this message went already: send the rest, or end that first.", "$reply-4yz")
        return True

    # Sending

    async def action_leave(self) -> None:
        """Escape: stop the sending, or go back to the composer."""
        if self.sending:
            self.workers.cancel_group(self, "send")
        else:
            self.dismiss()

    def action_send(self) -> None:
        if not self.sending:
            self._pull()
            self.sending = True
            self._show_draft()
            self._send()

    @work(group="send", exclusive=True)
    async def _send(self) -> None:
        sender, how = self.resting, None
        try:
            sender = sender or await self._new_sender()
            if sender is not None and (why := sender.refusal()):
                self._tell(why, "$reply-4yz")
            elif sender is not None:
                how = await self._go(sender)
        except asyncio.CancelledError:
            self._tell("Nothing was sent.")
        finally:
            self.sending = False
        if self.app.is_running:
            self._show_draft()
            if sender is not None and how is not None:
                self._ended(sender, how)

    async def _go(self, sender: Sender) -> How:
        self.sender, self._told_at = sender, 0.0
        try:
            return await sender.go(
                self._progressed,
                one_chunk=self.query_one("#pace", Choice).value == _ONE,
                stop_on_refusal=self.query_one("#refused", Choice).value == _STOP,
            )
        except asyncio.CancelledError:
            return How.DONE if sender.done else How.STOPPED

    async def _new_sender(self) -> Sender | None:
        prepared = await self._laid()
        if prepared is None:
            return None
        chunks = Chunks(prepared.size, self.draft.chunk) if self.draft.bdat else None
        return Sender(self._talk, prepared, chunks, time.monotonic_ns)

    def _progressed(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._told_at >= _TELLS:
            self._told_at = now
            self.query_one("#told").display = True
            self._put("told", words.progress(progress, self.size.width - 4))
            self._list()

    def _ended(self, sender: Sender, how: How) -> None:
        if how is How.DONE:
            self.draft.sent, self.sender = True, None
            self._tell("")
            self.dismiss()
            return
        if not sender.can_go_on:
            self.sender = None
        self._tell(
            stopped(sender, how, self._hang_up), "$reply-4yz" if how is not How.NEXT else "$foreground"
        )
        self._show_draft()


def _text(id: str) -> Static:
    text = Static("", id=id, markup=False)
    text.auto_links = False
    return text
