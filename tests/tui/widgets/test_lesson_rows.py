from __future__ import annotations

from smtpwb.lessons.drills.decks import DECKS
from smtpwb.lessons.lesson import LEVELS
from smtpwb.lessons.loading import OWN, Fault, Shelf, lessons, shelf
from smtpwb.lessons.progress import Kept
from smtpwb.practice.auth import PASSWORD, USER
from smtpwb.practice.mailboxes import mailboxes
from smtpwb.practice.persona import personas
from smtpwb.practice.ports import PORTS
from smtpwb.tui.widgets.lesson_rows import Row, lesson_blocks, practice_blocks, rows
from smtpwb.tui.widgets.sheet import laid


def page(row: Row) -> str:
    return laid(row.blocks, 2000).plain


def test_every_lesson_says_what_it_is_and_teaches() -> None:
    for lesson in lessons():
        said = laid(lesson_blocks(lesson, "not begun"), 5000).plain
        for one in (lesson.title, lesson.summary, *lesson.about, *lesson.sources, *lesson.needs):
            assert one in said
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
