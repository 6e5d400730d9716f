"""The Reply panel: what the entry under the cursor means.

Draws what `reference.explain` and `transcript.wording` say; at narrow widths the digits stand in one
line. Nothing here knows a rule of SMTP.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from smtpwb.tui.widgets import beside
from smtpwb.tui.widgets.digits import drawing

if TYPE_CHECKING:
    from smtpwb.reference.explain import Explanation
    from smtpwb.reference.offers import Keyword
    from smtpwb.transcript.notes import EntryNote

NOTHING_YET = (
    "Not connected. Every reply that comes will be taken apart here: what each digit says, "
    "what it means after your command, and what you may say next."
)

_LABEL = 16
"""Columns of the labels at the left of what follows the meaning."""


def brief(explanation: Explanation) -> list[Content]:
    """The codes and what the most particular digit of each says, in one line."""
    style = _style(explanation)
    names = [part.meaning for part in (*explanation.parts[-1:], *explanation.enhanced_parts[-1:])]
    codes = f"{explanation.code or 'no code'} {explanation.enhanced}".strip()
    return [Content.assemble((codes, f"{style} bold"), "  ", " · ".join(names))]


def picture(explanation: Explanation, width: int) -> list[Content]:
    """The digits taken apart, a line to each."""
    rows = drawing(explanation.parts, explanation.enhanced_parts, width)
    if not rows:
        return [Content.styled("no reply code", "bold")]
    first, *rest = rows
    return [
        Content.styled(first, _style(explanation) + " bold"),
        *(Content(row) for row in rest),
        Content(""),
    ]


def _style(explanation: Explanation) -> str:
    return f"$reply-{explanation.status}" if explanation.status in ("2yz", "3yz", "4yz", "5yz") else "$remark"


def _row(label: str, text: str, width: int) -> Content:
    """A label, and the text beside it, its further lines below each other."""
    first, *rest = textwrap.wrap(text, max(20, width - _LABEL)) or [""]
    hanging = "".join(f"\n{'':<{_LABEL}}{line}" for line in rest)
    return Content.assemble((f"{label:<{_LABEL - 1}} ", "$remark"), first + hanging)


def explained(
    explanation: Explanation,
    narrow: bool,
    width: int,
    rows_beside: Sequence[beside.Row] = (),
    full: bool = False,
) -> list[Content]:
    """An explanation, line by line; when narrow, only what helps to go on; `full`: each parameter too."""
    lines = brief(explanation) if narrow else picture(explanation, width)
    lines += [Content.styled(remark, "$reply-4yz") for remark in explanation.remarks]
    lines.append(Content.styled(explanation.meaning, "bold"))
    if explanation.detail and not narrow:
        lines.append(Content(explanation.detail))
    rows = (
        ("It asks", explanation.challenge),
        ("Cause", _cause(explanation)),
        ("Who can fix it", "" if narrow else explanation.fixer),
        ("Try", explanation.advice),
        *rows_beside,
        ("You may now say", " · ".join(explanation.may_say)),
        *(("Not yet", f"{part.text}: {part.meaning}") for part in explanation.not_yet if not narrow),
    )
    lines += [_row(label, text, width) for label, text in rows if text]
    for one in explanation.keywords:
        lines.append(_row(f"{one.keyword} {one.parameters}".strip(), _unlocks(one), width))
        lines += [_row("", reading, width) for reading in one.readings if full]
    if explanation.sources:
        lines.append(Content.styled(" · ".join(explanation.sources), "$remark"))
    return lines


def _cause(explanation: Explanation) -> str:
    """The cause of a refusal, and how sure that is."""
    diagnosis = explanation.diagnosis
    if diagnosis is None:
        return ""
    wait = f"; wait {diagnosis.wait_seconds} s" if diagnosis.wait_seconds is not None else ""
    return f"{diagnosis.title}, {diagnosis.certainty}{wait}"


def _unlocks(one: Keyword) -> str:
    return f"{one.name} → {one.unlocks}" if one.unlocks else one.name


def noted(note: EntryNote, narrow: bool, width: int, full: bool = False) -> Content:
    """The whole panel for one entry; `full` where it has the whole screen."""
    lines: list[Content] = []
    if note.explanation is not None:
        rows = beside.in_full(note) if full else beside.in_short(note)
        rows = beside.one_line(note, width - _LABEL) if narrow else rows
        lines += explained(note.explanation, narrow, width, rows, full)
    lines += [Content(text) for text in note.texts]
    lines += [
        Content.assemble((f"{lint.text} ", "$reply-4yz"), (lint.source, "$remark")) for lint in note.lints
    ]
    if note.sources:
        lines.append(Content.styled(" · ".join(note.sources), "$remark"))
    return Content("\n").join(lines)


class ReplyPanel(VerticalScroll, can_focus=True):
    """Shows one entry's note; scrolls where it is longer than the panel."""

    DEFAULT_CSS = """
    ReplyPanel { padding: 0 1; scrollbar-size-vertical: 1; }
    ReplyPanel > Static { width: 1fr; height: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.border_title = "Reply"
        self._note: EntryNote | None = None
        self._narrow = self._full = False
        self._drawn_at = 0

    def compose(self) -> ComposeResult:
        text = Static(NOTHING_YET, markup=False)
        text.auto_links = False
        yield text

    def show(self, note: EntryNote, narrow: bool, full: bool = False) -> None:
        """Show a note; the same note again costs nothing."""
        if (note, narrow, full) == (self._note, self._narrow, self._full):
            return
        self._note, self._narrow, self._full = note, narrow, full
        self.border_title = note.title
        self._draw()
        self.scroll_home(animate=False, immediate=True)

    def _draw(self) -> None:
        width = self.scrollable_content_region.width - 2  # a scrollbar may come
        self._drawn_at = max(0, width)  # 0: hidden, to be drawn when it is shown again
        if self._note is not None and width > 0:
            self.query_one(Static).update(noted(self._note, self._narrow, width, self._full))

    def on_resize(self) -> None:
        if self.scrollable_content_region.width - 2 != self._drawn_at:
            self._draw()
