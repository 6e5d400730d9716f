from __future__ import annotations

import inspect
import logging

import pytest
from aiosmtpd.smtp import SMTP

from smtpwb.practice import verbs
from smtpwb.practice.limits import Limits
from smtpwb.practice.office import SIZE_LIMIT
from smtpwb.practice.replies import BUILT_IN
from smtpwb.practice.server import PracticeServer
from smtpwb.smtp.limits import LEAST_RECIPIENTS
from tests.practice.dialogue import Client, go_on, run

ENVELOPE = """
    S: 220
    C: EHLO ws.example.net
    S: 250
    C: MAIL FROM:<jrace@example.net>
    S: 250 2.1.0 Ok
    C: RCPT TO:<anyone@practice.test>
    S: 250 2.1.5 Ok
    C: DATA
    S: 354 End data with <CR><LF>.<CR><LF>
"""


async def test_the_walkthrough_as_it_was_written_in_2003(server: PracticeServer) -> None:
    await run(
        server.address,
        """
        S: 220 practice.test ESMTP
        C: HELO JRACE@ATTGLOBAL.NET
        S: 250 practice.test
        C: MAIL FROM: <jrace@attglobal.net>
        S: 250 2.1.0
        C: rcpt to: <jrace@practice.test>
        S: 250 2.1.5
        C: data
        S: 354
        C: test
        C: .
        S: 250 2.0.0 Ok: kept as message 1, forwarded nowhere
        C: QUIT
        S: 221 2.0.0
        S: <closed>
        """,
    )
    [message] = server.received
    assert (message.sender, message.recipients) == ("jrace@attglobal.net", ("jrace@practice.test",))
    assert message.content == b"test\r\n"
    assert message.hello == "JRACE@ATTGLOBAL.NET"


async def test_ehlo_offers_what_there_is(server: PracticeServer) -> None:
    await run(
        server.address,
        """
        S: 220
        C: EHLO ws.example.net
        S: 250-practice.test
        S: 250-PIPELINING
        S: 250-SIZE 1000000
        S: 250-8BITMIME
        S: 250-SMTPUTF8
        S: 250-DSN
        S: 250-CHUNKING
        S: 250-STARTTLS
        S: 250-AUTH PLAIN LOGIN
        S: 250-ENHANCEDSTATUSCODES
        S: 250 HELP
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO ws.example.net
        S: 250-practice.test
        S: 250-PIPELINING
        S: 250-SIZE 1000000
        S: 250-8BITMIME
        S: 250-SMTPUTF8
        S: 250-DSN
        S: 250-CHUNKING
        S: 250-AUTH PLAIN LOGIN
        """,
    )


async def test_starttls_forgets_all_that_was_said(server: PracticeServer) -> None:
    await run(
        server.address,
        """
        S: 220
        C: EHLO ws.example.net
        S: 250
        C: AUTH PLAIN AGxlYXJuZXIAbGFudGVybjc=
        S: 235 2.7.0
        C: STARTTLS
        S: 220
        C: MAIL FROM:<a@example.net>
        S: 503 5.5.1 Error: send HELO/EHLO first
        C: EHLO ws.example.net
        S: 250
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: bGVhcm5lcg==
        S: 334 UGFzc3dvcmQ6
        C: bGFudGVybjc=
        S: 235 2.7.0 Authentication successful
        C: MAIL FROM:<a@example.net>
        S: 250
        C: RCPT TO:<b@practice.test>
        S: 250
        C: DATA
        S: 354
        C: .
        S: 250
        C: QUIT
        S: 221
        S: <closed>
        """,
    )
    [message] = server.received
    assert (message.secured, message.authenticated) == (True, True)


async def test_commands_smuggled_before_the_handshake_are_not_obeyed(server: PracticeServer) -> None:
    async with Client(server.address) as client:
        await go_on(client, "S: 220\nC: EHLO x\nS: 250")
        await client.send(b"STARTTLS\r\nNOOP\r\n")
        assert await client.line() == "220 2.0.0 Ready to start TLS"
        await client.start_tls()
        assert await client.say("HELO x") == ["250 practice.test"]


async def test_a_failed_handshake_ends_the_connection_without_a_trace(
    server: PracticeServer, told: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    async with Client(server.address) as client:
        await go_on(client, "S: 220\nC<raw>: STARTTLS\\r\\n\nS: 220")
        await client.send(b"EHLO this is no handshake\r\n" * 10)
        while (await client.raw()) != b"":
            pass
    assert "TLS handshake failed" in " ".join(told)
    assert told[-1].endswith("closed")
    assert server.connections == 0
    assert not caplog.records


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (rb"NOOP\n", "250 2.0.0 Ok"),  # a lone LF, as nc sends it
        (rb"noop\r\n", "250 2.0.0 Ok"),
        (rb"NO\rOP\r\n", "500 5.5.2 Error: bad syntax"),
        (rb"NOOP \x00\r\n", "500 5.5.2 Error: bad syntax"),
        (rb"\r\n", "500 5.5.2 Error: bad syntax"),
        (rb"   \r\n", "500 5.5.2 Error: bad syntax"),
        (rb"N\xd6\xd6P\r\n", "500 5.5.2 Error: command not recognized"),
        (rb"EHLO \xff\r\n", "501 Syntax: EHLO domain"),
        (rb"HELP \xff\r\n", "504 5.5.4"),
        (b"NOOP " + b"x" * 505 + rb"\r\n", "250 2.0.0 Ok"),
        (b"NOOP " + b"x" * 506 + rb"\r\n", "500 5.5.2 Error: line too long"),
        (b"x" * 50_000 + rb"\r\n", "500 5.5.2 Error: line too long"),
        (rb"\xff\xfb\x1f\xff\xf6\r\n", "500 5.5.2 Error: bad syntax"),  # what a telnet may say
    ],
)
async def test_any_octets_are_answered_and_the_connection_stays(
    server: PracticeServer, line: bytes, said: str
) -> None:
    await run(
        server.address,
        f"""
        S: 220
        C<raw>: {line.decode()}
        S: {said}
        C: NOOP
        S: 250 2.0.0 Ok
        """,
    )


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("MAIL FROM:<jørgen@example.net>", "550 5.6.7"),
        ("MAIL FROM:<jørgen@example.net> SMTPUTF8", "250 2.1.0"),
        ("MAIL FROM:<a@example.net> SMTPUTF8=yes", "501 5.5.4 Bad value: SMTPUTF8=yes"),
        ("MAIL FROM:<a@example.net> BODY=8BITMIME SIZE=1000000", "250 2.1.0"),
        ("MAIL FROM:<a@example.net> BODY=BINARYMIME", "555 5.5.4 Unsupported option: BODY=BINARYMIME"),
        ("MAIL FROM:<a@example.net> AUTH=<>", "250 2.1.0"),
        ("MAIL FROM:<a@example.net> ø=1", "555 5.5.4"),
        ("MAIL FROM:<a@example.net", "501 5.1.7"),
        ("MAIL FROM:<a b@example.net>", "501 5.1.7"),
        (f"MAIL FROM:<{'a' * 244}@example.net>", "501 5.1.7"),
        ("MAIL FROM:<@relay.example:a@example.net>", "250 2.1.0"),
    ],
)
async def test_mail_parameters_and_paths(server: PracticeServer, command: str, said: str) -> None:
    await run(server.address, f"S: 220\nC: EHLO x\nS: 250\nC: {command}\nS: {said}")


async def test_octets_that_are_no_utf8_are_no_path(server: PracticeServer) -> None:
    await run(
        server.address,
        r"""
        S: 220
        C: EHLO x
        S: 250
        C<raw>: MAIL FROM:<\xff@example.net> SMTPUTF8\r\n
        S: 501 5.1.7
        C: MAIL FROM:<> SMTPUTF8
        S: 250
        C<raw>: RCPT TO:<\xff@practice.test>\r\n
        S: 501 5.1.3
        C: RCPT TO:<jørgen@practice.test>
        S: 250 2.1.5
        """,
    )


async def test_a_recipient_beyond_ascii_needs_smtputf8_in_mail(server: PracticeServer) -> None:
    await run(
        server.address,
        """
        S: 220
        C: EHLO x
        S: 250
        C: MAIL FROM:<a@example.net>
        S: 250
        C: RCPT TO:<jørgen@practice.test>
        S: 553 5.6.7
        C: RCPT TO:<jorgen@practice.test>
        S: 250 2.1.5
        """,
    )


async def test_a_refused_hello_changes_nothing_and_an_accepted_one_clears(server: PracticeServer) -> None:
    await run(
        server.address,
        """
        S: 220
        C: EHLO x
        S: 250
        C: MAIL FROM:<a@example.net>
        S: 250
        C: EHLO
        S: 501 Syntax: EHLO domain
        C: RCPT TO:<b@practice.test>
        S: 250 2.1.5
        C: EHLO x
        S: 250
        C: RCPT TO:<b@practice.test>
        S: 503 5.5.1 Error: need MAIL command
        """,
    )


async def test_recipients_are_refused_above_the_limit(server: PracticeServer) -> None:
    async with Client(server.address) as client:
        await go_on(client, "S: 220\nC: EHLO x\nS: 250\nC: MAIL FROM:<>\nS: 250")
        for number in range(LEAST_RECIPIENTS):
            assert await client.say(f"RCPT TO:<u{number}@practice.test>") == ["250 2.1.5 Ok"]
        [line] = await client.say("RCPT TO:<one.more@practice.test>")
        assert line.startswith("452 4.5.3")


async def test_dots_are_taken_off_and_eight_bits_kept(server: PracticeServer) -> None:
    await run(
        server.address,
        ENVELOPE
        + r"""
        C<raw>: ..two\r\n.one\r\n\xff\x00\r\n\r\n.\r\n
        S: 250 2.0.0
        """,
    )
    assert server.received[0].content == b".two\r\none\r\n\xff\x00\r\n\r\n"


async def test_a_message_does_not_end_at_a_lone_lf(server: PracticeServer) -> None:
    await run(
        server.address,
        ENVELOPE
        + r"""
        C<raw>: one\n.\nMAIL FROM:<smuggled@example.net>\r\n.\r\n
        S: 250 2.0.0 Ok: kept as message 1
        C: NOOP
        S: 250 2.0.0 Ok
        """,
    )
    assert server.received[0].content == b"one\n\nMAIL FROM:<smuggled@example.net>\r\n"


async def test_a_client_that_knows_lone_lf_only_can_end_its_message(server: PracticeServer) -> None:
    await run(
        server.address,
        r"""
        S: 220
        C<raw>: HELO x\nMAIL FROM:<>\nRCPT TO:<b@practice.test>\nDATA\n
        S: 250
        S: 250
        S: 250
        S: 354
        C<raw>: hello\n.\nQUIT\n
        S: 250 2.0.0
        S: 221
        """,
    )
    assert server.received[0].content == b"hello\n"


@pytest.mark.parametrize(
    ("octets", "said"), [(SIZE_LIMIT, "250 2.0.0 Ok"), (SIZE_LIMIT + 1, "552 5.3.4 Message size exceeds")]
)
async def test_the_limit_of_the_server_holds_after_the_dot(
    server: PracticeServer, octets: int, said: str
) -> None:
    async with Client(server.address) as client:
        await go_on(client, ENVELOPE)
        line = b"x" * 998 + b"\r\n"
        whole, rest = divmod(octets - 2, len(line))
        await client.send(line * whole + b"y" * rest + b"\r\n.\r\n")
        assert (await client.line()).startswith(said)
        assert await client.say("NOOP") == ["250 2.0.0 Ok"]


async def test_an_endless_line_of_text_is_refused_after_the_dot(server: PracticeServer) -> None:
    async with Client(server.address) as client:
        await go_on(client, ENVELOPE)
        await client.send(b"x" * 40_000 + b"\r\nmore\r\n.\r\n")
        assert await client.line() == "500 5.5.2 Error: line too long"
    assert not server.received


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("*", "501 5.7.0 Authentication aborted"),
        ("x" * 13_000, "500 5.5.6"),
        ("Zm9v" * 3_072, "500 5.5.6"),  # 12,290 octets with CRLF
        ("Zm9v=", "501 5.5.2"),
        ("", "535 5.7.8"),
        ("bGVhcm5lcgBsZWFybmVyAGxhbnRlcm43", "235 2.7.0"),
    ],
)
async def test_an_answer_to_a_challenge_ends_the_exchange(
    server: PracticeServer, answer: str, said: str
) -> None:
    await run(
        server.address,
        f"""
        S: 220
        C: EHLO x
        S: 250
        C: auth plain
        S: 334
        C: {answer}
        S: {said}
        C: NOOP
        S: 250 2.0.0 Ok
        """,
    )


async def test_what_came_before_the_end_of_file_is_answered(server: PracticeServer) -> None:
    async with Client(server.address) as client:
        await client.send(b"HELO x\r\nNOOP\r\nNOT FINISHED")
        client.send_eof()
        lines = [await client.line() for _ in range(4)]
    assert [line[:3] for line in lines] == ["220", "250", "250", "<cl"]


async def test_silence_is_ended_with_421() -> None:
    server = PracticeServer(limits=Limits(idle=0.05))
    await server.start()
    await run(server.address, "S: 220\nS: 421 4.4.2 practice.test Error: timeout exceeded\nS: <closed>")
    await server.stop()


async def test_a_defect_becomes_a_reply(
    server: PracticeServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(verbs.VERBS, "NOOP", lambda talk, command: 1 // 0)
    await run(server.address, "S: 220\nC: NOOP\nS: 451 4.3.0\nC: RSET\nS: 250 2.0.0")
    assert not caplog.records


async def test_aiosmtpd_is_silent(server: PracticeServer, capfd: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("mail.log").warning("aiosmtpd would say so")
    await run(server.address, "S: 220\nC: bogus\nS: 500\nC: QUIT\nS: 221")
    assert capfd.readouterr() == ("", "")


async def test_each_connection_and_message_is_told(server: PracticeServer, told: list[str]) -> None:
    await run(server.address, ENVELOPE + "C: hi\nC: .\nS: 250\nC: QUIT\nS: 221\nS: <closed>")
    client = told[0].removesuffix(" connected")
    assert told == [
        f"{client} connected",
        f"{client} <jrace@example.net> to <anyone@practice.test>, 4 octets: "
        "250 2.0.0 Ok: kept as message 1, forwarded nowhere",
        f"{client} closed",
    ]


@pytest.mark.parametrize(
    "name", ["_handle_client", "_reset_timeout", "_timeout_cb", "smtp_STARTTLS", "push", "line_length_limit"]
)
def test_what_is_overridden_or_called_is_still_in_aiosmtpd(name: str) -> None:
    assert hasattr(SMTP, name)


def test_what_aiosmtpd_adds_by_itself_is_known() -> None:
    source = inspect.getsource(SMTP.smtp_STARTTLS)
    assert all(f"'{text}'" in source for text in BUILT_IN)
