"""The log lines of mail servers that quote a reply: a row of `PROGRAMS` a program.

Decides only how each kind of line looks; they are read in `logs`.
"""

from __future__ import annotations

from typing import NamedTuple

from smtpwb.transcript.pasted.found import CODE, CONTENT


class Form(NamedTuple):
    """One kind of line. Groups of the pattern: `said` (the words), and where the line has them
    `id`, `recipient`, `sender`, `host`, `enhanced`, and `after` (a phrase that names the command)."""

    pattern: bytes
    after: str = ""
    """What its replies answer, where it is always the same."""


class Program(NamedTuple):
    """The log of one program."""

    name: str
    cues: tuple[bytes, ...]
    """Words in lower case of which a log of it has one."""
    sign: bytes
    """Stands in each of its lines; the forms begin behind it."""
    forms: tuple[Form, ...]
    """Tried in order; the first that fits tells the line."""
    context: bytes = rb"(?!)"
    """Lines that name an address only; groups `id`, `sender` and `recipient`."""
    names_first: bool = False
    """The first address of a line is the recipient, wherever it stands."""


def _to(literal: bytes) -> bytes:
    """Up to the first `literal`, never beyond: however often it occurs, it is tried once."""
    return rb"(?>.*?" + literal + rb")"


def _maybe(pattern: bytes) -> bytes:
    """`pattern` where it stands; decided once."""
    return rb"(?>(?:" + pattern + rb")?)"


_ID = rb"(?P<id>[\w-]++)"
_TO = rb"to=<(?P<recipient>[^>]*)>,"
_IN_REPLY = rb"(?: \(in reply to (?P<after>[^()]*?)(?: command)?\))?"
_EXIM_ID = rb"(?P<id>\w{6}-\w{6,11}-\w{2,4}) "
_EXIM_FAILED = _EXIM_ID + rb"(?:\*\*|==) (?P<recipient>[^\s:]+)"
_EXIM_FIELDS = (
    rb"(?>(?:(?: [A-Z][A-Za-z]{0,2}=\S+(?: \[[^\]\s]*\](?::\d+)?)?| defer \(-?\d+\)| <[^>]*>| \([^)]*\)):?)*)"
)
_EXIM_WHEN = rb"(?P<after>RCPT|MAIL|EHLO or HELO|after DATA|connection|VRFY|EXPN|AUTH)\b"
_RELAY = rb" relay=(?P<host>[^,\s\[]*?)\.?(?: ?\[[^\]]*\])?(?::\d+)?(?: \([^)]*\))?, "
_LED = rb"(?P<said>[245]\d\d [^}]*)\}" + _maybe(rb".*?\{FQDN=(?P<host>[^}]*)\}")
"""The last error of Exchange's delivery, and by whose server."""
_OPENSMTPD = (
    rb"delivery "
    + _to(rb"\bfrom=<")
    + rb"(?P<sender>[^>]*)> to=<(?P<recipient>[^>]*)>"
    + _to(rb' relay="(?:[^"(]*\()?')
    + rb'(?P<host>[^")]*)'
)
_OPENSMTPD_COMMAND = (
    rb"(?P<after>RCPT|MAIL|[A-Z]+)(?: TO:<(?P<recipient>[^>\"]*)>| FROM:<(?P<sender>[^>\"]*)>)?"
)

PROGRAMS = (
    Program(
        "Postfix",
        (b"postfix", b", dsn=", b"noqueue: "),
        rb"postfix[\w./-]{0,40}/[\w-]{1,40}\[\d{1,9}\]: |(?m:^)(?=NOQUEUE: |\w{4,20}: to=<)",
        (
            Form(
                _ID
                + rb": "
                + _TO
                + _to(rb" dsn=")
                + rb"(?P<enhanced>[\d.]+), status=\w+ \("
                + _to(rb"\bhost ")
                + rb"(?P<host>[^\s\[]+)\[[^\]]*\](?::\d+)? (?:said|(?P<after2>refused to talk to me)): "
                + rb"(?P<said>.*?)"
                + _IN_REPLY
                + rb"\)$"
            ),
            Form(
                _ID
                + rb": "
                + _TO
                + _to(rb"(?= relay=)")
                + _RELAY
                + _to(rb"\bdsn=")
                + rb"(?P<enhanced>2[\d.]+), status=\w+ \((?P<said>"
                + CODE
                + rb"[ -].*)\)$",
                CONTENT,
            ),
            Form(
                _ID
                + rb": "
                + _TO
                + _to(rb" dsn=")
                + rb"(?P<enhanced>[45][\d.]+), status=\w+ \((?P<said>.*)\)$"
            ),
            Form(
                _ID
                + rb": (?:\w+-)?(?:reject\w*|hold|tempfail): (?P<after>[A-Z-]+)"
                + _to(rb": (?=(?:" + CODE + rb"|[45]\.\d))")
                + rb"(?P<said>.*?)"
                rb"(?:; (?:client=\S+ )?from=<(?P<sender>[^>]*)>(?:,? to=<(?P<recipient>[^>]*)>)?.*"
                rb"|; proto=.*)?$"
            ),
            Form(rb"warning: [^\s\[]{1,255}\[[^\]]*\]: (?P<said>SASL \S+ authentication failed.*)$", "AUTH"),
        ),
        _ID + rb": from=<(?P<sender>[^>]*)>, size=",
    ),
    Program(
        "Exim",
        (b" ** ", b" == ", b"> ", b"rejected "),
        rb"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?(?: [+-]\d{4})?(?: \[\d{1,9}\])? "
        rb"(?=\w{6}-\w{6,11}-\w{2,4} |H=)",
        (
            Form(
                _EXIM_FAILED
                + _maybe(rb".*? H=(?P<host>[^\s\[]+)")
                + _to(rb": SMTP error from remote mail(?: server|er) after ")
                + rb"(?P<after>.{1,300}?): "
                rb"(?:host (?P<host2>[^\s\[]+) \[[^\]]*\]: )?(?P<said>" + CODE + rb"[ -].*)$"
            ),
            Form(
                _EXIM_ID
                + rb"[=-]> (?P<recipient>[^\s:]+)"
                + _to(rb" H=")
                + rb"(?P<host>[^\s\[]+)"
                + _to(rb' C="')
                + rb'(?P<said>[^"]*)"',
                CONTENT,
            ),
            Form(_EXIM_FAILED + rb":?" + _EXIM_FIELDS + rb" (?P<said>.+)$"),
            Form(
                _maybe(_EXIM_ID)
                + _maybe(rb".*?F=<(?P<sender>[^>]*)> ")
                + _to(rb"\brejected ")
                + _EXIM_WHEN
                + rb"[^:<]*(?:<(?P<recipient>[^>]*)>)?[^:]*: (?P<said>.+)$"
            ),
        ),
        _EXIM_ID + rb"<= (?P<sender>\S+) ",
    ),
    Program(
        "Sendmail",
        (b"sendmail[", b"sm-m"),
        rb"\b(?:sendmail|sm-mta|sm-msp-queue|sm-msp)\[\d{1,9}\]: ",
        (
            Form(
                _ID
                + rb": to=(?P<recipient>[^,]*),"
                + _to(rb"(?= relay=)")
                + _RELAY
                + _maybe(rb".*?\bdsn=(?P<enhanced>[\d.]+),")
                + _to(rb"\breply=")
                + rb"(?P<said>"
                + CODE
                + rb".*?), stat="
            ),
            Form(
                _ID
                + rb": to=(?P<recipient>[^,]*),"
                + _to(rb"(?= relay=)")
                + _RELAY
                + _to(rb"\bdsn=")
                + rb"(?P<enhanced>2[\d.]+), stat=Sent \((?P<said>"
                + CODE
                + rb".*)\)$",
                CONTENT,
            ),
            Form(
                _ID
                + rb": to=(?P<recipient>[^,]*),"
                + _maybe(rb".*?" + _RELAY)
                + _to(rb"\bdsn=")
                + rb"(?P<enhanced>[45][\d.]+), stat=(?:Deferred: )?(?P<said>.+)$"
            ),
            Form(
                _ID
                + rb": ruleset=(?P<after>check_\w+), arg1=<?(?P<recipient>[^,>]*)>?,"
                + _to(rb"\breject=")
                + rb"(?P<said>.+)$"
            ),
        ),
        _ID + rb": from=(?P<sender>[^,]*), size=",
    ),
    Program(
        "OpenSMTPD",
        (b"smtpd[",),
        rb"\bsmtpd\[\d{1,9}\]: \w{1,16} (?:mta|smtp|mda) ",
        (
            Form(_OPENSMTPD + _to(rb' result="(?:Perm|Temp)\w*" stat="') + rb'(?P<said>.*)"$'),
            Form(_OPENSMTPD + _to(rb' result="Ok" stat="') + rb'(?P<said>.*)"$', CONTENT),
            Form(
                rb"failed-command "
                + _to(rb'command="')
                + _OPENSMTPD_COMMAND
                + _to(rb'" result="')
                + rb'(?P<said>.*)"$'
            ),
        ),
    ),
    Program(
        "qmail",
        (b"delivery ",),
        rb"(?=\b(?:starting )?delivery \d{1,9}: (?:msg|success|failure|deferral)\b)",
        (
            Form(
                rb"delivery (?P<id>\d+): \w+: (?:Connected_to_)?(?P<host>[\w.:]+?)_"
                rb"(?P<after>(?:does_not|failed|but|accepted)[^/]*)\./Remote_host_said:_?"
                rb"(?P<said>.*?)(?:/Giving_up_on_.*)?$"
            ),
            Form(rb"delivery (?P<id>\d+): (?:failure|deferral): (?P<said>.*)$"),
        ),
        rb"starting delivery (?P<id>\d+): msg \d+ to \w+ (?P<recipient>\S+)",
    ),
    Program(
        "Courier",
        (b"courier",),
        rb"\bcourier\w{0,10}: id=[^,\n]{0,80},",
        (Form(rb"from=<(?P<sender>[^>]*)>,addr=<(?P<recipient>[^>]*)>: (?P<said>" + CODE + rb"[ -].*)$"),),
    ),
    Program(
        "Exchange",
        (b"{led=", b",fail,", b",defer,"),
        rb"\{LED=|,(?:FAIL|DEFER|BADMAIL),|(?m:^)(?=Recipients[ \t]*: \{)",
        (
            Form(_maybe(rb".*?\{LED=") + _LED),
            Form(_LED),
            Form(rb"\d*,[^,]*,[^,]*,[^,]*,[\"']{0,2}(?P<said>[45]\d\d [^,\"']*)"),
        ),
        rb"(?P<id>)Recipients[ \t]*: \{(?P<recipient>[^},]*)",
        names_first=True,
    ),
    Program(
        "msmtp",
        (b" smtpstatus=",),
        rb"(?=\bhost=\S{1,255} (?:proxy|tls)=)",
        (
            Form(
                rb"host=(?P<host>\S+) "
                + _to(rb" from=")
                + rb"(?P<sender>\S*) recipients=(?P<recipient>[^\s,]+)"
                + _to(rb" smtpmsg='")
                + rb"(?P<said>.*?)' errormsg='(?P<after>[^']*)"
            ),
        ),
    ),
)
