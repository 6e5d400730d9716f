"""Lines that go out together in one write: whether they may, and in which order (RFC 2920 §3.1)."""

from __future__ import annotations

from smtpwb.smtp.lint.check import Checks, Cited, Says, Severity, Subject

PIPELINING = Checks()

_LAST = {
    # verbs behind which nothing may stand: why, and where that is written
    **dict.fromkeys(
        ("EHLO", "DATA", "VRFY", "EXPN", "TURN", "QUIT", "NOOP"),
        ("has to be the last of a group", "RFC 2920 §3.1"),
    ),
    "STARTTLS": ("ends what is said in clear: what stands behind it is forgotten", "RFC 3207 §4.2"),
}


@PIPELINING.row("pipelining-not-offered", Severity.WARNING, "RFC 2920 §3.1")
def _pipelining_not_offered(subject: Subject) -> Says:
    if not subject.group or "PIPELINING" in subject.dialogue.extensions:
        return None
    return "This server did not offer PIPELINING: it may lose what comes before it has answered."


@PIPELINING.row("behind-last-of-group", Severity.ERROR, "RFC 2920 §3.1")
def _behind_last_of_group(subject: Subject) -> Says:
    before = next((command.verb for command in subject.group if command.verb in _LAST), "")
    if not before or subject.dialogue.chunk_left:
        return None
    why, source = _LAST[before]
    return Cited(f"{before} {why}: send it, and wait for its reply.", source)
