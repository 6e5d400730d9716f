"""What may be a name."""

from __future__ import annotations

import pytest

from smtpwb.transcript.redaction.patterns import Kind, scan


def found(octets: bytes) -> list[tuple[str, bytes]]:
    return [
        (one.kind.name, octets[one.begin : one.end])
        for one in scan(octets, 0, len(octets))
        if one.kind is not Kind.WORD
    ]


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (b"see <a.b+c@x.test>.", [("ADDRESS", b"a.b+c@x.test")]),
        (b"at a@x.test.", [("ADDRESS", b"a@x.test")]),
        (b'"a b"@x.test', [("ADDRESS", b'"a b"@x.test')]),
        (b"AUTH=a@x.test", [("ADDRESS", b"a@x.test")]),
        (b"b=x.test@y.test", [("ADDRESS", b"b=x.test@y.test")]),
        (b"a@[192.0.2.9]", [("ADDRESS", b"a@[192.0.2.9]")]),
        ("grün@bücher.test".encode(), [("ADDRESS", "grün@bücher.test".encode())]),
        (b"250-mx.x.test hi", [("HOST", b"mx.x.test")]),
        (b"ok\r\n550-mx.x.test", [("HOST", b"mx.x.test")]),
        (b"https://x.test/a?b=1", [("HOST", b"x.test")]),
        (b"mx.x.test.", [("HOST", b"mx.x.test")]),
        (b"x.xn--p1ai", [("HOST", b"x.xn--p1ai")]),
        (b"[192.0.2.9]:25", [("IP", b"192.0.2.9")]),
        (b"9.2.0.192.list.test", [("HOST", b"9.2.0.192.list.test")]),
        (b"IPv6:2001:db8::9]", [("IP", b"2001:db8::9")]),
        (b"550 5.1.1 e.g. 1.2.3 Sendmail", [("BASE64", b"Sendmail")]),
        (b"at 12:00:00", [("IP", b"12:00:00")]),
    ],
)
def test_names_where_they_stand(octets: bytes, expected: list[tuple[str, bytes]]) -> None:
    assert found(octets) == expected
