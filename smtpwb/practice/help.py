"""What HELP says: the commands, the mailboxes, and the one who may log in."""

from __future__ import annotations

import textwrap

from smtpwb.practice.auth import MECHANISMS, PASSWORD, STRICT, TOKEN, USER
from smtpwb.practice.mailboxes import mailboxes
from smtpwb.smtp.commands import VERBS

WIDTH = 70
"""Columns of a line behind its codes, so that one fits a terminal of 80."""


def overview(host: str, verbs: tuple[str, ...], speed: float = 1.0) -> list[str]:
    """The lines of HELP alone, on a server whose waits are `speed` times shorter."""
    return [
        f"{host} is for practice: it keeps mail in memory and forwards nothing.",
        f"Commands: {' '.join(verbs)}",
        *textwrap.wrap(f"AUTH {' '.join(MECHANISMS)}", WIDTH, break_on_hyphens=False, subsequent_indent="  "),
        f"  user {USER}, password {PASSWORD}, token {TOKEN}",
        f"  user {STRICT}, same password: with CRAM-MD5 and SCRAM only",
        "Mailboxes, and what each replies to RCPT:",
        *(f"  {mailbox.address:<26} {mailbox.code}{mailbox.condition}" for mailbox in mailboxes(speed)),
        "HELP and the name of a command or mailbox says more.",
    ]


def topic(name: str, verbs: tuple[str, ...], speed: float = 1.0) -> list[str]:
    """The lines of HELP with a command or a mailbox; empty if there is neither of that name."""
    wanted = name.strip().lower()
    verb = VERBS.get(wanted.upper())
    if verb is not None and verb.name in verbs:
        return [f"Syntax: {verb.syntax}", _plain(verb.source)]
    for mailbox in mailboxes(speed):
        if wanted in (mailbox.name, mailbox.address):
            told = textwrap.wrap(f"{mailbox.code}{mailbox.condition}: {mailbox.teaches}", WIDTH)
            return [mailbox.address, *told, _plain(", ".join(mailbox.sources))]
    return []


def _plain(sources: str) -> str:
    """A reply is ASCII."""
    return sources.replace("§", "section ")
