"""The rows of the reference tables: one frozen type a table, and the table of the tables.

Decides which facts a row may carry and under which label each is shown. Where rows come from is for
`catalog`, how they are found by words for `search`. A field that a row leaves out is empty and not shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta, field

Text = Annotated[str, Meta(min_length=1)]
Texts = tuple[Text, ...]
Sources = Annotated[tuple[Text, ...], Meta(min_length=1)]
AfterKey = Annotated[
    str,
    Meta(
        pattern="^(LMTP )?(CONNECT|HELO|EHLO|LHLO|MAIL|RCPT|DATA|CONTENT|RECIPIENT|BDAT|RSET|VRFY|EXPN|HELP"
        "|NOOP|QUIT|STARTTLS|AUTH|ETRN|XCLIENT|XFORWARD)$"
    ),
]
"""What a reply answers: CONNECT is the greeting, CONTENT the text up to its dot, RECIPIENT the text where
each recipient has a reply of its own (LMTP, RFC 2033 §4.2), AUTH its answers too. With LMTP before it: what
it means in LMTP, where that is something else."""
After = Mapping[AfterKey, Text]


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every row has. Rows of one table differ in `key`."""

    table: ClassVar[str] = ""
    """The id of the table it is in."""
    key: Text
    name: Text
    """Its short standard name."""
    explanation: Text
    """One or two plain sentences."""
    sources: Sources
    """Such as `RFC 5321 §4.2.3` or `IANA smtp-enhanced-status-codes`."""

    def __hash__(self) -> int:
        return hash((self.table, self.key))

    def facts(self) -> tuple[tuple[str, str], ...]:
        """(label, value) of each extra field that is not empty, in the order of the type."""
        extra = (name for name in self.__struct_fields__ if name not in Row.__struct_fields__)
        return tuple(fact for name in extra for fact in _facts(name, getattr(self, name)))


_LABELS = {
    "also": "See also",
    "basic_codes": "Reply codes",
    "brief": "In short",
    "enhanced": "Enhanced status codes",
    "fixer": "Who can fix it",
    "iana": "Registered with IANA",
    "mail_params": "MAIL parameters",
    "mule": "In MULE (RFC 8494)",
    "rcpt_params": "RCPT parameters",
    "registered": "Registered with IANA",
    "rfc": "RFC",
    "rfc1893": "In RFC 1893",
    "rfc1893_variant": "RFC 1893 wording",
    "seed_table": "Belongs to",
    "seed_wording": "Wording of 2003",
    "smtp": "In SMTP",
    "std": "STD",
    "submission": "In submission (RFC 6409)",
    "try_": "What to try",
    "value_max": "Longest value",
    "line_increase": "Longer command line, in octets",
}


def _facts(name: str, value: object) -> Iterator[tuple[str, str]]:
    """One fact a field, and one a command for what depends on the command."""
    if isinstance(value, Mapping):
        yield from ((f"After {verb}", str(sentence)) for verb, sentence in value.items())
        return
    shown = _shown(value)
    if shown:
        yield _LABELS.get(name, name.replace("_", " ").capitalize()), shown


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


class ReplyCodeRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A basic reply code; the key is its three digits (RFC 5321 §4.2)."""

    table: ClassVar[str] = "reply_codes"
    status: Literal["current", "historic", "experimental", "registry-only", "unregistered", "folklore"]
    """`registry-only`: named in the IANA registry beside an enhanced status code, defined nowhere;
    `unregistered`: sent by some software; `folklore`: only handed down in lists."""
    commands: Texts = ()
    """What it may answer."""
    enhanced: Texts = ()
    """The enhanced status codes that the registry names beside it."""
    also: Texts = ()
    after: After = {}
    """What it means after each command that gives it."""


class ReplyDigitRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one digit of a reply code says, in SMTP and in its relatives; the key is `5yz`, or `5yz FTP`."""

    table: ClassVar[str] = "reply_digits"
    position: Literal["first", "second", "third"]
    pattern: Text
    protocol: Text
    """`SMTP`, a relative, or `seed` for the list of 2003."""
    smtp: Literal["yes", "no", "same", "similar", "different", "partly"]
    """Whether it holds in SMTP, or how it compares with SMTP."""
    note: str = ""
    after: After = {}
    """What any reply of this class means after each command."""


class EnhancedClassRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The class of an enhanced status code; the key is its first number (RFC 3463 §2)."""

    table: ClassVar[str] = "enhanced_classes"
    reply_digit: Text
    rfc1893: bool
    note: str = ""
    seed_wording: str = ""
    deviation: str = ""


class EnhancedSubjectRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The subject of an enhanced status code; the key is `X.` and its second number (RFC 3463 §3)."""

    table: ClassVar[str] = "enhanced_subjects"
    rfc1893: bool
    controlled_by: str = ""
    note: str = ""
    seed_wording: str = ""
    deviation: str = ""


class EnhancedCodeRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An enhanced status code of the IANA registry; the key is `X.` and subject and detail (RFC 5248 §2)."""

    table: ClassVar[str] = "enhanced_codes"
    rfc1893: bool
    status: Literal["current", "historical", "deprecated"]
    classes: Texts = ()
    """The classes that its definition allows; empty where it names none."""
    basic_codes: Texts = ()
    """The reply codes that the registry names beside it."""
    fixer: str = ""
    """Who can usually put it right."""
    try_: str = field(name="try", default="")
    """What to try."""
    updates: str = ""
    rfc1893_variant: str = ""
    note: str = ""
    seed_wording: str = ""
    """How the list of 2003 words it; empty where it does not list it."""
    deviation: str = ""
    """How that wording departs from the RFCs."""


class SeedDeviationRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the list of 2003 departs from the RFCs; the key is its own spelling of the item."""

    table: ClassVar[str] = "seed_deviations"
    seed_table: Text
    """The table of this reference that the item belongs to, or `dialogue`."""
    seed_wording: str = ""
    standard_wording: str = ""


class EhloKeywordRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A service extension; the key is its keyword in the EHLO reply (RFC 5321 §2.2, §4.1.1.1)."""

    table: ClassVar[str] = "ehlo_keywords"
    brief: str = ""
    """What is said of it beside a reply, in one sentence."""
    parameters: str = ""
    verbs: Texts = ()
    mail_params: Texts = ()
    rcpt_params: Texts = ()
    registered: bool
    status: Text
    submission: str = ""
    mule: str = ""
    note: str = ""

    @property
    def unlocks(self) -> str:
        """What may be said once it is offered: verbs, then MAIL and RCPT parameters."""
        mail = (f"MAIL … {one}" for one in self.mail_params)
        rcpt = (f"RCPT … {one}" for one in self.rcpt_params)
        return ", ".join((*self.verbs, *mail, *rcpt))


class MailParameterRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A parameter of MAIL, RCPT, VRFY or EXPN; the key is its keyword (RFC 5321 §4.1.1.11)."""

    table: ClassVar[str] = "mail_parameters"
    command: Texts
    extension: Texts
    """The EHLO keywords that unlock it."""
    syntax: Text
    value_max: str = ""
    line_increase: int | None = None
    """Octets by which it lengthens the command line allowed."""
    status: Text
    note: str = ""


class CommandRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A command; the key is its verb, or `(connect)` for the greeting (RFC 5321 §4.1.1, §4.3.2)."""

    table: ClassVar[str] = "commands"
    syntax: str = ""
    protocol: str = ""
    when: str = ""
    success: str = ""
    intermediate: str = ""
    failure: str = ""
    status: Text
    note: str = ""


class SaslMechanismRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A SASL mechanism; the key is its name in AUTH (RFC 4422 §3.1)."""

    table: ClassVar[str] = "sasl_mechanisms"
    first_speaker: str = ""
    initial_response: str = ""
    steps: str = ""
    payload: str = ""
    security: str = ""
    iana: bool
    usage: str = ""
    status: str = ""
    note: str = ""


class RfcRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document; the key is `RFC` and its number, the name its title."""

    table: ClassVar[str] = "rfcs"
    covers: str = ""
    date: str = ""
    status: Text
    std: str = ""
    obsoletes: Texts = ()
    obsoleted_by: Texts = ()
    updates: Texts = ()
    updated_by: Texts = ()


class TableInfo(msgspec.Struct, frozen=True):
    """One table: how it is called and what its rows are."""

    id: str
    title: str
    description: str
    row_type: type[Row]


TABLES: Mapping[str, TableInfo] = {
    row_type.table: TableInfo(row_type.table, title, description, row_type)
    for row_type, title, description in (
        (ReplyCodeRow, "Reply codes", "Every three-digit reply code, and what it means after each command."),
        (ReplyDigitRow, "Digits", "What each digit says, in SMTP, its relatives and the list of 2003."),
        (EnhancedClassRow, "Enhanced classes", "The first number of an enhanced status code."),
        (EnhancedSubjectRow, "Enhanced subjects", "The second number of an enhanced status code."),
        (
            EnhancedCodeRow,
            "Enhanced status codes",
            "The whole IANA registry, who can fix it and what to try.",
        ),
        (EhloKeywordRow, "EHLO keywords", "The service extensions a server offers, and what each unlocks."),
        (
            MailParameterRow,
            "Parameters",
            "The parameters of MAIL and RCPT, and the extension each belongs to.",
        ),
        (CommandRow, "Commands", "Every verb, when it may be said and what may come back."),
        (SaslMechanismRow, "SASL mechanisms", "The ways to log in with AUTH, step by step."),
        (RfcRow, "RFCs", "The documents behind all this, and which of them are still in force."),
        (SeedDeviationRow, "The list of 2003", "Where the old summary departs from the RFCs."),
    )
}
"""All tables by id, in the order in which they are browsed."""
