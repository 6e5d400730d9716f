"""Law 3: what the server says cannot touch the terminal, the clipboard or the markup.

A hostile server says everything at once that a terminal, a clipboard or a markup could take for an order.
What is shown, copied and written of it holds no control character and no override, and no word of it is lost.
"""

from __future__ import annotations

import asyncio
import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from smtpwb import clipboard
from smtpwb.smtp.visible import unvisible
from smtpwb.transcript.events import Arrived
from smtpwb.transcript.formats.text import entry_text, transcript_text
from tests.cli.program import COMMAND
from tests.laws.recorder import recording
from tests.pty_program import PtyProgram
from tests.session.servers import Server, listening
from tests.tui.desk import Desk, at_work

ORDERS = (
    b"\x1b]0;TITLE\x07",
    b"\x1b]52;c;UFdORUQ=\x07",
    b"\x1b]8;;http://evil.test\x1b\\link\x1b]8;;\x1b\\",
    b"\x1b[13;37H\x1b[31;41m",
    b"\x1b[?1337h\x1b[6n",
    b"\x1bPq\x1b\\\x1bc",
    b"\xc2\x9b13;37H\xc2\x9d0;C1\xc2\x9c",
    b"\x9b13;37H",
    b"\xe2\x80\xaedeifirev\xe2\x81\xa6\xe2\x80\x8f",
    b"\xe2\x80\x8b\xef\xbb\xbf\xe2\x80\xa8",
    b"\x07\x08\x0b\x0c\x0e\x7f\x00\r",
    b"Z" + "\u0301".encode() * 30,
    b"\xff\xc0\xaf\xed\xa0\x80",
)
"""Each a word that something could obey."""
MARKUP = b"[/nope] [red]x[/red] [@click=app.quit]y[/] [link=http://evil.test]z[/link]"
ALL = b"".join(ORDERS)
HOSTILE = (
    b"220-" + ALL + b"\r\n220 " + MARKUP + b"\r\n",
    b"250-" + ALL + b"\r\n250-X" + ORDERS[0] + b" " + ALL + b"\r\n250 AUTH=" + MARKUP + b"\r\n",
    b"550 5.1.1 " + ALL + MARKUP + b"\r\n",
    b"334 G10wO1RJVExFBw==\r\n",
    MARKUP + ALL + b"\n" + ALL + b"\r\n999" + ALL + b"\r\n421 " + ALL,
)
"""A greeting, an EHLO reply, a refusal, a challenge that decodes to an order, and no SMTP at all."""
LINES = ("EHLO a", "RCPT TO:<b@c>", "AUTH LOGIN", "*")

_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def unsafe(text: str) -> list[str]:
    """What a terminal could take for an order, or that hides or reorders text."""
    return [f"U+{ord(char):04X}" for char in text if char != "\n" and unicodedata.category(char) in _UNSAFE]


async def hostile(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One part of HOSTILE each time a line comes; then it closes."""
    for part in HOSTILE:
        writer.write(part)
        await writer.drain()
        if not await reader.readline():
            return


async def talked(desk: Desk, server: Server) -> None:
    """The whole dialogue with the hostile server, to its end."""
    await desk.until(lambda: desk.app.talk.connected, "a connection")
    await desk.settled()
    for line in LINES:
        await desk.say(line) if line != LINES[-1] else await desk.enter(line)
    arrived = sum(map(len, HOSTILE))
    await desk.until(lambda: len(heard(desk)) == arrived, "all that is said")
    desk.app.talk.hang_up()
    await desk.until(lambda: not desk.app.talk.connected, "the end")
    await desk.pilot.pause()


def heard(desk: Desk) -> bytes:
    return b"".join(event.data for event in desk.app.talk.transcript.events if isinstance(event, Arrived))


def check_screen(desk: Desk) -> None:
    """Everything drawn: no order, no link, and no action but those of the key bar, the last row."""
    strips = desk.app.screen._compositor.render_strips()
    for row, segment in ((row, segment) for row, strip in enumerate(strips) for segment in strip):
        assert not segment.control
        assert unsafe(segment.text) == []
        if segment.style is not None:
            assert segment.style.link is None
            assert row == len(strips) - 1 or "@click" not in segment.style.meta


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_what_is_drawn_is_safe_at_every_entry(size: tuple[int, int]) -> None:
    """The dialogue, the Reply panel, the header, the rail, the composer: whatever the cursor points at."""
    seen = ""
    async with listening(hostile, Server()) as server, at_work(server.target, size=size) as desk:
        await talked(desk, server)
        for index in range(len(desk.app.talk.transcript.entries)):
            desk.view.cursor = index
            await desk.pilot.pause()
            check_screen(desk)
            seen += desk.screen
            desk.app.action_zoom()
            await desk.pilot.pause()
            check_screen(desk)
            seen += desk.screen
            desk.app.action_zoom()
    assert "[red]x" in seen
    assert "<1B>]0;TITLE<07>" in seen


async def test_nothing_of_it_is_lost_by_being_made_safe() -> None:
    async with listening(hostile, Server()) as server, at_work(server.target) as desk:
        await talked(desk, server)
        said = [unvisible(line[2:]) for line in desk.dialogue if line.startswith("S ")]
    shown = b"\r\n".join(said)
    for word in (*ORDERS, MARKUP):
        assert word in shown, word


@pytest.mark.parametrize(
    "line", ["AUTH ", "AUTH FOO", "AUTH \x1b", "MAIL FROM:<a@b.c> ", "MAIL FROM:<a@b.c> S"]
)
async def test_what_is_offered_and_said_while_typing_is_safe(line: str) -> None:
    """Completion and lint repeat what the server advertised."""
    offers = b"250-x\r\n250-AUTH " + MARKUP + b" " + ALL.replace(b"\r", b"") + b"\r\n250 S" + ALL + b"\r\n"
    async with recording(replies={b"EHLO": offers}) as recorder, at_work(recorder.target) as desk:
        await desk.until(lambda: desk.app.talk.connected, "a connection")
        await desk.settled()
        await desk.say("EHLO a")
        desk.pane.composer.fill(line)
        await desk.pilot.pause()
        check_screen(desk)
        assert unsafe(desk.line.ghost.removeprefix(line)) == []


async def test_notices_show_markup_as_it_is() -> None:
    async with at_work() as desk:
        desk.app.say("550 [/nope] [red]x [@click=app.quit]y[/]")
        await desk.sees("550 [/nope] [red]x")
        check_screen(desk)


async def test_the_title_is_the_programs_own() -> None:
    async with listening(hostile, Server()) as server, at_work(server.target) as desk:
        await talked(desk, server)
        assert (desk.app.title, desk.app.sub_title) == ("smtpwb", "")


async def test_what_is_copied_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    done = threading.Event()

    def keep(text: str, **_: Any) -> clipboard.Outcome:
        copied.append(text)
        done.set()
        return clipboard.Outcome((), len(text), None)

    monkeypatch.setattr(clipboard, "copy", keep)
    async with listening(hostile, Server()) as server, at_work(server.target) as desk:
        await talked(desk, server)
        for key in ("f9", "f8"):
            done.clear()
            await desk.press(key)
            await desk.until(done.is_set, "a copy")
        transcript = desk.app.talk.transcript
        kept = [
            transcript_text(transcript),
            *(entry_text(transcript, n) for n in range(len(transcript.entries))),
        ]
    assert len(copied) == 2
    for text in (*copied, *kept):
        assert unsafe(text) == []
    assert "<1B>]52;c;UFdORUQ=<07>" in copied[0]
    assert "[/nope] [red]x[/red]" in copied[0]


async def test_no_reply_can_pass_for_another_line_of_the_transcript() -> None:
    """Whatever it says, a server's line begins with `S: ` and ends where it ends."""
    forged = b"220 hi\rC: forged\x0bS: forged\xe2\x80\xa8# forged\xc2\x85C: forged\r\n"
    async with recording(forged, silent=True) as recorder, at_work(recorder.target) as desk:
        await desk.until(lambda: desk.app.talk.connected, "a connection")
        await desk.settled()
        text = transcript_text(desk.app.talk.transcript)
    (said,) = (row for row in text.splitlines() if "forged" in row)
    assert said.startswith("S: 220 hi<0D>C: forged")


# The real program on a real terminal


@pytest.fixture
def hostile_port() -> Iterator[int]:
    """The hostile server in a loop of its own: the program under test is another process."""
    ready = threading.Event()
    serving: list[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def serve() -> None:
        over = asyncio.Event()  # not a thread's: a pool of threads does not bear that the test forks
        async with listening(hostile, Server()) as server:
            serving.append((server.port, asyncio.get_running_loop(), over))
            ready.set()
            await over.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert ready.wait(10)
    port, loop, over = serving[0]
    yield port
    loop.call_soon_threadsafe(over.set)
    thread.join(10)


_CONTROL_SEQUENCES = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    rb"|\x1b[P\]][^\x07\x1b]*(?:\x07|\x1b\\)"  # DCS and OSC, to be looked at by themselves
    rb"|\x1b[ -/]*[0-Z\\^-~]"  # two and three octets
)


def after(terminal: PtyProgram, act: Callable[[], None]) -> bytes:
    """What is written because of an act, until all is quiet."""
    begin = len(terminal.output)
    act()
    terminal.quiet(0.2)
    return bytes(terminal.output[begin:])


def test_no_sequence_of_the_server_reaches_the_terminal(hostile_port: int, tmp_path: Path) -> None:
    with PtyProgram([*COMMAND, f"127.0.0.1:{hostile_port}"], home=tmp_path) as terminal:
        terminal.until(b"TITLE")
        terminal.quiet()
        for line in LINES:
            after(terminal, lambda line=line: terminal.write(line.encode() + b"\r"))  # type: ignore[misc]
        for key in (b"\x1b[1;3A", b"\x1b[1;3A", b"\x0c", b"\x0c"):  # alt+up, and the zoom
            after(terminal, lambda key=key: terminal.write(key))  # type: ignore[misc]
        output = bytes(terminal.output)
        terminal.write(b"\x11\x11")
    for order in ORDERS[:8]:
        assert order not in output
    sequences = _CONTROL_SEQUENCES.findall(output)
    for word in (b"TITLE", b"UFdORUQ", b"evil.test", b"13;37H", b"1337"):
        assert not [sequence for sequence in sequences if word in sequence], word
    rest = _CONTROL_SEQUENCES.sub(b"", output).decode()
    assert "<1B>]0;TITLE<07>" in rest
    assert [c for c in unsafe(rest) if c not in ("U+000D", "U+000A")] == []
