"""Two dialogues compared, the earlier one first: what differs is marked and decoded.

Decides how one moves in it; how it is laid out is `widgets.compared`, what differs `transcript.comparing`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from smtpwb.transcript.comparing.comparison import Comparison, Dialogue, compare
from smtpwb.transcript.comparing.forms import rows_text
from smtpwb.transcript.transcript import Transcript
from smtpwb.tui.plain import is_plain
from smtpwb.tui.screens.frame import Framed
from smtpwb.tui.widgets.compared import BESIDE, Laid, laid
from smtpwb.tui.widgets.inert import inert

_KEYS = "n N differences · a all steps · F9 copy · Esc back"


class Page(VerticalScroll, can_focus=True):
    """The comparison itself, laid out anew for another width."""

    DEFAULT_CSS = """
    Page { padding: 0 1; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    Page > Static { width: 1fr; height: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.laid = Laid((), ())
        self._found: Comparison | None = None
        self._everything = False
        self._width = 0

    def compose(self) -> ComposeResult:
        yield inert("comparing …")

    def show(self, found: Comparison, everything: bool) -> None:
        self._found, self._everything = found, everything
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        if self.scrollable_content_region.width != self._width:
            self._draw()

    def _draw(self) -> None:
        self._width = self.scrollable_content_region.width
        if self._found is None or self._width <= 0:
            return
        width = min(self._width, BESIDE - 1) if is_plain(self) else self._width
        self.laid = laid(self._found, width, self._everything)
        self.query_one(Static).update(Content("\n").join(self.laid.lines))


class CompareScreen(Framed[None]):
    """Compares, and shows what came of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "Back", show=False),
        Binding("n,j", "difference(1)", "Next difference", show=False),
        Binding("N,k,p", "difference(-1)", "Difference before", show=False),
        Binding("a", "everything", "All steps", show=False),
        Binding("f9,y,ctrl+y", "copy", "Copy", show=False),
    ]
    DEFAULT_CSS = """
    CompareScreen {
        & > Vertical {
            width: 100%; height: 100%; background: $background;
        }
        & #heads { height: auto; padding: 0 1; background: $panel; }
        & Page { height: 1fr; }
    }
    """

    def __init__(self, before: Transcript, after: Transcript) -> None:
        super().__init__()
        self._before, self._after = before, after
        self._found: Comparison | None = None
        self._everything = False

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Compare"
            frame.border_subtitle = Content(_KEYS)
            yield inert(id="heads")
            yield Page()

    def on_mount(self) -> None:
        self.query_one(Page).focus()
        self._compare()

    @work(thread=True, group="compare", exclusive=True)
    def _compare(self) -> None:
        """Runs in a thread: long dialogues take a while."""
        found = compare(self._before, self._after)
        self.app.call_from_thread(self._show, found)

    def _show(self, found: Comparison) -> None:
        if not self.query(Page):
            return
        self._found = found
        self.query_one("#heads", Static).update(
            Content.assemble(
                ("A ", "bold $client"),
                f"{_named(found.before)}\n",
                ("B ", "bold $client"),
                f"{_named(found.after)}\n",
                (found.summary, "bold"),
            )
        )
        self.query_one(Page).show(found, self._everything)

    def action_everything(self) -> None:
        """Show the steps that are alike, too, or leave them out again."""
        self._everything = not self._everything
        if self._found is not None:
            self.query_one(Page).show(self._found, self._everything)

    def action_difference(self, by: int) -> None:
        """Go to the next step that differs, or the one before."""
        page = self.query_one(Page)
        places, here = page.laid.places, round(page.scroll_y)
        at = bisect_right(places, here) if by > 0 else bisect_left(places, here) - 1
        if 0 <= at < len(places):
            page.scroll_to(y=places[at], animate=False, immediate=True)

    def action_copy(self) -> None:
        if self._found is not None:
            self.app.copy_to_clipboard("".join(f"{row}\n" for row in rows_text(self._found)))


def _named(one: Dialogue) -> str:
    begun = f", begun {one.begun:%Y-%m-%d %H:%M:%S} UTC" if one.begun is not None else ""
    return f"{one.server or 'nobody'}{begun}"
