from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp import grammar
from smtpwb.smtp.lint.domains import domain_fault, literal_fault


@pytest.mark.parametrize("name", [b"example.net", b"localhost", b"1.2.3", b"a" * 63 + b".test"])
def test_good_domains(name: bytes) -> None:
    assert domain_fault(name) is None


@pytest.mark.parametrize(
    ("name", "word"),
    [
        (b"example.net.", "at its end"),
        (b"a..b", "empty part"),
        (b".a", "empty part"),
        (b"-a.b", "hyphen"),
        (b"a.b-", "hyphen"),
        (b"a_b.c", "underscore"),
        (b"a b", "letters, digits"),
        (b"a" * 64 + b".test", "63 octets"),
    ],
)
def test_what_is_wrong_with_a_domain(name: bytes, word: str) -> None:
    assert word in (domain_fault(name) or "")


@pytest.mark.parametrize("literal", [b"[192.0.2.1]", b"[IPv6:::1]", b"[ipv6:2001:db8::1]", b"[tag:x]"])
def test_good_literals(literal: bytes) -> None:
    assert literal_fault(literal) is None


@pytest.mark.parametrize("literal", [b"[256.0.2.1]", b"[IPv6:1:2]", b"[192.0.2.1", b"[]", b"[::1]", b"["])
def test_bad_literals(literal: bytes) -> None:
    assert literal_fault(literal)


@given(st.binary(max_size=20))
def test_a_fault_is_found_in_all_that_the_grammar_refuses(name: bytes) -> None:
    if grammar.domain.fullmatch(name) is None:
        assert domain_fault(name)
    if grammar.address_literal.fullmatch(b"[" + name) is None:
        assert literal_fault(b"[" + name)
