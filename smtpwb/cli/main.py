"""The `smtpwb` command: which subcommand the arguments mean, and the parser built for it alone.

The first argument that equals a subcommand's name selects it; otherwise the workbench starts. Only
the chosen subcommand's module is imported, so that `--version`, `codes` and `decode` start at once.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from smtpwb import __version__
from smtpwb.cli import output
from smtpwb.errors import UsageError

SUBCOMMANDS: Mapping[str, str] = {
    "practice": "the practice server alone, for telnet and scripts",
    "run": "a dialogue without a screen, each reply checked",
    "decode": "explain replies, from arguments or stdin",
    "codes": "the reference tables",
    "lessons": "the lessons: list, show, check, keys, reset",
    "drill": "flash cards: codes, what comes next, mistakes, who can fix it",
    "transcript": "what was kept: list, show, export, diff, rm",
}
SHELLS = ("bash", "zsh", "tcsh")


def choose(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """The subcommand meant (empty: the workbench), and its arguments."""
    for index, argument in enumerate(arguments):
        if argument.startswith("-"):
            continue
        if argument in SUBCOMMANDS:
            return argument, [*arguments[:index], *arguments[index + 1 :]]
        break
    return "", list(arguments)


class _Parser(argparse.ArgumentParser):
    """Complains as the rest of the program does: one sentence that says what to do."""

    def error(self, message: str) -> NoReturn:
        from smtpwb.smtp.visible import visible_text

        raise UsageError(visible_text(message), f"see {self.prog} --help")


class _Completion(argparse.Action):
    """Prints it, and that is all."""

    def __call__(
        self, parser: argparse.ArgumentParser, options: object, value: object, written: str | None = None
    ) -> None:
        from smtpwb.cli.completion import script

        print(script(str(value)), end="")
        parser.exit()


def parser_of(name: str) -> tuple[argparse.ArgumentParser, Any]:
    """The parser of one subcommand, and its module."""
    module = importlib.import_module(f"smtpwb.cli.{name or 'workbench'}")
    parser = _Parser(
        prog=f"smtpwb {name}".strip(),
        description=module.DESCRIPTION,
        epilog="" if name else _subcommands(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    if not name:
        parser.add_argument("--version", action="version", version=f"smtpwb {__version__}")
        parser.add_argument(
            "--print-completion",
            action=_Completion,
            choices=SHELLS,
            help="print what a shell completes by, and exit",
        )
    module.configure(parser)
    return parser, module


def _subcommands() -> str:
    rows = [f"  smtpwb {name:<10} {what}" for name, what in SUBCOMMANDS.items()]
    return "\n".join(["subcommands (each has --help):", *rows])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    return output.guarded(lambda: _run(given))


def _run(given: Sequence[str]) -> int:
    if given == ["--version"]:  # the quickest question needs no parser
        print(f"smtpwb {__version__}")
        return output.DONE
    name, rest = choose(given)
    parser, module = parser_of(name)
    try:
        options = parser.parse_intermixed_args(rest)  # `run - --strict HOST`, in any order
    except SystemExit:  # --help and --version have printed
        return output.DONE
    status: int = module.run(options)
    return status
