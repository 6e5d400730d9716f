"""The picture."""

from __future__ import annotations

import pytest

from smtpwb.transcript.formats.svg import _cut
from tests.transcript.formats.checks import (
    check_picture,
    real,
    written,
)


def test_the_picture_is_as_high_as_its_rows() -> None:
    picture = check_picture(written("svg", real()))
    lowest = max(float(one.attrib["y"]) for one in picture.iter() if one.tag.endswith("text"))
    assert lowest < float(picture.attrib["height"])


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("", [""]),
        ("0123456789", ["0123456789"]),
        ("250 a sword further", ["250 a ", "sword ", "further"]),
        ("0123456789abc", ["0123456789", "abc"]),
        ("日本語テスト", ["日本語テス", "ト"]),
        ("ab日本語テスト", ["ab日本語テ", "スト"]),
    ],
)
def test_a_long_line_is_cut_behind_a_blank_and_nothing_of_it_is_lost(line: str, pieces: list[str]) -> None:
    assert _cut(line, 10) == pieces
