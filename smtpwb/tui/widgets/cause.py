"""The cause of a refusal as rows of the Reply panel: what is wrong, whose side it is on, what to do now.

Decides what is said at once and what only where there is room: the evidence. Which cause it is, and why, is
`reference.diagnosis`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from smtpwb.tui.widgets.beside import Row

if TYPE_CHECKING:
    from smtpwb.reference.diagnosis import Diagnosis, Evidence
    from smtpwb.reference.explain import Explanation


def headline(diagnosis: Diagnosis) -> str:
    """The cause, and how sure that is: `No such recipient, certain`."""
    return f"{diagnosis.title}, {diagnosis.certainty}" if known(diagnosis) else diagnosis.title


def known(diagnosis: Diagnosis) -> bool:
    """Whether something tells the cause."""
    return diagnosis.cause != "unknown"


def in_lines(explanation: Explanation) -> Iterator[Row]:
    """Where there are a few lines: who and for how long in one, then where to ask and what to try."""
    found = explanation.diagnosis
    if found is None:
        return
    yield "Who can fix it", " · ".join(part for part in (found.fixer, _lasts(found), _wait(found)) if part)
    yield from _odd(explanation, found)
    yield "Listed at", _listed(found)
    yield "Try", found.try_


def in_rows(explanation: Explanation) -> tuple[Row, ...]:
    """Where the panel has a side of the screen: a row a subject, without the evidence; first the cause."""
    found = explanation.diagnosis
    if found is None:
        return ()
    return (
        ("Cause", headline(found)),
        ("Who can fix it", found.fixer),
        *_odd(explanation, found),
        ("Wait", _wait(found).removeprefix("wait ")),
        ("Listed at", _listed(found)),
        ("Try", found.try_),
    )


def in_full(explanation: Explanation) -> Iterator[Row]:
    """What is added where there is room for all: what the cause is, whether it lasts, what speaks for it."""
    found = explanation.diagnosis
    if found is None:
        return
    yield "The cause", f"{found.explanation} ({found.cause})"
    yield "Lasts", found.permanence
    yield "How sure", f"{found.certainty}: {_share(found)} of all that speaks for any cause"
    for label, mine in (("Because of", True), ("But also", False)):
        told = [_told(one, mine) for one in found.evidence if _speaks_for(one, found) is mine]
        yield from (("" if number else label, text) for number, text in enumerate(told))


def _share(found: Diagnosis) -> str:
    """Never all of it: nothing is that sure."""
    return f"{found.confidence:.0%}" if found.confidence < _NEARLY_ALL else f"more than {_NEARLY_ALL:.0%}"


_NEARLY_ALL = 0.99


def _speaks_for(one: Evidence, found: Diagnosis) -> bool:
    return one.cause == found.cause and one.weight > 0


def _told(one: Evidence, mine: bool) -> str:
    """`“user unknown” (words, +5.0) [source]`; of what speaks otherwise, also for what or against what."""
    from smtpwb.reference.causes import CAUSES

    about = CAUSES[one.cause].title
    whom = "" if mine else f" for {about}" if one.weight > 0 else f" against {about}"
    return f"“{one.said}”{whom} ({one.kind}, {one.weight:+.1f}) [{one.source}]"


_LASTS = {"yes": "lasts until something is changed", "no": "passes", "perhaps": "may pass", "": ""}


def _lasts(found: Diagnosis) -> str:
    return _LASTS[found.lasting]


def _odd(explanation: Explanation, found: Diagnosis) -> Iterator[Row]:
    """Where words and codes do not agree; two codes that differ are a remark of the explanation already."""
    if not (explanation.enhanced and explanation.enhanced[0] != explanation.code[:1]):
        yield "In fact", found.contradiction


def _listed(found: Diagnosis) -> str:
    return f"{found.blocklist}: {found.lookup}" if found.lookup else found.blocklist


def _wait(found: Diagnosis) -> str:
    return f"wait {span(found.wait_seconds)}" if found.wait_seconds is not None else ""


_UNITS = ((86_400, "days"), (3_600, "hours"), (60, "minutes"))
_TWICE = 2
"""From two of a unit on it is used: 90 seconds stay seconds."""


def span(seconds: int) -> str:
    """A span as people say it; nothing is rounded down, for who comes too early waits again."""
    for unit, name in _UNITS:
        if seconds >= _TWICE * unit:
            return f"{-(-seconds // unit)} {name}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
