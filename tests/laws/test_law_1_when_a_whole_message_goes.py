"""Law 1 for a whole message: what the editor's preview shows goes out octet for octet, and nothing else.

A few examples here, hundreds with `python -m tests.soak messages`.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from smtpwb.session.message_file import MessageFile
from smtpwb.smtp.chunks import Chunks
from smtpwb.smtp.message import for_data
from smtpwb.tui.screens.message import MessageScreen
from smtpwb.tui.widgets.field import Field
from tests.sink import sink
from tests.tui.desk import at_work

BODIES = st.lists(
    st.one_of(
        st.sampled_from(
            [b"", b".", b"..", b".\r\n", b"\r\n.\r\n", b"QUIT\r\n", b"\n", b"\r", b"\0", b"\xff"]
        ),
        st.binary(max_size=60),
    ),
    max_size=12,
).map(b"".join)
CHUNKS = st.integers(1, 40)
AWKWARD = b"Subject: a\r\n\r\n.\r\n..\r\nQUIT\r\n\n.\n\r\0\xff.\r\nno end"
SHORT = settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])


async def sent_by_the_editor(body: bytes, path: Path, chunk: int) -> tuple[bytes, bytes]:
    """What the preview held, and what the server heard behind the envelope."""
    async with sink() as server, at_work(server.target) as desk:
        await desk.until(lambda: desk.app.talk.connected, "a connection")
        await desk.settled()
        for line in ("EHLO a", "MAIL FROM:<a@a.test>", "RCPT TO:<b@b.test>", *([] if chunk else ["DATA"])):
            await desk.say(line)
        before = len(server.octets)
        path.write_bytes(body)
        await desk.press("ctrl+n")
        editor = desk.app.screen
        assert isinstance(editor, MessageScreen)
        editor.draft.whole, editor.draft.crlf = MessageFile.at(str(path)), False
        editor.query_one("#chunk", Field).fill(str(chunk or 1))
        editor._show_draft()
        await desk.until(lambda: editor._made == editor.draft.made, "the preview")
        assert editor._prepared is not None
        previewed = b"".join(row.octets for row in editor._prepared.rows(0, editor._prepared.row_count))
        assert bytes(server.octets[before:]) == b"", "looking sends nothing"
        await desk.press("f5")
        await desk.until(lambda: desk.app.screen is not editor, "the dialogue")
        await desk.settled()
        await desk.until(lambda: desk.app.talk.transcript.settled, "the reply")
        return previewed, bytes(server.octets[before:])


def goes_behind_a_354(body: bytes, path: Path) -> None:
    previewed, heard = asyncio.run(sent_by_the_editor(body, path, 0))
    assert heard == previewed == b"".join(for_data([body]))


def goes_in_chunks(body: bytes, chunk: int, path: Path) -> None:
    """Each behind its line."""
    previewed, heard = asyncio.run(sent_by_the_editor(body, path, chunk))
    assert previewed == body
    listed = (one.command.encode() + b"\r\n" + body[one.begin : one.end] for one in Chunks(len(body), chunk))
    assert heard == b"".join(listed)


@SHORT
@given(BODIES)
@example(AWKWARD)
def test_behind_a_354_exactly_what_was_previewed_goes(tmp_path: Path, body: bytes) -> None:
    goes_behind_a_354(body, tmp_path / "message")


@SHORT
@given(BODIES, CHUNKS)
@example(AWKWARD, 7)
def test_in_chunks_exactly_what_was_previewed_goes(tmp_path: Path, body: bytes, chunk: int) -> None:
    goes_in_chunks(body, chunk, tmp_path / "message")
