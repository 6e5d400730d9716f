"""Every spelling of an order to connect, and what is none."""

from __future__ import annotations

import ipaddress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.errors import UsageError
from smtpwb.session.target import Target, Way, is_target, is_way, parse
from smtpwb.smtp.commands import VERBS

READS_AS = [
    ("telnet mx.example.net", ("mx.example.net", 25, False, False)),
    ("telnet mx.example.net 2525", ("mx.example.net", 2525, False, False)),
    ("TELNET mx.example.net smtp", ("mx.example.net", 25, False, False)),
    ("telnet 2001:db8::1 587", ("2001:db8::1", 587, False, False)),
    ("nc mx.example.net 25", ("mx.example.net", 25, False, False)),
    ("ncat mx.example.net 587", ("mx.example.net", 587, False, False)),
    ("mx.example.net", ("mx.example.net", 25, False, False)),
    ("  mx.example.net\t25 ", ("mx.example.net", 25, False, False)),
    ("mx.example.net.", ("mx.example.net.", 25, False, False)),
    ("mx.example.net:2525", ("mx.example.net", 2525, False, False)),
    ("mx.example.net:submission", ("mx.example.net", 587, False, False)),
    ("mx.example.net 2525", ("mx.example.net", 2525, False, False)),
    ("[2001:db8::1] 2525", ("2001:db8::1", 2525, False, False)),
    ("[2001:db8::1]:2525", ("2001:db8::1", 2525, False, False)),
    ("[2001:db8::1]", ("2001:db8::1", 25, False, False)),
    ("2001:db8::1", ("2001:db8::1", 25, False, False)),
    ("fe80::1%eth0", ("fe80::1%eth0", 25, False, False)),
    ("mx:25", ("mx", 25, False, False)),
    ("192.0.2.1:25", ("192.0.2.1", 25, False, False)),
    ("bücher.example", ("bücher.example", 25, False, False)),
    ("smtp://mx.example.net", ("mx.example.net", 25, False, False)),
    ("SMTP://mx.example.net:587/", ("mx.example.net", 587, False, False)),
    ("smtp://[::1]:587", ("::1", 587, False, False)),
    ("smtps://mx.example.net", ("mx.example.net", 465, True, False)),
    ("smtps://mx.example.net:4650", ("mx.example.net", 4650, True, False)),
    ("openssl s_client -connect mx.example.net:465", ("mx.example.net", 465, True, False)),
    ("openssl s_client -crlf -quiet -connect mx.example.net", ("mx.example.net", 465, True, False)),
    (
        "openssl s_client -starttls smtp -connect mx.example.net:587",
        ("mx.example.net", 587, False, True),
    ),
    (
        "openssl s_client -connect mx.example.net:25 -starttls smtp",
        ("mx.example.net", 25, False, True),
    ),
]


@pytest.mark.parametrize(("text", "where"), READS_AS)
def test_spelling(text: str, where: tuple[str, int, bool, bool]) -> None:
    assert parse(text) == Target(text.strip(), *where)
    assert is_target(text)


WAYS = [
    ("mx:example.net", Target("", "example.net", 25, way=Way.MX), "a mail exchanger of example.net, port 25"),
    (
        "MX:example.net:587",
        Target("", "example.net", 587, way=Way.MX),
        "a mail exchanger of example.net, port 587",
    ),
    (
        "smtps:mx:example.net",
        Target("", "example.net", 465, True, way=Way.MX),
        "a mail exchanger of example.net, port 465",
    ),
    ("unix:/run/a b", Target("", "localhost", 0, way=Way.UNIX, path="/run/a b"), "the unix socket /run/a b"),
    ("unix:@lmtp", Target("", "localhost", 0, way=Way.UNIX, path="@lmtp"), "the unix socket @lmtp"),
    (
        "smtps:unix:/run/x",
        Target("", "localhost", 0, True, way=Way.UNIX, path="/run/x"),
        "the unix socket /run/x",
    ),
    (
        "pipe:sendmail -bs -X '/tmp/a b'",
        Target("", "localhost", 0, way=Way.PIPE, command=("sendmail", "-bs", "-X", "/tmp/a b")),
        "the command sendmail -bs -X '/tmp/a b'",
    ),
    (
        "pipe: nc $HOME; x",
        Target("", "localhost", 0, way=Way.PIPE, command=("nc", "$HOME;", "x")),
        "the command nc '$HOME;' x",
    ),
]


@pytest.mark.parametrize(("text", "target", "place"), WAYS)
def test_kind_of_place(text: str, target: Target, place: str) -> None:
    read = parse(f" {text} ")
    assert read == msgspec.structs.replace(target, written=text)
    assert read.place == place
    assert is_target(text)
    assert is_way(text)


REFUSED = [
    ("", "no host"),
    ("   ", "no host"),
    ("telnet", "telnet takes"),
    ("telnet a b c", "telnet takes"),
    ("telnet -l me mx.example.net", "telnet takes"),
    ("telnet -4 25", "option"),
    ("nc mx.example.net", "nc takes"),
    ("nc -v mx.example.net 25", "nc takes"),
    ("-oProxyCommand=x", "option"),
    ("smtp://-x:25", "option"),
    (":25", "host is missing"),
    ("smtp://", "host is missing"),
    ("mx.example.net:", "nothing is no port"),
    ("mx.example.net:0", "0 is no port"),
    ("mx.example.net:65536", "65536 is no port"),
    ("mx.example.net:9999999999999", "is no port"),
    ("mx.example.net:²", "is no port"),
    ("mx.example.net:+25", "is no port"),
    ("mx.example.net port", "port is no port"),
    ("[::1", "IPv6"),
    ("[mx.example.net]:25", "IPv6"),
    ("[::1]25", "IPv6"),
    ("me@mx.example.net", "no host name"),
    ("mx..example.net", "no host name"),
    ("a" * 64 + ".example", "no host name"),
    (".".join(["a" * 60] * 5), "no host name"),
    ("mx.example.net/path", "no host name"),
    ("http://mx.example.net", "no way to a mail server"),
    ("mx:192.0.2.1", "is an address"),
    ("mx:[2001:db8::1]", "is an address"),
    ("mx:-oProxyCommand=x", "option"),
    ("mx:example.net:0", "0 is no port"),
    ("mx:me@example.net", "no host name"),
    ("unix:run/lmtp", "no path from the root"),
    ("mx:", "host is missing"),
    ("unix:", "nothing is no path"),
    ("pipe: ", "nothing is no command"),
    ("unix:-x", "no path from the root"),
    ("unix:/run/\x07lmtp", "cannot be shown"),
    ("pipe:nc 'a", "opens a quotation"),
    ("pipe:-x", "is no command"),
    ("pipe:''", "is no command"),
    ("smtps:example.net", "is no port"),
    ("one two three", "does not read as"),
    ("mx\x1b[31m.example.net", "cannot be shown"),
    ("mx\x00.example.net", "cannot be shown"),
    ("mx\u202e.example.net", "cannot be shown"),
    ("mx\udcff.example.net", "cannot be shown"),
    ("mx\n.example.net", "cannot be shown"),
    ("openssl", "only s_client"),
    ("openssl x509 -text", "only s_client"),
    ("openssl s_client", "host is missing"),
    ("openssl s_client -starttls", "needs a value"),
    ("openssl s_client -starttls imap -connect a:1", "for smtp only"),
    ("openssl s_client -psk x -connect a:1", "-psk"),
]


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_refused_with_a_sentence(text: str, why: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert why in str(caught.value)
    assert caught.value.hint
    assert caught.value.sentence.isprintable()


@pytest.mark.parametrize(
    "line",
    [
        "HELO x",
        "EHLO x",
        "ehlo localhost",
        "MAIL FROM:<>",
        "RCPT TO:<jrace@example.net>",
        "QUIT",
        "quit",
        "DATA",
        "NOOP 25",
        ".",
        "*",
        "",
        "hello",
        "Subject: test",
        "Subject:test",
        "AGphY2sAc2VjcmV0",
        "me@example.net",
        "see you at 10:30 then",
        "XFORWARD NAME=x",
        "mx:",
        "pipe: ",
        "unix://x y z",
    ],
)
def test_not_an_order(line: str) -> None:
    assert not is_target(line)


@pytest.mark.parametrize(
    "line", ["telnet", "mx.example.net:99999", "http://x", "nc -v x 25", "mx:example.net"]
)
def test_an_order_that_is_wrong_is_still_an_order(line: str) -> None:
    assert is_target(line)


labels = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
names = st.lists(labels, min_size=2, max_size=4).map(".".join)
v6 = st.ip_addresses(v=6).map(str)
ports = st.integers(1, 65535)


@given(names, ports)
def test_every_name_and_port(host: str, port: int) -> None:
    for text in (f"telnet {host} {port}", f"{host}:{port}", f"smtp://{host}:{port}", f"nc {host} {port}"):
        target = parse(text)
        assert (target.host, target.port, target.written) == (host, port, text)
        assert is_target(text)


@given(v6, ports)
def test_every_v6_address(host: str, port: int) -> None:
    for text in (f"[{host}]:{port}", f"telnet {host} {port}", f"smtps://[{host}]:{port}"):
        target = parse(text)
        assert ipaddress.ip_address(target.host) == ipaddress.ip_address(host)
        assert target.port == port
        assert is_target(text)


@given(st.one_of(st.text(), st.text("telnc -:[].1@/smtp\t ", max_size=30)))
def test_any_text_is_a_target_or_a_sentence(text: str) -> None:
    try:
        target = parse(text)
    except UsageError as error:
        sentence = error.sentence
    else:
        sentence = target.host
        assert 1 <= target.port <= 65535 or target.way in (Way.UNIX, Way.PIPE)
        assert target.place
        assert not target.host.startswith("-")
    assert sentence
    assert sentence.isprintable()


@given(st.sampled_from(sorted(VERBS)), st.text(max_size=20), st.sampled_from([str, str.lower]))
def test_no_verb_is_a_host(verb: str, argument: str, case: type[str]) -> None:
    assert not is_target(f"{case(verb)} {argument}")
