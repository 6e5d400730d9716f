"""The Dialogue tab: dialogue, reply, lesson and composer, and how they follow each other.

Holds no state of the dialogue: everything shown comes from the transcript and the lesson's runner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from smtpwb.errors import UsageError
from smtpwb.session import target
from smtpwb.smtp import sasl
from smtpwb.smtp.completion import complete, used_addresses
from smtpwb.smtp.dialogue import State
from smtpwb.smtp.lint import Finding, Severity, lint
from smtpwb.smtp.reading import reading
from smtpwb.smtp.visible import visible_text
from smtpwb.transcript.events import Sent
from smtpwb.transcript.notes import EntryNote, note
from smtpwb.transcript.transcript import Change, Transcript
from smtpwb.tui.widgets.composer import Composer
from smtpwb.tui.widgets.dialogue_view import DialogueView
from smtpwb.tui.widgets.lesson_panel import LessonPanel
from smtpwb.tui.widgets.reply_panel import ReplyPanel

if TYPE_CHECKING:
    from smtpwb.lessons.runner import Runner

_SEVERITY_STYLE = {
    Severity.ERROR: "$reply-5yz",
    Severity.WARNING: "$reply-4yz",
    Severity.INFO: "$reply-3yz",
}
_EMPTY = EntryNote(
    "Reply",
    texts=(
        "Not connected. Every reply that comes will be taken apart here: what each digit says, "
        "what it means after your command, and what you may say next.",
    ),
)
_OFFERED = "Tab takes what is offered, or type your own; Enter sends"
_HOW_TO_CONNECT = "not connected: write telnet HOST 25, or press ^o"


class DialoguePane(Vertical):
    """Everything of the Dialogue tab."""

    def __init__(self, transcript: Transcript, runner: Runner, hello_name: str) -> None:
        super().__init__(id="dialogue")
        self._transcript = transcript
        self._runner = runner
        self._hello_name = hello_name
        self._addresses: tuple[str, ...] = ()
        self._progress = ""

    def compose(self) -> ComposeResult:
        with Horizontal(id="panels"):
            yield DialogueView(id="view")
            with Vertical(id="side"):
                yield ReplyPanel(id="reply")
                yield LessonPanel(id="lesson")
        yield Composer()

    def on_mount(self) -> None:
        self.view.border_title = "Dialogue"
        self.view.show(self._transcript.entries)
        self.composer.line.secrets = self._secrets
        self.composer.line.read = self.refresh_composer
        self.refresh_panels()
        self.refresh_composer()

    @property
    def view(self) -> DialogueView:
        return self.query_one(DialogueView)

    @property
    def composer(self) -> Composer:
        return self.query_one(Composer)

    @property
    def narrow(self) -> bool:
        """Whether panels stand below each other and say less; a zoomed panel says all."""
        return self.screen.has_class("-narrow") and not self.zoomed

    # Following the transcript

    def follow(self, change: Change) -> None:
        """The transcript has grown."""
        self.view.update_entries(change)
        if isinstance(change.event, Sent):
            sent = (e.data for e in self._transcript.events if isinstance(e, Sent) and not e.masked)
            self._addresses = used_addresses(sent)
        self.refresh_panels()
        self.refresh_composer()

    def refresh_panels(self) -> None:
        """Show the entry under the cursor, and the lesson's step."""
        panel = self.query_one(ReplyPanel)
        index = self.pointed_at()
        shown = note(self._transcript, index) if index is not None else _EMPTY
        panel.border_title = shown.title
        panel.show(shown, self.narrow)
        self.query_one(LessonPanel).show(self._runner, self.narrow)

    def pointed_at(self) -> int | None:
        """The entry under the cursor; without one, the newest that says something."""
        entries = self._transcript.entries
        if self.view.cursor is not None:
            return self.view.cursor
        told = (i for i in range(len(entries) - 1, -1, -1) if not entries[i].sent)
        return next(told, None)

    @on(DialogueView.Moved)
    def _moved(self, event: DialogueView.Moved) -> None:
        event.stop()
        self.refresh_panels()

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
        composer = self.composer
        line = composer.line.value
        dialogue = self._transcript.dialogue
        if self._progress:
            composer.show("…", Content(self._progress), Content.styled("Esc cancels", "$remark"), ())
        elif not dialogue.open:
            composer.show("→", *self._read_order(line), self._orders(line))
        else:
            self._read_line(composer, line)

    def _read_line(self, composer: Composer, line: str) -> None:
        octets = line.encode("utf-8", "surrogateescape")
        dialogue = self._transcript.dialogue
        found = lint(octets, dialogue) if line else ()
        hint = self._runner.hint
        offers = complete(
            line,
            dialogue,
            hello_name=self._hello_name,
            addresses=self._addresses,
            hints=(hint,) if hint else (),
        )
        said = reading(octets, dialogue) if line or dialogue.state is State.CONTENT else _OFFERED
        goes_on = bool(offers) and len(offers[0]) > len(line)
        composer.show("C:", Content(said), _linted(found, goes_on), offers)

    def _read_order(self, line: str) -> tuple[Content, Content]:
        """How a line reads while there is no connection."""
        if not line:
            return Content.styled(
                "not connected: Tab takes what is offered, Enter connects", "$remark"
            ), Content("")
        if not target.is_target(line):
            return Content.styled(_HOW_TO_CONNECT, "$reply-4yz"), Content("")
        try:
            read = target.parse(line)
        except UsageError as error:
            return Content.styled(visible_text(error.sentence), "$reply-5yz"), Content("")
        kind = "TLS at once" if read.tls else "plain"
        return Content(visible_text(f"connects to {read.host}, port {read.port}, {kind}")), Content("")

    def _orders(self, line: str) -> tuple[str, ...]:
        """What to connect to: where the last connection went, else where the lesson goes."""
        opened = self._transcript.opened
        wanted = (opened.target if opened else "", self._runner.hint, "telnet practice.test 25")
        return tuple(o for o in wanted if o and o.lower().startswith(line.lower()) and target.is_target(o))

    def _secrets(self, line: str) -> sasl.Ranges:
        octets = line.encode("utf-8", "surrogateescape")
        dialogue = self._transcript.dialogue
        awaiting = self._transcript.awaiting
        if dialogue.state is State.AUTH or any(owed in ("AUTH", "(answer)") for owed in awaiting):
            ranges = sasl.secret_in_answer(octets)
        elif dialogue.state is State.CONTENT:
            ranges = ()
        else:
            ranges = sasl.secret_in_command(octets)
        count = len(octets)
        return tuple(
            (
                len(octets[:a].decode("utf-8", "ignore")),
                len(octets[: min(b, count)].decode("utf-8", "ignore")),
            )
            for a, b in ranges
        )

    # Zooming

    @property
    def zoomed(self) -> bool:
        return self.has_class("-zoom")

    def zoom(self) -> None:
        """Give one panel the whole tab, or end that: the focused one; from the composer, the reply."""
        if self.zoomed:
            self.remove_class("-zoom", "-zoom-view", "-zoom-reply", "-zoom-lesson")
        else:
            focused = self.screen.focused
            name = focused.id if focused is not None and focused.id in ("view", "lesson") else "reply"
            self.add_class("-zoom", f"-zoom-{name}")
        self.refresh_panels()


def _linted(found: tuple[Finding, ...], goes_on: bool) -> Content:
    """The worst finding; while the line can still be completed, it is only hinted at."""
    if not found:
        return Content("")
    worst = found[0]
    more = f"  (+{len(found) - 1})" if len(found) > 1 else ""
    style = "$remark" if goes_on else _SEVERITY_STYLE[worst.severity]
    return Content.assemble((worst.text, style), (f" {worst.source}{more}", "$remark"))
