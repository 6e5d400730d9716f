"""The lines and octets of a message, and whether they may go the way that it goes."""

from __future__ import annotations

from smtpwb.smtp.lint.check import EIGHT_BIT_BODIES, Cited, Says, Severity
from smtpwb.smtp.lint.message_check import Message, MessageChecks
from smtpwb.smtp.reading import shown
from smtpwb.smtp.scan import MAX_LINE

CONTENT = MessageChecks()
WAY = MessageChecks()


@CONTENT.row("line-over-998", Severity.ERROR, "RFC 5322 §2.1.1")
def _line_over_998(message: Message) -> Says:
    facts = message.facts
    if not facts.too_long or message.binary:
        return None
    worst = f"line {facts.longest_at:,} has {facts.longest:,} octets"
    return f"{facts.too_long:,} too long: {worst}, and a line may have {MAX_LINE} before its CRLF."


@CONTENT.row("bare-cr-or-lf", Severity.ERROR, "RFC 5321 §2.3.8")
def _bare_cr_or_lf(message: Message) -> Says:
    facts = message.facts
    if message.binary or not (facts.bare_cr or facts.bare_lf):
        return None
    found = [
        f"{count:,} bare {name} (first in line {at:,})"
        for name, count, at in (
            ("CR", facts.bare_cr, facts.bare_cr_at),
            ("LF", facts.bare_lf, facts.bare_lf_at),
        )
        if count
    ]
    return f"There are {' and '.join(found)}: some servers refuse the message, some read it otherwise."


@CONTENT.row("nul", Severity.ERROR, "RFC 2045 §2.8")
def _nul(message: Message) -> Says:
    facts = message.facts
    if message.binary or not facts.nul:
        return None
    return f"There are {facts.nul:,} NUL octets (first in line {facts.nul_at:,}): text has none."


@CONTENT.row("eight-bit", Severity.ERROR, "RFC 5321 §2.4")
def _eight_bit(message: Message) -> Says:
    at = message.facts.eight_bit_at
    if not at or message.declared("BODY") in EIGHT_BIT_BODIES or "8BITMIME" in message.dialogue.extensions:
        return None
    return f"Line {at:,} goes beyond ASCII, and this server did not offer 8BITMIME."


@CONTENT.row("eight-bit-undeclared", Severity.WARNING, "RFC 6152 §3")
def _eight_bit_undeclared(message: Message) -> Says:
    at = message.facts.eight_bit_at
    if (
        not at
        or message.declared("BODY") in EIGHT_BIT_BODIES
        or "8BITMIME" not in message.dialogue.extensions
    ):
        return None
    return f"Line {at:,} goes beyond ASCII, and MAIL was said without BODY=8BITMIME."


@CONTENT.row("no-mime-version", Severity.WARNING, "RFC 2045 §4")
def _no_mime_version(message: Message) -> Says:
    facts = message.facts
    if facts.get("MIME-Version"):
        return None
    about = [field.name for field in facts.fields if field.name.lower().startswith("content-")]
    if about:
        return f"{shown(about[0].encode())} means nothing without MIME-Version: 1.0."
    if not facts.eight_bit_at or facts.eight_bit_at < facts.blank_line:
        return None
    return "Text beyond ASCII wants MIME-Version: 1.0, Content-Type and Content-Transfer-Encoding: 8bit."


@CONTENT.row("encoding-says-7bit", Severity.WARNING, "RFC 2045 §6.2")
def _encoding_says_7bit(message: Message) -> Says:
    facts = message.facts
    if not facts.get("MIME-Version") or facts.eight_bit_at <= facts.blank_line:
        return None
    encoding = (facts.get("Content-Transfer-Encoding") or b"7bit").lower()
    if encoding in (b"8bit", b"binary"):
        return None
    return f"The body goes beyond ASCII, but its Content-Transfer-Encoding is {shown(encoding)}."


@CONTENT.row("last-line-open", Severity.INFO, "RFC 5321 §4.1.1.4")
def _last_line_open(message: Message) -> Says:
    if message.facts.ended or message.binary:
        return None
    if message.bdat:
        return Cited("The last line has no CRLF, and BDAT adds none.", "RFC 3030 §2")
    return "The last line has no CRLF: one is added before the dot."


@CONTENT.row("nothing-in-it", Severity.INFO, "RFC 5322 §2.1")
def _nothing_in_it(message: Message) -> Says:
    return None if message.facts.octets else "The message is empty."


@WAY.row("over-size", Severity.ERROR, "RFC 1870 §4")
def _over_size(message: Message) -> Says:
    octets, most = message.facts.octets, message.dialogue.extensions.size
    if most is None or octets <= most:
        return None
    return f"The message has {octets:,} octets; this server takes no more than {most:,}."


@WAY.row("over-declared-size", Severity.WARNING, "RFC 1870 §6.3")
def _over_declared_size(message: Message) -> Says:
    declared = message.declared("SIZE")
    if not declared.isdigit() or message.facts.octets <= int(declared):
        return None
    return f"The message has {message.facts.octets:,} octets; MAIL declared {int(declared):,}."


@WAY.row("binary-needs-bdat", Severity.ERROR, "RFC 3030 §3")
def _binary_needs_bdat(message: Message) -> Says:
    if message.bdat or message.declared("BODY") != b"BINARYMIME":
        return None
    return "MAIL said BODY=BINARYMIME: such a message goes by BDAT only, never by DATA."


@WAY.row("chunking-not-offered", Severity.ERROR, "RFC 3030 §2")
def _chunking_not_offered(message: Message) -> Says:
    if not message.bdat or "CHUNKING" in message.dialogue.extensions:
        return None
    return "This server did not offer CHUNKING: expect 500 or 502 to BDAT, and the chunk read as commands."
