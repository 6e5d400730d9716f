from __future__ import annotations

import pytest

from smtpwb.transcript.events import Opened
from smtpwb.transcript.loopback import TO_PRACTICE, is_loopback, is_reserved, known_here_alone, on_loopback
from tests.dialogues import BEGAN


@pytest.mark.parametrize(
    ("peer", "port", "via", "here"),
    [
        ("127.0.0.1:2525", 25, "", True),
        ("[::1]:25", 25, "", True),
        ("192.0.2.1:25", 25, "", False),
        ("[2001:db8::1]:25", 25, "", False),
        ("localhost:25", 25, "", False),
        ("/run/smtp.sock", 0, "", True),
        ("127.0.0.1:25", 25, "jump.example.net", False),
    ],
)
def test_whether_a_connection_stays_on_this_machine(peer: str, port: int, via: str, here: bool) -> None:
    opened = Opened(seq=0, wall=BEGAN, at=0, target="a", host="a", port=port, local="b:1", peer=peer, via=via)
    assert on_loopback(opened) is here


def test_no_connection_stays_anywhere() -> None:
    assert not on_loopback(None)


@pytest.mark.parametrize(
    ("address", "here"), [("127.0.0.9", True), ("::1", True), ("192.0.2.1", False), ("localhost", False)]
)
def test_an_address_of_this_machine_alone(address: str, here: bool) -> None:
    assert is_loopback(address) is here


@pytest.mark.parametrize(
    ("host", "peer", "alone"),
    [
        ("practice.test", "127.0.0.1:2525", True),
        ("PIX.practice.test.", "127.0.0.1:2525", True),
        ("nomx.test", "127.0.0.1:2525", True),
        ("practice.test", "192.0.2.1:25", False),
        ("localhost", "127.0.0.1:2525", False),
        ("test.example.net", "127.0.0.1:2525", False),
    ],
)
def test_whether_a_name_is_known_on_this_machine_alone(host: str, peer: str, alone: bool) -> None:
    opened = Opened(seq=0, wall=BEGAN, at=0, target=host, host=host, port=25, local="b:1", peer=peer)
    assert known_here_alone(opened) is alone


def test_what_is_reserved_is_test_and_what_is_beneath_it() -> None:
    assert [name for name in ("test", "a.TEST.", "test.net", "") if is_reserved(name)] == ["test", "a.TEST."]


def test_the_order_to_connect_to_practice_leads_there() -> None:
    assert TO_PRACTICE == "telnet practice.test 25"
