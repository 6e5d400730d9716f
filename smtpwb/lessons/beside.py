"""What is said of a line that the server took, and that is not what the step at hand asks for.

Decides which part of it is told to differ: the one that says most. When advice is given at all is decided in
`wrong_turns`; a word of the lesson's own comes before these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smtpwb.lessons.advising import Said
from smtpwb.lessons.conditions import answered
from smtpwb.lessons.narrowing import NARROWS
from smtpwb.lessons.steps import Do
from smtpwb.smtp.dialogue import DOT, State
from smtpwb.transcript.entry import Entry

INSIDE = Said(
    "You are inside a message now, and all you type goes into it. End it with a line of nothing but a dot; "
    "then go on with the task.",
    ("RFC 5321 §4.1.1.4", "RFC 5321 §4.3.2"),
)
_ELSEWHERE = Said(
    "You have reached a server, but not the one, or not in the way, that the task asks for: QUIT, and call "
    "again.",
    ("RFC 5321 §3.1",),
)


def inside(step: Do, state: State) -> bool:
    """A message is under way, and the step is about none."""
    return state is State.CONTENT and DOT not in step.verbs


def of_accepted(step: Do, entries: Sequence[Entry], index: int) -> Said | None:
    """What differs from the task in the line that the reply at `index` accepts; None: nothing that is known,
    or it is one of several lines."""
    entry = entries[index]
    if inside(step, entry.after.state):
        return INSIDE
    if entry.reply is None or not entry.reply.accepts or "\n" in step.say:
        return None
    if step.connects:
        return _ELSEWHERE if answered(entry) in step.verbs else None
    for condition in step.done:
        if answered(entry) in condition.verbs:
            differs = (key for key in _DIFFERS if key in condition.narrowed)
            wanted = (key for key in differs if not NARROWS[key](getattr(condition, key), entries, index))
            if (key := next(wanted, None)) is not None:
                return _DIFFERS[key]
    return None


_DIFFERS: Mapping[str, Said] = {
    "path": Said(
        "Accepted, but that is not the address of the task: compare the two letter by letter.",
        ("RFC 5321 §3.3",),
    ),
    "parameters": Said(
        "Accepted, but a parameter is missing that the task asks for, or it says something else.",
        ("RFC 5321 §4.1.1.11",),
    ),
    "mechanism": Said("Accepted, but the task names another mechanism.", ("RFC 4954 §4",)),
    "argument": Said(
        "Accepted, but the task asks for something else behind the command.", ("RFC 5321 §4.1.1",)
    ),
    "secured": Said("Accepted, but the task is about the other side of STARTTLS.", ("RFC 3207 §4.2",)),
    "pipelined": Said("Accepted, but the task is about when it is sent.", ("RFC 2920 §3.1",)),
    "reply": Said(
        "Accepted, but the task asks for another reply: read it once more, and compare.", ("RFC 5321 §4.2",)
    ),
}
"""By the narrowing key of a condition, what says most first."""
