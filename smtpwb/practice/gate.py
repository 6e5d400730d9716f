"""What a persona does not let through, before the command is looked at: by its verb, and by when it came."""

from __future__ import annotations

from smtpwb.practice.conversation import Conversation
from smtpwb.practice.replies import reply
from smtpwb.smtp.commands import Command


def refusal(talk: Conversation, command: Command) -> str:
    """The reply to a command that does not pass; empty if it does."""
    persona = talk.persona
    if persona.only_quit and command.verb != "QUIT":
        return reply("only QUIT")
    if persona.commands and command.verb not in persona.commands:
        return reply(persona.unlisted)
    if talk.sent_ahead and "PIPELINING" in persona.without:  # RFC 2920 §3.1
        return reply("sent ahead")
    return ""
