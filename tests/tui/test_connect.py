from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from smtpwb.errors import UsageError
from smtpwb.session.target import parse
from smtpwb.tui.screens.connect import ConnectScreen, order, read, whole
from tests.tui.stage import Stage, words

SIZES = ((80, 24), (60, 20))
RESULTS: list[str | None] = []


async def open_form(pilot: Pilot[None], live: str = "", host: str = "") -> ConnectScreen:
    """The form, with `host` in its first field; its results come into RESULTS."""
    RESULTS.clear()
    screen = ConnectScreen(live)
    await pilot.app.push_screen(screen, RESULTS.append)
    screen.host.fill(host)
    await pilot.pause()
    return screen


@pytest.mark.parametrize(
    ("host", "port", "tls", "made"),
    [
        ("mx.example.net", "", False, "telnet mx.example.net 25"),
        ("mx.example.net", "2525", False, "telnet mx.example.net 2525"),
        ("mx.example.net", "", True, "smtps://mx.example.net:465"),
        ("2001:db8::1", "", True, "smtps://[2001:db8::1]:465"),
        ("[2001:db8::1]", "587", False, "telnet [2001:db8::1] 587"),
        ("smtps://mx.example.net", "25", False, "smtps://mx.example.net"),
        ("telnet mx.example.net 587", "465", True, "telnet mx.example.net 587"),
        ("mx.example.net:587", "", True, "mx.example.net:587"),
        (" ", "25", True, ""),
    ],
)
def test_the_fields_make_an_order_and_a_whole_order_stands(
    host: str, port: str, tls: bool, made: str
) -> None:
    assert order(host, port, tls) == made


@given(
    host=st.from_regex(r"[a-z]{1,9}(\.[a-z]{1,9}){0,2}", fullmatch=True)
    | st.ip_addresses(v=6).map(str)
    | st.ip_addresses(v=4).map(str),
    port=st.integers(1, 65535),
    tls=st.booleans(),
)
def test_an_order_made_reads_as_the_fields_say(host: str, port: int, tls: bool) -> None:
    read = parse(order(host, str(port), tls))
    assert (read.host, read.port, read.tls) == (host, port, tls)


def test_a_bare_host_is_no_whole_order() -> None:
    assert [whole(host) for host in ("mx.example.net", " [2001:db8::1] ", "a b c", "")] == [None] * 4


@pytest.mark.parametrize("size", SIZES)
async def test_enter_submits_from_the_field(size: tuple[int, int]) -> None:
    async with Stage().run_test(size=size) as pilot:
        await open_form(pilot)
        await pilot.press(*"mx.ab")
        assert "Connects to mx.ab, port 25: plain" in words(pilot.app)
        await pilot.press("enter")
        assert RESULTS == ["telnet mx.ab 25"]


async def test_one_key_fills_in_the_practice_server() -> None:
    async with Stage().run_test() as pilot:
        await open_form(pilot)
        await pilot.press("ctrl+t", "enter")
        assert RESULTS == ["telnet practice.test 25"]


async def test_the_fields_are_reached_in_order_and_tls_is_chosen_by_arrow() -> None:
    async with Stage().run_test() as pilot:
        screen = await open_form(pilot, host="mx.example.net")
        await pilot.press("tab", *"465", "tab", "right")
        assert order(*screen.fields) == "smtps://mx.example.net:465"
        focused = []
        for _ in range(3):
            await pilot.press("tab")
            focused.append(pilot.app.focused.id if pilot.app.focused else None)
        assert focused == ["connect", "practice", "cancel"]


async def test_enter_on_the_choice_submits() -> None:
    async with Stage().run_test() as pilot:
        await open_form(pilot, host="mx.example.net")
        await pilot.press("tab", "tab", "enter")
        assert RESULTS == ["telnet mx.example.net 25"]


async def test_the_port_that_is_not_written_follows_tls() -> None:
    async with Stage().run_test() as pilot:
        screen = await open_form(pilot)
        assert screen.port.placeholder == "25"
        await pilot.press("tab", "tab", "right")
        assert screen.port.placeholder == "465"
        await pilot.press("right")
        assert screen.port.placeholder == "25"


async def test_a_whole_order_is_shown_in_the_other_fields_until_it_is_none() -> None:
    async with Stage().run_test() as pilot:
        screen = await open_form(pilot, host="smtps://mx.example.net")
        assert (screen.port.value, screen.tls.value, screen.port.disabled) == ("465", "tls", True)
        await pilot.press("ctrl+u", *"mx")
        assert (screen.port.value, screen.tls.value, screen.port.disabled) == ("", "plain", False)


@pytest.mark.parametrize("host", ["mx.exa mple", "telnet", "-4", "mx:99999", "smtpx://mx"])
async def test_what_cannot_be_read_is_said_and_not_submitted(host: str) -> None:
    async with Stage().run_test(size=(100, 24)) as pilot:
        screen = await open_form(pilot, host=host)
        with pytest.raises(UsageError) as refused:
            read(*screen.fields)
        await pilot.press("enter")
        assert RESULTS == []
        said = words(pilot.app).lower()
        assert refused.value.sentence.lower() in said


async def test_an_empty_form_is_not_submitted() -> None:
    async with Stage().run_test() as pilot:
        await open_form(pilot)
        await pilot.press("enter")
        assert RESULTS == []
        assert "Write a host" in words(pilot.app)


async def test_a_live_connection_needs_a_second_enter() -> None:
    async with Stage().run_test() as pilot:
        await open_form(pilot, "telnet [evil]\x1b 25", "mx.example.net")
        assert "hung up, without QUIT" in words(pilot.app)
        assert "[evil]<1B>" in words(pilot.app)
        await pilot.press("enter")
        assert RESULTS == []
        assert "Enter once more does it." in words(pilot.app)
        await pilot.press("enter")
        assert RESULTS == ["telnet mx.example.net 25"]


async def test_the_button_replaces_a_live_connection_at_once() -> None:
    async with Stage().run_test() as pilot:
        await open_form(pilot, "mx.example.net")
        await pilot.press("ctrl+t")
        await pilot.click("#connect")
        assert RESULTS == ["telnet practice.test 25"]


@pytest.mark.parametrize("way", ["escape", "button"])
async def test_cancelling_gives_no_order(way: str) -> None:
    async with Stage().run_test() as pilot:
        await open_form(pilot, host="mx.example.net")
        if way == "escape":
            await pilot.press("escape")
        else:
            await pilot.click("#cancel")
        assert RESULTS == [""]


@pytest.mark.parametrize("size", SIZES)
async def test_all_of_the_form_is_on_the_screen(size: tuple[int, int]) -> None:
    async with Stage().run_test(size=size) as pilot:
        screen = await open_form(pilot, "mx.example.net")
        await pilot.press("ctrl+t", "up", "enter")
        for part in ("#host", "#port", "#tls", "#says", "#live", "#connect", "#practice", "#cancel"):
            region = screen.query_one(part).region
            assert region.area
            assert screen.region.contains_region(region)
