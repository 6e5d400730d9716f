from __future__ import annotations

import pytest
from rich.style import Style

from smtpwb.tui.widgets.dialogue_drawing import PARTS, Drawing
from smtpwb.tui.widgets.dialogue_search import pattern
from tests.dialogues import play
from tests.tui.stage import shown
from tests.tui.widgets.test_dialogue_layout import laid_out, long_reply
from tests.tui.widgets.test_dialogue_view import rows, viewing

STYLES = {part: Style(bgcolor=f"color({number + 100})") for number, part in enumerate(PARTS)}
"""A style for each part, by which it can be told."""


def looks(drawing: Drawing, line: int) -> list[tuple[str, str]]:
    """The pieces of a line and what part each looks like, the last that was laid over it."""
    names = {style.bgcolor: part for part, style in STYLES.items()}
    return [
        (segment.text.strip(), names.get(segment.style.bgcolor, "") if segment.style else "")
        for row in range(len(drawing.layout.pieces(line)))
        for segment in drawing.strip(line, row, False)
        if segment.text.strip()
    ]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("S: 220 a", [("S", "2"), ("220", "2"), ("a", "server"), ("1.0 ms", "time")]),
        ("S: 550 <1B>x", [("S", "5"), ("550", "5"), ("<1B>", "tag"), ("x", "server"), ("1.0 ms", "time")]),
        ("C: NOOP", [("C", "client"), ("NOOP", "client"), ("waiting", "time")]),
        ("S: 220 a\nS: <closed>", [("the server closed the connection", "remark")]),
    ],
)
def test_every_part_has_its_own_look(script: str, expected: list[tuple[str, str]]) -> None:
    layout = laid_out(play(script))
    assert looks(Drawing(layout, STYLES.__getitem__), len(layout.texts) - 1) == expected


def test_what_is_searched_for_is_set_off_across_what_else_has_a_look() -> None:
    layout = laid_out(play("S: 220 a b a"))
    drawing = Drawing(layout, STYLES.__getitem__)
    drawing.sought = pattern("0 A")
    assert ("0", "found") in looks(drawing, 1)
    assert ("a", "found") in looks(drawing, 1)
    drawing.here = (1, 0)
    assert ("a", "found") in looks(drawing, 1), "drawn already"
    drawing.forget(1)
    assert ("a", "here") in looks(drawing, 1)
    assert ("b a", "server") in looks(drawing, 1)


def test_what_says_how_much_is_folded_away_is_none_of_the_servers_lines() -> None:
    layout = laid_out(play("S: 220 a", "C: HELP", long_reply(30)))
    drawing = Drawing(layout, STYLES.__getitem__)
    fold = next(line for line in range(len(layout.texts)) if layout.is_fold(line))
    assert looks(drawing, fold) == [("… 19 more lines, key unfolds", "remark")]
    assert looks(drawing, fold + 1)[0] == ("S", "2")


async def test_what_is_inside_tls_and_what_nobody_asked_for_is_marked() -> None:
    talk = play("S: 220 a", "C: EHLO a", "S: 250 STARTTLS", "C: STARTTLS", "S: 220 go", "S: <tls>")
    play("C: EHLO a", "S: 250 a", "S: 421 bye", transcript=talk)
    async with viewing(talk, (80, 20)) as (_, view):
        marks = [row[:3] for row in rows(view) if row]
        assert marks[-3:] == [" Ct", " St", " S!"]


async def test_what_the_server_says_is_neither_markup_nor_control() -> None:
    evil = play("S: 220 [red]x[/red] <1B>]52;c;aGk=<07>")
    async with viewing(evil) as (pilot, view):
        assert "[red]x[/red] <1B>]52;c;aGk=<07>" in "".join(rows(view))
        assert "\x1b" not in shown(pilot.app)
