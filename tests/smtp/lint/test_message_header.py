"""The cases of these checks stand in `test_message`; here is that the table holds each once, in order."""

from __future__ import annotations

from smtpwb.smtp.lint.message import MESSAGE_CHECKS
from smtpwb.smtp.lint.message_header import HEADER


def test_every_one_is_in_the_table() -> None:
    ids = [check.id for check in (*HEADER,)]
    assert "no-from" in ids
    assert len(set(ids)) == len(ids)
    assert [id for id in MESSAGE_CHECKS if id in ids] == ids
