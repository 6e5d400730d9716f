from __future__ import annotations

from smtpwb.smtp.lint.check import Cited, Severity
from smtpwb.smtp.lint.message_check import Message, MessageChecks
from smtpwb.smtp.scan import Facts
from tests.smtp import dialogues as at
from tests.smtp.lint.test_message import saying


def test_a_row_says_its_own_source_or_another() -> None:
    checks = MessageChecks()
    checks.row("a", Severity.INFO, "RFC 1")(lambda message: "One.")
    checks.row("b", Severity.INFO, "RFC 1")(lambda message: Cited("Two.", "RFC 2"))
    checks.row("c", Severity.INFO, "RFC 1")(lambda message: None)
    message = Message(Facts(), at.CONTENT)
    found = [finding for check in checks for finding in check.findings(message)]
    assert [(one.id, one.text, one.source) for one in found] == [
        ("a", "One.", "RFC 1"),
        ("b", "Two.", "RFC 2"),
    ]


def test_what_mail_declared() -> None:
    message = Message(Facts(), saying(b" body=BinaryMime SIZE"), bdat=True)
    assert message.declared("BODY") == b"BINARYMIME"
    assert message.declared("SIZE") == b""
    assert message.declared("RET") == b""
    assert message.binary
    assert not Message(Facts(), saying(b" BODY=BINARYMIME")).binary
    assert not Message(Facts(), at.CONTENT, bdat=True).binary
