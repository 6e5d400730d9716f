"""MAIL and RCPT parameters: which extension brings each, and which values it takes.

`PARAMETERS` is the whole of it, for lint and completion. What a parameter is good for is told elsewhere.
"""

from __future__ import annotations

import re

import msgspec

from smtpwb.smtp.commands import Parameter
from smtpwb.smtp.extensions import Extensions
from smtpwb.smtp.xtext import XCHAR, encode

_CASELESS = re.IGNORECASE


class Known(msgspec.Struct, frozen=True):
    """One parameter as its RFC defines it."""

    keyword: str
    verbs: tuple[str, ...]
    extension: str
    """The EHLO keyword that brings it."""
    syntax: str
    source: str
    value: re.Pattern[bytes] | None = None
    """What the value looks like; None: it takes no value."""
    typed: tuple[str, ...] = ()
    """Ways to go on after the path, for completion; empty: the keyword alone. `{address}`: the path's."""
    optional: bool = False
    """It may stand without its value."""


def _takes(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, _CASELESS)


_NOTIFY = rb"SUCCESS|FAILURE|DELAY"
_MAIL, _RCPT = ("MAIL",), ("RCPT",)

PARAMETERS: dict[str, Known] = {
    known.keyword: known
    for known in (
        Known(
            "SIZE",
            _MAIL,
            "SIZE",
            "SIZE=octets, a number of at most 20 digits",
            "RFC 1870 §3",
            _takes(rb"\d{1,20}"),
            ("SIZE=",),
        ),
        Known(
            "BODY",
            _MAIL,
            "8BITMIME",
            "BODY=7BIT, BODY=8BITMIME or BODY=BINARYMIME",
            "RFC 6152 §2",
            _takes(rb"7BIT|8BITMIME|BINARYMIME"),
            ("BODY=8BITMIME", "BODY=BINARYMIME"),
        ),
        Known("SMTPUTF8", _MAIL, "SMTPUTF8", "SMTPUTF8, without a value", "RFC 6531 §3.4"),
        Known(
            "RET",
            _MAIL,
            "DSN",
            "RET=FULL or RET=HDRS",
            "RFC 3461 §4.3",
            _takes(rb"FULL|HDRS"),
            ("RET=HDRS", "RET=FULL"),
        ),
        Known(
            "ENVID",
            _MAIL,
            "DSN",
            "ENVID=xtext of at most 100 characters",
            "RFC 3461 §4.4",
            re.compile(XCHAR + rb"{1,100}"),
            ("ENVID=",),
        ),
        Known(
            "NOTIFY",
            _RCPT,
            "DSN",
            "NOTIFY=NEVER, or a list of SUCCESS, FAILURE and DELAY with commas",
            "RFC 3461 §4.1",
            _takes(rb"NEVER|(?:%b)(?:,(?:%b))*" % (_NOTIFY, _NOTIFY)),
            ("NOTIFY=SUCCESS,FAILURE", "NOTIFY=SUCCESS,FAILURE,DELAY", "NOTIFY=NEVER"),
        ),
        Known(
            "ORCPT",
            _RCPT,
            "DSN",
            "ORCPT=rfc822;address in xtext",
            "RFC 3461 §4.2",
            re.compile(rb"[A-Za-z0-9\-]+;" + XCHAR + rb"+"),
            ("ORCPT=rfc822;{address}",),
        ),
        Known(
            "AUTH",
            _MAIL,
            "AUTH",
            "AUTH=<> or AUTH=address in xtext",
            "RFC 4954 §5",
            re.compile(XCHAR + rb"+"),
            ("AUTH=<>",),
        ),
        Known(
            "BY",
            _MAIL,
            "DELIVERBY",
            "BY=seconds;R or BY=seconds;N, and T behind it for a trace",
            "RFC 2852 §4",
            _takes(rb"[+-]?\d{1,9};[NR]T?"),
            ("BY=",),
        ),
        Known(
            "HOLDFOR",
            _MAIL,
            "FUTURERELEASE",
            "HOLDFOR=seconds",
            "RFC 4865 §3",
            re.compile(rb"[1-9]\d{0,8}"),
            ("HOLDFOR=",),
        ),
        Known(
            "HOLDUNTIL",
            _MAIL,
            "FUTURERELEASE",
            "HOLDUNTIL=2030-01-31T12:00:00Z",
            "RFC 4865 §3",
            _takes(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
            ("HOLDUNTIL=",),
        ),
        Known(
            "MT-PRIORITY",
            _MAIL,
            "MT-PRIORITY",
            "MT-PRIORITY=number from -9 to 9",
            "RFC 6710 §3",
            re.compile(rb"-?[1-9]|0"),
            ("MT-PRIORITY=",),
        ),
        Known("REQUIRETLS", _MAIL, "REQUIRETLS", "REQUIRETLS, without a value", "RFC 8689 §2"),
        Known(
            "RRVS",
            _RCPT,
            "RRVS",
            "RRVS=2030-01-31T12:00:00Z",
            "RFC 7293 §3.1",
            _takes(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)(?:;[CR])?"),
            ("RRVS=",),
        ),
        Known(
            "MTRK",
            _MAIL,
            "MTRK",
            "MTRK=certifier in base64, and :seconds if wanted",
            "RFC 3885 §3.1",
            re.compile(rb"[A-Za-z0-9+/]+=*(?::\d{1,9})?"),
            ("MTRK=",),
        ),
        Known(
            "SOLICIT",
            _MAIL,
            "NO-SOLICITING",
            "SOLICIT=keyword",
            "RFC 3865 §2.3",
            re.compile(rb"[!-~]{1,1000}"),
            ("SOLICIT=",),
        ),
        Known(
            "TRANSID",
            _MAIL,
            "CHECKPOINT",
            "TRANSID=<id@domain>",
            "RFC 1845 §2",
            re.compile(rb"<[!-~]{1,78}>"),
            ("TRANSID=<",),
        ),
        Known("CONPERM", _MAIL, "CONPERM", "CONPERM, without a value", "RFC 4141 §4.2"),
        Known("CONNEG", _RCPT, "CONNEG", "CONNEG, without a value", "RFC 4141 §5.2"),
        Known(
            "SUBMITTER",
            _MAIL,
            "SUBMITTER",
            "SUBMITTER=address in xtext",
            "RFC 4405 §4",
            re.compile(XCHAR + rb"+"),
            ("SUBMITTER=",),
        ),
        Known("PRDR", _MAIL, "PRDR", "PRDR, without a value", "draft-hall-prdr"),
        Known(
            "XVERP",
            _MAIL,
            "XVERP",
            "XVERP, or XVERP= and two delimiters",
            "Postfix VERP_README",
            re.compile(rb"[!-~]{2}"),
            ("XVERP",),
            optional=True,
        ),
    )
}


def well_formed(parameter: Parameter, known: Known) -> bool:
    """Whether the value is what the parameter takes."""
    if known.value is None or (known.optional and parameter.value is None):
        return parameter.value is None
    return parameter.value is not None and known.value.fullmatch(parameter.value) is not None


def extension_of(parameter: Parameter, known: Known) -> str:
    """The EHLO keyword that must be offered; one value of BODY has its own (RFC 3030 §3)."""
    return _extension(known, parameter.value or b"")


def _extension(known: Known, value: bytes) -> str:
    return "BINARYMIME" if known.keyword == "BODY" and value.upper() == b"BINARYMIME" else known.extension


def offered_after(verb: str, extensions: Extensions, address: bytes = b"") -> tuple[str, ...]:
    """What may follow the path of MAIL or RCPT on this server, for completion; `address`: the path's."""
    own = encode(address).decode("utf-8", "replace")
    return tuple(
        typed.replace("{address}", own)
        for known in PARAMETERS.values()
        if verb in known.verbs
        for typed in known.typed or ((known.keyword,) if known.value is None else ())
        if _extension(known, typed.partition("=")[2].encode()) in extensions
    )
