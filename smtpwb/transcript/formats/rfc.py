"""The dialogue in the notation of the RFCs' examples: a script that `smtpwb run` takes.

    # SMTP dialogue with practice.test:25, 2024-01-01 12:00:00 UTC
    # target: practice.test:25
    S: 220 practice.test ESMTP
    C: RCPT TO:<nobody@practice.test>
    S: 550 5.1.1 <nobody@practice.test>: no such mailbox

What was said stands here to the octet, as visible text. A secret is named, not given: `{env:SMTP_AUTH}`.
What is no SMTP (TLS, addresses tried, what was cut off) is a comment. What a script cannot say again is one,
too: a half-close, octets that are no longer at hand, a line of the server without a reply code.

Decides how events are written; how a script is read is told in `session.script`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from smtpwb.errors import DataFileError
from smtpwb.smtp.dialogue import State
from smtpwb.smtp.message import CRLF
from smtpwb.smtp.replies import Line, Reply
from smtpwb.smtp.sasl.mechanisms import MECHANISMS
from smtpwb.smtp.visible import visible, visible_text
from smtpwb.transcript import wording
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Closed, Opened, Purpose, Read, Sent, Spooled
from smtpwb.transcript.formats.heading import heading as told_of
from smtpwb.transcript.formats.options import Level, Options
from smtpwb.transcript.formats.told import block
from smtpwb.transcript.idle import idle, pause
from smtpwb.transcript.spool import whole
from smtpwb.transcript.transcript import Transcript

SECRET = "SMTP_AUTH"
"""The environment variable that a secret is to be read from; of further ones with a number behind."""
PASSWORD = "SMTP_PASSWORD"
"""The environment variable that a password is to be read from, of which each challenge wants a new proof."""

_PROVING = frozenset(name for name in MECHANISMS if name.startswith(("CRAM-", "SCRAM-")))

_ORDER = re.compile(r"<(?=close>$|wait [0-9.]+ ?(?:ms|s|m)>$)")
_REFERENCE = re.compile(r"\{(?=(?:login|env|prompt|command):)")
_BEHIND_AUTH = re.compile(rb"[ \t]*AUTH[ \t]+[^ \t]+[ \t]+", re.IGNORECASE)


def transcript_rfc(transcript: Transcript) -> str:
    """The whole dialogue without comments on it; ends with a line end."""
    return "".join(f"{line}\n" for line in _rows(transcript, Options(Level.BARE), heading(transcript)))


def rows(transcript: Transcript, options: Options) -> Iterator[str]:
    """The lines of the script, without line ends; what is said of the dialogue stands in comments."""
    head = told_of(transcript, options)
    told = (*head.rows, *head.summary) if options.level is not Level.BARE else ()
    comments = (f"# {label.lower()}: {text}" for label, text in told if label != "Begun")
    asked = (f"# asked for by: {visible_text(options.asked_by)}",) if options.asked_by and not told else ()
    return _rows(transcript, options, (*heading(transcript), *asked, *comments))


def _rows(transcript: Transcript, options: Options, head: Iterable[str]) -> Iterator[str]:
    writer = Writer(transcript.read)
    yield from head
    for index, entry in enumerate(transcript.entries):
        if options.takes(index):
            yield from writer.entry(transcript, index)
            yield from _comments(transcript, index, entry, options.level)
    yield from writer.rest()


def _comments(transcript: Transcript, index: int, entry: Entry, level: Level) -> Iterator[str]:
    """What is said of a reply, and the user's notes."""
    if entry.kind is Kind.REPLY and level is not Level.BARE:
        yield from (f"# {said.whole}" for said in block(transcript, index, level).said)
    yield from (f"# note: {line}".rstrip() for line in wording.noted(entry))


def heading(transcript: Transcript) -> Iterator[str]:
    """With whom and when, and the target as a script names it."""
    opened = next((event for event in transcript.events if isinstance(event, Opened)), None)
    if opened is None:
        yield "# SMTP dialogue with nobody"
        return
    place = f"{opened.host}:{opened.port}" if opened.port else opened.host
    yield f"# SMTP dialogue with {visible_text(place)}, {opened.wall:%Y-%m-%d %H:%M:%S} UTC"
    yield f"# target: {visible_text(opened.target)}"


class Writer:
    """Writes the entries of a transcript, one after another."""

    def __init__(self, read: Read | None = None) -> None:
        """`read` gives the octets that are spooled."""
        self._read = read
        self._secrets = 0
        self._proofs = False
        """It was told whose they are."""
        self._open_line = b""
        """Content whose line goes on in what is sent next."""

    def entry(self, transcript: Transcript, index: int) -> Iterator[str]:
        """The lines of an entry, without line ends."""
        entry = transcript.entries[index]
        event = entry.event
        paused = idle(transcript.entries, index)
        if paused is not None and not self._open_line:
            yield f"# after {pause(paused)}"
        if isinstance(event, Sent):
            yield from self._sent(entry, event)
            return
        if entry.kind is not Kind.REPLY:
            yield from self.rest()
        if entry.reply is not None:
            yield from _reply(entry.reply)
        elif isinstance(event, Closed):
            yield from _closed(event)
        else:
            yield from (f"# {line}" for line in wording.lines(entry))

    def rest(self) -> Iterator[str]:
        """A line of content that was never ended."""
        if self._open_line:
            yield _raw(self._open_line)
            self._open_line = b""

    def _sent(self, entry: Entry, sent: Sent) -> Iterator[str]:
        if sent.spooled is not None and self._read is not None and _is_message(entry, sent):
            yield from self._long(sent.spooled, self._read)
            return
        event = whole(sent, self._read)
        if not isinstance(event, Sent) or event.spooled is not None:
            yield f"# {sent.octets:,} octets were sent here that are not kept in this text"
        elif event.masked:
            yield from self._secret(entry, event)
        elif _is_message(entry, event):
            yield from self._content(event.data)
        elif event.purpose is Purpose.RAW or not event.data.endswith(CRLF) or _too_early(entry):
            yield _raw(event.data) if event.data else "# nothing was sent"
        else:
            yield _line(event.data.removesuffix(CRLF))
        if sent.eof:
            yield "# our side of the connection ended here (a half-close)"

    def _long(self, spooled: Spooled, read: Read) -> Iterator[str]:
        """A long message, piece by piece, so that it takes no more memory than a short one."""
        try:
            for piece in read(spooled):
                yield from self._content(piece)
        except DataFileError:
            yield f"# {spooled.length:,} octets were sent here that are not kept any more"

    def _content(self, data: bytes) -> Iterator[str]:
        *lines, self._open_line = (self._open_line + data).split(CRLF)
        yield from map(_line, lines)

    def _secret(self, entry: Entry, event: Sent) -> Iterator[str]:
        """A reference where a script takes one: behind AUTH, or as a whole answer. A proof of the password is
        made anew of each challenge."""
        behind = _BEHIND_AUTH.match(event.data)
        mechanism = behind[0].split()[1].decode("ascii", "replace").upper() if behind else ""
        if entry.kind is Kind.COMMAND and behind is not None:
            before = visible(behind[0])
        elif entry.kind is Kind.ANSWER:
            before, mechanism = "", entry.before.mechanism
        else:
            yield "# a secret was sent here, and nothing of its line is told"
            return
        if mechanism in _PROVING:
            if not self._proofs:
                yield "# USER stands for the user name, which is not kept: write it there"
            self._proofs = True
            yield f"C: {before}{{login:USER:env:{PASSWORD}}}"
            return
        self._secrets += 1
        name = SECRET if self._secrets == 1 else f"{SECRET}_{self._secrets}"
        yield f"C: {before}{{env:{name}}}"


def _line(octets: bytes) -> str:
    """What was sent, so that nothing in it reads as an order or as a secret."""
    text = _REFERENCE.sub("<7B>", visible(octets))
    return f"C: {_ORDER.sub('<3C>', text)}" if text else "C:"


def _raw(octets: bytes) -> str:
    text = _REFERENCE.sub("<7B>", visible(octets))
    return "C<raw>: " + text.replace("\\", "\\\\")


def _is_message(entry: Entry, event: Sent) -> bool:
    """Lines behind a 354, which need not end where the event does."""
    return event.purpose is Purpose.CONTENT and not event.masked and not entry.before.chunk_left


def _too_early(entry: Entry) -> bool:
    """Sent before the greeting, for which every other line of a script waits."""
    return entry.kind is Kind.COMMAND and entry.before.state is State.CONNECTED


def _reply(reply: Reply) -> Iterator[str]:
    if not reply.complete or not reply.code or reply.line_count > len(reply.lines):
        lead = "not complete: " if not reply.complete else ""
        yield from (f"# {lead}{visible(line.raw.removesuffix(CRLF))}".rstrip() for line in reply.lines)
        return
    for line in reply.lines:
        yield _said(line)


def _said(line: Line) -> str:
    if not line.code:
        return f"# no reply code: {visible(line.raw.removesuffix(CRLF))}"
    words = visible(line.text).replace("…", "<U+2026>")
    separator = "-" if line.separator == b"-" else " " if words else ""
    return f"S: {line.code}{separator}{words}"


def _closed(event: Closed) -> Iterator[str]:
    if event.by_client:
        yield "C: <close>"
        return
    if event.how != "closed the connection":
        yield f"# {wording.closed(event)}"
    yield "S: <closed>"
