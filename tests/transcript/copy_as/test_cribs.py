"""What is to be typed."""

from __future__ import annotations

import shlex

from smtpwb.practice.server import PracticeServer
from smtpwb.transcript.copy_as.registry import copied
from tests.transcript.copy_as.held import DIALOGUES, codes, hold


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
