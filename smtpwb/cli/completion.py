"""`smtpwb --print-completion SHELL`: what a shell needs to complete the command, made of its own parsers.

Decides which values are files, directories or names from our own tables; the options themselves are read from
the parsers, so that nothing is said twice. How a shell is told is shtab's.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping

import shtab

_PATHS: Mapping[str, object] = {
    "FILE": shtab.FILE,
    "PATH": shtab.FILE,
    "DIALOGUE": shtab.FILE,
    "DIR": shtab.DIRECTORY,
}
"""By what an option says that it takes."""


def script(shell: str) -> str:
    """What the shell reads: `bash`, `zsh` or `tcsh`."""
    written: str = shtab.complete(_whole_parser(), shell)
    return written


def _whole_parser() -> argparse.ArgumentParser:
    """All subcommands in one parser: their names first, for they are completed first."""
    from smtpwb.cli.main import SUBCOMMANDS, parser_of

    whole, _ = parser_of("")
    names = whole.add_subparsers(metavar="SUBCOMMAND")
    for name, what in SUBCOMMANDS.items():
        names.add_parser(name, parents=[_described(parser_of(name)[0])], add_help=False, help=what)
    whole._actions.sort(key=lambda action: action is not names)
    return _described(whole)


def _described(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The same, each option with what shtab wants to know of its values."""
    for action in parser._actions:
        metavar = action.metavar if isinstance(action.metavar, str) else ""
        if metavar in _PATHS:
            action.complete = _PATHS[metavar]  # type: ignore[attr-defined]  # where shtab looks for it
        if action.dest == "persona":
            action.choices = [*_personas()]
    return parser


def _personas() -> Iterable[str]:
    from smtpwb.practice.persona import by_name

    return by_name()
