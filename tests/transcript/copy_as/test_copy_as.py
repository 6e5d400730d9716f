"""What is copied for other programs: run against the practice server, it gets the replies that we got."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import shlex
import ssl
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from smtpwb.practice.auth import PASSWORD, USER
from smtpwb.practice.server import PracticeServer
from smtpwb.smtp.visible import unvisible, visible
from smtpwb.transcript.copy_as.plan import plan
from smtpwb.transcript.copy_as.quoting import piped, word
from smtpwb.transcript.copy_as.registry import COPY_AS, copied
from smtpwb.transcript.events import Opened, Secured, Sent
from smtpwb.transcript.transcript import Kind, Transcript
from tests.dialogues import BEGAN, STEP, Stage, play
from tests.needs import absent

SECRETS = {"SMTP_USER": USER, "SMTP_PASSWORD": PASSWORD}
ENVELOPE = (
    "EHLO ws.example.net",
    "MAIL FROM:<jrace@example.net>",
    "RCPT TO:<nobody@practice.test>",
    "RCPT TO:<o'brien@practice.test>",
)
MESSAGE = (
    "DATA",
    "From: <jrace@example.net>",
    "Subject: it's $HOME `id` %FROM",
    "",
    "..one dot",
    "EOF",
    "größer",
    ".",
)
DIALOGUES = {
    "a message": (*ENVELOPE, *MESSAGE, "QUIT"),
    "inside TLS, logged in": (
        "EHLO ws.example.net",
        "STARTTLS",
        "EHLO ws.example.net",
        "AUTH PLAIN {secret}",
        *ENVELOPE[1:],
        *MESSAGE,
        "QUIT",
    ),
}
HALF = {
    "an envelope alone": (*ENVELOPE, "QUIT"),
    "a null sender": ("EHLO a", "MAIL FROM:<>", "RCPT TO:<full@practice.test>", "QUIT"),
    "HELO": ("HELO a", "QUIT"),
}


@pytest.fixture
async def server() -> AsyncIterator[PracticeServer]:
    practice = PracticeServer()
    await practice.start()
    yield practice
    await practice.stop()


async def hold(server: PracticeServer, lines: tuple[str, ...]) -> Transcript:
    """The dialogue held with it, as events."""
    host, port = server.address
    reader, writer = await asyncio.open_connection(host, port)
    stage = Stage()
    peer = f"{host}:{port}"
    stage.transcript.append(
        Opened(seq=0, wall=BEGAN, at=0, target=peer, host="practice.test", port=port, local="", peer=peer)
    )
    await _answered(stage, reader)
    for line in lines:
        lead, secret, _ = line.partition("{secret}")
        octets = lead.encode() + (_secret() if secret else b"") + b"\r\n"
        writer.write(octets)
        if secret:
            _masked(stage, octets, len(lead))
        else:
            stage.sent(octets)
        await _answered(stage, reader)
        if line == "STARTTLS":
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            await writer.start_tls(context)
            stage.secured()
    writer.close()
    return stage.transcript


def _secret() -> bytes:
    return base64.b64encode("\0{SMTP_USER}\0{SMTP_PASSWORD}".format(**SECRETS).encode())


async def _answered(stage: Stage, reader: asyncio.StreamReader) -> None:
    while not stage.transcript.settled:
        stage.arrived(await reader.readline())


def _masked(stage: Stage, octets: bytes, begin: int) -> None:
    seq, end = len(stage.transcript.events), len(octets) - 2
    data = octets[:begin] + b"*" * (end - begin) + b"\r\n"
    stage.transcript.append(Sent(seq=seq, wall=BEGAN, at=seq * STEP, data=data, masked=((begin, end),)))


def codes(transcript: Transcript) -> list[str]:
    return [entry.reply.code for entry in transcript.entries if entry.reply is not None]


async def run(*command: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **SECRETS},
    )
    out, _ = await asyncio.wait_for(process.communicate(), 30)
    return out.decode("utf-8", "replace")


def swaks_codes(text: str) -> list[str]:
    return re.findall(r"^<(?:-|~|\*\*|~\*|=)? *(\d{3}) ", text, re.MULTILINE)


def curl_codes(text: str) -> list[str]:
    return re.findall(r"^< (\d{3})(?: |\r?$)", text, re.MULTILINE)


needs_swaks = pytest.mark.skipif(absent("swaks"), reason="swaks is not here")
needs_curl = pytest.mark.skipif(absent("curl"), reason="curl is not here")


@needs_swaks
@pytest.mark.parametrize("name", [*DIALOGUES, *HALF])
async def test_swaks_gets_the_same_replies(server: PracticeServer, name: str) -> None:
    transcript = await hold(server, {**DIALOGUES, **HALF}[name])
    text = await run("sh", "-c", copied("swaks", transcript))
    assert swaks_codes(text) == codes(transcript), text
    assert len(server.received) == 2 * (name in DIALOGUES)
    if name in DIALOGUES:
        assert server.received[0].content == server.received[1].content


@needs_curl
@pytest.mark.parametrize("name", DIALOGUES)
async def test_curl_gets_the_same_replies(server: PracticeServer, name: str) -> None:
    transcript = await hold(server, DIALOGUES[name])
    text = await run("sh", "-c", copied("curl", transcript))
    assert curl_codes(text) == codes(transcript)[:-1], text  # it says QUIT, and does not tell what came
    assert server.received[0].content == server.received[1].content


@pytest.mark.parametrize("program", ["smtplib", "aiosmtplib"])
@pytest.mark.parametrize("name", [*DIALOGUES, *HALF])
async def test_python_gets_the_same_replies(
    server: PracticeServer, program: str, name: str, tmp_path: Path
) -> None:
    transcript = await hold(server, {**DIALOGUES, **HALF}[name])
    script = tmp_path / "again.py"
    script.write_text(copied(program, transcript), encoding="utf-8")
    text = await run(sys.executable, str(script))
    wanted = [code for code in codes(transcript)[1:] if code != "354"]
    assert re.findall(r"^(\d{3}) ", text, re.MULTILINE) == wanted, text
    assert len(server.received) == 2 * (name in DIALOGUES)
    if name in DIALOGUES:
        assert server.received[0].content == server.received[1].content


async def test_what_is_to_be_typed_is_what_was_typed(server: PracticeServer) -> None:
    transcript = await hold(server, DIALOGUES["a message"])
    lines = copied("telnet", transcript).splitlines()
    host, port = server.address
    assert lines[0] == f"telnet {host} {port}"
    assert tuple(line for line in lines[1:] if not line.startswith("#")) == DIALOGUES["a message"]
    assert [line[2:] for line in lines if line.startswith("#")] == [
        code for code in codes(transcript)[1:] if code != "354"
    ]


async def test_openssl_does_starttls_itself(server: PracticeServer) -> None:
    transcript = await hold(server, DIALOGUES["inside TLS, logged in"])
    lines = copied("openssl", transcript).splitlines()
    host, port = server.address
    command = next(line for line in lines if line.startswith("openssl"))
    assert shlex.split(command) == [
        *("openssl", "s_client", "-crlf", "-quiet", "-connect", f"{host}:{port}"),
        *("-starttls", "smtp", "-name", "ws.example.net"),
    ]
    assert "STARTTLS" not in lines
    assert lines[lines.index(command) + 1] == "EHLO ws.example.net"


@pytest.mark.parametrize("program", COPY_AS)
async def test_no_secret_is_in_any(server: PracticeServer, program: str) -> None:
    text = copied(program, await hold(server, DIALOGUES["inside TLS, logged in"]))
    assert ("SMTP_PASSWORD" in text) is (program != "telnet")
    assert SECRETS["SMTP_PASSWORD"] not in text
    assert _secret().decode() not in text


@pytest.mark.parametrize("program", COPY_AS)
def test_without_a_connection_there_is_nothing(program: str) -> None:
    assert copied(program, Transcript()) == ""


@pytest.mark.parametrize("program", COPY_AS)
def test_what_was_masked_elsewhere_is_left_out(program: str) -> None:
    transcript = play("S: 220 a", "C: EHLO a", "S: 250 ok")
    seq = len(transcript.events)
    transcript.append(Sent(seq=seq, wall=BEGAN, at=seq * STEP, data=b"NOOP ******\r\n", masked=((5, 11),)))
    text = copied(program, transcript)
    assert "******" not in text
    assert "secret" in text


def test_tls_on_connect_and_lmtp_are_told_to_each() -> None:
    transcript = play("S: 220 a", "C: LHLO a", "S: 250 ok", "C: MAIL FROM:<a@b>", "S: 250 ok")
    opened = transcript.events[0]
    assert isinstance(opened, Opened)
    direct = Secured(seq=1, wall=BEGAN, at=1, version="TLSv1.3", verified=True)
    events = [replace(opened, tls=True, host="::1"), direct, *transcript.events[1:]]
    again = Transcript(events)
    assert "--tls-on-connect" in copied("swaks", again)
    assert "--protocol LMTP" in copied("swaks", again)
    assert "'smtps://[::1]:25/a'" in copied("curl", again)
    assert "--insecure" not in copied("curl", again)
    assert "smtplib.LMTP('::1', 25)" in copied("smtplib", again)
    assert "use_tls=True" in copied("aiosmtplib", again)
    assert "CERT_NONE" not in copied("aiosmtplib", again)
    assert "-starttls" not in copied("openssl", again)
    assert "telnet has no TLS" in copied("telnet", again)


def test_the_connection_of_the_entry_is_the_one() -> None:
    transcript = play(
        "S: 220 a", "C: EHLO one", "S: 250 ok", "C: <close>", "S: 220 a", "C: EHLO two", "S: 250 ok"
    )
    first, newest = plan(transcript, 2), plan(transcript)
    assert first is not None
    assert newest is not None
    assert [one.line for one in (*first.steps, *newest.steps)] == [b"EHLO one", b"EHLO two"]
    assert [entry.kind for entry in transcript.entries].count(Kind.OPENED) == 2


# Law 3: a paste does what it shows


@given(st.binary(max_size=40))
def test_a_word_is_one_word_and_shows_nothing_odd(octets: bytes) -> None:
    text = word(octets)
    assert visible(text.encode()) == text or "<" in text
    assert "\n" not in text
    if not text.startswith("$'"):
        assert shlex.split(text) == [octets.decode()]


@given(
    st.lists(st.sampled_from([b"EOF", b"EOF_", b"$(id)", b"'", b"\\", b"%s", b"a\x1b[2J", b""]), max_size=6)
)
def test_a_message_for_a_pipe_ends_where_it_ends(lines: list[bytes]) -> None:
    text = list(piped(b"\r\n".join(lines) + b"\r\n", "cat"))
    if text[0].startswith("cat <<"):
        end = text[0].removeprefix("cat <<").strip("'")
        assert text.index(end) == len(text) - 1
    assert not any("\x1b" in line for line in text)


@pytest.mark.parametrize(
    "message", [b"a\r\n$(id) `id` \\n %d 'x'\r\n", b"esc \x1b[2J 100% 'q' \\ \xff\r\n", b"\r\n"]
)
async def test_a_shell_gets_the_octets(message: bytes) -> None:
    script = "\n".join(piped(message, "od -An -v -tx1"))
    assert bytes.fromhex((await run("sh", "-c", script)).replace("\n", " ")) == message.replace(
        b"\r\n", b"\n"
    )


@given(st.binary(max_size=30).filter(lambda line: b"\n" not in line), st.sampled_from(sorted(COPY_AS)))
def test_no_command_lets_anything_out(line: bytes, program: str) -> None:
    stage = Stage(play("S: 220 a", "C: EHLO a", "S: 250 ok"))
    stage.sent(b"MAIL FROM:<" + line + b">\r\n")
    stage.sent(line + b"\r\n")
    text = copied(program, stage.transcript)
    assert unvisible(
        visible(text.replace("\n", "").encode("utf-8", "surrogateescape"))
    ).decode() == text.replace("\n", "")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    if program.endswith("smtplib"):
        compile(text, "again.py", "exec")
