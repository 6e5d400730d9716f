from __future__ import annotations

from smtpwb.reference.alone import explain_alone
from smtpwb.transcript.pasted.find import find
from smtpwb.tui.widgets.explained import Room, explained
from smtpwb.tui.widgets.pasted import NOTHING, PastedReplies, told, where
from tests.tui.stage import Stage, words

ONE = b"550 5.1.1 <x@y.example>: no such user"


def test_a_pasted_reply_is_told_as_a_live_one_is() -> None:
    (found,) = find(ONE)
    live = explained(explain_alone(found.reply, ""), Room.ALL, 76)
    assert told((found,), 76).plain.rstrip().endswith("\n".join(line.plain for line in live))


def test_one_is_told_in_full_and_several_in_short() -> None:
    assert "Because of" in told(find(ONE), 76).plain
    several = told(find(ONE + b"\r\n452 4.2.2 full"), 76).plain
    assert "Because of" not in several
    assert several.count("Who can fix it") == 2


def test_where_it_stands_is_said() -> None:
    (found,) = find(b"\n\n" + ONE)
    assert where(found) == "reply, line 3"


async def test_it_is_drawn_anew_at_another_width_and_can_be_emptied() -> None:
    panel = PastedReplies("Paste here.")
    async with Stage(panel).run_test(size=(80, 30)) as pilot:
        assert "Paste here." in words(pilot.app)
        panel.show(find(ONE))
        await pilot.pause()
        await pilot.resize_terminal(50, 30)
        await pilot.pause()
        assert "No such" in words(pilot.app)
        panel.show(())
        await pilot.pause()
        assert NOTHING[:30] in words(pilot.app)
        panel.show(None)
        await pilot.pause()
        assert "Paste here." in words(pilot.app)
