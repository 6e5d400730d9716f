"""`smtpwb decode`: explain the replies in whatever was pasted, from arguments, a file or stdin.

Decides where the text comes from and what is done with none; how it is written is in `decode_output`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from smtpwb.cli.decode_output import FORMATS, OVERVIEWS
from smtpwb.cli.output import DONE, UNEXPECTED, complain, unreadable
from smtpwb.errors import UsageError
from smtpwb.smtp.commands import VERBS
from smtpwb.smtp.visible import visible_text
from smtpwb.transcript.pasted.explained import explained
from smtpwb.transcript.pasted.find import LIMIT, MOST, find

DESCRIPTION = """\
Explain SMTP replies: what each digit says, what the reply means after the command it answers, what may be
said next, and where that is written. The text comes from the arguments, a file or stdin: replies, log lines
of a mail server, its queue, a transcript of telnet, swaks, openssl, curl and others, a whole bounce message,
or the mere words of an error. It may be quoted in a mail, or stand in JSON records of a log.

  smtpwb decode 550 5.1.1 no such user --after RCPT
  smtpwb decode --file bounce.eml
  smtpwb decode --format json < mail.log

--format json prints one object a reply, each on a line of its own, with the keys: reply (the words), code,
enhanced, class (2yz to 5yz), name, meaning, detail, fixer, try, keywords, missing, challenge, remarks,
may_say, not_yet, sources, cause, certainty, confidence (0 to 1), evidence, permanent, wait_seconds,
blocklist, after (the command it answers), recipient, sender, host, line (of the text), said_in (reply,
transcript, bounce, log line of …, mail queue, text, words). From cause to blocklist they tell of a refusal.
What is unknown is "", [] or null.
"""
AFTER = (*VERBS, "CONNECT", "CONTENT", ".")
"""What a reply may be said to answer: a verb, the connection, or the dot that ends a message."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT", help="a reply; without it, stdin is read")
    parser.add_argument(
        "--file", metavar="PATH", help="read this file: replies, a log, a transcript, a bounce"
    )
    parser.add_argument(
        "--after", default="", metavar="VERB", help="the command it answers: RCPT, DATA, CONNECT …"
    )
    parser.add_argument("--format", choices=list(FORMATS), default="text")


def run(options: argparse.Namespace) -> int:
    """Explain every reply in the text. Raises UsageError for a verb that nobody knows, or for no file."""
    if options.after and options.after.upper() not in AFTER:
        raise UsageError(
            f"no reply answers {visible_text(options.after)}", f"--after takes {', '.join(AFTER)}"
        )
    write = FORMATS[options.format]
    text = _given(options.text, options.file)
    found = find(text, LIMIT + 1)
    told = [(one, explained(one, options.after)) for one in found[:LIMIT]]
    if options.format in OVERVIEWS and len(told) > 1:
        print(OVERVIEWS[options.format](told))
    for one, explanation in told:
        print(write(one, explanation))
    if len(found) > LIMIT:
        complain(f"only the first {LIMIT} replies are explained")
    if found:
        return DONE
    complain(_NONE + _hint(options.text) if text.strip() else _EMPTY)
    return UNEXPECTED


_NONE = "no SMTP reply in this text: a reply begins with three digits, such as 550 5.1.1 no such user"

_EMPTY = "there is no text: paste a reply, a log line, a transcript or a bounce message"


def _hint(words: Sequence[str]) -> str:
    """For one who names a file as the text."""
    name = " ".join(words)
    named = len(name) < 256 and "\0" not in name and Path(name).is_file()
    return f"; to read the file, write --file {visible_text(name)}" if named else ""


def _given(words: Sequence[str], file: str | None) -> bytes:
    """The arguments, or else the file, or else stdin; arguments with blanks in each are a line each."""
    if words and file is not None:
        raise UsageError("there is a text and a file", "give one of them")
    if words:
        joint = "\n" if all(" " in word.strip() for word in words) else " "
        return joint.join(words).encode("utf-8", "surrogateescape")
    text = _read(file) if file is not None else sys.stdin.buffer.read(MOST + 1) if sys.stdin else b""
    if len(text) > MOST:
        complain(f"only the first {MOST:,} octets are read")
    return text[:MOST]


def _read(file: str) -> bytes:
    try:
        with Path(file).open("rb") as stream:
            return stream.read(MOST + 1)
    except (OSError, ValueError) as error:
        raise unreadable(file, error) from error
