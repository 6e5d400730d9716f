"""Every format of one real dialogue, against its golden file; and hostile ones, of which nothing gets out.

The golden files are made anew by `python -m tests.transcript.formats.test_registry`; read their diff.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from smtpwb.transcript.events import Sent
from smtpwb.transcript.formats.options import Level, Options
from smtpwb.transcript.formats.registry import FORMATS, export
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import BEGAN, STEP, Stage, play
from tests.transcript.formats.checks import (
    HOSTILE,
    OPTIONS,
    check_markdown,
    check_page,
    check_picture,
    hostile,
    is_tame,
    real,
    said_by_others,
    written,
)

GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(FORMATS)
PEOPLE = [name for name in NAMES if name not in ("json", "jsonl")]


def kept(name: str) -> str:
    """What the golden file holds: explanations in full in one, so that their wording matters to no other."""
    level = Level.FULL if name == "text" else Level.BRIEF
    return written(name, real(), replace(OPTIONS, level=level))


def golden(name: str) -> Path:
    return GOLDEN / f"real.{name}.{FORMATS[name].extension}"


@pytest.mark.parametrize("name", NAMES)
def test_a_real_dialogue_reads_as_kept(name: str) -> None:
    assert kept(name) == golden(name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_format_says_who_asked_and_has_the_note(name: str) -> None:
    text = written(name, real())
    assert "the address stands so" in text
    assert "on the order form" in text
    if name != "jsonl":
        assert "ticket 4711, the help desk" in text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("level", Level)
def test_every_level_has_what_was_said(name: str, level: Level) -> None:
    text = written(name, real(), Options(level))
    raw = base64.b64encode(b"MAIL FROM:<carol@client.test>\r\n").decode()
    assert re.search(r"MAIL FROM:(<|&lt;)carol@client\.test(>|&gt;)", text) or raw in text


@pytest.mark.parametrize("name", [name for name in NAMES if name != "jsonl"])
def test_a_level_says_more_than_the_one_below(name: str) -> None:
    bare, brief, full = (len(written(name, real(), Options(level))) for level in Level)
    assert bare < brief < full


@pytest.mark.parametrize("name", NAMES)
def test_a_selection_holds_nothing_of_the_rest(name: str) -> None:
    transcript = real()
    refused = next(n for n, one in enumerate(transcript.entries) if one.reply and one.reply.code == "550")
    text = written(name, transcript, Options(selection=frozenset({refused})))
    assert "nobody@lab.test" in text or base64.b64encode(b"550 5.1.1 <nobody@lab.test>")[:24].decode() in text
    assert "alice" not in text
    assert base64.b64encode(b"RCPT TO:<alice@lab.test>\r\n").decode() not in text
    assert "first line" not in text


@pytest.mark.parametrize("name", NAMES)
def test_without_a_dialogue_there_is_no_error(name: str) -> None:
    assert "Traceback" not in written(name, Transcript())


@pytest.mark.parametrize("name", NAMES)
def test_a_secret_is_in_no_format(name: str) -> None:
    stage = Stage(play("S: 220 a", "C: EHLO a", "S: 250 AUTH PLAIN"))
    seq = len(stage.transcript.events)
    data = b"AUTH PLAIN ************\r\n"
    stage.transcript.append(Sent(seq=seq, wall=BEGAN, at=seq * STEP, data=data, masked=((11, 23),)))
    text = written(name, stage.transcript)
    masked = {"rfc": "{env:SMTP_AUTH}", "json": "•" * 12, "jsonl": '"masked":[[11,23]]'}
    assert masked.get(name, "AUTH PLAIN " + "•" * 12) in text


# Whole documents


CODES = st.sampled_from([b"250 ", b"250-", b"550 5.1.1 ", b"354 ", b"", b"999"])


CHECKS: dict[str, Callable[[str], object]] = {
    "html": check_page,
    "svg": check_picture,
    "markdown": check_markdown,
    "json": json.loads,
}


@given(
    said_by_others,
    said_by_others,
    st.sampled_from(HOSTILE).map(lambda data: data.decode("latin-1")),
    st.text(max_size=60),
)
@pytest.mark.parametrize("name", NAMES)
def test_no_format_lets_anything_out(name: str, greeting: bytes, said: bytes, host: str, note: str) -> None:
    text = written(name, hostile(greeting, said, host, note), Options(asked_by=note or "x"))
    if name in PEOPLE:
        assert is_tame(text)
    if check := CHECKS.get(name):
        check(text)


@pytest.mark.parametrize("name", NAMES)
def test_a_large_dialogue_is_written_line_by_line(name: str) -> None:
    transcript = play("S: 220 a", *("C: NOOP\nS: 250 ok" for _ in range(300)))
    assert sum(1 for _ in export(name, transcript, Options(Level.BARE))) > 300


def test_names_are_keys_and_extensions_are_plain() -> None:
    for name, one in FORMATS.items():
        assert one.name == name
        assert re.fullmatch("[a-z]+", one.extension)
        assert one.label
    with pytest.raises(KeyError):
        export("docx", Transcript())


def main() -> None:
    for name in NAMES:
        golden(name).write_text(kept(name), encoding="utf-8")


if __name__ == "__main__":
    main()
