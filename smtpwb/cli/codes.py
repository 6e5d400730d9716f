"""`smtpwb codes`: the reference tables, searched."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from smtpwb.cli.output import DONE, UNEXPECTED, complain, escaped, wrapped
from smtpwb.reference import catalog
from smtpwb.reference.catalog import Row
from smtpwb.smtp.visible import visible_text

DESCRIPTION = """\
The reference tables: reply codes, enhanced status codes, EHLO keywords, parameters, commands, SASL
mechanisms, RFCs. QUERY is a code, a word, an RFC, or several words that all must match:

  smtpwb codes 550        smtpwb codes 5.7        smtpwb codes greylist        smtpwb codes "auth plain"

What is asked for by its key is shown whole, and so are a few hits; many are listed, and without QUERY every
row is. --format json prints one object a row, each on a line of its own, with the keys: table, key, name,
explanation, facts (an object), sources.
"""
FEW = 8
"""Up to so many rows are shown whole."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "query", nargs="*", metavar="QUERY", help="a code, a word, an RFC; without it, every row"
    )
    parser.add_argument("--format", choices=["text", *FORMATS], default="text")


def run(options: argparse.Namespace) -> int:
    """Print the rows that match."""
    query = " ".join(options.query)
    rows = catalog.search(query) if query else _all()
    if not rows:
        complain(
            f"nothing in the tables matches {visible_text(query)!r}: try a code (5.7.1) or one word of it"
        )
        return UNEXPECTED
    print(_text(rows, query) if options.format == "text" else FORMATS[options.format](rows))
    return DONE


def _all() -> tuple[Row, ...]:
    return tuple(row for name in catalog.TABLES for row in catalog.table(name))


def _text(rows: Sequence[Row], query: str) -> str:
    count = len(rows) if len(rows) <= FEW else sum(_is_asked(row, query) for row in rows)
    parts = [_whole(row) for row in rows[:count]]  # the best come first
    if rows[count:]:
        parts.append(("also:\n" if count else "") + _listed(rows[count:]))
    return "\n\n".join(parts)


def _is_asked(row: Row, query: str) -> bool:
    """The query is the row's key; of an enhanced status code the class may be any."""
    return row.key.lower() in (query.lower(), f"x{query[1:]}")


def _listed(rows: Iterable[Row]) -> str:
    return "\n".join(f"{row.key:<18} {row.name}" for row in rows)


def _whole(row: Row) -> str:
    lines = [f"{row.key}  {row.name}", *wrapped(row.explanation, "  ")]
    for label, value in row.facts():
        lines += wrapped(f"{label}: {value}", "  ", "    ")
    return "\n".join([*lines, *wrapped(f"[{' · '.join(row.sources)}]", "  ")])


def _markdown(rows: Iterable[Row]) -> str:
    return "\n\n".join(
        "\n".join(
            [
                f"### {escaped(f'{row.key} {row.name}')}",
                "",
                escaped(row.explanation),
                "",
                *(f"- **{label}**: {escaped(value)}" for label, value in row.facts()),
                f"- **Sources**: {escaped(', '.join(row.sources))}",
            ]
        )
        for row in rows
    )


def _json(rows: Iterable[Row]) -> str:
    return "\n".join(
        msgspec.json.encode(
            {
                "table": row.table,
                "key": row.key,
                "name": row.name,
                "explanation": row.explanation,
                "facts": dict(row.facts()),
                "sources": row.sources,
            }
        ).decode()
        for row in rows
    )


FORMATS: Mapping[str, Callable[[Sequence[Row]], str]] = {"markdown": _markdown, "json": _json}
"""Every form but text, which depends on what was asked, too."""
