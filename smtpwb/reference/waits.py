"""The wait: how long a reply asks to wait, where it says so.

Decides what reads as a span of time to wait: any span where the words speak of trying again.
"""

from __future__ import annotations

import re
from itertools import islice

_AGAIN = re.compile(
    r"try|retry|wait|again|later|delay|grey|gray|defer|after|come back|resend|reconnect|blocked for"
    r"|erneut|spater|warte|versuch|reessay|patient|attend|intent|espere|tente|aguarde|riprov|attender|再|後|待"
)
_UNITS = (
    (1, r"s|sec|secs|seconds?|sekunden?|secondes?|segundos?|second[oi]|秒"),
    (60, r"m|min|mins|mn|minutes?|minuten?|minutos?|minut[oi]|分"),
    (3600, r"h|hrs?|hours?|stunden?|std|heures?|horas?|or[ae]|時間"),
    (86400, r"d|days?|tage?n?|jours?|dias?|giorn[oi]|日"),
)
_SPAN = re.compile(
    r"(?<![\w.:])(\d{1,6})\s?(?:" + "|".join(rf"({names})" for _, names in _UNITS) + r")(?![a-z])"
)
_CLOCK = re.compile(r"(?<![\d:.])(\d{1,3}):([0-5]\d):([0-5]\d)(?![\d:])")
_STAMP = re.compile(r"\d{4}-\d\d-\d\d[t ]|\d{1,2}/\d{1,2}/\d{4} |\b(?:mon|tue|wed|thu|fri|sat|sun), ")
_LONGEST = 30 * 86400


_MENTIONS = 20
"""As many spans and words of trying again as are looked at."""
_BEFORE = 15
"""Characters that a span before the words of trying again counts as farther off than one behind them."""


def wait_seconds(text: str) -> int | None:
    """Seconds that a folded reply asks to wait; None where it names no time."""
    again = list(islice(_AGAIN.finditer(text), _MENTIONS))
    if not again:
        return None
    spans = list(islice(_SPAN.finditer(text), _MENTIONS))
    if spans:
        return _seconds(min(spans, key=lambda span: min(_distance(one, span) for one in again)))
    clock = _CLOCK.search(text)
    if clock and not _STAMP.search(text):
        hours, minutes, seconds = map(int, clock.groups())
        return _within(hours * 3600 + minutes * 60 + seconds)
    return None


def _distance(again: re.Match[str], span: re.Match[str]) -> int:
    behind = span.start() - again.end()
    return behind if behind >= 0 else again.start() - span.end() + _BEFORE


def _seconds(found: re.Match[str]) -> int | None:
    number, *units = found.groups()
    factor = next(factor for (factor, _), unit in zip(_UNITS, units, strict=True) if unit)
    return _within(int(number) * factor)


def _within(seconds: int) -> int | None:
    return seconds if 0 < seconds <= _LONGEST else None
