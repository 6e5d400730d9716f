from __future__ import annotations

from pathlib import Path

import pytest

from smtpwb.session.message_file import MessageFile
from smtpwb.tui.draft import Draft
from tests.smtp import dialogues as at


@pytest.fixture
def draft() -> Draft:
    made = Draft("ws.test")
    made.begin(at.CONTENT)
    return made


def file(path: Path, octets: bytes = b"a\nb\n") -> MessageFile:
    path.write_bytes(octets)
    return MessageFile.at(str(path))


def test_it_begins_as_a_template_that_nobody_would_miss(draft: Draft) -> None:
    assert draft.text.startswith("From: ann@example.net\nTo: bob@practice.test\nSubject: \n")
    assert "@example.net>" in draft.text
    assert not draft.edited
    assert b"".join(draft.pieces()) == draft.text.replace("\n", "\r\n").encode()


def test_each_template_has_an_identifier_of_its_own(draft: Draft) -> None:
    before = draft.text
    draft.begin(at.CONTENT)
    assert draft.text != before


def test_what_was_written_would_be_missed_until_it_is_sent(draft: Draft, tmp_path: Path) -> None:
    draft.text += "Hello\n"
    assert draft.unsent
    draft.sent = True
    assert not draft.unsent
    draft.begin(at.CONTENT)
    assert not draft.edited
    draft.files = (file(tmp_path / "a"),)
    assert draft.unsent


def test_a_file_in_place_of_the_text(draft: Draft, tmp_path: Path) -> None:
    draft.whole = file(tmp_path / "a")
    assert b"".join(draft.pieces()) == b"a\nb\n"
    draft.crlf = True
    assert b"".join(draft.pieces()) == b"a\r\nb\r\n"


def test_a_file_beside_the_text(draft: Draft, tmp_path: Path) -> None:
    draft.files = (file(tmp_path / "a.txt"),)
    assert b'filename="a.txt"' in b"".join(draft.pieces())


def test_what_it_makes_changes_with_what_it_is_made_of(draft: Draft, tmp_path: Path) -> None:
    made = {draft.made}
    draft.bdat = True
    made.add(draft.made)
    draft.text += "x"
    made.add(draft.made)
    draft.whole = file(tmp_path / "a")
    made.add(draft.made)
    draft.crlf = True
    made.add(draft.made)
    assert len(made) == 5
    made.add(draft.made)
    assert len(made) == 5
