from __future__ import annotations

from tests.tui.desk import at_work


async def test_each_tab_is_made_when_first_looked_at_and_escape_leads_back() -> None:
    async with at_work() as desk:
        for key, tab in (("f3", "reference"), ("f4", "lessons"), ("f2", "dialogue"), ("f3", "reference")):
            desk.keys(key)
            await desk.until(lambda: desk.app.bar.tab == tab, tab)  # noqa: B023
        await desk.press("escape")
        assert desk.app.bar.tab == "dialogue"
        assert desk.app.focused is desk.line


async def test_a_reply_is_looked_up_in_the_reference() -> None:
    async with at_work(size=(120, 40)) as desk:
        await desk.press("f6")
        assert "no reply here" in desk.notices[-1]
        await desk.connect()
        await desk.say("RCPT TO:<a@practice.test>")
        desk.keys("f6")
        await desk.until(lambda: desk.app.bar.tab == "reference", "the tab")
        await desk.sees("503")


async def test_no_tab_is_shown_behind_a_screen() -> None:
    async with at_work() as desk:
        await desk.press("f1", "f3")
        assert desk.app.bar.tab == "dialogue"
