from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from smtpwb.cli import main
from smtpwb.practice.auth import PASSWORD
from smtpwb.practice.persona import by_name, personas
from tests.needs import needs
from tests.practice.dialogue import Client, run

COMMAND = (sys.executable, "-W", "error", "-m", "smtpwb", "practice")


@contextlib.asynccontextmanager
async def introduced(*arguments: str) -> AsyncIterator[str]:
    """The command at work, on a free port; what it says first, all of it."""
    program = await asyncio.create_subprocess_exec(
        *COMMAND, "--port", "0", *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert program.stdout is not None
    try:
        async with asyncio.timeout(10):
            yield (await program.stdout.readuntil(b"ctrl+c ends it\n")).decode()
    finally:
        program.send_signal(signal.SIGINT)
        await program.communicate()


async def shell(line: str, home: Path) -> tuple[int, str]:
    """Run a line of shell as someone without settings: its status, and all that it says."""
    env = {**{name: value for name, value in os.environ.items() if "SWAKS" not in name}, "HOME": str(home)}
    process = await asyncio.create_subprocess_shell(
        line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env
    )
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()


@needs("swaks")
async def test_the_real_swaks_does_as_the_introduction_says(tmp_path: Path) -> None:
    """Each line of it as it stands: a recipient who is refused, and a delivery with AUTH inside TLS."""
    async with introduced() as text:
        refused, accepted = re.findall(r"^  (swaks .*)$", text.replace("\\\n", ""), re.MULTILINE)
        status, said = await shell(refused, tmp_path)
        assert status == 24  # no recipient was accepted, says its manual
        assert "<** 550 5.1.1 <nobody@practice.test>" in said
        status, said = await shell(accepted, tmp_path)
        assert status == 0, said
        order = [
            " ~> AUTH PLAIN ",
            "<~  235 2.7.0 ",
            " ~> RCPT TO:<anyone@practice.test>",
            "<~  250 2.0.0 Ok: kept",
        ]
        assert [part for part in order if part not in said] == []
        plain = refused.replace("nobody@", "jrace@")
        status, said = await shell(plain, tmp_path)
        assert status == 0, said
        assert "<-  250 2.0.0 Ok: kept as message 2" in said


@needs("swaks")
async def test_the_real_swaks_is_refused_with_another_password(tmp_path: Path) -> None:
    async with introduced() as text:
        accepted = re.findall(r"^  (swaks .*)$", text.replace("\\\n", ""), re.MULTILINE)[1]
        status, said = await shell(accepted.replace(PASSWORD, "practice"), tmp_path)
    assert status == 28  # no authentication succeeded, says its manual
    assert "<~* 535 5.7.8 " in said


async def test_it_says_how_to_reach_it_serves_and_ends_quietly_on_ctrl_c() -> None:
    program = await asyncio.create_subprocess_exec(
        *COMMAND, "--port", "0", stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert program.stdout is not None
    async with asyncio.timeout(10):
        first = (await program.stdout.readline()).decode()
        listens = re.search(r"127\.0\.0\.1:(\d+);", first)
        assert listens, first
        await run(
            ("127.0.0.1", int(listens[1])),
            """
            S: 220
            C: HELO x
            S: 250
            C: MAIL FROM:<a@example.net>
            S: 250
            C: RCPT TO:<b@practice.test>
            S: 250
            C: DATA
            S: 354
            C: hi
            C: .
            S: 250
            C: QUIT
            S: 221
            S: <closed>
            """,
        )
        program.send_signal(signal.SIGINT)
        out, err = await program.communicate()
    assert program.returncode == 130
    assert f"telnet 127.0.0.1 {listens[1]}" in out.decode()
    told = [re.sub(r"^127\.0\.0\.1:\d+ ", "", line) for line in err.decode().splitlines()]
    assert told == [
        "connected",
        "<a@example.net> to <b@practice.test>, 4 octets: 250 2.0.0 Ok: kept as message 1, forwarded nowhere",
        "closed",
    ]


@pytest.mark.parametrize(
    ("name", "greeting"), [("PIX", "S: 220 ***"), ("lmtp", "S: 220 lmtp.practice.test LMTP")]
)
async def test_it_is_the_persona_that_was_asked_for(name: str, greeting: str) -> None:
    async with introduced("--persona", name) as text:
        listens = re.search(r"127\.0\.0\.1:(\d+);", text)
        assert listens
        await run(("127.0.0.1", int(listens[1])), f"{greeting}\nC: QUIT\nS: 221")


def test_a_persona_that_there_is_not_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["practice", "--persona", "tarpit"]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert all(name in err for name in ("tarpit", *by_name()))


def test_help_names_every_persona(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["practice", "--help"]) == 0
    said = capsys.readouterr().out
    assert all(f"  {persona.name:<10} {persona.title}" in said for persona in personas())


def test_a_port_in_use_is_one_sentence_and_status_3(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main.main(["practice", "--port", str(taken.getsockname()[1])]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "address already in use" in err


def test_an_address_that_others_reach_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["practice", "--host", "198.51.100.7"]) == 3  # no address of this machine
    assert "198.51.100.7 may be reached from other machines" in capsys.readouterr().err.splitlines()[0]


@pytest.mark.parametrize(
    "arguments", [("--port", "65536"), ("--port", "-1"), ("--speed", "0"), ("--speed", "nan")]
)
def test_useless_numbers_are_wrong_usage(
    arguments: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["practice", *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_help_does_not_wait_for_the_server_s_libraries() -> None:
    code = (
        "import sys; from smtpwb.cli.main import main; main(['practice', '--help']);"
        "sys.exit(any(name in sys.modules for name in ('aiosmtpd', 'cryptography', 'textual')))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=20).returncode == 0


@contextlib.asynccontextmanager
async def listening(*options: str) -> AsyncIterator[tuple[tuple[str, int], list[str]]]:
    """The command at work with options, on a free port; what it told, without clients, once it has ended."""
    program = await asyncio.create_subprocess_exec(
        *COMMAND, "--port", "0", *options, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert program.stdout is not None
    told: list[str] = []
    async with asyncio.timeout(20):
        first = (await program.stdout.readline()).decode()
        yield ("127.0.0.1", int(first.split("127.0.0.1:")[1].split(";")[0])), told
        program.send_signal(signal.SIGINT)
        _, err = await program.communicate()
    told += [re.sub(r"^127\.0\.0\.1:\d+ ", "", line) for line in err.decode().splitlines()]


async def test_a_class_is_told_of_in_lines_and_kept_where_there_is_no_terminal(tmp_path: Path) -> None:
    said = "S: 220\nC: HELO x{0}\nS: 250\nC: QUIT\nS: 221\nS: <closed>"
    async with listening("--keep", str(tmp_path)) as (address, told):
        await asyncio.gather(*(run(address, said.format(number)) for number in range(4)))
    steps = ("connected", "HELO given (250)", "goodbye said (221 2.0.0)", "HELO answered", "closed")
    assert [told.count(step) for step in steps] == [4] * len(steps)
    assert "closed (221 2.0.0)" not in told
    assert len(list(tmp_path.glob("class-*/*.jsonl"))) == 4


@pytest.mark.parametrize("kept", [True, False], ids=["a class", "no class"])
async def test_who_is_turned_away_is_told_in_lines(kept: bool, tmp_path: Path) -> None:
    keep = ("--keep", str(tmp_path)) if kept else ()
    async with listening("--max-per-client", "1", *keep) as (address, told), Client(address) as one:
        assert (await one.line()).startswith("220")
        await run(address, "S: 421 4.7.0\nS: <closed>")
    assert told.count("turned away (1 of one address: --max-per-client)") == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("--max-size", "500"),
            "S: 220\nC: EHLO x\nS: 250-practice.test\nS: 250-PIPELINING\nS: 250-SIZE 500",
        ),
        (("--idle", "0.2"), "S: 220\nS: 421 4.4.2\nS: <closed>"),
    ],
)
async def test_limits_are_held_as_the_options_say(options: tuple[str, ...], said: str) -> None:
    async with listening(*options) as (address, _):
        await run(address, said)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--max-connections", "-1"),
        ("--max-per-client", "-1"),
        ("--max-size", "0"),
        ("--idle", "0"),
        ("--idle", "nan"),
    ],
)
def test_useless_limits_are_wrong_usage(
    arguments: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["practice", *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1
