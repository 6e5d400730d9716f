"""The picture."""

from __future__ import annotations

from tests.transcript.formats.checks import (
    check_picture,
    real,
    written,
)


def test_the_picture_is_as_high_as_its_rows() -> None:
    picture = check_picture(written("svg", real()))
    lowest = max(float(one.attrib["y"]) for one in picture.iter() if one.tag.endswith("text"))
    assert lowest < float(picture.attrib["height"])
