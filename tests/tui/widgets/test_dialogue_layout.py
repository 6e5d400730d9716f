from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.transcript import wording
from smtpwb.transcript.transcript import Transcript
from smtpwb.tui.widgets.dialogue_layout import Layout
from smtpwb.tui.widgets.dialogue_lines import HEAD, LONG
from tests.dialogues import Stage, play


def long_reply(lines: int, text: str = "line") -> str:
    return "\n".join(f"S: 250{'-' if n < lines - 1 else ' '}{text} {n}" for n in range(lines))


def laid_out(talk: Transcript, columns: int = 40) -> Layout:
    layout = Layout()
    layout.columns, layout.fold_key = columns, "key"
    layout.show(talk.entries)
    return layout


def parts(layout: Layout) -> tuple[object, ...]:
    """All that a layout says."""
    return layout.texts, layout.ends, layout.owner, layout.first, layout.tops


@pytest.mark.parametrize("lines", [1, LONG, LONG + 1, 60, 300])
def test_of_a_long_reply_the_first_lines_and_the_last_are_shown(lines: int) -> None:
    talk = play("S: 220 a", "C: HELP", long_reply(lines))
    layout = laid_out(talk)
    said = layout.texts[layout.first[3] :]
    if lines <= LONG:
        assert said == [*wording.lines(talk.entries[3])]
        assert not layout.folded
        assert not layout.foldable(3)
        return
    assert len(said) == HEAD + 2
    assert said[HEAD] == f"… {lines - HEAD - 1} more lines, key unfolds"
    assert said[-1] == f"250 line {lines - 1}"
    assert layout.is_fold(layout.first[3] + HEAD)
    layout.set_folded(3, False)
    assert layout.texts[layout.first[3] :] == list(wording.lines(talk.entries[3], None))
    assert len(layout.texts) == lines + 3
    layout.set_folded(3, True)
    assert layout.texts[layout.first[3] :] == said


def test_each_line_of_a_folded_reply_is_found_where_it_stands() -> None:
    talk = play("S: 220 a", "C: HELP", long_reply(40))
    layout = laid_out(talk)
    whole = layout.all_lines(3)
    for line, text in enumerate(whole):
        place = layout.line_of(3, line)
        assert (place is None) == (HEAD <= line < 39)
        assert place is None or layout.texts[place] == text
    layout.set_folded(3, False)
    assert [layout.line_of(3, line) for line in range(40)] == list(range(3, 43))


@given(
    events=st.lists(
        st.one_of(
            st.sampled_from(["C: NOOP", "S: 250 ok", "S: 250-" + "long " * 12, "S: 250 " + "x" * 90]),
            st.integers(0, 12),
        ),
        max_size=40,
    )
)
def test_it_grows_folds_and_unfolds_as_if_laid_out_at_once(events: list[str | int]) -> None:
    talk = Transcript()
    grown = laid_out(talk, 20)

    unfolded: set[int] = set()

    def follow(changed: tuple[int, ...]) -> None:
        for index in changed:
            grown.retake(index)
        grown.take()

    talk.subscribe(lambda change: follow(change.changed))
    stage = Stage(talk)
    for event in events:
        if isinstance(event, str):
            stage.line(event)
        elif event < grown.known and grown.foldable(event):
            unfolded ^= {event}
            grown.set_folded(event, event not in unfolded)
    anew = laid_out(talk, 20)
    for index in unfolded:
        anew.set_folded(index, False)
    assert parts(grown) == parts(anew)
    assert grown.folded == anew.folded


def test_what_changes_in_the_midst_moves_only_what_is_below() -> None:
    talk = play("S: 220 a", "C: HELP", long_reply(30), "C: NOOP", "S: 250 ok")
    layout = laid_out(talk)
    height = layout.height
    begin, end = layout.set_folded(3, False) or (0, 0)
    assert (begin, end) == (layout.tops[3], layout.height)
    assert layout.height == height + 18
    assert layout.retake(4) == layout.span(4), "nothing grew: only its own rows"
    assert layout.retake(99) is None
    assert layout.line_at(layout.tops[layout.first[5]]) == layout.first[5]


def test_another_width_folds_every_line_anew() -> None:
    talk = play("S: 220 " + "word " * 20, "C: NOOP")
    layout = laid_out(talk, 30)
    tall = layout.height
    layout.fit(200)
    assert layout.height == len(layout.texts) < tall
    layout.fit(30)
    assert layout.height == tall
