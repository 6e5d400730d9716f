from __future__ import annotations

import argparse

import pytest

from smtpwb.cli import secret_options
from smtpwb.session.secret_sources import Kind, Login, NoSecret, Source


def read(*arguments: str) -> Login:
    parser = argparse.ArgumentParser()
    secret_options.configure(parser)
    return secret_options.login(parser.parse_args(arguments))


@pytest.mark.parametrize(
    ("arguments", "login"),
    [
        ((), Login()),
        (("--user", "learner"), Login("learner")),
        (("--user", "a", "--password-env", "PW"), Login("a", Source(Kind.ENVIRONMENT, "PW"))),
        (("--password-command", "pass show mail"), Login("", Source(Kind.COMMAND, "pass show mail"))),
        (("--keyring", "mail"), Login("", Source(Kind.KEYRING, "mail"))),
    ],
)
def test_what_the_options_say(arguments: tuple[str, ...], login: Login) -> None:
    assert read(*arguments) == login


def test_one_source_at_most(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read("--password-env", "PW", "--keyring", "mail")
    assert "not allowed with" in capsys.readouterr().err


def test_a_command_that_cannot_be_read_is_said_before_anything_opens() -> None:
    with pytest.raises(NoSecret, match="open quotation"):
        read("--password-command", "pass 'show")
