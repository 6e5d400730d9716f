"""What a server offers, compared: before and after STARTTLS, and between two EHLO replies.

Decides what changed between two lists of service extensions and what that means. What an extension is, is
for the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from smtpwb.reference import keywords
from smtpwb.smtp.commands import OFFERING
from smtpwb.smtp.extensions import Extensions
from smtpwb.smtp.visible import visible_text
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.findings import Finding
from smtpwb.transcript.transcript import Transcript


class Changed(msgspec.Struct, frozen=True):
    """An extension whose parameters are others now."""

    keyword: str
    before: str
    """As people read it: `10.2 MB`, `PLAIN LOGIN`; `none` without parameters."""
    after: str


class Capabilities(msgspec.Struct, frozen=True):
    """What is different in the later of two lists; keywords in its order, as visible text."""

    added: tuple[str, ...] = ()
    """Keyword and parameters, as offered now."""
    removed: tuple[str, ...] = ()
    changed: tuple[Changed, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    @property
    def summary(self) -> str:
        """`+ AUTH PLAIN · − STARTTLS · SIZE 10.2 MB → 20.5 MB`."""
        parts = [f"+ {one}" for one in self.added]
        parts += [f"− {one}" for one in self.removed]
        parts += [f"{one.keyword} {one.before} → {one.after}" for one in self.changed]
        return " · ".join(parts)


class Change(msgspec.Struct, frozen=True):
    """Two EHLO replies of one connection, and what is different in the second."""

    index: int
    """The entry of the second reply."""
    since: Literal["STARTTLS", "AUTH", "EHLO"]
    """What came between: a TLS handshake, a login, or nothing that matters."""
    capabilities: Capabilities
    meaning: tuple[Finding, ...]


def compared(before: Extensions, after: Extensions) -> Capabilities:
    """What was added, removed and given other parameters; the order of the lists counts for nothing."""
    earlier, later = _by_keyword(before), _by_keyword(after)
    return Capabilities(
        tuple(f"{keyword} {shown}".strip() for keyword, shown in later.items() if keyword not in earlier),
        tuple(keyword for keyword in earlier if keyword not in later),
        tuple(
            Changed(keyword, earlier[keyword] or "none", shown or "none")
            for keyword, shown in later.items()
            if keyword in earlier and earlier[keyword] != shown
        ),
    )


def _by_keyword(extensions: Extensions) -> dict[str, str]:
    """Each keyword with its parameters as people read them; `AUTH=` is AUTH in an old spelling."""
    found = {
        visible_text(offer.keyword): visible_text(" ".join(offer.parameters))
        for offer in extensions.offers
        if not offer.keyword.startswith("AUTH=")
    }
    if extensions.size is not None:
        found["SIZE"] = keywords.size(extensions.size)
    if extensions.mechanisms:
        found["AUTH"] = visible_text(" ".join(extensions.mechanisms))
    return found


def change(transcript: Transcript, index: int) -> Change | None:
    """The EHLO reply at `index` compared with the one before it; None if it is none or has none."""
    entry = transcript.entries[index]
    if not _offers(entry):
        return None
    since: Literal["STARTTLS", "AUTH", "EHLO"] = "EHLO"
    for earlier in reversed(transcript.entries[:index]):
        if earlier.kind is Kind.OPENED:
            return None
        if earlier.kind is Kind.SECURED and earlier.tls:
            since = "STARTTLS"
        elif since == "EHLO" and earlier.after.authenticated and not earlier.before.authenticated:
            since = "AUTH"
        if _offers(earlier):
            capabilities = compared(earlier.after.extensions, entry.after.extensions)
            return Change(index, since, capabilities, tuple(_meaning(since, capabilities, entry, earlier)))
    return None


def _offers(entry: Entry) -> bool:
    """A whole reply that accepts EHLO or LHLO."""
    return entry.answers in OFFERING and entry.accepts


# What a change means

GONE_AS_IT_MUST = Finding("STARTTLS is gone, as it must be inside TLS.", ("RFC 3207 §4.2",))
STILL_THERE = Finding("STARTTLS is still offered inside TLS, which is not allowed.", ("RFC 3207 §4.2",))
REMOVED = Finding(
    "STARTTLS was offered before and is gone, without TLS: the server changed its mind, or something on "
    "the way removes it.",
    ("RFC 3207 §6",),
)
AUTH_INSIDE_ONLY = Finding("AUTH is offered inside TLS only: no password can go in clear.", ("RFC 4954 §4",))
MORE_MECHANISMS = Finding(
    "Inside TLS it takes other mechanisms: those that send a password wait for TLS.", ("RFC 4954 §3",)
)
AUTH_LOST = Finding(
    "AUTH was offered in clear and is not inside TLS: log in on another port, or not at all.",
    ("RFC 4954 §3",),
)
LOGGED_IN = Finding("AUTH is gone after the login: one login a session.", ("RFC 4954 §4",))
FORGOTTEN = Finding(
    "What was offered before TLS counts no more: only this list does.", ("RFC 3207 §4.2", "RFC 5321 §2.2.1")
)
SAME = Finding("The same as before.", ("RFC 5321 §4.1.4",))
NEWEST_COUNTS = Finding("Only the newest list counts.", ("RFC 5321 §4.1.4",))


def _meaning(since: str, changed: Capabilities, now: Entry, earlier: Entry) -> Iterator[Finding]:
    """The sentences that a change deserves, what matters most first."""
    before, after = earlier.after.extensions, now.after.extensions
    if since == "STARTTLS":
        yield from _inside_tls(before, after)
        yield FORGOTTEN
    elif not changed:
        yield SAME
    else:
        if "STARTTLS" in changed.removed:
            yield REMOVED
        if since == "AUTH" and "AUTH" in changed.removed:
            yield LOGGED_IN
        yield NEWEST_COUNTS


def _inside_tls(before: Extensions, after: Extensions) -> Iterator[Finding]:
    if "STARTTLS" in after:
        yield STILL_THERE
    elif "STARTTLS" in before:
        yield GONE_AS_IT_MUST
    if after.mechanisms and not before.mechanisms:
        yield AUTH_INSIDE_ONLY
    elif before.mechanisms and not after.mechanisms:
        yield AUTH_LOST
    elif set(after.mechanisms) > set(before.mechanisms):
        yield MORE_MECHANISMS
