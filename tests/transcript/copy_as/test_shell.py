"""swaks and curl, run: the replies that we got."""

from __future__ import annotations

import re

import pytest

from smtpwb.practice.server import PracticeServer
from smtpwb.transcript.copy_as.registry import copied
from tests.needs import absent
from tests.transcript.copy_as.held import DIALOGUES, HALF, codes, hold, run


def swaks_codes(text: str) -> list[str]:
    return re.findall(r"^<(?:-|~|\*\*|~\*|=)? *(\d{3}) ", text, re.MULTILINE)


def curl_codes(text: str) -> list[str]:
    return re.findall(r"^< (\d{3})(?: |\r?$)", text, re.MULTILINE)


needs_swaks = pytest.mark.skipif(absent("swaks"), reason="swaks is not here")


needs_curl = pytest.mark.skipif(absent("curl"), reason="curl is not here")


@needs_swaks
@pytest.mark.parametrize("name", [*DIALOGUES, *HALF])
async def test_swaks_gets_the_same_replies(server: PracticeServer, name: str) -> None:
    transcript = await hold(server, {**DIALOGUES, **HALF}[name])
    text = await run("sh", "-c", copied("swaks", transcript))
    assert swaks_codes(text) == codes(transcript), text
    assert len(server.received) == 2 * (name in DIALOGUES)
    if name in DIALOGUES:
        assert server.received[0].content == server.received[1].content


@needs_curl
@pytest.mark.parametrize("name", DIALOGUES)
async def test_curl_gets_the_same_replies(server: PracticeServer, name: str) -> None:
    transcript = await hold(server, DIALOGUES[name])
    text = await run("sh", "-c", copied("curl", transcript))
    assert curl_codes(text) == codes(transcript)[:-1], text  # it says QUIT, and does not tell what came
    assert server.received[0].content == server.received[1].content
