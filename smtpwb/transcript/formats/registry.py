"""The forms in which a dialogue leaves the program, by name: one table for command line, app and tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from smtpwb.transcript.formats import html, markdown, rfc, seed, structured, svg, text
from smtpwb.transcript.formats.options import DEFAULT, Options
from smtpwb.transcript.redaction.meeting import names_of
from smtpwb.transcript.redaction.redact import copied
from smtpwb.transcript.transcript import Transcript
from smtpwb.transcript.watching import Watch, nobody


class Format(msgspec.Struct, frozen=True):
    """One form."""

    name: str
    label: str
    """For a menu."""
    extension: str
    """Of a file's name, without the dot."""
    rows: Callable[[Transcript, Options], Iterator[str]]
    """The lines of the file, without line ends."""
    octets: bool = False
    """Long messages are in it whole, where they are at hand and no name is replaced."""


FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format("text", "Annotated text", "txt", text.rows),
        Format("markdown", "Markdown", "md", markdown.rows),
        Format("html", "HTML page", "html", html.rows),
        Format("svg", "Picture (SVG)", "svg", svg.rows),
        Format("rfc", "Script (RFC notation)", "smtp", rfc.rows, octets=True),
        Format("seed", "YOU SEND -> YOU RECEIVE <-", "txt", seed.rows),
        Format("json", "JSON", "json", structured.rows_json, octets=True),
        Format("jsonl", "JSONL (journal)", "jsonl", structured.rows_jsonl, octets=True),
    )
}


def export(
    name: str, transcript: Transcript, options: Options = DEFAULT, watch: Watch = nobody
) -> Iterator[str]:
    """The dialogue in the form of that name, line by line with their ends. Raises KeyError: no such form.

    With aliases the spooled octets stay behind: nothing in them is replaced. `watch` hears how far that is.
    """
    form = FORMATS[name]
    if options.aliases is not None:
        names = names_of(transcript, options.aliases, options.asked_by, watch=watch)
        transcript = copied(transcript, names, options.aliases, watch)
        options = msgspec.structs.replace(options, asked_by=names.text(options.asked_by))
    return (f"{row}\n" for row in form.rows(transcript, options))
