"""How much, how many and how long, for people: octets, rates, spans of time, counts and places."""

from __future__ import annotations

SECOND = 1_000_000_000
"""In nanoseconds, in which all times are counted."""
_UNITS = ("kB", "MB", "GB", "TB")
_SPANS = (("day", 86_400), ("hour", 3600), ("minute", 60))


def duration(nanoseconds: int) -> str:
    """A span of time: `0.4 ms`, `38 ms`, `2.1 s`."""
    milliseconds = nanoseconds / 1e6
    if milliseconds < 10:
        return f"{milliseconds:.1f} ms"
    if milliseconds < 1000:
        return f"{milliseconds:.0f} ms"
    return f"{milliseconds / 1000:.1f} s"


def counted(count: int, what: str) -> str:
    """So many of something that takes an s: `1 event`, `25,000 events`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `11th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def span(seconds: int) -> str:
    """A span of time in words: `90 seconds`, `5 minutes`, `3 days`; the largest unit that fits evenly."""
    unit, length = next(
        ((unit, length) for unit, length in _SPANS if seconds and seconds % length == 0), ("second", 1)
    )
    return counted(seconds // length, unit)


def octets(count: int) -> str:
    """An amount exactly: `1 octet`, `25,000,000 octets`."""
    return counted(count, "octet")


def size(count: float) -> str:
    """An amount in short: `612 B`, `12.3 kB`, `25.0 MB`; a kB is 1,000 octets."""
    if count < 1000:
        return f"{count:.0f} B"
    power = 1
    while count >= 999.95 * 1000**power and power < len(_UNITS):
        power += 1
    return f"{count / 1000**power:.1f} {_UNITS[power - 1]}"


def rate(count: int, nanoseconds: int) -> str:
    """How fast that many octets went: `31.2 MB/s`."""
    return f"{size(count / (max(1, nanoseconds) / SECOND))}/s"
