"""The rows of the Lessons tab: lessons by level, the user's own, drills, the mailbox, the practice servers.

Decides what stands in the list, what the sheet beside it says of each row, and what Enter on it asks for.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence

import msgspec
from textual.content import Content

from smtpwb.lessons import loading, progress
from smtpwb.lessons.drills.decks import DECKS
from smtpwb.lessons.lesson import Lesson
from smtpwb.lessons.loading import OWN, Fault, Shelf, own_directory
from smtpwb.lessons.progress import Kept
from smtpwb.practice.auth import PASSWORD, USER
from smtpwb.practice.mailboxes import DOMAIN, Mailbox, mailboxes
from smtpwb.practice.persona import PLAIN_NAME, Persona, personas
from smtpwb.practice.ports import PORTS
from smtpwb.smtp.amounts import counted
from smtpwb.smtp.visible import visible_text
from smtpwb.tui.widgets.row_list import Item
from smtpwb.tui.widgets.sheet import Block, heading, sources


class Row(msgspec.Struct, frozen=True):
    """One row of the list."""

    item: Item
    blocks: tuple[Block, ...] = ()
    """What the sheet says of it."""
    lesson: Lesson | None = None
    """Enter begins it, or goes on with it."""
    action: str = ""
    """The app's action that Enter runs."""
    order: str = ""
    """The order to connect that Enter offers in the composer."""
    head: bool = False
    """A heading: never pointed at."""


def rows(shelf: Shelf, kept: Mapping[str, Kept]) -> tuple[Row, ...]:
    """All rows, in order."""
    return (
        *_lessons(shelf, kept),
        _head("Drills"),
        *(_drill(kind) for kind in DECKS),
        _head(f"Practice servers, at NAME.{DOMAIN}"),
        *map(_persona, personas()),
        _mailbox_row(),
    )


def _head(text: str) -> Row:
    return Row(Item("", text), head=True)


def _lessons(shelf: Shelf, kept: Mapping[str, Kept]) -> Iterator[Row]:
    for heading_, lessons in shelf.groups:
        yield _head(heading_.capitalize())
        yield from (_lesson(lesson, kept.get(lesson.id)) for lesson in lessons)
    if shelf.faults and not shelf.own:
        yield _head(OWN.capitalize())
    yield from map(_faulty, shelf.faults)


# Lessons


def _lesson(lesson: Lesson, kept: Kept | None) -> Row:
    state = progress.told(kept, lesson)
    mark, more = _how_far(kept, state)
    item = Item(mark, f"{lesson.title}{more}")
    return Row(item, lesson_blocks(lesson, state, kept), lesson=lesson)


def _how_far(kept: Kept | None, state: str) -> tuple[str, str]:
    """The mark of a row, and what stands behind the title."""
    if kept is None:
        return "○", ""
    if kept.under_way:
        return "▸", f", {state}"
    return ("✓", f", {counted(kept.hints, 'hint')}" if kept.hints else "") if kept.completed else ("○", "")


def lesson_blocks(lesson: Lesson, state: str, kept: Kept | None = None) -> tuple[Block, ...]:
    """A lesson before it begins: what it is, what it teaches, its steps."""
    return (
        Content.styled(lesson.title, "bold $client"),
        lesson.summary,
        _keys(*_possible(kept)),
        "",
        ("Takes", f"about {lesson.minutes} minute{'' if lesson.minutes == 1 else 's'}"),
        ("So far", state),
        *(("" if index else "After", title) for index, title in enumerate(_titles(lesson.needs))),
        *(("Teaches" if not index else "", text) for index, text in enumerate(lesson.about)),
        ("Steps", " → ".join(step.title for step in lesson.steps)),
        ("Sources", sources(lesson.sources)),
    )


def _titles(ids: Sequence[str]) -> Iterator[str]:
    """What lessons are called in this list; of one that is not there, its id."""
    for id in ids:
        found = loading.find(id)
        yield found.title if found is not None else id


def _possible(kept: Kept | None) -> tuple[tuple[str, str], ...]:
    """Keys and what they do with a lesson that came so far."""
    if kept is None:
        return (("Enter", "begins it"),)
    enter = ("Enter", "goes on with it" if kept.under_way else "begins it again")
    return (enter, ("r", "forgets how far it came"))


def _faulty(fault: Fault) -> Row:
    name = fault.file.rpartition("/")[2]
    blocks: tuple[Block, ...] = (
        Content.styled(visible_text(name), "bold $client"),
        "This file is no lesson yet; all others are as they were.",
        "",
        ("File", visible_text(fault.file)),
        ("Key", visible_text(fault.key or "the file as a whole")),
        ("Reason", visible_text(fault.reason)),
        "",
        "smtpwb lessons check FILE tells the same. It is read again when this tab is opened.",
        ("Yours lie in", visible_text(str(own_directory()))),
    )
    return Row(Item("!", visible_text(f"{name}: {fault.key or 'the file'} is wrong")), blocks)


def _keys(*pairs: tuple[str, str]) -> Content:
    told = (Content.assemble((key, "bold"), f" {what}") for key, what in pairs)
    return Content("; ").join(told).append(".")


# Drills, the mailbox


def _drill(kind: str) -> Row:
    deck = DECKS[kind]
    blocks: tuple[Block, ...] = (
        Content.styled(deck.title, "bold $client"),
        deck.about,
        _keys(("Enter", "begins a round"), ("Esc", "ends it at any time")),
        "",
        "What you missed comes up more often. There is no clock, and nothing is sent.",
    )
    return Row(Item("?", deck.title), blocks, action=f"drills({kind!r})")


def _mailbox_row() -> Row:
    blocks: tuple[Block, ...] = (
        Content.styled("The mailbox", "bold $client"),
        "What arrived at the practice servers: envelope beside header, the trace that a server adds, every "
        "octet, and the bounce that would go back.",
        _keys(("Enter", "opens it")),
        "",
        "Nothing leaves this machine, and it is gone when smtpwb ends.",
    )
    return Row(Item("✉", "The mailbox: what arrived"), blocks, action="mailbox")


# Practice servers


def _persona(persona: Persona) -> Row:
    order = f"telnet {persona.address}"
    more = practice_blocks() if persona.name == PLAIN_NAME else ()
    blocks: tuple[Block, ...] = (
        Content.styled(persona.title, "bold $client"),
        persona.teaches,
        _keys(("Enter", f"offers {order}")),
        "",
        ("Ports", ", ".join(map(str, persona.ports))),
        *(
            ("Try" if not index else "", Content.styled(line, "$client"))
            for index, line in enumerate(persona.try_)
        ),
        ("Sources", sources(persona.sources)),
        *(("", *more) if more else ()),
    )
    return Row(
        Item("→", f"{persona.host if persona.name == PLAIN_NAME else persona.name}: {persona.title}"),
        blocks,
        order=order,
    )


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def practice_blocks() -> tuple[Block, ...]:
    """The practice server: how to reach it, and what each of its mailboxes replies and teaches."""
    return (
        heading("How to reach it"),
        f"{DOMAIN} is a server inside this program. It starts when you first connect to it, keeps mail in "
        "memory and forwards nothing; no byte leaves this machine.",
        *((f"{DOMAIN}:{port.number}", port.purpose) for port in PORTS.values()),
        ("AUTH", f"user {USER}, password {PASSWORD}"),
        ("in base64", f"AUTH PLAIN {_base64(chr(0).join(('', USER, PASSWORD)))}"),
        ("", f"AUTH LOGIN, then {_base64(USER)}, then {_base64(PASSWORD)}"),
        ("in a shell", "smtpwb practice runs it alone, for telnet and scripts"),
        "",
        heading("What its mailboxes reply to RCPT, and what that teaches"),
        *(block for mailbox in mailboxes() for block in _mailbox(mailbox)),
    )


def _mailbox(mailbox: Mailbox) -> tuple[Block, ...]:
    also = f"  {mailbox.stands_for}" if mailbox.stands_for else ""
    said = mailbox.reply.replace("{path}", "…").replace("{seconds}", str(mailbox.seconds))
    style = f"$reply-{mailbox.code[:1]}yz"
    return (
        Content.assemble((mailbox.address, "bold"), (also, "$remark")),
        (
            "",
            Content.assemble(
                (mailbox.code, style), said.removeprefix(mailbox.code), (mailbox.condition, "$remark")
            ),
        ),
        ("", Content.assemble(mailbox.teaches, " ", sources(mailbox.sources))),
    )
