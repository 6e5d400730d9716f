from __future__ import annotations

import pytest

from smtpwb.smtp.sasl.pieces import line
from tests.smtp.sasl.exchanges import begin, respond


@pytest.mark.parametrize(
    ("mechanism", "values", "initial", "sent"),
    [
        ("EXTERNAL", {}, True, b"="),
        ("EXTERNAL", {}, False, b""),
        ("EXTERNAL", {"authzid": "fred@example.com"}, True, b"ZnJlZEBleGFtcGxlLmNvbQ=="),
        ("ANONYMOUS", {"trace": "sirhc"}, True, b"c2lyaGM="),  # RFC 4505 §3
        ("ANONYMOUS", {}, True, b"="),
    ],
)
def test_a_name_or_nothing(mechanism: str, values: dict[str, str], initial: bool, sent: bytes) -> None:
    pieces, _ = respond(begin(mechanism, **values))
    assert line(pieces, initial) == sent
    assert not any(piece.secret for piece in pieces)
