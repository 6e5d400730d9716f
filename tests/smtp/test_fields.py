from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.fields import addresses, is_date


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("", ()),
        ("a@x.test", ("a@x.test",)),
        ("Ann <a@x.test>, b@y.test", ("a@x.test", "b@y.test")),
        ('"Doe, Ann" <a@x.test>', ("a@x.test",)),
        ('"a b"@x.test', ('"a b"@x.test',)),
        ("a@x.test (a comment, (nested), with b@y.test)", ("a@x.test",)),
        ("friends: a@x.test, b@y.test;", ("a@x.test", "b@y.test")),
        ("<@relay.test:a@x.test>", ("a@x.test",)),
        ("undisclosed-recipients:;", ()),
        ("Ann", ()),
        ("grüße@x.test", ("grüße@x.test",)),
    ],
)
def test_addresses(value: str, found: tuple[str, ...]) -> None:
    assert addresses(value) == found


@given(st.text(max_size=60))
def test_whatever_it_is_it_is_read(value: str) -> None:
    assert all("@" in address for address in addresses(value))
    is_date(value)


@given(
    st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)),
    st.integers(-12 * 60, 14 * 60),
)
def test_every_date_that_a_program_writes(moment: datetime, minutes: int) -> None:
    assert is_date(format_datetime(moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))))
    assert is_date(format_datetime(moment.replace(tzinfo=UTC), usegmt=True))


@pytest.mark.parametrize(
    "value",
    [
        "",
        "yesterday",
        "2024-01-01T12:00:00Z",
        "Mon, 32 Jan 2024 12:00:00 +0000",
        "Mon, 01 Jan 2024 24:00 +0000",
    ],
)
def test_what_is_no_date(value: str) -> None:
    assert not is_date(value)


@pytest.mark.parametrize("value", ["1 Jan 24 12:00 GMT", "Mon, 01 Jan 2024 12:00:00 +0100 (CET)"])
def test_dates_of_old_and_with_a_comment(value: str) -> None:
    assert is_date(value)
