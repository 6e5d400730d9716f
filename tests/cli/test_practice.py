from __future__ import annotations

import asyncio
import re
import signal
import socket
import subprocess
import sys

import pytest

from smtpwb.cli import main
from smtpwb.cli.practice import introduction
from smtpwb.practice.mailboxes import mailboxes
from tests.practice.dialogue import run

COMMAND = (sys.executable, "-W", "error", "-m", "smtpwb", "practice")


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


def test_the_introduction_has_the_commands_the_mailboxes_and_the_user() -> None:
    text = introduction("127.0.0.1", 4242)
    for line in ("telnet 127.0.0.1 4242", "smtpwb 127.0.0.1:4242", "swaks --server 127.0.0.1:4242"):
        assert f"  {line}" in text
    assert all(re.search(rf"{mailbox.address} +{mailbox.code}", text) for mailbox in mailboxes())
    assert "user learner, password lantern7" in text
    assert max(map(len, text.splitlines())) <= 100


def test_the_introduction_tells_the_waits_of_this_speed() -> None:
    assert "451 4.7.1 for 60 seconds" in introduction("127.0.0.1", 4242)
    assert "451 4.7.1 for 2 seconds" in introduction("127.0.0.1", 4242, 30)


@pytest.mark.parametrize(("host", "near"), [("0.0.0.0", "127.0.0.1:25"), ("::", "[::1]:25")])
def test_a_server_on_every_address_is_reached_at_home(host: str, near: str) -> None:
    assert f"smtpwb {near}" in introduction(host, 25)


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
