"""What is written becomes a message that the standard library reads as it was meant."""

from __future__ import annotations

from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.session.letter import Attachment, compose, message_id, template, type_of
from smtpwb.smtp.scan import scan

NOW = datetime(2024, 1, 1, 12, tzinfo=UTC)
BOUNDARY = "=_boundary"
TEXT = "From: a@x.test\nTo: b@y.test\nSubject: s\n\nHello\n"
OCTETS = st.lists(st.binary(max_size=200), max_size=5)


def made(text: str, *attachments: Attachment) -> bytes:
    return b"".join(compose(text, attachments, boundary=BOUNDARY))


def attached(name: str, *pieces: bytes) -> Attachment:
    return Attachment(name, lambda: pieces)


def parsed(raw: bytes) -> EmailMessage:
    """As a reader of mail takes it."""
    message = BytesParser(policy=policy.SMTP).parsebytes(raw)
    assert isinstance(message, EmailMessage)
    return message


def parts(raw: bytes) -> list[EmailMessage]:
    found = [part for part in parsed(raw).iter_parts() if isinstance(part, EmailMessage)]
    assert len(found) > 1
    return found


def content(part: EmailMessage) -> str:
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_template_has_every_field_that_belongs_in_it() -> None:
    text = template(b"a@x.test", [b"b@y.test", b"c@y.test"], now=NOW, message_id="<1@x.test>")
    assert text == (
        "From: a@x.test\nTo: b@y.test,\n c@y.test\nSubject: \nDate: Mon, 01 Jan 2024 12:00:00 +0000\n"
        "Message-ID: <1@x.test>\n\n"
    )


@pytest.mark.parametrize("sender", [None, b""])
def test_without_an_author_the_field_is_left_to_be_written(sender: bytes | None) -> None:
    assert template(sender, [], now=NOW, message_id="<1@h>").startswith("From: \nTo: \n")


@pytest.mark.parametrize(
    ("sender", "domain"), [(b"a@x.test", "x.test"), (b"", "h.test"), (None, "h.test"), (b"root", "h.test")]
)
def test_an_identifier_is_of_the_senders_domain(sender: bytes | None, domain: str) -> None:
    assert message_id("u", sender, "h.test") == f"<u@{domain}>"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_text_alone_goes_as_it_is_written(text: str) -> None:
    goes = made(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert goes == "\r\n".join(lines).encode()


@given(
    OCTETS, st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs", "Cc"]), min_size=1)
)
def test_a_file_arrives_octet_for_octet(pieces: list[bytes], name: str) -> None:
    body, file = parts(made(TEXT, attached(name, *pieces)))
    assert content(body) == "Hello\n"
    assert file.get_payload(decode=True) == b"".join(pieces)
    assert file.get_content_disposition() == "attachment"


def test_several_files_and_their_names() -> None:
    raw = made(TEXT, attached("a.pdf", b"1"), attached("grüße.txt", b"2"), attached("x y", b"3"))
    message = parsed(raw)
    _, *files = parts(raw)
    assert [file.get_filename() for file in files] == ["a.pdf", "grüße.txt", "x y"]
    assert [file.get_content_type() for file in files] == [
        "application/pdf",
        "text/plain",
        "application/octet-stream",
    ]
    assert message["Subject"] == "s"
    assert message["MIME-Version"] == "1.0"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=2000))
def test_with_a_file_everything_is_fit_for_any_server(body: str) -> None:
    raw = made(f"From: a@x.test\n\n{body}\n", attached("f", b"\xff" * 500))
    found = scan((raw,))
    assert raw.isascii()
    assert (found.bare_cr, found.bare_lf, found.nul, found.too_long) == (0, 0, 0, 0)
    first, _ = parts(raw)
    assert content(first) == f"{body}\n"


def test_what_was_said_of_the_body_goes_with_it() -> None:
    text = "From: a@x.test\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p>\n"
    raw = made(text, attached("f", b"1"))
    message = parsed(raw)
    assert message.get_content_type() == "multipart/mixed"
    first, _ = parts(raw)
    assert first.get_content_type() == "text/html"
    assert message.get_all("MIME-Version") == ["1.0"]


def test_text_without_a_header_is_all_body() -> None:
    first, _ = parts(made("just words\n", attached("f", b"1")))
    assert content(first) == "just words\n"


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("a.pdf", "application/pdf"),
        ("a.PNG", "image/png"),
        ("notes.txt", "text/plain"),
        ("a.tar.gz", "application/gzip"),
        ("a.eml", "application/octet-stream"),
        ("noname", "application/octet-stream"),
    ],
)
def test_the_type_of_a_file(name: str, type: str) -> None:
    assert type_of(name) == type
