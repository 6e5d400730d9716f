from __future__ import annotations

import pytest

from smtpwb.practice.hello_rules import refusal


@pytest.mark.parametrize(
    "name",
    ["ws.example.net", "a-1.example", "example.net.", "[192.0.2.1]", "[IPv6:2001:db8::1]", "1.example"],
)
def test_full_names_and_literals_are_taken(name: str) -> None:
    assert refusal("strict.practice.test", name) == ""


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("localhost", "504 5.5.2 <localhost>"),
        ("192.0.2.1", "504 5.5.2"),
        ("-a.example", "504 5.5.2"),
        ("a..example", "504 5.5.2"),
        ("a_b.example", "504 5.5.2"),
        ("two words.example", "504 5.5.2"),
        ("[192.0.2.300]", "501 5.5.2"),
        ("[192.0.2.1", "501 5.5.2"),
        ("[2001:db8::1]", "501 5.5.2"),
        ("[IPv6:192.0.2.1]", "501 5.5.2"),
        ("STRICT.practice.test.", "550 5.7.1 <STRICT.practice.test.>: Helo command rejected: You are not"),
    ],
)
def test_names_that_are_nobody_s_or_the_server_s_are_not(name: str, code: str) -> None:
    assert refusal("strict.practice.test", name).startswith(code)
