from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smtpwb.smtp.commands import VERBS, Takes, parse, read_path
from tests.smtp.lines import lines


@pytest.mark.parametrize(
    ("line", "verb", "argument"),
    [
        (b"QUIT", "QUIT", b""),
        (b"quit", "QUIT", b""),
        (b"HELO ws.example.net", "HELO", b"ws.example.net"),
        (b"  HELO \t ws.example.net ", "HELO", b"ws.example.net "),
        (b"VRFY Ann  B", "VRFY", b"Ann  B"),
        (b"", "", b""),
        (b"   ", "", b""),
        (b"\xff\xfe x", "\ufffd\ufffd", b"x"),
    ],
)
def test_verb_and_argument(line: bytes, verb: str, argument: bytes) -> None:
    command = parse(line)
    assert (command.verb, command.argument) == (verb, argument)


@pytest.mark.parametrize(
    ("line", "preposition", "colon", "blank", "raw"),
    [
        (b"MAIL FROM:<ann@example.net>", "FROM", True, False, b"<ann@example.net>"),
        (b"mail from: <ann@example.net>", "FROM", True, True, b"<ann@example.net>"),
        (b"MAIL FROM : ann@example.net", "FROM", True, True, b"ann@example.net"),
        (b"MAIL FROM <ann@example.net>", "FROM", False, False, b"<ann@example.net>"),
        (b"MAIL FROM<ann@example.net>", "FROM", False, False, b"<ann@example.net>"),
        (b"MAIL ann@example.net", "", False, False, b"ann@example.net"),
        (b"RCPT to@example.net", "", False, False, b"to@example.net"),
        (b"RCPT TO:<a@b.c", "TO", True, False, b"<a@b.c"),
        (b"RCPT FROM:<a@b.c>", "FROM", True, False, b"<a@b.c>"),
        (b'RCPT TO:<"a> b"@c.d>', "TO", True, False, b'<"a> b"@c.d>'),
        (b'RCPT TO:<"a\\"> b"@c.d> X', "TO", True, False, b'<"a\\"> b"@c.d>'),
        (b"MAIL :<a@b.c>", "", True, False, b"<a@b.c>"),
        (b"MAIL", "", False, False, None),
        (b"MAIL FROM:", "FROM", True, False, None),
    ],
)
def test_what_stands_before_the_path(
    line: bytes, preposition: str, colon: bool, blank: bool, raw: bytes | None
) -> None:
    command = parse(line)
    assert (command.preposition, command.colon, command.blank_after_colon) == (preposition, colon, blank)
    assert (command.path.raw if command.path else None) == raw


@pytest.mark.parametrize(
    ("raw", "address", "local", "domain", "route"),
    [
        (b"<ann@example.net>", b"ann@example.net", b"ann", b"example.net", b""),
        (b"ann@example.net", b"ann@example.net", b"ann", b"example.net", b""),
        (b"<@a.test,@b.test:ann@c.d>", b"ann@c.d", b"ann", b"c.d", b"@a.test,@b.test"),
        (b'<"a b"@[192.0.2.1]>', b'"a b"@[192.0.2.1]', b'"a b"', b"[192.0.2.1]", b""),
        (b"<not a mailbox>", b"not a mailbox", b"", b"", b""),
        (b"<a@b.c", b"<a@b.c", b"", b"", b""),
        (b"<", b"<", b"", b"", b""),
    ],
)
def test_a_path_comes_apart(raw: bytes, address: bytes, local: bytes, domain: bytes, route: bytes) -> None:
    path = read_path(raw)
    assert (path.address, path.local, path.domain, path.route) == (address, local, domain, route)


@pytest.mark.parametrize(
    ("raw", "null", "well_formed"),
    [
        (b"<>", True, True),
        (b"<Postmaster>", False, True),
        (b"<ann>", False, False),
        (b"<a@b.c>", False, True),
    ],
)
def test_null_paths_and_postmaster(raw: bytes, null: bool, well_formed: bool) -> None:
    path = read_path(raw)
    assert (path.null, path.well_formed) == (null, well_formed)


def test_parameters() -> None:
    command = parse(b"MAIL FROM:<a@b.c>  size=1000 SMTPUTF8 =bad AUTH=<>")
    assert [(p.raw, p.keyword, p.value) for p in command.parameters] == [
        (b"size=1000", "SIZE", b"1000"),
        (b"SMTPUTF8", "SMTPUTF8", None),
        (b"=bad", "", None),
        (b"AUTH=<>", "AUTH", b"<>"),
    ]
    size = command.parameter("SIZE")
    assert size is not None
    assert size.value == b"1000"
    assert command.parameter("RET") is None


@pytest.mark.parametrize(
    ("line", "last"),
    [
        (b"BDAT 10 LAST", True),
        (b"bdat 10 last", True),
        (b"BDAT 10", False),
        (b"BDAT", False),
        (b"X LAST", False),
    ],
)
def test_the_last_chunk(line: bytes, last: bool) -> None:
    assert parse(line).last_chunk is last


def test_every_verb_says_what_it_takes_and_where_that_is_written() -> None:
    for name, verb in VERBS.items():
        assert verb.name == name == name.upper()
        assert verb.syntax.split()[0] == name
        assert (verb.takes is Takes.NOTHING) == (verb.syntax == name)
        assert verb.source.startswith(("RFC ", "Postfix "))
        assert parse(name.lower().encode()).known is verb


@given(lines)
@example(b"MAIL FROM:" + b"<" * 1000)
def test_any_octets_read_as_a_command_and_stay_as_they_are(line: bytes) -> None:
    command = parse(line)
    assert command.line == line
    assert command.octets == len(line) + 2
    assert command.argument in line
    assert line.endswith(command.argument)


@given(lines)
def test_every_part_is_a_slice_of_the_line_in_order(line: bytes) -> None:
    command = parse(line)
    path = command.path
    parts = [path.raw] if path else []
    parts += [parameter.raw for parameter in command.parameters]
    at = 0
    for part in parts:
        at = command.argument.index(part, at) + len(part)
    if path:
        assert path.address in path.raw
        assert path.local in path.address
        assert path.domain in path.address


@given(lines)
def test_case_of_the_verb_does_not_matter(line: bytes) -> None:
    assert parse(line.upper()).verb == parse(line.lower()).verb


def _quoted(text: str) -> str:
    """A quoted-string (RFC 5321 §4.1.2)."""
    return '"' + "".join(f"\\{one}" if one in '"\\' else one for one in text) + '"'


atoms = st.text("abcXYZ019", min_size=1, max_size=8)
"""Parts of a well-formed command."""
mailboxes = st.builds(
    lambda local, domain: f"{local}@{domain}",
    st.one_of(atoms, st.builds("{}.{}".format, atoms, atoms), st.text(' <>@"\\', max_size=4).map(_quoted)),
    st.one_of(st.builds("{}.test".format, atoms), st.sampled_from(["[192.0.2.1]", "[IPv6:2001:db8::1]"])),
)
parameters = st.lists(
    st.tuples(atoms, st.one_of(st.none(), st.text("abc+/<>;", min_size=1, max_size=8))), max_size=3
)


@given(st.sampled_from(["MAIL", "RCPT"]), st.one_of(mailboxes, st.just("")), parameters)
def test_what_is_written_by_the_grammar_is_read_as_it_was_meant(
    verb: str, address: str, given_parameters: list[tuple[str, str | None]]
) -> None:
    """RFC 5321 §4.1.2: rendered, then parsed, a command is the same."""
    words = [key if value is None else f"{key}={value}" for key, value in given_parameters]
    preposition = "FROM" if verb == "MAIL" else "TO"
    command = parse(" ".join([f"{verb} {preposition}:<{address}>", *words]).encode())
    assert (command.verb, command.preposition, command.blank_after_colon) == (verb, preposition, False)
    assert command.path is not None
    assert (command.path.address.decode(), command.path.well_formed) == (address, True)
    assert [(one.keyword, one.value) for one in command.parameters] == [
        (key.upper(), value if value is None else value.encode()) for key, value in given_parameters
    ]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (b"MAIL FROM:<> SIZE=10 BODY=8BITMIME", b"8BITMIME"),
        (b"MAIL FROM:<> BODY", b""),
        (b"MAIL FROM:<> SIZE=10", b""),
        (b"NOOP BODY=1", b""),
    ],
)
def test_the_value_of_a_parameter_is_empty_where_there_is_none(line: bytes, value: bytes) -> None:
    assert parse(line).value("BODY") == value
