from __future__ import annotations

import pytest

from smtpwb.errors import UsageError
from smtpwb.session.script import Reference
from smtpwb.session.script_lines import cure, is_order, reference, unescaped, wait


@pytest.mark.parametrize(
    ("text", "seconds"), [("<wait 2s>", 2), ("<wait 250 ms>", 0.25), ("<wait 1.5m>", 90), ("<wait s>", None)]
)
def test_a_wait_is_in_seconds(text: str, seconds: float | None) -> None:
    assert wait(text) == seconds
    assert is_order(text) is (seconds is not None)


@pytest.mark.parametrize(
    "said", [Reference("env", "A"), Reference("prompt", "b c", "j:r@x.test"), Reference("command", "d", "")]
)
def test_a_reference_is_found_as_it_is_written(said: Reference) -> None:
    assert reference(f"before {said} after") == ("before ", said, " after")


@pytest.mark.parametrize("text", ["{env:}", "{file:a}", "{login:u}", "env:A", "{login:{env:A}"])
def test_anything_else_is_none(text: str) -> None:
    found = reference(text)
    assert found is None or found[1] == Reference("env", "A")


def test_every_octet_can_be_written() -> None:
    written = "".join(f"\\x{octet:02x}" for octet in range(256))
    assert unescaped(1, written.encode()) == bytes(range(256))
    with pytest.raises(UsageError, match="line 7: a backslash"):
        unescaped(7, rb"\8")


@pytest.mark.parametrize(
    ("line", "mark"),
    [("c: a", "`C: `"), (" s: a", "`S: `"), ("C<RAW>: a", "`C<raw>: `"), ("c<File>:", "`C<file>: `")],
)
def test_a_mark_that_is_nearly_right_is_put_right(line: str, mark: str) -> None:
    assert mark in cure(line)
