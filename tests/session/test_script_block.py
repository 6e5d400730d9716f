from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smtpwb.session.script_block import PIECE, Block


@given(st.lists(st.sampled_from([b"", b".", b"x" * 70, b"y" * PIECE]), max_size=8))
def test_the_pieces_are_the_lines(lines: list[bytes]) -> None:
    block = Block(3)
    for number, line in enumerate(lines, 3):
        block.add(number, line)
    content = block.finished(at_once=False)
    assert b"".join(content.pieces) == b"".join(line + b"\r\n" for line in lines)
    assert (content.line, content.last_line) == (3, max(3, 2 + len(lines)))
    assert content.ends_message is (lines[-1:] == [b"."])


def test_they_are_as_large_as_a_stream_wants_them() -> None:
    block = Block(1)
    for number in range(5_000):
        block.add(number, b"x" * 998)
    sizes = [len(piece) for piece in block.finished(at_once=True).pieces]
    assert min(sizes[:-1]) >= PIECE
    assert max(sizes) < PIECE + 1_000
