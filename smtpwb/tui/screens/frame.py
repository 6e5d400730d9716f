"""What the screens in front of the workbench have in common: the key for help, and for most one look."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from smtpwb.tui.actions import BY_ID

Result = TypeVar("Result")


def moved(id: str, run: str, more: str = "") -> Binding:
    """An action of the table, at the same key, that does in a screen what it does in the workbench."""
    return Binding(BY_ID[id].key + more, run, BY_ID[id].label, id=id, show=False)


class InFront(ModalScreen[Result]):
    """A screen in front of the workbench: of the app's keys it has help alone, which explains the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [moved("help", "app.help")]


class Framed(InFront[Result]):
    """A modal screen whose Vertical stands in a frame, in the middle; how wide and high is its own."""

    DEFAULT_CSS = """
    Framed {
        align: center middle;
        & > Vertical {
            max-width: 100%; background: $surface; border: round $client;
            border-title-color: $foreground; border-subtitle-color: $remark;
        }
    }
    """
