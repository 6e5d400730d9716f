"""The lesson in the whole workbench: answered, left, taken up again; and never a byte of it on the wire."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from smtpwb.lessons import progress
from smtpwb.lessons.loading import own_directory
from smtpwb.lessons.steps import Do
from tests.sink import sink
from tests.tui.desk import PRACTICE, Desk, at_work

LESSON = """
id = "own"
title = "My own"
summary = "s"
minutes = 1
about = ["a"]
learned = ["It can be learned."]
next = ["Go on."]
sources = ["RFC 5321 §3.1"]

[[steps]]
id = "intro"
kind = "explain"
title = "First"
explain = "A server greets first."
sources = ["RFC 5321 §3.1"]

[[steps]]
id = "connect"
title = "Connect"
say = "telnet practice.test 25"
explain = "It listens there."
done = [{ answers = ["(greeting)"] }]
sources = ["RFC 5321 §3.1"]

[[steps]]
id = "code"
kind = "find-out"
title = "Its code"
question = "Which code greets you?"
answer = "220"
why = "220: it is ready."
hints = ["Three digits.", "It begins with 2.", "220"]
sources = ["RFC 5321 §3.1"]
[[steps.wrong]]
when = "250"
text = "That is the answer to a command."

[[steps]]
id = "choose"
kind = "find-out"
title = "And then"
question = "Who speaks next?"
choices = ["the server", "you"]
answer = "you"
why = "It is your turn."
hints = ["It waits.", "For whom?", "For you."]
sources = ["RFC 5321 §3.1"]

[[steps]]
id = "quit"
title = "Goodbye"
say = "QUIT"
blind = true
in_turn = true
explain = "Leave in order."
done = [{ answers = ["QUIT"] }]
hints = ["Four letters.", "It begins with Q."]
sources = ["RFC 5321 §4.1.1.10"]
"""


def put() -> None:
    own_directory().mkdir(parents=True, exist_ok=True)
    (own_directory() / "own.toml").write_text(LESSON, encoding="utf-8")


async def begin(desk: Desk) -> None:
    """Choose the own lesson in the tab."""
    await desk.press("f4")
    pane = desk.app.screen.query_one("#lessons")
    rows = pane.rows  # type: ignore[attr-defined]
    while pane.row.lesson is None or pane.row.lesson.id != "own":  # type: ignore[attr-defined]
        rows.action_move(1)
    await desk.press("enter")


def at(desk: Desk) -> str:
    step = desk.app.runner.step
    return step.id if step is not None else "finished"


async def test_an_own_lesson_of_every_kind_of_step_is_done_by_keys() -> None:
    put()
    async with at_work(size=(120, 40)) as desk:
        await begin(desk)
        assert "My own 1/5 · alt+a go on" in desk.words
        assert "A server greets first." in desk.words
        await desk.press("alt+h")
        assert "Here is nothing to guess" in desk.notices[-1]
        await desk.press("alt+a")
        assert at(desk) == "connect"
        await desk.press("alt+a")
        assert "something is to be done" in desk.notices[-1]
        await desk.connect()
        assert "My own 3/5 · alt+a answer" in desk.words
        await desk.press("alt+a", *"250", "enter")
        assert "That is the answer to a command." in desk.words
        assert "Three digits." in desk.words
        await desk.press("alt+h", "backspace", "backspace", "backspace", *"220", "enter")
        assert at(desk) == "choose"
        assert "✓ 220: it is ready." in desk.words
        await desk.press("alt+a", "down", "enter")
        assert at(desk) == "quit"
        await desk.press("alt+h", "alt+h")
        assert "It begins with Q." in desk.words
        await desk.press("alt+h")
        assert "Type QUIT or press Tab" in desk.words
        assert desk.sent == []
        await desk.say("QUIT")
        assert at(desk) == "finished"
        assert desk.sent == [b"QUIT\r\n"], "of all answers and hints nothing was sent"
        assert progress.load()["own"].completed
        assert progress.load()["own"].helped == {"code": 2, "quit": 3}
        assert "5 hints: 2 at “Its code”, 3 at “Goodbye”." in desk.words
        await desk.press("alt+a")
        assert "This lesson is done" in desk.notices[-1]


async def test_what_has_to_be_known_is_offered_by_nothing_before_the_last_hint() -> None:
    put()
    async with at_work(size=(120, 40)) as desk:
        await begin(desk)
        await desk.press("alt+a")
        await desk.connect()
        await desk.press("alt+a", *"220", "enter", "alt+a", "down", "enter")
        for hints in range(3):
            assert desk.app.runner.standing.depth == hints
            assert desk.line.placeholder == ""
            await desk.press(*"QU")
            assert desk.line.ghost == ""
            await desk.press("tab")
            assert (desk.line.value, desk.app.focused is desk.line) == ("QU", False)
            await desk.press("escape", "ctrl+u", "alt+h")
        assert desk.line.placeholder == "QUIT"
        await desk.press("tab")
        assert desk.line.value == "QUIT"


async def test_once_the_lesson_is_put_away_all_is_offered_as_ever() -> None:
    put()
    async with at_work(size=(120, 40)) as desk:
        await begin(desk)
        await desk.press("alt+a")
        await desk.connect()
        await desk.press("alt+a", *"220", "enter", "alt+a", "down", "enter")
        await desk.press("f7")
        assert desk.line.placeholder.startswith("EHLO ")
        await desk.press("f7")
        assert desk.line.placeholder == ""
        await desk.press("f7", "alt+a")
        assert desk.line.placeholder == ""


async def test_a_question_may_be_put_off() -> None:
    put()
    async with at_work() as desk:
        await begin(desk)
        await desk.press("alt+a")
        await desk.connect()
        await desk.press("alt+a", "escape")
        assert at(desk) == "code"
        assert desk.app.focused is desk.line


async def test_a_lesson_that_was_left_is_taken_up_again() -> None:
    put()
    async with at_work() as desk:
        await begin(desk)
        await desk.press("alt+a")
        await desk.connect()
        await desk.press("alt+a", *"220", "enter")
    assert progress.load()["own"].step == "choose"
    async with at_work() as desk:
        assert desk.app.runner.lesson.id == "own"
        assert at(desk) == "choose", "what is to be found out is still at hand"
        await desk.press("alt+a", "down", "enter")
        assert at(desk) == "connect"
        assert desk.line.placeholder == PRACTICE


async def test_another_lesson_keeps_how_far_the_first_is() -> None:
    put()
    async with at_work() as desk:
        await begin(desk)
        await desk.press("alt+a", "f4", "home", "enter")
        assert desk.app.runner.lesson.id == "walkthrough"
        await begin(desk)
        assert at(desk) == "connect"


async def test_a_lesson_begun_while_connected_counts_the_connection_alone() -> None:
    async with at_work() as desk:
        await desk.connect()
        await desk.say("HELO a")
        desk.app.learning.begin(desk.app.runner.lesson, anew=True)
        assert at(desk) == "helo"


async def test_forgetting_begins_it_anew() -> None:
    put()
    async with at_work() as desk:
        await begin(desk)
        await desk.press("alt+a", "f4", "r", "r")
        assert at(desk) == "intro"
        assert progress.load() == {}


async def test_a_practice_server_is_offered_in_the_composer_unless_a_connection_stands() -> None:
    async with at_work() as desk:
        await desk.press("f4", "end", "up", "enter")
        assert desk.line.value.startswith("telnet ")
        assert desk.app.talk.transcript.events == []
        await desk.press("ctrl+u")
        await desk.connect()
        await desk.press("f4", "end", "up", "enter")
        assert desk.line.value == ""
        assert "A connection stands" in desk.notices[-1]


async def test_opening_the_reference_is_a_view_that_a_lesson_may_ask_for() -> None:
    put()
    path = own_directory() / "own.toml"
    path.write_text(LESSON.replace('answers = ["QUIT"]', 'looked = "reference"'), encoding="utf-8")
    async with at_work() as desk:
        await begin(desk)
        step = desk.app.runner.lesson.steps[-1]
        assert isinstance(step, Do)
        assert step.done[0].looked == "reference"
        await desk.press("alt+a")
        await desk.connect()
        await desk.press("alt+a", *"220", "enter", "alt+a", "down", "enter")
        assert at(desk) == "quit"
        await desk.press("f3")
        assert at(desk) == "finished"


async def test_what_tls_settled_is_looked_at_where_it_is_pointed_at_or_has_the_panel_to_itself() -> None:
    async with at_work() as desk:
        views: list[str] = []
        desk.app.pane.looked = views.append
        await desk.connect()
        await desk.say("EHLO a")
        await desk.press("ctrl+l", "ctrl+l", "alt+up", "escape")
        assert views == []
        await desk.enter("STARTTLS")
        await desk.until(lambda: desk.app.talk.transcript.dialogue.secured, "TLS")
        await desk.settled()
        assert views == [], "it passed by"
        await desk.press("ctrl+l")
        assert views == ["certificate"]
        await desk.press("ctrl+l")
        await desk.say("EHLO a")
        views.clear()
        await desk.press("alt+up", "alt+up")
        assert views == []
        await desk.press("alt+up")
        assert views == ["certificate"]


# A lesson that nobody began


@contextlib.asynccontextmanager
async def real_server() -> AsyncIterator[str]:
    """A server that is none of the practice servers, as one would give it on the command line."""
    async with sink() as server:
        yield f"127.0.0.1:{server.port}"


def beside(desk: Desk) -> bool:
    """The lesson stands beside the dialogue."""
    return bool(desk.pane.lesson.display) and "Walkthrough" in desk.words


async def probe(desk: Desk) -> None:
    for line in ("EHLO ws.example.net", "MAIL FROM:<a@example.net>", "RCPT TO:<b@example.net>", "QUIT"):
        await desk.say(line)


async def test_with_a_real_server_no_lesson_comes_and_a_probe_begins_none() -> None:
    async with real_server() as place, at_work(place) as desk:
        assert not beside(desk)
        await desk.until(lambda: desk.app.talk.connected, "a connection")
        await desk.settled()
        await probe(desk)
        assert not beside(desk)
        assert progress.load() == {}
        assert at(desk) == "connect"


async def test_a_lesson_steps_aside_where_another_server_is_called_and_comes_back_by_its_key() -> None:
    async with real_server() as place, at_work() as desk:
        assert beside(desk)
        await desk.connect(f"telnet {place.replace(':', ' ')}")
        assert not beside(desk)
        await desk.press("f7")
        assert beside(desk)
        assert at(desk) == "helo"
        await desk.say("HELO ws.example.net")
        assert at(desk) == "mail"


async def test_a_lesson_that_was_begun_stands_beside_any_server() -> None:
    async with at_work() as desk:
        await desk.connect()
        await desk.say("HELO ws.example.net")
    async with real_server() as place, at_work(place) as desk:
        await desk.until(lambda: desk.app.talk.connected, "a connection")
        assert beside(desk)


async def test_with_a_practice_server_given_the_lesson_is_there() -> None:
    async with at_work("practice.test") as desk:
        await desk.until(lambda: desk.app.talk.connected, "a connection")
        await desk.settled()
        assert beside(desk)
        assert at(desk) == "helo"


async def test_what_the_key_chose_holds_next_time() -> None:
    async with at_work() as desk:
        await desk.press("f7")
        assert not beside(desk)
    async with at_work() as desk:
        assert not beside(desk)
        await desk.press("f7")
    async with at_work() as desk:
        assert beside(desk)


async def test_while_a_question_is_open_the_mailbox_can_be_looked_into_and_the_answer_begun_stays() -> None:
    put()
    async with at_work(size=(80, 24)) as desk:
        await begin(desk)
        await desk.press("alt+a")
        await desk.connect()
        await desk.press("alt+a", *"22", "alt+m")
        assert type(desk.app.screen).__name__ == "MailboxScreen"
        await desk.press("escape", "0", "enter")
        assert at(desk) == "choose"


async def test_a_fourth_hint_is_told_to_be_none() -> None:
    async with at_work(size=(80, 24)) as desk:
        await desk.press(*["alt+h"] * 3)
        assert not any("last hint" in one for one in desk.notices)
        await desk.press("alt+h")
        assert "That was the last hint" in desk.notices[-1]
