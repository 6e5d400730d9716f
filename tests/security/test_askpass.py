"""The socket over which ssh asks: in a directory that nobody else enters, for this user's programs alone.

That it is gone afterwards, however the program ends, stands in session/ways/test_questions.
"""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from smtpwb.session.ways import askpass
from smtpwb.session.ways.questions import Questions
from smtpwb.session.ways.trip import Question

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no unix sockets")

NOBODY = "65534"
_ASKS = f"""
import json, os, socket, sys
for user in map(int, sys.argv[1:]):
    os.setuid(user)
with socket.socket(socket.AF_UNIX) as app:
    app.connect(os.environ["{askpass.SOCKET}"])
    app.sendall(json.dumps({{"text": "password:"}}).encode() + b"\\n")
    print(app.recv(100))
"""


async def _answer(question: Question) -> str:
    return "lantern7"


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_its_modes_also_under_umask_0() -> None:
    before = os.umask(0)
    try:
        env = await (questions := Questions(_answer)).listen()
    finally:
        os.umask(before)
    path = Path(env[askpass.SOCKET])
    assert (_mode(path), _mode(path.parent), _mode(Path(env["SSH_ASKPASS"]))) == (0o600, 0o700, 0o700)
    await questions.close()


async def test_the_names_cannot_be_foreseen() -> None:
    first, second = Questions(_answer), Questions(_answer)
    paths = {(await one.listen())[askpass.SOCKET] for one in (first, second)}
    assert len(paths) == 2
    assert not any(str(os.getpid()) in path for path in paths)
    for one in (first, second):
        await one.close()


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can be two users")
@pytest.mark.parametrize("users", [[], [NOBODY]])
async def test_programs_of_another_user_are_not_answered_wherever_they_got_in(users: list[str]) -> None:
    env = await (questions := Questions(_answer)).listen()
    path = Path(env[askpass.SOCKET])
    path.parent.chmod(0o711)  # as if the directory had failed
    path.chmod(0o666)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-c", _ASKS, *users), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
    )
    said, complaint = await process.communicate()
    await questions.close()
    if users:
        assert said == b"b''\n" or b"ConnectionResetError" in complaint or b"BrokenPipeError" in complaint
    else:
        assert said == b"b'lantern7\\n'\n"


@pytest.mark.skipif(sys.platform != "linux", reason="nobody tells there")
async def test_whose_program_it_is_the_system_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    env = await (questions := Questions(_answer)).listen()
    actual = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: actual + 1)
    reader, writer = await asyncio.open_unix_connection(env[askpass.SOCKET])
    try:
        writer.write(b'{"text": "password:"}\n')
        assert await reader.read() == b""
    except ConnectionError:
        pass  # closed with something unread
    writer.close()
    monkeypatch.undo()
    await questions.close()
