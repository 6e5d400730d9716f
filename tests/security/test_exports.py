"""Exports opened in a browser: nothing runs, nothing is fetched, whatever was said.

What a page and a picture are made of, and that hostile words stay text, is in transcript/formats/test_html
and test_registry; here, that the page's own policy forbids what no mistake there should allow.
"""

from __future__ import annotations

import html
import re

import pytest

from tests.dialogues import play
from tests.transcript.formats.checks import HOSTILE, check_page, check_picture, hostile, written

_LOADS = re.compile(r"(?:src|href|xlink:href|action|formaction|data|poster|srcset|background|ping)\s*=", re.I)


def _policy(page: str) -> dict[str, str]:
    (found,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    return dict(part.strip().split(" ", 1) for part in html.unescape(found).split(";"))


def test_the_policy_allows_the_pages_own_style_and_nothing_else() -> None:
    assert _policy(written("html", play("S: 220 mx.test"))) == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_it_stands_before_all_that_it_holds_for() -> None:
    page = written("html", play("S: 220 mx.test"))
    head = page[page.index("<head>") :]
    before = head[: head.index("Content-Security-Policy")]
    assert re.findall(r"<(\w+)", before) == ["head", "meta", "meta"]
    assert "no-referrer" in page


@pytest.mark.parametrize("said", HOSTILE, ids=range(len(HOSTILE)))
def test_no_tag_of_a_page_or_a_picture_fetches_anything(said: bytes) -> None:
    transcript = hostile(said, said, said.decode("latin-1"), said.decode("latin-1"))
    page, picture = written("html", transcript), written("svg", transcript)
    check_page(page)
    check_picture(picture)
    for text in (page, picture):
        tags = re.findall(r"<[a-z][^>]*>", text, re.I)
        assert not [tag for tag in tags if _LOADS.search(tag)]
        assert "<script" not in text.lower()
