"""A report, part by part, each with what it means: the table of what stands in one (RFC 6522, RFC 3464)."""

from __future__ import annotations

from collections.abc import Iterator

from smtpwb.practice.bounce import Report
from smtpwb.practice.delivered import Clause

_FIELDS: dict[str, tuple[str, str]] = {
    "Reporting-MTA": ("The server that makes this report.", "RFC 3464 §2.2.2"),
    "Original-Envelope-Id": ("The ENVID of MAIL comes back: which sending this is about.", "RFC 3464 §2.2.1"),
    "Received-From-MTA": (
        "From whom it had the message, as the client called itself.",
        "RFC 3464 §2.2.4",
    ),
    "Arrival-Date": ("When the message came to the server that reports.", "RFC 3464 §2.2.5"),
    "Original-Recipient": (
        "The ORCPT of RCPT comes back: whom the sender meant, whatever became of the address on the way.",
        "RFC 3464 §2.3.1",
    ),
    "Final-Recipient": ("The forward-path that this group of fields is about.", "RFC 3464 §2.3.2"),
    "Action": (
        "What was done: failed, delayed, delivered, relayed or expanded. Only failed is final bad news.",
        "RFC 3464 §2.3.3",
    ),
    "Status": ("The enhanced status code: what was done, as a number.", "RFC 3464 §2.3.4"),
    "Remote-MTA": (
        "The server that refused it; without this field the one that reports did so itself.",
        "RFC 3464 §2.3.5",
    ),
    "Diagnostic-Code": (
        "What that server said: its reply, word for word. This is the line to read first.",
        "RFC 3464 §2.3.6",
    ),
}


def told(report: Report) -> tuple[Clause, ...]:
    """Envelope, container, fields and what comes back, from top to bottom."""
    return tuple(_told(report))


def _told(report: Report) -> Iterator[Clause]:
    null = "A report goes out from the null reverse-path: no report about it can come back."
    yield Clause("MAIL FROM:<>", null, ("RFC 5321 §6.1", "RFC 5321 §4.5.5"))
    back = "It goes to the reverse-path of your MAIL, whoever From names."
    yield Clause(f"RCPT TO:<{report.to}>", back, ("RFC 5321 §3.6.3",))
    three = "Three parts: words for people, fields for programs, and the message or its header."
    yield Clause("Content-Type: multipart/report", three, ("RFC 6522 §3",))
    for line in filter(None, report.status.splitlines()):
        meaning, source = _FIELDS[line.partition(":")[0]]
        yield Clause(line, meaning, (source,))
    yield _returned(report)


def _returned(report: Report) -> Clause:
    if not report.failed:
        return Clause("the header", "Of a delivery only the header comes back.", ("RFC 3461 §4.3",))
    meaning = "RET=FULL and RET=HDRS of MAIL ask for the whole message or for its header alone."
    return Clause("what comes back", meaning, ("RFC 3461 §4.3",))
