from __future__ import annotations

from smtpwb.session.prepared import ROW, Prepared
from smtpwb.tui.widgets.octets_view import OctetsView
from tests.tui.desk import rest
from tests.tui.stage import Stage, shown


async def looking_at(message: bytes, *, stuffed: bool = True, keys: tuple[str, ...] = ()) -> list[str]:
    view = OctetsView()
    app = Stage(view)
    app.animation_level = "none"
    async with app.run_test(size=(40, 12)) as pilot:
        view.show(Prepared.lay([message], stuffed=stuffed))
        view.focus()
        await rest(pilot)
        await pilot.press(*keys)
        await rest(pilot)
        return [line.strip() for line in shown(app).split("\n")]


async def test_line_ends_are_marks_and_the_lone_dot_is_said() -> None:
    rows = await looking_at(b"Subject: x\r\n\r\nhi\r\n")
    assert rows[:4] == ["Subject: x¶", "¶", "hi¶", ".¶  ends the message"]


async def test_added_dots_stand_there() -> None:
    rows = await looking_at(b".a\r\n..b\r\n")
    assert rows[:3] == ["..a¶", "...b¶", ".¶  ends the message"]


async def test_what_is_no_line_end_and_no_text_is_a_tag() -> None:
    rows = await looking_at(b"a\nb\rc\x1b[31m\0\r\n", stuffed=False)
    assert rows[:2] == ["a<0A>", "b<0D>c<1B>[31m<00>¶"]


async def test_in_chunks_nothing_is_said_to_end_it() -> None:
    rows = await looking_at(b".\r\n", stuffed=False)
    assert rows[0] == ".¶"


async def test_it_scrolls_to_the_end_of_something_long() -> None:
    rows = await looking_at(b"".join(b"line %d\r\n" % number for number in range(5000)), keys=("end",))
    assert ".¶  ends the message" in rows
    assert "line 4999¶" in rows


async def test_a_long_line_is_several_rows() -> None:
    rows = await looking_at(b"x" * (2 * ROW) + b"y\r\n", stuffed=False)
    assert rows[0] == rows[1] == "x" * len(rows[0])
    assert rows[2] == "y¶"


async def test_nothing_is_shown_where_nothing_is() -> None:
    view = OctetsView()
    app = Stage(view)
    async with app.run_test(size=(40, 5)):
        view.show(None)
        assert not shown(app).strip()
