"""The Python scripts, run: the replies that we got."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from smtpwb.practice.server import PracticeServer
from smtpwb.transcript.copy_as.registry import copied
from tests.transcript.copy_as.held import DIALOGUES, HALF, codes, hold, run


@pytest.mark.parametrize("program", ["smtplib", "aiosmtplib"])
@pytest.mark.parametrize("name", [*DIALOGUES, *HALF])
async def test_python_gets_the_same_replies(
    server: PracticeServer, program: str, name: str, tmp_path: Path
) -> None:
    transcript = await hold(server, {**DIALOGUES, **HALF}[name])
    script = tmp_path / "again.py"
    script.write_text(copied(program, transcript), encoding="utf-8")
    text = await run(sys.executable, str(script))
    wanted = [code for code in codes(transcript)[1:] if code != "354"]
    assert re.findall(r"^(\d{3}) ", text, re.MULTILINE) == wanted, text
    assert len(server.received) == 2 * (name in DIALOGUES)
    if name in DIALOGUES:
        assert server.received[0].content == server.received[1].content
