"""One stream in several events."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smtpwb.transcript.redaction.names import Edit
from smtpwb.transcript.redaction.stream import Piece, changed


def capitals(octets: bytes) -> list[Edit]:
    """Every run of `a` becomes `XYZ`."""
    found: list[Edit] = []
    at = 0
    while (at := octets.find(b"a", at)) >= 0:
        end = at + len(octets[at:]) - len(octets[at:].lstrip(b"a"))
        found.append(Edit(at, end, b"XYZ"))
        at = end
    return found


@given(st.lists(st.binary(max_size=6).map(lambda octets: octets.replace(b"\0", b"a")), max_size=6))
def test_it_is_the_same_stream_however_it_is_cut(pieces: list[bytes]) -> None:
    done = changed([Piece(piece) for piece in pieces], capitals)
    whole = changed([Piece(b"".join(pieces))], capitals)
    assert len(done) == len(pieces)
    assert b"".join(piece.data for piece in done) == whole[0].data


def test_a_name_stands_where_it_began() -> None:
    done = changed([Piece(b"-a"), Piece(b"aa"), Piece(b"a-")], capitals)
    assert [piece.data for piece in done] == [b"-XYZ", b"", b"-"]


def test_masked_octets_move_and_stay_masked() -> None:
    done = changed([Piece(b"a-**-a", ((2, 4),)), Piece(b"a*", ((1, 2),))], capitals)
    assert done == [Piece(b"XYZ-**-XYZ", ((4, 6),)), Piece(b"*", ((0, 1),))]


def test_what_touches_a_mask_is_left() -> None:
    assert changed([Piece(b"aa-a", ((1, 2),))], capitals) == [Piece(b"aa-XYZ", ((1, 2),))]
