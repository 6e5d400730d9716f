"""The form of AUTH at work in the composer, against the practice server."""

from __future__ import annotations

import base64
import contextlib
import shlex
import sys
from collections.abc import AsyncIterator

import pytest

from smtpwb.practice.auth import PASSWORD, USER
from smtpwb.session.secret_sources import Kind, Login, Source
from smtpwb.tui.app import Workbench
from tests.laws.recorder import REPLIES, recording
from tests.tui.desk import PRACTICE, Desk, at_work


@contextlib.asynccontextmanager
async def introduced(login: Login | None = None) -> AsyncIterator[Desk]:
    """A workbench that has said EHLO to the practice server."""
    app = Workbench(theme="", helo="ws.example.net", login=login)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        desk = Desk(app, pilot)
        await desk.connect(PRACTICE)
        await desk.say("EHLO ws.example.net")
        yield desk


async def asked(desk: Desk, line: str) -> None:
    await desk.say(line)
    await desk.until(lambda: desk.pane.form.active, "a form")
    await desk.rest()


def verdict(desk: Desk) -> str:
    reply = desk.app.talk.transcript.entries[-1].reply
    assert reply is not None
    return reply.code


async def test_field_by_field_to_the_verdict() -> None:
    async with introduced() as desk:
        await asked(desk, "AUTH PLAIN")
        await desk.press(*USER)
        await desk.sees(f"user name: {USER}")
        await desk.press("enter", *PASSWORD)
        await desk.sees("password: ••••••••")
        await desk.sees("sends AGxlYXJuZXIA•••")
        await desk.press("enter")
        await desk.settled()
        assert verdict(desk) == "235"
        assert desk.line.value == ""


async def test_as_fast_as_a_paste() -> None:
    async with introduced() as desk:
        await asked(desk, "AUTH PLAIN")
        desk.line._insert(f"{USER}\n{PASSWORD}\n")
        await desk.press("enter", "enter")
        await desk.settled()
        assert verdict(desk) == "235"


async def test_typed_without_a_look_at_the_screen() -> None:
    """LOGIN, its password typed before the server has asked for it: Enter waits for the server, once."""
    replies = {**REPLIES, b"BGVH": b""}  # how the answer begins, in capitals: nothing is said to it at first
    async with recording(replies=replies) as recorder, at_work(size=(80, 24)) as desk:
        await desk.connect(recorder.target)
        await desk.say("EHLO a")
        await asked(desk, "AUTH LOGIN")
        await desk.press(*USER, "enter", *PASSWORD, "enter")
        assert "has not answered yet" in desk.notices[-1]
        assert PASSWORD not in desk.screen
        assert recorder.octets.endswith(base64.b64encode(USER.encode()) + b"\r\n")
        await desk.press("enter")  # insisted on: as it is, masked
        await desk.until(lambda: recorder.octets.endswith(PASSWORD.encode() + b"\r\n"), "the line")
        assert PASSWORD not in desk.screen


async def test_tab_fills_in_the_initial_response_and_escape_leaves_it() -> None:
    async with introduced() as desk:
        await desk.press(*"AUTH PLAIN")
        await desk.sees("Tab fills in the response")
        await desk.press("tab", *USER, "escape")
        assert desk.line.value == "AUTH PLAIN "
        assert not desk.pane.form.active
        await desk.press("tab", *USER, "enter", *PASSWORD)
        await desk.sees("sends AUTH PLAIN AGxlYXJuZXIA•••")
        await desk.press("enter")
        await desk.settled()
        assert verdict(desk) == "235"


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-1", "SCRAM-SHA-256"])
async def test_scram_proves_both_sides(mechanism: str) -> None:
    async with introduced() as desk:
        await asked(desk, f"AUTH {mechanism}")
        await desk.press(*USER, "enter")
        await desk.sees("hashed 4,096 times")
        await desk.press(*PASSWORD, "enter")
        await desk.sees("the server's proof is right")
        await desk.press("enter")
        await desk.until(lambda: verdict(desk) == "235", "the verdict")


async def test_what_takes_long_is_revealed_when_it_is_made() -> None:
    async with introduced() as desk:
        await asked(desk, "AUTH SCRAM-SHA-1")
        await desk.press(*USER, "enter")
        await desk.sees("hashed 4,096 times")
        await desk.press(*PASSWORD, "ctrl+r")
        await desk.until(lambda: PASSWORD in desk.screen, "the reveal")
        assert "sends " in desk.screen
        await desk.press("left")
        assert PASSWORD not in desk.screen


async def test_up_and_down_go_through_the_fields_not_the_history() -> None:
    async with introduced() as desk:
        await asked(desk, "AUTH PLAIN")
        await desk.press(*USER, "up", *"root")
        await desk.sees("act as: root")
        await desk.press("down")
        assert desk.line.value == USER
        await desk.press("tab")
        await desk.sees("password:")


async def test_a_lone_asterisk_gives_up() -> None:
    async with introduced() as desk:
        await asked(desk, "AUTH PLAIN")
        await desk.press("*")
        await desk.sees("gives up the authentication")
        await desk.press("enter")
        await desk.settled()
        assert verdict(desk) == "501"


async def test_by_hand_the_line_goes_as_it_is() -> None:
    async with introduced() as desk:
        await asked(desk, "AUTH PLAIN")
        await desk.press("ctrl+t")
        await desk.sees("the answer in base64, masked; ^t fills it in")
        await desk.press(*base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode(), "enter")
        await desk.settled()
        assert verdict(desk) == "235"


async def test_where_there_is_nothing_to_answer_by_hand_it_is_said() -> None:
    async with introduced() as desk:
        await desk.press("ctrl+t")
        assert "no challenge" in desk.notices[-1]


async def test_a_line_where_nothing_is_asked_is_not_sent() -> None:
    replies = {**REPLIES, b"AUTH": b"334 e30=\r\n"}  # {}: the reason of a refusal
    async with recording(replies=replies) as recorder, at_work(size=(80, 24)) as desk:
        await desk.connect(recorder.target)
        await desk.say("EHLO a")
        await desk.press(*"AUTH XOAUTH2", "tab", *"a", "enter", *"b", "enter")
        await desk.sees("the token was refused")
        heard = recorder.octets
        await desk.press("x", "enter")
        assert "Enter alone goes on" in desk.notices[-1]
        assert recorder.octets == heard


async def test_a_challenge_that_cannot_be_answered_leaves_the_password_where_it_is() -> None:
    replies = {**REPLIES, b"AUTH": b"334 " + base64.b64encode(b"r=x,s=c2FsdA==,i=1") + b"\r\n"}
    async with recording(replies=replies) as recorder, at_work(size=(80, 24)) as desk:
        await desk.connect(recorder.target)
        await desk.say("EHLO a")
        await desk.press(*"AUTH SCRAM-SHA-1", "tab", *"a", "enter")
        await desk.sees("password:")
        heard = recorder.octets
        await desk.press(*"secret7", "enter")
        await desk.until(lambda: desk.notices and "nonce" in desk.notices[-1], "why not")
        await desk.until(lambda: desk.line.value == "secret7", "the password")
        assert recorder.octets == heard
        assert "secret7" not in desk.screen


class TestSources:
    async def test_the_name_and_the_secret_are_filled_in_and_not_sent(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SMTP_TEST_SECRET", PASSWORD)
        async with introduced(Login(USER, Source(Kind.ENVIRONMENT, "SMTP_TEST_SECRET"))) as desk:
            await asked(desk, "AUTH PLAIN")
            assert desk.line.value == USER
            count = len(desk.sent)
            await desk.press("enter")
            await desk.sees("filled in from SMTP_TEST_SECRET; Enter sends it")
            assert len(desk.sent) == count
            assert PASSWORD not in desk.screen
            await desk.press("enter")
            await desk.settled()
            assert verdict(desk) == "235"

    async def test_a_source_without_a_secret_says_so(self) -> None:
        async with introduced(Login(USER, Source(Kind.ENVIRONMENT, "SMTP_TEST_NOTHING"))) as desk:
            await asked(desk, "AUTH PLAIN")
            await desk.press("enter")
            await desk.until(lambda: desk.notices and "no SMTP_TEST_NOTHING" in desk.notices[-1], "why")
            await desk.press(*PASSWORD, "enter")
            await desk.settled()
            assert verdict(desk) == "235"

    async def test_what_is_typed_meanwhile_is_not_overwritten(self) -> None:
        slow = shlex.join([sys.executable, "-c", "import time; time.sleep(60)"])
        async with introduced(Login(USER, Source(Kind.COMMAND, slow))) as desk:
            await asked(desk, "AUTH PLAIN")
            await desk.press("enter")
            await desk.sees("asking the password command")
            await desk.press(*PASSWORD, "enter")
            await desk.settled()
            assert verdict(desk) == "235"
