"""The Lessons tab: which lessons there are, and the practice server that they, and anybody, can use.

Decides how both are shown. What a lesson is stands in `lessons`, what a mailbox replies in
`practice.mailboxes`; starting a lesson is the app's.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message

from smtpwb.lessons import progress
from smtpwb.lessons.lesson import Lesson, lessons
from smtpwb.practice.auth import PASSWORD, USER
from smtpwb.practice.mailboxes import DOMAIN, Mailbox, mailboxes
from smtpwb.practice.ports import PORTS
from smtpwb.tui.widgets.row_list import Item, RowList
from smtpwb.tui.widgets.sheet import Block, Sheet, heading, sources

ASK_SECONDS = 5
"""How long `r` waits for the second `r`."""


def lesson_blocks(lesson: Lesson, completed: datetime | None) -> tuple[Block, ...]:
    """A lesson before it begins: what it is, what it teaches, its steps."""
    done = f"{completed.astimezone():%-d %B %Y, %H:%M}" if completed else "not yet"
    return (
        Content.styled(lesson.title, "bold $client"),
        lesson.summary,
        Content.assemble(
            ("Enter", "bold"),
            " begins it, or goes on with it; ",
            ("r", "bold"),
            " forgets that it was completed.",
        ),
        "",
        ("Takes", f"about {_minutes(lesson)}, {len(lesson.steps)} steps"),
        ("Completed", done),
        *(("Teaches" if not index else "", text) for index, text in enumerate(lesson.about)),
        ("Steps", " → ".join(step.title for step in lesson.steps)),
        ("Sources", sources(lesson.sources)),
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


def _minutes(lesson: Lesson) -> str:
    return f"{lesson.minutes} minute{'' if lesson.minutes == 1 else 's'}"


class LessonsPane(Vertical):
    """List of lessons, the one pointed at, and the practice server. `Start` asks the app to begin one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "forget", "Forget that lessons were completed", show=False),
        Binding("enter", "start", "Begin", show=False),
    ]
    SCOPED_CSS = False
    DEFAULT_CSS = """
    LessonsPane {
        & > Horizontal { height: 1fr; }
        & #of-lessons { width: 1fr; height: 1fr; }
        & RowList { height: auto; max-height: 8; }
        & Sheet { width: 1fr; height: 1fr; }
        & RowList, & Sheet { border: solid $rail-next; border-title-color: $foreground; }
        & RowList:focus, & Sheet:focus { border: solid $client; }
    }
    .-narrow LessonsPane {
        & > Horizontal { layout: vertical; }
        & RowList { max-height: 5; }
        & RowList, & Sheet { border: none; border-top: solid $rail-next; }
        & RowList:focus, & Sheet:focus { border: none; border-top: solid $client; }
    }
    """

    class Start(Message):
        """The user wants to begin this lesson, or go on with it."""

        def __init__(self, lesson_id: str) -> None:
            super().__init__()
            self.lesson_id = lesson_id

    class Forgotten(Message):
        """The record of completed lessons was cleared."""

    def __init__(self) -> None:
        super().__init__(id="lessons")
        self._lessons = lessons()
        self._completed: Mapping[str, datetime] = {}
        self._asked = False

    def compose(self) -> ComposeResult:
        with Horizontal():
            with Vertical(id="of-lessons"):
                rows = RowList(id="lesson-list")
                rows.border_title = "Lessons"
                yield rows
                yield Sheet(id="lesson-about")
            practice = Sheet(practice_blocks(), id="practice")
            practice.border_title = "The practice server"
            yield practice

    def on_mount(self) -> None:
        self.refresh_lessons()

    @property
    def rows(self) -> RowList:
        return self.query_one(RowList)

    @property
    def lesson(self) -> Lesson:
        """The lesson pointed at."""
        return self._lessons[self.rows.cursor]

    def focus_first(self) -> None:
        """Where the keyboard goes when the tab is opened; what was completed meanwhile is shown."""
        self.refresh_lessons()
        self.screen.set_focus(self.rows)

    def refresh_lessons(self) -> None:
        """Read again what was completed, and show it."""
        self._completed = progress.load()
        self.rows.show([self._item(lesson) for lesson in self._lessons], self.rows.cursor)

    def _item(self, lesson: Lesson) -> Item:
        done = lesson.id in self._completed
        state = ", completed" if done else ""
        return Item("✓" if done else "○", f"{lesson.title}: {_minutes(lesson)}{state}")

    @on(RowList.Pointed)
    def _pointed(self, event: RowList.Pointed) -> None:
        event.stop()
        self._show_lesson()

    def _show_lesson(self) -> None:
        question: tuple[Block, ...] = ()
        if self._asked:
            asked = "Forget that lessons were completed, all of them? Press r again; otherwise they are kept."
            question = (Content.styled(asked, "bold $reply-4yz"), "")
        blocks = lesson_blocks(self.lesson, self._completed.get(self.lesson.id))
        self.query_one("#lesson-about", Sheet).show((*question, *blocks))

    # What is done

    @on(RowList.Chosen)
    def action_start(self) -> None:
        self.post_message(self.Start(self.lesson.id))

    def action_forget(self) -> None:
        """Forget what was completed, when asked twice."""
        if not self._completed:
            self.notify("No lesson was completed yet.", markup=False)
        elif not self._asked:
            self._asked = True
            self._show_lesson()
            self.set_timer(ASK_SECONDS, self._kept)
        else:
            self._asked = False
            if fault := progress.reset():
                self.notify(fault, severity="warning", markup=False)
            self.refresh_lessons()
            self.post_message(self.Forgotten())

    def _kept(self) -> None:
        if self._asked:
            self._asked = False
            self._show_lesson()
