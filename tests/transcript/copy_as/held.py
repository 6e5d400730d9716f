"""Dialogues held with the practice server, as events, and programs that hold them again."""

from __future__ import annotations

import asyncio
import base64
import os
import ssl

from smtpwb.practice.auth import PASSWORD, USER
from smtpwb.practice.server import PracticeServer
from smtpwb.transcript.events import Opened, Sent
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import BEGAN, STEP, Stage

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
        octets = lead.encode() + (secret_line() if secret else b"") + b"\r\n"
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


def secret_line() -> bytes:
    return base64.b64encode("\0{SMTP_USER}\0{SMTP_PASSWORD}".format(**SECRETS).encode())


def _masked(stage: Stage, octets: bytes, begin: int) -> None:
    seq, end = len(stage.transcript.events), len(octets) - 2
    data = octets[:begin] + b"*" * (end - begin) + b"\r\n"
    stage.transcript.append(Sent(seq=seq, wall=BEGAN, at=seq * STEP, data=data, masked=((begin, end),)))


async def _answered(stage: Stage, reader: asyncio.StreamReader) -> None:
    while not stage.transcript.settled:
        stage.arrived(await reader.readline())


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
