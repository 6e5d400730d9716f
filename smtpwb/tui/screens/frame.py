"""The frame in which a screen asks or shows something in front of the workbench: one look for all of them."""

from __future__ import annotations

from typing import TypeVar

from textual.screen import ModalScreen

Result = TypeVar("Result")


class Framed(ModalScreen[Result]):
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
