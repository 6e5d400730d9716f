from __future__ import annotations

import pytest

from smtpwb.smtp.dialogue import Dialogue, State
from smtpwb.smtp.foresight import foreseen
from smtpwb.smtp.lint import lint
from tests.smtp import dialogues as at

P = b"MAIL FROM:<ann@example.net>"
R = b"RCPT TO:<bob@practice.test>"
SERVER = Dialogue(State.HELLO, "EHLO", at.offers("PIPELINING", "CHUNKING", "STARTTLS"))

Group = tuple[Dialogue, tuple[bytes, ...], str]
IN_GROUP: tuple[Group, ...] = (
    # where, the lines in their order, what is found in the last
    (SERVER, (P, R, b"DATA"), ""),
    (SERVER, (P, R, b"BDAT 6 LAST", b"text"), ""),
    (SERVER, (b"RSET", P), ""),
    (SERVER, (b"NOOP",), ""),
    (at.BARE, (P,), ""),
    (at.BARE, (P, R), "pipelining-not-offered"),
    (SERVER, (b"NOOP", P), "behind-last-of-group"),
    (SERVER, (b"NOOP", P, R), "behind-last-of-group"),
    (SERVER, (b"EHLO ws.example.net", P), "behind-last-of-group"),
    (SERVER, (b"VRFY bob", b"QUIT"), "behind-last-of-group"),
    (SERVER, (P, R, b"DATA", b"Subject: x"), "behind-last-of-group unknown-verb"),
    (SERVER, (b"STARTTLS", b"EHLO x.y"), "behind-last-of-group out-of-sequence"),
)
CASES = tuple((dialogue, said[-1], ids) for dialogue, said, ids in IN_GROUP)


@pytest.mark.parametrize("group", IN_GROUP)
def test_groups(group: Group) -> None:
    dialogue, (*before, line), ids = group
    found = lint(line, foreseen(dialogue, before), group=before)
    assert sorted(finding.id for finding in found) == sorted(ids.split())
