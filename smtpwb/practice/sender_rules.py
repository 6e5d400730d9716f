"""Which senders are refused at MAIL, and with which words.

A real server asks the DNS; this one has the answers in `DOMAINS`. Decides by the domain of the
reverse-path and by who is logged in; the null reverse-path always passes (RFC 5321 §4.5.5).
"""

from __future__ import annotations

from smtpwb.practice.auth import USER
from smtpwb.practice.conversation import Conversation
from smtpwb.practice.mailboxes import DOMAIN, NULL_MX
from smtpwb.practice.replies import reply

DOMAINS = {
    "ghost.test": "sender does not exist",
    "unreachable.test": "sender unknown for now",
    "spf.test": "sender SPF",
}
"""The domains a strict server refuses mail from, and its reply, by name."""


def refusal(talk: Conversation, address: str) -> str:
    """The reply to a reverse-path that is not taken; empty for one that is."""
    if not address:
        return ""
    domain = address.rpartition("@")[2].lower().rstrip(".")
    said = {"path": f"<{address}>", "domain": domain, "client": talk.client}
    if domain == NULL_MX:  # RFC 7505 §4.2
        return reply("sender null MX", **said)
    if not talk.persona.sender_rules:
        return ""
    if domain in DOMAINS:
        return reply(DOMAINS[domain], **said)
    if domain == DOMAIN and talk.auth_required:
        return _not_the_owner(talk, address)
    return ""


def _not_the_owner(talk: Conversation, address: str) -> str:
    """The reply to a sender of our own domain who is not logged in as that (RFC 6409 §6.1)."""
    if not talk.authenticated:
        return reply("sender not logged in", path=f"<{address}>")
    owns = address.lower() == f"{USER}@{DOMAIN}"
    return "" if owns else reply("sender not owned", path=f"<{address}>")
