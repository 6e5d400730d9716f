"""Cards on the order of commands: what may come next in a dialogue, and what may not come yet.

Decides what is asked of a scene. The scenes are in `scenes.toml`; where a dialogue stands after them, and
what is in place there, is told by the state machine alone (`smtp.dialogue`).

    [[scene]]
    id = "sender"                                  # what was missed is remembered by it
    said = \"\"\"                                     # in the notation of the RFCs' examples
    S: 220 mx.example.net ESMTP
    \"\"\"

Where a scene begins with a command, the greeting went before; `S: <tls>` is a TLS handshake.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from random import Random
from typing import NamedTuple

import msgspec

from smtpwb.lessons.drills.card import Card, Deck, Topic, mixed, some
from smtpwb.reference.packaged import packaged
from smtpwb.smtp.commands import VERBS, parse
from smtpwb.smtp.dialogue import ANSWER, DOT, GREETING, RULES, Dialogue, State
from smtpwb.smtp.message import DOT as DOT_LINE
from smtpwb.smtp.reads import Reads, reads_as
from smtpwb.smtp.reply_reader import ReplyReader
from smtpwb.smtp.sequence import INSTEAD, may_say, out_of_place

_WRONG = 3
_LIKELIEST = 4
"""Of the verbs in place, so many are asked for: the rest are in place nearly always."""
_COMMANDS = ("EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT")
_ASKED = (*_COMMANDS, DOT)
"""What stands among the choices."""
_GREETED, _SECURED = "S: 220 mx.example.net ESMTP", "S: <tls>"
_NOTHING = "nothing: the connection is closed"
_NO_COMMANDS: Mapping[State, tuple[str, str, str]] = {
    # where no command is read: what is said instead, why, and where that is written
    State.CONTENT: (
        INSTEAD[State.CONTENT],
        "After 354 every line is text of the message, up to the lone dot; a command would be mailed.",
        RULES[DOT].source,
    ),
    State.AUTH: (
        INSTEAD[State.AUTH],
        "After 334 the next line is the answer to the challenge, whatever it looks like.",
        RULES[ANSWER].source,
    ),
    State.TLS: (
        INSTEAD[State.TLS],
        "After the 220 to STARTTLS the client begins the handshake; commands go on inside it.",
        RULES["STARTTLS"].source,
    ),
    State.QUIT: (
        INSTEAD[State.QUIT],
        "After the 221 to QUIT the server closes the connection.",
        RULES["QUIT"].source,
    ),
    State.CLOSED: (
        _NOTHING,
        "With 421 the server closes the connection, whatever it was asked.",
        "RFC 5321 §3.8",
    ),
}


class Scene(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The beginning of a dialogue."""

    id: str
    said: str

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(self.said.strip().splitlines())


class _Scenes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    scene: tuple[Scene, ...]


@cache
def scenes() -> tuple[Scene, ...]:
    """The scenes, in the order of the file."""
    return packaged(__file__, "scenes.toml", _Scenes).scene


def played(scene: Scene) -> Dialogue:
    """Where the dialogue stands at the end of a scene."""
    dialogue, reader = Dialogue().opened(), ReplyReader()
    answers, command = GREETING, None
    for line in (*_unsaid(scene), *scene.lines):
        side, text = line[:2], line[3:].encode()
        if line == _SECURED:
            dialogue = dialogue.secured_now()
        elif side == "S:":
            for reply in reader.feed(text + b"\r\n", 0):
                dialogue = dialogue.replied(answers, command, reply)
        else:
            command = parse(text)
            answers = _answered_by(text, command.verb, reads_as(dialogue))
    return dialogue


def _unsaid(scene: Scene) -> tuple[str, ...]:
    """The greeting, where the scene begins later."""
    return (_GREETED,) if scene.lines[0].startswith("C:") else ()


def _answered_by(text: bytes, verb: str, reads: Reads) -> str:
    """What the next reply will answer."""
    if reads is Reads.CONTENT:
        return DOT if text == DOT_LINE else ""
    return ANSWER if reads is Reads.ANSWER else verb


def in_place(dialogue: Dialogue) -> list[str]:
    """Verbs that may come next, likeliest first."""
    return [verb for verb in may_say(dialogue) if verb in _ASKED]


def not_in_place(dialogue: Dialogue) -> dict[str, tuple[str, str]]:
    """Verbs that may not come next: why, and where that is written."""
    reasons = ((verb, out_of_place(verb, dialogue)) for verb in _ASKED)
    return {verb: reason for verb, reason in reasons if reason is not None}


class _Asked(NamedTuple):
    """What a card asks where a dialogue stands."""

    right: str
    """The choice that is right, as it is written."""
    wrong: list[str]
    """Verbs."""
    why: str
    sources: tuple[str, ...]
    look_up: str = ""


def _next(dialogue: Dialogue, rng: Random) -> _Asked:
    """Asks for the one that may come."""
    if dialogue.state in _NO_COMMANDS:
        instead, why, source = _NO_COMMANDS[dialogue.state]
        return _Asked(instead, some(_COMMANDS, _WRONG, rng), why, (source,))
    reasons = not_in_place(dialogue)
    right, wrong = rng.choice(in_place(dialogue)[:_LIKELIEST]), some([*reasons], _WRONG, rng)
    not_so = ", ".join(f"{_named(verb)} ({reasons[verb][0]})" for verb in wrong)
    why = f"{_here(dialogue)} {right} is in place; out of sequence: {not_so}."
    sources = (RULES[right].source, *(reasons[verb][1] for verb in wrong))
    return _Asked(_written(right), wrong, why, sources, right)


def _not_next(dialogue: Dialogue, rng: Random) -> _Asked:
    """Asks for the one that may not come."""
    reasons = not_in_place(dialogue)
    wrong, right = rng.choice([*reasons]), some(in_place(dialogue), _WRONG, rng)
    reason, source = reasons[wrong]
    why = f"{_here(dialogue)} the others are in place, but not {_named(wrong)}: {reason}."
    sources = (source, *(RULES[verb].source for verb in right))
    return _Asked(_written(wrong), right, why, sources, wrong if wrong != DOT else "DATA")


class _Kind(NamedTuple):
    """One way to ask about a scene."""

    question: str
    about: str
    """What it was about, before the end of the scene."""
    ask: Callable[[Dialogue, Random], _Asked]


_KINDS: Mapping[str, _Kind] = {
    # by what stands in the id of the card before that of the scene
    "next": _Kind("What may come next?", "May come after", _next),
    "not": _Kind("Which of these may not come next?", "May not come after", _not_next),
}


def _card(kind: str, scene: Scene, rng: Random) -> Card:
    question, about, ask = _KINDS[kind]
    asked = ask(played(scene), rng)
    choices, answer = mixed(asked.right, map(_written, asked.wrong), rng)
    return Card(
        id=f"{kind} {scene.id}",
        question=question,
        shown=scene.lines,
        choices=choices,
        answer=answer,
        why=(asked.why,),
        sources=tuple(dict.fromkeys(asked.sources)),
        about=f"{about} {_end(scene)}",
        look_up=asked.look_up,
    )


def _end(scene: Scene) -> str:
    """The last line of a scene and what it answers: many commands are answered alike."""
    *before, last = scene.lines
    said = next((line for line in reversed(before) if line.startswith("C:")), "")
    return " and ".join(f"“{line}”" for line in (said, last) if line)


def _written(verb: str) -> str:
    return VERBS[verb].syntax if verb != DOT else "a lone dot"


def _named(verb: str) -> str:
    return verb if verb != DOT else "the dot"


def _here(dialogue: Dialogue) -> str:
    return f"At this point ({dialogue.standing})"


@cache
def topics() -> Mapping[str, Topic]:
    """Two cards a scene; one where nothing can be out of place, or no command is read."""
    made = {f"next {scene.id}": Topic(partial(_card, "next", scene)) for scene in scenes()}
    for scene in scenes():
        dialogue = played(scene)
        if dialogue.state not in _NO_COMMANDS and len(in_place(dialogue)) >= _WRONG:
            made[f"not {scene.id}"] = Topic(partial(_card, "not", scene))
    return made


SEQUENCE = Deck("next", "What may come next?", "what is in place at a point of the dialogue", topics)
