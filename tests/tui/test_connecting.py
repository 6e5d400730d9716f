"""How one connects, in the whole workbench: what ssh asks, the choice of an exchanger, what is told."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from smtpwb.session.options import Options, jump
from smtpwb.tui.app import Workbench
from smtpwb.tui.in_turn import STILL
from smtpwb.tui.screens.ask import AskScreen
from smtpwb.tui.screens.exchangers import ExchangersScreen
from tests.needs import needs
from tests.session.servers import scripted
from tests.session.ways.jumping import jump_host
from tests.session.ways.nameserver import Zone, nameserver
from tests.tui.desk import Desk, rest

ZONE: Zone = {
    ("two.test.", "MX"): ("10 a.test.", "20 b.test."),
    ("a.test.", "A"): ("127.0.0.9",),
    ("b.test.", "A"): ("127.0.0.1",),
}
SECRET = "Tr0ub4dor-7"


def asks(desk: Desk, kind: type[object]) -> bool:
    return isinstance(desk.app.screen, kind)


async def test_an_exchanger_is_chosen_and_connected_to() -> None:
    async with scripted("S: 220 b.test") as server, nameserver(ZONE) as names:
        app = Workbench(options=Options(nameserver=names))
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            desk = Desk(app, pilot)
            desk.keys(*f"mx:two.test:{server.port}", "enter")
            await desk.until(lambda: asks(desk, ExchangersScreen), "the choice")
            await rest(pilot)
            desk.keys("down", "enter")
            await desk.until(lambda: desk.app.talk.connected, "a connection")
            await desk.settled()
            assert f"connected to b.test at {server.target}" in "\n".join(desk.dialogue)
            assert "MX 10 a.test (127.0.0.9)" in "\n".join(desk.dialogue)
            assert f"b.test:{server.port}" in desk.words


async def test_choosing_none_is_no_connection_and_gives_the_order_back() -> None:
    async with nameserver(ZONE) as names:
        app = Workbench(options=Options(nameserver=names))
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            desk = Desk(app, pilot)
            desk.keys(*"mx:two.test", "enter")
            await desk.until(lambda: asks(desk, ExchangersScreen), "the choice")
            await rest(pilot)
            await desk.press("escape")
            assert "no exchanger was chosen" in "\n".join(desk.dialogue)
            assert desk.line.value == "mx:two.test"


@needs("ssh", "sshd")
async def test_what_ssh_asks_is_answered_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with jump_host(tmp_path, monkeypatch, known=False, passphrase=SECRET) as jumping:
        async with scripted("S: 220 mx") as server:
            app = Workbench(options=Options(via=jump(jumping)))
            async with app.run_test(size=(80, 24), notifications=True) as pilot:
                desk = Desk(app, pilot)
                desk.keys(*server.target, "enter")
                await desk.until(lambda: asks(desk, AskScreen), "the host key")
                await rest(pilot)
                assert "authenticity" in desk.words
                first = app.screen
                await desk.press("y")
                await desk.until(lambda: asks(desk, AskScreen) and app.screen is not first, "the passphrase")
                await rest(pilot)
                await desk.press(*SECRET)
                assert SECRET not in desk.screen
                await desk.press("enter")
                await desk.until(lambda: app.talk.connected, "a connection")
                await desk.settled()
                assert f"via ssh {jumping.rpartition(':')[0]}" in "\n".join(desk.dialogue)
                await desk.press("ctrl+right_square_bracket")
                await desk.until(lambda: not app.talk.connected, "the end")
                assert "you hung up" in desk.dialogue[-1]


@needs("ssh", "sshd")
async def test_a_question_goes_away_with_the_attempt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with jump_host(tmp_path, monkeypatch, known=False) as jumping:
        app = Workbench(options=Options(via=jump(jumping)))
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            desk = Desk(app, pilot)
            desk.keys(*"mx.test:25", "enter")
            await desk.until(lambda: asks(desk, AskScreen), "the host key")
            assert app.talk.cancel()
            await desk.until(lambda: not asks(desk, AskScreen), "no question")
            await desk.until(lambda: not app.talk.connecting, "the end of the attempt")
            assert "cancelled" in "\n".join(desk.dialogue)


async def test_the_line_says_through_what_it_will_go() -> None:
    app = Workbench(options=Options(via=jump("jack@jump")))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        desk = Desk(app, pilot)
        await desk.press(*"mx.test:25")
        assert "connects to mx.test, port 25 via ssh jack@jump, plain" in desk.words


@needs("ssh", "sshd")
async def test_a_question_waits_until_nobody_is_typing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with jump_host(tmp_path, monkeypatch, known=False) as jumping:
        app = Workbench(options=Options(via=jump(jumping)))
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            desk = Desk(app, pilot)
            desk.keys(*"mx.test:25", "enter")
            typed = ""
            while not typed or desk.app.keys < 30:  # a y among them would accept the host key
                assert not asks(desk, AskScreen)
                await desk.press("y")
                typed += "y"
                await asyncio.sleep(STILL / 10)
            assert desk.line.value == typed
            await desk.until(lambda: asks(desk, AskScreen), "the host key")
            assert app.talk.cancel()
            await desk.until(lambda: not app.talk.connecting, "the end of the attempt")
