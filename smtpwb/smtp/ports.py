"""The ports of mail, by what is spoken there, and how a port is written behind its host.

Where to connect is decided by who connects.
"""

from __future__ import annotations

from collections.abc import Mapping

SMTP = 25
"""Mail from server to server (RFC 5321 §4.5.4.2)."""
SUBMISSION = 587
"""Mail from users, who log in (RFC 6409 §3.1)."""
SUBMISSIONS = 465
"""The same with TLS on connect (RFC 8314 §3.3, §7.3)."""
LMTP = 24
"""Of private mail systems, where LMTP is usual; never 25 (RFC 2033 §5)."""

SERVICES: Mapping[str, int] = {
    "smtp": SMTP,
    "smtps": SUBMISSIONS,
    "submission": SUBMISSION,
    "submissions": SUBMISSIONS,
}
"""Names that may stand for a port (IANA service names; `smtps` is what 465 was called before)."""


def joined(host: str, port: int) -> str:
    """Both in one, as people write them: `192.0.2.1:25` or `[2001:db8::1]:25`."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
