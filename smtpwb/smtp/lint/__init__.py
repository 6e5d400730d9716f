"""Lint: what is wrong or unwise in a typed line, each finding with the section that says so.

Lint informs and never blocks (law 5): anything may be sent. `CHECKS` is the whole of it, by public id,
grouped by subject in the files beside; what a line is taken for decides which of them look at it.
How a line reads when nothing is wrong is for `reading`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smtpwb.smtp.commands import parse
from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.lint.check import Check, Finding, Severity, Subject, gravest_first
from smtpwb.smtp.lint.chunks import CHUNK, CHUNKS
from smtpwb.smtp.lint.content import CONTENT
from smtpwb.smtp.lint.extensions import EXTENSIONS
from smtpwb.smtp.lint.hello import HELLO
from smtpwb.smtp.lint.limits import LIMITS
from smtpwb.smtp.lint.octets import OCTETS
from smtpwb.smtp.lint.parameters import PARAMETERS
from smtpwb.smtp.lint.paths import PATHS
from smtpwb.smtp.lint.pipelining import PIPELINING
from smtpwb.smtp.lint.sasl import ANSWER, AUTH
from smtpwb.smtp.lint.sequence import SEQUENCE
from smtpwb.smtp.lint.verbs import VERBS
from smtpwb.smtp.reads import Reads, reads_as

__all__ = ["CHECKS", "Check", "Finding", "Severity", "lint"]

_LOOKING: dict[Reads, tuple[Check, ...]] = {
    Reads.COMMAND: (
        *VERBS,
        *SEQUENCE,
        *HELLO,
        *PATHS,
        *PARAMETERS,
        *LIMITS,
        *EXTENSIONS,
        *CHUNKS,
        *PIPELINING,
        *AUTH,
        *OCTETS,
    ),
    Reads.CONTENT: tuple(CONTENT),
    Reads.ANSWER: tuple(ANSWER),
}
_IN_CHUNK = tuple(CHUNK)
CHECKS: Mapping[str, Check] = {
    check.id: check for checks in (*_LOOKING.values(), _IN_CHUNK) for check in checks
}
"""Every check there is, by its public id."""


def lint(
    line: bytes, dialogue: Dialogue, loopback: bool = False, group: Sequence[bytes] = ()
) -> tuple[Finding, ...]:
    """What is wrong with `line` (without CRLF) if it is sent here, gravest first.

    Inside a message it is read as content, in a chunk as octets of it, in an AUTH dialogue as an answer,
    else as a command. An empty command line has no findings: nothing is typed yet. `loopback`: the server is
    on this machine. `group`: the lines that go out before it in the same write; `dialogue` is as it will
    stand behind them.
    """
    reads = reads_as(dialogue)
    if reads is Reads.COMMAND and not line:
        return ()
    subject = Subject(line, parse(line), dialogue, loopback, tuple(parse(before) for before in group))
    looking = _IN_CHUNK if dialogue.chunk_left else _LOOKING[reads]
    return gravest_first(one for check in looking for one in check.findings(subject))
