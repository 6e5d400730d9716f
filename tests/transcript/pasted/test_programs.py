from __future__ import annotations

import re

import pytest

from smtpwb.transcript.pasted.programs import PROGRAMS, Program
from tests.transcript.pasted.test_logs import LOGS

GROUPS = {"id", "recipient", "sender", "host", "host2", "enhanced", "after", "after2", "said"}


def test_every_program_has_lines_that_prove_it() -> None:
    assert {program.name for program in PROGRAMS} == LOGS.keys()


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_its_patterns_name_what_is_read_of_them(program: Program) -> None:
    for form in program.forms:
        named = set(re.compile(form.pattern).groupindex)
        assert "said" in named <= GROUPS
    context = set(re.compile(program.context).groupindex)
    assert not context or "id" in context


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_a_log_of_it_has_one_of_its_cues(program: Program) -> None:
    assert any(cue in LOGS[program.name][0].lower().encode() for cue in program.cues)
    assert all(cue == cue.lower() for cue in program.cues)
