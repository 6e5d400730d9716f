"""MAIL FROM:<reverse-path> and RCPT TO:<forward-path>, up to the closing bracket."""

from __future__ import annotations

import re

from smtpwb.smtp.commands import Command, Path, read_path
from smtpwb.smtp.limits import MAX_DOMAIN, MAX_LOCAL_PART, MAX_PATH
from smtpwb.smtp.lint.check import Checks, Says, Severity, Subject
from smtpwb.smtp.lint.domains import domain_fault, literal_fault
from smtpwb.smtp.reading import shown

_PREPOSITION = {"MAIL": "FROM", "RCPT": "TO"}
PATHS = Checks(*_PREPOSITION)


def _preposition(subject: Subject) -> str:
    return _PREPOSITION[subject.command.verb]


def _address(path: Path) -> bytes:
    return path.address.strip(b"<> \t")


def _rightly(command: Command) -> str:
    """How the command is written, with the address that was typed."""
    address = _address(command.path) if command.path is not None else b""
    return f"{command.verb} {_PREPOSITION[command.verb]}:<{shown(address) or 'name@domain'}>"


@PATHS.row("path-missing", Severity.ERROR, "RFC 5321 §3.3")
def _path_missing(subject: Subject) -> Says:
    if subject.command.path is not None:
        return None
    return f"The address is missing: write {_rightly(subject.command)}."


@PATHS.row("no-preposition", Severity.ERROR, "RFC 5321 §3.3")
def _no_preposition(subject: Subject) -> Says:
    if subject.command.preposition or subject.command.path is None:
        return None
    return f"The word {_preposition(subject)}: is missing: write {_rightly(subject.command)}."


@PATHS.row("wrong-preposition", Severity.ERROR, "RFC 5321 §3.3")
def _wrong_preposition(subject: Subject) -> Says:
    if subject.command.preposition in ("", _preposition(subject)):
        return None
    return f"{subject.command.verb} goes with {_preposition(subject)}: write {_rightly(subject.command)}."


@PATHS.row("missing-colon", Severity.ERROR, "RFC 5321 §3.3")
def _missing_colon(subject: Subject) -> Says:
    command = subject.command
    if command.colon or command.path is None or command.preposition != _preposition(subject):
        return None
    return f"The colon is missing: write {_rightly(command)}."


@PATHS.row("blank-before-colon", Severity.WARNING, "RFC 5321 §3.3")
def _blank_before_colon(subject: Subject) -> Says:
    command = subject.command
    after_word = command.argument[len(command.preposition) :][:1]
    if not command.colon or not command.preposition or after_word == b":":
        return None
    return f"No blank is allowed before the colon: write {_rightly(command)}."


@PATHS.row("blank-after-colon", Severity.WARNING, "RFC 5321 §3.3")
def _blank_after_colon(subject: Subject) -> Says:
    command = subject.command
    if not command.blank_after_colon or command.path is None:
        return None
    return f"No blank is allowed after the colon, though most servers take it: write {_rightly(command)}."


def _unbalanced(path: Path) -> bool:
    return not path.bracketed and (path.raw.startswith(b"<") or path.raw.endswith(b">"))


def _named(command: Command) -> bool:
    """Whether the address follows where a parameter would stand: `"Ann" <a@b>`."""
    return any(parameter.raw.startswith(b"<") for parameter in command.parameters)


@PATHS.row("unbalanced-brackets", Severity.ERROR, "RFC 5321 §4.1.2")
def _unbalanced_brackets(subject: Subject) -> Says:
    path = subject.command.path
    if path is None or not _unbalanced(path):
        return None
    missing = "closing bracket >" if path.raw.startswith(b"<") else "opening bracket <"
    return f"The {missing} is missing: write {_rightly(subject.command)}."


@PATHS.row("name-beside-address", Severity.ERROR, "RFC 5321 §4.1.2")
def _name_beside_address(subject: Subject) -> Says:
    if not _named(subject.command):
        return None
    return f"Only the address stands here, no name beside it: write {_preposition(subject)}:<name@domain>."


@PATHS.row("missing-brackets", Severity.ERROR, "RFC 5321 §4.1.2")
def _missing_brackets(subject: Subject) -> Says:
    path = subject.command.path
    if path is None or path.bracketed or _unbalanced(path) or _named(subject.command):
        return None
    return f"The address stands in brackets: write <{shown(path.address)}>."


@PATHS.row("null-recipient", Severity.ERROR, "RFC 5321 §4.1.1.3", "RCPT")
def _null_recipient(subject: Subject) -> Says:
    path = subject.command.path
    if path is None or not path.null:
        return None
    return "Only a sender may be null: write the address of a recipient, RCPT TO:<name@domain>."


_FAULTS = tuple(
    # the first that is found in the address says what is wrong with it (RFC 5321 §4.1.2)
    (re.compile(pattern, re.DOTALL), text)
    for pattern, text in (
        (rb"^[^@]*$", "The address has no domain: write <name@domain>."),
        (rb"^@[^:]*$", "Nothing stands before the @: write <name@domain>."),
        (rb"@$", "Nothing stands behind the @: write <name@domain>."),
        (
            rb'^(?:[^"]*"[^"]*")*[^"]*"[^"]*$',
            "A quotation mark is missing: the local-part is quoted as a whole.",
        ),
        (rb'^[^"]*@[^"]*@', "There is more than one @: one address a command."),
        (
            rb'^[^"@]*[ \t,;]',
            "A blank, comma or semicolon stands only in a quoted local-part: one address a command.",
        ),
        (rb'^[^"@]*\.\.', 'Two dots in a row are allowed only in a quoted local-part: "a..b"@domain.'),
        (rb'^(?:\.|[^"@]*\.@)', "A local-part begins and ends with no dot unless it is quoted."),
    )
)


@PATHS.row("not-a-mailbox", Severity.ERROR, "RFC 5321 §4.1.2")
def _not_a_mailbox(subject: Subject) -> Says:
    path = subject.command.path
    if path is None or not _address(path) or _named(subject.command):
        return None
    address = _address(path)
    bare_postmaster = address.lower() == b"postmaster" and subject.command.verb == "RCPT"
    if read_path(b"<%b>" % address).local or bare_postmaster or _underscored(address):
        return None
    known = next((text for pattern, text in _FAULTS if pattern.search(address)), None)
    return known or _domain_fault(address) or "This is no mailbox: write <name@domain>."


def _domain_fault(address: bytes) -> str | None:
    domain = address.rpartition(b"@")[2]
    return literal_fault(domain) if domain.startswith(b"[") else domain_fault(domain)


def _underscored(address: bytes) -> bool:
    """Whether underscores in its domain are all that keeps it from being a mailbox."""
    local, _, domain = address.rpartition(b"@")
    return b"_" in domain and bool(read_path(b"<%b@%b>" % (local, domain.replace(b"_", b"x"))).local)


@PATHS.row("domain-form", Severity.WARNING, "RFC 5321 §4.1.2")
def _domain_form(subject: Subject) -> Says:
    path = subject.command.path
    if path is not None and _underscored(_address(path)):
        return "A domain has letters, digits and hyphens in SMTP; an underscore many servers take, not all."
    return _domain_fault(b"@" + path.domain) if path is not None and path.domain else None


@PATHS.row("domain-single-label", Severity.INFO, "RFC 5321 §2.3.5")
def _domain_single_label(subject: Subject) -> Says:
    path = subject.command.path
    if path is None or not path.domain or b"." in path.domain or path.domain.startswith(b"["):
        return None
    return (
        f"A full domain is wanted, with a dot in it: {shown(path.domain)} means something to one host only."
    )


@PATHS.row("source-route", Severity.WARNING, "RFC 5321 §C")
def _source_route(subject: Subject) -> Says:
    path = subject.command.path
    if path is None or not path.route:
        return None
    return f"Source routes are obsolete: write {_rightly(subject.command)}."


@PATHS.row("local-part-too-long", Severity.WARNING, "RFC 5321 §4.5.3.1.1")
def _local_part_too_long(subject: Subject) -> Says:
    path = subject.command.path
    if path is None or len(path.local) <= MAX_LOCAL_PART:
        return None
    return f"The local-part has {len(path.local)} octets; servers need take no more than {MAX_LOCAL_PART}."


@PATHS.row("domain-too-long", Severity.WARNING, "RFC 5321 §4.5.3.1.2")
def _domain_too_long(subject: Subject) -> Says:
    path = subject.command.path
    if path is None or len(path.domain) <= MAX_DOMAIN:
        return None
    return f"The domain has {len(path.domain)} octets; no domain has more than {MAX_DOMAIN}."


@PATHS.row("path-too-long", Severity.WARNING, "RFC 5321 §4.5.3.1.3")
def _path_too_long(subject: Subject) -> Says:
    path = subject.command.path
    if path is None or len(path.raw) <= MAX_PATH:
        return None
    return (
        f"The path has {len(path.raw)} octets with its brackets; servers need take no more than {MAX_PATH}."
    )
