from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from smtpwb.tui.widgets.sheet import Sheet, heading, laid
from tests.tui.stage import Stage, shown

BLOCKS = ("A paragraph of words.", "", heading("Rows"), ("key", "a text that wraps"), ("longer", "short"))
TEXT = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=12)
WORDS = st.lists(TEXT, min_size=1, max_size=12).map(" ".join)


def test_texts_stand_in_their_column() -> None:
    assert laid(BLOCKS, 20).plain.split("\n") == [
        "A paragraph of",
        "words.",
        "",
        "Rows",
        "key     a text that",
        "        wraps",
        "longer  short",
    ]


def test_a_label_longer_than_its_share_has_a_line_of_its_own() -> None:
    assert laid((("a very long label", "text"), ("key", "more")), 20).plain.split("\n") == [
        "a very long label",
        "     text",
        "key  more",
    ]


@given(
    blocks=st.lists(WORDS | st.tuples(WORDS, WORDS), min_size=1, max_size=6),
    width=st.integers(20, 90),
)
def test_no_word_is_lost_and_no_line_too_long(blocks: list[str | tuple[str, str]], width: int) -> None:
    page = laid(blocks, width).plain
    words = " ".join(b if isinstance(b, str) else " ".join(b) for b in blocks).split()
    assert page.split() == words
    assert max(len(line.rstrip()) for line in page.split("\n")) <= width


async def test_a_sheet_is_laid_out_anew_for_another_width_and_never_reads_markup() -> None:
    sheet = Sheet((("key", "[red]one[/nope] two three four five six seven eight nine ten"),))
    async with Stage(sheet).run_test(size=(80, 10)) as pilot:
        assert "key  [red]one[/nope] two three four five six seven eight nine ten" in shown(pilot.app)
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert "key  [red]one[/nope] two three four" in shown(pilot.app)
        assert "     five six seven eight nine ten" in shown(pilot.app)
        sheet.show((Content("other"),))
        await pilot.pause()
        assert shown(pilot.app).strip() == "other"
