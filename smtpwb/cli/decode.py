"""`smtpwb decode`: explain replies, from arguments or stdin."""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from smtpwb.cli.output import DONE, UNEXPECTED, complain, escaped
from smtpwb.errors import UsageError
from smtpwb.reference.explain import Explanation, explain_alone
from smtpwb.smtp.commands import VERBS
from smtpwb.smtp.replies import Reply, ReplyReader
from smtpwb.smtp.visible import visible, visible_text

if TYPE_CHECKING:
    from smtpwb.reference.diagnosis import Diagnosis

DESCRIPTION = """\
Explain SMTP replies: what each digit says, what the reply means after the command it answers, what may be
said next, and where that is written. The text comes from the arguments, or from stdin.

  smtpwb decode 550 5.1.1 no such user --after RCPT
  smtpwb decode --format json < replies.txt

--format json prints one object a reply, each on a line of its own, with the keys: reply (the words), code,
enhanced, class (2yz to 5yz), name, meaning, detail, fixer, try, keywords, missing, challenge, remarks,
may_say, not_yet, sources, cause, certainty, confidence (0 to 1), evidence, permanent, wait_seconds,
blocklist. The last seven tell of a refusal. What is unknown is "", [] or null.
"""
AFTER = (*VERBS, "CONNECT", "CONTENT", ".")
"""What a reply may be said to answer: a verb, the connection, or the dot that ends a message."""
MOST = 10_000_000
"""Octets of stdin that are read."""

WIDTH = 78
_LABEL = 16
"""Columns of the labels."""

_REPLY_LINE = re.compile(rb"[ \t]*(?:S:[ \t]?|<[-~*]+\*?[ \t]*)?(?=[2-5]\d\d(?:[ \-]|$))")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT", help="a reply; without it, stdin is read")
    parser.add_argument(
        "--after", default="", metavar="VERB", help="the command it answers: RCPT, DATA, CONNECT …"
    )
    parser.add_argument("--format", choices=list(FORMATS), default="text")


def run(options: argparse.Namespace) -> int:
    """Explain every reply in the text. Raises UsageError for a verb that nobody knows."""
    if options.after and options.after.upper() not in AFTER:
        raise UsageError(
            f"no reply answers {visible_text(options.after)}", f"--after takes {', '.join(AFTER)}"
        )
    write = FORMATS[options.format]
    count = 0
    for reply in replies(_given(options.text)):
        print(write(reply, explain_alone(reply, options.after)))
        count += 1
    if count:
        return DONE
    complain("no SMTP reply in this text: a reply begins with three digits, such as 550 5.1.1 no such user")
    return UNEXPECTED


def _given(words: Sequence[str]) -> bytes:
    """The arguments, or else stdin."""
    if words:
        return " ".join(words).encode("utf-8", "surrogateescape")
    text = sys.stdin.buffer.read(MOST + 1) if sys.stdin is not None else b""
    if len(text) > MOST:
        complain(f"only the first {MOST:,} octets are read")
    return text[:MOST]


def replies(text: bytes) -> Iterator[Reply]:
    """The replies in a text; lines that are none are passed over."""
    reader = ReplyReader()
    for line in re.split(rb"\r?\n", text):
        if mark := _REPLY_LINE.match(line):
            yield from reader.feed(line[mark.end() :] + b"\r\n", 0)
    if (rest := reader.finish()) is not None:
        yield rest


def _words(reply: Reply) -> str:
    return "\n".join(visible(line.raw.removesuffix(b"\r\n")) for line in reply.lines)


def _text(reply: Reply, told: Explanation) -> str:
    lines = [_words(reply)]
    for label, text in _rows(told):
        lead = f"  {label:<{_LABEL - 1}} "
        lines += textwrap.wrap(
            text, WIDTH, initial_indent=lead, subsequent_indent=" " * (_LABEL + 2), break_on_hyphens=False
        )
    return "\n".join(lines) + "\n"


def _rows(told: Explanation) -> Iterator[tuple[str, str]]:
    places = ("{}yz", "x{}z", "xy{}"), ("{}.x.x", "x.{}.x", "x.x.{}")
    for parts, patterns in zip((told.parts, told.enhanced_parts), places, strict=True):
        yield from (
            (pattern.format(part.text), part.meaning) for part, pattern in zip(parts, patterns, strict=False)
        )
    rows = (
        ("Meaning", told.meaning),
        *_caused(told.diagnosis),
        ("Detail", told.detail),
        *(("Remark", remark) for remark in told.remarks),
        ("It asks", told.challenge),
        ("Who can fix it", told.fixer),
        ("Try", told.advice),
        *((f"{one.keyword} {one.parameters}".strip(), one.told) for one in told.keywords),
        *(("Missing", sentence) for sentence in told.missing),
        ("May say next", " · ".join(told.may_say)),
        *(("Not yet", f"{part.text}: {part.meaning}") for part in told.not_yet),
        ("Sources", " · ".join(told.sources)),
    )
    yield from ((label, text) for label, text in rows if text)


def _caused(found: Diagnosis | None) -> Iterator[tuple[str, str]]:
    """The cause, why it is thought so, and whether it lasts."""
    if found is None:
        return
    yield "Cause", f"{found.title}, {found.certainty} ({found.cause})"
    speaking = [one for one in found.evidence if one.cause == found.cause][:3]
    if speaking:
        yield "Because of", " · ".join(f"{one.said} ({one.kind})" for one in speaking)
    if found.blocklist:
        yield "Blocklist", f"{found.blocklist}: ask at {found.lookup}"
    if found.wait_seconds is not None:
        yield "Wait", f"{found.wait_seconds} seconds"
    if found.contradiction:
        yield "Contradiction", found.contradiction
    yield "Lasts", found.permanence


def _markdown(reply: Reply, told: Explanation) -> str:
    words = _words(reply)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", words)), default=0))
    rows = [f"- **{escaped(label.strip())}**: {escaped(text)}" for label, text in _rows(told)]
    return "\n".join([f"{fence}text", words, fence, "", *rows, ""])


def _json(reply: Reply, told: Explanation) -> str:
    facts = {
        "reply": _words(reply),
        "code": told.code,
        "enhanced": told.enhanced,
        "class": told.status,
        "name": told.name,
        "meaning": told.meaning,
        "detail": told.detail,
        "fixer": told.fixer,
        "try": told.advice,
        "keywords": told.keywords,
        "missing": told.missing,
        "challenge": told.challenge,
        "remarks": told.remarks,
        "may_say": told.may_say,
        "not_yet": told.not_yet,
        "sources": told.sources,
        **_diagnosis(told.diagnosis),
    }
    return msgspec.json.encode(facts).decode()


def _diagnosis(found: Diagnosis | None) -> dict[str, object]:
    """The cause of a refusal; `cause` is empty where there is none to tell."""
    return {
        "cause": found.cause if found else "",
        "certainty": found.certainty if found else "",
        "confidence": found.confidence if found else None,
        "evidence": found.evidence if found else (),
        "permanent": found.permanent if found else None,
        "wait_seconds": found.wait_seconds if found else None,
        "blocklist": found.blocklist if found else "",
    }


FORMATS: Mapping[str, Callable[[Reply, Explanation], str]] = {
    "text": _text,
    "markdown": _markdown,
    "json": _json,
}
