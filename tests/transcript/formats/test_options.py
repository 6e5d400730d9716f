"""What is chosen for an export."""

from __future__ import annotations

from smtpwb.transcript.formats.options import DARK, LIGHT, Options, coloured
from tests.transcript.formats.checks import (
    real,
    written,
)


def test_the_colours_are_those_of_the_theme_where_they_are_colours() -> None:
    theme = {
        "client": "#123456",
        "reply-5yz": "red;} * { background: url(https://evil.test)",
        "server": "ansi_red",
    }
    chosen = coloured(theme, DARK)
    assert (chosen.client, chosen.reply_5yz, chosen.server) == ("#123456", DARK.reply_5yz, DARK.server)
    for name, rule in (("html", "--client: {};"), ("svg", ".client {{ fill: {}; }}")):
        text = written(name, real(), Options(dark=chosen))
        assert rule.format("#123456") in text
        assert rule.format(LIGHT.client) in text
