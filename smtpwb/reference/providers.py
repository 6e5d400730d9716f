"""Providers: what they say and mean by it, by their own texts, tags and codes.

Decides which provider's rows have a say in a reply and which of them are met. The rows are data in
`rules/providers/`; what speaks in every reply is for `evidence`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from smtpwb.reference import rulebook
from smtpwb.reference.clues import Evidence, Reply
from smtpwb.reference.wording import said
from smtpwb.smtp.visible import visible_text

_TOLD = 5.5
"""What a provider's own text weighs."""
_TAGGED = 1.5
"""What its own tag, such as `AUP#CDRBL`, weighs more: it stands for one thing only."""
_SAME_CODE = 1.0
"""What the enhanced status code adds to it."""
_OTHER_CODE = -2.5
"""What another one takes from it."""
_OWN_CODE = 4.5
"""What an enhanced status code weighs that only one provider uses."""
_BY_NAME = 0.5
"""What it adds that the provider is known by more than these words."""
_SECOND_HAND = -2.0
_OWN_DETAILS = 100
"""From here on details are no longer in the registry but a provider's own."""


def providers(reply: Reply) -> Iterator[Evidence]:
    own = _detail(reply.enhanced) >= _OWN_DETAILS
    for name, provider in rulebook.read("providers").items():
        if (own and provider.get("own_codes")) or _named(provider, reply.around):
            rows = rulebook.read(f"providers/{name}")["rows"]
            met = [one for row in rows if (one := _met(name, provider, row, reply))]
            yield from sorted(met, key=lambda one: -one.weight)[:2]


def _met(name: str, provider: Mapping[str, Any], row: Mapping[str, Any], reply: Reply) -> Evidence | None:
    """The evidence that one row of a provider gives."""
    same = "enhanced" in row and _within(reply.enhanced, row["enhanced"])
    found = _told(provider, row, reply.whole)
    if found:
        other = "enhanced" in row and not same and reply.enhanced[1:] not in ("", ".0.0")
        weight = _TOLD + _SAME_CODE * same + _TAGGED * (found == row.get("tag") or "numbers" in row)
        weight += _OTHER_CODE * other
    elif same and (_detail(reply.enhanced) >= _OWN_DETAILS or not {"tag", "says", "numbers"} & row.keys()):
        found, weight = reply.enhanced, _OWN_CODE
    else:
        return None
    rule = f"providers/{name} {reply.enhanced if same else found}"
    weight += _SECOND_HAND * ("second_hand" in row) + _BY_NAME * _known(provider, reply)
    source = provider["source"]
    return Evidence(visible_text(rule), "provider", visible_text(found), row["cause"], weight, source)


def _known(provider: Mapping[str, Any], reply: Reply) -> bool:
    return _named(provider, reply.speaker)


def _named(provider: Mapping[str, Any], text: str) -> bool:
    """Whether one of its marks begins a word there: `me.com` is not in `acme.com`."""
    return any(_begins_word(mark, text) for mark in provider["marks"])


def _begins_word(mark: str, text: str) -> bool:
    at = text.find(mark)
    while at > 0 and mark[0].isalnum() and text[at - 1].isalnum():
        at = text.find(mark, at + 1)
    return at >= 0


def _told(provider: Mapping[str, Any], row: Mapping[str, Any], text: str) -> str:
    """The words by which a row is met: its text, its tag, or the number after the provider's mark."""
    if "numbers" in row:
        number = re.search(rf"{re.escape(provider['number'])}[a-z-]{{0,5}}(\d{{1,5}})", text)
        return number[0] if number and _within(number[1], row["numbers"]) else ""
    tag = row.get("tag", "")
    if tag and re.search(rf"(?<![a-z0-9]){re.escape(tag)}", text):
        return str(tag)
    return said(row.get("says", ""), text)


def _within(number: str, span: str) -> bool:
    """Whether `5.7.512` is `5.7.512` or within `5.7.500-5.7.699`; so too for bare numbers."""
    first, _, last = span.partition("-")
    return first == number or bool(last and _numbers(first) <= _numbers(number) <= _numbers(last))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)))


def _detail(enhanced: str) -> int:
    detail = enhanced.rpartition(".")[2]
    return int(detail) if enhanced.count(".") == 2 and detail.isdecimal() else 0
