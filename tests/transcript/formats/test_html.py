"""The page: sealed, and with all that was said."""

from __future__ import annotations

from hypothesis import given

from smtpwb.smtp.visible import visible
from smtpwb.transcript.events import Purpose, Sent
from tests.transcript.formats.checks import (
    check_markdown,
    check_page,
    hostile,
    real,
    said_by_others,
    written,
)


def test_the_page_is_sealed() -> None:
    text = written("html", real())
    page = check_page(text)
    policy = next(attributes for _, attributes in page.tags if "http-equiv" in attributes)
    assert policy["http-equiv"] == "Content-Security-Policy"
    assert (policy["content"] or "").startswith("default-src 'none'")
    assert "prefers-color-scheme: dark" in text


@given(said_by_others)
def test_what_was_said_stands_in_every_page_as_its_visible_text(said: bytes) -> None:
    transcript = hostile(b"a", said, "mx.test", "")
    event = next(one for one in transcript.events if isinstance(one, Sent) and one.purpose is Purpose.RAW)
    wanted = visible(event.data)
    if wanted.strip():
        assert wanted in "".join(check_page(written("html", transcript)).texts)
        assert f"C: {wanted}".rstrip() in "\n".join(check_markdown(written("markdown", transcript)))
