from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.transcript.pasted import mime
from smtpwb.transcript.pasted.find import find
from smtpwb.transcript.pasted.found import Numbered, numbered
from tests.transcript.pasted.messages import mail


def lines(text: bytes) -> list[Numbered]:
    return list(numbered(text, 1000, 100_000))


def leaves(text: bytes) -> list[tuple[str, bytes]]:
    return [(part.kind, part.text) for part in mime.parts(lines(text))]


NESTED = b"""\
Content-Type: multipart/mixed; boundary="a b"

preamble
--a b
Content-Type: multipart/alternative;
 boundary=c

--c

one
--c
Content-Type: TEXT/HTML; charset=utf-8

two
--c--
epilogue
--a b
Content-Type: message/rfc822

Subject: three
--a b--
epilogue
"""


def test_the_leaves_of_nested_parts() -> None:
    assert leaves(NESTED) == [
        ("text/plain", b"one"),
        ("text/html", b"two"),
        ("message/rfc822", b"Subject: three"),
    ]


def test_the_lines_keep_their_numbers() -> None:
    part = next(mime.parts(lines(NESTED)))
    assert NESTED.split(b"\n")[part.lines[0].number - 1] == b"one"


def test_a_message_without_its_end() -> None:
    assert leaves(NESTED[: NESTED.index(b"two")])[-1][0] == "text/html"


def test_fields_are_unfolded_and_end_at_the_blank_line() -> None:
    found = mime.fields(lines(b"A: 1\n 2\nb : 3\nA: 4\nno field\n\nC: 5"))
    assert found == {b"a": b"1 2", b"b": b"3"}


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        (b"From: a\nTo: b\n\n", True),
        (b"\n\nReceived: a\nSubject: b\n", True),
        (b"From MAILER-DAEMON Fri\nReceived: a\nSubject: b\n", True),
        (b"S: 250 ok\nC: QUIT\n", False),
        (b"From: a\n\nTo: b\n", False),
        (b"", False),
        (b"\n\n", False),
    ],
)
def test_what_is_a_message(text: bytes, yes: bool) -> None:
    assert mime.is_message(lines(text)) is yes


def test_nesting_ends() -> None:
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(1000)
    )
    assert len(leaves(deep)) == 1


def test_parts_are_counted() -> None:
    many = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 1000
    assert len(leaves(many)) == mime.MOST_PARTS


@given(st.binary(max_size=200))
def test_base64_is_read_as_far_as_it_goes(octets: bytes) -> None:
    coded = base64.encodebytes(octets.replace(b"\n", b"").replace(b"\r", b"")).replace(b"\n", b"!\n")
    ((_, text),) = leaves(b"Content-Transfer-Encoding: Base64\n\n" + coded)
    assert text == octets.replace(b"\n", b"").replace(b"\r", b"")


@given(st.binary(max_size=100), st.sampled_from(["base64", "quoted-printable", "x"]), st.text(max_size=12))
def test_no_content_is_too_broken(octets: bytes, encoding: str, charset: str) -> None:
    head = f"Content-Transfer-Encoding: {encoding}\nContent-Type: text/plain; charset={charset}\n\n"
    leaves(head.encode("utf-8", "replace") + octets)


@pytest.mark.parametrize(
    "charset", ["idna", "hex", "undefined", "punycode", "windows-1259", "iso-8859-99", ""]
)
def test_a_character_set_that_is_none_changes_nothing(charset: str) -> None:
    assert leaves(f"Content-Type: text/plain; charset={charset}\n\nx".encode()) == [("text/plain", b"x")]


def test_base64_and_quoted_printable_and_character_sets() -> None:
    words = "<one@example.net>:\nRemote host said: 550 5.1.1 usuário desconhecido\n"
    plain = b"Content-Type: text/plain; charset=iso-8859-1"
    coded = base64.encodebytes(words.encode("latin-1"))
    (one,) = find(mail(coded, plain, b"Content-Transfer-Encoding: base64"))
    quoted = words.replace("á", "=E1").replace("said: ", "said: =\n").encode()
    (two,) = find(mail(quoted, plain, b"Content-Transfer-Encoding: quoted-printable"))
    assert one.reply.texts == two.reply.texts == ("5.1.1 usuário desconhecido".encode(),)
