"""What leaves the program: chosen here, and shown to the octet before it is copied or saved.

Decides how the choices are made and when the preview is made anew. The choices themselves are `tui.sharing`,
the ways to a clipboard `tui.copying`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static
from textual.worker import get_current_worker

from smtpwb.smtp.amounts import counted
from smtpwb.transcript.formats.options import Level
from smtpwb.tui import sharing
from smtpwb.tui.in_turn import InTurn
from smtpwb.tui.preview import Dialogue, Hearer, Made, Making
from smtpwb.tui.screens.frame import Framed
from smtpwb.tui.screens.save import SaveScreen
from smtpwb.tui.sharing import ALIASES, FORMS, Part, Share, Wanted
from smtpwb.tui.widgets.choice import Choice
from smtpwb.tui.widgets.field import Field
from smtpwb.tui.widgets.inert import inert
from smtpwb.tui.widgets.plain_view import PlainView
from smtpwb.tui.widgets.toggles import Toggles

_MOMENT = 1.0
"""Seconds that an order waits for the preview."""
_QUIET = 0.1
"""Seconds without a change after which the preview is made."""
_LEVELS = {Level.FULL: "in full", Level.BRIEF: "a line a reply", Level.BARE: "nothing"}
_NOTHING = "Nothing to copy"
_WHY = {False: "the entry that you pointed at belongs to no transaction", True: "there was no connection"}
"""Why there is nothing, by whether the form is of a whole connection."""
_WAY_OUT = {
    False: "Choose other entries above: ↑ or ↓ to that row, then ← or →. Or go back with Esc, and point at "
    "another entry.",
    True: "Choose another form above, or go back with Esc.",
}
_KEYS = "Enter copy · ^s save · ↑ ↓ row · ← → in the row · space turns · Esc back"
NARROW = 83
"""Columns from which a frame leaves room for whole lines of the copy."""


class ShareScreen(Framed[None]):
    """Choices above, below them exactly what is copied."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back", show=False),
        Binding("enter,f9", "copy", "Copy", show=False),
        Binding("ctrl+s,f5", "save", "Save", show=False),
        Binding("up", "app.focus_previous", "Previous", show=False),
        Binding("down", "app.focus_next", "Next", show=False),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-wide")]  # noqa: RUF012 (as Textual declares it)
    DEFAULT_CSS = """
    ShareScreen {
        & > Vertical {
            width: 110; height: 100%;
        }
        &.-narrow > Vertical { border: none; border-top: round $client; border-bottom: round $client; }
        & Horizontal { height: auto; padding: 0 1; }
        & Label { width: 9; color: $remark; }
        & #told {
            height: 2; padding: 0 1; color: $remark; text-wrap: nowrap; text-overflow: ellipsis;
        }
        &.-wide #told { height: 3; padding: 1 1 0 1; }
        & PlainView { height: 1fr; padding: 0 0 0 1; background: $background; color: $foreground; }
    }
    """

    def __init__(self, dialogue: Dialogue, copy: Callable[[str], None]) -> None:
        """`copy` takes the text to the clipboard, and says how."""
        super().__init__()
        self._dialogue, self._copy = dialogue, copy
        self._making = Making(dialogue)
        self._text: str | None = None
        """What is copied; None: it is being made."""
        self._then: Callable[[], None] | None = None
        """What was ordered meanwhile."""
        self._form = ""
        """The form that was chosen last."""

    def compose(self) -> ComposeResult:
        share = sharing.kept()
        with Vertical() as frame:
            frame.border_title = "Share"
            frame.border_subtitle = Content(_KEYS)
            with Horizontal():
                yield Label("Form", markup=False)
                yield Choice([(name, form.label) for name, form in FORMS.items()], id="form")
            with Horizontal():
                yield Label("Replies", markup=False)
                yield Choice([(level.value, label) for level, label in _LEVELS.items()], id="level")
            with Horizontal():
                yield Label("Entries", markup=False)
                yield Choice([(part.name, part.value) for part in Part], id="part")
            with Horizontal():
                yield Label("Aliases", markup=False)
                yield Toggles(ALIASES, share.aliased)
            with Horizontal():
                yield Label("Asked by", markup=False)
                yield Field(placeholder="optional: who asked for it; stands in the heading", id="asked")
            yield inert(id="told")
            yield PlainView()

    def on_mount(self) -> None:
        self.app.clear_notifications()  # they would lie on the choices
        share = sharing.kept()
        self._pause = self.set_interval(_QUIET, self._make, pause=True)
        with self.prevent(Choice.Changed):
            self._choice("form").choose(share.form)
            self._choice("level").choose(share.level.value)
        self._form = share.form
        self._choice("form").focus()
        self._changed()

    def _choice(self, name: str) -> Choice:
        return self.query_one(f"#{name}", Choice)

    @property
    def _whole(self) -> bool:
        """The form is of one whole connection, whatever else is chosen."""
        return FORMS[self._choice("form").value].whole

    @property
    def wanted(self) -> Wanted:
        """What is chosen."""
        share = Share(
            self._choice("form").value,
            Level(self._choice("level").value),
            self.query_one(Toggles).on,
        )
        asked = self.query_one("#asked", Field).value.strip()
        return Wanted(share, Part[self._choice("part").value], asked)

    # The preview

    @on(Choice.Changed)
    @on(Toggles.Changed)
    @on(Input.Changed)
    def _changed(self) -> None:
        self._text = None
        self._follow_form()
        self.query_one(PlainView).scroll_home(animate=False, immediate=True, force=True)
        whole = self._whole
        self._choice("level").disabled = self._choice("part").disabled = whole
        self.query_one("#asked", Field).disabled = whole
        self._pause.reset()
        self._pause.resume()

    def _follow_form(self) -> None:
        """Another form has its own usual level, unless the user had chosen another than the usual one."""
        before, form = self._form, self._choice("form").value
        self._form = form
        level = self._choice("level")
        if before != form and level.value == sharing.usual(before).value:
            with self.prevent(Choice.Changed):
                level.choose(sharing.usual(form).value)

    def _make(self) -> None:
        self._pause.pause()
        self._text = None
        self._tell("being made …")
        self._produce(self.wanted)

    @work(thread=True, exclusive=True, group="preview")
    def _produce(self, wanted: Wanted) -> None:
        """Runs in a thread: a long dialogue takes seconds. Its beginning is shown at once."""
        worker, tell = get_current_worker(), self.app.call_from_thread
        hearer = Hearer(
            lambda: not worker.is_cancelled,
            lambda words: tell(self._so_far, wanted, words),
            lambda lines: tell(self._begun, wanted, lines),
        )
        made = self._making.make(wanted, hearer)
        if made is not None:
            tell(self._show, wanted, made)

    def _is_wanted(self, wanted: Wanted) -> bool:
        """This screen is still there, and nothing else was chosen."""
        return bool(self.query(PlainView)) and wanted == self.wanted

    def _tell(self, words: str, notable: str = "") -> None:
        """What is said of the copy, and what is to be noted: a row each, so that nothing below moves."""
        told = Content.assemble(words, "\n", (notable, "$reply-3yz"))
        self.query_one("#told", Static).update(told)

    def _so_far(self, wanted: Wanted, words: str) -> None:
        """How far it is."""
        if self._is_wanted(wanted):
            self._tell(words)

    def _begun(self, wanted: Wanted, first: list[str]) -> None:
        """Its beginning is there."""
        if self._is_wanted(wanted):
            self.query_one(PlainView).show(first)

    def _show(self, wanted: Wanted, made: Made) -> None:
        if not self._is_wanted(wanted):
            return
        self._text = made.text
        if made.text:
            told = (counted(len(made.shown), "line"), f"{made.octets:,} bytes", "secrets are masked")
            notable = (
                sharing.stays(made.text, wanted.share.aliased),
                sharing.left_behind(self._dialogue.events, wanted.share),
            )
            self._tell(" · ".join(told), " · ".join(filter(None, notable)))
            self.query_one(PlainView).show(made.shown, keep=True)
        else:
            self._tell(f"{_NOTHING}: {_WHY[self._whole]}.")
            self.query_one(PlainView).show([_WAY_OUT[self._whole]])
        self._ordered_meanwhile()

    # What is done

    @on(Input.Submitted)
    def action_copy(self) -> None:
        self._when_made(self._copied)

    def action_save(self) -> None:
        self._when_made(self._ask_where)

    def _when_made(self, act: Callable[[], None]) -> None:
        """Do it with what is shown; keys wait a moment where that is still being made."""
        if self._text:
            act()
        elif self._text is not None:
            self.notify(f"{_NOTHING}: {_WHY[self._whole]}.", markup=False)
        elif self._then is None:
            self._then = act
            self.set_timer(_MOMENT, self._ordered_meanwhile)
            if isinstance(self.app, InTurn):
                self.app.hold()

    def _ordered_meanwhile(self) -> None:
        """What was ordered is done now, or it takes too long: what was typed for it is for nobody else."""
        act, self._then = self._then, None
        if act is None:
            return
        if self._text is not None:
            self._when_made(act)
        else:
            self.notify("It is still being made.", markup=False)
        if isinstance(self.app, InTurn):
            self.app.let_go(forget=not self._text)

    def _copied(self) -> None:
        if self._text is not None:
            sharing.keep(self.wanted.share)
            self._copy(self._text)
            self.dismiss(None)

    def _ask_where(self) -> None:
        if self._text is not None:
            begun = self._dialogue.events[0].wall
            extension = FORMS[self.wanted.share.form].extension
            name = f"dialogue-{begun:%Y%m%d-%H%M%S}.{extension}"
            self.app.push_screen(SaveScreen(self._text, name), self._saved)

    def _saved(self, file: Path | None) -> None:
        if file is not None:
            sharing.keep(self.wanted.share)
            self.notify(f"Saved {file.stat().st_size:,} bytes in {file}", markup=False)
            self.dismiss(None)
