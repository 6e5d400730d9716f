"""What a well-formed lesson is as a whole."""

from __future__ import annotations

import msgspec
import pytest

from smtpwb.lessons.conditions import Condition
from smtpwb.lessons.lesson import Lesson, Placeholder, fill, placeholders_of
from smtpwb.lessons.steps import Do, Explain, Step
from tests.lessons.bare import bare

RFC = ("RFC 5321 §3.1",)
CONNECT = Do(id="connect", title="c", explain="c", done=(Condition(event="opened"),), sources=RFC)
ANSWERED = (Condition(answers=("EHLO",)),)
EHLO = Do(id="ehlo", title="e", explain="e", say="EHLO {helo}", done=ANSWERED, sources=RFC)
READ = Explain(id="read", title="r", explain="r", sources=RFC)


def lesson(*steps: Step) -> Lesson:
    return bare(*steps, placeholders={"helo": Placeholder("ws.example.net", "a name")})


def test_a_lesson_may_begin_with_an_explanation() -> None:
    assert lesson(READ, CONNECT, EHLO).steps[0] is READ


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ((READ, EHLO), "nothing connects before the step 'ehlo'"),
        ((CONNECT, CONNECT), "two of the id 'connect'"),
        ((CONNECT, msgspec.structs.replace(EHLO, say="EHLO {who}")), "'who'"),
    ],
)
def test_what_no_lesson_can_be(steps: tuple[Step, ...], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        lesson(*steps)


def test_a_view_can_be_opened_without_a_connection() -> None:
    look = Do(id="look", title="l", explain="l", done=(Condition(looked="reference"),), sources=RFC)
    assert lesson(look).steps == (look,)


def test_a_lesson_of_lmtp_is_known_by_its_hello() -> None:
    lhlo = msgspec.structs.replace(EHLO, say="LHLO {helo}", done=(Condition(answers=("LHLO",)),))
    assert lesson(CONNECT, lhlo).speaks_lmtp
    assert not lesson(CONNECT, EHLO).speaks_lmtp


def test_placeholders_are_filled_and_other_braces_kept() -> None:
    assert fill("MAIL FROM:<{sender}> {} {x}", {"sender": "a@b"}) == "MAIL FROM:<a@b> {} {x}"
    assert placeholders_of(EHLO) == ("helo",)
