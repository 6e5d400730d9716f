from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from smtpwb.practice import office
from smtpwb.practice.mailboxes import Mailbox, mailboxes
from smtpwb.practice.office import KEPT, SIZE_LIMIT, PostOffice
from smtpwb.practice.received import Received
from tests.practice.conftest import Clock

GREYLISTED = "greylist@practice.test"


def message(*recipients: str, content: bytes = b"hi\r\n") -> Received:
    return Received(0, "a@example.net", recipients, content, datetime.now(UTC), "192.0.2.1", "x")


def test_each_mailbox_replies_as_its_row_says(clock: Clock) -> None:
    for mailbox in mailboxes():
        said = PostOffice(clock).recipient("192.0.2.1", "a@example.net", mailbox.address, 20_000)
        expected = "250 2.1.5" if mailbox.after_the_dot else mailbox.reply[:9]
        assert said.startswith(expected)
        assert said[:1] in ("", "2") or "{path}" not in mailbox.reply or f"<{mailbox.address}>" in said


@pytest.mark.parametrize("mailbox", [m for m in mailboxes() if m.after_the_dot], ids=lambda m: m.name)
def test_after_the_dot_the_row_s_reply_is_for_all_recipients(clock: Clock, mailbox: Mailbox) -> None:
    post = PostOffice(clock)
    octets = "grüße\r\n".encode()
    said = post.message(message("b@practice.test", mailbox.address, content=octets), len(octets))
    assert said.startswith(f"{mailbox.code} <{mailbox.address}>")
    assert not post.received
    assert post.message(message(mailbox.address, content=octets), len(octets), judge=False).startswith("250")


@pytest.mark.parametrize(
    ("content", "parameters", "code"),
    [
        (b"7-bit\r\n", (), "250"),
        (b"\xe9\r\n", ("BODY=8BITMIME",), "250"),
        (b"\xe9\r\n", ("body=BINARYMIME",), "250"),
        (b"\xe9\r\n", ("BODY=7BIT",), "554 5.6.1"),
        (b"\xe9\r\n", ("SIZE=3",), "554 5.6.1"),
    ],
)
def test_8bit_wants_octets_above_127_announced(
    clock: Clock, content: bytes, parameters: tuple[str, ...], code: str
) -> None:
    sent = replace(message("8bit@practice.test", content=content), mail_parameters=parameters)
    assert PostOffice(clock).message(sent, len(content)).startswith(code)


def test_greylisting_tells_triplets_apart_and_lets_in_after_a_minute(clock: Clock) -> None:
    post = PostOffice(clock)
    first = ("192.0.2.1", "a@example.net", GREYLISTED, None)
    assert "try again in 60 seconds" in post.recipient(*first)
    clock.now += 59.5
    assert "451 4.7.1" in post.recipient(*first)
    assert "try again in 1 seconds" in post.recipient(*first)
    clock.now += 0.5
    assert post.recipient(*first) == "250 2.1.5 Ok"
    assert post.recipient("192.0.2.1", "A@Example.net", GREYLISTED.upper(), None) == "250 2.1.5 Ok"
    for other in (
        ("192.0.2.2", "a@example.net", GREYLISTED, None),
        ("192.0.2.1", "b@example.net", GREYLISTED, None),
    ):
        assert "try again in 60 seconds" in post.recipient(*other)


def test_speed_shortens_the_wait(clock: Clock) -> None:
    post = PostOffice(clock, speed=20)
    assert "in 3 seconds" in post.recipient("192.0.2.1", "", GREYLISTED, None)
    clock.now += 3
    assert post.recipient("192.0.2.1", "", GREYLISTED, None).startswith("250")


def test_the_oldest_triplet_is_forgotten(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "REMEMBERED", 2)
    post = PostOffice(clock)
    for sender in ("a@x", "b@x", "c@x"):
        post.recipient("192.0.2.1", sender, GREYLISTED, None)
    clock.now += 60
    assert post.recipient("192.0.2.1", "c@x", GREYLISTED, None).startswith("250")
    assert post.recipient("192.0.2.1", "a@x", GREYLISTED, None).startswith("451")


@pytest.mark.parametrize(
    ("declared", "code"), [(None, "250 2.1.5"), (10_000, "250 2.1.5"), (10_001, "552 5.2.3")]
)
def test_big_refuses_what_declares_too_much(clock: Clock, declared: int | None, code: str) -> None:
    said = PostOffice(clock).recipient("192.0.2.1", "a@x", "big@practice.test", declared)
    assert said.startswith(code)


@pytest.mark.parametrize(
    ("recipient", "octets", "code"),
    [
        ("big@practice.test", 10_000, "250 2.0.0"),
        ("big@practice.test", 10_001, "552 5.2.3 <big@practice.test>"),
        ("anyone@practice.test", SIZE_LIMIT, "250 2.0.0"),
        ("anyone@practice.test", SIZE_LIMIT + 1, "552 5.3.4"),
        ("big@practice.test", SIZE_LIMIT + 1, "552 5.3.4"),
    ],
)
def test_sizes_after_the_dot(clock: Clock, recipient: str, octets: int, code: str) -> None:
    post = PostOffice(clock)
    assert post.message(message("b@practice.test", recipient), octets).startswith(code)
    assert len(post.received) == code.startswith("2")


def test_the_newest_messages_are_kept_and_all_are_counted(clock: Clock) -> None:
    post = PostOffice(clock)
    for number in range(1, KEPT + 3):
        assert post.message(message("b@practice.test"), 4) == (
            f"250 2.0.0 Ok: kept as message {number}, forwarded nowhere"
        )
    assert [kept.number for kept in post.received] == list(range(3, KEPT + 3))
