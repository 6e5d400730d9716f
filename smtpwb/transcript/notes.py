"""What is said beside an entry: explanation, lint, sources. Shared by the Reply panel and the exports."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from smtpwb.reference import catalog
from smtpwb.reference.concrete import NOTHING, Known
from smtpwb.reference.explain import Explanation, explain
from smtpwb.smtp import amounts
from smtpwb.smtp.dialogue import ANSWER, DOT, GREETING, Dialogue, State
from smtpwb.smtp.lint import Finding, lint
from smtpwb.smtp.lint.message import lint_message
from smtpwb.smtp.message import received
from smtpwb.smtp.scan import scan
from smtpwb.smtp.visible import visible, visible_text
from smtpwb.transcript import content, findings, tls_terms, wording
from smtpwb.transcript.capabilities import Change, change
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Closed, Opened, OpenFailed, Secured, Sent
from smtpwb.transcript.handshake import Account, account
from smtpwb.transcript.headline import INTRODUCING, headed
from smtpwb.transcript.idle import idle
from smtpwb.transcript.recipients import Ledger, ledger
from smtpwb.transcript.speaking import introduced, speaker, stranger
from smtpwb.transcript.timing import Slow, slow_at
from smtpwb.transcript.transcript import Transcript


class EntryNote(msgspec.Struct, frozen=True):
    """Everything there is to say about one entry."""

    title: str
    """A short heading for a panel."""
    explanation: Explanation | None = None
    texts: tuple[str, ...] = ()
    lints: tuple[Finding, ...] = ()
    sources: tuple[str, ...] = ()
    ledger: Ledger | None = None
    """Of a reply to RCPT, DATA or the message: the recipients, where they did not fare alike."""
    change: Change | None = None
    """Of an EHLO reply: what is different since the one before."""
    slow: Slow | None = None
    """Of a reply that took far longer than its neighbours."""
    handshake: Account | None = None
    """Of a TLS handshake: what was settled, and with whom."""
    content: tuple[str, ...] = ()
    """Of content sent in one go: its first lines."""
    idle: int | None = None
    """Nanoseconds of the pause that it ended, where that is worth a word."""
    undecided: bool = False
    """It is for the user to go on, or to hang up."""
    noted: tuple[str, ...] = ()
    """The user's own words, line by line."""


def note(transcript: Transcript, index: int, recipients: bool = True) -> EntryNote:
    """The note on the entry at `index`; without the ledger of `recipients` where that stands elsewhere."""
    found, paused = _note(transcript, index, recipients), idle(transcript.entries, index)
    noted = wording.noted(transcript.entries[index])
    return found if paused is None and not noted else replace(found, idle=paused, noted=noted)


def _note(transcript: Transcript, index: int, recipients: bool) -> EntryNote:
    entry = transcript.entries[index]
    if entry.kind is Kind.REPLY:
        return _on_reply(transcript, index, recipients)
    event = entry.event
    if isinstance(event, Sent):
        found = _on_sent(entry, event)
        return (
            replace(found, texts=(*found.texts, _so_far(entry))) if entry.answered and entry.left else found
        )
    if isinstance(event, Opened):
        return EntryNote(
            "Connection",
            texts=(*wording.opened(event), _TLS_FIRST if event.tls else _GREETING_DUE),
            sources=("RFC 5321 §3.1",),
        )
    if isinstance(event, OpenFailed):
        return EntryNote("Connection", texts=(*wording.failed(event), visible_text(event.hint)))
    if isinstance(event, Secured):
        return _on_tls(transcript, index, event)
    if isinstance(event, Closed):
        return _on_end(transcript, index, entry, event)
    return EntryNote("Connection", texts=wording.lines(entry))


_MECHANISMS, _LONGEST_NAME = 12, 20
_GREETING_DUE = "The server speaks first: it owes a greeting, 220 if it will serve."
_SECURED = "Everything said before is forgotten, by both sides: say {} again."
_NOT_SECURED = "The connection is as it was, as far as anyone can tell: what is said now goes out in clear."
_NO_MORE = "It ended with the connection: nothing was said inside TLS."
_HALF_CLOSED = "Our side of the connection is closed: nothing more can be sent, the server may still answer."
_NO_END = "Nothing ends the line yet: a server that keeps the rules waits for CRLF."
_TLS_FIRST = "TLS comes first: the server owes its greeting when the handshake is done."


def _so_far(entry: Entry) -> str:
    """Of what is answered more than once, how often it was."""
    due = entry.answered + entry.left
    return f"{entry.answered} of {due} replies have come: the server owes one for each recipient."


def _on_reply(transcript: Transcript, index: int, recipients: bool) -> EntryNote:
    entry = transcript.entries[index]
    assert entry.reply is not None
    texts, sources = _speaks(transcript, index)
    told = explain(
        entry.reply,
        entry.answers,
        _after(transcript, index),
        entry.after.mechanism,
        introduced(transcript, index),
        recipient=bool(entry.recipient),
        early=entry.early,
        known=_known(transcript, index),
    )
    return EntryNote(
        _title(entry),
        headed(transcript, index, told),
        texts,
        sources=sources,
        ledger=_ledger(transcript, index) if recipients else None,
        change=change(transcript, index),
        slow=slow_at(transcript, index),
    )


def _known(transcript: Transcript, index: int) -> Known:
    """The names for the advice: of the server, and of the domains in the transaction."""
    entry = transcript.entries[index]
    if not entry.refuses:
        return NOTHING
    events = (one.event for one in transcript.connection(index))
    opened = next((event for event in events if isinstance(event, Opened)), None)
    path = entry.command.path if entry.command is not None else None
    domain = visible(path.domain) if path is not None else ""
    sender = (entry.before.reverse_path or b"").rpartition(b"@")[2]
    return Known(
        opened.host if opened else "",
        opened.port if opened else 0,
        domain if entry.answers == "MAIL" else visible(sender),
        domain if entry.answers == "RCPT" else "",
        _mechanisms(entry.before),
    )


def _mechanisms(before: Dialogue) -> tuple[str, ...]:
    """What was offered behind AUTH, as far as it is worth naming: no name is longer (RFC 4422 §3.1)."""
    offered = before.extensions.mechanisms[:_MECHANISMS]
    return tuple(visible_text(name) for name in offered if len(name) <= _LONGEST_NAME)


def _after(transcript: Transcript, index: int) -> Dialogue:
    """The dialogue after a reply; of a greeting it may show only later that it was LMTP's: by LHLO."""
    after = transcript.entries[index].after
    if transcript.entries[index].answers != GREETING:
        return after
    later = (entry.after for entry in transcript.entries[index:])
    known = next((one for one in later if one.hello or not one.open), after)
    return replace(after, lmtp=known.speaks_lmtp)


_ON_RECIPIENTS = ("RCPT", "DATA", DOT)


def _ledger(transcript: Transcript, index: int) -> Ledger | None:
    """The recipients so far; the dialogue's own count spares the work where all fared alike.

    A reply after the message that is to one recipient (RFC 2033 §4.2) may turn what RCPT was told.
    """
    entry = transcript.entries[index]
    if entry.recipient:
        found = ledger(transcript, index)
        return found if found.mixed or any(one.turned for one in found.recipients) else None
    known = entry.after if entry.after.in_transaction else entry.before
    refused = known.refused or entry.refuses
    if entry.answers not in _ON_RECIPIENTS or not known.accepted or not refused:
        return None
    found = ledger(transcript, index)
    return found if found.mixed else None


_TITLES = {GREETING: "Greeting", DOT: "Reply to the lone dot", ANSWER: "Reply to the answer"}


def _title(entry: Entry) -> str:
    answers = entry.answers
    other = f"Reply to {visible_text(answers)}" if answers.isalpha() else "Reply"
    recipient = f" for {visible(entry.recipient)}" if entry.recipient else ""
    return f"{_TITLES.get(answers, other)}{recipient}"


def _speaks(transcript: Transcript, index: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Beside a greeting or an EHLO reply who speaks; beside what is no SMTP, or is planted, what it is."""
    entry = transcript.entries[index]
    assert entry.reply is not None
    if (planted := findings.injected(transcript, index)) is not None:
        return (planted.text,), planted.sources
    if not entry.reply.accepts:
        found = stranger(transcript, index)
        return ((found.sentence, found.remedy), found.sources) if found else ((), ())
    if entry.answers not in INTRODUCING:
        return (), ()
    told = speaker(transcript, index)
    return ((told.sentence,), told.sources) if told.name else ((), ())


def _on_sent(entry: Entry, event: Sent) -> EntryNote:
    if content.is_whole(event):
        return _on_content(entry, event)
    lints = () if event.masked else lint(event.data.removesuffix(b"\r\n"), entry.before)
    if entry.kind is Kind.ANSWER:
        return EntryNote(
            "Answer", texts=("An answer to the server's challenge, masked.",), sources=("RFC 4954 §4",)
        )
    if entry.kind is Kind.RAW:
        return _on_raw(event)
    if entry.kind is Kind.CONTENT:
        text = "The lone dot ends the message." if entry.answers else "A line of the message."
        return EntryNote("Content", texts=(text,), lints=lints, sources=("RFC 5321 §4.5.2",))
    row = catalog.row("commands", entry.command.verb) if entry.command is not None else None
    if row is None:
        return EntryNote("Command", texts=("Not a command that the tables know.",), lints=lints)
    syntax = row.syntax if isinstance(row, catalog.CommandRow) else ""
    texts = (f"{row.name}: {syntax}" if syntax else row.name, row.explanation)
    return EntryNote("Command", texts=texts, lints=lints, sources=row.sources)


def _on_raw(event: Sent) -> EntryNote:
    """On what was sent as it is, which is deliberate, or on the end of our side."""
    if event.eof:
        return EntryNote("Half-close", texts=(_HALF_CLOSED,), sources=("RFC 5321 §3.8",))
    ended = event.data.endswith(b"\r\n")
    amount = f"{amounts.octets(event.octets)}, sent as they are, deliberately: no CRLF was added."
    return EntryNote(
        "Raw octets", texts=(amount, *(() if ended else (_NO_END,))), sources=("RFC 5321 §2.3.8",)
    )


def _on_content(entry: Entry, event: Sent) -> EntryNote:
    """On a message or a part of it; what is wrong in it is told where all of it is at hand."""
    lines, chunk = content.head(event), bool(entry.before.chunk_left)
    lints: tuple[Finding, ...] = ()
    if chunk:
        what, source = "A chunk, as BDAT announced it.", "RFC 3030 §2"
    elif entry.answers:
        what, source = "Content with the lone dot that ends the message.", "RFC 5321 §4.5.2"
        if event.spooled is None:
            lints = lint_message(scan((received(event.data),)), entry.before)
    else:
        what, source = "A part of the message: no lone dot ended it.", "RFC 5321 §4.5.2"
    texts = (f"{what} {content.summary(event)}.",)
    return EntryNote("Content", texts=texts, lints=lints, sources=(source,), content=lines)


def _on_tls(transcript: Transcript, index: int, event: Secured) -> EntryNote:
    """What was settled, and what holds from here on."""
    told = account(event)
    planted = findings.injected(transcript, index)
    texts = (wording.secured(event), *((planted.text,) if planted else ()), _from_here(transcript, index))
    sources = (*(planted.sources if planted else ()), *told.sources, "RFC 3207 §4.2")
    stands = not any(one.kind is Kind.CLOSED for one in transcript.entries[index + 1 :])
    return EntryNote(
        "TLS",
        texts=texts,
        sources=tuple(dict.fromkeys(sources)),
        handshake=told,
        undecided=told.bad and stands,
    )


def _from_here(transcript: Transcript, index: int) -> str:
    entry = transcript.entries[index]
    if not entry.tls:
        ended = index + 1 < len(transcript.entries) and transcript.entries[index + 1].kind is Kind.CLOSED
        return _NO_MORE if ended else _NOT_SECURED
    if entry.before.state is State.CONNECTED:
        return _GREETING_DUE
    return _SECURED.format("LHLO" if entry.after.speaks_lmtp else "EHLO")


def _on_end(transcript: Transcript, index: int, entry: Entry, event: Closed) -> EntryNote:
    """How it ended, and what that leaves behind."""
    alert = tls_terms.alert(event.alert)
    said = (findings.left_behind(transcript, index), findings.truncated(transcript, index))
    found = [one for one in said if one is not None]
    texts = (*wording.lines(entry), *((alert.meaning,) if alert else ()), *(one.text for one in found))
    sources = (*((alert.source,) if alert else ()), *(source for one in found for source in one.sources))
    return EntryNote("Connection", texts=texts, sources=tuple(dict.fromkeys(sources)))
