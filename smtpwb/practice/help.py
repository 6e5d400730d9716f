"""What HELP says: what this server is like, the commands, the mailboxes, and the one who may log in."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from smtpwb.practice.auth import PASSWORD, STRICT, TOKEN, USER
from smtpwb.practice.mailboxes import mailboxes
from smtpwb.practice.persona import PLAIN_NAME, Persona, personas
from smtpwb.smtp.commands import VERBS

WIDTH = 70
"""Columns of a line behind its codes, so that one fits a terminal of 80."""


def overview(
    persona: Persona, verbs: tuple[str, ...], mechanisms: tuple[str, ...], speed: float = 1.0
) -> list[str]:
    """The lines of HELP alone, on a server whose waits are `speed` times shorter."""
    return [
        *_wrapped(f"{persona.host} is for practice: it keeps mail in memory and forwards nothing."),
        *(_tricks(persona) if persona.name != PLAIN_NAME else ()),
        *_wrapped(f"Commands: {' '.join(verbs)}"),
        *(_login(mechanisms) if "AUTH" in verbs else ()),
        "Mailboxes, and what each replies to RCPT:",
        *(f"  {mailbox.address:<26} {mailbox.code}{mailbox.condition}" for mailbox in mailboxes(speed)),
        *_wrapped(f"Other servers, each at NAME.practice.test: {' '.join(_others(persona))}"),
        "HELP and the name of a command, mailbox or server says more.",
    ]


def topic(name: str, verbs: tuple[str, ...], speed: float = 1.0) -> list[str]:
    """The lines of HELP with a command, a mailbox or a persona; empty if there is none of that name."""
    wanted = name.strip().lower()
    verb = VERBS.get(wanted.upper())
    if verb is not None and verb.name in verbs:
        return [f"Syntax: {verb.syntax}", _plain(verb.source)]
    for mailbox in mailboxes(speed):
        if wanted in (mailbox.name, mailbox.address):
            told = textwrap.wrap(f"{mailbox.code}{mailbox.condition}: {mailbox.teaches}", WIDTH)
            return [mailbox.address, *told, _plain(", ".join(mailbox.sources))]
    for persona in personas():
        if wanted in (persona.name, persona.host):
            return [*_tricks(persona), _plain(", ".join(persona.sources))]
    return []


def _tricks(persona: Persona) -> list[str]:
    """What a persona is like, and what is worth trying."""
    told = textwrap.wrap(f"{persona.title}. {persona.teaches}", WIDTH)
    return [f"telnet {persona.address}:", *told, "Try:", *(f"  {line}" for line in persona.try_)]


def _login(mechanisms: Iterable[str]) -> list[str]:
    return [
        *_wrapped(f"AUTH {' '.join(mechanisms)}"),
        f"  user {USER}, password {PASSWORD}, token {TOKEN}",
        f"  user {STRICT}, same password: with CRAM-MD5 and SCRAM only",
    ]


def _others(persona: Persona) -> list[str]:
    return [other.name for other in personas() if other.name not in (persona.name, PLAIN_NAME)]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_on_hyphens=False, subsequent_indent="  ")


def _plain(sources: str) -> str:
    """A reply is ASCII."""
    return sources.replace("§", "section ")
