"""The line at the top: what this is connected to, how, and the phase rail."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.rail import phases
from smtpwb.smtp.visible import visible_text
from smtpwb.tui.plain import is_plain

_MARKS = {"done": "●", "now": "◉", "next": "○"}
_LINK = " ─ "
_SHORT_LINK = "─"


def spoken(dialogue: Dialogue) -> Content:
    """The present phase, in words."""
    now = " and ".join(phase.name for phase in phases(dialogue) if phase.standing == "now")
    return Content.styled(f"phase: {now}" if now else "", "$rail-now")


def rail(dialogue: Dialogue, short: bool) -> Content:
    """The phases, each with its mark; when short, only the present one has its name."""
    parts: list[Content] = []
    for phase in phases(dialogue):
        name = phase.name
        if phase.note and phase.name == "RCPT":
            name = f"{name} {phase.note}"
        label = f"{_MARKS[phase.standing]} {name}"
        if short and phase.standing != "now":
            label = _MARKS[phase.standing]
        parts.append(Content.styled(label, f"$rail-{phase.standing}"))
    return Content.styled(_SHORT_LINK if short else _LINK, "$rail-next").join(parts)


class Header(Widget):
    """Draws one row; widths decide how much of it is said."""

    DEFAULT_CSS = "Header { height: 1; background: $panel; color: $foreground; }"

    def __init__(self) -> None:
        super().__init__()
        self._dialogue = Dialogue()
        self._where = ""

    def show(self, dialogue: Dialogue, where: str) -> None:
        """Show where the dialogue stands; `where` is the target as the user wrote it."""
        if (dialogue, where) != (self._dialogue, self._where):
            self._dialogue, self._where = dialogue, where
            self.refresh()

    @property
    def standing(self) -> str:
        """Target, security and state, as one line of text."""
        dialogue = self._dialogue
        if not dialogue.open:
            return visible_text(f"{self._where} · {dialogue.standing}" if self._where else dialogue.standing)
        return visible_text(f"{self._where} · {'TLS' if dialogue.secured else 'plain'} · {dialogue.standing}")

    def render(self) -> Content:
        width = self.size.width
        left = f" smtpwb  {self.standing} "
        line = spoken(self._dialogue) if is_plain(self) else rail(self._dialogue, short=False)
        if cell_len(left) + line.cell_length + 1 > width and not is_plain(self):
            line = rail(self._dialogue, short=True)
        room = width - line.cell_length - 1
        if cell_len(left) > room:
            left = left[: max(0, room - 2)] + "… "
        return Content.assemble((left, "bold"), " " * max(0, room - cell_len(left)), line, " ")
