"""How the choices about a connection are written, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.errors import UsageError
from smtpwb.session.options import (
    Jump,
    Options,
    Proxy,
    ProxyProtocol,
    jump,
    local,
    proxy,
    proxy_protocol,
    source,
)
from smtpwb.session.target import parse

READ: list[tuple[Callable[[str], object], str, object]] = [
    (jump, "jump.example.net", Jump("jump.example.net")),
    (jump, "jack@jump", Jump("jump", "jack")),
    (jump, "jack@jump:2222", Jump("jump", "jack", 2222)),
    (jump, "jack@[2001:db8::1]:2222", Jump("2001:db8::1", "jack", 2222)),
    (proxy, "socks5://127.0.0.1", Proxy("socks5", "127.0.0.1", 1080)),
    (proxy, "SOCKS4://p.test:99/", Proxy("socks4", "p.test", 99)),
    (proxy, "http://jack:s%40:x@p.test", Proxy("http", "p.test", 8080, "jack", "s@:x")),
    (proxy_protocol, "v1", ProxyProtocol(1)),
    (proxy_protocol, "v2", ProxyProtocol(2)),
    (
        proxy_protocol,
        "v1:192.0.2.1:4000,198.51.100.1:25",
        ProxyProtocol(1, ("192.0.2.1", 4000), ("198.51.100.1", 25)),
    ),
    (
        proxy_protocol,
        "v2:[2001:db8::1]:4000,2001:db8::2",
        ProxyProtocol(2, ("2001:db8::1", 4000), ("2001:db8::2", 25)),
    ),
    (source, "192.0.2.1", "192.0.2.1"),
    (source, "[2001:db8::1]", "2001:db8::1"),
]


@pytest.mark.parametrize(("read", "text", "value"), READ)
def test_reads_as(read: Callable[[str], object], text: str, value: object) -> None:
    assert read(text) == value


REFUSED: list[tuple[Callable[[str], object], str]] = [
    (jump, ""),
    (jump, "-oProxyCommand=x"),
    (jump, "jack@-oProxyCommand=x"),
    (jump, "-oProxyCommand=x@jump"),
    (jump, "@jump"),
    (jump, "a b@jump"),
    (jump, "a;b@jump"),
    (jump, "$(x)@jump"),
    (jump, "jack@jump;x"),
    (jump, "jack@jump%h"),
    (jump, "jack@fe80::1%`x`"),
    (jump, "jump\x1b[m"),
    (jump, "jump:0"),
    (jump, "bücher.example"),
    (proxy, "p.test:1080"),
    (proxy, "ftp://p.test"),
    (proxy, "socks5://"),
    (proxy, "socks5://-x"),
    (proxy_protocol, "v3"),
    (proxy_protocol, "v1:192.0.2.1:4000"),
    (proxy_protocol, "v1:a.test:1,b.test:2"),
    (proxy_protocol, "v1:192.0.2.1:1,[::1]:2"),
    (source, "a.test"),
    (source, "-4"),
]


@pytest.mark.parametrize(("read", "text"), REFUSED)
def test_refused_with_a_sentence(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(text)
    assert caught.value.hint
    assert caught.value.sentence.isprintable()


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Z", "C")), max_size=20))
def test_no_jump_is_an_option_or_holds_what_a_shell_obeys(text: str) -> None:
    try:
        read = jump(text)
    except UsageError:
        return
    assert not read.destination.startswith("-")
    assert not read.host.startswith("-")
    assert not set(read.destination) & set(" \t\n;|&$`'\"\\<>(){}*?!~#") - {"$"}
    assert "$" not in read.destination.split("@")[0][:-1]


def test_a_proxys_password_is_not_shown() -> None:
    read = proxy("socks5://jack:Tr0ub4dor@p.test")
    assert "Tr0ub" not in repr(read) + repr(Options(proxy=read)) + read.place
    with pytest.raises(UsageError) as caught:
        proxy("socks5://jack:Tr0ub4dor@p.test:0")
    assert "Tr0ub" not in caught.value.sentence


def test_what_carries_the_connection() -> None:
    assert Options().carrier == ""
    assert Options(via=jump("jack@jump:22")).carrier == "ssh jack@jump"
    assert Options(proxy=proxy("socks5://jack:x@p.test")).carrier == "socks5 proxy p.test:1080"


@pytest.mark.parametrize(
    ("options", "target"),
    [
        (Options(via=Jump("jump"), proxy=Proxy("http", "p.test", 1)), "mx.test:25"),
        (Options(via=Jump("jump")), "unix:/run/x"),
        (Options(proxy=Proxy("http", "p.test", 1)), "pipe:sendmail -bs"),
    ],
)
def test_choices_that_exclude_each_other(options: Options, target: str) -> None:
    with pytest.raises(UsageError):
        options.check(parse(target))


@pytest.mark.parametrize("target", ["mx.test:25", "mx:mx.test"])
def test_choices_that_go_together(target: str) -> None:
    Options(via=Jump("jump"), proxy_protocol=ProxyProtocol(1)).check(parse(target))


def test_what_is_on_this_machine_is_reached_without_a_way_around() -> None:
    options = Options(via=Jump("jump"), proxy_protocol=ProxyProtocol(1))
    assert options.of(parse("unix:/run/x")) == Options(proxy_protocol=ProxyProtocol(1))
    assert options.of(parse("mx.test:25")) == options


def test_what_stays_on_this_machine_goes_through_nothing() -> None:
    assert local(Options(via=Jump("jump"), proxy_protocol=ProxyProtocol(1), timeout=3)) == Options(timeout=3)
