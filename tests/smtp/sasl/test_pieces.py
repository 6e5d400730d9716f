"""The preview shows of a response all that is not secret, and nothing that is (law 4)."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.sasl.pieces import Piece, joined, line, preview

pieces = st.lists(
    st.builds(Piece, st.just("part"), st.binary(max_size=9), st.booleans()), min_size=1, max_size=6
)


@given(pieces)
def test_the_line_is_the_base64_of_all_pieces(made: list[Piece]) -> None:
    assert base64.b64decode(line(made)) == joined(made)


@given(pieces)
def test_the_preview_has_one_bullet_for_each_group_that_holds_a_secret_octet(made: list[Piece]) -> None:
    sent, shown = line(made).decode(), preview(made)
    secret = [piece.secret for piece in made for _ in piece.octets]
    hidden = {at // 3 for at, is_secret in enumerate(secret) if is_secret}
    groups = [sent[at : at + 4] for at in range(0, len(sent), 4)]
    assert shown == "".join("•" if at in hidden else group for at, group in enumerate(groups))


@given(pieces, st.data())
def test_no_secret_octet_changes_what_is_shown(made: list[Piece], data: st.DataObject) -> None:
    others = [
        Piece(p.label, data.draw(st.binary(min_size=len(p.octets), max_size=len(p.octets))), True)
        if p.secret
        else p
        for p in made
    ]
    assert preview(others) == preview(made)


def test_nothing_has_a_sign_of_its_own_behind_the_command() -> None:
    assert (line([]), line([], initial=True)) == (b"", b"=")
    assert (preview([]), preview([], initial=True)) == ("", "=")


def test_a_piece_tells_no_octet_of_itself() -> None:
    assert "lantern7" not in repr(Piece("password", b"lantern7", True))
