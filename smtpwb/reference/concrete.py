"""Advice made concrete: the server, the domain and the address at hand in place of `HOST`, `example.org`.

Decides what stands for what, and which domain a cause is about: the one that the reply names, else the one
that the dialogue knows. The advice itself is data in `rules/`.
"""

from __future__ import annotations

import re

import msgspec

_SENDERS = frozenset({"sender-rejected", "sender-unauthenticated"})
_RECIPIENTS = frozenset({"bad-domain", "null-mx", "relay-denied", "routing", "recipient-unknown"})
"""Causes that are about the domain of the sender, or of the recipient."""
_DOMAIN = r"((?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24})\b(?!@)"
_NAMED = (
    re.compile(rf"\b(?:domain|from)[ :=]{{1,2}}['\"<]?(?:[^\s@<>]{{1,64}}@)?{_DOMAIN}", re.IGNORECASE),
    re.compile(rf"[^\s@<>]{{1,64}}@{_DOMAIN}", re.IGNORECASE),
)
"""What names a domain, the plainest first."""
_ADDRESS = re.compile(r"\[(\d{1,3}(?:\.\d{1,3}){3})\]|(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?![\d.])")
_LISTED = "the mechanisms that the EHLO reply lists behind AUTH"
_READ = 2_000
"""Characters of a reply in which a name is looked for."""


class Known(msgspec.Struct, frozen=True):
    """What is known beside the reply; empty where it is not."""

    host: str = ""
    port: int = 0
    sender: str = ""
    """The domain of the reverse-path."""
    recipient: str = ""
    """The domain of the forward-path."""
    mechanisms: tuple[str, ...] = ()
    """What the server offers behind AUTH, as visible text."""


NOTHING = Known()


def concrete(advice: str, cause: str, text: str, known: Known = NOTHING) -> str:
    """The advice on a cause with the names that are known; `text` is the reply, as visible text."""
    if known.host and known.port:
        host = f"[{known.host}]" if ":" in known.host else known.host
        advice = advice.replace("HOST:25", f"{host}:{known.port}").replace(
            "HOST 25", f"{known.host} {known.port}"
        )
    if known.mechanisms:
        advice = advice.replace(_LISTED, ", ".join(known.mechanisms))
    if "ADDRESS" in advice and (address := _ADDRESS.search(text[:_READ])):
        advice = advice.replace("ADDRESS", address[1] or address[2])
    if "example.org" in advice and (domain := _domain(cause, text[:_READ], known)):
        advice = advice.replace("example.org", domain)
    return advice


def _domain(cause: str, text: str, known: Known) -> str:
    """The domain that the cause is about."""
    if cause in _RECIPIENTS:
        return known.recipient or _named(text, _NAMED[1:])
    return (_named(text, _NAMED) or known.sender) if cause in _SENDERS else ""


def _named(text: str, patterns: tuple[re.Pattern[str], ...]) -> str:
    found = (pattern.search(text) for pattern in patterns)
    return next((one[1].lower() for one in found if one), "")
