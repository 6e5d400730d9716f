"""Where a text is to be saved: a path with completion; what exists is replaced only when asked twice."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from smtpwb.smtp.visible import visible_text
from smtpwb.transcript.private import replace_file
from smtpwb.tui.screens.file_prompt import PathField
from smtpwb.tui.screens.frame import Framed
from smtpwb.tui.widgets.inert import inert

_ASK = "Made anew; a file that is there already is not replaced unasked."


class SaveScreen(Framed[Path | None]):
    """Asks for a path and writes the text there; the result is the file, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Cancel", show=False),
        Binding("enter", "save", "Save", show=False),
    ]
    DEFAULT_CSS = """
    SaveScreen {
        & > Vertical {
            width: 76; height: auto; max-height: 100%; padding: 0 1;
        }
        & PathField { margin-top: 1; }
        & Static { height: auto; min-height: 2; margin-top: 1; padding-left: 1; }
    }
    """

    def __init__(self, text: str | bytes, name: str) -> None:
        """`text` becomes UTF-8, octets are saved as they are; `name`: of the file, as it is offered."""
        super().__init__()
        self._octets = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
        self._offered = name
        self._replaces: Path | None = None
        """What is to be replaced if Enter is pressed again."""

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Save as"
            frame.border_subtitle = Content("Tab complete · Enter save · Esc back")
            yield PathField(placeholder=self._offered, id="path")
            yield inert()

    def on_mount(self) -> None:
        field = self.query_one(PathField)
        field.offers = lambda names: self._say("  ".join(names[:6]), "$client")
        field.fill(self._offered)
        field.focus()

    @on(Input.Changed)
    def _changed(self) -> None:
        self._replaces = None
        self._say(_ASK, "$remark")

    def _say(self, text: str, style: str) -> None:
        self.query_one(Static).update(Content.styled(visible_text(text), style))

    @on(Input.Submitted)
    def action_save(self) -> None:
        written = self.query_one(PathField).value
        file = Path(written).expanduser()
        if not written.strip() or file.is_dir():
            self._say("Write the name of a file.", "$reply-5yz")
            return
        try:
            self._write(file)
        except FileExistsError:
            self._replaces = file
            self._say(f"{file} is there already: Enter again replaces it.", "$reply-4yz")
        except OSError as error:
            self._say(f"{file} cannot be written: {error.strerror}.", "$reply-5yz")
        else:
            self.dismiss(file)

    def _write(self, file: Path) -> None:
        if self._replaces != file:
            made = os.open(
                file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600
            )  # whom it shows is for its owner to say
            with os.fdopen(made, "wb") as new:
                new.write(self._octets)
            return
        replace_file(file, self._octets)
