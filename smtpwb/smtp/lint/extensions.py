"""What the extensions forbid beside the form of their parameters, and the verbs they bring."""

from __future__ import annotations

import re

from smtpwb.smtp import grammar
from smtpwb.smtp.lint.check import Checks, Cited, Says, Severity, Subject
from smtpwb.smtp.reading import shown
from smtpwb.smtp.xtext import XCHAR

EXTENSIONS = Checks()

_ATTRIBUTES = {
    # what Postfix knows; a server names in EHLO those that it takes
    "XCLIENT": ("NAME", "ADDR", "PORT", "PROTO", "HELO", "LOGIN", "DESTADDR", "DESTPORT"),
    "XFORWARD": ("NAME", "ADDR", "PORT", "PROTO", "HELO", "IDENT", "SOURCE"),
}
_PROXYING = tuple(_ATTRIBUTES)
_XTEXT = re.compile(XCHAR + rb"+")
_URL = re.compile(rb"[A-Za-z][A-Za-z0-9+.\-]*:[!-~]+")


@EXTENSIONS.row("return-without-time", Severity.ERROR, "RFC 2852 §4", "MAIL")
def _return_without_time(subject: Subject) -> Says:
    seconds, _, mode = subject.command.value("BY").partition(b";")
    if not mode.upper().startswith(b"R") or not re.fullmatch(rb"-\d+|\+?0+", seconds):
        return None
    return "To have it returned there must be time left: R takes a number above 0."


@EXTENSIONS.row("held-twice", Severity.ERROR, "RFC 4865 §3", "MAIL")
def _held_twice(subject: Subject) -> Says:
    command = subject.command
    if command.parameter("HOLDFOR") is None or command.parameter("HOLDUNTIL") is None:
        return None
    return "HOLDFOR and HOLDUNTIL say the same thing: write one of them."


@EXTENSIONS.row("etrn-node", Severity.ERROR, "RFC 1985 §5", "ETRN")
def _etrn_node(subject: Subject) -> Says:
    node = subject.command.argument.strip(b" \t")
    if not node or re.fullmatch(rb"#[!-~]+", node) or grammar.domain.fullmatch(node.removeprefix(b"@")):
        return None
    return "ETRN takes one host, @domain for all hosts under it, or #queue."


@EXTENSIONS.row("burl-form", Severity.ERROR, "RFC 4468 §3.2", "BURL")
def _burl_form(subject: Subject) -> Says:
    words = subject.command.argument.split()
    if not words or (_URL.fullmatch(words[0]) and [w.upper() for w in words[1:]] in ([], [b"LAST"])):
        return None
    return "BURL wants a whole URL, and LAST behind the last one."


@EXTENSIONS.row("atrn-without-auth", Severity.WARNING, "RFC 2645 §5.2.1", "ATRN")
def _atrn_without_auth(subject: Subject) -> Says:
    if subject.dialogue.authenticated:
        return None
    return "ATRN hands mail over only to whom it knows: say AUTH first."


@EXTENSIONS.row("attribute-form", Severity.ERROR, "RFC 3461 §4", *_PROXYING)
def _attribute_form(subject: Subject) -> Says:
    for word in subject.command.argument.split():
        name, equals, value = word.partition(b"=")
        if not equals or not name or not _XTEXT.fullmatch(value):
            text = f"{shown(word)} is no attribute: write NAME=value, other octets than printable as +XX."
            return Cited(text, _readme(subject))
    return None


@EXTENSIONS.row("attribute-unknown", Severity.WARNING, "RFC 5321 §4.1.1.1", *_PROXYING)
def _attribute_unknown(subject: Subject) -> Says:
    verb = subject.command.verb
    offer = subject.dialogue.extensions.get(verb)
    taken = tuple(name.upper() for name in offer.parameters) if offer is not None else _ATTRIBUTES[verb]
    for word in subject.command.argument.split():
        name = word.partition(b"=")[0].upper().decode("ascii", "replace")
        if b"=" in word and name not in taken:
            who = "This server takes" if offer is not None else "Postfix knows"
            return Cited(
                f"{who} {shown(' '.join(taken).encode())} here, not {shown(name.encode())}.", _readme(subject)
            )
    return None


def _readme(subject: Subject) -> str:
    return f"Postfix {subject.command.verb}_README"
