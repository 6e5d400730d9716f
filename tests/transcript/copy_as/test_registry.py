"""What is copied for other programs: run against the practice server, it gets the replies that we got."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from smtpwb.practice.server import PracticeServer
from smtpwb.smtp.visible import unvisible, visible
from smtpwb.transcript.copy_as.registry import COPY_AS, copied
from smtpwb.transcript.events import Opened, Secured, Sent
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import BEGAN, STEP, Stage, play
from tests.transcript.copy_as.held import DIALOGUES, SECRETS, hold, secret_line


@pytest.mark.parametrize("program", COPY_AS)
async def test_no_secret_is_in_any(server: PracticeServer, program: str) -> None:
    text = copied(program, await hold(server, DIALOGUES["inside TLS, logged in"]))
    assert ("SMTP_PASSWORD" in text) is (program != "telnet")
    assert SECRETS["SMTP_PASSWORD"] not in text
    assert secret_line().decode() not in text


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
