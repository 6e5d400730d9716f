"""The screen to choose a mail exchanger."""

from __future__ import annotations

import pytest

from smtpwb.session.ways.trip import Exchangers
from smtpwb.transcript.events import Exchanger
from smtpwb.tui.screens.exchangers import ExchangersScreen
from tests.tui.stage import Stage, words

HOSTS = (
    Exchanger("a.test", 5, ("192.0.2.1", "2001:db8::1")),
    Exchanger("b[bold].test", 10, (), "no such host"),
    Exchanger("c.test", 20, ("192.0.2.3",)),
)


@pytest.mark.parametrize(
    ("keys", "result"),
    [
        (["enter"], HOSTS[0]),
        (["down", "enter"], HOSTS[2]),
        (["escape"], None),
    ],
)
async def test_one_is_chosen_of_those_that_have_an_address(keys: list[str], result: Exchanger | None) -> None:
    results: list[Exchanger | None] = []
    async with Stage().run_test(size=(80, 24)) as pilot:
        await pilot.app.push_screen(ExchangersScreen(Exchangers("two.test", HOSTS)), results.append)
        await pilot.pause()
        said = words(pilot.app)
        assert "Mail exchangers of two.test" in said
        assert "5 a.test 192.0.2.1, 2001:db8::1" in said
        assert "10 b[bold].test no such host" in said
        await pilot.press(*keys)
    assert results == [result]
