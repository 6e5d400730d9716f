"""What does a step: one thing that happens on the wire, or one view that the learner opens.

Decides when a condition of a lesson file is met by an entry of the transcript. Which step is at hand, and
what follows, is for `standing`.

    { answers = ["RCPT"], reply = "550 5.1.x", path = "^nobody@" }    # a reply, narrowed
    { answers = ["RCPT"], unanswered = true }                        # the connection ended instead of a reply
    { event = "secured", verdict = "not ok" }                        # a happening
    { sent = "content", argument = '^\\.\\.' }                       # a line of the message, as it went out
    { looked = "mailbox" }                                           # a view was opened

Every narrowing key has to agree. How regular expressions are searched is in `expressions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

import msgspec

from smtpwb.lessons import expressions, patterns
from smtpwb.lessons.narrowing import NARROWS, says
from smtpwb.smtp.dialogue import DOT, GREETING, NO_VERBS, RULES
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Closed, Opened, OpenFailed, Secured, Sent
from smtpwb.transcript.owed import EMPTY, RAW, STRAY_DOT

OPENED, OPEN_FAILED, SECURED, CLOSED = "opened", "open-failed", "secured", "closed"
EventName: TypeAlias = Literal["opened", "open-failed", "secured", "closed"]
View: TypeAlias = Literal["mailbox", "bounce", "reference", "certificate", "drill"]
CHUNK = "(chunk)"
"""Stands for a reply to BDAT, whether it is the last chunk or not (RFC 3030 §2)."""

_NAMES = frozenset({*RULES, CHUNK, EMPTY, RAW, STRAY_DOT})
_VERB = re.compile("[A-Z][A-Z0-9]*")
_OUT_OF_PLACE = frozenset({"503", "50z", "5yz", "503 5.5.1"})
_COLUMNS: Mapping[str, str] = {"3": "more", "4": "no", "5": "no"}
"""By the first digit of a reply: the column of `smtp.dialogue.RULES` that says where it leads."""
_EVENT_VERBS: Mapping[str, str] = {SECURED: "STARTTLS"}


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of a lesson file: nothing in it is ignored, and all that is wrong in it is told."""

    def __post_init__(self) -> None:
        if faults := [*self.faults()]:
            raise ValueError("; ".join(faults))

    def faults(self) -> Iterator[str]:
        """What does not go together in it, a clause for each."""
        return iter(())


class Condition(Part, frozen=True):
    """One thing that does a step: one of `answers`, `event`, `sent` and `looked`; the rest narrows it."""

    answers: tuple[str, ...] = ()
    """Verbs, or `(greeting)`, `.`, `(answer)`, `(chunk)`, `(empty line)`, `(stray dot)`: what the reply has
    to answer."""
    event: EventName | None = None
    """What happened to the connection."""
    sent: Literal["content"] | None = None
    """A line of the message; the lone dot is none."""
    looked: View | None = None
    """A view was opened."""

    reply: str = ""
    """A reply pattern, `550`, `55z`, `4yz`, `5.1.1`, `x.7.x` or `550 5.7.x`; without it any 2yz will do."""
    path: str = ""
    """A regular expression for the address in MAIL or RCPT; in LMTP also the recipient that a reply after
    the message is about."""
    parameters: tuple[str, ...] = ()
    """Each KEYWORD, or KEYWORD=VALUE, stands in the MAIL or RCPT."""
    argument: str = ""
    """A regular expression for all that stands behind the verb; of content, the line as it went out."""
    words: str = ""
    """A regular expression for the text of the reply, all lines of it."""
    mechanism: str = ""
    """The one that AUTH began."""
    pipelined: bool | None = None
    """Sent before the reply to the line before it had come (RFC 2920 §3.1)."""
    secured: bool | None = None
    """Said inside TLS."""
    unanswered: bool = False
    """The verb was sent, and the connection ended with no whole reply to it."""
    target: str = ""
    """A regular expression for where the connection goes, as the user wrote it."""
    verdict: Literal["ok", "not ok"] | None = None
    """Of the certificate; a handshake that failed is `not ok`."""

    def faults(self) -> Iterator[str]:
        kinds = [kind for kind in _NARROWING if getattr(self, kind)]
        if len(kinds) != 1:
            yield "a condition has exactly one of `answers`, `event`, `sent` and `looked`"
        else:
            idle = (key for key in self.narrowed if key not in _NARROWING[kinds[0]])
            yield from (f"`{key}` says nothing beside `{kinds[0]}`" for key in idle)
        for key in ("path", "argument", "words", "target"):
            yield from expressions.faults(getattr(self, key), key)
        yield from self._wrong_answers()
        if self.verdict and self.event not in (None, SECURED):
            yield '`verdict` goes with `event = "secured"`'
        if self.target and self.event not in (None, OPENED, OPEN_FAILED):
            yield '`target` goes with `event = "opened"` or "open-failed"'

    def _wrong_answers(self) -> Iterator[str]:
        if self.reply and not patterns.valid(self.reply):
            yield f"`reply` is {self.reply!r}, which is no reply pattern"
        if self.unanswered and (self.reply or self.words):
            yield "`unanswered` leaves no `reply` and no `words`"
        for name in self.answers:
            if name not in _NAMES and not (_VERB.fullmatch(name) and self.refuses):
                yield f"`answers` has {name!r}, which is no verb that a server accepts"

    @property
    def narrowed(self) -> tuple[str, ...]:
        """The narrowing keys that are given."""
        given = ((key, getattr(self, key)) for key in NARROWS)
        return tuple(key for key, value in given if value or (value is False and key != "unanswered"))

    @property
    def refuses(self) -> bool:
        """It is met by a refusal, or by silence: by what may be said anywhere."""
        return self.unanswered or self.reply[:1] in ("4", "5", "x")

    @property
    def anywhere(self) -> bool:
        """It is met by a verb refused for its place: 503 (RFC 5321 §4.1.4), or a class that has it."""
        return not self.unanswered and self.reply in _OUT_OF_PLACE and not {*NO_VERBS} & {*self.verbs}

    @property
    def moves(self) -> bool:
        """The dialogue stands elsewhere once it is met; a refused RCPT or a view leaves it where it was."""
        if not self.answers or self.unanswered:
            return not self.looked
        column = _COLUMNS.get(self.reply[:1], "yes")
        return any(getattr(RULES[verb], column) is not None for verb in self.verbs if verb in RULES)

    @property
    def ends(self) -> bool:
        """It is met by the end of the dialogue."""
        return self.event == CLOSED or self.unanswered or "QUIT" in self.answers

    @property
    def connects(self) -> bool:
        """It is met by a connection, or by its failure."""
        return self.event in (OPENED, OPEN_FAILED) or GREETING in self.answers

    @property
    def verbs(self) -> tuple[str, ...]:
        """The keys of `smtp.dialogue.RULES` that say where this can be done."""
        if self.sent:
            return (DOT,)
        bdat = ("BDAT", "BDAT LAST") if CHUNK in self.answers else ()
        return (*self.answers, *bdat) or tuple(filter(None, (_EVENT_VERBS.get(self.event or ""),)))


def does(condition: Condition, entries: Sequence[Entry], index: int) -> bool:
    """Whether the entry at `index` meets the condition. Those before it belong to the question."""
    entry = entries[index]
    if condition.unanswered:
        asked = left_unanswered(entries, index)
        return (
            asked is not None and _key(entries[asked]) in condition.verbs and _met(condition, entries, asked)
        )
    if condition.answers:
        fits = answered(entry) in condition.verbs and says(entry, condition.reply or "2yz")
        return fits and _met(condition, entries, index)
    if condition.sent:
        return _is_content(entry) and _met(condition, entries, index)
    if condition.event:
        return _happening(entry, condition) == condition.event and _met(condition, entries, index)
    return False


def answered(entry: Entry) -> str:
    """What a reply answers, as a key of `smtp.dialogue.RULES`; empty for all that is no reply."""
    return _key(entry) if entry.kind is Kind.REPLY else ""


def left_unanswered(entries: Sequence[Entry], index: int) -> int | None:
    """Of the end of a connection at `index`: the first line that was sent and had no whole reply."""
    if entries[index].kind is not Kind.CLOSED:
        return None
    found = None
    for at in range(index - 1, -1, -1):
        if entries[at].kind is Kind.OPENED:
            break
        if entries[at].waiting:
            found = at
    return found


def _met(condition: Condition, entries: Sequence[Entry], index: int) -> bool:
    return all(NARROWS[key](getattr(condition, key), entries, index) for key in condition.narrowed)


def _key(entry: Entry) -> str:
    return "BDAT LAST" if entry.command is not None and entry.command.last_chunk else entry.answers


def _is_content(entry: Entry) -> bool:
    return entry.kind is Kind.CONTENT and isinstance(entry.event, Sent) and entry.event.data != b".\r\n"


def _happening(entry: Entry, condition: Condition) -> str:
    """The happening that an entry is; a failed handshake counts only where the verdict may be `not ok`."""
    if isinstance(entry.event, Secured) and not entry.event.version and condition.verdict != "not ok":
        return ""
    return _HAPPENINGS.get(type(entry.event), "")


_HAPPENINGS: Mapping[type, str] = {
    Opened: OPENED,
    OpenFailed: OPEN_FAILED,
    Secured: SECURED,
    Closed: CLOSED,
}


_NARROWING: Mapping[str, frozenset[str]] = {
    "answers": frozenset(NARROWS) - {"target", "verdict"},
    "event": frozenset({"target", "verdict"}),
    "sent": frozenset({"argument"}),
    "looked": frozenset(),
}
