"""Replies quoted in the middle of a text: an error message of a program, a sentence in a mail.

Decides what is taken for a reply where nothing marks it: a reply code with an enhanced status code of its
class behind it, or a code that an error message introduces; and of whom and after what the error message says
it is. Asked only where nobody else found a reply.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from smtpwb.transcript.pasted.found import CODE, CONNECT, CONTENT, Found, Numbered, reply_of, text_of

_CODED = rb"(?<![\w.+@/-])(?=([245])[0-5]\d(?:-|:? )\1\.\d{1,3}\.\d{1,3}(?![\w.]))"
_INTRODUCED = (
    rb"(?:<<< |talk to me: "
    rb"|(?:[Ee]xception|[Ee]rror|said|returned|reply|response|responded|code)\b[^\n]{0,40}?[:=\[('\"] ?)"
    rb"(?=[45][0-5]\d[ -][A-Za-z<#])"
)
_QUOTED = re.compile(_CODED + rb"|" + _INTRODUCED)
_PAIR = re.compile(
    rb"(?:(?P<quote>['\"])(?P<key>[^'\"\s]{1,320})(?P=quote): )?"
    rb"\((?P<code>" + CODE + rb"), b?(?P<mark>['\"])(?P<said>.{0,2000}?)(?P=mark)"
    rb"(?:, (?P<mark2>['\"])(?P<address>[^'\"\s]{1,320})(?P=mark2))?\)"
)
"""How Python's smtplib shows replies: `(550, b'5.1.1 no')`, perhaps with the address before or behind it."""
_ERRORS = (
    (rb"SMTPRecipients?Refused", "RCPT"),
    (rb"SMTPSenderRefused", "MAIL"),
    (rb"SMTPAuthenticationError", "AUTH"),
    (rb"SMTPDataError", CONTENT),
    (rb"SMTPHeloError", "EHLO"),
    (rb"SMTPConnectError", CONNECT),
)
"""What its errors tell of the command (smtplib.SMTPException)."""
_COMMAND = re.compile(rb"^[ \t]*command: '([A-Za-z]{4,8})\b", re.M)
_REJECTED = re.compile(rb"^[ \t]*rejected: \[ '([^'\s]{1,320})' \]", re.M)
"""The properties of a nodemailer error."""


def in_prose(lines: Sequence[Numbered]) -> list[Found]:
    """The replies that the lines quote, each said once: of pairs all, else the first of a line."""
    properties = b"\n".join(line.text for line in lines if line.text[:1] in b" \t")
    command, rejected = _COMMAND.search(properties), _REJECTED.search(properties)
    after = command[1].decode().upper() if command else ""
    recipient = text_of(rejected[1]) if rejected else ""
    found = [one for line in lines for one in _in_line(line, after, recipient)]
    return list({(one.reply.raw, one.recipient): one for one in reversed(found)}.values())[::-1]


def _in_line(line: Numbered, after: str, recipient: str) -> Iterator[Found]:
    pairs = [*_PAIR.finditer(line.text)]
    told = next((verb for error, verb in _ERRORS if pairs and re.search(error, line.text)), after)
    for pair in pairs:
        yield _in_pair(pair, told, line.number)
    if not pairs and (quoted := _QUOTED.search(line.text)):
        said = _within_quotes(line.text, quoted.end())
        yield Found(reply_of(said), after, recipient, said_in="text", line=line.number)


def _in_pair(pair: re.Match[bytes], after: str, line: int) -> Found:
    address = text_of(pair["address"])
    return Found(
        reply_of(pair["code"] + b" " + pair["said"].replace(b"\\n", b"\n")),
        after or ("RCPT" if pair["key"] else ""),
        text_of(pair["key"]) or ("" if after == "MAIL" else address),
        address if after == "MAIL" else "",
        said_in="text",
        line=line,
    )


def _within_quotes(text: bytes, begin: int) -> bytes:
    """The words from there on, up to the mark that ends what a mark before them began."""
    said, mark = text[begin:], text[begin - 1 : begin]
    if mark and mark in b"'\"" and (end := re.search(re.escape(mark) + rb"[,.;)}\]]?[ \t]*$", said)):
        return said[: end.start()]
    return said
