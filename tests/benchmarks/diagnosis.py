"""How many labelled replies get a cause that a person gave them, those held back from rule writing apart."""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import sqrt

from smtpwb.reference.diagnosis import UNKNOWN, Diagnosis, diagnose
from tests.benchmarks.measure import Row
from tests.benchmarks.replies import Labelled, read

_ENOUGH = 5
"""Examples that a cause needs to count in the average over causes."""


@functools.cache
def diagnosed(reply: Labelled) -> Diagnosis:
    return diagnose(reply.code, reply.enhanced, reply.reply, reply.after)


def found(reply: Labelled) -> str:
    return diagnosed(reply).cause


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share, in per cent (Wilson's score)."""
    z, share = 1.96, hits / total
    middle = share + z * z / (2 * total)
    spread = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 100 / (1 + z * z / total)
    return scale * (middle - spread), scale * (middle + spread)


def by_cause(replies: Iterable[Labelled]) -> Mapping[str, list[Labelled]]:
    """The replies by the first of their causes."""
    groups: dict[str, list[Labelled]] = defaultdict(list)
    for reply in replies:
        groups[reply.causes[0]].append(reply)
    return groups


def average(replies: Iterable[Labelled]) -> tuple[float, int]:
    """Per cent right, averaged over the causes with enough examples, and how many those are."""
    shares = [
        sum(found(one) in one.causes for one in group) / len(group)
        for group in by_cause(replies).values()
        if len(group) >= _ENOUGH
    ]
    return (100 * sum(shares) / len(shares) if shares else 0.0), len(shares)


def part(name: str, replies: tuple[Labelled, ...]) -> Iterator[Row]:
    hits = sum(found(one) in one.causes for one in replies)
    low, high = wilson(hits, len(replies))
    beside = f"{hits}/{len(replies)}, 95 % interval {low:.0f} to {high:.0f}"
    yield Row(f"diagnosis right, {name}", 100 * hits / len(replies), "%", None, beside)
    mean, causes = average(replies)
    yield Row(f"… averaged over causes, {name}", mean, "%", None, f"{causes} with {_ENOUGH} or more")
    unknown = sum(found(one) == UNKNOWN for one in replies)
    yield Row(f"… unknown, {name}", 100 * unknown / len(replies), "%", None, f"{unknown}/{len(replies)}")


def confusion(replies: Iterable[Labelled]) -> Iterator[str]:
    """Each wrong pair, as `label → cause: how often`."""
    pairs = Counter((one.label, found(one)) for one in replies if found(one) not in one.causes)
    for (label, cause), times in pairs.most_common():
        yield f"    {label or '?':<24} → {cause:<24} {times}"


def calibration(replies: Iterable[Labelled]) -> Iterator[str]:
    """How often each degree of certainty is right: what it says must hold."""
    told: dict[str, list[bool]] = {"certain": [], "likely": [], "perhaps": []}
    for one in replies:
        found = diagnosed(one)
        if found.cause != UNKNOWN:
            told[found.certainty].append(found.cause in one.causes)
    for certainty, right in told.items():
        if right:
            low, high = wilson(sum(right), len(right))
            share = f"{100 * sum(right) / len(right):.0f} % right, {sum(right)}/{len(right)}"
            yield f"    {certainty:<8} {share}, 95 % interval {low:.0f} to {high:.0f}"


def measure() -> Iterator[Row | str]:
    everything = read()
    seen = tuple(one for one in everything if not one.held_back)
    held_back = tuple(one for one in everything if one.held_back)
    yield from part("seen", seen)
    yield from part("held back", held_back)
    yield from part("both", everything)
    yield from part("written by hand from documents, counted apart", read("written"))
    yield from part("gathered from public pages, counted apart", read("gathered"))
    yield "    how often each degree of certainty is right, of the labelled and the gathered:"
    yield from calibration((*everything, *read("gathered")))
    yield "    what was taken for something else (label → cause found):"
    yield from confusion(everything)
