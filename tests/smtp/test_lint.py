"""Lint as a whole; tests/smtp/lint has an example table for each subject."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.lint import CHECKS, Check, Severity, lint
from smtpwb.smtp.sasl import mask, secret_in_command
from tests.smtp import dialogues as at
from tests.smtp.lines import lines
from tests.smtp.lint import (
    test_chunks,
    test_content,
    test_extensions,
    test_hello,
    test_limits,
    test_octets,
    test_parameters,
    test_paths,
    test_pipelining,
    test_sasl,
    test_sequence,
    test_verbs,
)

MODULES = (
    *(
        test_chunks,
        test_content,
        test_extensions,
        test_hello,
        test_limits,
        test_octets,
        test_parameters,
        test_paths,
        test_sasl,
        test_sequence,
        test_verbs,
    ),
)
EXAMPLES = (*(module.CASES for module in MODULES), test_sasl.ON_LOOPBACK, test_pipelining.CASES)
"""All tables of examples; those of the last two want more than a line and a dialogue."""
SOURCE = re.compile(r"RFC \d{3,4} §[0-9A-F]+(\.\d+)*|Postfix X(CLIENT|FORWARD)_README")
"""What is no extension of an RFC is described by who made it."""


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_every_check_has_a_public_id_and_a_section(check: Check) -> None:
    assert CHECKS[check.id] is check
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", check.id)
    assert SOURCE.fullmatch(check.source)


def test_every_check_has_an_example_that_it_finds() -> None:
    found = {id for cases in EXAMPLES for _, _, ids in cases for id in ids.split()}
    assert found == set(CHECKS)


@given(lines, st.sampled_from(at.ALL))
def test_any_line_is_judged_in_any_state(line: bytes, dialogue: Dialogue) -> None:
    for finding in lint(line, dialogue):
        assert finding.id in CHECKS
        assert finding.severity is CHECKS[finding.id].severity
        assert SOURCE.fullmatch(finding.source)
        assert finding.text.isprintable()
        assert finding.text[-1] in ".?"
        assert len(finding.text) < 300


@given(lines, st.sampled_from(at.ALL))
def test_the_gravest_come_first(line: bytes, dialogue: Dialogue) -> None:
    order = [list(Severity).index(finding.severity) for finding in lint(line, dialogue)]
    assert order == sorted(order)


@pytest.mark.parametrize("dialogue", [d for d in at.ALL if d not in (at.CONTENT, at.BARE_CONTENT, at.AUTH)])
def test_an_empty_command_line_is_not_judged(dialogue: Dialogue) -> None:
    assert lint(b"", dialogue) == ()


secrets = st.text("0123456789!", min_size=6, max_size=30)


@given(secrets, st.sampled_from(at.ALL), st.sampled_from([b"AUTH PLAIN ", b"auth login ", b"AUTH PLAIN x "]))
def test_an_initial_response_is_never_repeated(secret: str, dialogue: Dialogue, verb: bytes) -> None:
    line = verb + secret.encode()
    assert secret.encode() not in mask(line, secret_in_command(line))
    if dialogue not in (at.CONTENT, at.BARE_CONTENT):  # there it is text of a message
        assert not any(secret in finding.text for finding in lint(line, dialogue))


@given(secrets)
def test_an_answer_is_never_repeated(secret: str) -> None:
    assert not any(secret in finding.text for finding in lint(secret.encode(), at.AUTH))
