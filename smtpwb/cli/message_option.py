"""`--message FILE|-`: a message to begin the editor with; from stdin it is read before the screen opens."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from smtpwb.errors import UsageError

if TYPE_CHECKING:
    from smtpwb.session.message_file import MessageFile

STDIN = "-"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--message", default="", metavar="FILE", help="a whole message for the editor (^n); - reads stdin"
    )


def message(options: argparse.Namespace) -> MessageFile | None:
    """The message that is named. Raises UsageError where it cannot be read, DataFileError for a full disk."""
    if not options.message:
        return None
    from smtpwb.session.message_file import MessageFile

    if options.message != STDIN:
        return MessageFile.at(options.message)
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError(
            "--message - reads stdin, and nothing is piped into it", "write: smtpwb … < mail.eml"
        )
    taken = MessageFile.taken(sys.stdin.buffer)
    _keyboard_to_stdin()
    return taken


def _keyboard_to_stdin() -> None:
    """Keys are read from the terminal, now that stdin has been read to its end."""
    try:
        terminal = os.open("/dev/tty" if sys.platform != "win32" else "CONIN$", os.O_RDONLY)
    except OSError:
        return  # no terminal at all: that is said by who needs one
    os.dup2(terminal, 0)
    os.close(terminal)
