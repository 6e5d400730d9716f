from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from smtpwb.lessons.drills.decks import DECKS
from smtpwb.lessons.lesson import LEVELS
from smtpwb.lessons.loading import OWN, Fault, Shelf, lessons, shelf
from smtpwb.lessons.progress import Kept
from smtpwb.practice.auth import PASSWORD, USER
from smtpwb.practice.mailboxes import mailboxes
from smtpwb.practice.persona import personas
from smtpwb.practice.ports import PORTS
from smtpwb.tui.widgets.lesson_rows import Row, lesson_blocks, practice_blocks, rows
from smtpwb.tui.widgets.row_list import Item
from smtpwb.tui.widgets.sheet import laid


def page(row: Row) -> str:
    return laid(row.blocks, 2000).plain


def test_every_lesson_says_what_it_is_and_teaches() -> None:
    for lesson in lessons():
        said = laid(lesson_blocks(lesson, "not begun"), 5000).plain
        for one in (lesson.title, lesson.summary, *lesson.about, *lesson.sources):
            assert one in said
        assert all(one.title in said for one in lessons() if one.id in lesson.needs)
        assert all(step.title in said for step in lesson.steps)
        assert str(lesson.minutes) in said


def test_lessons_stand_under_their_levels_in_order() -> None:
    heads = [row.item.text.lower() for row in rows(shelf(), {}) if row.head]
    used = [level for level in LEVELS if any(lesson.level == level for lesson in lessons())]
    assert heads == [*used, "drills", "practice servers, at name.practice.test"]


def test_the_mark_tells_how_far_a_lesson_is() -> None:
    kept = {lessons()[0].id: Kept(step=lessons()[0].steps[1].id)}
    mine = [row for row in rows(shelf(), kept) if row.lesson is not None]
    assert mine[0].item.key == "▸"
    assert "step 2 of" in mine[0].item.text
    assert {row.item.key for row in mine[1:]} <= {"○"}


def test_a_lesson_that_should_come_before_is_named_by_its_title_or_else_by_its_id() -> None:
    lesson = replace(lessons()[0], needs=("starttls", "a-lost-one"))
    said = page(Row(Item("", ""), lesson_blocks(lesson, "not begun"))).splitlines()
    after = next(at for at, line in enumerate(said) if line.startswith("After"))
    assert "STARTTLS and reading a certificate" in said[after]
    assert said[after + 1].strip() == "a-lost-one"


def test_a_lesson_that_took_hints_says_how_many() -> None:
    done = datetime(2026, 11, 24, tzinfo=UTC)
    kept = {lesson.id: Kept(done) for lesson in lessons()[:2]}
    kept[lessons()[1].id] = Kept(done, helped={"mail": 1, "quit": 1})
    first, second, *_ = (row for row in rows(shelf(), kept) if row.lesson is not None)
    assert (first.item.key, first.item.text) == ("✓", lessons()[0].title)
    assert (second.item.key, second.item.text) == ("✓", f"{lessons()[1].title}, 2 hints")
    assert "November 2026, 2 hints" in page(second)


def test_a_faulty_file_has_a_row_of_its_own() -> None:
    broken = Shelf(lessons(), (), (Fault("/home/a/bad\x1b.toml", "steps[1].say", "Expected `str`"),))
    (row,) = (row for row in rows(broken, {}) if row.item.key == "!")
    assert OWN.capitalize() in [one.item.text for one in rows(broken, {}) if one.head]
    for said in ("bad<1B>.toml", "steps[1].say", "Expected `str`"):
        assert said in page(row)
    assert (row.action, row.order, row.lesson) == ("", "", None)


def test_every_drill_and_the_mailbox_can_be_opened() -> None:
    actions = [row.action for row in rows(shelf(), {}) if row.action]
    assert actions == [*(f"drills({kind!r})" for kind in DECKS), "mailbox"]


def test_every_persona_says_what_it_teaches_and_offers_its_order() -> None:
    served = [row for row in rows(shelf(), {}) if row.order]
    assert [row.order for row in served] == [f"telnet {persona.address}" for persona in personas()]
    for row, persona in zip(served, personas(), strict=True):
        for said in (persona.teaches, *persona.try_, *persona.sources):
            assert said in page(row)


def test_every_mailbox_says_its_reply_its_lesson_and_its_sources() -> None:
    said = laid(practice_blocks(), 2000).plain
    for mailbox in mailboxes():
        for one in (
            mailbox.address,
            mailbox.stands_for,
            mailbox.condition,
            mailbox.teaches,
            *mailbox.sources,
        ):
            assert one in said
        for part in mailbox.reply.replace("{seconds}", str(mailbox.seconds)).split("{path}"):
            assert part in said
    assert f"user {USER}, password {PASSWORD}" in said
    assert "{" not in said


def test_every_port_of_the_practice_server_is_named() -> None:
    said = "\n".join(str(block) for block in practice_blocks())
    assert all(f"{port.number}" in said and port.purpose in said for port in PORTS.values())
