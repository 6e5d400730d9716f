"""The message editor: a letter with files, or a file as it is; every octet that will go; and its sending.

Decides what is done when; what a message is made of is the draft's, how it goes the sender's, how it looks
the view's. What goes is what was laid down and can be looked at (law 1). The screen is left by Escape and
keeps what was written.
"""

from __future__ import annotations

import asyncio
import time
from functools import cached_property
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, TextArea

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
from smtpwb.tui.widgets.letter_area import Letter
from smtpwb.tui.widgets.message_view import MessageView

_QUIET = 0.3
"""Seconds without a key after which what was written is looked at."""
_AT_ONCE = 4_000_000
"""Octets of files up to which that is done while one writes."""
_TELLS = 0.25
"""Seconds between two tellings of how far a sending is."""


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
        yield MessageView(self.draft)

    def on_mount(self) -> None:
        self._pause = self.set_interval(_QUIET, self._look, pause=True)

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
        self.set_focus(self.view.page)

    @cached_property
    def view(self) -> MessageView:
        return self.query_one(MessageView)

    @property
    def letter(self) -> Letter:
        return self.view.letter

    @property
    def previewing(self) -> bool:
        return self.view.previewing

    @property
    def resting(self) -> Sender | None:
        """A sending that stopped, and may go on."""
        return self.sender if self.sender is not None and self.sender.can_go_on else None

    def _show_draft(self) -> None:
        """Everything that depends on the draft."""
        self.view.show_draft(sending=self.sending, fixed=self.sending or self.resting is not None)
        if not self.sending:
            self._look()

    def follow(self) -> None:
        """Something happened in the dialogue: while sending, only a refusal matters."""
        if not self.is_current:
            return
        newest = self._talk.transcript.entries[-1]
        if not self.sending:
            self._judge()
        elif newest.refuses:
            self.view.put("size", Content.styled(f"S: {wording.lines(newest)[0]}", "$reply-5yz"))

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
            self.view.put("size", Content.styled("Reading …", "$remark"))
            pieces, stuffed = self.draft.pieces(), not self.draft.bdat
            try:
                prepared = await asyncio.to_thread(Prepared.lay, pieces, stuffed=stuffed)
            except WorkbenchError as error:
                self._tell(f"{error.sentence}.", "$reply-5yz")
                return None
            self._prepared, self._made = prepared, made
            self.view.show_octets(prepared)
        return self._prepared

    def _judge(self) -> None:
        """Size and findings of what was laid down, as it stands now."""
        dialogue = self._talk.transcript.dialogue
        prepared = self._prepared if self._made == self.draft.made else None
        if prepared is None:
            self.view.put("size", Content.styled("^t shows what will go, and checks it.", "$remark"))
            self.view.put("found", Content(""))
        else:
            self.view.put("size", words.size(prepared, dialogue.extensions.size))
            self.view.put(
                "found", words.findings(lint_message(prepared.facts, dialogue, bdat=self.draft.bdat))
            )
        self._list()

    def _list(self) -> None:
        """The chunks, and which have gone."""
        shown = Content("")
        if self.draft.bdat and self._prepared is not None:
            chunks = Chunks(self._prepared.size, self.draft.chunk)
            going = self.sender if self.sending else self.resting
            shown = words.chunks(chunks, going.next if going is not None else 0)
        self.view.show_chunks(shown)

    def _tell(self, text: str, style: str = "$foreground") -> None:
        self.view.tell(text, style)

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
        chunk = self.view.chunk
        if chunk is not None and self.resting is None:
            self.draft.chunk = chunk

    @on(Choice.Changed)
    def _chosen(self) -> None:
        bdat = self.view.bdat
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
        self.view.turn(octets=not self.previewing)
        self.view.page.focus()
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
            self.view.turn(octets=False)
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
            self.view.turn(octets=False)
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
        if self.app.is_running and self.is_attached:
            self._show_draft()
            if sender is not None and how is not None:
                self._ended(sender, how)

    async def _go(self, sender: Sender) -> How:
        self.sender, self._told_at = sender, 0.0
        try:
            return await sender.go(
                self._progressed,
                one_chunk=self.view.one_chunk,
                stop_on_refusal=self.view.stops,
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
            self.view.show_told(words.progress(progress, self.size.width - 4))
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
