from __future__ import annotations

import re

import pytest

from smtpwb.transcript.pasted.dialects import DIALECTS, REPLY, Dialect
from tests.transcript.pasted.test_transcripts import TALKS


def test_every_dialect_has_a_transcript_that_proves_it() -> None:
    assert [dialect.name for dialect in DIALECTS] == [*TALKS]


def test_the_one_without_marks_comes_last() -> None:
    assert [dialect.marked for dialect in DIALECTS] == [True] * (len(DIALECTS) - 1) + [False]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_its_marks_tell_both_sides_apart(dialect: Dialect) -> None:
    lines = TALKS[dialect.name].encode().splitlines()
    theirs = {line for line in lines if re.match(dialect.theirs + REPLY, line)}
    ours = {line for line in lines if re.match(dialect.ours, line)}
    assert theirs
    assert ours
    assert not theirs & ours


@pytest.mark.parametrize("dialect", DIALECTS[:-1], ids=lambda dialect: dialect.name)
def test_a_transcript_of_it_has_one_of_its_cues(dialect: Dialect) -> None:
    assert any(cue in TALKS[dialect.name].lower().encode() for cue in dialect.cues)
