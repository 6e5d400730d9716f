"""Which names and ports are the practice server's."""

from __future__ import annotations

import pytest

from smtpwb.practice.ports import PORTS, is_practice, listed


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("practice.test", True),
        ("Practice.TEST", True),
        ("practice.test.", True),
        ("tarpit.practice.test", True),
        ("notpractice.test", False),
        ("practice.test.example.net", False),
        ("127.0.0.1", False),
    ],
)
def test_which_names_are_practice(host: str, is_ours: bool) -> None:
    assert is_practice(host) is is_ours


def test_every_port_is_listed_with_its_purpose() -> None:
    assert [port.number for port in PORTS.values()] == list(PORTS) == [25, 587, 465, 24]
    assert all(f"{port.number} ({port.purpose})" in listed() for port in PORTS.values())
