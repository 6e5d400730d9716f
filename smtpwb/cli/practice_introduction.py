"""What `smtpwb practice` says first: how the server is reached, what it is like, and its mailboxes."""

from __future__ import annotations

import socket
import textwrap
from pathlib import Path

from smtpwb.practice.auth import PASSWORD, USER
from smtpwb.practice.mailboxes import ANYONE, DOMAIN, mailboxes
from smtpwb.practice.persona import PLAIN_NAME, Persona, by_name
from smtpwb.practice.zone import LOOPBACK
from smtpwb.smtp.ports import joined
from smtpwb.smtp.visible import visible_text

WIDTH = 100
"""Columns of what is said on stdout."""
_NEAR = {"0.0.0.0": LOOPBACK, "::": "::1"}
"""Where this machine reaches a server that listens on every address."""

_FAR = {"0.0.0.0": (socket.AF_INET, "192.0.2.1"), "::": (socket.AF_INET6, "2001:db8::1")}
"""An address that is nobody's (RFC 5737 §3, RFC 3849 §2), to ask which of its own this machine would take."""


def introduction(
    host: str, port: int, speed: float = 1.0, persona: Persona | None = None, kept_in: Path | None = None
) -> str:
    """How to reach a server that listens there, what it is like, its mailboxes, who may log in, and how to
    read what is kept."""
    persona = persona or by_name()[PLAIN_NAME]
    near = _NEAR.get(host, host)
    at = joined(near, port)
    rows = mailboxes(speed)
    width = max(len(mailbox.address) for mailbox in rows)
    return "\n".join(
        [
            f"{persona.host} listens on {at}; it keeps mail in memory and forwards nothing",
            "",
            f"  telnet {near} {port}",
            f"  smtpwb {at}",
            *_from_elsewhere(host, port),
            *(_deliveries(at) if persona.name == PLAIN_NAME else _character(persona)),
            "",
            "mailboxes, and what each replies to RCPT (HELP greylist tells more):",
            *(
                f"  {mailbox.address:<{width}}  {mailbox.code}{mailbox.condition}"
                + (f"  ({mailbox.stands_for})" if mailbox.stands_for else "")
                for mailbox in rows
            ),
            f"AUTH PLAIN or LOGIN: user {USER}, password {PASSWORD}",
            *_kept(kept_in),
            "",
            "ctrl+c ends it",
        ]
    )


def _from_elsewhere(host: str, port: int) -> list[str]:
    """How other machines reach a server that listens on every address, as far as that is known."""
    if host not in _FAR:
        return []
    family, far = _FAR[host]
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect((far, 9))  # sends nothing: it only says which way it would go
            mine = asked.getsockname()[0]
    except OSError:
        return []
    return [f"  telnet {mine} {port}    from the other machines"]


def _deliveries(at: str) -> list[str]:
    """Ways to send it a message without typing."""
    return [
        f"  swaks --server {at} --from you@example.net --to nobody@{DOMAIN}",
        f"  swaks --server {at} --from you@example.net --to {ANYONE} \\",
        f"        --tls --auth PLAIN --auth-user {USER} --auth-password {PASSWORD}",
    ]


def _kept(directory: Path | None) -> list[str]:
    """How the dialogues can be read that are kept there."""
    if directory is None:
        return []
    return [
        "",
        f"each dialogue is kept in {visible_text(str(directory))}",
        "  NUMBER-ADDRESS.txt    to read, once the dialogue is over",
        "  NUMBER-ADDRESS.jsonl  for smtpwb transcript show FILE, which explains every reply",
    ]


def _character(persona: Persona) -> list[str]:
    """What a persona is like, and what is worth typing."""
    told = textwrap.wrap(f"{persona.title}. {persona.teaches}", WIDTH)
    return ["", *told, "", "try:", *(f"  {line}" for line in persona.try_)]
