"""Every action a person can take: one table, read by bindings, key bar, help, palette and settings.

An action is named once here; what it does is the app's method `action_<name>`. Keys must survive
ssh, tmux and common terminals, so there is no ctrl+enter, no alt+digit.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping

import msgspec
from textual.binding import Binding


class Where(enum.Enum):
    """In which situation the key bar shows an action."""

    OFFLINE = "offline"
    DIALOGUE = "dialogue"
    CONTENT = "content"
    ANSWER = "answer"
    RAW = "raw"
    REFERENCE = "reference"
    LESSONS = "lessons"


class Action(msgspec.Struct, frozen=True):
    """One action."""

    id: str
    """Its name in settings.toml."""
    key: str
    """Textual's key names, comma-separated; the first is the one that is shown."""
    label: str
    """Short, for the key bar."""
    help: str
    """One sentence, for help and the palette."""
    run: str
    """The app's action, with arguments."""
    where: frozenset[Where] = frozenset()


_TALK = frozenset({Where.OFFLINE, Where.DIALOGUE, Where.CONTENT})

ACTIONS: tuple[Action, ...] = (
    Action("help", "f1,ctrl+g", "help", "Explain this screen and every key.", "help"),
    Action("dialogue", "f2", "Dialogue", "Go to the dialogue.", "tab('dialogue')"),
    Action("reference", "f3", "Reference", "Go to the code tables.", "tab('reference')"),
    Action("lessons", "f4", "Lessons", "Go to the lessons.", "tab('lessons')"),
    Action(
        "connect",
        "ctrl+o",
        "connect",
        "Fill in a form to connect to a server.",
        "connect",
        frozenset({Where.OFFLINE}),
    ),
    Action(
        "hang-up",
        "ctrl+right_square_bracket",
        "hang up",
        "Close the connection at once, without QUIT.",
        "hang_up",
        frozenset({Where.DIALOGUE}),
    ),
    Action(
        "read-on",
        "alt+g",
        "read on",
        "Read what the server has to say, after it said so much that reading rests.",
        "read_on",
    ),
    Action("up", "alt+up", "earlier entry", "Point at the entry above.", "point(-1)"),
    Action(
        "down",
        "alt+down",
        "later entry",
        "Point at the entry below; below the last, follow the newest.",
        "point(1)",
    ),
    Action(
        "error-up",
        "shift+up",
        "earlier error",
        "Point at what went wrong above: a refusal, a malformed reply, a failed handshake.",
        "trouble(-1)",
    ),
    Action("error-down", "shift+down", "later error", "Point at what went wrong below.", "trouble(1)"),
    Action("find", "ctrl+f", "find", "Search the dialogue; ↑ and ↓ go from match to match.", "find"),
    Action("fold", "alt+u", "unfold", "Unfold a long reply or line, or fold it again.", "fold"),
    Action("page-up", "pageup", "page up", "Scroll the dialogue a page up.", "page(-1)"),
    Action("page-down", "pagedown", "page down", "Scroll the dialogue a page down.", "page(1)"),
    Action(
        "reveal",
        "ctrl+r",
        "reveal",
        "In AUTH: show all of the response, until the next key.",
        "reveal",
        frozenset({Where.ANSWER}),
    ),
    Action(
        "by-hand",
        "ctrl+t",
        "by hand",
        "In AUTH: answer in base64 typed by hand, or have it made from what you fill in.",
        "by_hand",
        frozenset({Where.ANSWER}),
    ),
    Action(
        "message",
        "ctrl+n",
        "message",
        "Write a whole message, attach files or take one as it is, look at every octet, and send it.",
        "message",
        frozenset({Where.CONTENT}),
    ),
    Action(
        "queue",
        "ctrl+j",
        "queue",
        "Queue the line, to go out with others in one write (PIPELINING); on an empty line, send the queue.",
        "queue",
    ),
    Action(
        "raw",
        "alt+r",
        "raw",
        "Send the next line raw: any octets, no CRLF added; and back.",
        "raw",
        frozenset({Where.RAW}),
    ),
    Action(
        "half-close",
        "alt+c",
        "close our side",
        "Half-close: end our side of the connection; nothing more can be sent, the server may still answer.",
        "half_close",
        frozenset({Where.RAW}),
    ),
    Action(
        "look-up",
        "f6",
        "look up",
        "Open the reply code of this entry in the Reference.",
        "look_up",
        frozenset({Where.DIALOGUE}),
    ),
    Action(
        "note", "alt+n", "note", "Put a note of your own on this entry, change it or take it away.", "note"
    ),
    Action(
        "decode", "f12", "decode", "Paste a reply, log lines or a bounce, and have it explained.", "decode"
    ),
    Action("zoom", "ctrl+l", "zoom", "Give the focused panel the whole screen, and back.", "zoom", _TALK),
    Action(
        "walkthrough",
        "f7",
        "lesson",
        "Show the lesson beside the dialogue, or hide it.",
        "walkthrough",
    ),
    Action(
        "answer",
        "alt+a",
        "answer or go on",
        "In a lesson: answer its question, or go on behind what it explains; nothing of it is sent.",
        "answer",
    ),
    Action("hint", "alt+h", "hint", "In a lesson: one hint more; the third one shows the answer.", "hint"),
    Action(
        "drills",
        "alt+l",
        "drills",
        "Flash cards on codes, on what may come next, on mistakes, and on who can fix a refusal.",
        "drills",
        frozenset({Where.LESSONS}),
    ),
    Action(
        "mailbox",
        "alt+m",
        "mailbox",
        "Open what arrived at the practice server: envelope beside header, trace, octets, and its bounce.",
        "mailbox",
        frozenset({Where.LESSONS}),
    ),
    Action(
        "copy-entry",
        "f8",
        "copy entry",
        "Copy this entry, explained; in the Reference, this row.",
        "copy_entry",
        frozenset({Where.REFERENCE}),
    ),
    Action(
        "copy",
        "f9,ctrl+y",
        "copy",
        "Copy the whole annotated transcript.",
        "copy",
        frozenset({Where.DIALOGUE, Where.CONTENT}),
    ),
    Action(
        "share",
        "alt+s",
        "share",
        "Choose the form, the entries and aliases for names, see what goes, then copy or save it.",
        "share",
        frozenset({Where.DIALOGUE, Where.CONTENT}),
    ),
    Action(
        "earlier",
        "alt+e",
        "earlier",
        "List the dialogues that were kept: open one, run it again, compare two, remove one.",
        "earlier",
        frozenset({Where.OFFLINE}),
    ),
    Action(
        "replay",
        "alt+p",
        "run again",
        "Run this dialogue again, with the same server or another, line by line or all at once.",
        "replay",
    ),
    Action(
        "compare",
        "alt+d",
        "compare",
        "Compare the dialogue that was run again with what it was before.",
        "compare",
    ),
    Action(
        "composer", "escape", "composer", "Go back to the composer; cancel a connection attempt.", "composer"
    ),
    Action("palette", "ctrl+p", "palette", "Choose any action or theme by name.", "command_palette"),
    Action("quit", "ctrl+q", "quit", "Leave smtpwb; asks once while connected, and sends no QUIT.", "quit"),
)

BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}

_KEY_NAMES = {
    "right_square_bracket": "]",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "up": "↑",
    "down": "↓",
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
}


def key_label(key: str) -> str:
    """A key as people write it: `^o`, `F1`, `alt+↑`."""
    *modifiers, name = key.split(",")[0].split("+")
    shown = _KEY_NAMES.get(name, name.upper() if name[:1] == "f" and name[1:].isdigit() else name)
    if modifiers == ["ctrl"]:
        return f"^{shown}"
    return "+".join([*modifiers, shown])


def bindings() -> list[Binding]:
    """The table as Textual's bindings, each with its id, so that settings can move its key."""
    return [
        Binding(action.key, action.run, action.label, id=action.id, show=False, priority=action.id == "quit")
        for action in ACTIONS
    ]
