"""Replies in the log lines of mail servers, which quote the replies they got and gave.

Decides for each program which of its lines quote a reply, and where the recipient, the sender and the other
server stand. A program is a row of `programs.PROGRAMS`; lines that only name
an address (`from=<…>`) are remembered for those that quote a reply, by queue identifier.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import NamedTuple

from smtpwb.transcript.pasted.found import (
    CODE,
    ENOUGH,
    Found,
    Kind,
    Numbered,
    Read,
    after_of,
    enhanced_of,
    reply_of,
    text_of,
)
from smtpwb.transcript.pasted.programs import PROGRAMS, Program


class _Compiled(NamedTuple):
    sign: re.Pattern[bytes]
    forms: tuple[tuple[re.Pattern[bytes], str], ...]
    context: re.Pattern[bytes]


@cache
def _compiled(program: Program) -> _Compiled:
    """At first use: most pasted texts are of no log."""
    forms = tuple((re.compile(form.pattern), form.after) for form in program.forms)
    return _Compiled(re.compile(program.sign), forms, re.compile(program.context))


def read(program: Program, lines: Sequence[Numbered]) -> Read:
    """What the log lines of one program quote; a failure that is told without a reply too."""
    compiled = _compiled(program)
    own = [(line, sign.end()) for line in lines if (sign := compiled.sign.search(line.text))]
    known: _Known = {}
    for line, begin in own:
        known.update(_named(compiled.context.match(line.text, begin)))
    found: list[Found] = []
    for line, begin in own:  # once more: of records without an identifier the nearest before counts
        known.update(_named(compiled.context.match(line.text, begin)))
        if (one := _line(program, line, begin, known)) is not None:
            found.append(one)
        if len(found) > ENOUGH:
            break
    return Read(found, {line.number for line, _ in own})


_Known = dict[tuple[str, bytes], str]
"""The addresses that lines of their own name, by kind and queue identifier."""


def _named(named: re.Match[bytes] | None) -> _Known:
    fields = named.groupdict() if named else {}
    return {(name, fields["id"]): text_of(fields[name]) for name in fields if name != "id"}


def _line(program: Program, line: Numbered, begin: int, known: _Known) -> Found | None:
    for form, after in _compiled(program).forms:
        if quoted := form.match(line.text, begin):
            fields = {key: value or b"" for key, value in quoted.groupdict().items()}
            return _found(program, fields, after, line, known)
    return None


_ADDRESS = re.compile(rb"(?<![^\s,;:\"'=])[^\s,;:\"'<>={}@]{1,64}@[\w.-]{1,255}")


def _found(program: Program, fields: dict[str, bytes], after: str, line: Numbered, known: _Known) -> Found:
    """What the fields of a line say; what it does not name comes from lines before."""
    if program.names_first and (address := _ADDRESS.search(line.text)):
        fields["recipient"] = address[0]
    reply, key = reply_of(_UNFOLD.get(program.name, bytes)(fields["said"])), fields.get("id", b"")
    return Found(
        reply,
        after or after_of(text_of(fields.get("after") or fields.get("after2")).replace("_", " ")),
        text_of(fields.get("recipient")) or known.get(("recipient", key), ""),
        text_of(fields.get("sender")) or known.get(("sender", key), ""),
        text_of(fields.get("host") or fields.get("host2")),
        f"log line of {program.name}",
        line.number,
        text_of(fields.get("enhanced")) or enhanced_of(reply),
    )


def _qmail(said: bytes) -> bytes:
    """qmail-send writes blanks as `_` and line ends as `/`."""
    return re.sub(rb"/(?=" + CODE + rb"[_-])", rb" ", said.rstrip(b"/")).replace(b"_", b" ")


_UNFOLD: dict[str, Callable[[bytes], bytes]] = {"qmail": _qmail}
"""How a program writes the words of others, where it changes them."""


def _kind(program: Program) -> Kind:
    def sign(text: bytes) -> object:
        return _compiled(program).sign.search(text)

    return Kind(program.cues, sign, partial(read, program))


KINDS = tuple(map(_kind, PROGRAMS))
"""One a program."""
