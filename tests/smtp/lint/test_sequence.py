from __future__ import annotations

import pytest

from smtpwb.smtp.commands import VERBS
from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.lint import lint
from smtpwb.smtp.sequence import in_place
from tests.smtp import dialogues as at
from tests.smtp.lint.cases import Case, check_case, says

CASES: tuple[Case, ...] = (
    (at.GREETED, b"EHLO ws.example.net", ""),
    (at.EHLO, b"MAIL FROM:<a@b.cd>", ""),
    (at.MAIL, b"RCPT TO:<a@b.cd>", ""),
    (at.RCPT, b"RCPT TO:<a@b.cd>", ""),
    (at.RCPT, b"DATA", ""),
    (at.MAIL, b"RSET", ""),
    (at.REFUSED, b"QUIT", ""),
    (at.CONNECTED, b"EHLO ws.example.net", "out-of-sequence"),
    (at.REFUSED, b"EHLO ws.example.net", "out-of-sequence"),
    (at.GREETED, b"MAIL FROM:<a@b.cd>", "out-of-sequence"),
    (at.GREETED, b"AUTH SCRAM-SHA-1", "out-of-sequence"),
    (at.EHLO, b"RCPT TO:<a@b.cd>", "out-of-sequence"),
    (at.MAIL, b"DATA", "out-of-sequence"),
    (at.MAIL, b"STARTTLS", "out-of-sequence"),
    (at.MAIL, b"AUTH SCRAM-SHA-1", "auth-mechanism-not-offered out-of-sequence"),
    (at.OFFLINE, b"NOOP", "out-of-sequence"),
    (at.CLOSED, b"NOOP", "out-of-sequence"),
    (at.QUIT, b"NOOP", "out-of-sequence"),
    (at.QUIT, b"MAIL FROM:<a@b.cd>", "out-of-sequence"),
    (at.MAIL, b"MAIL FROM:<a@b.cd>", "nested-mail"),
    (at.RCPT, b"MAIL FROM:<a@b.cd>", "nested-mail"),
    (at.KNOWN, b"AUTH SCRAM-SHA-1", "auth-mechanism-not-offered auth-twice"),
    (at.GREETED, b".", "dot-outside-content"),
    (at.RCPT, b".", "dot-outside-content"),
    (at.RCPT, b"EHLO ws.example.net", "clears-transaction"),
    (at.MAIL, b"HELO ws.example.net", "clears-transaction"),
)


@pytest.mark.parametrize("case", CASES)
def test_sequence(case: Case) -> None:
    check_case(case)


@pytest.mark.parametrize(
    ("dialogue", "line", "reason"),
    [
        (at.OFFLINE, b"NOOP", "there is no connection"),
        (at.QUIT, b"NOOP", "QUIT was said"),
        (at.CONNECTED, b"EHLO x.y", "has not greeted"),
        (at.GREETED, b"MAIL FROM:<>", "HELO or EHLO comes first"),
        (at.MAIL, b"DATA", "no recipient"),
    ],
)
def test_the_reason_is_given(dialogue: Dialogue, line: bytes, reason: str) -> None:
    text = says(line, dialogue, "out-of-sequence")
    assert reason in text
    assert ": ." not in text


ORDER = {"out-of-sequence", "nested-mail", "auth-twice"}


@pytest.mark.parametrize("dialogue", [d for d in at.ALL if d not in (at.CONTENT, at.BARE_CONTENT, at.AUTH)])
@pytest.mark.parametrize("verb", VERBS)
def test_lint_and_the_state_machine_agree_on_every_verb_in_every_state(verb: str, dialogue: Dialogue) -> None:
    found = [finding for finding in lint(verb.encode(), dialogue) if finding.id in ORDER]
    assert len(found) == (0 if in_place(verb, dialogue) else 1)
    assert all(finding.source.startswith(("RFC ", "Postfix ")) for finding in found)
