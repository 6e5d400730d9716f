"""The mail exchangers of a domain, to choose the one to connect to.

Which there are and in which order is `session.ways.mx`; here one is pointed at.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from smtpwb.session.ways.trip import Exchangers
from smtpwb.smtp.visible import visible_text
from smtpwb.transcript.events import Exchanger
from smtpwb.transcript.wording import EXCHANGERS
from smtpwb.tui.screens.frame import Framed
from smtpwb.tui.widgets.inert import inert


class ExchangersScreen(Framed[Exchanger | None]):
    """Shows them in the order of preference; the result is the one chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Cancel", show=False)]
    DEFAULT_CSS = """
    ExchangersScreen {
        & > Vertical {
            width: 76; height: auto; max-height: 100%; padding: 0 1;
        }
        & OptionList, & OptionList:focus {
            height: auto; max-height: 14; margin: 1 0; padding: 0; border: none; background: $surface;
            scrollbar-size-vertical: 1;
        }
        & Static { height: auto; color: $remark; }
    }
    """

    def __init__(self, found: Exchangers) -> None:
        super().__init__()
        self._found = found

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = Content(visible_text(f"Mail exchangers of {self._found.domain}"))
            frame.border_subtitle = Content("Enter connects · Esc cancels")
            yield OptionList(*map(self._option, range(len(self._found.hosts))), markup=False)
            yield inert(EXCHANGERS)

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def _option(self, index: int) -> Option:
        one = self._found.hosts[index]
        preferences = [len(str(each.preference)) for each in self._found.hosts]
        names = [len(visible_text(each.host)) for each in self._found.hosts]
        where = ", ".join(one.addresses) or one.why
        row = Content.assemble(
            f"{one.preference:>{max(preferences)}}  ",
            visible_text(one.host).ljust(min(max(names), 36)),
            (f"  {visible_text(where)}", "" if one.addresses else "$reply-4yz"),
        )
        return Option(row, disabled=not one.addresses)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._found.hosts[event.option_index])
