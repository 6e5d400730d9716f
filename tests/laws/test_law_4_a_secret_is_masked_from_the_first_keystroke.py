"""Law 4: a secret is masked from the first keystroke, and only the socket sees it.

A password is typed into the workbench as a person would, octet by octet, in base64 by hand; then everything
that the program shows, keeps, copies and writes is searched for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from smtpwb.practice.auth import PASSWORD, USER
from smtpwb.transcript import journal
from smtpwb.transcript.events import Sent
from tests.cli.program import COMMAND
from tests.laws.recorder import recording
from tests.laws.watch import WRONG, b64, found, kept_files, pieces, plain, type_masked, watched
from tests.pty_program import PtyProgram
from tests.tui.desk import at_work


@dataclass(frozen=True)
class Way:
    """One way to log in: what is typed, and the verdict."""

    name: str
    lines: Sequence[tuple[str, str]]
    """Each line as (what is not secret, what is)."""
    code: str
    password: str

    @property
    def secrets(self) -> set[str]:
        """All that may be found nowhere: pieces of each secret as typed, and of the password in clear."""
        typed = [secret for _, secret in self.lines if secret]
        return set().union(*map(pieces, (*typed, self.password)))


WAYS = (
    Way("PLAIN, initial response", [("AUTH PLAIN ", plain("timmy", WRONG))], "535", WRONG),
    Way("PLAIN, in odd spelling", [("auth  plain\t", plain("timmy", WRONG))], "535", WRONG),
    Way("PLAIN, answered", [("AUTH PLAIN", ""), ("", plain("timmy", WRONG))], "535", WRONG),
    Way("LOGIN", [("AUTH LOGIN", ""), ("", b64("timmy-of-test")), ("", b64(WRONG))], "535", WRONG),
    Way("LOGIN, user first", [("AUTH LOGIN ", b64("timmy-of-test")), ("", b64(WRONG))], "535", WRONG),
    Way("PLAIN, good", [("AUTH PLAIN ", plain(USER, PASSWORD))], "235", WRONG),
    Way("cancelled", [("AUTH LOGIN", ""), ("*", "")], "501", WRONG),
    Way("in clear, by mistake", [("AUTH LOGIN", ""), ("", WRONG)], "501", WRONG),
)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
async def test_it_is_nowhere_to_be_found(way: Way, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with watched("telnet practice.test 25", monkeypatch) as watch:
        desk = watch.desk
        for open_part, secret in way.lines:
            await type_masked(desk, open_part, secret, each=1 if way is WAYS[0] else 9)
            assert not found(way.secrets, watch.seen())
            await desk.press("enter")
            await desk.settled()
            assert not found(way.secrets, watch.seen())
        verdict = desk.app.talk.transcript.entries[-1].reply
        assert verdict is not None
        assert verdict.code == way.code
        for _ in range(4):  # what the history offers
            await desk.press("up")
            assert not found(way.secrets, watch.seen())
        await watch.copy()
        assert not found(way.secrets, watch.seen())
    assert len(watch.copied) == 2
    files = kept_files(tmp_path)
    assert [path for path, _ in files if path.parent == journal.directory()]
    for path, text in files:
        assert not found(way.secrets, text), path


async def test_the_socket_sees_it() -> None:
    """Masking is for eyes: what goes out is what was typed."""
    async with recording() as recorder:
        async with at_work() as desk:
            await desk.connect(recorder.target)
            await desk.say("EHLO a")
            await desk.say(f"AUTH PLAIN {plain('timmy', WRONG)}")
        await recorder.gone.wait()
    assert recorder.octets == f"EHLO a\r\nAUTH PLAIN {plain('timmy', WRONG)}\r\n".encode()


@pytest.mark.parametrize("echo", [plain("timmy", WRONG), b64(WRONG), WRONG], ids=["line", "base64", "clear"])
async def test_a_server_that_echoes_it_is_masked_length_kept(
    echo: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = f"535 5.7.8 not {echo}, says the server\r\n".encode()
    secrets = pieces(WRONG) | pieces(plain("timmy", WRONG)) | pieces(b64(WRONG))
    async with (
        recording(replies={b"AUTH": refusal}) as recorder,
        watched(recorder.target, monkeypatch) as watch,
    ):
        await type_masked(watch.desk, "AUTH PLAIN ", plain("timmy", WRONG))
        await watch.desk.press("enter")
        await watch.desk.settled()
        reply = watch.desk.app.talk.transcript.entries[-1].reply
        assert reply is not None
        assert len(reply.raw) == len(refusal)
        assert reply.raw.endswith(b", says the server\r\n")
        await watch.copy()
        assert not found(secrets, watch.seen())
    for path, text in kept_files(tmp_path):
        assert not found(secrets, text), path


async def test_a_mask_is_no_mark_of_what_it_hides() -> None:
    """The event says where octets were hidden and how many, and holds asterisks in their place."""
    async with at_work() as desk:
        await desk.connect()
        await desk.say("EHLO a")
        await desk.say(f"AUTH PLAIN {plain('timmy', WRONG)}")
        (event,) = [e for e in desk.app.talk.transcript.events if isinstance(e, Sent) and e.masked]
    length = len(plain("timmy", WRONG))
    assert event.masked == ((11, 11 + length),)
    assert event.data == b"AUTH PLAIN " + b"*" * length + b"\r\n"


def test_it_never_reaches_the_terminal(tmp_path: Path) -> None:
    """The real program on a raw terminal: not even in passing."""
    secret = plain("timmy", WRONG)
    with PtyProgram([*COMMAND, "practice.test"], home=tmp_path) as terminal:
        terminal.until(b"practice.test ESMTP")
        terminal.write(b"EHLO a\r")
        terminal.until(b"ENHANCEDSTATUSCODES")
        terminal.quiet(0.2)
        for octet in f"AUTH PLAIN {secret}\r".encode():
            terminal.write(bytes([octet]))
            terminal.during(0.01)
        terminal.until(b"535")
        terminal.quiet(0.2)
        terminal.write(b"\x11\x11")
        assert terminal.end() == 0
        output = terminal.output.decode(errors="replace")
    assert "•••" in output
    assert not found(pieces(secret) | pieces(WRONG), output)
