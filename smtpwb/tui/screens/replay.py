"""Before a dialogue is had again: where to, how, and every line that would be sent.

Decides what is asked; what would be sent is `tui.replaying`, and who sends it, `tui.past`.
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
from textual.widgets import Input, Label, Static

from smtpwb.session.target import is_target
from smtpwb.smtp.amounts import counted
from smtpwb.smtp.visible import visible_text
from smtpwb.tui.replaying import Plan
from smtpwb.tui.screens.ask import Secret
from smtpwb.tui.screens.frame import Framed
from smtpwb.tui.widgets.choice import Choice
from smtpwb.tui.widgets.field import Field
from smtpwb.tui.widgets.inert import inert
from smtpwb.tui.widgets.plain_view import PlainView


class Pace(enum.Enum):
    """How the lines go."""

    STEPS = "line by line, Enter sends each"
    AT_ONCE = "all at once"


class Agreed(msgspec.Struct, frozen=True):
    """What the user agreed to."""

    target: str
    pace: Pace


class ReplayScreen(Framed[Agreed | None]):
    """Shows what would be sent; the result is where to and how, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back", show=False),
        Binding("enter", "go", "Go", show=False),
        Binding("up", "app.focus_previous", "Previous", show=False),
        Binding("down", "app.focus_next", "Next", show=False),
    ]
    DEFAULT_CSS = """
    ReplayScreen {
        & > Vertical {
            width: 92; height: 100%;
        }
        & Horizontal { height: auto; padding: 0 1; margin-top: 1; }
        & Label { width: 6; color: $remark; }
        & #told { height: auto; padding: 0 1; margin-top: 1; }
        & PlainView { height: 1fr; padding: 0 0 0 1; background: $background; color: $client; margin-top: 1; }
    }
    """

    def __init__(self, plan: Plan, live: str) -> None:
        """`live`: what the standing connection goes to; empty if there is none."""
        super().__init__()
        self._plan, self._live = plan, live

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Run again"
            frame.border_subtitle = Content("Enter go · ↓ how · Esc back")
            with Horizontal():
                yield Label("To", markup=False)
                yield Field(visible_text(self._plan.target), id="target")
            with Horizontal():
                yield Label("How", markup=False)
                yield Choice([(pace.name, pace.value) for pace in Pace])
            yield inert(id="told")
            yield PlainView()

    def on_mount(self) -> None:
        self.query_one(Field).focus()
        self._changed()

    @property
    def pace(self) -> Pace:
        return Pace[self.query_one(Choice).value]

    @on(Choice.Changed)
    @on(Input.Changed)
    def _changed(self) -> None:
        """Show what would be sent in this way."""
        plan, at_once = self._plan, self.pace is Pace.AT_ONCE
        lines = (
            plan.listed if at_once else tuple(visible_text(line) for group in plan.groups for line in group)
        )
        count = counted(len(lines), "line")
        what = f"Enter sends these {count}, and nothing else." if at_once else f"{count} will be offered."
        told = [Content(what)]
        doubts = [*plan.left_out, *(() if at_once else plan.by_hand)]
        if self._live:
            doubts.insert(0, f"Connected to {self._live}: that connection will be hung up, without QUIT.")
        if not self._readable:
            doubts.insert(0, "Write where to, as for a connection: telnet HOST 25.")
        told += [Content.styled(visible_text(doubt), "$reply-4yz") for doubt in doubts]
        self.query_one("#told", Static).update(Content("\n").join(told))
        self.query_one(PlainView).show(lines)

    @property
    def _target(self) -> str:
        return self.query_one(Field).value.strip()

    @property
    def _readable(self) -> bool:
        return is_target(self._target)

    @on(Input.Submitted)
    def action_go(self) -> None:
        if self._readable:
            self.dismiss(Agreed(self._target, self.pace))


class SecretScreen(Framed[str | None]):
    """Asks for what stood where a secret was; it goes to the server alone, and is kept nowhere (law 4)."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Cancel", show=False)]
    DEFAULT_CSS = """
    SecretScreen {
        & > Vertical {
            width: 76; height: auto; padding: 0 1;
        }
        & Static { height: auto; margin-top: 1; }
        & Secret { margin: 1 0; }
    }
    """

    def __init__(self, line: str) -> None:
        """`line`: what stands before the secret, as visible text; empty: it is a whole line."""
        super().__init__()
        self._line = line

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "A secret"
            frame.border_subtitle = Content("Enter go on · Esc send nothing")
            where = f"behind {self._line}" if self._line else "in answer to a challenge"
            told = f"What was sent {where.rstrip()} is not kept. Write it in base64, as it goes out:"
            yield inert(Content(told))
            yield Secret()

    @on(Input.Submitted)
    def _written(self) -> None:
        self.dismiss(self.query_one(Secret).value)
