"""Help for the screens in front of the workbench: what each is for, and its keys; one table, by screen class.

The texts say what no table says: these keys belong to their screens alone, and stay as they are. What the
workbench itself is told by is `help`.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

Rows = tuple[tuple[str, str], ...]


class Page(msgspec.Struct, frozen=True):
    """The help of one screen."""

    title: str
    about: tuple[str, ...]
    """Paragraphs: what it is for."""
    keys: Rows
    marks: bool = False
    """It shows a dialogue, whose marks are told too."""


_FIELDS: Rows = (
    ("↑ ↓ Tab", "Go to another row; shift+Tab goes back."),
    ("← → space", "In a row of choices: choose another."),
)
_LIST: Rows = (("↑ ↓ PgUp PgDn", "Point at another row; Home and End go to the first and the last."),)

PAGES: Mapping[str, Page] = {
    "ShareScreen": Page(
        "Share",
        (
            "Choose in which form the dialogue leaves smtpwb, and how much of it; below stands, to the "
            "octet, what is copied or saved. Secrets are masked in every form.",
            "Aliases put user1@domain1.example and the like for names, the same alias for the same name "
            "throughout, in your notes, too. 127.0.0.1, ::1 and localhost stay: they name nobody.",
            "Form, level and aliases are kept for next time.",
        ),
        (
            ("↑ ↓ Tab", "Go to another row; from the last one into the preview, to scroll it."),
            ("← →", "In a row: choose another; among the aliases, point at another."),
            ("space", "Turn the alias pointed at on or off."),
            ("Enter F9", "Copy what is shown, and go back."),
            ("^s F5", "Save it in a file."),
            ("Esc", "Go back; nothing is copied."),
        ),
    ),
    "SaveScreen": Page(
        "Save as",
        (
            "Write where the text is to be saved. A file that is there already is replaced only when "
            "asked twice.",
        ),
        (
            ("Tab", "Complete the path; several names that fit are listed."),
            ("Enter", "Save; once more, replace what is there."),
            ("Esc", "Go back; nothing is saved."),
        ),
    ),
    "EarlierScreen": Page(
        "Earlier dialogues",
        (
            "Each session of smtpwb keeps one journal. A session with several connections has a row for "
            "all of it, and below it a row for each connection, to be opened, run again and compared "
            "alone.",
            "This session stands among them once something was said; it can be read and compared, not "
            "removed.",
        ),
        (
            *_LIST,
            ("Enter", "Open it, to be read as it was."),
            ("r", "Run it again, with the same server or another; of a session, its last connection."),
            ("h", "Take its commands over into the history of the composer."),
            ("c", "Mark it; then c on another shows what is different in the later one."),
            ("d Delete", "Remove the whole session for good; asks first."),
            ("Esc q", "Go back."),
        ),
    ),
    "KeptScreen": Page(
        "An earlier dialogue",
        (
            "A dialogue as it was, to be read: the same list, the same Reply panel. Nothing here can be "
            "sent or changed. What you do with it begins anew in the workbench.",
        ),
        (
            ("↑ ↓ PgUp PgDn", "Point at another entry; Home and End go to the first and the newest."),
            ("alt+↑ alt+↓", "The same, from anywhere."),
            ("shift+↑ shift+↓", "Go to what went wrong above, below."),
            ("Enter", "Unfold a long reply or line; else all that is said of the entry, and back."),
            ("^l", "All that is said of the entry, and back."),
            ("space alt+u", "Unfold what is long, or fold it again."),
            ("/ ^f", "Search it."),
            ("r", "Run the connection of this entry again."),
            ("h", "Take its commands over into the history of the composer."),
            ("s alt+s", "Share it: form, part and aliases."),
            ("y F8", "Copy this entry, explained."),
            ("Y F9 ^y", "Copy all of it, explained."),
            ("n", "Says that it takes no note."),
            ("Esc q", "Go back."),
        ),
        marks=True,
    ),
    "ReplayScreen": Page(
        "Run again",
        (
            "A dialogue is had once more: below stands every line that would be sent, and what cannot be "
            "said again. Nothing is sent before you agree.",
            "Line by line each command is offered in the composer, and Enter sends it; all at once sends "
            "them one behind the other, waiting for the replies. A secret is kept nowhere: you are asked "
            "for it.",
        ),
        (*_FIELDS, ("Enter", "Go: connect there, and begin."), ("Esc", "Go back; nothing is sent.")),
    ),
    "SecretScreen": Page(
        "A secret",
        ("What stood here was masked and is kept nowhere. What you write goes to the server alone.",),
        (("Enter", "Go on with it."), ("Esc", "Go back; nothing is sent.")),
    ),
    "CompareScreen": Page(
        "Compare",
        (
            "Two dialogues step by step, the earlier one first (A), the later one below (B). What differs "
            "is marked and told; what always differs, such as clocks and queue ids, counts as alike.",
        ),
        (
            ("n j", "Go to the next difference."),
            ("N k p", "Go to the difference before."),
            ("a", "Show the steps that are alike, too, or leave them out again."),
            ("↑ ↓ PgUp PgDn", "Scroll."),
            ("F9 y ^y", "Copy the comparison."),
            ("Esc q", "Go back."),
        ),
    ),
    "DecodeScreen": Page(
        "Decode",
        (
            "Paste what somebody else sent you: a reply, log lines, a transcript, a whole bounce message. "
            "Each reply found in it is explained below. Nothing of it leaves this machine.",
        ),
        (
            ("Tab", "Go to the answers, to scroll them; shift+Tab goes back to the text."),
            ("shift+↑ shift+↓", "Go to the refusal before, to the next one."),
            ("^l", "Clear the text."),
            ("Esc F12", "Go back."),
        ),
    ),
    "MailboxScreen": Page(
        "Mailbox",
        (
            "What the practice server took with 250 after the dot, the newest first. Nothing of it leaves "
            "this machine; all of it is gone at exit unless you save it.",
        ),
        (*_LIST, ("Enter", "Open the message."), ("Esc q alt+m", "Go back.")),
    ),
    "DeliveredScreen": Page(
        "A message that arrived",
        (
            "Its envelope beside its header, the trace of its way, every octet as it lies in the mailbox, "
            "and the bounce that the practice server made of it.",
        ),
        (
            ("e", "The envelope beside the header."),
            ("t", "The trace: what each host put on top."),
            ("o", "The octets."),
            ("b", "The bounce, or why there is none."),
            ("n", "The copy of the next recipient."),
            ("d", "Have the report decoded."),
            ("s ^s", "Save the message; on the page of the bounce, the report."),
            ("y F9 ^y", "Copy it."),
            ("Esc q", "Go back."),
        ),
    ),
    "NoteScreen": Page(
        "A note",
        (
            "Words of your own on one entry. They stand below it in the dialogue, in its journal and in "
            "every export; nothing of them is sent.",
        ),
        (
            ("Enter", "Keep the note; empty, it is taken away."),
            ("^j", "Begin another line."),
            ("Esc", "Go back; the note stays as it was."),
        ),
    ),
    "MessageScreen": Page(
        "Message",
        (
            "Write a whole message, or take a file as one. The line below says what is doubtful about it; "
            "it goes all the same. Nothing goes before you say so.",
            "It goes by DATA behind a 354, or by BDAT in chunks where the server offers CHUNKING. MAIL "
            "and RCPT are yours to say first, in the composer.",
        ),
        (
            ("^s F5", "Send it; after a stop, the rest of it."),
            ("^t", "Show every octet that will go, and back to the text."),
            ("^o", "Attach a file, or take one as the whole message."),
            ("F4", "Take the last file off again."),
            ("^n", "Begin anew with the template; asks where something would be lost."),
            ("Tab", "Go to the choices above, and back to the text."),
            ("Esc", "Go back to the composer, the text stays; while it is being sent, stop."),
        ),
    ),
    "ConnectScreen": Page(
        "Connect",
        (
            "Where to connect to, as a form. The line below says how it reads: which port, and whether "
            "TLS begins at once. An order as in a shell may stand in the first field: telnet HOST 25.",
            "What stands is hung up first, which is asked.",
        ),
        (
            *_FIELDS,
            ("^t", "Fill in the practice server, which is inside this program."),
            ("Enter", "Connect."),
            ("Esc", "Go back."),
        ),
    ),
    "FilePrompt": Page(
        "A file",
        ("Which file, and how it goes: attached beside the text, or in its place as the whole message.",),
        (
            ("Tab", "Complete the path; several names that fit are listed."),
            ("↑ ↓", "Go to the other row."),
            ("← → space", "Choose how it goes."),
            ("Enter", "Take it."),
            ("Esc", "Go back."),
        ),
    ),
    "ExchangersScreen": Page(
        "Exchangers",
        ("The hosts that take mail for the domain, as DNS names them, the preferred one first.",),
        (("↑ ↓", "Point at another."), ("Enter", "Connect to it."), ("Esc", "Go back.")),
    ),
    "AskScreen": Page(
        "A question of ssh",
        (
            "The program that carries the connection asks something. Your answer goes to that program "
            "alone; a secret is masked as you type, and kept nowhere.",
        ),
        (
            ("Enter", "Give the answer, or press the button pointed at."),
            ("y n", "Yes, no, where that is the question."),
            ("← → ↑ ↓", "Point at the other button."),
            ("Esc", "No, or no answer."),
        ),
    ),
    "QuestionScreen": Page(
        "A question of the lesson",
        ("The answer stands in the dialogue, or in what was read. A wrong one may be tried again.",),
        (
            ("↑ ↓", "Point at another answer, where some are given."),
            ("Enter", "Give the answer."),
            ("alt+h", "A hint."),
            ("alt+m", "Look into the mailbox; the answer begun stays."),
            ("Esc", "Answer later."),
        ),
    ),
    "DrillScreen": Page(
        "Drill",
        (
            "Flash cards: choose the answer, see at once whether it was right and why. What was missed "
            "comes back.",
        ),
        (
            ("↑ ↓ k j", "Point at another answer."),
            ("Enter space", "Take it; then the next card; behind the last, a new round."),
            ("PgUp PgDn", "Scroll a long card."),
            ("F6", "Look it up in the Reference."),
            ("Esc", "End the round; from what came of it, back."),
        ),
    ),
}
"""The screens' classes, by name: a screen need not be imported to be explained."""
