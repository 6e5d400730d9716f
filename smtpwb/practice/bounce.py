"""The reports that a real server would have sent about a message: of failure, and where asked, of delivery.

Decides whether a report is due (RFC 3461, RFC 5321 §6.1) and makes it: multipart/report (RFC 6522) with the
words for people, the delivery status (RFC 3464), and what comes back of the message. Nothing is ever sent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.utils import format_datetime

import msgspec

from smtpwb.practice.delivered import Clause, trace
from smtpwb.practice.fate import Fate, fates
from smtpwb.practice.received import Received
from smtpwb.smtp import xtext

_CRLF = "\r\n"
_BLANK = re.compile(rb"\r?\n\r?\n")
_UNSAFE = re.compile(r"[^ -~\u00a0-\U0010ffff]")
"""What would end a field or break into the next."""


UNASKED = Clause(
    "no report",
    "Nothing failed that the sender wants to hear of, and NOTIFY asked for no report of success.",
    ("RFC 3461 §4.1",),
)
"""Why there is no report of a message that could have one."""


class Report(msgspec.Struct, frozen=True):
    """One report. It goes from the null reverse-path to the sender of the message."""

    to: str
    """The reverse-path of the message it is about."""
    fates: tuple[Fate, ...]
    status: str
    """The fields of its second part, for programs."""
    octets: bytes
    """The whole report, as it would go behind a 354, without dots and end."""

    @property
    def failed(self) -> bool:
        """It is a bounce; else it tells of a delivery."""
        return self.fates[0].failed


def reports(message: Received) -> tuple[Report, ...]:
    """The reports that are due: at most one of failures and one of deliveries."""
    if silence(message) is not None:
        return ()
    due = [fate for fate in fates(message) if _asked(message, fate)]
    groups = ([fate for fate in due if fate.failed], [fate for fate in due if not fate.failed])
    return tuple(_report(message, group) for group in groups if group)


def silence(message: Received) -> Clause | None:
    """Why this message can have no report, whatever becomes of it; None: it can."""
    if message.lmtp:
        told = "LMTP has a reply for each recipient: who sent it knows all, and makes the report if need be."
        return Clause("no report", told, ("RFC 2033 §4.2",))
    if not message.sender:
        told = (
            "The reverse-path is null: no report may be sent about it, so that reports never go in circles."
        )
        return Clause("no report", told, ("RFC 5321 §6.1", "RFC 5321 §4.5.5"))
    return None


def _asked(message: Received, fate: Fate) -> bool:
    """NOTIFY says of what one wants to hear; without it: of failure (RFC 3461 §4.1)."""
    notify = (message.recipient_parameter(fate.index, "NOTIFY") or "FAILURE").upper().split(",")
    return ("FAILURE" if fate.failed else "SUCCESS") in notify


class _Form(msgspec.Struct, frozen=True):
    """How a report is written: in ASCII (RFC 3464), or for internationalised mail (RFC 6533 §3, §4)."""

    address: str
    status: str
    message: str
    headers: str
    charset: str


_ASCII = _Form("rfc822", "message/delivery-status", "message/rfc822", "text/rfc822-headers", "us-ascii")
_UTF8 = _Form("utf-8", "message/global-delivery-status", "message/global", "message/global-headers", "utf-8")


def _report(message: Received, group: Sequence[Fate]) -> Report:
    form = _UTF8 if message.utf8 else _ASCII
    failed = group[0].failed
    returned = _returned(message, whole=failed and (message.parameter("RET") or "").upper() != "HDRS")
    kind = form.message if returned.whole else form.headers
    status = _status(message, group, form)
    parts = (
        ("Notification", f"text/plain; charset={form.charset}", _words(message, group).encode()),
        ("Delivery report", form.status, status.encode()),
        ("Undelivered message" if failed else "Delivered message", kind, returned.octets),
    )
    eight_bit = any(not octets.isascii() for _, _, octets in parts)
    boundary = _boundary(message, [octets for _, _, octets in parts])
    head = _header(message, failed, boundary, eight_bit)
    body = b"".join(_part(boundary, name, kind, octets) for name, kind, octets in parts)
    whole = head.encode() + body + f"--{boundary}--{_CRLF}".encode()
    return Report(message.sender, tuple(group), status, whole)


def _header(message: Received, failed: bool, boundary: str, eight_bit: bool) -> str:
    subject = "Undelivered Mail Returned to Sender" if failed else "Successful Mail Delivery Report"
    kind = "failed" if failed else "delivered"
    lines = (
        f"Date: {format_datetime(message.time)}",
        f"From: Mail Delivery System <MAILER-DAEMON@{message.host}>",
        f"To: {message.sender}",
        f"Subject: {subject}",
        f"Message-ID: <{message.number}.{kind}@{message.host}>",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        "Content-Type: multipart/report; report-type="
        f'{"global-delivery-status" if message.utf8 else "delivery-status"};{_CRLF}\tboundary="{boundary}"',
        *(("Content-Transfer-Encoding: 8bit",) if eight_bit else ()),
        "",
        "This is a report in MIME format.",
        "",
        "",
    )
    return _CRLF.join(lines)


def _part(boundary: str, name: str, kind: str, octets: bytes) -> bytes:
    encoding = "" if octets.isascii() else f"{_CRLF}Content-Transfer-Encoding: 8bit"
    head = f"--{boundary}{_CRLF}Content-Description: {name}{_CRLF}Content-Type: {kind}{encoding}{_CRLF * 2}"
    return head.encode() + octets + _CRLF.encode()


def _words(message: Received, group: Sequence[Fate]) -> str:
    """For people."""
    if not group[0].failed:
        done = [f"<{fate.address}>: delivered to its mailbox" for fate in group]
        return _CRLF.join([f"This is the mail system at {message.host}.", "", "As you asked:", "", *done, ""])
    refused = [_refusal(fate) for fate in group]
    lines = [
        f"This is the mail system at {message.host}.",
        "",
        "Your message was accepted here, and could not be delivered to:",
        "",
        *refused,
        "",
        "What was sent comes back below. The next part says the same for programs.",
        "",
    ]
    return _CRLF.join(lines)


def _refusal(fate: Fate) -> str:
    days = f"{_CRLF}    at every try, for five days" if fate.in_the_end else ""
    said = f"{fate.reply} (in reply to {fate.refused})"
    return f"<{fate.address}>: host {fate.remote} said:{_CRLF}    {said}{days}"


def _status(message: Received, group: Sequence[Fate], form: _Form) -> str:
    """The fields of the message, then those of each recipient (RFC 3464 §2.1)."""
    envid = message.parameter("ENVID")
    whole = [
        f"Reporting-MTA: dns; {message.host}",
        *([f"Original-Envelope-Id: {_decoded(envid)}"] if envid else []),
        f"Received-From-MTA: dns; {_safe(message.hello)}",
        f"Arrival-Date: {format_datetime(message.time)}",
        "",
    ]
    each = [line for fate in group for line in _recipient(message, fate, form)]
    return _CRLF.join([*whole, *each])


def _recipient(message: Received, fate: Fate, form: _Form) -> list[str]:
    orcpt = message.recipient_parameter(fate.index, "ORCPT")
    kind, _, address = (orcpt or "").partition(";")
    refusal = [f"Remote-MTA: dns; {fate.remote}", f"Diagnostic-Code: smtp; {fate.reply}"]
    return [
        *([f"Original-Recipient: {kind}; {_decoded(address)}"] if address else []),
        f"Final-Recipient: {form.address}; {fate.address}",
        f"Action: {'failed' if fate.failed else 'delivered'}",
        f"Status: {fate.status}",
        *(refusal if fate.failed else []),
        "",
    ]


class _Returned(msgspec.Struct, frozen=True):
    """What comes back of the message."""

    octets: bytes
    whole: bool


def _returned(message: Received, *, whole: bool) -> _Returned:
    """The message as it stood in the queue, or its header alone.

    RET says which, where something failed; of a delivery only the header comes back (RFC 3461 §4.3).
    """
    content = message.content
    if not whole:
        blank = _BLANK.search(content)
        content = content[: blank.start()] + b"\r\n" if blank else content
    elif content and not content.endswith(b"\n"):
        content += b"\r\n"
    return _Returned(f"{trace(message)[-1].text}{_CRLF}".encode() + content, whole)


def _boundary(message: Received, parts: Sequence[bytes]) -> str:
    """A line that stands in none of the parts (RFC 2046 §5.1.1)."""
    boundary = f"{message.number}.report/{message.host}"
    while any(boundary.encode() in octets for octets in parts):
        boundary += "="
    return boundary


def _decoded(value: str) -> str:
    return _safe(xtext.decode(value.encode()).decode("utf-8", "replace"))


def _safe(text: str) -> str:
    return _UNSAFE.sub("?", text)
