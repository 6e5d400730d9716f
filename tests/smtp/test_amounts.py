from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.amounts import counted, duration, octets, ordinal, rate, size, span


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (12_345, "12.3 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (25_000_000, "25.0 MB"),
        (10**9, "1.0 GB"),
        (5 * 10**15, "5000.0 TB"),
    ],
)
def test_sizes(count: int, told: str) -> None:
    assert size(count) == told


@given(st.integers(1, 10**15))
def test_a_size_in_short_is_right_to_three_digits(count: int) -> None:
    number, unit = size(count).split()
    factor = {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}[unit]
    assert abs(float(number) * factor - count) <= 0.051 * factor
    assert float(number) < 1000 or unit == "TB"


def test_exactly() -> None:
    assert (octets(1), octets(0), octets(25_000_000)) == ("1 octet", "0 octets", "25,000,000 octets")


def test_rates() -> None:
    assert rate(25_000_000, 500_000_000) == "50.0 MB/s"
    assert rate(5, 0) == "5.0 GB/s"


@pytest.mark.parametrize(
    ("nanoseconds", "told"), [(400_000, "0.4 ms"), (38_000_000, "38 ms"), (2_100_000_000, "2.1 s")]
)
def test_durations(nanoseconds: int, told: str) -> None:
    assert duration(nanoseconds) == told


@pytest.mark.parametrize(("count", "told"), [(0, "0 events"), (1, "1 event"), (25_000, "25,000 events")])
def test_what_takes_an_s(count: int, told: str) -> None:
    assert counted(count, "event") == told


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (21, "21st"),
        (1113, "1,113th"),
    ],
)
def test_ordinals(number: int, text: str) -> None:
    assert ordinal(number) == text


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (90, "90 seconds"),
        (300, "5 minutes"),
        (3600, "1 hour"),
        (172_800, "2 days"),
    ],
)
def test_a_span_is_told_in_the_largest_unit_that_fits(seconds: int, said: str) -> None:
    assert span(seconds) == said
