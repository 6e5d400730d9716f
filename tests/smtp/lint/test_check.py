from __future__ import annotations

from smtpwb.smtp.commands import Parameter, parse
from smtpwb.smtp.lint.check import Checks, Cited, Finding, Says, Severity, Subject
from tests.smtp import dialogues as at

TABLE = Checks("MAIL")


@TABLE.row("short", Severity.INFO, "RFC 1 §1")
def _short(subject: Subject) -> Says:
    return "It is short." if len(subject.line) < 15 else None


@TABLE.row("any-help", Severity.WARNING, "RFC 1 §2", "HELP")
def _any_help(subject: Subject) -> Says:
    return Cited("It asks.", "RFC 2 §2")


@TABLE.row_for_each_parameter("odd", Severity.ERROR, "RFC 1 §3")
def _odd(subject: Subject, parameter: Parameter) -> Says:
    return f"{parameter.keyword} is odd." if len(parameter.raw) % 2 else None


def found(line: bytes) -> list[Finding]:
    subject = Subject(line, parse(line), at.EHLO)
    return [finding for check in TABLE for finding in check.findings(subject)]


def test_a_row_looks_at_the_verbs_of_its_table() -> None:
    assert found(b"MAIL FROM:<>") == [Finding("short", "It is short.", "RFC 1 §1", Severity.INFO)]
    assert found(b"RCPT TO:<>") == []


def test_a_row_may_name_its_own_verbs_and_another_section() -> None:
    assert found(b"HELP") == [Finding("any-help", "It asks.", "RFC 2 §2", Severity.WARNING)]


def test_each_parameter_is_asked_about() -> None:
    ids = [finding.text for finding in found(b"MAIL FROM:<ann@b.c> A BB CCC")]
    assert ids == ["A is odd.", "CCC is odd."]


def test_a_severity_is_its_word() -> None:
    assert [str(severity) for severity in Severity] == ["error", "warning", "info"]
