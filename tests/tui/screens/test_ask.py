"""The screen that asks what ssh asks."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from smtpwb.session.ways.trip import Asks, Question
from smtpwb.tui.screens.ask import AskScreen, Secret
from tests.tui.stage import Stage, shown, words

PASSPHRASE = Question("Enter passphrase for key '/home/jack/.ssh/id\x1b[2J': ", Asks.SECRET)
HOST_KEY = Question(
    "The authenticity of host 'jump' can't be established.\n"
    "ED25519 key fingerprint is SHA256:abc.\n"
    "Are you sure you want to continue connecting (yes/no/[fingerprint])? ",
    Asks.CONFIRM,
)
TOUCH = Question("Confirm user presence for key ED25519-SK", Asks.NOTHING)


async def opened(pilot: Pilot[None], question: Question) -> list[str | None]:
    results: list[str | None] = []
    await pilot.app.push_screen(AskScreen(question), results.append)
    await pilot.pause()
    return results


@pytest.mark.parametrize("size", [(80, 24), (50, 14)])
async def test_a_secret_is_masked_and_given_by_enter(size: tuple[int, int]) -> None:
    async with Stage().run_test(size=size) as pilot:
        results = await opened(pilot, PASSPHRASE)
        assert "id<1B>[2J" in words(pilot.app)
        await pilot.press(*"Tr0ub4dor y n")
        assert "Tr0ub" not in shown(pilot.app)
        assert "•••••" in shown(pilot.app)
        await pilot.press("enter")
        assert results == ["Tr0ub4dor y n"]


async def test_a_secret_is_not_copied() -> None:
    async with Stage().run_test() as pilot:
        await opened(pilot, PASSPHRASE)
        await pilot.press(*"Tr0ub4dor", "shift+home", "ctrl+c")
        assert pilot.app.clipboard == "•" * 9
        await pilot.press("ctrl+x")
        assert "Tr0ub" not in pilot.app.clipboard


@pytest.mark.parametrize(
    ("question", "keys", "result"),
    [
        (PASSPHRASE, ["escape"], None),
        (PASSPHRASE, ["tab", "tab", "enter"], None),
        (PASSPHRASE, ["x", "tab", "enter"], "x"),
        (HOST_KEY, ["y"], "yes"),
        (HOST_KEY, ["n"], "no"),
        (HOST_KEY, ["escape"], "no"),
        (HOST_KEY, ["enter"], "no"),
        (HOST_KEY, ["right", "enter"], "yes"),
        (TOUCH, ["y", "escape"], None),
        (TOUCH, ["enter"], None),
    ],
)
async def test_answers(question: Question, keys: list[str], result: str | None) -> None:
    async with Stage().run_test() as pilot:
        results = await opened(pilot, question)
        await pilot.press(*keys)
        assert results == [result]


async def test_every_line_of_a_question_stands() -> None:
    async with Stage().run_test() as pilot:
        await opened(pilot, HOST_KEY)
        assert "fingerprint is SHA256:abc. " in words(pilot.app)
        assert not pilot.app.screen.query(Secret)
