"""Temporary files: without a name where they can be, else in a directory that nobody else enters; gone after.

Those of ssh's questions are in test_askpass.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest

import smtpwb
from smtpwb.practice.certificate import self_signed, server_context
from smtpwb.session.prepared import Prepared
from smtpwb.transcript.spool import Spool
from tests.cli.program import smtpwb as run

DIALOGUE = """\
S: 220
C: EHLO a
S: 250
C: STARTTLS
S: 220
C: EHLO a
S: 250
C: MAIL FROM:<a@b.test>
S: 250
C: RCPT TO:<someone@practice.test>
S: 250
C: DATA
S: 354
{}
C: .
S: 250
C: QUIT
S: 221
"""


def test_a_run_with_tls_and_a_large_message_leaves_nothing(tmp_path: Path) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    dialogue = DIALOGUE.format("\n".join(["C: " + "x" * 70] * 3000))
    done = run("run", "-", "practice.test", stdin=dialogue.encode(), TMPDIR=str(place))
    assert done.returncode == 0, done.stdout[-300:]
    assert not list(place.iterdir())


def test_octets_at_rest_have_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    laid = Prepared.lay([b"x" * 100_000], stuffed=True)
    with Spool() as spool:
        spool.segment().add(b"x" * 100_000)
        assert not list(tmp_path.iterdir())
    assert laid.size > 100_000


def test_a_private_key_lies_where_nobody_else_enters_and_no_longer_than_it_must(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen: list[int] = []

    def signed(kind: str) -> tuple[bytes, bytes]:
        (directory,) = tmp_path.iterdir()
        seen.append(directory.stat().st_mode & 0o777)
        return self_signed(kind)

    monkeypatch.setattr("smtpwb.practice.certificate.self_signed", signed)
    server_context.cache_clear()
    server_context()
    assert seen == [0o700]
    assert not list(tmp_path.iterdir())


def test_no_name_is_made_up_where_others_write() -> None:
    """Only `tempfile`'s safe ways, and no directory of the system by its name."""
    for file in Path(smtpwb.__file__).parent.rglob("*.py"):
        text = file.read_text()
        assert not re.search(r"\bmktemp\b|gettempdir|[\"']/(?:var/)?tmp\b", text), file
        assert not re.search(r"(?:with_name|with_suffix)\([^)]*getpid", text), file
