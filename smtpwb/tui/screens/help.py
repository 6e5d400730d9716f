"""Help: what the present screen is for, every key, what the marks mean, and which files there are.

The keys come from the table of actions and from the settings; the texts of this file say only what no
table says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from smtpwb import clipboard
from smtpwb.lessons import loading
from smtpwb.settings import Settings
from smtpwb.smtp.visible import visible_text
from smtpwb.transcript import journal
from smtpwb.tui.actions import ACTIONS, Where, key_label
from smtpwb.tui.screens.help_pages import PAGES, Page, Rows
from smtpwb.tui.themes import user_themes_path
from smtpwb.tui.widgets.sheet import Block, Sheet, heading

SCREENS: Mapping[Where, tuple[str, ...]] = {
    Where.OFFLINE: (
        "You are not connected. Write where to connect to, as in a shell: telnet HOST 25, nc HOST 25, "
        "openssl s_client -starttls smtp -connect HOST:587, HOST:PORT, smtp://HOST or smtps://HOST.",
        "mx:DOMAIN looks up the exchangers of a domain and lets you choose, unix:/PATH is a unix socket, "
        "pipe:COMMAND … a program's stdin and stdout; smtps: before any of them begins with TLS. Jump hosts "
        "(--via) and proxies (--proxy) are options of the command line: smtpwb --help.",
        "practice.test is a server inside this program: nothing you say to it leaves this machine. The "
        "walkthrough beside the dialogue says what to type, one line at a time.",
    ),
    Where.DIALOGUE: (
        "You are talking to a server. Each line goes out as you type it, with CRLF behind it, and nothing "
        "else is ever sent for you. Replies are shown byte for byte.",
        "The Reply panel takes the newest reply apart, or the entry you point at: what each digit says, "
        "what it means after your command, and what you may say next. The line under the composer says "
        "how your line reads and what is doubtful about it; you can send it all the same.",
    ),
    Where.CONTENT: (
        "The server has said 354 and takes the message: header lines, an empty line, the text. Each line "
        "goes out when you press Enter. A line that is only a dot ends the message, and the next reply "
        "says whether the server has taken it.",
        "Of a line that begins with a dot the server takes the first dot away: type it twice.",
    ),
    Where.ANSWER: (
        "The server has asked for your part of the login. Fill in what the composer asks for: user name "
        "first, the password masked as you type. Below stands how the response is made, and its base64, "
        "with a • for each group of four characters that would give the secret away.",
        "A lone * gives up. To answer in base64 of your own, turn the form off; it is sent as you type it.",
    ),
    Where.RAW: (
        "The next line goes out raw: exactly the octets that stand below it, with no CRLF added. Escapes "
        r"stand for what no key types: \r \n \t \0, \x00 to \xFF, and \\ for a backslash.",
        "So you can send a bare LF or CR, speak before the greeting, stop in the middle of a line, or close "
        "your side of the connection. The dialogue and every export show it as it went, and say that it "
        "was raw.",
    ),
    Where.REFERENCE: (
        "Every reply code, enhanced status code, EHLO keyword, parameter, command and SASL mechanism, and "
        "the RFCs behind them. Type to search all tables at once: a code (550, 5.7, x.7.1), a word "
        "(greylist), a document (rfc3463).",
        "Beside each row stands what it means, what RFC 1893 and the list of 2003 said, and its sources.",
    ),
    Where.LESSONS: (
        "Each lesson leads through a dialogue, step by step, against the practice server or any other. It "
        "watches what you send and what comes back; it types nothing for you.",
        "What it explains is passed, and what it asks is answered, by a key of its own; another gives a "
        "hint, up to three at a step, and the third is the answer. A lesson left is taken up again.",
        "The practice servers below have mailboxes that refuse on purpose, and tricks of their own: try them "
        "to see what each reply means.",
    ),
}
"""What each screen is for."""

_TALK: Rows = (
    ("Enter", "Send the line; while not connected, connect."),
    ("↑ ↓", "Lines sent before, and back to the one you were typing."),
    ("Backspace", "On an empty line: take back the newest line of the queue."),
    ("Tab", "Take the completion that is shown, or fill in AUTH; else go to the next panel."),
    ("Enter", "In the dialogue: unfold a long reply; else all that is said of the entry, with the evidence."),
    ("/", "In the dialogue: search it. Then ↑ or Enter goes to the match above, ↓ to the one below."),
    ("n", "In the dialogue: put a note of your own on the entry; empty takes it away."),
)
FIXED: Mapping[Where, Rows] = {
    Where.OFFLINE: _TALK,
    Where.DIALOGUE: _TALK,
    Where.CONTENT: _TALK,
    Where.ANSWER: (
        ("Enter", "Go to the next field; at the last one, send the response."),
        ("↑ ↓ Tab", "Go to another field; above the first may stand more: act as, host, port."),
        ("*", "Alone: give up the login."),
        ("Esc", "Leave the form of AUTH and its response; what you typed of the command stays."),
    ),
    Where.RAW: (
        ("Enter", "Send the octets as they are, and go back to lines."),
        ("^d", "On an empty line: close our side of the connection (half-close)."),
        ("Esc", "Go back to lines; nothing is sent."),
    ),
    Where.REFERENCE: (
        ("↑ ↓ PgUp PgDn", "Point at another row, from the search box too."),
        ("paste", "A reply, log lines, a transcript or a bounce in the search box: each reply is explained."),
        ("Enter", "Copy the row."),
        ("y", "Copy the row, while the list has the focus."),
        ("← →", "Choose a table, while the tables have the focus."),
        ("Tab", "Go to the tables, the list, the details."),
        ("/", "Go back to the search box."),
    ),
    Where.LESSONS: (
        ("↑ ↓", "Point at another row."),
        ("Enter", "Begin the lesson, or go on with it; open a drill or the mailbox; offer to call a server."),
        ("r R", "Forget how far this lesson came; how far all of them came. Asks first."),
        ("Tab", "Go to the next panel."),
    ),
}
"""Keys that stay as they are, by screen."""
EVERYWHERE: Rows = (
    ("shift+Tab", "Go to the panel before."),
    ("mouse", "Click an entry, a tab or a key hint; drag to select text, ^c copies it."),
)

MARKS: Rows = (
    ("C", "a line that you, the client, sent"),
    ("S", "a reply of the server"),
    ("!", "a reply that nobody asked for, or that is malformed"),
    ("3.0 s!", "a reply that took far longer than its neighbours"),
    ("t", "inside TLS"),
    (">", "a note of your own on the entry above"),
    ("▌", "the entry you point at"),
    ("…", "a reply that is still arriving"),
    ("•", "an octet of a secret, kept nowhere"),
    ("<1B>", "an octet that cannot be shown safely, by its number; <3C> is a plain <"),
    ("●", "a phase that is done"),
    ("◉", "the phase the dialogue is in"),
    ("○", "a phase that is still to come"),
)
"""What the marks in the dialogue and on the phase rail mean."""

SETTINGS: Rows = (
    ("theme", 'the name of a theme: theme = "amber-phosphor"'),
    ("helo", 'the name offered after HELO and EHLO: helo = "ws.example.net"'),
    ("journal", "whether a journal of each session is kept: journal = true"),
    ("journal_days", "for how many days journals are kept: journal_days = 90; 0: for ever"),
    ("journal_megabytes", "the oldest go when all take more: journal_megabytes = 500; 0: never"),
    ("lesson", "whether the lesson stands there at the start: lesson = false; F7 sets it, too"),
    ("plain", "no boxes, marks in words, to be read aloud: plain = true"),
    ("[keys]", 'a key for an action of the list above: copy-entry = "f8"'),
)
"""What can be set in settings.toml."""


_MORE = "F1 in the workbench itself tells every action, the marks, the settings and the files."


def help_text(where: Where, settings: Settings) -> tuple[Block, ...]:
    """All of it, for one screen."""
    return (
        *SCREENS[where],
        "",
        heading("Keys here"),
        *FIXED[where],
        *EVERYWHERE,
        "",
        heading("Actions, and their names in settings.toml"),
        *_actions(settings.keys),
        "",
        heading("Marks"),
        *MARKS,
        "",
        heading("Settings"),
        *SETTINGS,
        "",
        heading("Files"),
        *((label, visible_text(path)) for label, path in _files(settings)),
    )


def page_text(page: Page) -> tuple[Block, ...]:
    """The help of a screen in front of the workbench, where only its own keys count."""
    marks: tuple[Block, ...] = ("", heading("Marks"), *MARKS) if page.marks else ()
    return (
        *page.about,
        "",
        heading("Keys here"),
        *page.keys,
        *marks,
        "",
        Content.styled(_MORE, "$remark"),
    )


def _actions(keys: Mapping[str, str]) -> list[Block]:
    return [
        (
            Content.styled(all_keys(keys.get(action.id, action.key)), "bold"),
            Content.assemble(action.help, (f" {action.id}", "$remark")),
        )
        for action in ACTIONS
    ]


def all_keys(keys: str) -> str:
    """Every key of an action, as people write them: `F1 ^g`."""
    return " ".join(key_label(key) for key in keys.split(","))


def _files(settings: Settings) -> Rows:
    return (
        ("settings", str(settings.path)),
        ("your themes", str(user_themes_path() / "*.toml")),
        ("your lessons", str(loading.own_directory() / "*.toml")),
        ("journals", str(journal.directory()) if settings.journal else "none is kept"),
        ("last copy", str(clipboard.state_path())),
    )


class HelpScreen(ModalScreen[None]):
    """Shows the help over whatever is on the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Close", show=False),
        Binding("f1,ctrl+g", "close", "Close", id="help", show=False),
    ]
    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        & > #help {
            width: 92; max-width: 100%; height: 90%; background: $surface;
            border: round $client; border-title-color: $foreground; padding: 0 0 0 1;
        }
    }
    """

    def __init__(self, blocks: tuple[Block, ...], title: str = "") -> None:
        """`title`: the screen that is explained; empty: the workbench itself."""
        super().__init__()
        self._blocks, self._title = blocks, f"Help: {title}" if title else "Help"

    def compose(self) -> ComposeResult:
        with Vertical(id="help") as frame:
            frame.border_title = self._title
            frame.border_subtitle = Content("↑ ↓ PgUp PgDn scroll · Esc back")
            yield Sheet(self._blocks)

    def on_mount(self) -> None:
        self.query_one(Sheet).focus()

    def action_close(self) -> None:
        self.dismiss()


def help_on(screen: str, where: Where, settings: Settings) -> HelpScreen:
    """The help on the screen class of that name; on the workbench itself, as it stands."""
    page = PAGES.get(screen)
    if page is not None:
        return HelpScreen(page_text(page), page.title)
    return HelpScreen(help_text(where, settings))
