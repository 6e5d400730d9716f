"""One form for the example tables of lint: a dialogue, a line, and the ids that it must find, no others."""

from __future__ import annotations

from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.lint import lint

Case = tuple[Dialogue, bytes, str]
"""Where, what, and the ids found in it, separated by blanks, in any order."""


def check_case(case: Case, loopback: bool = False) -> None:
    """Assert that the line has these findings and no others."""
    dialogue, line, ids = case
    assert sorted(finding.id for finding in lint(line, dialogue, loopback)) == sorted(ids.split())


def says(line: bytes, dialogue: Dialogue, id: str) -> str:
    """The sentence of one finding."""
    return next(finding.text for finding in lint(line, dialogue) if finding.id == id)
