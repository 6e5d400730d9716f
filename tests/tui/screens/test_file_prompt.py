from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smtpwb.session.message_file import MessageFile
from smtpwb.tui.screens.file_prompt import As, FilePrompt, completed
from smtpwb.tui.widgets.choice import Choice
from smtpwb.tui.widgets.field import Field
from tests.tui.desk import Desk, at_work


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    (here / "letters").mkdir(parents=True)
    for name in ("letter-1.eml", "letter-2.eml", "notes.txt", ".hidden", "letters/inside"):
        (here / name).write_bytes(b"x")
    monkeypatch.chdir(here)


@pytest.mark.parametrize(
    ("written", "made", "names"),
    [
        ("n", "notes.txt", ("notes.txt",)),
        ("let", "letter", ("letter-1.eml", "letter-2.eml", "letters/")),
        ("letter-", "letter-", ("letter-1.eml", "letter-2.eml")),
        ("letters", "letters/", ("letters/",)),
        ("letters/", "letters/inside", ("inside",)),
        ("./n", "./notes.txt", ("notes.txt",)),
        (".h", ".hidden", (".hidden",)),
        ("x", "x", ()),
        ("none/x", "none/x", ()),
    ],
)
def test_a_path_is_completed_as_far_as_there_is_no_choice(
    written: str, made: str, names: tuple[str, ...]
) -> None:
    assert completed(written) == (made, names)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=8).filter(lambda text: "\0" not in text and not text.startswith("~")))
def test_completion_only_ever_adds(written: str) -> None:
    made, names = completed(written)
    assert made.startswith(written)
    assert all((os.path.split(written)[0] + "/" + name).endswith(name) for name in names)


async def asked(desk: Desk) -> list[tuple[MessageFile, As] | None]:
    answers: list[tuple[MessageFile, As] | None] = []
    desk.app.push_screen(FilePrompt(), answers.append)
    await desk.until(lambda: isinstance(desk.app.screen, FilePrompt), "the prompt")
    await desk.rest()
    return answers


async def test_a_file_is_named_completed_and_taken() -> None:
    async with at_work() as desk:
        answers = await asked(desk)
        await desk.press(*"no", "tab")
        await desk.sees("notes.txt, 1 octet: in base64 behind the text")
        await desk.press("enter")
        await desk.until(lambda: answers, "an answer")
        assert answers[0] is not None
        file, goes = answers[0]
        assert (file.name, goes) == ("notes.txt", As.ATTACHED)


async def test_a_choice_of_names_is_shown() -> None:
    async with at_work() as desk:
        await asked(desk)
        await desk.press(*"let", "tab")
        await desk.sees("letter-1.eml letter-2.eml letters/")


async def test_a_message_of_its_own_goes_in_place_of_the_text_unless_that_was_chosen() -> None:
    async with at_work() as desk:
        answers = await asked(desk)
        desk.app.screen.query_one("#path", Field).fill("letter-1.eml")
        await desk.sees("in place of the text")
        assert desk.app.screen.query_one(Choice).value == As.CRLF.name
        await desk.press("down", "left")
        assert desk.app.screen.query_one(Choice).value == As.AS_IT_IS.name
        await desk.press("up", "enter")
        await desk.until(lambda: answers, "an answer")
        assert answers[0] is not None
        assert answers[0][1] is As.AS_IT_IS


async def test_what_is_no_file_is_said_and_the_prompt_stays() -> None:
    async with at_work() as desk:
        answers = await asked(desk)
        await desk.press(*"letters", "enter")
        await desk.sees("letters is a directory")
        await desk.press("escape")
        await desk.until(lambda: answers == [None], "no answer")
