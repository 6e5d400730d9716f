from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest

from smtpwb.cli import main
from smtpwb.cli.transcript import ACTIONS
from smtpwb.session.script import Content
from smtpwb.session.script_reader import parse
from smtpwb.smtp.amounts import size
from smtpwb.transcript import journal, store
from smtpwb.transcript.events import Opened, Sent
from smtpwb.transcript.formats.registry import FORMATS
from smtpwb.transcript.journal import directory, spool_path
from smtpwb.transcript.spool import Spool
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import BEGAN, Stage, play
from tests.transcript.comparing.test_comparison import MAIL
from tests.transcript.test_store import BROKEN_OFF, going_on, keep

FIRST, SECOND = "20240101-120000-1", "20240102-120000-1"
GREYLISTED = play(
    MAIL.replace("250 2.1.5 Ok", "450 4.7.1 <c@d.test>: Recipient address rejected: Greylisted")
)


def done(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    """What is printed; the command ends with that status and complains of nothing."""
    assert main.main(["transcript", *arguments]) == status
    told = capsys.readouterr()
    assert told.err == ""
    return told.out


def complaint(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 2) -> str:
    """The one sentence that is complained; nothing is printed."""
    assert main.main(["transcript", *arguments]) == status
    told = capsys.readouterr()
    assert told.out == ""
    (line,) = told.err.splitlines()
    return line.removeprefix("smtpwb: ")


# list


def test_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    keep(FIRST, play(MAIL))
    keep(SECOND, BROKEN_OFF)
    text = done(capsys, "list")
    rows = [re.split(r"  +", line) for line in text.splitlines()]
    sizes = [row.pop(3) for row in rows]
    assert rows == [
        ["BEGUN (UTC), ID", "SERVER", "EVENTS", "OUTCOME"],
        ["20240102-120000", "practice.test:25", "4", "EHLO answered (broke off)"],
        ["20240101-120000", "practice.test:25", "20", "message accepted: 250 2.0.0"],
    ]
    assert sizes == ["SIZE", *(size(one.octets) for one in store.kept())]
    assert max(map(len, text.splitlines())) <= 80


def test_dialogues_of_one_second_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    keep(FIRST)
    keep(f"{FIRST}-2")
    assert [line.split()[0] for line in done(capsys, "list").splitlines()[1:]] == [f"{FIRST}-2", FIRST]


def test_a_long_name_goes_on_below(capsys: pytest.CaptureFixture[str]) -> None:
    name = "a-very-long-name-indeed.of-a-host.example.net"
    where: dict[str, Any] = {"host": name, "port": 25, "local": "127.0.0.1:1", "peer": "127.0.0.1:25"}
    keep(FIRST, Transcript([Opened(seq=0, wall=BEGAN, at=0, target=name, **where)]))
    _, first, second = done(capsys, "list").splitlines()
    assert max(map(len, (first, second))) <= 80
    assert first.split()[1] + second.split()[0] == f"{name}:25"


def test_an_empty_list_says_where_they_will_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert complaint(capsys, "list", status=0) == f"no dialogue is kept yet: they will lie in {directory()}"


def test_the_list_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    journal = going_on(FIRST)
    (row,) = map(json.loads, done(capsys, "list", "--format", "json").splitlines())
    assert (row["id"], row["state"], row["events"], row["path"]) == (FIRST, "going on", 7, str(journal.path))
    journal.close()
    (row,) = map(json.loads, done(capsys, "list", "--format", "json").splitlines())
    assert row["state"] == "ended"


def test_the_list_in_markdown_is_safe(capsys: pytest.CaptureFixture[str]) -> None:
    keep(FIRST, play("S: 220 hi\nC: X|Y\nS: 500 what"))
    *_, row = done(capsys, "list", "--format", "markdown").splitlines()
    assert "X\\|Y refused: 500" in row


# show and export


def test_the_newest_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    keep(FIRST)
    keep(SECOND, play(MAIL))
    assert done(capsys, "show") == done(capsys, "show", "last") == done(capsys, "show", SECOND)
    assert "S: 250 2.0.0 Ok: queued as 4B7C1A2F3D" in done(capsys, "show")


@pytest.mark.parametrize("form", list(FORMATS))
def test_in_every_format_nothing_can_touch_the_terminal(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(FIRST, play("S: 220 hi<1B>]0;x<07>", "C: X<1B>[2J", "S: 500 <U+202E>what"))
    text = done(capsys, "show", "--format", form)
    assert text
    assert all(char.isprintable() for char in text.replace("\n", ""))


def test_how_much_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    keep(FIRST, play(MAIL))
    bare, brief, full = (done(capsys, "show", "--level", level) for level in ("bare", "brief", "full"))
    assert len(bare) < len(brief) < len(full)


@pytest.mark.parametrize("form", list(FORMATS))
def test_with_aliases_no_name_is_left(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    keep(FIRST, play(MAIL.replace("a@b.test", "alice@corp.test").replace("Subject: x", "Subject: merger")))
    assert form == "jsonl" or "alice@corp.test" in done(capsys, "export", FIRST, "--format", form)
    text = done(capsys, "export", FIRST, "--format", form, "--alias")
    assert text
    octets = text.encode() + b"".join(map(base64.b64decode, re.findall(r'"(?:data|octets)":"([^"]*)"', text)))
    for name in (b"alice", b"corp", b"merger", b"mx1.example.net"):
        assert name not in octets


def test_what_was_exported_as_a_journal_is_shown_alike(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    keep(FIRST, play(MAIL))
    file = tmp_path / "mine.jsonl"
    done(capsys, "export", FIRST, "-o", str(file))
    assert done(capsys, "show", str(file)) == done(capsys, "show", FIRST)


LONG = b"Subject: long\r\n\r\n" + b"..A line that is one of many.\r\n" * 3000 + b".\r\n"


def keep_long() -> Path:
    """A dialogue with a message that lies beside its journal."""
    stage = Stage()
    for line in ("S: 220 hi", "C: MAIL FROM:<a@b.test>", "S: 250 ok", "C: RCPT TO:<c@b.test>", "S: 250 ok"):
        stage.line(line)
    stage.line("C: DATA")
    stage.line("S: 354 go")
    with Spool(spool_path(directory() / f"{FIRST}.jsonl")) as spool:
        segment = spool.segment()
        segment.add(LONG)
        stage.spooled(segment.spooled())
    stage.line("S: 250 queued")
    stage.line("S: <closed>")
    return keep(FIRST, stage.transcript)


def test_a_message_beside_the_journal_goes_into_the_export(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spool = spool_path(keep_long())
    alone, script = tmp_path / "alone.jsonl", tmp_path / "script.smtp"
    for file in (alone, script):
        done(capsys, "export", FIRST, "-o", str(file))
    sent = b"".join(one.data for one in journal.read(alone).events if isinstance(one, Sent))
    assert sent.endswith(LONG)
    content = next(step for step in parse(script.read_text()).steps if isinstance(step, Content))
    assert b"".join(content.pieces) == LONG
    told = json.loads(done(capsys, "show", FIRST, "--format", "json"))
    assert LONG in [base64.b64decode(one.get("octets", "")) for one in told["entries"]]
    spool.unlink()
    assert "not in the export, 93,020 octets: the octets of this message are not kept" in complaint(
        capsys, "export", FIRST, "-o", str(tmp_path / "later.jsonl"), status=0
    )


def test_with_aliases_a_long_message_stays_behind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep_long()
    file = tmp_path / "a.json"
    told = complaint(capsys, "export", FIRST, "--alias", "-o", str(file), status=0)
    assert "no name in it is replaced" in told
    assert base64.b64encode(LONG[-3000:-6]).decode() not in file.read_text()


def test_the_format_follows_from_the_name_of_the_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    keep(FIRST, play(MAIL))
    for name, form in (("a.md", "markdown"), ("a.html", "html"), ("a.txt", "text"), ("a", "text")):
        assert done(capsys, "export", FIRST, "-o", str(tmp_path / name)) == ""
        assert (tmp_path / name).read_text() == done(capsys, "export", FIRST, "--format", form)
    done(capsys, "export", FIRST, "--format", "rfc", "-o", str(tmp_path / "b.txt"))
    assert (tmp_path / "b.txt").read_text().startswith("# SMTP dialogue with")


def test_a_file_that_exists_is_replaced_only_by_force(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    keep(FIRST)
    file = tmp_path / "a.txt"
    file.write_text("mine" * 10_000)
    assert complaint(capsys, "export", FIRST, "-o", str(file)) == f"{file} exists: --force replaces it"
    assert file.read_text() == "mine" * 10_000
    done(capsys, "export", FIRST, "-o", str(file), "--force")
    assert file.read_text() == done(capsys, "show", FIRST)


def test_a_file_that_cannot_be_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    keep(FIRST)
    assert "cannot be written: No such file" in complaint(
        capsys, "export", FIRST, "-o", str(tmp_path / "none" / "a.txt")
    )


def test_what_is_damaged_is_shown_as_far_as_it_goes(capsys: pytest.CaptureFixture[str]) -> None:
    path = keep(FIRST, play(MAIL))
    path.write_bytes(path.read_bytes()[:-20])
    assert main.main(["transcript", "show"]) == 0
    told = capsys.readouterr()
    assert "C: QUIT" in told.out
    assert told.err == f"smtpwb: {FIRST}.jsonl breaks off in the event that was being written.\n"


# diff


def test_no_difference(capsys: pytest.CaptureFixture[str]) -> None:
    keep(FIRST, play(MAIL))
    keep(SECOND, play(MAIL.replace("4B7C1A2F3D", "9A8B7C6D5E")))
    assert "No difference in 8 steps." in done(capsys, "diff", FIRST, SECOND)


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_a_difference(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    keep(FIRST, play(MAIL))
    keep(SECOND, GREYLISTED)
    text = done(capsys, "diff", FIRST, "last", "--format", form, status=1)
    assert "was 250 2.1.5, now 450 4.7.1: greylisted" in text


def test_what_is_no_journal_is_not_called_a_difference(capsys: pytest.CaptureFixture[str]) -> None:
    keep(FIRST)
    keep(SECOND).write_text("hello\n")
    assert "is no journal" in complaint(capsys, "diff", FIRST, SECOND)
    assert "is no journal" in complaint(capsys, "show", SECOND, status=1)


# rm


def test_dialogues_are_removed_with_their_messages(capsys: pytest.CaptureFixture[str]) -> None:
    path = keep(FIRST)
    spool_path(path).write_bytes(b"x")
    keep(SECOND)
    assert done(capsys, "rm", "20240101", "last") == f"removed {FIRST}\nremoved {SECOND}\n"
    assert list(directory().iterdir()) == []


def test_none_is_removed_if_one_is_not_found(capsys: pytest.CaptureFixture[str]) -> None:
    path = keep(FIRST)
    assert "no kept dialogue is called 'nobody'" in complaint(capsys, "rm", FIRST, "nobody")
    assert path.exists()


def test_one_that_goes_on_is_not_removed(capsys: pytest.CaptureFixture[str]) -> None:
    journal = going_on(FIRST)
    assert "is going on: end it first" in complaint(capsys, "rm", FIRST)
    journal.close()
    assert journal.path.exists()


# What does not fit


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("list", "x"), "list takes no dialogues, not 1"),
        (("export",), "export takes 1 dialogue, not 0"),
        (("show", "a", "b"), "show takes a dialogue or none, not 2"),
        (("diff", "a"), "diff takes 2 dialogues, not 1"),
        (("rm",), "rm takes a dialogue or more, not 0"),
        (("list", "--format", "svg"), "list has no format svg: use text, markdown, json"),
        (("diff", "a", "b", "--format", "rfc"), "diff has no format rfc"),
        (("rm", "a", "-o", "b"), "rm writes nothing"),
        (("dance",), "argument action: invalid choice"),
        ((), "the following arguments are required"),
        (("show",), "no dialogue is kept"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told in complaint(capsys, *arguments)


def test_every_action_is_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    text = done(capsys, "--help")
    for name in ACTIONS:
        assert f"smtpwb transcript {name}" in text
