"""What is said of a line while it is typed."""

from __future__ import annotations

import pytest

from smtpwb.smtp.dialogue import ANSWER, Dialogue, State
from smtpwb.transcript.loopback import TO_PRACTICE
from smtpwb.tui import typed

GREETED = Dialogue(State.GREETED)
HELLO = Dialogue(State.HELLO, "EHLO")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "not connected: Tab, then Enter, connects"),
        ("telnet mx.example.net", "connects to mx.example.net, port 25, plain"),
        ("[::1]:2525", "connects to ::1, port 2525, plain"),
        ("smtps://mx.example.net", "connects to mx.example.net, port 465, TLS at once"),
        ("mx:example.net", "connects to a mail exchanger of example.net, port 25, plain"),
        ("smtps:unix:/run/x", "connects to the unix socket /run/x, TLS at once"),
        ("pipe:sendmail -bs", "connects to the command sendmail -bs, plain"),
        ("mx:", "mx:DOMAIN looks up its mail exchangers"),
        ("un", "unix:/PATH connects to a unix socket"),
        ("PIPE:", "talks to a command's stdin and stdout"),
        ("mx", "mx:DOMAIN"),
        ("m", "not connected: write telnet HOST 25, or press ^o"),
        ("HELO x", "not connected: write telnet HOST 25, or press ^o"),
        ("telnet mx.example.net 99999", "port"),
    ],
)
def test_offline_a_line_is_an_order_to_connect(line: str, said: str) -> None:
    told = typed.offline(line, (), again=False)
    assert said in told.reading.plain
    assert told.prompt == "→"


def test_offline_the_last_connection_is_offered_before_the_walkthrough() -> None:
    told = typed.offline("", ("mx.example.net:2525", ""), again=True)
    assert told.offers == ("mx.example.net:2525", TO_PRACTICE)
    assert "connects again" in told.reading.plain
    assert typed.offline("tel", ("mx.example.net:2525",), again=True).offers == (TO_PRACTICE,)


@pytest.mark.parametrize(
    ("line", "offers"), [("mx", ("mx:",)), ("Un", ("unix:/",)), ("m", ()), ("mx:", ("mx:",))]
)
def test_offline_a_kind_of_place_is_completed(line: str, offers: tuple[str, ...]) -> None:
    assert typed.offline(line, (), again=False).offers == offers


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("telnet p", [TO_PRACTICE, "telnet pix.practice.test 25", "telnet plain.practice.test 25"]),
        ("TELNET PIX", ["telnet pix.practice.test 25"]),
        ("telnet lmtp.", ["telnet lmtp.practice.test 24"]),
        ("telnet mx", []),
    ],
)
def test_offline_the_personas_of_the_practice_server_are_offered(line: str, offers: list[str]) -> None:
    assert list(typed.offline(line, (), again=False).offers) == offers


def test_offline_it_is_said_what_carries_the_connection() -> None:
    said = typed.offline("mx.example.net", (), again=False, carrier="ssh jump").reading.plain
    assert said == "connects to mx.example.net, port 25 via ssh jump, plain"
    here = typed.offline("unix:/run/x", (), again=False, carrier="ssh jump").reading.plain
    assert "ssh" not in here


def test_online_a_line_is_read_doubted_and_completed() -> None:
    told = typed.online("MAIL FROM:a@b.example", HELLO, "ws.example.net", (), "")
    assert told.prompt == "C:"
    assert "reverse-path" in told.reading.plain
    assert "RFC 5321" in told.doubt.plain
    assert typed.online("EHLO ", GREETED, "ws.example.net", (), "").offers[0] == "EHLO ws.example.net"


def test_what_the_lesson_wants_is_offered_first() -> None:
    assert (
        typed.online("", HELLO, "ws", (), "MAIL FROM:<jrace@example.net>").offers[0]
        == "MAIL FROM:<jrace@example.net>"
    )


def test_where_nothing_may_be_offered_a_line_is_read_as_ever_and_a_half_one_is_no_mistake() -> None:
    silent = typed.online("", GREETED, "ws", (), "", silent=True)
    assert (silent.offers, silent.reading.plain) == ((), "type a command; Enter sends")
    half, told = (typed.online("MAIL FR", HELLO, "ws", (), "", silent=one) for one in (True, False))
    assert told.offers
    assert (half.offers, half.reading, half.doubt) == ((), told.reading, told.doubt)
    offline = typed.offline("", (TO_PRACTICE,), again=True, silent=True)
    assert offline.offers == ()
    assert "Tab" not in offline.reading.plain
    assert "plain" in typed.offline("telnet p", (), again=False, silent=True).reading.plain


def test_while_connecting_it_says_how_it_goes() -> None:
    told = typed.connecting("trying 127.0.0.1:25 …")
    assert told.reading.plain == "trying 127.0.0.1:25 …"
    assert "Esc" in told.doubt.plain


@pytest.mark.parametrize(
    ("line", "dialogue", "awaiting", "secret"),
    [
        ("AUTH PLAIN AGEAYg==", HELLO, (), ((11, 19),)),
        ("AUTH PLAIN", HELLO, (), ()),
        ("AGEAYg==", HELLO, ("AUTH",), ((0, 8),)),
        ("AGEAYg==", HELLO, (ANSWER,), ((0, 8),)),
        ("pässwort", Dialogue(State.AUTH, "EHLO"), (), ((0, 8),)),
        ("*", Dialogue(State.AUTH, "EHLO"), (), ()),
        ("AUTH PLAIN x", Dialogue(State.CONTENT, "EHLO"), (), ()),
        ("MAIL FROM:<a@b>", HELLO, (), ()),
    ],
)
def test_secrets_are_known_by_their_characters(
    line: str, dialogue: Dialogue, awaiting: tuple[str, ...], secret: tuple[tuple[int, int], ...]
) -> None:
    assert typed.secrets(line, dialogue, awaiting) == secret
