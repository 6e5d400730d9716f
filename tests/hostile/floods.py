"""Too much, too long, too slow."""

from __future__ import annotations

from tests.hostile.misbehaviour import GREETS, HELLO, Misbehaviour, greeted

_ONE = (HELLO,)

FLOODS = (
    Misbehaviour("a greeting of a mebibyte", "S+ 220 \n<times 1048576 x>\nS:", "512 octets|mebibyte"),
    Misbehaviour("a line of ten megabytes", greeted("S+ 250 \n<times 10000000 y>\nS:"), "mebibyte", _ONE),
    Misbehaviour("a line that never ends", greeted("S+ 250 \n<for ever z>"), "mebibyte", _ONE, endless=True),
    Misbehaviour(
        "a reply that never ends", greeted("<for ever 250-AND-SO-ON<0D><0A>>"), "250", _ONE, endless=True
    ),
    Misbehaviour(
        "replies for ever",
        greeted("<for ever 250 ok<0D><0A>>"),
        "nobody asked|unsolicited",
        _ONE,
        endless=True,
    ),
    Misbehaviour(
        "greetings for ever",
        f"{GREETS}\n<for ever 220 mx.test<0D><0A>>",
        "nobody asked|unsolicited",
        endless=True,
    ),
    Misbehaviour(
        "empty lines for ever", greeted("<for ever <0D><0A>>"), "no three-digit", _ONE, endless=True
    ),
    Misbehaviour("NULs for ever", greeted("<for ever <00>>"), "mebibyte|NUL", _ONE, endless=True),
    Misbehaviour(
        "escape sequences for ever",
        greeted("<for ever 250-<1B>[2J<1B>]0;HOSTILE<07><0D><0A>>"),
        "<1B>",
        _ONE,
        endless=True,
    ),
    Misbehaviour("421 for ever", greeted("<for ever 421 4.3.2 no<0D><0A>>"), "421", _ONE, endless=True),
    Misbehaviour(
        "an EHLO reply of 5,000 keywords",
        greeted("<times 5000 250-X-KEYWORD PARAMETER<0D><0A>>\nS: 250 HELP"),
        "5,0",
        _ONE,
    ),
    Misbehaviour(
        "an EHLO reply of 30,000 lines", greeted("<times 30000 250-X<0D><0A>>\nS: 250 HELP"), "30,00", _ONE
    ),
    Misbehaviour(
        "a keyword of 100,000 octets",
        greeted("S+ 250-mx.test<0D><0A>250 X-\n<times 100000 K>\nS:"),
        "512 octets",
        _ONE,
    ),
    Misbehaviour(
        "2,000 replies nobody asked for",
        greeted("<times 2000 250 2.0.0 ok<0D><0A>>"),
        "nobody asked|unsolicited",
        _ONE,
    ),
    Misbehaviour(
        "a reply drop by drop", greeted("<drip 0.01 250-mx.test<0D><0A>250 HELP<0D><0A>>"), "HELP", _ONE
    ),
)
