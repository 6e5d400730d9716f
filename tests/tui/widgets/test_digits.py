from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.reference.explain import Part
from smtpwb.tui.widgets.digits import drawing, listed

CODE = (Part("5", "permanent"), Part("5", "mail system"), Part("0", "unavailable"))
ENHANCED = (Part("5", "failure"), Part("1", "addressing"), Part("1", "bad mailbox"))

TIGHT = """\
5  5  0    5.1.1
│  │  │    │ │ └ bad mailbox
│  │  │    │ └ addressing
│  │  │    └ failure
│  │  └ unavailable
│  └ mail system
└ permanent"""

AIRY = """\
  5    5    0         5 . 1 . 1
  │    │    │         │   │   └ bad mailbox
  │    │    │         │   └ addressing
  │    │    │         └ failure
  │    │    └ unavailable
  │    └ mail system
  └ permanent"""

CUT = """\
5  5  0    5.1.1
│  │  │    │ │ └ ba…
│  │  │    │ └ addr…
│  │  │    └ failure
│  │  └ unavailable
│  └ mail system
└ permanent"""

ALONE = """\
  5    5    0
  │    │    └ unavailable
  │    └ mail system
  └ permanent"""


@pytest.mark.parametrize(("width", "picture"), [(80, AIRY), (43, AIRY), (42, TIGHT), (20, CUT)])
def test_both_codes_are_taken_apart_as_wide_as_there_is_room(width: int, picture: str) -> None:
    assert drawing(CODE, ENHANCED, width) == picture.split("\n")


def test_a_code_alone_has_no_gap_for_the_other() -> None:
    assert drawing(CODE, (), 80) == ALONE.split("\n")


def test_without_a_code_there_is_no_picture() -> None:
    assert drawing((), (), 80) == drawing((), ENHANCED, 80) == []


PARTS = st.builds(Part, text=st.integers(0, 999).map(str), meaning=st.text("abc ", min_size=1, max_size=9))


@given(
    code=st.tuples(*[st.builds(Part, text=st.sampled_from("0123456789"), meaning=st.just("x"))] * 3),
    enhanced=st.tuples(PARTS, PARTS, PARTS),
    width=st.integers(40, 100),
)
def test_each_number_stands_above_the_line_that_leads_to_its_meaning(
    code: tuple[Part, ...], enhanced: tuple[Part, ...], width: int
) -> None:
    head, *rows = drawing(code, enhanced, width)
    corners = [(row.index("└"), row[row.index("└") + 2 :]) for row in rows]
    assert [meaning for _, meaning in corners] == [part.meaning for part in (*enhanced[::-1], *code[::-1])]
    for (column, _), part in zip(corners, (*enhanced[::-1], *code[::-1]), strict=True):
        assert head[column:].startswith(part.text)
    for number, (column, _) in enumerate(corners):
        assert all(row[column] == "│" for row in rows[:number])


def test_in_words_each_digit_has_a_row() -> None:
    assert listed(CODE, ENHANCED) == [
        *("550 5.1.1", "5: permanent", "5: mail system", "0: unavailable"),
        *("5: failure", "1: addressing", "1: bad mailbox"),
    ]
    assert listed(CODE, ()) == ["550", "5: permanent", "5: mail system", "0: unavailable"]
    assert listed((), ()) == []
