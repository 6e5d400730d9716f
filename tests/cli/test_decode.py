from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from smtpwb.cli import decode, main
from smtpwb.cli.output import WIDTH
from smtpwb.reference.alone import assumed
from smtpwb.smtp.dialogue import RULES
from smtpwb.smtp.replies import Reply
from smtpwb.transcript.pasted.find import LIMIT, MOST, find
from tests.cli import program
from tests.transcript.pasted.messages import mail


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main.main(["decode", *arguments]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    return told.out


def replies(text: bytes) -> list[Reply]:
    return [found.reply for found in find(text)]


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    told = output(capsys, "550", "5.1.1", "no such user", "--after", "RCPT")
    lines = told.splitlines()
    assert lines[0] == "550 5.1.1 no such user"
    assert max(map(len, lines)) <= WIDTH
    labels = [label for line in lines[1:] if (label := line[2:18].strip())]
    assert labels == [
        *("5yz", "x5z", "xy0"),
        *("5.x.x", "x.1.x", "x.x.1"),
        *("Meaning", "Cause", "Because of", "Lasts", "Detail"),
        *("Who can fix it", "Try", "May say next", "Not yet", "Sources"),
    ]
    assert "This recipient only." in told


@pytest.mark.parametrize("mark", ["<-  ", "<** ", "<~  ", "<~* ", "S: ", "   "])
def test_the_marks_of_swaks_and_of_the_rfcs_are_passed_over(mark: str) -> None:
    assert [reply.code for reply in replies(f" -> RCPT\n{mark}452 4.2.2 full\n".encode())] == ["452"]


def test_the_verb_may_be_in_any_case(capsys: pytest.CaptureFixture[str]) -> None:
    assert output(capsys, "550", "--after", "rcpt") == output(capsys, "550", "--after", "RCPT")
    assert output(capsys, "550", "--after", "rcpt") != output(capsys, "550")


@pytest.mark.parametrize("verb", decode.AFTER)
def test_each_verb_that_may_be_named_has_a_rule(verb: str) -> None:
    answers, before = assumed("250", verb.lower())
    assert answers in RULES
    assert before.state in RULES[answers].place


@pytest.mark.parametrize("verb", [*decode.AFTER, "rcpt", "Connect", "content"])
def test_a_known_verb_is_taken(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert output(capsys, "451 4.3.0 no", "--after", verb).startswith("451 4.3.0 no")


@pytest.mark.parametrize("verb", ["BOGUS", "bogus", "(answer)", "BDAT LAST", "RCPT TO", " ", "\x1b[2J"])
def test_an_unknown_verb_is_wrong_usage(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["decode", "550 no", "--after", verb]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert all(name in err for name in ("RCPT", "CONNECT", "CONTENT"))
    assert "\x1b" not in err


def test_several_replies_in_one_text() -> None:
    text = b"hello\n220 hi\nS: 250-a\nS: 250 b\n<- 550 no\n  421 4.3.2 bye\nC: 250 mine\nend 250\n"
    assert [reply.code for reply in replies(text)] == ["220", "250", "550", "421"]


def test_a_multiline_reply_is_one() -> None:
    (reply,) = replies(b"250-a\r\n250-b\r\n250 c\r\n")
    assert reply.texts == (b"a", b"b", b"c")


@pytest.mark.parametrize(
    "stdin",
    [b"hello\n", b"\0" * 12_000_000, bytes(range(256)) * 40_000, b"25 ok\r\n2500 ok\r\n"],
    ids=["words", "zeros", "binary", "digits"],
)
def test_text_without_a_reply_is_one_sentence_at_once(stdin: bytes) -> None:
    began = time.monotonic()
    done = program.smtpwb("decode", stdin=stdin)
    assert time.monotonic() - began < 5
    assert (done.returncode, done.stdout) == (1, b"")
    (said,) = [line for line in done.stderr.decode().splitlines() if "only the first" not in line]
    assert said.startswith("smtpwb: no SMTP reply in this text")


@pytest.mark.parametrize(
    ("stdin", "last"),
    [
        (b"250 " + b"x" * 12_000_000, "Sources"),
        (b"250-x\r\n" * 50_000, "Sources"),
        (b"\xff\xfe\0" * 10_000 + b"\n550 no\n", "Sources"),
    ],
    ids=["long line", "many lines", "binary"],
)
def test_what_is_huge_or_binary_has_an_answer_at_once(stdin: bytes, last: str) -> None:
    began = time.monotonic()
    done = program.smtpwb("decode", stdin=stdin)
    assert time.monotonic() - began < 5
    assert done.returncode == 0
    assert last in done.stdout.decode().splitlines()[-2]


def test_what_is_not_read_is_said() -> None:
    done = program.smtpwb("decode", stdin=b"250 ok\n" + b"\0" * MOST)
    assert done.returncode == 0
    assert program.sentence(done) == f"only the first {MOST:,} octets are read"


def test_arguments_come_before_stdin() -> None:
    done = program.smtpwb("decode", "550 no", stdin=b"250 ok\n")
    assert done.stdout.startswith(b"550 no\n")


def test_without_stdin_at_all() -> None:
    done = program.shell("smtpwb decode <&-")
    assert done.returncode == 1
    assert "there is no text" in program.sentence(done)


@pytest.mark.parametrize("stdin", [b"", b"\n", b" \r\n\t"])
def test_no_text_at_all_is_named_so(stdin: bytes) -> None:
    done = program.smtpwb("decode", stdin=stdin)
    assert (done.returncode, done.stdout) == (1, b"")
    assert "there is no text" in program.sentence(done)


def test_a_bounce_message_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bounce.eml"
    file.write_bytes(mail(b"<one@example.net>:\nRemote host said: 550 5.1.1 no such user\n"))
    told = json.loads(output(capsys, "--file", str(file), "--format", "json"))
    assert (told["recipient"], told["said_in"], told["enhanced"]) == ("one@example.net", "bounce", "5.1.1")


@pytest.mark.parametrize("more", [["550 no"], []])
def test_a_file_that_cannot_be_read_or_is_one_thing_too_many(
    more: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["decode", *more, "--file", str(tmp_path / "none")]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)


def test_a_file_named_as_the_text_is_hinted_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log").write_bytes(b"550 no")
    assert main.main(["decode", str(tmp_path / "log")]) == 1
    assert f"--file {tmp_path / 'log'}" in capsys.readouterr().err


def test_arguments_with_blanks_are_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    told = output(capsys, "550 5.1.1 no", "421 4.3.2 bye", "--format", "json").splitlines()
    assert [json.loads(line)["code"] for line in told] == ["550", "421"]


def test_more_replies_than_are_explained() -> None:
    done = program.smtpwb("decode", "--format", "json", stdin=b"250 ok\n" * (LIMIT + 1))
    assert (done.returncode, done.stdout.count(b"\n")) == (0, LIMIT)
    assert program.sentence(done) == f"only the first {LIMIT} replies are explained"


def test_a_file_of_replies(tmp_path: Path) -> None:
    (tmp_path / "replies.txt").write_bytes(b"S: 550 5.1.1 no\n")
    done = program.shell(f"smtpwb decode --format json --after RCPT < '{tmp_path}/replies.txt'")
    assert json.loads(done.stdout)["enhanced"] == "5.1.1"
