"""What there is to say of a TLS handshake: in a line, in a few rows, in full. Values from one event.

Decides the words and their order. OpenSSL's verdict is taken as it stands in the event; certificates are
read for what they say of themselves, and days are counted from the moment of the handshake.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from smtpwb.smtp.visible import visible_text
from smtpwb.transcript import tls_terms
from smtpwb.transcript.certificates import Certificate, certificate
from smtpwb.transcript.events import Secured

Row = tuple[str, str]
"""A label and what stands beside it; the label is empty where the one above goes on."""

FEW_NAMES, MANY_NAMES = 4, 60
"""Names of a certificate that are shown in short, and in full; the rest is counted."""
_NOT_CHECKED = "not checked"
_EXPIRED, _NOT_YET = 10, 9
"""X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID."""


class Account(msgspec.Struct, frozen=True):
    """All there is to say of one handshake; texts are safe to show."""

    settled: str
    """Version, cipher and group; empty: it failed."""
    bad: bool
    """There is no TLS, or not with whom it should be."""
    verdict: tuple[str, ...]
    """Verified, or each reason why it is not."""
    short: tuple[Row, ...]
    full: tuple[Row, ...]
    sources: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """There is no TLS."""
        return not self.settled


def is_bad(event: Secured) -> bool:
    """Whether the handshake failed, or the certificate is not to be trusted."""
    return not (event.version and event.verified)


def settled(event: Secured) -> str:
    """Version, cipher and, where known, group: `TLSv1.3 · TLS_AES_256_GCM_SHA384 · x25519`."""
    return visible_text(" · ".join(filter(None, (event.version, event.cipher, event.group))))


def doubts(event: Secured) -> tuple[str, ...]:
    """Why the certificate is not to be trusted, each reason in plain words; empty: it is."""
    if not event.version or event.verified:
        return ()
    found = tuple(filter(None, (_chain_doubt(event), _date_doubt(event), _name_doubt(event))))
    return found or (visible_text(event.reason),)


def account(event: Secured) -> Account:
    """Everything there is to say."""
    if not event.version:
        return _failure(event)
    chain = tuple(map(certificate, event.certificates))
    told = doubts(event)
    verdict = told or (f"certificate verified for {visible_text(event.name) or 'this host'}",)
    means = tuple(_meaning(event))
    short = (*means, *_validity(event, chain), *_client(event))
    full = (*means, *_terms(event), *_client(event), *_chain(event, chain))
    return Account(settled(event), bool(told), verdict, short, full, _sources(event))


def _chain_doubt(event: Secured) -> str:
    if not event.chain_reason:
        return ""
    if event.chain_code in (_EXPIRED, _NOT_YET) and (told := _dated(event)):
        return told
    fault = tls_terms.fault(event.chain_code)
    return fault.told if fault is not None else visible_text(event.chain_reason)


def _date_doubt(event: Secured) -> str:
    """That the server's own certificate is out of its time, where OpenSSL stopped at another fault first."""
    if not event.chain_reason or event.chain_code in (_EXPIRED, _NOT_YET) or not event.certificates:
        return ""
    return _out_of_time(certificate(event.certificates[0]), event)


def _dated(event: Secured) -> str:
    """Which certificate of the chain is out of its time, and by how much."""
    for place, one in enumerate(map(certificate, event.certificates)):
        if told := _out_of_time(one, event):
            return told if place == 0 else f"{told}; it is that of {one.name}, in its chain"
    return ""


def _out_of_time(one: Certificate, event: Secured) -> str:
    left = one.days_left(event.wall)
    if left is not None and left < 0:
        return f"expired {_ago(-left - 1)}"
    if one.not_before is not None and one.not_before > event.wall:
        return f"not valid before {one.not_before:%Y-%m-%d %H:%M} UTC"
    return ""


def _ago(days: int) -> str:
    return "within the last day" if days < 1 else "a day ago" if days == 1 else f"{days:,} days ago"


def _name_doubt(event: Secured) -> str:
    if not event.name_reason:
        return ""
    wanted = visible_text(event.name)
    if event.name_reason.startswith(_NOT_CHECKED) or not event.name or not event.certificates:
        return f"its name is {_NOT_CHECKED}" if event.name else "there is no name to look for in it"
    names = certificate(event.certificates[0]).names
    if not names:
        return f"names no host, so not {wanted}"
    if wanted in names:  # RFC 9525 §6.2: an address is looked for among the addresses
        return f"names {wanted} as a host name, not as an address"
    return f"names {_listed(names, FEW_NAMES)}, not {wanted}"


def _listed(names: tuple[str, ...], most: int) -> str:
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most:,} more" if len(names) > most else shown


def _meaning(event: Secured) -> Iterator[Row]:
    """What each doubt means; of a certificate with another's fault, that its name is right."""
    told = []
    if event.chain_reason and (fault := tls_terms.fault(event.chain_code)) is not None:
        told.append(fault.meaning)
    if _name_doubt(event).startswith("names "):
        told.append("This may be another server than you meant, or one that was given the wrong certificate.")
    yield from _labelled("It means", told)
    if event.chain_reason and event.name and not event.name_reason:
        yield "Name", f"it is for {visible_text(event.name)}, as it should be"


def _validity(event: Secured, chain: tuple[Certificate, ...]) -> Iterator[Row]:
    left = chain[0].days_left(event.wall) if chain else None
    if left is not None and chain[0].not_after is not None:
        past = "was until" if left < 0 else "until"
        yield "Valid", f"{_left(left)}{past} {chain[0].not_after:%Y-%m-%d}"


def _left(days: int) -> str:
    return "" if days < 0 else "less than a day left, " if days == 0 else f"{days:,} days left, "


def _client(event: Secured) -> Iterator[Row]:
    if event.client_certificate == "asked":
        yield "Client", "the server asked for a client certificate, and none was given (--cert FILE)"
    elif event.client_certificate == "given":
        yield "Client", "the server asked for a client certificate, and one was given"


def _terms(event: Secured) -> Iterator[Row]:
    if event.bits:
        yield "Cipher", f"{visible_text(event.cipher)}, {event.bits} bits"
    yield "Group", visible_text(event.group) or "not known"
    yield "SNI", f"{visible_text(event.sni)} was sent" if event.sni else "no server name was sent"
    yield "ALPN", visible_text(event.alpn) or "none agreed on"
    yield "Resumed", "yes" if event.resumed else "no, a full handshake"
    if event.chain_reason or event.name_reason:
        yield "OpenSSL says", visible_text(f"chain: {event.chain_reason or 'ok'}")
        yield "", visible_text(f"name: {event.name_reason or 'ok'}")


def _chain(event: Secured, chain: tuple[Certificate, ...]) -> Iterator[Row]:
    for number, one in enumerate(chain, 1):
        yield "", ""
        yield from _one(event, one, f"{number} of {len(chain)}")


def _one(event: Secured, one: Certificate, number: str) -> Iterator[Row]:
    yield number, one.fault or one.subject or "(no subject)"
    if not one.fault:
        yield "Names", _listed(one.names, MANY_NAMES) or "none"
        yield "Issuer", f"{one.issuer or '(no issuer)'}{' (itself)' if one.self_signed else ''}"
        yield "Valid", _dates(event, one)
        yield "Key", f"{one.key}, signed by {one.signature}"
    yield from _labelled("SHA-256", (one.fingerprint[:48].rstrip(":"), one.fingerprint[48:]))


def _dates(event: Secured, one: Certificate) -> str:
    if one.not_before is None or one.not_after is None:
        return "unknown"
    left = one.days_left(event.wall) or 0
    told = f"expired {_ago(-left - 1)}" if left < 0 else _left(left).rstrip(", ")
    return f"{one.not_before:%Y-%m-%d} to {one.not_after:%Y-%m-%d}, {told}"


def _failure(event: Secured) -> Account:
    rows = []
    alert = tls_terms.alert(event.alert)
    if alert is not None:
        rows.append(("It means", alert.meaning))
    elif event.reason == tls_terms.PLAIN_TEXT:
        rows.append(("It means", "What it said in clear stands in the dialogue, and is no part of TLS."))
    elif event.offered in tls_terms.OLD:
        rows.append(("It means", f"The server chose {event.offered}: --tls-min 1.0 takes old versions, too."))
    sources = (alert.source,) if alert is not None else ()
    why = (visible_text(event.reason or "the handshake failed"),)
    return Account("", True, why, tuple(rows), tuple(rows), sources)


def _sources(event: Secured) -> tuple[str, ...]:
    fault = tls_terms.fault(event.chain_code) if event.chain_reason else None
    chain = (fault.source,) if fault is not None else ()
    return (*chain, *(("RFC 9525 §6",) if event.name_reason else ()))


def _labelled(label: str, texts: Iterable[str]) -> Iterator[Row]:
    for number, text in enumerate(texts):
        yield ("" if number else label), text
