"""What is found in pasted text, and how words quoted there become a `Reply` again.

Decides how a reply is restored that a log or a bounce has folded into one line, and which command a phrase
such as "in reply to RCPT TO command" names. Where replies are looked for is decided by the kinds of source
(`replies`, `transcripts`, `logs`, `bounces`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from smtpwb.smtp.commands import VERBS
from smtpwb.smtp.replies import Line, Reply
from smtpwb.smtp.reply_reader import ReplyReader


class Found(msgspec.Struct, frozen=True):
    """One reply, and what the text around it says of it. Empty where it says nothing."""

    reply: Reply
    """Its line has no code where the source tells a failure in words alone: a time-out, an unknown domain."""
    after: str = ""
    """What it answers: a verb, CONNECT, or CONTENT for the dot."""
    recipient: str = ""
    sender: str = ""
    host: str = ""
    """The server whose words they are."""
    said_in: str = "reply"
    """The kind of source: `reply`, `transcript`, `bounce`, `log line of Postfix`, `text`."""
    line: int = 1
    """The line of the pasted text, from 1, on which it begins."""
    enhanced: str = ""
    """The enhanced status code that stands beside the words: `Status:` of a bounce, `dsn=` of a log."""

    @property
    def live(self) -> bool:
        """Said in a dialogue that may still go on, and not told of one that is over."""
        return self.said_in in ("reply", "transcript")


class Numbered(NamedTuple):
    """A line of the pasted text, without its end, and its number from 1."""

    number: int
    text: bytes


class Read(NamedTuple):
    """What a kind of source made of a text."""

    found: list[Found]
    understood: set[int]
    """The numbers of the lines that are its own: nobody else needs to look at them."""


class Kind(NamedTuple):
    """A kind of source."""

    cues: tuple[bytes, ...]
    """Words in lower case of which a text of this kind has one: the quickest test. None: any text may be."""
    sign: Callable[[bytes], object]
    """Tells whether a text can be of this kind."""
    read: Callable[[Sequence[Numbered]], Read]


MOST_WORDS = 4_096
"""Octets of one quoted reply: eight times a reply line (RFC 5321 §4.5.3.1.5), for those folded into one."""

ENOUGH = 512
"""Replies after which a kind of source reads no further: more than are handed out of one text."""

CODE = rb"[2-5][0-5]\d"
"""A reply code (RFC 5321 §4.2)."""
CONNECT, CONTENT = "CONNECT", "CONTENT"

_COLON = re.compile(rb"(" + CODE + rb"):[ \t]*")
_TWICE = re.compile(rb"(" + CODE + rb") \1(?=[ -])")
_BEGINS = re.compile(CODE + rb"(?:[ -]|$)")
_INSIDE = re.compile(
    rb"(?:[:;=('\"\[>]|\b(?:said|error|code|returned|smtp))[ \t]{0,3}(?="
    + CODE
    + rb"(?:-| [^\d\s]| \d\.\d))",
    re.I,
)


def words(said: bytes) -> bytes:
    """Quoted words in one line, as short as they may be, from the reply code on where they hold one."""
    said = b" ".join(said[:MOST_WORDS].split())
    if not _BEGINS.match(said) and (inside := _INSIDE.search(said)):
        said = said[inside.end() :]
    return _TWICE.sub(rb"\1", _COLON.sub(rb"\1 ", said, count=1), count=1)


def reply_of(said: bytes) -> Reply:
    """The reply that quoted words stand for, folded lines unfolded; words without a code are a line."""
    said = words(said)
    if not _BEGINS.match(said):
        return Reply((Line(said + b"\r\n", 0, 0, "", b"", 2),), 1, len(said) + 2, complete=True)
    reader, code = ReplyReader(), said[:3]
    lines = re.split(rb"(?: |\\n)(?=" + code + rb"[- ])", said) if said[3:4] == b"-" else [said]
    for line in lines:
        for reply in reader.feed(line + b"\r\n", 0):
            return reply
    cut_off = reader.finish()
    assert cut_off is not None  # a line that ends no reply was fed
    return cut_off


_BESIDE = re.compile(rb"(?:^|#|\b(?:status|code)[ :=]{0,3})([245]\.\d{1,3}\.\d{1,3})(?![\d.])", re.I)


def enhanced_of(reply: Reply) -> str:
    """The enhanced status code in words without a reply code: `5.7.1 Spam`, `no mailbox here (#5.1.1)`."""
    beside = None if reply.code else _BESIDE.search(reply.texts[0])
    return beside[1].decode() if beside else ""


_CONTENT = re.compile(
    r"end[ -]of[ -](?:data|message)|after (?:data|i sent)|accepted message|data (?:block|content)|check_eom"
    r"|not accept the mail",
    re.I,
)
_VERB = re.compile(r"(?:pipelined )?([a-z]{4,8})\b", re.I)
_PHRASES = (
    (r"initial|greeting|\bconnect(?:ion)?\b|check_relay|refused to talk", CONNECT),
    (r"\brcpt|recipient|check_rcpt", "RCPT"),
    (r"\bmail\b|sender|check_mail|envelope from", "MAIL"),
    (r"authentication", "AUTH"),
    (r"my name|\bhelo\b", "HELO"),
    (r"\bdata\b", "DATA"),
)
"""What sources call the moment of a reply, tried in this order after the verbs themselves."""
_WHEN = ((_CONTENT, CONTENT), *((re.compile(phrase, re.I), after) for phrase, after in _PHRASES))


def after_of(phrase: str) -> str:
    """The verb that a phrase names ("end of DATA command", "does not like recipient"), or empty."""
    verb = _VERB.match(phrase)
    if verb and verb[1].upper() in VERBS and not _CONTENT.search(phrase):
        return verb[1].upper()
    return next((after for when, after in _WHEN if when.search(phrase)), "")


def text_of(octets: bytes | None) -> str:
    """An address or a host as text; octets that are no UTF-8 stay as surrogates (PEP 383)."""
    return (octets or b"").strip(b" \t\r\n<>").decode("utf-8", "surrogateescape")


def numbered(text: bytes, longest: int, most: int) -> Iterator[Numbered]:
    """The lines of a text, at most `most`, each cut after `longest` octets."""
    for number, line in enumerate(text.split(b"\n", most)[:most], 1):
        yield Numbered(number, line[:longest].rstrip(b"\r"))
