"""A conversation with the practice server without a connection: command lines in, replies out."""

from __future__ import annotations

from smtpwb.practice.conversation import Conversation
from smtpwb.practice.lines import Content, Line
from smtpwb.practice.office import PostOffice
from smtpwb.practice.persona import by_name
from smtpwb.practice.rate import Rate
from smtpwb.practice.transactions import respond_to_content
from smtpwb.practice.verbs import respond


def conversation(name: str = "practice", **others: bool) -> Conversation:
    """One with that persona; `others` are fields of the conversation."""
    persona, office = by_name()[name], PostOffice()
    rate = Rate(persona.rate, office.clock)
    return Conversation(office, "127.0.0.1", persona.host, persona, rate, **others)  # type: ignore[arg-type]


def say(talk: Conversation, *lines: str) -> str:
    """Say commands; the reply to the last."""
    said = ""
    for line in lines:
        octets = line.encode()
        said = respond(talk, Line(octets, crlf=True, octets=len(octets) + 2))
    return said


def send(talk: Conversation, content: bytes) -> str:
    """Send a message after 354; the reply to the dot."""
    return respond_to_content(talk, Content(content, len(content), held=True))
