"""How a run of a script is told, as it goes: one class a format, in `OUTPUTS`.

Everything is written as soon as it is known. In `text`, `markdown` and `rfc` what is no line of the dialogue
is a comment of the notation, so that the output can be run again. A message that is too long for an event is
told in short, and has to be written anew for that.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from smtpwb.cli.run_summary import Summary
from smtpwb.session.script_result import GOOD, Result, Verdict
from smtpwb.smtp.message import CRLF
from smtpwb.smtp.visible import visible
from smtpwb.transcript import content, wording
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Sent, to_json
from smtpwb.transcript.formats import rfc
from smtpwb.transcript.notes import note
from smtpwb.transcript.transcript import Transcript

WIDTH = 79
_TIMED = 68
"""Columns up to which a line has room for its time."""
_LABEL = 10


class Output:
    """Told of each result, and of the end."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self._next = 0
        """The first entry that was not written yet."""

    def result(self, result: Result) -> None:
        """Write what became of a line, and what happened before it."""
        if result.entry is None and result.verdict not in GOOD:
            self.rest()
        self._up_to(result.entry)
        self._write(self._told(result))

    def rest(self) -> None:
        """Write what happened behind the last result."""
        self._up_to(len(self._transcript.entries) - 1)

    def end(self, summary: Summary) -> None:
        """Write the rest, and what it all came to."""
        self.rest()
        self._write(self._summed(summary))

    def _up_to(self, index: int | None) -> None:
        while index is not None and self._next <= index:
            self._write(self._entry(self._next))
            self._next += 1

    def _write(self, lines: Iterable[str]) -> None:
        """One by one: a long message has many."""
        sys.stdout.writelines(f"{line}\n" for line in lines)
        sys.stdout.flush()

    def _entry(self, index: int) -> Iterable[str]:
        """The lines of what was sent, came or happened."""
        return ()

    def _told(self, result: Result) -> Iterable[str]:
        """What is said of a result, beneath its entry."""
        return ()

    def _summed(self, summary: Summary) -> Iterable[str]:
        return ()


class Text(Output):
    """The dialogue with its times; what is not as expected stands below the reply, line against line."""

    def _entry(self, index: int) -> Iterator[str]:
        entry = self._transcript.entries[index]
        mark = wording.mark(entry).strip()
        *rows, last = (f"{mark}: {line}".rstrip(" ") if mark else f"# {line}" for line in _lines(entry))
        if isinstance(entry.event, Sent) and entry.event.spooled is not None:
            last = f"# … {content.summary(entry.event)}"
        timing = wording.timing(entry) if entry.kind is Kind.REPLY else ""
        yield from rows
        if timing and len(last) > _TIMED:
            yield from (last, f"#{timing:>{WIDTH - 1}}")
        else:
            yield f"{last:<{_TIMED}}  {timing:>{WIDTH - _TIMED - 2}}" if timing else last

    def _told(self, result: Result) -> Iterator[str]:
        return _complaint(self._transcript, result)

    def _summed(self, summary: Summary) -> Iterator[str]:
        for sentence in summary.sentences():
            yield from _wrapped(sentence)


class Markdown(Text):
    """The same in a block of code. Every line of it begins with a mark, so none can end the block."""

    def __init__(self, transcript: Transcript) -> None:
        super().__init__(transcript)
        self._begun = False

    def _write(self, lines: Iterable[str]) -> None:
        if not self._begun:
            self._begun = True
            print("```text", flush=True)
        super()._write(lines)

    def end(self, summary: Summary) -> None:
        self.rest()
        self._write(["```", ""])
        self._write(f"- {sentence}" for sentence in summary.sentences())


class Rfc(Output):
    """A script again: what was said, each reply as it came."""

    def __init__(self, transcript: Transcript) -> None:
        super().__init__(transcript)
        self._writer = rfc.Writer(transcript.read)

    def _entry(self, index: int) -> Iterator[str]:
        if not index:
            yield from rfc.heading(self._transcript)
        yield from self._writer.entry(self._transcript, index)

    def _told(self, result: Result) -> Iterator[str]:
        return _complaint(self._transcript, result)

    def _summed(self, summary: Summary) -> Iterator[str]:
        yield from self._writer.rest()


class Json(Output):
    """An object a result, each on a line of its own; the last is the summary."""

    def _told(self, result: Result) -> Iterator[str]:
        yield msgspec.json.encode(self._facts(result)).decode()

    def _facts(self, result: Result) -> dict[str, object]:
        facts: dict[str, object] = {"line": result.line, "verdict": result.verdict.value}
        if result.why:
            facts["why"] = result.why
        if result.expected is not None:
            facts["expected"] = [line.written for line in result.expected.lines]
        if result.entry is None:
            return facts
        entry = self._transcript.entries[result.entry]
        lines = list(_lines(entry))
        if entry.reply is None:
            return {**facts, ("sent" if entry.sent else "happened"): lines}
        facts |= {
            "reply": lines,
            "code": entry.reply.code,
            "enhanced": str(entry.reply.enhanced or ""),
            "answers": entry.answers,
            "milliseconds": None if entry.elapsed is None else entry.elapsed / 1e6,
        }
        told = note(self._transcript, result.entry, recipients=False).explanation
        facts["meaning"] = told.meaning if told else ""
        if result.difference is not None and told is not None:
            found = told.diagnosis
            facts |= {
                "differs": result.difference.what,
                "got": [visible(line) for line in result.difference.got],
                "cause": found.cause if found else "",
                "certainty": found.certainty if found else "",
                "fixer": told.fixer,
                "try": told.advice,
            }
        return facts

    def _summed(self, summary: Summary) -> Iterator[str]:
        facts = {
            "verdict": "as expected" if summary.as_expected else "not as expected",
            "counts": {verdict.value: count for verdict, count in summary.counts.items()},
            "unexpected": summary.unexpected,
            "stopped": None if summary.stopped is None else summary.stopped.line,
            "summary": list(summary.sentences()),
        }
        yield msgspec.json.encode(facts).decode()


class Events(Output):
    """The events, one a line, as the journal has them."""

    def result(self, result: Result) -> None:
        self.rest()

    def rest(self) -> None:
        events = self._transcript.events
        self._write(to_json(event).decode() for event in events[self._next :])
        self._next = len(events)


OUTPUTS: Mapping[str, Callable[[Transcript], Output]] = {
    "text": Text,
    "markdown": Markdown,
    "json": Json,
    "jsonl": Events,
    "rfc": Rfc,
}


def _lines(entry: Entry) -> Sequence[str]:
    """All lines of an entry, each in full; of content that is not at hand the first."""
    event = entry.event
    if isinstance(event, Sent) and content.is_whole(event) and event.spooled is None:
        return [visible(line) for line in event.data.removesuffix(CRLF).split(CRLF)]
    return wording.lines(entry, None)


def _complaint(transcript: Transcript, result: Result) -> Iterator[str]:
    """Expected against got, and what the reply means; nothing where all is well."""
    if result.verdict in GOOD:
        return
    if result.difference is None:
        why = f": {result.why}" if result.why else ""
        yield from _wrapped(f"line {result.line} {_SAID.get(result.verdict, result.verdict.value)}{why}")
        if result.expected is not None:
            yield from _labelled("expected", (line.written for line in result.expected.lines))
        return
    yield from _wrapped(f"line {result.line} is not as expected, in its {result.difference.what}:")
    yield from _labelled("expected", result.difference.expected)
    yield from _labelled("got", map(visible, result.difference.got))
    if result.entry is None or result.difference.what.startswith(("words", "number")):
        return
    told = note(transcript, result.entry, recipients=False).explanation
    if told is not None:
        yield from _labelled("means", [f"{told.name}: {told.meaning}" if told.name else told.meaning])
    if told is not None and told.diagnosis is not None:
        found = told.diagnosis
        yield from _labelled("cause", [f"{found.title}, {found.certainty} ({found.cause})"])


_SAID = {
    Verdict.MISSING: "has no reply",
    Verdict.UNSENT: "was not sent",
    Verdict.NO_TLS: "ends here: the TLS handshake failed",
    Verdict.LOST: "ends here",
}


def _labelled(label: str, lines: Iterable[str]) -> Iterator[str]:
    lead = f"#   {label:<{_LABEL}}"
    for line in lines:
        yield from textwrap.wrap(
            line,
            WIDTH,
            initial_indent=lead,
            subsequent_indent=f"#   {'':<{_LABEL}}",
            break_on_hyphens=False,
        )
        lead = f"#   {'':<{_LABEL}}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="#   ", break_on_hyphens=False)
