"""How characters look, as sequences to the terminal: from one look to the next, only what is different.

A style of Rich is written whole with each piece of text, and taken back behind it: forty bytes for a word.
Decides which parameters of SGR lead from one look to another. What is drawn is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from rich.color import ColorSystem
from rich.style import Style


def erases() -> bool:
    """Whether what this terminal erases takes the colour of the ground (terminfo: bce)."""
    try:
        import curses
    except ImportError:  # Windows
        return False
    try:
        curses.setupterm()
        return bool(curses.tigetflag("bce") > 0)
    except (OSError, ValueError, curses.error):  # no stdout, or a terminal that nobody knows
        return False


class Pen(NamedTuple):
    """How the next character will look: parameters of SGR (ECMA-48 §8.3.117); empty: the terminal's own."""

    attributes: str
    ink: str
    ground: str


PLAIN = Pen("", "", "")
_UNSEEN = frozenset({"", "1", "2", "3"})
"""Attributes that a blank does not show: bold, faint, italic."""


@lru_cache(8192)
def pen(style: Style | None, system: ColorSystem | None) -> Pen:
    """What a style is in these colours."""
    if style is None or system is None:
        return PLAIN
    parts = style.without_color, Style(color=style.color), Style(bgcolor=style.bgcolor)
    return Pen(*(part.render("x", color_system=system).rpartition("x")[0][2:-1] for part in parts))


@lru_cache(8192)
def turned(now: Pen, to: Pen, blank: bool) -> tuple[str, Pen]:
    """The sequence that leads from one to the other, and where it leads; of a blank the ground is seen."""
    if blank and _UNSEEN.issuperset((*now.attributes.split(";"), *to.attributes.split(";"))):
        to = Pen(now.attributes, now.ink, to.ground)
    if to == now:
        return "", now
    codes: list[str] = []
    if to.attributes != now.attributes:
        gone = _without(now.attributes, to.attributes)
        codes = [*gone, to.attributes]
        if "0" in gone:
            codes, now = ["0", to.attributes], PLAIN
    if to.ink != now.ink:
        codes.append(to.ink or "39")
    if to.ground != now.ground:
        codes.append(to.ground or "49")
    return f"\x1b[{';'.join(filter(None, codes))}m", to


_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29"}
"""What takes an attribute away."""


def _without(now: str, to: str) -> Collection[str]:
    """What takes away the attributes that are there no more; 0 takes away everything."""
    return {_OFF.get(one, "0") for one in now.split(";") if one and one not in to.split(";")}
