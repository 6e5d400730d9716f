"""Replies in bounce messages, a recipient at a time: the fields of a delivery status (RFC 3464), the words.

Decides what is taken where: the `Diagnostic-Code` where a message has one, else the words for people
(`bounce_words`), which also tell what the fields do not: which command was refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from smtpwb.smtp.encoded import without_encoded_words
from smtpwb.transcript.pasted.bounce_words import ADDRESS, BOUNCE, MOST_WORDS, in_words
from smtpwb.transcript.pasted.found import Found, Kind, Numbered, Read, enhanced_of, reply_of, text_of
from smtpwb.transcript.pasted.layers import unquoted
from smtpwb.transcript.pasted.mime import (
    Part,
    fields,
    is_message,
    parts,
    without_mbox_line,
)

MOST_RECIPIENTS = 1_000
"""Recipients of one report that are read: ten times what a server must take (RFC 5321 §4.5.3.1.8)."""

# ---- the fields of a delivery status


def in_fields(lines: Sequence[Numbered]) -> list[Found]:
    """What a delivery status says of each recipient; the first fields are of the message (RFC 3464 §2.1)."""
    groups = [list(group) for blank, group in groupby(lines, lambda line: not line.text.strip()) if not blank]
    found: list[Found] = []
    whole: dict[bytes, bytes] = {}
    for group in groups[:MOST_RECIPIENTS]:
        named = fields(group)
        if b"final-recipient" in named or b"original-recipient" in named:
            found += _recipient(named, whole, group[0].number)
        elif not whole:
            whole = named
    return found


def _recipient(named: dict[bytes, bytes], whole: dict[bytes, bytes], line: int) -> Iterator[Found]:
    status = named.get(b"status", b"").strip()
    said = _value(named.get(b"diagnostic-code", b"")) or status
    if not said:
        return
    reply = reply_of(said)
    remote, reporting = _value(named.get(b"remote-mta", b"")), _value(whole.get(b"reporting-mta", b""))
    yield Found(
        reply,
        recipient=_address(named.get(b"final-recipient") or named[b"original-recipient"]),
        sender=text_of(_value(whole.get(b"x-postfix-sender", b""))),
        host=text_of(remote if reply.code and remote else reporting),
        said_in=BOUNCE,
        line=line,
        enhanced=(found[0].decode() if (found := _STATUS.match(status)) else "") or enhanced_of(reply),
    )


_STATUS = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}")
_TYPE = re.compile(rb"[ \t]*[\w.-]{1,40}[ \t]*;")


def _value(field: bytes) -> bytes:
    """What follows the type: `smtp; 550 no` (RFC 3464 §2.1.2)."""
    return without_encoded_words(_TYPE.sub(b"", field, count=1).strip())


_EMBEDDED = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")


def _address(field: bytes) -> str:
    """An address; the type `utf-8` writes what is no ASCII as `\\x{F6}` where it must (RFC 6533 §3)."""
    address = text_of(_value(field))
    return _EMBEDDED.sub(_character, address) if b"utf-8" in field[:20].lower() else address


def _character(embedded: re.Match[str]) -> str:
    point = int(embedded[1], 16)
    return chr(point) if point < 0x110000 and not 0xD800 <= point < 0xE000 else embedded[0]


# ---- whole messages


def read(lines: Sequence[Numbered]) -> Read:
    """Each message of the text, if it begins with one; then the lines are all its own."""
    found = [one for message in _messages(lines) for one in _message(message)] if is_message(lines) else []
    return Read(found, {line.number for line in lines} if found else set())


def _messages(lines: Sequence[Numbered]) -> Iterator[Sequence[Numbered]]:
    """The messages of an mbox file; else the one message."""
    begins = [
        at for at, line in enumerate(lines) if line.text.startswith(b"From ") and not _text(lines, at - 1)
    ]
    for begin, end in zip([0, *begins[1:]], [*begins[1:], len(lines)], strict=True):
        yield lines[begin:end]


def _text(lines: Sequence[Numbered], at: int) -> bytes:
    return lines[at].text if at >= 0 else b""


def _message(lines: Sequence[Numbered]) -> list[Found]:
    head, leaves = fields(without_mbox_line(lines)), list(parts(lines))
    texts = [leaf for leaf in leaves if leaf.kind == "text/plain"] or [
        _without_tags(leaf) for leaf in leaves if leaf.kind == "text/html"
    ]
    status = [
        one for leaf in leaves if leaf.kind.endswith("delivery-status") for one in in_fields(leaf.lines)
    ]
    words = [one for text in texts[:2] for one in in_words(unquoted(text.lines)).found]
    by_recipient = {one.recipient.lower(): one for one in sorted(words, key=lambda one: bool(one.reply.code))}
    alone = by_recipient.get("") if len(status) == 1 else None
    found = [_completed(one, by_recipient.get(one.recipient.lower(), alone)) for one in status] or words
    failed, sender = _only(head.get(b"x-failed-recipients", b"")), _only(head.get(b"to", b""))
    return [replace(one, recipient=one.recipient or failed, sender=one.sender or sender) for one in found]


def _completed(one: Found, told: Found | None) -> Found:
    """The fields with what only the words tell."""
    if told is None:
        return one
    reply = one.reply if one.reply.code or not told.reply.code else told.reply
    return replace(one, reply=reply, after=one.after or told.after, host=told.host or one.host)


def _only(field: bytes) -> str:
    """The address in a field, if it is only one."""
    addresses = re.findall(ADDRESS, field)
    return text_of(addresses[0]) if len(addresses) == 1 else ""


def _without_tags(part: Part) -> Part:
    """The words of an HTML page, line by line."""
    from html import unescape

    broken = re.sub(rb"(?i)<(?:br|/p|/div|/tr|/h\d)\b[^<>]{0,200}>", b"\n", part.text[:MOST_WORDS])
    plain = unescape(re.sub(rb"<[^<>]{0,1000}>", b"", broken).decode("utf-8", "replace")).encode(
        "utf-8", "replace"
    )
    number = part.lines[0].number if part.lines else 1
    return Part("text/plain", tuple(Numbered(number, line.strip()) for line in plain.split(b"\n")))


def _read_words(lines: Sequence[Numbered]) -> Read:
    """A bounce without its header: the words, or the fields of a delivery status."""
    found = in_fields(lines) if any(_FIELD.match(line.text) for line in lines) else []
    return Read(found, {line.number for line in lines}) if found else in_words(lines)


_FIELD = re.compile(rb"(?:Final|Original)-Recipient:", re.I)
_HEADER = re.compile(rb"\A\s{0,20}(?:>?From |[!-9;-~]{2,77}:[ \t])")
_CUES = tuple(
    b"host |smtp error|remote |returned|reported error|smtp;|#550 |#4|#5|the response|the error|wasn't"
    b"|error_code|responsecode|(reason:|not delivered|responded as|-recipient:|>:|\n  ".split(b"|")
)

MESSAGE = Kind((b":",), _HEADER.search, read)
SESSION = Kind((b"transcript of session follows",), bool, _read_words)
WORDS = Kind(_CUES, bool, _read_words)
