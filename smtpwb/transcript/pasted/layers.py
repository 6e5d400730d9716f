"""What programs put around the lines of others: quoting of mail, colours of a terminal, records of a log.

Decides what is taken off a line before anybody reads it. No line moves: each keeps its number. What the lines
mean is for the kinds of source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from smtpwb.transcript.pasted.found import CODE, Numbered

# ---- a terminal

_ESCAPES = re.compile(rb"\x1b\[(?:[\d;:]{0,32}[mK]|\?2004[hl])")
"""Colours and erased lines, as grep, pagers and `script` leave them (ECMA-48 §8.3), and the marks around what
was pasted. Whatever else a server put into its words stays, to be shown as a tag."""


def plain(text: bytes) -> bytes:
    """Without colours; a blank that must not break is a blank."""
    text = _ESCAPES.sub(b"", text) if b"\x1b" in text else text
    return text.replace(b"\xc2\xa0", b" ") if b"\xc2\xa0" in text else text


# ---- quoting of mail

_QUOTE = rb">[ \t]?"
_TALK = re.compile(rb"((?:" + _QUOTE + rb"){0,9}?)(?:<<<?|<) " + CODE + rb"[ \-]")
"""A server's line in a transcript of curl or Sendmail, whose own lines begin with `>` or `>>>`."""
_DEEPEST = 9
"""Levels of quoting that are taken off."""


def unquoted(lines: Sequence[Numbered]) -> list[Numbered]:
    """The lines without the marks of quoting (RFC 3676 §4.5), however deep it goes.

    In a text with such a transcript, only as many levels as stand before its first server line. The line
    `>From ` of an mbox file is no quoting.
    """
    if not any(text[:1] == b">" for _, text in lines):
        return [*lines]
    talk = next((found for _, text in lines if (found := _TALK.match(text))), None)
    levels = talk[1].count(b">") if talk else _DEEPEST
    marks = re.compile(rb"(?!>From )(?:" + _QUOTE + rb"){0,%d}" % levels)
    return [Numbered(number, marks.sub(b"", text, count=1)) for number, text in lines]


# ---- records of a log

_SYSLOG = re.compile(
    rb"<\d{1,3}>1 \S{1,64} \S{1,255} ([^\s\[]{1,48})\S{0,20} (\S{1,128}) \S{1,32} "
    rb"(?:-|(?:\[[^\]]{0,2000}\])+) ?"
)
"""The header of RFC 5424 §6: application, process, message identifier, structured data."""
_SAYS = ("MESSAGE", "log", "message", "msg")
"""Where the records of journald, Docker and others keep the line."""
_NESTED = 3
"""Records that stand in one another: a container's line in a collector's."""


def unwrapped(lines: Iterable[Numbered]) -> Iterator[Numbered]:
    """The lines that stand in JSON records, in the fields of a journal or behind an RFC 5424 header, as a
    syslog file has them."""
    for line in _of_journal(lines):
        for text in _said(line.text, _NESTED):
            yield Numbered(line.number, text)


_FIELD = re.compile(rb"(?: {4})?([A-Z_][A-Z0-9_]{1,63})=(.*)", re.S)
_DEEPER = b" " * 5
"""Before the further lines of a field."""
_BY_JOURNAL = frozenset({b"SYSLOG_IDENTIFIER", b"_SYSTEMD_UNIT", b"_PID", b"__CURSOR"})
"""One of these stands in each record of `journalctl -o verbose` and `-o export`; `MESSAGE=` elsewhere too."""


def _of_journal(lines: Iterable[Numbered]) -> Iterator[Numbered]:
    """The lines, each record of a journal's fields by its message alone."""
    record: list[tuple[Numbered, bytes, bytes]] = []
    for line in lines:
        field = _FIELD.match(line.text)
        if field:
            record.append((line, field[1], field[2]))
        elif record and line.text.startswith(_DEEPER):
            record.append((line, b"", line.text))
        else:
            yield from _recorded(record)
            record = []
            yield line
    yield from _recorded(record)


def _recorded(record: Sequence[tuple[Numbered, bytes, bytes]]) -> Iterator[Numbered]:
    """What the fields of one record say; other lines as they stand."""
    fields = {key: value for _, key, value in record}
    if b"MESSAGE" not in fields or fields.keys().isdisjoint(_BY_JOURNAL):
        yield from (line for line, _, _ in record)
        return
    program, process = fields.get(b"SYSLOG_IDENTIFIER"), fields.get(b"_PID", b"0")
    by = b"%s[%s]: " % (program, process) if program else b""
    yield from (Numbered(line.number, by + value) for line, key, value in record if key == b"MESSAGE")


def _said(text: bytes, levels: int) -> list[bytes]:
    if levels and text[:1] == b"{" and (inner := _in_json(text)):
        return [one for said in inner.splitlines() for one in _said(said, levels - 1)]
    if text[:1] == b"<" and (header := _SYSLOG.match(text)):
        return [b"%s[%s]: %s" % (header[1], header[2].strip(b"-") or b"0", text[header.end() :])]
    return [text]


def _in_json(text: bytes) -> bytes:
    """The line of a log in a JSON record, behind the name of its program; empty if there is none."""
    try:
        record = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return b""
    said = next((record[key] for key in _SAYS if key in record), "")
    if isinstance(said, list):  # journald gives octets that are no UTF-8 as numbers
        said = bytes(one for one in said if isinstance(one, int) and 0 <= one < 256).decode(
            "utf-8", "replace"
        )
    if not isinstance(said, str):
        return b""
    program, process = record.get("SYSLOG_IDENTIFIER"), record.get("_PID") or record.get("SYSLOG_PID") or "0"
    return (f"{program}[{process}]: {said}" if program else said).encode("utf-8", "replace")
