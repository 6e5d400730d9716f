"""How `smtpwb decode` writes what it explained: each reply, and before many an overview.

`FORMATS` and `OVERVIEWS` are tables by the name of the format. Decides which rows are told, under which
labels; what they say comes explained.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from smtpwb.cli.output import WIDTH, escaped
from smtpwb.reference.explain import Explanation
from smtpwb.smtp.replies import Reply
from smtpwb.smtp.visible import visible, visible_text
from smtpwb.transcript.formats.backticks import fence
from smtpwb.transcript.pasted.found import Found
from smtpwb.transcript.pasted.overview import Told, overview

if TYPE_CHECKING:
    from smtpwb.reference.diagnosis import Diagnosis, Evidence

_LABEL = 16
"""Columns of the labels."""


def _words(reply: Reply) -> str:
    return "\n".join(visible(line.raw.removesuffix(b"\r\n")) for line in reply.lines)


def _text(found: Found, told: Explanation) -> str:
    lines = [_words(found.reply)]
    for label, text in (*_found(found), *_rows(told)):
        lead = f"  {label:<{_LABEL - 1}} "
        lines += textwrap.wrap(
            text, WIDTH, initial_indent=lead, subsequent_indent=" " * (_LABEL + 2), break_on_hyphens=False
        )
    return "\n".join(lines) + "\n"


def _found(found: Found) -> Iterator[tuple[str, str]]:
    """Where it was said and of whom, if the text around it tells."""
    if found.said_in == "reply":
        return
    after = f", after {found.after}" if found.after else ""
    yield "Said in", f"{found.said_in}, line {found.line}{after}"
    rows = ("Recipient", found.recipient), ("By", found.host)
    yield from ((label, visible_text(text)) for label, text in rows if text)


def _rows(told: Explanation) -> Iterator[tuple[str, str]]:
    """What there is to say, label by label."""
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
        *_next(told),
        ("Sources", " · ".join(told.sources)),
    )
    yield from ((label, text) for label, text in rows if text)


def _next(told: Explanation) -> Iterator[tuple[str, str]]:
    yield "May say next", " · ".join(told.may_say)
    yield from (("Not yet", f"{part.text}: {part.meaning}") for part in told.not_yet)


def _caused(found: Diagnosis | None) -> Iterator[tuple[str, str]]:
    """The cause, why it is thought so, and whether it lasts."""
    if found is None:
        return
    yield "Cause", f"{found.title}, {found.certainty} ({found.cause})"
    speaking = tuple(_told_once(one for one in found.evidence if one.cause == found.cause and one.weight > 0))
    if speaking:
        yield "Because of", " · ".join(f"{one.said} ({one.kind})" for one in speaking[:3])
    if found.blocklist:
        yield "Blocklist", found.blocklist + (f": ask at {found.lookup}" if found.lookup else "")
    if found.wait_seconds is not None:
        yield "Wait", f"{found.wait_seconds} seconds"
    if found.contradiction:
        yield "Contradiction", found.contradiction
    yield "Lasts", found.permanence


def _told_once(evidence: Iterable[Evidence]) -> Iterator[Evidence]:
    """Without what is said again within the words of heavier evidence."""
    told: list[str] = []
    for one in evidence:
        if not any(one.said in other for other in told):
            yield one
        told.append(one.said)


def _markdown(found: Found, told: Explanation) -> str:
    words = _words(found.reply)
    around = fence((words,))
    rows = [
        f"- **{escaped(label.strip())}**: {escaped(text)}" for label, text in (*_found(found), *_rows(told))
    ]
    return "\n".join([f"{around}text", words, around, "", *rows, ""])


def _json(found: Found, told: Explanation) -> str:
    facts = {
        "reply": _words(found.reply),
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
        "after": found.after,
        "recipient": visible_text(found.recipient),
        "sender": visible_text(found.sender),
        "host": visible_text(found.host),
        "line": found.line,
        "said_in": found.said_in,
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


# Several at once


def _text_overview(told: Sequence[Told]) -> str:
    heading, lines = overview(told)
    wrapped = (
        textwrap.fill(line, WIDTH, initial_indent="  ", subsequent_indent="      ", break_on_hyphens=False)
        for line in lines
    )
    return "\n".join([heading, *wrapped, ""])


def _markdown_overview(told: Sequence[Told]) -> str:
    heading, lines = overview(told)
    return "\n".join([f"**{heading}**", "", *(f"- {escaped(line)}" for line in lines), ""])


OVERVIEWS: Mapping[str, Callable[[Sequence[Told]], str]] = {
    "text": _text_overview,
    "markdown": _markdown_overview,
}

FORMATS: Mapping[str, Callable[[Found, Explanation], str]] = {
    "text": _text,
    "markdown": _markdown,
    "json": _json,
}
