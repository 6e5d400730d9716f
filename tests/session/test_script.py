"""The values of a script."""

from __future__ import annotations

from smtpwb.session.script import Reference, Script, Send, Wait, Write


def test_a_secret_is_wanted_once_with_its_first_line() -> None:
    one, other = Reference("env", "A"), Reference("prompt", "the password")
    sends = (Send(4, b"AUTH PLAIN ", one), Send(6, b"", other), Send(9, b"AUTH PLAIN ", one))
    assert Script(tuple(Write((send,)) for send in sends)).references == ((4, one), (6, other))


def test_a_reference_is_written_as_in_a_script() -> None:
    assert str(Reference("command", "pass show mail")) == "{command:pass show mail}"


def test_the_last_line_is_that_of_the_last_thing_said() -> None:
    write = Write((Send(1, b"a"), Send(2, b"b")))
    assert Script((write,)).last_line == 2
    assert Script((write, Wait(5, 1.0))).last_line == 5
