"""Hosts and ports, as every way in reads them."""

from __future__ import annotations

import pytest

from smtpwb.errors import UsageError
from smtpwb.session import hosts
from smtpwb.smtp.ports import SERVICES


@pytest.mark.parametrize(("name", "port"), SERVICES.items())
def test_services(name: str, port: int) -> None:
    assert hosts.port(name) == hosts.port(name.upper()) == port
    assert hosts.host_port(f"mx.example.net:{name}", 1) == ("mx.example.net", port)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("mx.example.net", ("mx.example.net", 25)),
        ("mx.example.net:587", ("mx.example.net", 587)),
        ("2001:db8::1", ("2001:db8::1", 25)),
        ("[2001:db8::1]", ("2001:db8::1", 25)),
        ("[2001:db8::1]:587", ("2001:db8::1", 587)),
        ("192.0.2.1:587", ("192.0.2.1", 587)),
    ],
)
def test_a_host_with_or_without_a_port(text: str, read: tuple[str, int]) -> None:
    assert hosts.host_port(text, 25) == read


@pytest.mark.parametrize(
    "text", ["-oProxyCommand=x", "a b", "a;b", "a$(b)", "a@b", "a/b", "a\\b", "[x]:1", "fe80::1%;x", ""]
)
def test_what_could_be_taken_for_something_else_is_no_host(text: str) -> None:
    with pytest.raises(UsageError):
        hosts.host_port(text, 25)


@pytest.mark.parametrize(("text", "is_one"), [("192.0.2.1", True), ("2001:db8::1", True), ("a.test", False)])
def test_addresses(text: str, is_one: bool) -> None:
    assert hosts.is_address(text) is is_one


def test_what_is_shown_is_safe_and_short() -> None:
    assert hosts.shown("a\x1bb") == "a<1B>b"
    assert hosts.shown("x" * 99) == f"{'x' * 59}…"
