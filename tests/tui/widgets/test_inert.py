from __future__ import annotations

from textual.app import App, ComposeResult

from smtpwb.tui.widgets.inert import inert


async def test_what_looks_like_markup_is_shown_as_it_is_and_is_no_link() -> None:
    class One(App[None]):
        def compose(self) -> ComposeResult:
            yield inert("[b]550[/b] https://example.net", id="told")

    async with One().run_test() as pilot:
        told = pilot.app.query_one("#told")
        assert told.visual.plain == "[b]550[/b] https://example.net"  # type: ignore[attr-defined]
        assert not told.auto_links
