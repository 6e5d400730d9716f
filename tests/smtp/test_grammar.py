from __future__ import annotations

import re
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp import grammar

EXAMPLES: tuple[tuple[re.Pattern[bytes], tuple[bytes, ...], tuple[bytes, ...]], ...] = (
    # rule, what it takes, what it refuses
    (
        grammar.domain,
        (b"example.net", b"localhost", b"a-b.c", b"1.2", "bücher.example".encode(), b"xn--bcher-kva.example"),
        (b"", b".", b".a", b"a..b", b"-a.b", b"a-.b", b"a_b.c", b"a b", b"a@b", b"[192.0.2.1]"),
    ),
    (
        grammar.address_literal,
        (b"[192.0.2.1]", b"[IPv6:2001:db8::1]", b"[ipv6:::1]", b"[tag:anything]"),
        (b"192.0.2.1", b"[192.0.2]", b"[]", b"[IPv6:]", b"[192.0.2.1", b"[a b:c]"),
    ),
    (
        grammar.mailbox,
        (
            b"ann@example.net",
            b"ann.b+tag@example.net",
            b'"ann b"@example.net',
            b'"a\\"b"@example.net',
            b"ann@[192.0.2.1]",
            b"@a.test,@b.test:ann@example.net",
            "jürgen@bücher.example".encode(),
            b"!#$%&'*+-/=?^_`{|}~@example.net",
        ),
        (
            b"ann",
            b"@example.net",
            b"ann@",
            b".ann@example.net",
            b"ann.@example.net",
            b"a..b@example.net",
            b"a b@example.net",
            b'"a"b"@example.net',
            b"a@b@c",
            b"<ann@example.net>",
            b"@a.test ann@example.net",
            b"a\x00@example.net",
        ),
    ),
    (
        grammar.parameter,
        (b"SIZE=1", b"SMTPUTF8", b"X-A=b", b"AUTH=<>", b"8BIT"),
        (b"", b"=1", b"SIZE=", b"SIZE=1=2", b"-A", b"A B", b"A=\x01", b"SI_ZE"),
    ),
    (
        grammar.base64_text,
        (b"", b"YQ==", b"YWI=", b"YWJj", b"+/+/"),
        (b"Y", b"YQ", b"YQ=", b"YWJj=", b"YQ==YQ==", b"YW-_", b"YWJj\n", b"="),
    ),
)
TAKEN = [(rule, text) for rule, texts, _ in EXAMPLES for text in texts]
REFUSED = [(rule, text) for rule, _, texts in EXAMPLES for text in texts]


@pytest.mark.parametrize(("rule", "text"), TAKEN)
def test_the_grammar_takes(rule: re.Pattern[bytes], text: bytes) -> None:
    assert rule.fullmatch(text)


@pytest.mark.parametrize(("rule", "text"), REFUSED)
def test_the_grammar_refuses(rule: re.Pattern[bytes], text: bytes) -> None:
    assert rule.fullmatch(text) is None


def test_a_mailbox_comes_apart_into_local_part_and_domain() -> None:
    found = grammar.mailbox.fullmatch(b'@a.test:"x@y"@example.net')
    assert found is not None
    assert (found["route"], found["local"], found["domain"]) == (b"@a.test", b'"x@y"', b"example.net")


@given(st.binary())
def test_base64_takes_exactly_what_encoders_make(data: bytes) -> None:
    assert grammar.base64_text.fullmatch(b64encode(data))


@pytest.mark.parametrize("rule", [grammar.domain, grammar.mailbox, grammar.address_literal])
@pytest.mark.parametrize("unit", [b"a", b"a.", b"a-", b'"', b"@a,", b"@a:", b"[", b"\\"])
def test_a_long_line_is_judged_in_one_pass(rule: re.Pattern[bytes], unit: bytes) -> None:
    assert rule.fullmatch(unit * 20_000 + b"\x00") is None  # a pattern that backtracks would not come back
