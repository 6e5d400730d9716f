"""What is said beside an entry: explanation, lint, sources. Shared by the Reply panel and the exports."""

from __future__ import annotations

import msgspec

from smtpwb.reference import catalog
from smtpwb.reference.explain import Explanation, explain
from smtpwb.smtp.dialogue import ANSWER, DOT, GREETING
from smtpwb.smtp.lint import Finding, lint
from smtpwb.smtp.visible import visible_text
from smtpwb.transcript import findings, wording
from smtpwb.transcript.events import Opened, OpenFailed, Secured, Sent
from smtpwb.transcript.transcript import Entry, Kind, Transcript


class EntryNote(msgspec.Struct, frozen=True):
    """Everything there is to say about one entry."""

    title: str
    """A short heading for a panel."""
    explanation: Explanation | None = None
    texts: tuple[str, ...] = ()
    lints: tuple[Finding, ...] = ()
    sources: tuple[str, ...] = ()


def note(transcript: Transcript, index: int) -> EntryNote:
    """The note on the entry at `index`."""
    entry = transcript.entries[index]
    if entry.kind is Kind.REPLY:
        return _on_reply(entry)
    event = entry.event
    if isinstance(event, Sent):
        return _on_sent(entry, event)
    if isinstance(event, Opened):
        return EntryNote(
            "Connection", texts=(*wording.opened(event), _GREETING_DUE), sources=("RFC 5321 §3.1",)
        )
    if isinstance(event, OpenFailed):
        return EntryNote("Connection", texts=(*wording.failed(event), visible_text(event.hint)))
    if isinstance(event, Secured):
        return _on_tls(event)
    left = findings.left_behind(transcript, index)
    texts = (*wording.lines(entry), *((left.text,) if left else ()))
    return EntryNote("Connection", texts=texts, sources=left.sources if left else ())


_GREETING_DUE = "The server speaks first: it owes a greeting, 220 if it will serve."
_SECURED = "Everything said before is forgotten, by both sides: say EHLO again."
_NOT_SECURED = "The connection is as it was, as far as anyone can tell: what is said now goes out in clear."


def _on_reply(entry: Entry) -> EntryNote:
    assert entry.reply is not None
    return EntryNote(_title(entry.answers), explain(entry.reply, entry.answers, entry.after))


_TITLES = {GREETING: "Greeting", DOT: "Reply to the lone dot", ANSWER: "Reply to the answer"}


def _title(answers: str) -> str:
    if answers in _TITLES:
        return _TITLES[answers]
    return f"Reply to {visible_text(answers)}" if answers.isalpha() else "Reply"


def _on_sent(entry: Entry, event: Sent) -> EntryNote:
    lints = () if event.masked else lint(event.data.removesuffix(b"\r\n"), entry.before)
    if entry.kind is Kind.ANSWER:
        return EntryNote(
            "Answer", texts=("An answer to the server's challenge, masked.",), sources=("RFC 4954 §4",)
        )
    if entry.kind is Kind.CONTENT:
        text = "The lone dot ends the message." if entry.answers else "A line of the message."
        return EntryNote("Content", texts=(text,), lints=lints, sources=("RFC 5321 §4.5.2",))
    row = catalog.row("commands", entry.command.verb) if entry.command is not None else None
    if row is None:
        return EntryNote("Command", texts=("Not a command that the tables know.",), lints=lints)
    syntax = row.syntax if isinstance(row, catalog.CommandRow) else ""
    texts = (f"{row.name}: {syntax}" if syntax else row.name, row.explanation)
    return EntryNote("Command", texts=texts, lints=lints, sources=row.sources)


def _on_tls(event: Secured) -> EntryNote:
    texts = (wording.secured(event), _SECURED if event.version else _NOT_SECURED)
    return EntryNote("TLS", texts=texts, sources=("RFC 3207 §4.2",))
