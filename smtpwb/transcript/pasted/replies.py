"""Replies quoted in the middle of a text: an error message of a program, a sentence in a mail.

Decides what is taken for a reply where nothing marks it: a reply code with an enhanced status code of its
class behind it, or a code that an error message introduces. Asked only where nobody else found a reply.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpwb.transcript.pasted.found import CODE, Found, Numbered, reply_of

_CODED = rb"(?<![\w.+@/-])(?=([245])[0-5]\d(?:-|:? )\1\.\d{1,3}\.\d{1,3}(?![\w.]))"
_INTRODUCED = (
    rb"(?:<<< |talk to me: "
    rb"|(?:[Ee]xception|[Ee]rror|said|returned|reply|response|responded|code)\b[^\n]{0,40}?[:=\[('\"] ?)"
    rb"(?=[45][0-5]\d[ -][A-Za-z<#])"
)
_TUPLE = rb"\((?=" + CODE + rb", b?['\"])"
_QUOTED = re.compile(_CODED + rb"|" + _INTRODUCED + rb"|" + _TUPLE)
_PAIR = re.compile(rb"(" + CODE + rb"), b?(['\"])(.{0,2000}?)\2\)")
"""How Python's smtplib shows a reply: `(550, b'5.1.1 no such user')`."""


def in_prose(lines: Sequence[Numbered]) -> list[Found]:
    """The first reply that each line quotes."""
    return [_found(line, quoted.end()) for line in lines if (quoted := _QUOTED.search(line.text))]


def _found(line: Numbered, begin: int) -> Found:
    said = line.text[begin:]
    if pair := _PAIR.match(said):
        said = b" ".join(pair.group(1, 3))
    return Found(reply_of(said), said_in="text", line=line.number)
