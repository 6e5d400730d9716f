from __future__ import annotations

import pytest

from smtpwb.cli.run_secrets import secrets
from smtpwb.errors import UsageError
from smtpwb.session.script import Reference
from smtpwb.session.script_reader import parse
from smtpwb.smtp.sasl.secret import Secret


async def test_each_reference_has_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A", "one two")
    found = await secrets(parse("C: AUTH PLAIN {login:tim:env:A}\nS: 535\nC: AUTH PLAIN {command:printf x}"))
    assert found == {
        Reference("env", "A", "tim"): Secret("one two"),
        Reference("command", "printf x"): Secret("x"),
    }


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("{env:A}", "line 2: {env:A} gives no line that can be sent"),
        ("{login:tim:env:A}", "line 2: {login:tim:env:A} gives no password that can be sent"),
        ("{command:false}", "line 2: false ended with status 1"),
    ],
)
async def test_one_that_is_not_there_is_told_with_its_line(
    reference: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A", "a\nb")
    with pytest.raises(UsageError) as found:
        await secrets(parse(f"S: 220\nC: AUTH PLAIN {reference}"))
    assert str(found.value).startswith(said)
