"""The exchange under way, led by a dialogue in words and the lines that are sent, without a screen."""

from __future__ import annotations

import base64

import pytest

from smtpwb.session.secret_sources import Kind, Login, Source
from smtpwb.transcript.transcript import Transcript
from smtpwb.tui.answering import Answering
from smtpwb.tui.form import Form
from tests.dialogues import play

BEGINNING = "S: 220 a\nC: EHLO b\nS: 250-a\nS: 250 AUTH PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 XOAUTH2 NTLM"
USERNAME, PASSWORD = "S: 334 VXNlcm5hbWU6", "S: 334 UGFzc3dvcmQ6"
NONCE = "fyko+d2lbbFgONRv9qkxdawL"
FIRST = "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"
LAST = "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="


def challenge(text: str) -> str:
    return f"S: 334 {base64.b64encode(text.encode()).decode()}"


class Led:
    """An exchange, led."""

    def __init__(self, login: Login | None = None) -> None:
        self.answering = Answering(login, lambda: NONCE)
        self.transcript = Transcript()
        self.line = ""
        """What stands in the composer."""
        self.loud: list[str] = []
        self.hear(BEGINNING)

    def hear(self, *lines: str) -> None:
        for text in lines:
            play(text, transcript=self.transcript)
            if said := self.answering.follow(self.transcript, self.line):
                self.loud.append(said)

    def say(self, line: str, answer: bool = True) -> None:
        self.answering.sent(line.encode(), answer)
        self.hear(f"C: {line}")

    def auth(self, line: str, *replies: str) -> None:
        self.say(f"AUTH {line}", answer=False)
        self.hear(*replies)

    def answer(self, *texts: str) -> None:
        """Fill in the form and send what comes of it."""
        form = self.form
        for text in texts:
            form.entered(text)
        self.say(form.order(form.making()()).line, answer=not form.command)

    @property
    def form(self) -> Form:
        assert self.answering.open_form is not None
        return self.answering.open_form

    @property
    def asked(self) -> str:
        assert self.form.field is not None
        return self.form.field.label


def test_a_challenge_opens_the_form_of_its_step() -> None:
    led = Led()
    led.auth("LOGIN")
    assert led.answering.open_form is None
    led.hear(USERNAME)
    assert led.asked == "user name"
    led.answer("learner")
    assert led.answering.open_form is None
    led.hear(PASSWORD)
    assert led.asked == "password"
    assert led.form.challenge == b"Password:"


@pytest.mark.parametrize("end", ["S: 235 ok", "S: 535 no", "S: <closed>", "S: 421 bye"])
def test_the_end_of_the_exchange_forgets_all_of_it(end: str) -> None:
    led = Led()
    led.auth("PLAIN", "S: 334 ")
    led.answer("learner", "lantern7")
    led.hear(end)
    assert led.answering.open_form is None
    assert "lantern7" not in repr(vars(led.answering))


def test_a_mechanism_that_is_not_known_has_no_form() -> None:
    led = Led()
    led.auth("NTLM", "S: 334 ")
    assert led.answering.form is None


def test_what_nobody_asked_for_does_not_close_the_form() -> None:
    led = Led()
    led.auth("PLAIN", "S: 334 ")
    form = led.form
    led.hear("S: 250 what?")
    assert led.answering.open_form is form


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("AUTH PLAIN", True),
        (" auth\tscram-sha-256 ", True),
        ("AUTH LOGIN", True),
        ("AUTH CRAM-MD5", False),  # it begins with a challenge
        ("AUTH NTLM", False),
        ("AUTH PLAIN AGEA", False),
        ("AUTH", False),
        ("MAIL", False),
    ],
)
def test_which_command_a_form_can_fill_in(line: str, begins: bool) -> None:
    led = Led()
    assert led.answering.begins(line) is begins
    assert led.answering.begin(line) is begins
    assert (led.answering.open_form is not None) is begins


def test_the_initial_response_of_login_is_the_user_name_and_the_password_is_asked_next() -> None:
    led = Led()
    led.answering.begin("AUTH LOGIN")
    led.answer("learner")
    led.hear(PASSWORD)
    assert led.asked == "password"


def test_a_form_that_is_left_gives_the_command_back() -> None:
    led = Led()
    led.answering.begin("AUTH PLAIN ")
    led.form.entered("learner")
    assert led.answering.toggle() == "AUTH PLAIN "
    assert led.answering.form is None


def test_by_hand_and_back() -> None:
    led = Led()
    led.auth("PLAIN", "S: 334 ")
    led.form.move("learner", 1)
    assert led.answering.toggle() == ""
    assert led.answering.open_form is None
    assert led.answering.secret("anything")
    led.answering.toggle()
    assert led.asked == "password"
    assert led.form.move("", -1) == "learner"


def test_who_answered_by_hand_is_left_to_it() -> None:
    led = Led()
    led.auth("LOGIN", USERNAME)
    led.answering.toggle()
    led.say("bGVhcm5lcg==")
    led.hear(PASSWORD)
    assert led.answering.open_form is None
    assert led.answering.toggle() == ""
    assert led.asked == "password"


@pytest.mark.parametrize(("ahead", "opens"), [("lea", True), ("learner", True), ("bGVhcm5lcg==", False)])
def test_what_is_typed_ahead_of_its_challenge(ahead: str, opens: bool) -> None:
    led = Led()
    led.line = ahead
    led.auth("LOGIN", USERNAME)
    assert (led.answering.open_form is not None) is opens
    assert led.answering.secret(ahead)


def test_a_password_typed_ahead_goes_into_the_form_whatever_it_looks_like() -> None:
    led = Led()
    led.auth("LOGIN", USERNAME)
    led.answer("learner")
    led.line = "lantern7"  # which is base64 as well
    assert led.answering.hold()
    assert not led.answering.hold()
    led.hear(PASSWORD)
    assert led.asked == "password"


def test_a_whole_response_in_base64_is_hidden_and_answers_by_hand() -> None:
    led = Led()
    led.auth("PLAIN", "S: 334 ")
    whole = base64.b64encode(b"\0learner\0lantern7").decode()
    assert not led.answering.secret(whole[:8])
    assert led.answering.secret(whole)
    assert led.answering.open_form is None
    assert led.answering.secret("") is False


class TestScram:
    def led(self) -> Led:
        led = Led()
        led.answering.begin("AUTH SCRAM-SHA-1")
        led.answer("user")
        led.hear(challenge(FIRST))
        led.answer("pencil")
        return led

    def test_the_proof_is_made_of_what_was_said_and_the_server_is_checked(self) -> None:
        led = self.led()
        led.hear(challenge(LAST))
        assert led.form.check is not None
        assert led.form.check.good
        led.answer()
        led.hear("S: 235 ok")
        assert led.loud == []

    @pytest.mark.parametrize("last", [challenge("v=AAAA"), challenge("hello")])
    def test_a_server_that_does_not_know_the_password_is_told_on(self, last: str) -> None:
        led = self.led()
        led.hear(last)
        assert led.form.check is not None
        assert not led.form.check.good
        led.answer()
        led.hear("S: 235 ok")
        assert "impostor" in led.loud[0]

    def test_so_is_one_that_says_yes_without_a_proof(self) -> None:
        led = self.led()
        led.hear("S: 235 ok")
        assert "has not proved" in led.loud[0]

    def test_one_that_refuses_has_nothing_to_prove(self) -> None:
        led = self.led()
        led.hear("S: 535 no")
        assert led.loud == []

    def test_a_first_message_sent_by_hand_is_gone_on_from(self) -> None:
        led = Led()
        led.auth(
            f"SCRAM-SHA-1 {base64.b64encode(f'n,,n=user,r={NONCE}'.encode()).decode()}", challenge(FIRST)
        )
        assert led.asked == "password"
        assert led.form.check is None


class TestLogin:
    SOURCE = Source(Kind.ENVIRONMENT, "PW")

    def test_the_name_is_filled_in(self) -> None:
        led = Led(Login("learner"))
        led.auth("PLAIN", "S: 334 ")
        assert led.form.value == "learner"
        assert led.answering.source is None

    def test_the_source_is_asked_once_when_its_field_is_reached(self) -> None:
        led = Led(Login("learner", self.SOURCE))
        led.auth("PLAIN", "S: 334 ")
        assert led.answering.source is None
        led.form.entered("someone")
        assert led.answering.source == self.SOURCE
        assert led.answering.asked() == "someone"
        assert led.answering.source is None

    def test_and_again_in_the_next_exchange(self) -> None:
        led = Led(Login("learner", self.SOURCE))
        for _ in range(2):
            led.auth("PLAIN", "S: 334 ")
            led.form.entered("learner")
            assert led.answering.source == self.SOURCE
            led.answering.asked()
            led.answer("x")
            led.hear("S: 535 no")
