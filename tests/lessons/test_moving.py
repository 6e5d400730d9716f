"""How steps of all kinds move each other: what is read is never skipped, what is done meanwhile counts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from smtpwb.lessons import advising, moving
from smtpwb.lessons.conditions import Condition
from smtpwb.lessons.lesson import Lesson, Placeholder
from smtpwb.lessons.standing import Standing, begun
from smtpwb.lessons.steps import Do, Explain, FindOut, Step, Wrong
from smtpwb.smtp.dialogue import Dialogue
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import play
from tests.lessons.bare import bare

RFC = ("RFC 5321 §3.3",)


def do(name: str, *done: Condition, in_turn: bool = False, say: str = "") -> Do:
    return Do(id=name, title=name, explain="w", done=done, sources=RFC, in_turn=in_turn, say=say)


def read(name: str) -> Explain:
    return Explain(id=name, title=name, explain="w", sources=RFC)


ASK = FindOut(
    id="which",
    title="Which?",
    question="Which was refused?",
    answer="nobody",
    why="It does not exist.",
    hints=("a", "b", "nobody"),
    sources=RFC,
    wrong=(Wrong("both", "One was taken."),),
)
CONNECT = do("connect", Condition(answers=("(greeting)",)), say="{target}")
EHLO = do("ehlo", Condition(answers=("EHLO",)))
MAIL = do("mail", Condition(answers=("MAIL",)), say="MAIL FROM:<{sender}>")
NOBODY = do("nobody", Condition(answers=("RCPT",), reply="550", path="^nobody@"))
RCPT = do("rcpt", Condition(answers=("RCPT",)), say="RCPT TO:<fixed@b.example>")
QUIT = do("quit", Condition(answers=("QUIT",)), Condition(event="closed"))
LOOK = do("look", Condition(looked="mailbox"))
AGAIN = do("again", Condition(answers=("(greeting)",), reply="421"))


def lesson(*steps: Step) -> Lesson:
    words = {name: Placeholder(f"default {name}", "a word") for name in ("target", "sender")}
    return bare(*steps, placeholders=words)


WHOLE = lesson(read("intro"), CONNECT, EHLO, MAIL, NOBODY, ASK, RCPT, QUIT, LOOK, read("end"), AGAIN)
GREETED = ("S: 220 a",)
HELLO = (*GREETED, "C: EHLO a", "S: 250 a")
SENDER = (*HELLO, "C: MAIL FROM:<a@b.example>", "S: 250 a")
REFUSED = (*SENDER, "C: RCPT TO:<nobody@b.example>", "S: 550 5.1.1 no")
ACCEPTED = (*REFUSED, "C: RCPT TO:<x@b.example>", "S: 250 a")
ENDED = (*ACCEPTED, "C: QUIT", "S: 221 a", "S: <closed>")


class Learner:
    """A standing that follows a transcript, and the learner's own acts."""

    def __init__(self, about: Lesson) -> None:
        self.lesson, self.now, self.transcript = about, begun(about), Transcript()

    def hears(self, *lines: str) -> Learner:
        begin = len(self.transcript.entries)
        play(*lines, transcript=self.transcript)
        for index in range(begin, len(self.transcript.entries)):
            self.now = moving.moved(self.lesson, self.now, self.transcript.entries, index)
        return self

    def goes_on(self) -> Learner:
        self.now = moving.read(self.lesson, self.now)
        return self

    def says(self, answer: str) -> Learner:
        self.now = moving.told(self.lesson, self.now, answer)
        return self

    def looks(self, view: str) -> Learner:
        self.now = moving.looked(self.lesson, self.now, view, self.transcript.dialogue)
        return self

    @property
    def at(self) -> str:
        steps = self.lesson.steps
        return steps[self.now.at].id if self.now.at < len(steps) else "finished"


def learner(*steps: Step) -> Learner:
    return Learner(lesson(*steps) if steps else WHOLE)


# What is read is never skipped


def test_an_explanation_stays_until_it_is_read_and_what_was_done_meanwhile_counts() -> None:
    one = learner().hears(*SENDER)
    assert one.at == "intro"
    assert one.goes_on().at == "nobody"


def test_a_question_stays_until_it_is_answered_rightly() -> None:
    one = learner().goes_on().hears(*ACCEPTED)
    assert one.at == "which"
    assert one.says("both").at == "which"
    assert one.now.advice is not None
    assert one.now.advice.text == "One was taken."
    assert one.says("perhaps").now.advice is not None
    assert one.now.depth == 2
    assert one.says(" Nobody ").at == "quit"
    after = one.now
    assert (after.learned, after.depth) == (ASK.why, 0)
    assert not after.advice


def test_what_the_last_right_answer_showed_goes_with_the_next_move() -> None:
    one = learner().goes_on().hears(*REFUSED).says("nobody")
    assert one.now.learned == ASK.why
    assert one.hears("C: RCPT TO:<x@b.example>", "S: 250 a").now.learned == ""


def test_a_lost_connection_leaves_a_question_at_hand_and_then_leads_back() -> None:
    one = learner().goes_on().hears(*REFUSED, "S: <closed>")
    assert one.at == "which"
    assert one.says("nobody").at == "connect"
    assert (one.now.advice, one.now.learned, one.now.depth) == (advising.GONE, ASK.why, 0)
    assert one.hears(*ACCEPTED).at == "quit"
    assert one.now.advice is None


def test_what_was_lost_while_something_was_read_is_told_behind_it() -> None:
    one = learner(CONNECT, EHLO, MAIL, NOBODY, ASK, RCPT).hears(*REFUSED, "C: RSET", "S: 250 a")
    assert (one.at, one.now.advice) == ("which", None)
    assert one.says("nobody").at == "mail"
    assert one.now.advice is not None
    assert "forgotten" in one.now.advice.text


def test_what_was_read_and_found_out_stays_so() -> None:
    one = learner().goes_on().hears(*REFUSED).says("nobody").hears("S: <closed>")
    assert one.at == "connect"
    assert one.hears(*REFUSED).at == "rcpt"


def test_an_early_step_skips_no_explanation() -> None:
    one = learner(CONNECT, EHLO, read("between"), MAIL, RCPT).hears(*GREETED, "C: MAIL FROM:<>", "S: 250 a")
    assert one.at == "ehlo"
    assert one.hears("C: EHLO a", "S: 250 a").at == "between"


def test_a_lesson_of_explanations_alone_is_read_to_its_end() -> None:
    assert learner(read("a"), read("b")).goes_on().goes_on().at == "finished"


def test_what_does_not_fit_the_step_at_hand_changes_nothing() -> None:
    one = learner()
    before = one.now
    assert one.says("nobody").now == before
    one.goes_on()
    before = one.now
    assert one.goes_on().now == before
    assert one.says("nobody").now == before


# Several connections, and views


def test_after_the_end_that_was_asked_for_the_lesson_goes_on() -> None:
    one = learner().goes_on().hears(*ENDED).says("nobody")
    assert (one.at, one.now.advice) == ("look", None)
    assert one.looks("drill").at == "look"
    assert one.looks("mailbox").at == "end"
    assert one.goes_on().at == "again"
    assert one.hears("S: 421 busy").at == "finished"


def test_a_lost_connection_leads_to_the_nearest_step_that_connects() -> None:
    one = learner(CONNECT, EHLO, QUIT, CONNECT_TWO, MAIL_TWO)
    one.hears(*HELLO, "C: QUIT", "S: 221 a", "S: <closed>")
    assert one.at == "connect-two"
    assert one.hears(*GREETED, "S: <closed>").at == "connect-two"
    assert one.hears(*HELLO).at == "mail-two"


CONNECT_TWO = do("connect-two", Condition(answers=("(greeting)",)))
MAIL_TWO = do("mail-two", Condition(answers=("MAIL",)))


def test_no_early_step_is_done_behind_one_that_connects() -> None:
    one = learner(CONNECT, EHLO, CONNECT_TWO, MAIL_TWO)
    assert one.hears(*GREETED, "C: MAIL FROM:<>", "S: 250 a").at == "ehlo"


@pytest.mark.parametrize("lines", [("C: QUIT", "S: 221 a"), ("S: <closed>",)])
def test_an_early_end_ends_no_lesson(lines: Sequence[str]) -> None:
    assert learner(CONNECT, EHLO, QUIT).hears(*GREETED, *lines).at != "finished"


def test_a_refusal_that_is_asked_for_may_come_anywhere() -> None:
    data = do("data", Condition(answers=("DATA",), reply="503"))
    one = learner(CONNECT, EHLO, data).hears(*HELLO)
    assert one.at == "data"
    assert one.hears("C: NOOP", "S: 250 a").at == "data"
    assert one.hears("C: DATA", "S: 503 first RCPT").at == "finished"


DATA = do("data", Condition(answers=("DATA",), reply="354"))
DOT = do("dot", Condition(answers=(".",)))
FULL = do("full", Condition(answers=("RCPT",), reply="452", path="^full@"), in_turn=True)
LETTER = (CONNECT, EHLO, MAIL, RCPT, NOBODY, FULL, DATA, DOT)
BOTH = (*SENDER, "C: RCPT TO:<x@b.example>", "S: 250 a", "C: RCPT TO:<nobody@b.example>", "S: 550 5.1.1 no")


def test_a_refusal_that_is_no_503_has_its_place() -> None:
    one = learner(*LETTER).hears(*BOTH)
    assert one.at == "full"
    assert one.hears("C: RSET", "S: 250 a").at == "mail"


def test_what_an_accepted_step_brought_and_is_gone_is_asked_for_again_and_nothing_else() -> None:
    one = learner(*LETTER).hears(*BOTH, "C: RCPT TO:<full@b.example>", "S: 452 4.2.2 full")
    assert one.at == "data"
    assert one.hears("C: RSET", "S: 250 a").at == "mail"
    assert one.hears("C: MAIL FROM:<a@b.example>", "S: 250 a").at == "rcpt"
    assert one.hears("C: RCPT TO:<x@b.example>", "S: 250 a").at == "data", "the refusals were seen"


def test_a_step_done_for_good_is_not_done_twice() -> None:
    one = learner(*LETTER).hears(*BOTH, "C: RSET", "S: 250 a")
    before = (one.now.done, one.now.passed)
    one.hears("C: MAIL FROM:<>", "S: 250 a", "C: RCPT TO:<nobody@b.example>", "S: 550 5.1.1 no")
    assert (one.at, one.now.passed) == ("rcpt", before[1])
    assert len(set(one.now.done)) == len(one.now.done)


def test_a_connection_that_ended_without_an_answer_can_be_what_was_asked_for() -> None:
    drop = do("drop", Condition(answers=("RCPT",), unanswered=True))
    one = learner(CONNECT, EHLO, MAIL, drop, read("why")).hears(
        *SENDER, "C: RCPT TO:<drop@b.example>", "S: <closed>"
    )
    assert (one.at, one.now.advice) == ("why", None)


def test_a_view_can_be_opened_before_anything_else() -> None:
    one = learner(LOOK, CONNECT)
    assert moving.looked(one.lesson, one.now, "mailbox", Dialogue()).at == 1


# What the user gave


def test_only_what_a_step_asks_for_is_remembered() -> None:
    one = learner().goes_on().hears(*ACCEPTED).says("nobody")
    assert one.now.given["sender"] == "a@b.example"
    assert set(one.now.given) == {"target", "sender"}


# LMTP


def test_a_lesson_of_lmtp_goes_on_where_others_step_aside() -> None:
    lhlo = do("lhlo", Condition(answers=("LHLO",)), say="LHLO a")
    said = (*GREETED, "C: LHLO a", "S: 250 a")
    assert learner(CONNECT, lhlo).hears(*said).at == "finished"
    assert learner(CONNECT, EHLO).hears(*said).now.aside


def test_the_same_entries_and_answers_give_the_same_standing() -> None:
    def played() -> Standing:
        return learner().goes_on().hears(*REFUSED).says("both").says("nobody").hears("S: <closed>").now

    assert played() == played()


def test_the_same_wrong_answer_again_costs_no_hint_and_is_told_as_such() -> None:
    one = learner().goes_on().hears(*ACCEPTED).says("both").says(" BOTH. ")
    assert one.now.depth == 1
    assert one.now.advice is not None
    assert one.now.advice.text == "That was your answer before. One was taken."
    assert sum(one.now.helped.values()) == 1
    assert one.says("perhaps").now.depth == 2
    assert one.says("nobody").now.tried == frozenset()
