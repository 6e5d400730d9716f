"""Replies in a transcript: whose line is whose, by the marks of the program that wrote it.

Decides which lines are the server's, and which command each reply answers: replies come in the order of the
commands (RFC 5321 §4.1.1, RFC 2920 §3.1), 354 asks for the message, whose dot is answered next. A dialect is
a row of `dialects.DIALECTS`; the last, without marks, is what telnet and `openssl s_client` leave, and a bare
reply.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from functools import cache, partial
from typing import NamedTuple

from msgspec.structs import replace

from smtpwb.smtp.commands import HELLOS, parse
from smtpwb.smtp.replies import Reply
from smtpwb.smtp.reply_reader import ReplyReader
from smtpwb.transcript.pasted.dialects import DIALECTS, REPLY, Dialect
from smtpwb.transcript.pasted.found import (
    CONNECT,
    CONTENT,
    ENOUGH,
    Found,
    Kind,
    Numbered,
    Read,
    after_of,
    text_of,
)


class _Asked(NamedTuple):
    """Something that waits for its reply."""

    after: str = ""
    recipient: str = ""


class _Talk:
    """One dialogue, line by line; `found` grows with each complete reply."""

    def __init__(self) -> None:
        self.found: list[Found] = []
        self.heard_of_client = False
        """A command or a connection was told of: this is a dialogue, not a reply by itself."""
        self.content = False
        """After a 354: the client's lines are the message."""
        self._reader = ReplyReader()
        self._began = 0
        self._asked: deque[_Asked] = deque()
        self._host = self._sender = ""
        self._lmtp = False
        self._accepted: list[str] = []

    @property
    def code(self) -> bytes:
        """The code of the reply that is not complete yet, or empty."""
        so_far = self._reader.preview
        return so_far.code.encode() if so_far else b""

    def connect(self, host: str) -> None:
        self.cut_off()
        self._host, self.content = host or self._host, False
        self._asked, self.heard_of_client = deque([_Asked(CONNECT)]), True

    def say(self, line: bytes) -> None:
        """A line of the client: a command, a line of the message, or an answer in AUTH."""
        self.cut_off()
        if self.content:
            if line == b".":
                self._end_content()
            return
        command = parse(line)
        if command.known is None:
            return
        self._greeted()
        self.heard_of_client = True
        if self._asked and self._asked[0].after == CONNECT:
            self._asked.popleft()  # the greeting, which a client waits for, is left out
        address = text_of(command.path.address) if command.path else ""
        if command.verb in (*HELLOS, "RSET", "MAIL"):
            self._sender, self._accepted = address, []
            self._lmtp = command.verb == "LHLO" or (self._lmtp and command.verb not in ("HELO", "EHLO"))
        self._asked.append(_Asked(command.verb, address if command.verb == "RCPT" else ""))

    def ask(self, phrase: str, address: str) -> None:
        """What is heard next answers what the phrase names."""
        self.cut_off()
        self.heard_of_client = True
        after = after_of(phrase)
        self._sender = address if after == "MAIL" else self._sender
        self._asked = deque([_Asked(after, address if after == "RCPT" else "")])

    def _greeted(self) -> None:
        """What a server says before the first command is its greeting."""
        if not self.heard_of_client and len(self.found) == 1 and self.found[0].reply.code == "220":
            self.found[0] = replace(self.found[0], after=CONNECT)

    def hear(self, number: int, line: bytes) -> None:
        """A line of the server."""
        if self._reader.idle:
            self._began = number
        for reply in self._reader.feed(line + b"\r\n", 0):
            self._take(reply)

    def cut_off(self) -> None:
        """Whatever was being said ends here."""
        if (rest := self._reader.finish()) is not None:
            self._take(rest)

    def _end_content(self) -> None:
        """Of LMTP each accepted recipient gets a reply of its own (RFC 2033 §4.2)."""
        self.content = False
        alone = self._accepted[0] if len(self._accepted) == 1 else ""
        each = self._accepted if self._lmtp else [alone]
        self._asked.extend(_Asked(CONTENT, recipient) for recipient in each)

    def _take(self, reply: Reply) -> None:
        if self.content:  # the message itself is not in this transcript
            self._end_content()
        asked = self._asked.popleft() if self._asked else _Asked()
        if asked.after == CONNECT and reply.code == "250":
            asked = _Asked("EHLO")  # the last line that `openssl s_client -starttls` shows of its own EHLO
        if asked.after == "RCPT" and reply.accepts:
            self._accepted.append(asked.recipient)
        if asked.after == "AUTH" and reply.code == "334":
            self._asked.appendleft(asked)
        self.content = reply.code == "354" and asked.after in ("DATA", "")
        self.found.append(
            Found(reply, asked.after, asked.recipient, self._sender, self._host, line=self._began)
        )


class _Marks:
    """The compiled marks of a dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self.theirs = re.compile(dialect.theirs + REPLY)
        self.ours = re.compile(dialect.ours)
        self.connected = re.compile(dialect.connected)
        self.tail = re.compile(dialect.tail)
        self.comment = re.compile(dialect.comment)
        self.told = re.compile(dialect.told)


def read(dialect: Dialect, lines: Sequence[Numbered]) -> Read:
    """Every reply among the lines that are marked as the server's; the rest is passed over."""
    marks, talk = _Marks(dialect), _Talk()
    understood: set[int] = set()
    last_dot = 0 if dialect.marked else max((n for n, text in lines if text.strip() == b"."), default=0)
    for number, text in lines:
        if len(talk.found) > ENOUGH:
            break
        if talk.content and number <= last_dot:
            talk.say(text.strip())
        elif connected := marks.connected.match(text):
            talk.connect(text_of(connected[connected.lastgroup] if connected.lastgroup else b""))
        elif told := marks.told.match(text):
            talk.ask(text_of(told["after"]), text_of(told["address"]))
        elif theirs := marks.theirs.match(text) or _continues(talk, text):
            for line in _unfolded(dialect, marks.tail.sub(b"", text[theirs.end() :])):
                talk.hear(number, line)
        elif ours := marks.ours.match(text):
            talk.say(marks.tail.sub(b"", text[ours.end() :]))
        elif not marks.comment.match(text):
            continue
        understood.add(number)
    talk.cut_off()
    said_in = "transcript" if talk.heard_of_client else "reply"
    return Read([replace(one, said_in=said_in) for one in talk.found], understood)


def _unfolded(dialect: Dialect, line: bytes) -> list[bytes]:
    """The lines of a reply, where the program writes them as one: `250-a | b` as `250-a`, `250 b`."""
    if not dialect.folded or line[3:4] != b"-" or dialect.folded not in line:
        return [line]
    first, *more, last = line.split(dialect.folded)
    code = line[:3]
    return [first, *(code + b"-" + one for one in more), code + b" " + last]


def _continues(talk: _Talk, text: bytes) -> re.Match[bytes] | None:
    """A line without a mark inside a reply of several lines, as PHPMailer writes them."""
    code = talk.code
    return re.match(rb"[ \t]*(?=" + code + rb"[ \-])", text) if code else None


@cache
def _sign(dialect: Dialect) -> re.Pattern[bytes]:
    return re.compile(rb"^" + dialect.theirs + REPLY, re.M)


def _spoken(dialect: Dialect, text: bytes) -> object:
    return _sign(dialect).search(text)


KINDS = tuple(Kind(one.cues, partial(_spoken, one), partial(read, one)) for one in DIALECTS)
"""One a dialect, in the order of `DIALECTS`."""
