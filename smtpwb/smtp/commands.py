"""Commands: how a typed line reads, part by part, and the verbs that SMTP knows.

`parse` never fails: what does not fit the grammar is kept as it is, with the parts that could be
read. Every part is a slice of the line, so nothing is lost and `command.line` is what goes out.
Whether the line is wise is for `lint`; what may be said when, for `dialogue`.
"""

from __future__ import annotations

import enum
import re

import msgspec

from smtpwb.smtp import grammar
from smtpwb.smtp.limits import number


class Takes(enum.Enum):
    """What a verb takes behind it."""

    NOTHING = "nothing"
    DOMAIN = "a domain or an address literal"
    REVERSE_PATH = "FROM:<reverse-path>"
    FORWARD_PATH = "TO:<forward-path>"
    TEXT = "a string"
    OPTIONAL_TEXT = "a string, or nothing"
    MECHANISM = "a SASL mechanism"
    SIZE = "a number of octets"
    NODE = "a host, @domain or #queue"
    URL = "a URL"
    ATTRIBUTES = "attributes as NAME=value"


class Verb(msgspec.Struct, frozen=True):
    """One verb of the protocol."""

    name: str
    syntax: str
    takes: Takes
    source: str
    extension: str = ""
    """The EHLO keyword that unlocks it; empty if it is of SMTP itself."""


VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb("HELO", "HELO domain", Takes.DOMAIN, "RFC 5321 §4.1.1.1"),
        Verb("EHLO", "EHLO domain", Takes.DOMAIN, "RFC 5321 §4.1.1.1"),
        Verb("LHLO", "LHLO domain", Takes.DOMAIN, "RFC 2033 §4.1"),
        Verb("MAIL", "MAIL FROM:<reverse-path>", Takes.REVERSE_PATH, "RFC 5321 §4.1.1.2"),
        Verb("RCPT", "RCPT TO:<forward-path>", Takes.FORWARD_PATH, "RFC 5321 §4.1.1.3"),
        Verb("DATA", "DATA", Takes.NOTHING, "RFC 5321 §4.1.1.4"),
        Verb("RSET", "RSET", Takes.NOTHING, "RFC 5321 §4.1.1.5"),
        Verb("VRFY", "VRFY name", Takes.TEXT, "RFC 5321 §4.1.1.6"),
        Verb("EXPN", "EXPN list", Takes.TEXT, "RFC 5321 §4.1.1.7"),
        Verb("HELP", "HELP [word]", Takes.OPTIONAL_TEXT, "RFC 5321 §4.1.1.8"),
        Verb("NOOP", "NOOP [word]", Takes.OPTIONAL_TEXT, "RFC 5321 §4.1.1.9"),
        Verb("QUIT", "QUIT", Takes.NOTHING, "RFC 5321 §4.1.1.10"),
        Verb("STARTTLS", "STARTTLS", Takes.NOTHING, "RFC 3207 §4", "STARTTLS"),
        Verb("AUTH", "AUTH mechanism [initial-response]", Takes.MECHANISM, "RFC 4954 §4", "AUTH"),
        Verb("BDAT", "BDAT octets [LAST]", Takes.SIZE, "RFC 3030 §2", "CHUNKING"),
        Verb("BURL", "BURL url [LAST]", Takes.URL, "RFC 4468 §3.2", "BURL"),
        Verb("ETRN", "ETRN host, ETRN @domain or ETRN #queue", Takes.NODE, "RFC 1985 §5", "ETRN"),
        Verb("ATRN", "ATRN [domain,domain…]", Takes.OPTIONAL_TEXT, "RFC 2645 §5.2.1", "ATRN"),
        Verb("XCLIENT", "XCLIENT NAME=value …", Takes.ATTRIBUTES, "Postfix XCLIENT_README", "XCLIENT"),
        Verb("XFORWARD", "XFORWARD NAME=value …", Takes.ATTRIBUTES, "Postfix XFORWARD_README", "XFORWARD"),
    )
}


class Path(msgspec.Struct, frozen=True):
    """A reverse-path or forward-path as it was written (RFC 5321 §4.1.2)."""

    raw: bytes
    """As written, brackets included."""
    bracketed: bool
    address: bytes
    """What stands between the brackets, a source route left out; empty for `<>`."""
    local: bytes
    """Empty when the address is not a well-formed mailbox."""
    domain: bytes
    route: bytes = b""

    @property
    def null(self) -> bool:
        """The null reverse-path `<>` of bounces (RFC 5321 §4.5.5)."""
        return self.bracketed and not self.address

    @property
    def well_formed(self) -> bool:
        return self.null or bool(self.local) or self.address.lower() == b"postmaster"


class Parameter(msgspec.Struct, frozen=True):
    """A MAIL or RCPT parameter: `SIZE=1000`, `SMTPUTF8`."""

    raw: bytes
    keyword: str
    """In upper case; empty when the word is no esmtp-keyword."""
    value: bytes | None


class Command(msgspec.Struct, frozen=True, gc=False):
    """One line as the user typed it, read as a command."""

    line: bytes
    """Exactly, without CRLF."""
    verb: str
    """The first word in upper case; empty for an empty line."""
    argument: bytes
    """Everything behind the first run of blanks."""
    preposition: str = ""
    """`FROM` or `TO` in MAIL and RCPT, upper case, as far as it was written."""
    colon: bool = False
    blank_after_colon: bool = False
    path: Path | None = None
    parameters: tuple[Parameter, ...] = ()

    @property
    def known(self) -> Verb | None:
        return VERBS.get(self.verb)

    @property
    def octets(self) -> int:
        """Its length on the wire, CRLF included."""
        return len(self.line) + 2

    @property
    def last_chunk(self) -> bool:
        """`BDAT n LAST` (RFC 3030 §2), or `BURL url LAST` (RFC 4468 §3.2)."""
        return self.verb in CHUNKS and self.argument.upper().split()[1:] == [b"LAST"]

    @property
    def chunk_size(self) -> int:
        """The octets that a BDAT announces; 0 for what is none, or names no number."""
        words = self.argument.split()[:1] if self.verb == "BDAT" else []
        return (number(words[0].decode("utf-8", "replace")) if words else None) or 0

    def parameter(self, keyword: str) -> Parameter | None:
        return next((p for p in self.parameters if p.keyword == keyword), None)

    def value(self, keyword: str) -> bytes:
        """The value of a parameter; empty where it has none, or is not given."""
        parameter = self.parameter(keyword)
        return (parameter.value if parameter is not None else None) or b""


HELLOS = ("HELO", "EHLO", "LHLO")
"""The verbs that introduce the client."""

OFFERING = ("EHLO", "LHLO")
"""Those to which the server answers with its extensions (RFC 5321 §4.1.1.1, RFC 2033 §4.1)."""

CHUNKS = ("BDAT", "BURL")
"""The verbs that bring a message in pieces, of which the last says so."""

_WORDS = re.compile(rb"[ \t]*([^ \t]*)[ \t]*(.*)", re.DOTALL)
_PLAIN_PATH = re.compile(rb'<[^"\\>]*>')
"""As nearly all are: nothing in it is quoted."""
_PREPOSITION = re.compile(rb"([A-Za-z]+)?[ \t]*(:?)([ \t]*)", re.DOTALL)


def parse(line: bytes) -> Command:
    """Read one line, without its CRLF, as a command. Never fails."""
    found = _WORDS.fullmatch(line)
    assert found is not None  # the pattern takes any octets
    verb, argument = found[1].upper().decode("ascii", "replace"), found[2]
    known = VERBS.get(verb)
    if known is None or known.takes not in (Takes.REVERSE_PATH, Takes.FORWARD_PATH):
        return Command(line, verb, argument)
    return _with_path(line, verb, argument)


def _with_path(line: bytes, verb: str, argument: bytes) -> Command:
    head = _PREPOSITION.match(argument)
    assert head is not None
    if head[1] and not head[2]:  # `MAIL a@b`: no preposition, the word is the path's
        preposition, colon, blank, rest = b"", False, False, argument
        if head[1].upper() in (b"FROM", b"TO") and argument[head.end(1) :][:1] in (b"", b" ", b"\t", b"<"):
            preposition, rest = head[1], argument[head.end(1) :].lstrip(b" \t")
    else:
        preposition, colon, blank, rest = head[1] or b"", bool(head[2]), bool(head[3]), argument[head.end() :]
    raw, rest = _split_path(rest)
    return Command(
        line,
        verb,
        argument,
        preposition.upper().decode("ascii"),
        colon,
        blank,
        read_path(raw) if raw else None,
        tuple(_parameter(word) for word in rest.split()),
    )


def _split_path(rest: bytes) -> tuple[bytes, bytes]:
    """The path at the head of `rest`, and what follows; a quoted `>` or blank ends nothing."""
    if (plain := _PLAIN_PATH.match(rest)) is not None:
        return plain[0], rest[plain.end() :]
    quoted = escaped = False
    bracketed = rest.startswith(b"<")
    for index, octet in enumerate(rest):
        if escaped:
            escaped = False
        elif quoted and octet == 0x5C:
            escaped = True
        elif octet == 0x22:
            quoted = not quoted
        elif not quoted and bracketed and octet == 0x3E:
            return rest[: index + 1], rest[index + 1 :]
        elif not quoted and not bracketed and octet in b" \t":
            return rest[:index], rest[index:]
    return rest, b""


def read_path(raw: bytes) -> Path:
    """Take a path apart; what is not a mailbox keeps its text and has neither local-part nor domain."""
    bracketed = raw.startswith(b"<") and raw.endswith(b">") and len(raw) > 1
    inner = raw[1:-1] if bracketed else raw
    found = grammar.mailbox.fullmatch(inner)
    if found is None:
        return Path(raw, bracketed, inner, b"", b"")
    route = found["route"] or b""
    address = inner[len(route) + 1 :] if route else inner
    return Path(raw, bracketed, address, found["local"], found["domain"], route)


def _parameter(word: bytes) -> Parameter:
    found = grammar.parameter.fullmatch(word)
    if found is None:
        return Parameter(word, "", None)
    return Parameter(word, found["keyword"].upper().decode("ascii"), found["value"])
