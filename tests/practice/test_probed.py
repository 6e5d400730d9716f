"""Personas as swaks, telnet and smtplib meet them; all of them in `python -m tests.soak personas`."""

from __future__ import annotations

import pytest

from tests.needs import needs
from tests.practice.probing import check

pytestmark = needs("swaks", "telnet")


@pytest.mark.parametrize(
    ("name", "port"),
    [
        ("pix", 25),
        ("lmtp", 24),
        ("notls", 587),
        ("brokentls", 25),
        ("badauth", 587),
        ("early", 25),
        ("flaky", 25),
    ],
)
async def test_programs_fare_as_the_sheet_of_a_persona_says(name: str, port: int) -> None:
    await check(name, port)
