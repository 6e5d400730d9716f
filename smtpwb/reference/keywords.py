"""What an EHLO reply says, in full: each keyword with its parameters, and what one would expect beside it.

Decides what a parameter means in figures that people use, and which absence is worth a word. What an
extension is as such stands in the tables; what may be said next is for `explain`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from smtpwb.reference import catalog
from smtpwb.smtp.amounts import span
from smtpwb.smtp.extensions import Extensions
from smtpwb.smtp.limits import LEAST_MESSAGE, number
from smtpwb.smtp.visible import visible_text

Sentences = tuple[str, ...]

BASE64_LINE = (57, 78)
"""Octets in, and out with CRLF, for a line of base64 (RFC 2045 §6.8)."""
_MEBIBYTE = 1 << 20


def read(keyword: str, parameters: Sequence[str]) -> Sentences:
    """What one line of an EHLO reply says, a sentence a finding; none where the tables say it all.

    `keyword` is in upper case, as `smtp.extensions.read_offer` gives it. What the server wrote appears as
    visible text only.
    """
    name, _, glued = keyword.partition("=")
    words = (*glued.split(","), *parameters) if glued else tuple(parameters)
    if painted_over(keyword):
        return _painted_over(keyword)
    row = catalog.ehlo_keyword(keyword) or catalog.ehlo_keyword(name)
    brief = (row.brief,) if row is not None and row.brief else ()
    old = (_OLD_AUTH,) if name == "AUTH" and "=" in keyword else ()
    reader = _READERS.get(name)
    return (*old, *(reader(words) if reader else ()), *brief)


def size(octets: int) -> str:
    """A size for people: `33.6 MB (32 MiB)`, `10.2 MB`, `800 kB`, `512 octets`."""
    if octets < 1000:
        return f"{octets} octets"
    if octets < 1_000_000:
        return f"{octets / 1000:.3g} kB"
    exact = f" ({octets // _MEBIBYTE:,} MiB)" if octets % _MEBIBYTE == 0 else ""
    return f"{octets / 1e6:,.1f} MB{exact}"


_PAINTED = re.compile(r"X{4,}[A-Z]?")


def painted_over(keyword: str) -> bool:
    """Whether a firewall wrote X over a keyword (the SMTP inspection of Cisco PIX and ASA)."""
    return _PAINTED.fullmatch(keyword) is not None


def _painted_over(keyword: str) -> Sentences:
    row = catalog.ehlo_keyword(keyword)
    if row is not None:
        return (row.brief,)
    letters = len(keyword)
    may_be = [one.key for one in _registered() if len(one.key) == letters and one.status == "current"]
    names = f": {' or '.join(may_be)}, if the length was kept" if may_be else ""
    return (f"A firewall on the way has painted over this line, {letters} letters long{names}.",)


def _registered() -> Iterator[catalog.EhloKeywordRow]:
    rows = catalog.table(catalog.EhloKeywordRow.table)
    return (row for row in rows if isinstance(row, catalog.EhloKeywordRow) and row.registered)


def _no_number(word: str) -> Sentences:
    return (f"“{visible_text(word[:40])}” is no number that the extension allows.",)


def _size(words: Sequence[str]) -> Sentences:
    """RFC 1870 §4: the largest message, in octets."""
    if not words:
        return ("A limit is not told; there may be one.",)
    octets = number(words[0])
    if octets is None:
        return _no_number(words[0])
    if octets == 0:
        return ("0: no fixed limit is told; there may be one all the same, such as a full disk.",)
    if octets < LEAST_MESSAGE:
        return (f"Largest message {size(octets)}: less than the 64 kB of RFC 5321 §4.5.3.1.7.",)
    attached = octets * BASE64_LINE[0] // BASE64_LINE[1]
    return (f"Largest message {size(octets)}: about {_about(attached)} of attachments, in base64.",)


def _about(octets: int) -> str:
    """A size in round numbers: `731 kB`, `26 MB`."""
    return f"{octets / 1e6:,.0f} MB" if octets >= 10_000_000 else f"{octets / 1000:,.0f} kB"


_OLD_AUTH = "AUTH= is a spelling from a draft, for clients of the 1990s; today's read the line AUTH alone."
_NEEDS: Mapping[str, tuple[str, str]] = {
    # security of the mechanism's row: what the login needs, and what it risks
    "plaintext": ("user name and password", "base64 hides nothing, so inside TLS only"),
    "challenge": ("user name and password", "it does not cross the line, but a listener can try guesses"),
    "challenge, channel binding": ("user name and password", "proven without sending it, bound to this TLS"),
    "token": ("a token from the provider", "whoever reads the token can use it, so inside TLS only"),
    "external (TLS certificate or IPsec)": ("a TLS client certificate", "no password crosses the line"),
    "none": ("nothing", "it proves nothing either"),
    "ticket": ("a Kerberos ticket", "no password crosses the line"),
    "ticket, channel binding": ("a Kerberos ticket", "no password crosses the line, bound to this TLS"),
    "ticket or NTLM": ("a Kerberos ticket or a Windows password", "no password crosses the line"),
    "one-time password": ("the next one-time password", "worthless to a listener once it is used"),
    "EAP": ("what the EAP method asks", "the method decides how safe it is"),
    "EAP, channel binding": ("what the EAP method asks", "bound to this TLS"),
    "certificate challenge": ("a private key and its certificate", "no password crosses the line"),
}  # fmt: skip
_AGED = ("historic", "obsolete", "limited", "experimental", "draft", "reserved", "private")


def _auth(words: Sequence[str]) -> Sentences:
    """RFC 4954 §3: the SASL mechanisms, each with what it needs and what it risks."""
    if not words:
        return ("No mechanism is named, so nothing can be used to log in.",)
    return tuple(_mechanism(word) for word in dict.fromkeys(word.upper() for word in words))


def _mechanism(name: str) -> str:
    row = catalog.row("sasl_mechanisms", name)
    if not isinstance(row, catalog.SaslMechanismRow) or row.security not in _NEEDS:
        return f"{visible_text(name)}: " + (row.explanation if row else "a mechanism that no table knows.")
    needs, risks = _NEEDS[row.security]
    aged = f", {row.status}" if row.status in _AGED else ""
    return f"{name}{aged}: needs {needs}; {risks} ({row.sources[0]})."


_LIMITS: Mapping[str, str] = {
    # RFC 9422 §4
    "MAILMAX": "At most {0:,} transactions a connection: connect again for more.",
    "RCPTMAX": "At most {0:,} recipients a transaction: name the rest in another one.",
    "RCPTDOMAINMAX": "Recipients of at most {0:,} domains a transaction.",
}


def _limits(words: Sequence[str]) -> Sentences:
    return tuple(_limit(*word.upper().partition("=")[::2]) for word in words)


def _limit(name: str, value: str) -> str:
    limit = number(value, 6)
    if name not in _LIMITS:
        return f"{visible_text(name)}: a limit that RFC 9422 does not define."
    return _LIMITS[name].format(limit) if limit else f"{name}: {_no_number(value)[0]}"


def _deliver_by(words: Sequence[str]) -> Sentences:
    """RFC 2852 §2: the shortest by-time, in seconds; more may follow a comma."""
    if not words:
        return ("No shortest time is told: BY= may ask for any.",)
    seconds = number(words[0].partition(",")[0], 9)
    if not seconds:
        return _no_number(words[0])
    return (f"BY= with mode R may ask for no less than {span(seconds)}.",)


def _future_release(words: Sequence[str]) -> Sentences:
    """RFC 4865 §3: the longest wait in seconds, and the latest moment in UTC."""
    if not words:
        return ("How long a message may be held is not told.",)
    seconds = number(words[0], 9)
    held = f"HOLDFOR= may ask for {span(seconds)} at most." if seconds else _no_number(words[0])[0]
    until = (f"HOLDUNTIL= may name no moment after {visible_text(words[1])}.",) if words[1:] else ()
    return (held, *until)


def _named(sentence: str, joint: str = ", ") -> Callable[[Sequence[str]], Sentences]:
    """A reader that repeats the parameters in a sentence, and says nothing without any."""
    return lambda words: (sentence.format(visible_text(joint.join(words))),) if words else ()


_READERS: Mapping[str, Callable[[Sequence[str]], Sentences]] = {
    # keyword: how its parameters are read
    "SIZE": _size,
    "AUTH": _auth,
    "X-EXPS": _auth,
    "LIMITS": _limits,
    "DELIVERBY": _deliver_by,
    "FUTURERELEASE": _future_release,
    "MT-PRIORITY": _named("Priorities go by the policy {0}."),
    "BURL": _named("Text may be fetched from {0}."),
    "NO-SOLICITING": _named("Not wanted: mail that is labelled {0}."),
    "XCLIENT": _named("It believes what you say of the client's {0}."),
    "XFORWARD": _named("It logs what you say of the client's {0}."),
    "X-RCPTLIMIT": _named("At most {0} recipients a transaction, as LIMITS RCPTMAX says it."),
}


class _Expected(msgspec.Struct, frozen=True):
    """One thing that is missing, or stands where it should not."""

    wanting: Callable[[Extensions, bool | None], bool]
    sentence: str
    """Ends with its source in brackets."""


def missing(extensions: Extensions, secured: bool | None) -> Sentences:
    """What one would expect of an EHLO reply and is not there, or is there at the wrong time; worst first.

    `secured` says whether TLS is active, None where nobody knows. Each sentence names its source.
    """
    return tuple(one.sentence for one in _EXPECTED if one.wanting(extensions, secured))


def _lacks(keyword: str) -> Callable[[Extensions, bool | None], bool]:
    return lambda extensions, secured: keyword not in extensions


def _readable_password(extensions: Extensions) -> bool:
    rows = (catalog.row("sasl_mechanisms", name) for name in extensions.mechanisms)
    return any(isinstance(row, catalog.SaslMechanismRow) and row.security == "plaintext" for row in rows)


_EXPECTED = (
    _Expected(
        lambda extensions, secured: secured is False and "STARTTLS" not in extensions,
        "No STARTTLS: everything goes in clear here. If this server had it before, something on the way may"
        " be removing it (RFC 3207 §6).",
    ),
    _Expected(
        lambda extensions, secured: secured is None and "STARTTLS" not in extensions,
        "No STARTTLS: unless TLS is active already, everything goes in clear here (RFC 3207 §6).",
    ),
    _Expected(
        lambda extensions, secured: secured is False and _readable_password(extensions),
        "AUTH offered before TLS, with mechanisms that send a password anyone can read: begin TLS first, or"
        " do not log in (RFC 4954 §4, RFC 8314 §3).",
    ),
    _Expected(
        lambda extensions, secured: secured is True and "STARTTLS" in extensions,
        "STARTTLS offered inside TLS: it must not be offered again (RFC 3207 §4.2).",
    ),
    _Expected(
        lambda extensions, secured: secured is False and "REQUIRETLS" in extensions,
        "REQUIRETLS offered before TLS: it counts in the reply after STARTTLS only (RFC 8689 §2).",
    ),
    _Expected(
        lambda extensions, secured: bool(extensions.mechanisms) and "AUTH" not in extensions,
        "AUTH in its old spelling alone: clients of today do not see it (RFC 4954 §3).",
    ),
    _Expected(
        lambda extensions, secured: "BINARYMIME" in extensions and "CHUNKING" not in extensions,
        "BINARYMIME without CHUNKING: it cannot be used (RFC 3030 §3).",
    ),
    _Expected(
        lambda extensions, secured: "SMTPUTF8" in extensions and "8BITMIME" not in extensions,
        "SMTPUTF8 without 8BITMIME, which it needs (RFC 6531 §3.1).",
    ),
    _Expected(_lacks("8BITMIME"), "No 8BITMIME: text beyond ASCII has to be encoded (RFC 5321 §2.4)."),
    _Expected(
        _lacks("ENHANCEDSTATUSCODES"),
        "No ENHANCEDSTATUSCODES: replies say less exactly what is wrong (RFC 2034 §3).",
    ),
    _Expected(
        _lacks("SIZE"), "No SIZE: a message that is too large is refused after it was sent (RFC 1870 §3)."
    ),
    _Expected(_lacks("PIPELINING"), "No PIPELINING: each command has to wait for its reply (RFC 2920 §2)."),
)
