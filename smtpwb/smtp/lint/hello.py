"""HELO, EHLO and LHLO: what a host may call itself."""

from __future__ import annotations

from ipaddress import ip_address

from smtpwb.smtp import grammar
from smtpwb.smtp.commands import HELLOS
from smtpwb.smtp.lint.check import Checks, Says, Severity, Subject
from smtpwb.smtp.lint.domains import domain_fault, literal_fault
from smtpwb.smtp.reading import shown

HELLO = Checks(*HELLOS)


def _name(subject: Subject) -> bytes:
    return subject.command.argument.strip(b" \t")


@HELLO.row("hello-without-name", Severity.ERROR, "RFC 5321 §4.1.1.1")
def _hello_without_name(subject: Subject) -> Says:
    if _name(subject):
        return None
    verb = subject.command.verb
    return f"{verb} wants the name of your own host behind it: {verb} ws.example.net."


@HELLO.row("address-in-hello", Severity.ERROR, "RFC 5321 §4.1.1.1")
def _address_in_hello(subject: Subject) -> Says:
    if b"@" not in _name(subject):
        return None
    return "A mail address is no domain: write the name of your own host, as in HELO ws.example.net."


@HELLO.row("hello-words", Severity.ERROR, "RFC 5321 §4.1.1.1")
def _hello_words(subject: Subject) -> Says:
    if len(_name(subject).split()) < 2:
        return None
    return f"{subject.command.verb} takes one name and nothing behind it."


def _bare_address(name: bytes) -> str:
    """The address literal to write for an address without its brackets, else empty."""
    try:
        address = ip_address(name.decode("ascii", "replace"))
    except ValueError:
        return ""
    return f"[{address}]" if address.version == 4 else f"[IPv6:{address}]"


@HELLO.row("hello-bare-address", Severity.WARNING, "RFC 5321 §4.1.3")
def _hello_bare_address(subject: Subject) -> Says:
    literal = _bare_address(_name(subject))
    return f"An address of the network stands in brackets: write {literal}." if literal else None


@HELLO.row("hello-name-form", Severity.ERROR, "RFC 5321 §4.1.2")
def _hello_name_form(subject: Subject) -> Says:
    name = _name(subject)
    if not name or b"@" in name or len(name.split()) > 1 or _bare_address(name):
        return None
    return literal_fault(name) if name.startswith(b"[") else domain_fault(name)


@HELLO.row("hello-name-single-label", Severity.INFO, "RFC 5321 §2.3.5")
def _hello_name_single_label(subject: Subject) -> Says:
    name = _name(subject)
    if b"." in name or grammar.domain.fullmatch(name) is None:
        return None
    return f"A full name is wanted, with a dot in it: {shown(name)} may be refused."


@HELLO.row("literal-in-helo", Severity.WARNING, "RFC 5321 §4.1.1.1", "HELO")
def _literal_in_helo(subject: Subject) -> Says:
    if not _name(subject).startswith(b"["):
        return None
    return "HELO takes a domain only: say EHLO to give an address literal."


@HELLO.row("hello-not-ascii", Severity.ERROR, "RFC 5321 §2.3.5")
def _hello_not_ascii(subject: Subject) -> Says:
    if _name(subject).isascii():
        return None
    return "The name of a host is ASCII here: write its xn-- form."


@HELLO.row("lhlo-on-smtp", Severity.WARNING, "RFC 2033 §4.1", "LHLO")
def _lhlo_on_smtp(subject: Subject) -> Says:
    if subject.dialogue.speaks_lmtp:
        return None
    return "LHLO belongs to LMTP: an SMTP server wants EHLO."


@HELLO.row("hello-on-lmtp", Severity.WARNING, "RFC 2033 §4.1", "HELO", "EHLO")
def _hello_on_lmtp(subject: Subject) -> Says:
    if not subject.dialogue.speaks_lmtp:
        return None
    return f"This server speaks LMTP: it wants LHLO, not {subject.command.verb}."
