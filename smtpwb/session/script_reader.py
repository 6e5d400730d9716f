"""Reads dialogue scripts: text in, a `Script` out, or a sentence that names the line and the cure.

Decides which lines go as one write, what is content, and where a secret may stand. The notation itself is
told in `script`, how one line reads in `script_lines`.
"""

from __future__ import annotations

from collections.abc import Iterable

from smtpwb.errors import UsageError
from smtpwb.session import script_lines
from smtpwb.session.credentials import Exchange
from smtpwb.session.expectation import Expectation, ExpectedLine, read_line
from smtpwb.session.script import (
    Close,
    Content,
    Expect,
    ExpectClosed,
    Script,
    Send,
    Step,
    Wait,
    Write,
)
from smtpwb.session.script_block import Block
from smtpwb.session.script_lines import CLOSE, CLOSED, error, shown
from smtpwb.session.script_owing import Owing
from smtpwb.smtp.commands import parse as parse_command
from smtpwb.smtp.dialogue import NO_CHUNK
from smtpwb.smtp.message import CRLF, DOT
from smtpwb.smtp.reads import Reads, secret_in
from smtpwb.smtp.visible import unvisible

_ENDS_WRITE = frozenset({"DATA", "STARTTLS", "AUTH"})
"""Verbs whose reply decides what the next line is."""


def parse(text: str) -> Script:
    """Read a script. Raises UsageError."""
    return read(text.split("\n"))


def read(lines: Iterable[str]) -> Script:
    """Read a script line by line, each with or without its line end. Raises UsageError."""
    reader = _Reader()
    for number, line in enumerate(lines, 1):
        text = line.removesuffix("\n").removesuffix("\r")
        reader.read(number, text.removeprefix("\ufeff") if number == 1 else text)
    return reader.finished()


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
        self._owing = Owing()
        self._content = False
        self._chunk = 0
        """Octets of a chunk that are still to come."""
        self._block: Block | None = None
        """Content at hand, in lines."""
        self._auth: Exchange | None = None
        """The exchange under way, as far as a script can tell."""

    def read(self, number: int, line: str) -> None:
        if not line or line.isspace():
            return
        if line.startswith("#"):
            self._comment(line)
            return
        found = script_lines.MARKED.fullmatch(line)
        if found is None:
            raise error(number, f"{shown(line)!r} is no line of a dialogue", script_lines.cure(line))
        text = found["text"] or ""
        if found["mark"] == "S":
            self._server(number, text)
            return
        self._whole_reply()
        if found["mark"] == "C<raw>":
            self._raw(number, text)
        elif found["mark"] == "C<file>":
            self._file(number, text)
        elif script_lines.is_order(text):
            self._order(number, text)
        elif self._content or self._chunk:
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
        found = script_lines.TARGET.fullmatch(line)
        if found is not None and not self._steps and not self._write:
            self._target = found["target"]

    # What is sent

    def _raw(self, number: int, text: str) -> None:
        self._no_reference(number, text)
        self._end_block()
        octets = script_lines.unescaped(number, unvisible(text))
        self._write.append(Send(number, octets, raw=True))
        self._chunk = max(0, self._chunk - len(octets))

    def _file(self, number: int, text: str) -> None:
        if not self._content or not text.strip():
            raise error(
                number,
                "a file goes where a message does, and has a name",
                "write `C<file>: PATH` behind DATA and its 354; the dot follows as `C: .`",
            )
        self._end_write()
        self._steps.append(Content(number, number, file=text))

    def _order(self, number: int, text: str) -> None:
        self._end_write()
        if text == CLOSE:
            self._steps.append(Close(number))
            self._begin_connection()
            return
        self._steps.append(Wait(number, script_lines.wait(text) or 0.0))

    def _content_line(self, number: int, text: str) -> None:
        octets = unvisible(text)
        if self._chunk and len(octets) + len(CRLF) > self._chunk:
            self._chunk = 0
            self._warnings.append(
                f"line {number} does not fit into the chunk that BDAT announces: it goes as it stands here, "
                "and what is too much of it is a command to the server"
            )
            self._command(number, text)
            return
        if self._block is None:
            self._end_write()
            self._block = Block(number)
        self._block.add(number, octets)
        if self._chunk:
            self._chunk -= len(octets) + len(CRLF)
            if not self._chunk:
                self._end_block()
        elif octets == DOT:
            self._verbs.append(".")
            self._end_block()
            self._content = False

    def _command(self, number: int, text: str) -> None:
        send = self._send(number, text)
        verb = parse_command(send.octets).verb
        answer = self._auth is not None and verb != "AUTH"
        if verb == "AUTH":
            self._end_write()
        self._end_block()
        self._warn_of_secret(send, answer)
        self._write.append(send)
        self._verbs.append("AUTH" if answer else verb)
        if answer or verb in _ENDS_WRITE:
            self._end_write()
            self._content = verb == "DATA" and not answer
        elif verb == "BDAT":
            self._chunk = parse_command(send.octets).chunk_size or 0

    def _send(self, number: int, text: str) -> Send:
        found = script_lines.reference(text)
        if found is None:
            return Send(number, unvisible(text))
        before, reference, after = found
        words = before.split()
        behind_auth = len(words) == 2 and words[0].upper() == "AUTH" and before[-1:] in (" ", "\t")
        if after or not (behind_auth or (not before and self._auth is not None)):
            self._no_reference(number, text)
        return Send(number, unvisible(before), reference)

    def _no_reference(self, number: int, text: str) -> None:
        if found := script_lines.reference(text):
            raise error(
                number,
                f"the secret {shown(str(found[1]))} stands where it cannot be kept",
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
        self._end_block()
        if not self._write:
            return
        at_once = not self._content and self._auth is None and self._behind_content()
        self._steps.append(Write(tuple(self._write), self._content, at_once))
        self._asks(at_once)
        self._write.clear()

    def _end_block(self) -> None:
        block, self._block = self._block, None
        if block is None:
            return
        content = block.finished(at_once=not self._content)
        self._steps.append(content)
        if not content.at_once:
            self._asks(False)

    def _asks(self, at_once: bool) -> None:
        """Of what goes out now, what it asks a reply to."""
        if not at_once:
            self._check_count()
        self._owing.asks(self._steps[-1].line, self._verbs, at_once=at_once)
        self._verbs.clear()

    def _behind_content(self) -> bool:
        """The step before is a message up to its dot, or a chunk."""
        last = self._steps[-1] if self._steps else None
        return isinstance(last, Content) and (last.at_once or last.ends_message)

    def _check_count(self) -> None:
        if warning := self._owing.warning:
            self._warnings.append(warning)

    # What is expected

    def _server(self, number: int, text: str) -> None:
        self._end_write()
        if text == CLOSED:
            self._whole_reply()
            if self._steps and isinstance(self._steps[-1], Close | ExpectClosed):
                raise error(number, "the connection is closed already", "leave one of the two lines out")
            self._steps.append(ExpectClosed(number))
            self._begin_connection()
            return
        line = read_line(text)
        if line is None:
            raise error(
                number,
                f"{shown(text)!r} begins with no reply code",
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
        verb = self._owing.answered()
        if code[0] in "3x":
            return
        if verb == "BDAT" and code in NO_CHUNK:  # then it awaits no chunk
            self._chunk = 0
        if verb == "DATA":
            self._content = False
        if verb == "AUTH":
            self._auth = None

    def _whole_reply(self) -> None:
        if self._reply:
            raise error(
                self._reply_line,
                "the reply goes on, and has no last line",
                f"end it with a blank behind the code: `S: {self._reply[-1].code} …`",
            )

    def _begin_connection(self) -> None:
        self._check_count()
        self._owing.begin_connection()
        self._content, self._chunk, self._auth = False, 0, None
