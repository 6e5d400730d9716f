"""Dialogue scripts: a dialogue in the notation of the RFCs' examples, as steps to take.

    # a comment                      # target: HOST:PORT   where to connect, unless told otherwise
    C: EHLO ws.example.net           sent, with CRLF; consecutive lines go as one write (RFC 2920)
    S: 250-mx.example.net            expected; a hyphen says that the reply goes on
    S: 250 SIZE
    C: AUTH PLAIN {env:NAME}         a secret, by reference only: {env:…}, {prompt:…}, {command:…}
    C: {login:USER:env:NAME}         the response of the mechanism to the challenge at hand, made of both
    C: DATA
    S: 354
    C:                               an empty line; after 354 each line is content, exactly as it goes out
    C<file>: PATH                    the content of a file: line ends made CRLF, dots at their heads doubled
    C: .                             ends it; a command in the next line goes without waiting for the reply
    S: 250
    C: <wait 2s>                     also ms and m
    C<raw>: NOOP\\x0d                 octets without CRLF; a backslash is `\\\\`
    C: <close>                       hang up
    S: <closed>                      the server has to close

Exactly one blank behind the colon is syntax, the rest is data, in which the tags of `smtp.visible` are
octets. Content is not dot-stuffed: what stands here is what goes out, `..` where the message has a dot.
Lines behind a BDAT are content, as long as they fit into the octets that it announced.
An `S:` before any `C:` is the greeting. After `<close>` or `<closed>`, what follows begins a new connection.

Decides what a script can say. How it is read is for `script_reader`, how it is run for `script_runner`.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from smtpwb.session.expectation import Expectation
from smtpwb.smtp.message import END

SOURCES = ("env", "prompt", "command")
"""Where a secret may come from."""


class Reference(msgspec.Struct, frozen=True):
    """Where a secret is to be had; never the secret itself."""

    source: str
    """One of SOURCES."""
    name: str
    """The variable, what to ask for, or the command."""
    user: str | None = None
    """Who logs in, where the line is to be made of the secret; None: the secret is the line."""

    def __str__(self) -> str:
        made = "" if self.user is None else f"login:{self.user}:"
        return f"{{{made}{self.source}:{self.name}}}"


class Send(msgspec.Struct, frozen=True):
    """One `C:` line."""

    line: int
    """Its number in the script, from 1, as of every step."""
    octets: bytes
    """Without CRLF, and without the secret."""
    secret: Reference | None = None
    """What follows the octets."""
    raw: bool = False
    """Goes out without CRLF."""


class Write(msgspec.Struct, frozen=True):
    """Lines that go out together."""

    sends: tuple[Send, ...]
    content: bool = False
    """Raw octets of the message, to be sent only where the server waits for it."""
    at_once: bool = False
    """Goes right behind the dot of a message, before that has its reply (RFC 2920 §3.1)."""

    @property
    def line(self) -> int:
        return self.sends[0].line

    @property
    def last_line(self) -> int:
        return self.sends[-1].line


class Content(msgspec.Struct, frozen=True):
    """Lines of a message or of a chunk, to be sent only where the server waits for them."""

    line: int
    last_line: int
    pieces: tuple[bytes, ...] = ()
    """The octets with each CRLF, in pieces of moderate size, so that a long message takes no more memory."""
    file: str = ""
    """The path of the file that holds them instead, as text: line ends and dots are seen to."""
    at_once: bool = False
    """Of a chunk: goes right behind its BDAT (RFC 3030 §2)."""

    @property
    def ends_message(self) -> bool:
        """The lone dot is its last line."""
        octets = b"".join(self.pieces[-2:])  # the dot may begin a piece
        return not self.at_once and (b"\r\n" + octets).endswith(END)


class Expect(msgspec.Struct, frozen=True):
    """A reply that has to come."""

    line: int
    expectation: Expectation


class ExpectClosed(msgspec.Struct, frozen=True):
    """`S: <closed>`."""

    line: int


class Close(msgspec.Struct, frozen=True):
    """`C: <close>`."""

    line: int


class Wait(msgspec.Struct, frozen=True):
    """`C: <wait 2s>`."""

    line: int
    seconds: float


Step: TypeAlias = Write | Content | Expect | ExpectClosed | Close | Wait


class Script(msgspec.Struct, frozen=True):
    """A dialogue to be had."""

    steps: tuple[Step, ...]
    target: str = ""
    """As its comment names it; or empty."""
    warnings: tuple[str, ...] = ()
    """What is doubtful about it, a sentence each."""

    @property
    def references(self) -> tuple[tuple[int, Reference], ...]:
        """Every secret it needs, once, with the first line that does."""
        found: dict[Reference, int] = {}
        for step in self.steps:
            for send in step.sends if isinstance(step, Write) else ():
                if send.secret is not None:
                    found.setdefault(send.secret, send.line)
        return tuple((line, reference) for reference, line in found.items())

    @property
    def last_line(self) -> int:
        """The line of its last step."""
        last = self.steps[-1]
        return last.last_line if isinstance(last, Write | Content) else last.line

    @property
    def files(self) -> tuple[tuple[int, str], ...]:
        """Every file that it sends, with its line."""
        return tuple((step.line, step.file) for step in self.steps if isinstance(step, Content) and step.file)
