"""TLS in the workbench: a handshake under way, one that stalls, and a certificate not to be trusted."""

from __future__ import annotations

import pytest
import trustme

from smtpwb.tui.widgets import dialogue_pane
from tests.session.servers import HOST, certified, scripted
from tests.tui.desk import at_work

STALLED = "S: 220 ready\nC: EHLO x\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go ahead\n<unplug>"
TALKS = "S: 220 ready\nC: STARTTLS\nS: 220 go ahead\n<starttls>\nC: EHLO x\nS: 250 inside"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogue_pane, "STALL", 0.01)


@pytest.mark.usefixtures("impatient")
async def test_a_handshake_that_stalls_is_told_and_closes_nothing() -> None:
    async with scripted(STALLED) as server, at_work() as desk:
        await desk.connect(server.target)
        await desk.say("EHLO x")
        await desk.enter("STARTTLS")
        await desk.sees("the TLS handshake is under way")
        await desk.until(lambda: any("had no answer" in told for told in desk.notices), "the notice")
        assert desk.app.talk.connected
        desk.keys(*"NOOP", "enter")
        await desk.until(lambda: any("handshake is under way" in told for told in desk.notices), "a refusal")
        assert desk.line.value == "NOOP"
        assert desk.sent == [b"EHLO x\r\n", b"STARTTLS\r\n"]
        await desk.press("ctrl+right_square_bracket")
        assert not desk.app.talk.connected
        await desk.sees("TLS handshake failed: you hung up during the handshake")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_doubtful_certificate_is_loud_and_one_key_hangs_up(size: tuple[int, int]) -> None:
    async with scripted(TALKS, tls=certified(trustme.CA(), HOST)) as server, at_work(size=size) as desk:
        await desk.connect(server.target)
        await desk.enter("STARTTLS")
        await desk.sees("NOT verified: issuer unknown: is an")
        await desk.sees("You may go on, at your own risk, or hang")
        await desk.sees("secured: EHLO again")
        await desk.say("EHLO x")
        assert "250 inside" in desk.words
        await desk.press("ctrl+right_square_bracket")
        assert not desk.app.talk.connected


async def test_the_chain_has_the_whole_screen_by_one_key() -> None:
    async with scripted(TALKS, tls=certified(trustme.CA(), HOST)) as server, at_work(size=(120, 40)) as desk:
        await desk.connect(server.target)
        await desk.enter("STARTTLS")
        await desk.sees("NOT verified")
        assert "SHA-256" not in desk.words
        await desk.press("ctrl+l")
        await desk.sees("1 of 1")
        assert "SHA-256" in desk.words
        assert "Names 127.0.0.1" in desk.words
        await desk.say("EHLO x")


@pytest.mark.usefixtures("impatient")
async def test_tls_on_connect_waits_for_its_handshake_too() -> None:
    async with scripted("<unplug>") as server, at_work() as desk:
        desk.keys(*f"smtps://{server.target}", "enter")
        await desk.sees("TLS comes first")
        await desk.until(lambda: any("had no answer" in told for told in desk.notices), "the notice")
        await desk.press("ctrl+right_square_bracket")
