from __future__ import annotations

import json
from pathlib import Path

import pytest

from smtpwb.cli import main
from smtpwb.lessons import progress
from smtpwb.lessons.loading import COURSE, first, lessons, own_directory

WALKTHROUGH = COURSE / "01-walkthrough.toml"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, stdout and stderr."""
    status = main.main(["lessons", *arguments])
    told = capsys.readouterr()
    return status, told.out, told.err


def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.toml"
    text = WALKTHROUGH.read_text(encoding="utf-8").replace("minutes = 5", "minutes = 0")
    path.write_text(text, encoding="utf-8")
    return path


def test_every_lesson_is_listed_with_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    progress.keep(first().id, first().steps[3].id, (), {})
    status, out, err = run(capsys, "list")
    assert (status, err) == (0, "")
    for lesson in lessons():
        assert f"  {lesson.id:<18} {lesson.title}, {lesson.minutes} min: " in out
    assert f"step 4 of {len(first().steps)}" in out
    assert out.startswith("basics\n")


def test_as_json_each_lesson_is_an_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    progress.complete(first().id)
    _, out, _ = run(capsys, "list", "--format", "json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert {row["id"] for row in rows} == {lesson.id for lesson in lessons()}
    walkthrough = next(row for row in rows if row["id"] == first().id)
    assert (walkthrough["step"], walkthrough["own"], walkthrough["minutes"]) == (None, False, first().minutes)
    assert walkthrough["completed"]


def test_a_faulty_own_lesson_is_named_beside_all_others(capsys: pytest.CaptureFixture[str]) -> None:
    own_directory().mkdir(parents=True)
    path = broken(own_directory())
    status, out, err = run(capsys, "list")
    assert status == 1
    assert first().title in out
    assert err == f"smtpwb: {path}: minutes: Expected `int` >= 1\n"


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_a_lesson_is_shown_with_all_its_steps(capsys: pytest.CaptureFixture[str], lesson: object) -> None:
    name = str(getattr(lesson, "id", ""))
    status, out, _ = run(capsys, "show", name)
    assert status == 0
    (shown,) = (one for one in lessons() if one.id == name)
    flat = " ".join(out.split())
    for number, step in enumerate(shown.steps, 1):
        assert f"{number}. {step.title}" in out
        assert " · ".join(step.sources) in flat
    assert all(len(line) <= 160 for line in out.splitlines())


def test_a_lesson_as_json_is_the_whole_file(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "show", first().id, "--format", "json")
    assert [step["id"] for step in json.loads(out)["steps"]] == [step.id for step in first().steps]


def test_what_is_right_is_said_to_be_right(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "check", str(WALKTHROUGH))
    assert status == 0
    assert out == f"{WALKTHROUGH}: nothing wrong: {first().id}, {len(first().steps)} steps\n"


def test_each_fault_is_named_by_file_key_and_reason(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = broken(tmp_path)
    status, out, _ = run(capsys, "check", str(WALKTHROUGH), str(path))
    assert (status, out) == (1, f"{path}: minutes: Expected `int` >= 1\n")
    _, out, _ = run(capsys, "check", "--format", "json", str(path))
    assert json.loads(out) == {"file": str(path), "key": "minutes", "reason": "Expected `int` >= 1"}


def test_every_key_of_a_lesson_file_is_listed_with_what_it_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "keys")
    assert status == 0
    for line in ("  minutes *      How long", "  in_turn        Counts", '[[steps]] with kind = "find-out"'):
        assert f"\n{line}" in out
    assert max(map(len, out.splitlines())) <= 80
    _, out, _ = run(capsys, "keys", "--format", "json")
    listed = [json.loads(line) for line in out.splitlines()]
    assert {key["name"] for key in listed} >= {"id", "say", "answers", "when", "description"}
    assert all(set(key) == {"table", "name", "required", "takes", "told"} for key in listed)


def test_two_files_of_one_id_are_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "check", str(WALKTHROUGH), str(WALKTHROUGH))
    assert (status, out) == (1, "id: two of the files have the id 'walkthrough'\n")


def test_progress_of_one_or_all_is_forgotten(capsys: pytest.CaptureFixture[str]) -> None:
    progress.complete(first().id)
    progress.complete(lessons()[1].id)
    assert run(capsys, "reset", first().id)[:2] == (0, f"Forgotten: how far {first().id!r} came.\n")
    assert set(progress.load()) == {lessons()[1].id}
    assert run(capsys, "reset", "--format", "json")[:2] == (0, '{"reset":null}\n')
    assert progress.load() == {}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show",), "`show` takes one ID"),
        (("show", "none"), "there is no lesson 'none'"),
        (("reset", "a", "b"), "`reset` takes one ID"),
        (("reset", "none"), "there is no lesson 'none'"),
        (("list", "a"), "`list` takes no ID"),
        (("keys", "a"), "`keys` takes no ID"),
        (("check",), "at least one FILE"),
        (("check", "no/such.toml"), "no/such.toml is no file"),
        (("sing",), "invalid choice"),
    ],
)
def test_wrong_usage_is_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
