"""How long a reply asks to wait."""

from __future__ import annotations

import pytest

from smtpwb.reference.waits import wait_seconds
from smtpwb.reference.wording import folded


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Try again in 300 seconds", 300),
        ("Greylisted, please try again in 5 minutes", 300),
        ("Greylisted for 00:04:32", 272),
        ("retry in 00:05:00, see http://example.org", 300),
        ("Please retry after 2 hours", 7200),
        ("try again in 60s", 60),
        ("come back in 1 day", 86400),
        ("Bitte versuchen Sie es in 5 Minuten erneut", 300),
        ("Bitte in 30 Sekunden erneut versuchen", 30),
        ("Veuillez réessayer dans 10 minutes", 600),
        ("Intente de nuevo en 15 minutos", 900),
        ("Tente novamente em 10 minutos", 600),
        ("Riprovare tra 5 minuti", 300),
        ("5分後に再送してください", 300),
        ("sent 20 messages in 1 hour, try again in 10 minutes", 600),
        ("Mailbox full", None),
        ("try again later", None),
        ("message size 300 seconds-of-arc", None),
        ("try again in 0 seconds", None),
        ("try again in 999999 hours", None),
        ("retry, logged 2024-06-11T09:04:02", None),
        ("connect to 192.0.2.1:25 failed, try again", None),
        ("", None),
    ],
)
def test_wait_seconds(text: str, seconds: int | None) -> None:
    assert wait_seconds(folded(text)) == seconds
