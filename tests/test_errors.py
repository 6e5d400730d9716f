"""Errors for people: one sentence, and what to do."""

from __future__ import annotations

import pytest

from smtpwb.errors import ConnectError, ConnectionLost, DataFileError, UsageError, WorkbenchError


@pytest.mark.parametrize("kind", [WorkbenchError, UsageError, ConnectError, ConnectionLost, DataFileError])
def test_an_error_says_what_was_wrong_and_what_to_do(kind: type[WorkbenchError]) -> None:
    error = kind("there is no connection", "connect first")
    assert isinstance(error, WorkbenchError)
    assert (str(error), error.hint) == ("there is no connection", "connect first")
    assert error.sentence == "there is no connection: connect first"


def test_without_a_hint_the_sentence_stands_alone() -> None:
    assert WorkbenchError("no such file").sentence == "no such file"
