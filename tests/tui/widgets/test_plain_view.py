"""Text as it is, drawn by the line."""

from __future__ import annotations

from smtpwb.tui.widgets.plain_view import PlainView
from tests.tui.stage import Stage, shown


async def test_lines_are_folded_and_nothing_of_them_is_lost_or_read_as_markup() -> None:
    view = PlainView()
    app = Stage(view)
    async with app.run_test(size=(21, 8)) as pilot:
        view.show(["[b]bold[/b]", "one two three four five six", "", "日本語日本語日本語日本", "a\x1b[31mb"])
        await pilot.pause()
        rows = [row[:20].rstrip() for row in shown(app).splitlines()]
        assert rows[:4] == ["[b]bold[/b]", "one two three four", "five six", ""]
        assert "".join(rows[4:6]) == "日本語日本語日本語日本"
        assert rows[6] == "a<1B>[31mb"
        view.show(["new"])
        await pilot.pause()
        assert shown(app).splitlines()[0].startswith("new")
        assert list(view.lines) == ["new"]


async def test_a_long_text_is_scrolled_and_laid_out_anew_for_another_width() -> None:
    view = PlainView()
    app = Stage(view)
    async with app.run_test(size=(40, 10)) as pilot:
        view.show([f"line {number}" for number in range(100_000)])
        view.focus()
        await pilot.press("end")
        await pilot.pause()
        assert "line 99999" in shown(app)
        view.show(["x" * 60])
        await pilot.pause()
        assert view.virtual_size.height == 2
        await pilot.resize_terminal(80, 10)
        await pilot.pause()
        assert view.virtual_size.height == 1
