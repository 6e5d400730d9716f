"""The Dialogue tab: dialogue, reply, lesson and composer, and how they follow each other.

Holds no state of the dialogue: everything shown comes from the transcript and the lesson's runner.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from smtpwb.lessons.steps import Do, Explain
from smtpwb.smtp import sasl
from smtpwb.smtp.dialogue import Dialogue, State
from smtpwb.smtp.reads import Reads, reads_as
from smtpwb.transcript.entry import Change, Entry, Kind
from smtpwb.transcript.events import Event, Sent
from smtpwb.transcript.loopback import on_loopback
from smtpwb.transcript.transcript import Transcript
from smtpwb.tui import plain, raw, typed
from smtpwb.tui.batch import ROWS, Batch
from smtpwb.tui.plain import is_plain
from smtpwb.tui.widgets.answer_form import AnswerForm
from smtpwb.tui.widgets.composer import Composer
from smtpwb.tui.widgets.dialogue_view import DialogueView
from smtpwb.tui.widgets.explained import Room
from smtpwb.tui.widgets.find_line import FindLine
from smtpwb.tui.widgets.inert import inert
from smtpwb.tui.widgets.lesson_panel import LessonPanel
from smtpwb.tui.widgets.reply_panel import ReplyPanel

if TYPE_CHECKING:
    from smtpwb.lessons.runner import Runner


TALL = 34
"""Rows from which the picture of the digits leaves room for what they mean, with a lesson below."""


OFFERED = 200
"""Addresses that were used last, which complete a path: those before them are nobody's next."""
STALL = 10
"""Seconds after which a handshake without an answer is told."""


def _clean_end(entry: Entry) -> bool:
    """The close behind an answered QUIT, of which the 221 says more."""
    return entry.kind is Kind.CLOSED and entry.before.state is State.QUIT


class DialoguePane(Vertical):
    """Everything of the Dialogue tab."""

    def __init__(
        self, transcript: Transcript, runner: Runner, hello_name: str, form: AnswerForm, zoom_key: str
    ) -> None:
        """`zoom_key`: the key that zooms, as people write it."""
        super().__init__(id="dialogue")
        self._zoom_key = zoom_key
        self.transcript = transcript
        self._runner = runner
        self._hello_name = hello_name
        self.carrier = ""
        """What carries every connection, in words; empty: nothing but TCP."""
        self._addresses: tuple[str, ...] = ()
        self._progress = ""
        self.form = form
        self.pipeline = Batch()
        self.raw = False
        """The line goes out raw."""
        self.raw_key = "alt+r"
        self.looked: Callable[[str], None] = lambda view: None
        """Told that a view was opened: the certificate of a TLS entry."""
        self._secret = False
        """The line in the composer was typed as an answer to a challenge."""

    def compose(self) -> ComposeResult:
        with Horizontal(id="panels"):
            yield DialogueView(id="view")
            with Vertical(id="side"):
                yield ReplyPanel(id="reply")
                yield LessonPanel(id="lesson")
        yield Composer()
        if is_plain(self):
            yield inert(id="newest")

    def on_mount(self) -> None:
        self.view.border_title = "Dialogue"
        self.view.show(self.transcript.entries)
        self.composer.line.secrets = self._secrets
        self.composer.line.read = self.refresh_composer
        self.composer.line.take_back = self._take_back
        self.form.attach(self, self.composer.line)
        self.refresh_composer()  # the panels are shown when it is known how much room there is

    @property
    def view(self) -> DialogueView:
        return self.query_one(DialogueView)

    @property
    def reply(self) -> ReplyPanel:
        return self.query_one(ReplyPanel)

    @property
    def lesson(self) -> LessonPanel:
        return self.query_one(LessonPanel)

    @property
    def composer(self) -> Composer:
        return self.query_one(Composer)

    @property
    def narrow(self) -> bool:
        """Whether panels stand below each other and say less; a zoomed panel says all."""
        return self.screen.has_class("-narrow") and not self.zoomed

    @property
    def room(self) -> Room:
        """How much the Reply panel can say."""
        if self.zoomed:
            return Room.ALL
        return Room.SIDE if not self.narrow and self.screen.size.height >= TALL else Room.LINES

    def on_resize(self) -> None:
        self.refresh_panels()

    # Following the transcript

    def follow_lesson(self, runner: Runner) -> None:
        """Show another run of the lesson."""
        self._runner = runner
        if self.has_class("-zoom-lesson") and isinstance(runner.step, Do):
            self.zoom()  # what was to be read is read
        self.refresh_panels()
        self.refresh_composer()

    def follow(self, change: Change) -> None:
        """The transcript has grown."""
        self.view.update_entries(change)
        for line in self.query("#newest").results(Static):
            line.update(Content(plain.newest(self.transcript.entries)))
        self.form.follow()
        if not self.transcript.connected:
            self.pipeline.clear()
            self.raw = False
        self._mark_slow()
        if isinstance(change.event, Sent) and not change.event.masked:
            from smtpwb.smtp.completion import used_addresses

            newest = used_addresses((change.event.head.partition(b"\r\n")[0],))
            self._addresses = tuple(dict.fromkeys((*newest, *self._addresses)))[:OFFERED]
        if self.transcript.handshaking:
            self.set_timer(STALL, partial(self._say_if_stalled, change.event))
        self.refresh_panels()
        self.refresh_composer()

    def _say_if_stalled(self, event: Event) -> None:
        """A handshake stands where it stood at that event: say so, once; it is for the user to end it."""
        if self.transcript.handshaking and self.transcript.events[-1] is event:
            told = f"The TLS handshake has had no answer for {STALL} s. It waits on; ^] hangs up."
            self.notify(told, severity="warning", timeout=10, markup=False)

    def _mark_slow(self) -> None:
        """Mark the times of the slow replies; the newest reply may make an earlier one slow by comparison."""
        from smtpwb.transcript import timing

        entries = self.transcript.entries
        for index in range(max(0, len(entries) - 2 * timing.NEIGHBOURS), len(entries)):
            if (entries[index].elapsed or 0) >= timing.FLOOR:
                self.view.mark_slow(index, timing.slow_at(self.transcript, index) is not None)

    def refresh_panels(self) -> None:
        """Show the entry under the cursor, and the lesson's step."""
        index = self.pointed_at()
        if index is not None:
            from smtpwb.transcript.pointed import pointed_note
            from smtpwb.transcript.speaking import speaker

            heard = speaker(self.transcript, index) if self.zoomed else None
            self.reply.show(pointed_note(self.transcript, index), self.room, heard)
            self.refresh_hint()
        self.lesson.show(self._runner, self.narrow)
        self.query_one("#side").set_class(self._to_read, "-explaining")

    @property
    def _to_read(self) -> bool:
        """The lesson has something to read: where there is little room it has that of the reply."""
        done = self._runner.finished and not self.transcript.connected
        return done or isinstance(self._runner.step, Explain)

    def refresh_hint(self) -> None:
        """Name the key that shows the rest of what is said of a refusal, if it does from here."""
        if self.zoomed:
            hint = f"{self._zoom_key} back"
        elif not self.reply.more or self._zooms == "lesson":
            hint = ""
        else:
            hint = f"{'Enter' if self._zooms == 'view' else self._zoom_key} evidence"
        self.reply.head(hint)

    def on_descendant_focus(self) -> None:
        self.refresh_hint()

    @on(DialogueView.Chosen)
    def _chosen(self, event: DialogueView.Chosen) -> None:
        event.stop()
        self.zoom("reply")

    def pointed_at(self) -> int | None:
        """The entry under the cursor; without one, the newest that says something."""
        entries = self.transcript.entries
        if self.view.cursor is not None:
            return self.view.cursor
        newest_first = reversed(range(len(entries)))
        return next((i for i in newest_first if not entries[i].sent and not _clean_end(entries[i])), None)

    @on(DialogueView.Moved)
    def _moved(self, event: DialogueView.Moved) -> None:
        event.stop()
        self.refresh_panels()
        self._look_at_certificate()

    def _look_at_certificate(self) -> None:
        """What TLS settled is looked at: pointed at, or with the panel to itself."""
        index = self.pointed_at()
        if index is not None and self.transcript.entries[index].kind is Kind.SECURED:
            self.looked("certificate")

    # Reading what is typed

    def progress(self, text: str) -> None:
        """Say how a connection attempt goes; empty when it has ended."""
        self._progress = text
        self.refresh_composer()

    @on(Composer.Edited)
    def _edited(self, event: Composer.Edited) -> None:
        event.stop()
        self.refresh_composer()

    def refresh_composer(self) -> None:
        """Read the line that stands in the composer, as of this state of the dialogue."""
        line, transcript = self.composer.line.value, self.transcript
        self.composer.show_batch(self.pipeline.told(), min(ROWS, len(self.pipeline.lines)))
        if self._progress:
            told = typed.connecting(self._progress)
        elif self.raw and transcript.connected:
            told = raw.told(line, self.raw_key, transcript.dialogue, transcript.awaiting, transcript.unended)
        elif self.form.active:
            told = self.form.told(line, self.composer.row_width)
        elif self.secret_left_over:
            if not transcript.dialogue.authenticated:
                self.composer.line.queued.clear()  # of a paste: the next answer, perhaps
            told = typed.left_over()
        elif transcript.handshaking:
            told = typed.handshaking()
        elif not transcript.connected:
            opened = transcript.opened
            wanted = (opened.target if opened else "", self._runner.offer())
            told = typed.offline(line, wanted, opened is not None, self.carrier, self._silent)
        else:
            told = typed.online(
                line,
                self._ahead,
                self._hello_name,
                self._addresses,
                self._hint,
                transcript.awaiting,
                on_loopback(transcript.opened),
                self.pipeline.octets,
                self._silent,
            )
            told = msgspec.structs.replace(told, title=self.pipeline.title)
            told = self.form.with_hint(told, line)
        self.composer.show(told)

    @property
    def _ahead(self) -> Dialogue:
        """Where the line in the composer will be read, should the queue before it be accepted."""
        dialogue = self.transcript.dialogue
        return self.pipeline.ahead(dialogue) if self.pipeline else dialogue

    def _take_back(self) -> bool:
        """The newest line of the queue comes back into the composer."""
        if (text := self.pipeline.take_back()) is None:
            return False
        self.composer.fill(text)
        return True

    def queue(self, line: str) -> bool:
        """Queue a line, and those of a paste behind it; False if one cannot be queued, which stays."""
        transcript, field = self.transcript, self.composer.line
        waiting = [line, *field.queued] if line or not field.queued else field.queued[:]
        field.queued.clear()
        while waiting:
            if not self.pipeline.add(waiting[0], transcript.dialogue, transcript.awaiting):
                field.queued[:] = waiting[1:]
                self.composer.fill(waiting[0])
                return False
            field.remember(waiting.pop(0))
        self.composer.fill("")
        self.refresh_composer()
        return True

    @property
    def _hint(self) -> str:
        """What is offered first: the way to STARTTLS for who asked for it, else the lesson's line."""
        dialogue, opened = self.transcript.dialogue, self.transcript.opened
        wants_tls = opened is not None and "-starttls" in opened.target.split()
        if dialogue.state is State.GREETED and (wants_tls or dialogue.secured):
            return f"EHLO {self._hello_name}"
        if wants_tls and dialogue.state is State.HELLO and not dialogue.secured:
            return "STARTTLS"
        return self._runner.offer([line.text for line in self.pipeline.lines])

    @property
    def _silent(self) -> bool:
        """The lesson beside the dialogue wants the line to be known, or nothing to be typed now: nothing is
        offered."""
        runner = self._runner
        nothing = runner.leads and not self.composer.line.value and not self._hint
        return (runner.silent or nothing) and not self.screen.has_class("-no-lesson")

    def _secrets(self, line: str) -> sasl.Ranges:
        """What of a line is secret; once all of it was, it stays so until it is emptied (law 4)."""
        if self.form.active and not self.raw and line == self.composer.line.value:
            self._secret = bool(line)  # whatever it is: it was typed as an answer
            return ((0, len(line)),) if line and self.form.answering.secret(line) else ()
        ranges = self._secret_here(line)
        if line != self.composer.line.value:
            return ranges  # a line of the history, not the one being typed
        self._secret = bool(line) and (self._secret or ranges == ((0, len(line)),))
        return ((0, len(line)),) if self._secret else ranges

    def _secret_here(self, line: str) -> sasl.Ranges:
        """What of a line is secret where it would be read now."""
        transcript = self.transcript
        if self.raw:
            return raw.secrets(line, transcript.dialogue, transcript.awaiting, transcript.unended)
        return typed.secrets(line, self._ahead, transcript.awaiting, transcript.unended)

    @property
    def secret_left_over(self) -> bool:
        """An answer stands in the composer, and the challenge that it was typed for is gone."""
        transcript, line = self.transcript, self.composer.line.value
        self._secrets(line)
        answering = reads_as(transcript.dialogue, transcript.awaiting) is Reads.ANSWER
        answering = answering or self._secret_here(line) == ((0, len(line)),)
        return self._secret and not self.form.active and not (transcript.connected and answering)

    def page(self, by: int) -> None:
        """Scroll the dialogue, or the panel that has the place of it."""
        (self.reply.page if self.has_class("-zoom-reply") else self.view.action_page)(by)

    # Searching

    async def find(self) -> None:
        """Search the dialogue in a line of its own, above the composer."""
        if lines := self.query(FindLine):
            lines.first().begin()
            return
        await self.mount(FindLine(self.view, self.screen.focused), before=self.composer)

    def end_find(self) -> None:
        """Nothing is searched for any more."""
        for line in self.query(FindLine):
            line.end()

    # Zooming

    @property
    def zoomed(self) -> bool:
        return self.has_class("-zoom")

    @property
    def _zooms(self) -> str:
        """The panel that zooming enlarges: the focused one; from the composer, the reply, or
        where there is little room what the lesson has to read."""
        focused = self.screen.focused
        if focused is not None and focused.id in ("view", "lesson"):
            return focused.id
        return "lesson" if self._to_read and self.screen.has_class("-narrow") else "reply"

    def zoom(self, name: str = "") -> None:
        """Give a panel the whole tab, `name` or the one in question, or end that."""
        if self.zoomed:
            self.remove_class("-zoom", "-zoom-view", "-zoom-reply", "-zoom-lesson")
        else:
            self.add_class("-zoom", f"-zoom-{name or self._zooms}")
        self.refresh_panels()
        if self.has_class("-zoom-reply"):
            self._look_at_certificate()
