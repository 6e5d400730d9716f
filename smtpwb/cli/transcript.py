"""`smtpwb transcript`: what was kept, listed, shown, exported, compared, removed."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from smtpwb.cli.output import DONE, UNEXPECTED, complain
from smtpwb.cli.transcript_list import LISTS
from smtpwb.errors import DataFileError, UsageError
from smtpwb.smtp import amounts
from smtpwb.smtp.visible import visible_text
from smtpwb.transcript import journal, kept_files, store
from smtpwb.transcript.comparing.forms import FORMS
from smtpwb.transcript.events import Read, Spooled
from smtpwb.transcript.formats.options import Level, Options
from smtpwb.transcript.formats.registry import FORMATS, export
from smtpwb.transcript.spool import reading
from smtpwb.transcript.transcript import Transcript

DESCRIPTION = """\
The dialogues that were kept, each as it happened.

  smtpwb transcript list            when, with whom, what came of it
  smtpwb transcript show [ID]       the newest, or that one, annotated
  smtpwb transcript export ID -o F  in any --format, by default that of F's name
  smtpwb transcript diff A B        what is different in B
  smtpwb transcript rm ID...        remove dialogues, their messages too

ID is what list shows, the beginning of one, last, or the path of a journal.
"""
EPILOG = """\
exit status: 0 done, of diff: no difference that counts; 1 of diff: there is
one, else what was named is no journal; 2 wrong usage: no such dialogue.

diff aligns both by what was sent and leaves out what is different each time:
queue ids, clocks, counters, addresses, hosts of one pool. How long a reply
took is told where it is far from the other, and is no difference.

list --format json prints an object a line, with the keys: id, begun, server,
outcome, events, octets, state (ended, going on, broke off), fault, path.
"""


class Action(NamedTuple):
    """One thing to do with kept dialogues."""

    run: Callable[[argparse.Namespace], int]
    least: int
    """Dialogues that are named at least, and at most."""
    most: int
    formats: Collection[str]
    """What --format may be; the first one is the default."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.epilog = EPILOG
    parser.add_argument("action", choices=list(ACTIONS), help="what to do")
    parser.add_argument("dialogues", nargs="*", metavar="ID", help="which kept dialogues")
    parser.add_argument("--format", choices=list(FORMATS), help="text unless said otherwise")
    parser.add_argument(
        "--level",
        choices=[level.value for level in Level],
        default=Level.FULL.value,
        help="how much is said of each reply (%(default)s)",
    )
    parser.add_argument(
        "--alias",
        action="store_true",
        help="show and export: other names in place of addresses, hosts, IPs, Message-IDs; no message text",
    )
    parser.add_argument("-o", "--output", default="", metavar="FILE", help="write it there; - is stdout")
    parser.add_argument("--force", action="store_true", help="replace FILE if it exists")


def run(options: argparse.Namespace) -> int:
    """Do it. Raises UsageError for what cannot be found or does not fit, DataFileError for no journal."""
    action = ACTIONS[options.action]
    count = len(options.dialogues)
    if not action.least <= count <= action.most:
        raise UsageError(
            f"{options.action} takes {_span(action)}, not {count}", "see smtpwb transcript --help"
        )
    if options.format and options.format not in action.formats:
        raise UsageError(
            f"{options.action} has no format {options.format}", f"use {', '.join(action.formats) or 'none'}"
        )
    if options.output and options.action == "rm":
        raise UsageError("rm writes nothing", "leave -o out")
    return action.run(options)


def _span(action: Action) -> str:
    if action.least == action.most:
        return f"{action.least or 'no'} dialogue{'' if action.least == 1 else 's'}"
    return "a dialogue or none" if action.most == 1 else "a dialogue or more"


def _list(options: argparse.Namespace) -> int:
    kept = tuple(store.kept())
    if not kept:
        complain(f"no dialogue is kept yet: they will lie in {visible_text(str(journal.directory()))}")
        return DONE
    _write(LISTS[options.format or "text"](kept), options)
    return DONE


def _show(options: argparse.Namespace) -> int:
    (name,) = options.dialogues or (store.LAST,)
    transcript = _opened(name)
    if options.alias:
        from smtpwb.transcript.redaction.redact import redacted

        transcript = redacted(transcript)
    form = options.format or _by_name(options.output)
    transcript.read = _left_out if options.alias else _read(name)
    rows = export(form, transcript, Options(level=Level(options.level)))
    _write((row.removesuffix("\n") for row in rows), options)
    return DONE


def _read(name: str) -> Read:
    """Reads what lies beside that dialogue; where it is no more, that goes to stderr."""
    beside = reading(journal.spool_path(store.find(name)))

    def read(spooled: Spooled) -> Iterator[bytes]:
        try:
            yield from beside(spooled)
        except DataFileError as error:
            complain(f"not in the export, {amounts.octets(spooled.length)}: {error.sentence}")
            raise

    return read


def _left_out(spooled: Spooled) -> Iterator[bytes]:
    """With aliases nothing goes along in which no name was replaced."""
    sentence = "a long message is left out, for no name in it is replaced"
    complain(f"not in the export, {amounts.octets(spooled.length)}: {sentence}")
    raise DataFileError(sentence, "export it without --alias")


def _by_name(file: str) -> str:
    """The format that a file's name asks for."""
    extension = Path(file).suffix.removeprefix(".")
    return next((name for name, one in FORMATS.items() if extension in (one.extension, name)), "text")


def _diff(options: argparse.Namespace) -> int:
    from smtpwb.transcript.comparing.comparison import compare

    try:
        before, after = map(_opened, options.dialogues)
    except DataFileError as error:  # a 1 would say that they differ
        raise UsageError(str(error), error.hint) from None
    found = compare(before, after)
    _write(FORMS[options.format or "text"](found), options)
    return DONE if found.same else UNEXPECTED


def _remove(options: argparse.Namespace) -> int:
    """Remove all that are named, or none."""
    for path in {store.find(name): None for name in options.dialogues}:
        kept_files.remove(path)
        print(f"removed {visible_text(path.name.removesuffix(journal.SUFFIX))}")
    return DONE


ACTIONS: Mapping[str, Action] = {
    "list": Action(_list, 0, 0, LISTS),
    "show": Action(_show, 0, 1, FORMATS),
    "export": Action(_show, 1, 1, FORMATS),
    "diff": Action(_diff, 2, 2, FORMS),
    "rm": Action(_remove, 1, sys.maxsize, ()),
}


def _opened(name: str) -> Transcript:
    """A kept dialogue as far as it goes; what is wrong with it goes to stderr."""
    found = journal.read(store.find(name))
    if found.fault:
        complain(visible_text(found.fault))
    return Transcript(found.events)


def _write(rows: Iterable[str], options: argparse.Namespace) -> None:
    """To stdout, or to a file that is made for it."""
    if options.output in ("", "-"):
        for row in rows:
            print(row)
        return
    path = Path(options.output)
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if options.force else os.O_EXCL)
    try:
        file = os.open(path, flags, 0o600)
    except FileExistsError:
        raise UsageError(f"{visible_text(str(path))} exists", "--force replaces it") from None
    except OSError as error:
        raise UsageError(f"{visible_text(str(path))} cannot be written", error.strerror or "") from None
    try:
        with os.fdopen(file, "w", encoding="utf-8") as out:
            out.writelines(f"{row}\n" for row in rows)
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
