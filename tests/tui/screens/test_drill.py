"""The drill screen: digits, letters and arrows answer; right or wrong at once; at the end what was missed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from textual.pilot import Pilot

from smtpwb.lessons.drills import record
from smtpwb.lessons.drills.card import Card
from smtpwb.lessons.drills.decks import DECKS
from smtpwb.lessons.drills.round import begin
from smtpwb.tui.screens.drill import DrillScreen
from tests.tui.stage import Stage, words

SEED = 5


class Ears(Stage):
    """Shows a drill, and remembers its result and what was looked at."""

    def __init__(self, kind: str = "codes", count: int = 3) -> None:
        super().__init__()
        self.drill = DrillScreen(kind, count=count, seed=SEED)
        self.results: list[str | None] = []
        self.seen: list[str] = []

    async def on_mount(self) -> None:
        await self.push_screen(self.drill, self.results.append)

    def looked(self, at: str) -> None:
        self.seen.append(at)


def cards(kind: str = "codes", count: int = 3) -> tuple[Card, ...]:
    return begin(DECKS[kind], record.load(kind), count, Random(SEED)).cards


def wrong(card: Card) -> str:
    return str((card.answer + 1) % len(card.choices) + 1)


def right(card: Card) -> str:
    return str(card.answer + 1)


async def press(pilot: Pilot[Any], *keys: str) -> str:
    """Press keys; what the screen shows then."""
    await pilot.press(*keys)
    await pilot.pause()
    return words(pilot.app)


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("kind", DECKS)
async def test_a_card_is_asked_and_answered(kind: str) -> None:
    first = cards(kind)[0]
    async with Ears(kind).run_test(size=(80, 24)) as pilot:
        asked = await press(pilot)
        assert f"{DECKS[kind].title} · 1 of 3 · 0 right" in asked
        assert first.question in asked
        assert all(flat(f"{number} {text}") in asked for number, text in enumerate(first.choices, 1))
        assert first.sources[0] not in asked
        told = await press(pilot, right(first))
        assert "1 of 3 · 1 right" in told
        assert f"✓ {first.right}" in told
        assert flat(f"Right. {first.why[0]}") in told
        assert " · ".join(first.sources) in told
        assert "2 of 3" in await press(pilot, "enter")


async def test_a_wrong_answer_is_marked_beside_the_right_one() -> None:
    first = cards()[0]
    async with Ears().run_test(size=(80, 24)) as pilot:
        told = await press(pilot, wrong(first))
        assert f"✗ {first.choices[(first.answer + 1) % len(first.choices)]}" in told
        assert f"✓ {first.right}" in told
        assert "Wrong." in told


@pytest.mark.parametrize(
    "keys",
    [
        lambda card: ["abcdef"[card.answer]],
        lambda card: [*["down"] * card.answer, "enter"],
        lambda card: [*["up"] * (len(card.choices) - card.answer), "enter"],
        lambda card: [*["j"] * card.answer, "space"],
    ],
    ids=["letter", "down", "up", "j"],
)
async def test_letters_and_arrows_answer_too(keys: Callable[[Card], list[str]]) -> None:
    async with Ears().run_test(size=(80, 24)) as pilot:
        assert "Right." in await press(pilot, *keys(cards()[0]))


async def test_what_is_no_choice_is_no_answer() -> None:
    async with Ears().run_test(size=(80, 24)) as pilot:
        before = await press(pilot)
        assert await press(pilot, "9", "0", "z", "f6") == before


async def test_a_click_answers() -> None:
    first = cards()[0]
    async with Ears().run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.click(offset=(6, 3 + first.answer))
        assert "Right." in await press(pilot)


async def test_a_streak_is_counted_and_ends_with_a_miss() -> None:
    first, second, third = cards()
    async with Ears().run_test(size=(80, 24)) as pilot:
        assert "in a row" not in await press(pilot, right(first))
        assert "2 right · 2 in a row" in await press(pilot, "enter", right(second))
        assert "in a row" not in await press(pilot, "enter", wrong(third))


async def test_a_round_ends_with_what_was_missed_and_is_learned_from() -> None:
    first, second, third = cards()
    app = Ears()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, wrong(first), "enter", right(second), "enter", wrong(third))
        assert app.seen == []
        ended = await press(pilot, "enter")
        assert "1 of 3 right." in ended
        assert ended.index(first.about) < ended.index(third.about)
        assert f"→ {third.right}" in ended
        assert second.about not in ended
        assert app.seen == ["drill"]
        assert record.load("codes") == {first.id: 3.0, second.id: 0.5, third.id: 3.0}
        assert "1 of 3 · 0 right" in await press(pilot, "enter")
        await press(pilot, "escape")
    assert app.results == [""]


async def test_what_was_missed_can_be_looked_up() -> None:
    first, second, third = cards()
    app = Ears()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, wrong(first), "enter", right(second), "enter", wrong(third), "enter", "down", "f6")
    assert app.results == [third.look_up]


async def test_nothing_missed_is_said_and_nothing_is_there_to_look_up() -> None:
    app = Ears(count=1)
    async with app.run_test(size=(80, 24)) as pilot:
        ended = await press(pilot, right(cards(count=1)[0]), "enter")
        assert "1 of 1 right. Nothing was missed." in ended
        assert "F6" not in ended
        await press(pilot, "f6", "down")
        assert app.results == []


async def test_escape_ends_with_what_was_answered_until_then() -> None:
    first = cards()[0]
    app = Ears()
    async with app.run_test(size=(80, 24)) as pilot:
        ended = await press(pilot, wrong(first), "enter", "escape")
        assert "0 of 1 right." in ended
        assert first.about in ended
        assert record.load("codes") == {first.id: 3.0}
        assert app.seen == [], "no round was finished"
        await press(pilot, "escape")
    assert app.results == [""]


async def test_escape_before_any_answer_goes_back_and_leaves_no_trace() -> None:
    app = Ears()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "escape")
    assert app.results == [""]
    assert not record.path().exists()


@pytest.mark.parametrize("keys", [["2"], ["down", "enter"]])
async def test_without_a_kind_it_is_asked_first(keys: list[str]) -> None:
    async with Ears("").run_test(size=(80, 24)) as pilot:
        asked = await press(pilot)
        assert all(f"{deck.title} {deck.about}" in asked for deck in DECKS.values())
        assert f"{DECKS['next'].title} · 1 of 3" in await press(pilot, *keys)


async def test_a_record_that_cannot_be_kept_is_told() -> None:
    record.path().mkdir(parents=True)
    app = Ears(count=1)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, "1", "enter")
        assert any("cannot be written" in one.message for one in app._notifications)


@pytest.mark.parametrize("kind", DECKS)
@pytest.mark.parametrize("size", [(60, 20)])
async def test_every_choice_is_in_view_and_after_the_answer_the_reason(
    kind: str, size: tuple[int, int]
) -> None:
    app = Ears(kind, count=4)
    async with app.run_test(size=size) as pilot:
        for card in cards(kind, 4):
            asked = await press(pilot)
            assert all(flat(f"{number} {text}") in asked for number, text in enumerate(card.choices, 1))
            told = await press(pilot, wrong(card))
            assert " · ".join(card.sources) in told
            assert f"✓ {card.right}" in told
            await press(pilot, "enter")


async def test_a_long_summary_scrolls_with_what_is_pointed_at() -> None:
    app = Ears("fixer", count=12)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        for card in cards("fixer", 12):
            await press(pilot, wrong(card), "enter")
        last = cards_missed(app)[-1]
        assert flat(last.about) not in words(app)
        assert flat(last.about) in await press(pilot, "up")
        assert flat(cards_missed(app)[0].about) in await press(pilot, "down")


def cards_missed(app: Ears) -> tuple[Card, ...]:
    return app.drill._round.missed
