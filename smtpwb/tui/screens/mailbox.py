"""The mailbox: what arrived at the practice server, the newest first. Nothing of it leaves this machine.

Decides how messages are listed and one is opened. What is kept, and for how long, is the post office's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import ContentSwitcher, Static

from smtpwb.smtp import amounts
from smtpwb.smtp.scan import scan
from smtpwb.smtp.visible import visible
from smtpwb.transcript.loopback import TO_PRACTICE
from smtpwb.tui import letter_pages as pages
from smtpwb.tui.screens.frame import Framed
from smtpwb.tui.widgets.inert import inert
from smtpwb.tui.widgets.row_list import Item, RowList
from smtpwb.tui.widgets.sheet import Block, Sheet, heading, sources

if TYPE_CHECKING:
    from smtpwb.practice.received import Received

_LOOK = 0.5
"""Seconds between two looks for what came from another program while the list is open."""
_LIST, _EMPTY = "list", "empty"
_STAYS = "Nothing leaves this machine; all of it is gone at exit unless saved."


def empty_blocks() -> tuple[Block, ...]:
    """What is said where nothing has arrived: how to send something."""
    return (
        heading("Nothing has arrived yet"),
        "What a practice server accepts with 250 after the dot lies here. To send a first message, connect "
        f"with {TO_PRACTICE} and say:",
        "",
        *(
            Content.styled(f"  {line}", "$client")
            for line in (
                "HELO ws.example.net",
                "MAIL FROM:<you@example.net>",
                "RCPT TO:<anyone@practice.test>",
                "DATA",
                "Subject: hello",
                "",
                "The first line.",
                ".",
            )
        ),
        "",
        "Or send to bounces@practice.test, which is accepted and comes back.",
        sources(("RFC 5321 §3.3",)),
    )


class MailboxScreen(Framed[None]):
    """Lists the messages."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,alt+m", "dismiss(None)", "Back", show=False),
    ]
    DEFAULT_CSS = """
    MailboxScreen {
        & > Vertical { width: 130; height: 100%; border-subtitle-color: $remark; }
        & ContentSwitcher { height: 1fr; }
        & Sheet { background: $surface; height: 1fr; }
        & RowList { height: 1fr; }
        & #about, & #stays { height: 1; padding: 0 1; background: $panel; text-wrap: nowrap; }
        & #about { text-overflow: ellipsis; }
        & #stays { color: $remark; }
    }
    """

    def __init__(
        self,
        received: Callable[[], Sequence[Received]],
        copy: Callable[[str], None],
        looked: Callable[[str], None],
    ) -> None:
        """`received` gives what arrived, oldest first; `copy` and `looked` are for the opened message."""
        super().__init__()
        self._received, self._copy, self._looked = received, copy, looked
        self._messages: list[Received] = []

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Mailbox of the practice server"
            frame.border_subtitle = Content("Enter open · Esc back")
            with ContentSwitcher(initial=_EMPTY):
                yield RowList(id=_LIST)
                yield Sheet(empty_blocks(), id=_EMPTY)
            yield inert(id="about")
            yield inert(_STAYS, id="stays")

    def on_mount(self) -> None:
        self.app.clear_notifications()
        self._look()
        self.set_interval(_LOOK, self._look)

    def _look(self) -> None:
        """Show what has arrived since; the one pointed at stays so."""
        messages = [*reversed(self._received())]
        if messages == self._messages:
            return
        rows = self.query_one(RowList)
        here = self._messages[rows.cursor] if self._messages else None
        self._messages = messages
        first = self.query_one(ContentSwitcher).current == _EMPTY
        self.query_one(ContentSwitcher).current = _LIST
        rows.show(list(map(_item, messages)), messages.index(here) if here in messages else 0)
        if first:
            rows.focus()

    @on(RowList.Pointed)
    def _tell(self) -> None:
        """What the one pointed at is about."""
        if self._messages:
            message = self._messages[self.query_one(RowList).cursor]
            self.query_one("#about", Static).update(_about(message))

    @on(RowList.Chosen)
    def _open(self) -> None:
        from smtpwb.tui.screens.delivered import DeliveredScreen

        message = self._messages[self.query_one(RowList).cursor]
        self.app.push_screen(DeliveredScreen(message, self._copy, self._looked))


def _item(message: Received) -> Item:
    from smtpwb.practice.bounce import reports

    due = [("bounced" if report.failed else "report") for report in reports(message)]
    tag = " · ".join([*due, amounts.size(len(message.content))])
    when = f"{message.time.astimezone():%H:%M:%S}"
    subject = _shown(_subject(message) or b"")
    return Item(f"{message.number} {when}", f"{pages.in_a_line(message)}  {subject}", tag)


def _about(message: Received) -> Content:
    """The Subject, as people read it and as it was sent, and which server took it."""
    subject = _subject(message)
    about = "It has no Subject" if subject is None else f"Subject: {_shown(subject)}"
    sent = f" (sent as {visible(subject)})" if subject and _shown(subject) != visible(subject) else ""
    return Content(f"{about}{sent} · taken by {message.host}")


def _shown(subject: bytes) -> str:
    """As people read it (RFC 2047 §6.2)."""
    from smtpwb.practice.envelope import decoded

    return decoded(subject) or visible(subject)


def _subject(message: Received) -> bytes | None:
    return scan([message.content]).get("Subject")
