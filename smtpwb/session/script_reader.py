"""Reads dialogue scripts: text in, a `Script` out, or a sentence that names the line and the cure.

Decides which lines go as one write, what is content, and where a secret may stand. The notation itself is
told in `script`.
"""

from __future__ import annotations

import re
from collections import deque

from smtpwb.errors import UsageError
from smtpwb.session.credentials import Exchange
from smtpwb.session.expectation import Expectation, ExpectedLine, read_line
from smtpwb.session.script import (
    SOURCES,
    Close,
    Expect,
    ExpectClosed,
    Reference,
    Script,
    Send,
    Step,
    Wait,
    Write,
)
from smtpwb.smtp.commands import parse as parse_command
from smtpwb.smtp.message import DOT
from smtpwb.smtp.reads import Reads, secret_in
from smtpwb.smtp.visible import unvisible, visible_text

CLOSED, CLOSE = "<closed>", "<close>"
WAIT = re.compile(r"<wait (?P<time>[0-9]{1,6}(?:\.[0-9]{1,3})?) ?(?P<unit>ms|s|m)>")
REFERENCE = re.compile(r"\{(" + "|".join(SOURCES) + r"):([^{}]+)\}")
"""What stands for a secret; a brace that is text is written `<7B>`."""

_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0}
_MARKED = re.compile(r"(?P<mark>C|S|C<raw>):(?: (?P<text>.*))?", re.DOTALL)
_TARGET = re.compile(r"#\s*target:\s*(?P<target>\S.*?)\s*", re.IGNORECASE)
_ESCAPE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|([\\rnt0])|(.?))", re.DOTALL)
_ESCAPED = {b"\\": b"\\", b"r": b"\r", b"n": b"\n", b"t": b"\t", b"0": b"\0"}
_ENDS_WRITE = frozenset({"DATA", "STARTTLS", "AUTH"})
"""Verbs whose reply decides what the next line is."""


def parse(text: str) -> Script:
    """Read a script. Raises UsageError."""
    reader = _Reader()
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        reader.read(number, line.removesuffix("\r"))
    return reader.finished()


def is_order(text: str) -> bool:
    """Whether what stands behind `C: ` is an order to the runner, and no data."""
    return text == CLOSE or WAIT.fullmatch(text) is not None


def _error(number: int, what: str, cure: str) -> UsageError:
    return UsageError(f"line {number}: {what}", cure)


def _shown(text: str) -> str:
    shown = visible_text(text)
    return shown if len(shown) <= 40 else f"{shown[:39]}…"


class _Reader:
    """Takes lines, one after another; keeps what the earlier ones mean for the next."""

    def __init__(self) -> None:
        self._steps: list[Step] = []
        self._warnings: list[str] = []
        self._target = ""
        self._write: list[Send] = []
        """Lines of the write at hand."""
        self._verbs: list[str] = []
        """What each asks a reply to: a verb, of an answer AUTH; raw octets and content ask nothing."""
        self._reply: list[ExpectedLine] = []
        """Lines of the reply at hand, which goes on."""
        self._reply_line = 0
        self._asked: deque[str] = deque()
        """The verbs of the newest write that no `S:` has answered yet."""
        self._asked_of, self._answered = (0, 0), 0
        """The line of the newest write, how many replies it is owed, and how many stand below it."""
        self._content = False
        self._auth: Exchange | None = None
        """The exchange under way, as far as a script can tell."""

    def read(self, number: int, line: str) -> None:
        if not line.strip():
            return
        if line.startswith("#"):
            self._comment(line)
            return
        found = _MARKED.fullmatch(line)
        if found is None:
            raise _error(number, f"{_shown(line)!r} is no line of a dialogue", _cure(line))
        text = found["text"] or ""
        if found["mark"] == "S":
            self._server(number, text)
            return
        self._whole_reply()
        if found["mark"] == "C<raw>":
            self._raw(number, text)
        elif is_order(text):
            self._order(number, text)
        elif self._content:
            self._content_line(number, text)
        else:
            self._command(number, text)

    def finished(self) -> Script:
        self._whole_reply()
        self._end_write()
        self._check_count()
        if not self._steps:
            raise UsageError("there is no dialogue in the script", "write what is sent behind `C: `")
        return Script(tuple(self._steps), self._target, tuple(self._warnings))

    def _comment(self, line: str) -> None:
        found = _TARGET.fullmatch(line)
        if found is not None and not self._steps and not self._write:
            self._target = found["target"]

    # What is sent

    def _raw(self, number: int, text: str) -> None:
        self._no_reference(number, text)
        self._write.append(Send(number, _unescaped(number, unvisible(text)), raw=True))

    def _order(self, number: int, text: str) -> None:
        self._end_write()
        if text == CLOSE:
            self._steps.append(Close(number))
            self._begin_connection()
            return
        found = WAIT.fullmatch(text)
        assert found is not None
        self._steps.append(Wait(number, float(found["time"]) * _SECONDS[found["unit"]]))

    def _content_line(self, number: int, text: str) -> None:
        octets = unvisible(text)
        self._write.append(Send(number, octets))
        if octets == DOT:
            self._verbs.append(".")
            self._end_write()
            self._content = False

    def _command(self, number: int, text: str) -> None:
        send = self._send(number, text)
        verb = parse_command(send.octets).verb
        answer = self._auth is not None and verb != "AUTH"
        if verb == "AUTH":
            self._end_write()
        self._warn_of_secret(send, answer)
        self._write.append(send)
        self._verbs.append("AUTH" if answer else verb)
        if answer or verb in _ENDS_WRITE:
            self._end_write()
            self._content = verb == "DATA" and not answer

    def _send(self, number: int, text: str) -> Send:
        found = REFERENCE.search(text)
        if found is None:
            return Send(number, unvisible(text))
        before, after = text[: found.start()], text[found.end() :]
        words = before.split()
        behind_auth = len(words) == 2 and words[0].upper() == "AUTH" and before[-1:] in (" ", "\t")
        if after or not (behind_auth or (not before and self._auth is not None)):
            self._no_reference(number, text)
        return Send(number, unvisible(before), Reference(found[1], found[2]))

    def _no_reference(self, number: int, text: str) -> None:
        if found := REFERENCE.search(text):
            raise _error(
                number,
                f"the secret {_shown(found[0])} stands where it cannot be kept",
                "it goes behind AUTH and a mechanism, or makes a whole line that answers a 334; "
                "a brace that is text is written <7B>",
            )

    def _warn_of_secret(self, send: Send, answer: bool) -> None:
        """Tell of a secret that stands in the script, and follow the exchange."""
        if not answer and parse_command(send.octets).verb != "AUTH":
            return
        exchange = self._auth = self._auth or Exchange()
        told = secret_in(send.octets, Reads.ANSWER if answer else Reads.COMMAND)
        if exchange.sent(send.octets, told) and send.secret is None:
            self._warnings.append(
                f"line {send.line} has a secret in clear: keep it elsewhere, and write {{env:NAME}} here"
            )

    def _end_write(self) -> None:
        if not self._write:
            return
        at_once = not self._content and self._auth is None and self._ended_message()
        self._steps.append(Write(tuple(self._write), self._content, at_once))
        if at_once:
            self._asked.extend(self._verbs)
            self._asked_of = (self._asked_of[0], len(self._asked))
        else:
            self._check_count()
            self._owed(self._write[0].line, self._verbs)
        self._write.clear()
        self._verbs.clear()

    def _ended_message(self) -> bool:
        """The step before is a message up to its dot."""
        last = self._steps[-1] if self._steps else None
        return isinstance(last, Write) and last.content and last.sends[-1].octets == DOT

    def _owed(self, line: int, verbs: list[str]) -> None:
        self._asked, self._asked_of, self._answered = deque(verbs), (line, len(verbs)), 0

    def _check_count(self) -> None:
        line, owed = self._asked_of
        if 0 < self._answered < owed:
            self._warnings.append(
                f"line {line}: {owed} lines go as one write, and only the first {self._answered} has a reply "
                "expected, in order: any will do for the rest"
            )

    # What is expected

    def _server(self, number: int, text: str) -> None:
        self._end_write()
        if text == CLOSED:
            self._whole_reply()
            if self._steps and isinstance(self._steps[-1], Close | ExpectClosed):
                raise _error(number, "the connection is closed already", "leave one of the two lines out")
            self._steps.append(ExpectClosed(number))
            self._begin_connection()
            return
        line = read_line(text)
        if line is None:
            raise _error(
                number,
                f"{_shown(text)!r} begins with no reply code",
                "write three digits, each of which may be x, then a blank or a hyphen; or <closed>",
            )
        self._reply_line = self._reply_line if self._reply else number
        self._reply.append(line)
        if not line.more:
            self._steps.append(Expect(self._reply_line, Expectation(tuple(self._reply))))
            self._reply.clear()
            self._answers(line.code)

    def _answers(self, code: str) -> None:
        """What the reply that is expected makes of the next line."""
        verb = self._asked.popleft() if self._asked else ""
        self._answered += 1
        if code[0] in "3x":
            return
        if verb == "DATA":
            self._content = False
        if verb == "AUTH":
            self._auth = None

    def _whole_reply(self) -> None:
        if self._reply:
            raise _error(
                self._reply_line,
                "the reply goes on, and has no last line",
                f"end it with a blank behind the code: `S: {self._reply[-1].code} …`",
            )

    def _begin_connection(self) -> None:
        self._check_count()
        self._owed(0, [])
        self._content, self._auth = False, None


def _cure(line: str) -> str:
    stripped = line.lstrip()
    if re.match(r"(?i)(?:[CS]|C<raw>):", stripped):
        mark = stripped[: stripped.index(":")]
        fixed = "C<raw>" if len(mark) > 1 else mark.upper()
        return f"begin it with `{fixed}: `, at the margin, and one blank behind the colon"
    return "it begins with `C: `, `S: `, `C<raw>: ` or #"


def _unescaped(number: int, octets: bytes) -> bytes:
    def octet(found: re.Match[bytes]) -> bytes:
        if found[1]:
            return bytes.fromhex(found[1].decode())
        if found[2]:
            return _ESCAPED[found[2]]
        raise _error(
            number, "a backslash stands before what it does not escape", r"write \x0d, \r, \n, \t, \0 or \\"
        )

    return _ESCAPE.sub(octet, octets)
