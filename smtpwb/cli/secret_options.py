"""The options that say who logs in and where the secret is, for every subcommand that may need them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smtpwb.session.secret_sources import Login


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options to a parser."""
    group = parser.add_argument_group(
        "logging in",
        "fill in what AUTH asks for; nothing is sent without your order, and a secret is never an argument",
    )
    group.add_argument("--user", default="", metavar="NAME", help="the user name")
    sources = group.add_mutually_exclusive_group()
    sources.add_argument(
        "--password-env",
        default="",
        metavar="NAME",
        help="the environment variable with the password or token",
    )
    sources.add_argument(
        "--password-command",
        default="",
        metavar="CMD",
        help="a command whose first line is it, such as 'pass show mail'; no shell reads it",
    )
    sources.add_argument(
        "--keyring", default="", metavar="SERVICE", help="the keyring's entry of that service and --user"
    )


def login(options: argparse.Namespace) -> Login:
    """What the options say. Raises NoSecret for a command that cannot be read."""
    from smtpwb.session.secret_sources import Kind, Login, Source, split, withdraw

    if options.password_command:
        split(options.password_command)
    if options.password_env:
        withdraw(options.password_env)
    given = (
        (Kind.ENVIRONMENT, options.password_env),
        (Kind.COMMAND, options.password_command),
        (Kind.KEYRING, options.keyring),
    )
    return Login(options.user, next((Source(kind, what) for kind, what in given if what), None))
