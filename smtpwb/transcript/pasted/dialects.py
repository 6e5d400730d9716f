"""How programs mark the lines of a dialogue that they show: a row of `DIALECTS` each.

Decides only what the marks are; whose line is whose, and what a reply answers, is read in `transcripts`.
"""

from __future__ import annotations

from typing import NamedTuple


class Dialect(NamedTuple):
    """How one program marks the lines of a dialogue. Marks are patterns from the beginning of the line."""

    name: str
    cues: tuple[bytes, ...]
    """Words in lower case of which its transcripts have one; none: any text may be one."""
    theirs: bytes
    """The mark before a line of the server."""
    ours: bytes
    """The mark before a line of the client."""
    connected: bytes = rb"(?!)"
    """A line that begins a connection; the group `host` names the server, where the line does."""
    tail: bytes = rb"(?!)"
    """What the program adds at the end of a line."""
    comment: bytes = rb"(?!)"
    """A line of the program's own that says something about the dialogue."""
    told: bytes = rb"(?!)"
    """A line that says what the next reply answers: groups `after` (a phrase) and `address`."""
    folded: bytes = b""
    """Stands between the lines of a reply that the program writes as one."""
    marked: bool = True


REPLY = rb"(?=[2-5]\d\d(?:[ \-\r]|$))"
_COMMANDS = (
    rb"(?i:(?:EHLO|HELO|LHLO|VRFY|EXPN|ETRN) \S+|(?:MAIL FROM|RCPT TO) ?:.*|AUTH \S+(?: \S+)?"
    rb"|BDAT \d+(?: LAST)?|DATA|RSET|QUIT|STARTTLS|NOOP|HELP)[ \t]*$"
)
"""Lines that are commands and no prose: without a mark, `Mail bounces:` is none."""
_HOST = rb"(?P<host>[^\s,]+?)"
_TIME = rb" {2,}(?:[\d.,]+ m?s|cut off|waiting|\xe2\x80\xa6|\d\d:\d\d:\d\d)$"
"""How our own text form ends a line (`formats.text`)."""
_STAMP = rb"(?:\[[^\]\n]{1,40}\] ?)?"
_LOGGED = rb"(?:\[[^\]\n]{1,60}\] *|(?:DEBUG|INFO|TRACE) +|mailnews\.smtp: ){1,5}"
"""What log libraries put before `S:` and `C:`."""
_PACKET = rb"[^\n]{0,200}?\bSMTP +\d{1,6} +"
"""The columns of a packet list that come before it."""
_CSV = rb"[^,\n]{0,80},[^,\n]{0,200},[^,\n]{0,80},\d{1,9},[^,\n]{0,80},[^,\n]{0,80},"
"""The columns of Exchange's protocol log that come before the event."""

DIALECTS = (
    Dialect(
        "RFC",
        (b"s:",),
        rb"[ \t]*S:[ \t]?",
        rb"[ \t]*C:[ \t]?",
        rb"SMTP dialogue with " + _HOST + rb":\d+$|# connected to ",
        _TIME,
        rb" {3}\S",
    ),
    Dialect(
        "swaks",
        (b"<-", b"<~", b"<*"),
        rb"<(?:-|~|\*\*|~\*) {1,2}",
        rb" (?:->|~>|\*\*) ",
        rb"=== Connected to " + _HOST + rb"\.?$",
    ),
    Dialect(
        "Sendmail",
        (b"<<< ",),
        rb"(?:Net::\S{1,60})?<<< ",
        rb"(?:Net::\S{1,60})?>>> ",
        rb"\.\.\. while talking to " + _HOST + rb"\.?:",
    ),
    Dialect(
        "Exim",
        (b"smtp<< ",),
        rb"[ \t]*SMTP<< ",
        rb"[ \t]*SMTP>> ",
        rb"(?:\d+ )?Connecting to " + _HOST + rb" \[",
    ),
    Dialect(
        "msmtp",
        (b"<-- ", b"server message: "),
        rb"(?:<-- |msmtp: server message: )",
        rb"--> ",
        told=rb"msmtp: (?P<after>recipient|envelope from|authentication|the server did not accept the mail"
        rb"|cannot get initial)(?: address (?P<address>\S+@\S+))?",
    ),
    Dialect(
        "curl",
        (b"< ",),
        _STAMP + rb"\d?< ",
        _STAMP + rb"\d?> ",
        rb"\* (?:Connected|Established connection) to " + _HOST + rb"[ ,]|" + _STAMP + rb"Connecting to "
        rb"(?P<host2>[^\s,]+?)\.\.\.",
    ),
    Dialect("nodemailer", (b" s: ",), _LOGGED + rb"S: ", _LOGGED + rb"C: "),
    Dialect(
        "Wireshark",
        (b" s: ",),
        _PACKET + rb"S: ",
        _PACKET + rb"C: ",
        folded=b" | ",
    ),
    Dialect(
        "Ruby", (b'-> "',), rb'-> "', rb'<- "', rb"opening connection to " + _HOST + rb":", rb'(?:\\r\\n)?"$'
    ),
    Dialect(
        "smtplib",
        (b"reply: ",),
        rb"reply: b?'",
        rb"send: b?'",
        rb"connect: (?:to )?\('" + _HOST + rb"',",
        rb"(?:\\r\\n)?'$",
    ),
    Dialect(
        "PHPMailer", (b"server -> client",), rb".{0,40}?SERVER -> CLIENT: ", rb".{0,40}?CLIENT -> SERVER: "
    ),
    Dialect("Exchange", (b",<,",), _CSV + rb'<,"?', _CSV + rb'>,"?', _CSV + rb"\+,", rb'"?,[^,]*$'),
    Dialect(
        "plain",
        (),
        rb"[ \t]*",
        rb"[ \t]*(?=" + _COMMANDS + rb")",
        rb"(?:Connected to |Connection to |Connecting to )"
        + _HOST
        + rb"(?:\.?$| port| \d+ port)|CONNECTED\(",
        marked=False,
    ),
)
"""In this order: the dialect without marks takes whatever lines the others left."""
