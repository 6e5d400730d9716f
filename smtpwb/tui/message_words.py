"""What the message editor says, as styled text: files, sizes, findings, chunks, progress."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textual.content import Content

from smtpwb.session.prepared import Prepared
from smtpwb.smtp import amounts
from smtpwb.smtp.chunks import Chunks
from smtpwb.smtp.lint.check import Finding, Severity
from smtpwb.smtp.message import END
from smtpwb.tui.draft import Draft
from smtpwb.tui.sending import Progress

_STYLES = {Severity.ERROR: "$reply-5yz", Severity.WARNING: "$reply-4yz", Severity.INFO: "$remark"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LISTED = 4
"""Chunks that are listed at a time, beside the last one."""
_BAR = 20
"""Cells of the bar."""


def writable(pasted: str) -> tuple[str, int]:
    """Text that can be written into a letter, and how many control characters it had to lose for that."""
    return _CONTROL.subn("", re.sub(r"\r\n|\r", "\n", pasted))


def subject_end(text: str) -> tuple[int, int]:
    """Where a template waits for its subject: row and column."""
    rows = text.split("\n")
    row = next((number for number, one in enumerate(rows) if one.startswith("Subject:")), 0)
    return row, len(rows[row])


def files(draft: Draft) -> Content:
    """Which files go, and how."""
    if draft.whole is not None:
        how = "its line ends made CRLF" if draft.crlf else "octet for octet"
        text = f"{draft.whole.name}, {amounts.size(draft.whole.octets)}, in place of the text, {how}"
    elif draft.files:
        named = (f"{file.name} {amounts.size(file.octets)}" for file in draft.files)
        text = f"Attached: {' · '.join(named)}"
    else:
        return Content("")
    return Content.assemble(text, ("  F4 takes it off", "$remark"))


def size(prepared: Prepared, most: int | None) -> Content:
    """How much goes, against what the server takes, and what sending adds to it."""
    message = prepared.facts.octets
    said = amounts.octets(message)
    if most is not None:
        said += f" of {most:,} (SIZE)"
    if not prepared.stuffed:
        return Content.assemble(said, (" · goes in chunks, as it is", "$remark"))
    end = len(END) - 2 if prepared.facts.ended else len(END)
    dots = prepared.size - message - end
    doubled = f"{amounts.counted(dots, 'dot')} doubled, " if dots else ""
    return Content.assemble(said, (f" · {doubled}then the lone dot", "$remark"))


def findings(found: Sequence[Finding]) -> Content:
    """What is doubtful, a line each."""
    if not found:
        return Content.styled("Nothing is doubtful about it.", "$remark")
    lines = [
        Content.assemble((f"{one.text} ", _STYLES[one.severity]), (one.source, "$remark")) for one in found
    ]
    return Content("\n").join(lines)


def chunks(all_of: Chunks, next_one: int) -> Content:
    """The BDAT lines in order: those that went, the next, some to come, and the last."""
    begin = max(0, min(next_one - 1, len(all_of) - _LISTED))
    shown = [*range(begin, min(begin + _LISTED, len(all_of)))]
    lines = [_chunk(all_of, index, next_one) for index in shown]
    left = len(all_of) - 1 - shown[-1]
    if left > 1:
        lines.append(Content.styled(f"  … {left - 1:,} more", "$remark"))
    if left:
        lines.append(_chunk(all_of, len(all_of) - 1, next_one))
    return Content("\n").join(lines)


def _chunk(all_of: Chunks, index: int, next_one: int) -> Content:
    one = all_of[index]
    mark, style = ("✓", "$remark") if index < next_one else ("›", "bold") if index == next_one else (" ", "")
    return Content.styled(f"{mark} C: {one.command}", style).append(
        Content.styled(f"  octets {one.begin:,} to {one.end:,}", "$remark")
    )


def progress(at: Progress, width: int) -> Content:
    """A bar and how far it is, in one line."""
    full = int(at.share * _BAR)
    bar = Content.assemble(("█" * full, "$client"), ("░" * (_BAR - full), "$remark"), f" {at.told}")
    return bar.truncate(max(1, width), ellipsis=True)
