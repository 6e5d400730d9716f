"""What is chosen for a copy that leaves the program: form, how much is said, which names get aliases.

Decides which choices there are and keeps them for next time, beside the other choices made on screens. What
each form makes of a dialogue is `transcript.formats`, what an alias is `transcript.redaction`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from smtpwb import settings
from smtpwb.transcript import selection
from smtpwb.transcript.connections import connection_of
from smtpwb.transcript.copy_as.registry import COPY_AS, copied
from smtpwb.transcript.events import Event, Sent
from smtpwb.transcript.formats.options import DARK, LIGHT, Level, Options, coloured
from smtpwb.transcript.formats.registry import FORMATS, export
from smtpwb.transcript.private import replace_own
from smtpwb.transcript.redaction.names import Switches
from smtpwb.transcript.redaction.redact import redacted
from smtpwb.transcript.transcript import Transcript
from smtpwb.transcript.watching import Watch, nobody

ALIASES: Mapping[str, str] = {
    "addresses": "addresses",
    "hosts": "hosts",
    "ips": "IPs",
    "body": "message",
    "message_ids": "Message-IDs",
}
"""Switches of `redaction`, and how each is called."""


class Part(enum.Enum):
    """Which entries go along."""

    ALL = "all of it"
    CONNECTION = "this connection"
    ONWARDS = "from here on"
    TRANSACTION = "this transaction"


class Share(msgspec.Struct, frozen=True):
    """What is kept for next time."""

    form: str = "text"
    level: Level = Level.FULL
    aliased: frozenset[str] = frozenset()
    """Of ALIASES, those that are on."""


class Wanted(msgspec.Struct, frozen=True):
    """One copy, as it is wanted now."""

    share: Share
    part: Part = Part.ALL
    asked_by: str = ""


def usual(form: str) -> Level:
    """How much is said of each reply in that form, unless the user chooses: a ticket is to be short."""
    return _USUAL.get(form, Level.FULL)


_USUAL: Mapping[str, Level] = {"markdown": Level.BRIEF}


def path() -> Path:
    """Where the choice is kept."""
    return settings.choices_path().with_name("share.json")


def kept() -> Share:
    """What was chosen last; of a file that cannot be read, nothing."""
    try:
        share = msgspec.json.decode(path().read_bytes(), type=Share)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Share()
    known = share.form if share.form in FORMS else Share().form
    return Share(known, share.level, share.aliased & ALIASES.keys())


def keep(share: Share) -> None:
    """Keep it for next time, where that can be done."""
    with suppress(OSError):
        replace_own(path(), msgspec.json.encode(share))


class Form(msgspec.Struct, frozen=True):
    """One form in which a dialogue can be copied."""

    label: str
    extension: str
    """Of a file's name, without the dot."""
    whole: bool = False
    """It is of one whole connection, whatever part is chosen, and explains nothing."""


FORMS: Mapping[str, Form] = {
    **{name: Form(one.label, one.extension) for name, one in FORMATS.items()},
    **{name: Form(one.label, one.extension, whole=True) for name, one in COPY_AS.items()},
}
"""Every form, by name: to be read, then for other programs."""


def lines(
    transcript: Transcript,
    wanted: Wanted,
    index: int,
    theme: Mapping[str, str],
    dark: bool,
    watch: Watch = nobody,
) -> Iterator[str]:
    """The lines of the copy, with their ends; none where that part of the dialogue is empty. `index`: the
    entry pointed at, `theme`: the colours here; `watch` hears how far it is before the first line. In a
    thread it needs a transcript of its own.
    """
    share = wanted.share
    if FORMS[share.form].whole:
        told = redacted(transcript, switches(share.aliased), watch) if share.aliased else transcript
        return iter(copied(share.form, told, index).splitlines(keepends=True))
    if wanted.part is Part.CONNECTION:
        run = connection_of(transcript.events, transcript.entries[index].event.seq)
        transcript = Transcript(run, transcript.read)
    part = _part(transcript, wanted.part, index)
    if part is not None and not part:
        return iter(())
    options = Options(
        share.level,
        part,
        wanted.asked_by,
        switches(share.aliased) if share.aliased else None,
        light=LIGHT if dark else coloured(theme, LIGHT),
        dark=coloured(theme, DARK) if dark else DARK,
    )
    return export(share.form, transcript, options, watch)


def stays(text: str, aliased: frozenset[str]) -> str:
    """What stands in a copy with these aliases all the same, and why, in a few words; empty: nothing."""
    met = any(name in aliased and word in text for name, word in _NOBODY.items())
    return "127.0.0.1 and localhost stay: they name nobody" if met else ""


def left_behind(events: Iterable[Event], share: Share) -> str:
    """Whether long messages are in no copy of that kind, in a few words; empty: none is missing."""
    whole = share.form in FORMATS and FORMATS[share.form].octets
    missing = whole and share.aliased and any(isinstance(one, Sent) and one.spooled for one in events)
    return "long messages stay behind" if missing else ""


_NOBODY = {"hosts": "localhost", "ips": "127.0.0.1"}


def switches(aliased: frozenset[str]) -> Switches:
    """The switches with these on, and no others."""
    on = {name: name in aliased for name in ALIASES}
    return Switches(**on, queue_ids=False)


def _part(transcript: Transcript, part: Part, index: int) -> frozenset[int] | None:
    match part:
        case Part.ALL | Part.CONNECTION:
            return None
        case Part.ONWARDS:
            return selection.onwards(transcript.entries, index)
        case Part.TRANSACTION:
            return selection.transaction(transcript.entries, index)
