"""Replies in the words of a bounce message that are meant for people.

Decides which words tell why a message was not delivered, and where recipient, server and command stand beside
them: a row of `FORMS` a wording, those of qmail, Exim, Postfix, Exchange and the large providers. The
returned message is not read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from msgspec.structs import replace

from smtpwb.transcript.pasted import transcripts
from smtpwb.transcript.pasted.dialects import DIALECTS
from smtpwb.transcript.pasted.found import (
    CODE,
    Found,
    Numbered,
    Read,
    after_of,
    enhanced_of,
    reply_of,
    text_of,
)
from smtpwb.transcript.pasted.mime import unencoded

MOST_WORDS = 262_144
"""Octets of the words that are read: no report is longer, a returned message may be."""

BOUNCE = "bounce"
ADDRESS = rb"[^\s<>@:\"',;()]{1,64}@[\w.-]{1,255}"
_SAID = (
    rb"(?P<said>\S(?:(?!\n(?:[ \t]*\n|(?<!\d\.\d\.\d\n)(?<!\d\.\d\.\d\d\n)[<\"]?" + ADDRESS + rb"[>\"]?:"
    rb"|[ \t]+[<\"]?"
    + ADDRESS
    + rb"[>\"]?:[ \t]*\n| {0,2}"
    + ADDRESS
    + rb"\n|Giving up on |--|[ \t]+at[ \t])).){0,3000})"
)
"""A paragraph, as far as it is about one recipient; an address after the codes belongs to the reply."""
_QUOTED = rb"'(?P<said>(?:(?!'\s*(?:\n|\Z)).){1,3000})'"


class Form(NamedTuple):
    """One wording. Groups: `said`; where it has them `recipient`, `host`(`2`), `code`, `after`(`2`)."""

    who: str
    pattern: bytes


FORMS = (
    Form(
        "Postfix",
        rb"(?:<(?P<recipient>" + ADDRESS + rb")>(?:[ \n]+\(expanded from[^)]{1,400}\))?:\s+)?"
        rb"(?:delivery temporarily suspended:\s+)?"
        rb"host\s+(?P<host>[^\s\[]{1,255})\[[^\]\s]{1,60}\](?::\d+)?\s+"
        rb"(?:said|(?P<after2>refused\s+to\s+talk\s+to\s+me)):\s+" + _SAID,
    ),
    Form(
        "Exim",
        rb"(?:\bhost\s+(?P<host>[^\s\[]{1,255})\s+\[[^\]\s]{1,60}\]\s+)?"
        rb"SMTP\s+error\s+from\s+remote\s+mail(?:er|\s+server)\s+after\s+(?P<after>[^\n]{1,300}?):\s+"
        rb"(?:host\s+(?P<host2>[^\s\[]{1,255})\s+\[[^\]\s]{1,60}\]:\s+)?" + _SAID,
    ),
    Form(
        "United Internet",
        rb"SMTP\s+error\s+from\s+remote\s+server\s+(?:after|for)\s+(?P<after>[A-Z ]{4,30}?)\s+command[:,]?\s+"
        rb"host:?\s+(?P<host>[^\s(]{1,255})(?:\s+\([^)]{1,60}\))?\s+(?:reason:\s+)?" + _SAID,
    ),
    Form(
        "qmail",
        rb"(?:(?:Connected\s+to\s+)?(?P<host>[\w.:-]{1,255})\s+"
        rb"(?P<after>(?:does\s+not\s+like|failed|but)\b[^.\n]{1,80}(?:\n[^.\n]{1,80})?)\.\s+)?"
        rb"Remote\s+host\s+said:\s+" + _SAID,
    ),
    Form(
        "Exchange",
        rb"(?:Remote\s+Server|Server\s+at\s+(?P<host>[^\s(]{1,255})(?:\s+\([^)\n]{1,60}\))?)\s+returned:?\s+"
        + _QUOTED,
    ),
    Form(
        "Microsoft 365",
        rb"Your\s+message\s+to\s+<?(?P<recipient>"
        + ADDRESS
        + rb")>?\s+couldn't\s+be\s+delivered\.\s+(?P<said>[^\n]{1,300})",
    ),
    Form("Microsoft 365", rb"(?:Reported\s+error|Remote\s+server\s+returned):\s+" + _SAID),
    Form("Exchange 2007", rb"#<(?:[^>#\n]{0,255}#)?[^>\n]{0,40}smtp;\s*(?P<said>[^>]{1,2000})>"),
    Form("Exchange 2010", rb"#(?P<said>" + CODE + rb" [245]\.\d{1,3}\.\d{1,3} [^#]{1,2000})##?"),
    Form(
        "Google",
        rb"(?:The\s+response(?:\s+from\s+the\s+remote\s+server)?\s+was"
        rb"|The\s+server\s+response\s+was|The\s+error\s+that\s+the\s+other\s+server\s+returned\s+was):\s+"
        + _SAID,
    ),
    Form(
        "Google",
        rb"wasn't\s+delivered\s+to\s+(?P<recipient>"
        + ADDRESS
        + rb")\s+because\s+(?!(?:(?!wasn't\s+delivered).){0,600}?\bThe\s+response\b[^:\n]{0,40}\bwas:)"
        + _SAID,
    ),
    Form(
        "Zoho",
        rb"\[Status:\s+Error,\s+Address:\s+<(?P<recipient>"
        + ADDRESS
        + rb")>,\s+ResponseCode\s+(?P<code>\d{3}),\s*,?"
        rb"\s*(?P<said>[^\]]{1,2000})\]",
    ),
    Form("Zoho", rb"ERROR_CODE\s?:(?P<code>\d{3}),\s+ERROR_CODE\s?:(?P<said>[^\n]{1,2000})"),
    Form("Sendmail", rb"\(reason:\s+(?P<said>[^\n]{1,1000})\)[ \t]*(?:\n|\Z)"),
    Form(
        "Domino",
        rb"(?:was|were)\s+not\s+delivered\s+to:\s+(?P<recipient>" + ADDRESS + rb")\s+because:\s+" + _SAID,
    ),
    Form("CommuniGate", rb"host\s+(?P<host>[^\s\[]{1,255})\s+says:\s+" + _SAID),
    Form("others", rb"\bresponded\s+as\s+follows:\s+\[(?P<said>[^\]]{1,2000})\]"),
    Form("qmail and Postfix", rb"^[ \t]*<(?P<recipient>" + ADDRESS + rb")>:\s+" + _SAID),
    Form("Exim", rb"^ {2}(?P<recipient>" + ADDRESS + rb")\n(?P<said>(?: {4}[^\n]{1,1000}\n?){1,20})"),
)
"""In this order: words that one form has taken are not read by a later one."""

_NAMED = re.compile(
    rb"^[ \t>]*(?:(?:Final-Recipient: *rfc822;|To:|RCPT:|Recipient:) *)?[<\"]?("
    + ADDRESS
    + rb")[>\"]?:?(?:[ \t]*\([^)\n]{0,200}\))?[ \t]*$"
    rb"|(?:deliver(?:ed|y)?|message|rejected)\s+(?:to|recipient)\s+<?(" + ADDRESS + rb")",
    re.M | re.I,
)
"""Where a recipient is named by itself."""
_COPY = re.compile(
    rb"^(?:-+ ?(?:Below this line is a copy|This is a copy|The body of the message|Original message"
    rb"|Forwarded message|Returned message)|Original message headers:|----- Original message"
    rb"|---------- Forwarded)",
    re.M | re.I,
)
"""Where the returned message begins."""
_IN_REPLY = re.compile(
    rb"\s+\(in\s+reply\s+to\s+(.{1,60}?)(?:\s+command)?\)\s*$|(?=\[([A-Z]{4}_[A-Z]{2,4})\]\s*$)"
)
_IN_A_REPLY = re.compile(rb"[^\w\n]{0,8}" + CODE + rb"[ -]")
_SENDMAIL = next(dialect for dialect in DIALECTS if dialect.name == "Sendmail")


@cache
def _forms() -> tuple[re.Pattern[bytes], ...]:
    return tuple(re.compile(form.pattern, re.M | re.I | re.S) for form in FORMS)


class _Words:
    """The words for people, up to the returned message, and where each line of them begins."""

    def __init__(self, lines: Sequence[Numbered]) -> None:
        lines = unencoded(lines)
        text = b"\n".join(line.text for line in lines)[:MOST_WORDS]
        copy = _COPY.search(text)
        self.text = text[: copy.start()] if copy else text
        self.returned = {line.number for line in lines[self.text.count(b"\n") + 1 :]} if copy else set[int]()
        """The lines of the returned message."""
        self._numbers = [line.number for line in lines]
        self._begins = [0, *accumulate(len(line.text) + 1 for line in lines)]
        named = [(found.start(), found[1] or found[2]) for found in _NAMED.finditer(self.text)]
        self._named_at, self._named = [at for at, _ in named], [address for _, address in named]

    def line(self, at: int) -> int:
        return self._numbers[bisect_right(self._begins, at) - 1]

    def in_reply(self, at: int) -> bool:
        """Whether the line is a reply up to there: a server that quotes another one is no bounce."""
        return bool(_IN_A_REPLY.match(self.text, self.text.rfind(b"\n", 0, at) + 1, at))

    def named_before(self, at: int) -> bytes:
        """The recipient that was named last, or nobody."""
        index = bisect_right(self._named_at, at) - 1
        return self._named[index].rstrip(b".") if index >= 0 else b""


def in_words(lines: Sequence[Numbered]) -> Read:
    """What the words for people tell, in their order; its lines are those words and the returned message."""
    words, taken = _Words(lines), bytearray(MOST_WORDS + 1)
    found: list[Found] = []
    understood: set[int] = set()
    for told in (told for form in _forms() for told in form.finditer(words.text)):
        begin, end = told.span("said")
        if any(taken[begin:end]) or words.in_reply(told.start()):
            continue
        taken[begin:end] = b"\1" * (end - begin)
        found.append(_told(told, words))
        understood.update(range(words.line(told.start()), words.line(end - 1) + 1))
    session = _in_sendmail(words, lines, {one.reply.raw: one.recipient for one in found})
    known = {one.reply.raw for one in session}
    found = [one for one in found if one.reply.raw not in known] + session
    if found:
        understood |= {line.number for line in lines} if session else words.returned
    return Read(sorted(found, key=lambda one: one.line), understood)


def _in_sendmail(words: _Words, lines: Sequence[Numbered], named: dict[bytes, str]) -> list[Found]:
    """The refusals in the `Transcript of session` of a Sendmail bounce; `named`: whom the summary says it of.

    What was sent together it shows as the last of the commands: of two replies to DATA, one is RCPT's.
    """
    if b"\n<<< " not in words.text:
        return []
    found = transcripts.read(_SENDMAIL, lines).found
    for at, (one, other) in enumerate(pairwise(found)):
        if one.after == "DATA" and not other.after:
            found[at], found[at + 1] = replace(one, after="RCPT"), replace(other, after="DATA")
    refused = (one for one in found if one.reply.refuses)
    return [
        replace(one, said_in=BOUNCE, recipient=one.recipient or named.get(one.reply.raw, ""))
        for one in refused
    ]


def _told(told: re.Match[bytes], words: _Words) -> Found:
    groups = {name: text or b"" for name, text in told.groupdict().items()}
    said = groups["said"]
    in_reply = _IN_REPLY.search(said)
    if in_reply:
        groups["after"] = in_reply[1] or in_reply[2]
        said = said[: in_reply.start()]
    reply = reply_of(b" ".join(filter(None, (groups.get("code"), said))))
    return Found(
        reply,
        after_of(" ".join(text_of(groups.get("after") or groups.get("after2")).split())),
        text_of(groups.get("recipient") or words.named_before(told.start("said"))),
        host=text_of(groups.get("host") or groups.get("host2")),
        said_in=BOUNCE,
        line=words.line(told.start("said")),
        enhanced=enhanced_of(reply),
    )
