"""A message that arrived at the practice server, opened: envelope beside header, trace, octets, report.

Decides which page is shown, and what is saved and copied. What stands on the pages is made in `practice` and
worded in `letter_pages`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Static

from smtpwb.practice.bounce import reports
from smtpwb.practice.delivered import delivered
from smtpwb.practice.envelope import beside
from smtpwb.practice.received import Received
from smtpwb.session.prepared import Prepared
from smtpwb.smtp.visible import visible, visible_text
from smtpwb.tui import letter_pages as pages
from smtpwb.tui.screens.decode import DecodeScreen
from smtpwb.tui.screens.frame import Framed
from smtpwb.tui.screens.save import SaveScreen
from smtpwb.tui.widgets.choice import Choice
from smtpwb.tui.widgets.envelope_view import EnvelopeView
from smtpwb.tui.widgets.inert import inert
from smtpwb.tui.widgets.octets_view import OctetsView
from smtpwb.tui.widgets.sheet import Sheet

ENVELOPE, TRACE, OCTETS, REPORT = "envelope", "trace", "octets", "report"
MAILBOX, BOUNCE = "mailbox", "bounce"
"""What the app is told was looked at."""


class DeliveredScreen(Framed[None]):
    """Shows one message."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "Back", show=False),
        *(Binding(page[0], f"page('{page}')", page, show=False) for page in (ENVELOPE, TRACE, OCTETS)),
        Binding("b", f"page('{REPORT}')", "Bounce", show=False),
        Binding("n", "copy_of_next", "The next recipient's copy", show=False),
        Binding("d", "decode", "Decode the report", show=False),
        Binding("s,ctrl+s", "save", "Save", show=False),
        Binding("y,f9,ctrl+y", "copy", "Copy", show=False),
    ]
    DEFAULT_CSS = """
    DeliveredScreen {
        & > Vertical { width: 130; height: 100%; border-subtitle-color: $remark; }
        & Horizontal { height: 1; padding: 0 1; }
        & ContentSwitcher { height: 1fr; border-top: solid $rail-next; }
        & ContentSwitcher:focus-within { border-top: solid $client; }
        & OctetsView, & EnvelopeView, & Sheet { background: $surface; }
        & #told { height: 1; padding: 0 1; background: $panel; color: $remark; text-wrap: nowrap; }
    }
    """

    def __init__(self, message: Received, copy: Callable[[str], None], looked: Callable[[str], None]) -> None:
        """`copy` takes text to the clipboard, and says how; `looked` is told what was looked at."""
        super().__init__()
        self._message, self._copy, self._looked = message, copy, looked
        self._reports = reports(message)
        self._index = 0
        """Whose copy is shown."""

    def compose(self) -> ComposeResult:
        failed = any(report.failed for report in self._reports)
        named = "bounce" if failed or not self._reports else "report"
        with Vertical() as frame:
            frame.border_subtitle = "s save .eml · y copy · Esc back"
            frame.border_title = Content(f"Message {self._message.number}: {pages.in_a_line(self._message)}")
            with Horizontal():
                yield Choice(
                    (
                        (ENVELOPE, "envelope beside header"),
                        (TRACE, "trace"),
                        (OCTETS, "octets"),
                        (REPORT, named),
                    )
                )
            with ContentSwitcher(initial=ENVELOPE):
                yield EnvelopeView(id=ENVELOPE)
                yield Sheet(id=TRACE)
                yield OctetsView(id=OCTETS)
                yield Sheet(pages.report_blocks(self._message, self._reports), id=REPORT)
            yield inert(id="told")

    def on_mount(self) -> None:
        self.query_one(EnvelopeView).show(beside(self._message), pages.how_it_came(self._message))
        self._show_copy()
        self.query_one(EnvelopeView).focus()
        self._looked(MAILBOX)

    # Pages

    @property
    def _page(self) -> str:
        return self.query_one(Choice).value

    @on(Choice.Changed)
    def _turned(self) -> None:
        self.query_one(ContentSwitcher).current = self._page
        if not self.query_one(Choice).has_focus:
            self._shown.focus()
        self._tell()
        if self._page == REPORT and any(report.failed for report in self._reports):
            self._looked(BOUNCE)

    @property
    def _shown(self) -> Widget:
        return self.query_one(f"#{self._page}")

    def action_page(self, name: str) -> None:
        self.query_one(Choice).choose(name)
        self._shown.focus()

    # The copy of a recipient

    def action_copy_of_next(self) -> None:
        self._index = (self._index + 1) % len(self._message.recipients)
        self._show_copy()

    def _show_copy(self) -> None:
        whole = delivered(self._message, self._index)
        self.query_one(f"#{TRACE}", Sheet).show(pages.trace_blocks(self._message, self._index))
        self.query_one(OctetsView).show(Prepared.lay([whole], stuffed=False))
        self._tell()

    def _tell(self) -> None:
        """The keys of this page, and whose copy it is."""
        whose = visible_text(self._message.recipients[self._index])
        several = len(self._message.recipients) > 1 and self._page in (TRACE, OCTETS)
        told = (
            *(("e envelope · t trace · o octets · b bounce",) if self._page == ENVELOPE else ()),
            *((f"the copy of {whose} · n the next recipient's",) if several else ()),
            *(("d have it decoded",) if self._page == REPORT and self._reports else ()),
        )
        self.query_one("#told", Static).update(Content(" · ".join(told)))

    # What is done

    @property
    def _octets(self) -> bytes:
        """What is saved and copied: the report where one looks at it, else the message."""
        if self._page == REPORT and self._reports:
            return self._reports[0].octets
        return delivered(self._message, self._index)

    def action_decode(self) -> None:
        if not self._reports:
            self.notify("There is no report to decode.", markup=False)
            return
        self._looked(BOUNCE)
        self.app.push_screen(DecodeScreen(self._reports[0].octets))

    def action_save(self) -> None:
        what = "report" if self._page == REPORT and self._reports else "message"
        name = f"{what}-{self._message.number}-{self._message.time:%Y%m%d-%H%M%S}.eml"
        self.app.push_screen(SaveScreen(self._octets, name), self._saved)

    def _saved(self, file: Path | None) -> None:
        if file is not None:
            self.notify(f"Saved {file.stat().st_size:,} bytes in {file}", markup=False)

    def action_copy(self) -> None:
        self._copy("\n".join(visible(line) for line in self._octets.split(b"\r\n")))
