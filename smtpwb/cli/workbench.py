"""`smtpwb [TARGET]`: the workbench itself."""

from __future__ import annotations

import argparse
import gc
import os
import sys

from smtpwb.cli import connection_options, message_option, secret_options
from smtpwb.errors import UsageError

DESCRIPTION = f"""\
A workbench for the SMTP dialogue. Without TARGET it opens ready for the
walkthrough.

{connection_options.TARGETS}practice.test is the practice server inside smtpwb. A host that is named like
a subcommand is written HOST:25.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", nargs="?", default="", metavar="TARGET", help="what to connect to")
    parser.add_argument(
        "--helo", default="", metavar="NAME", help="the name offered to complete HELO and EHLO"
    )
    parser.add_argument("--theme", default="", metavar="NAME", help="how it looks, for this time")
    parser.add_argument("--plain", action="store_true", help="no boxes, marks in words: to be read aloud")
    connection_options.configure(parser)
    secret_options.configure(parser)
    message_option.configure(parser)
    parser.add_argument("--no-journal", action="store_true", help="keep no journal of this session")
    parser.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal")


def run(options: argparse.Namespace) -> int:
    """Open the workbench. Raises UsageError where there is no terminal to open it on."""
    message = message_option.message(options)
    if not _can_draw():
        raise UsageError(
            "the workbench needs a terminal that can draw", "use smtpwb decode or smtpwb codes without one"
        )
    gc.disable()  # nothing becomes garbage before the first frame, which comes a quarter sooner without
    ways = connection_options.connection_options(options)
    order = _order(options)
    if order:
        ways.check(connection_options.target(order, options))
    _check_theme(options.theme)
    from smtpwb.tui.app import Workbench

    app = Workbench(
        order,
        theme=options.theme,
        helo=options.helo,
        login=secret_options.login(options),
        options=ways,
        message=message,
        journal=not options.no_journal,
        plain=options.plain,
    )
    return app.run(mouse=not options.no_mouse) or 0


def _can_draw() -> bool:
    """Both ends are a terminal that can place its cursor; Windows has such without a TERM."""
    unnamed = "" if sys.platform != "win32" else "windows"
    if (os.environ.get("TERM") or unnamed) in ("", "dumb"):
        return False
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _order(options: argparse.Namespace) -> str:
    """What to connect to, as one would type it; checked before a screen is opened."""
    from smtpwb.smtp.commands import VERBS

    written: str = options.target
    if not written:
        if options.tls:
            raise UsageError("--tls needs a TARGET", "write smtpwb --tls HOST")
        return ""
    if written.upper() in VERBS:
        raise UsageError(f"{written} is a command, said after connecting", "give a host first: smtpwb HOST")
    return connection_options.target(written, options).written


def _check_theme(name: str) -> None:
    if not name:
        return
    from smtpwb.tui.themes import load_themes

    themes, _ = load_themes()
    if name not in themes:
        raise UsageError(f"there is no theme {name!r}", f"choose one of {', '.join(sorted(themes))}")
