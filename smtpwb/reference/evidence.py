"""The evidence: everything in a reply that speaks for a cause, by the rules in `rules/`.

Decides what of a reply is looked at and which rule files have a say. What a rule says, for which cause and
with what weight, is data; what the weights come to is for `diagnosis`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from smtpwb.reference import rulebook
from smtpwb.reference.blocklists import blocklist
from smtpwb.reference.wording import folded, plain, said, unwrapped
from smtpwb.smtp.visible import visible_text

IANA = "IANA smtp-enhanced-status-codes"


class Evidence(msgspec.Struct, frozen=True):
    """One thing that speaks for (or, with a negative weight, against) a cause."""

    rule: str
    """The rule that found it, such as `words_english/no-such-user`."""
    kind: str
    """`words`, `enhanced`, `code`, `provider` or `blocklist`."""
    said: str
    """The words or code that it found, as visible text."""
    cause: str
    weight: float
    """Natural logarithm of how much likelier it makes the cause."""
    source: str


class Reply(NamedTuple):
    """What the rules look at."""

    code: str
    enhanced: str
    after: str
    given: str
    """The enhanced status code that was given apart from the words, if any."""
    whole: str
    """The folded text of the reply itself."""
    words: str
    """The folded text without names."""
    around: str
    """Who speaks: the speaker that was given, and all of the text, with a sender's words around the reply."""


def read(code: str, enhanced: str, text: str, after: str, speaker: str) -> Reply:
    """Make a reply comparable. Codes that are not given apart are taken from the words."""
    everything = folded(text)
    whole = unwrapped(everything, code)
    given = enhanced
    quoted = _ENHANCED.search(whole)
    if quoted and (not enhanced or enhanced[1:] == ".0.0"):
        enhanced = quoted[1]
    code = code or (found[0] if (found := _CODE.search(whole)) else "")
    return Reply(
        code[:3],
        enhanced[:11],
        after.upper(),
        given[:11],
        whole,
        plain(whole),
        f"{speaker.casefold()} {everything}",
    )


_CODE = re.compile(r"(?<![\d.])[245][0-5]\d(?![\d.])")
_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")


_PLAIN = 4.0
"""What words weigh that say plainly what is wrong."""


def gathered(reply: Reply) -> Iterator[Evidence]:
    """All the evidence, in the order of the kinds.

    Where words say plainly what is wrong, set phrases that only lead up to them and the mere likelihood of
    a code after a command are left out.
    """
    providers = tuple(_providers(reply))
    words = [one for name in _word_files(reply) for one in _words(name, reply)]
    plain = any(one.weight >= _PLAIN for one in words)
    yield from providers
    if not any(one.rule.endswith(f" {reply.enhanced}") for one in providers):
        yield from _enhanced(reply)  # a provider that uses a code in its own sense is believed
    yield from _code(reply, plain)
    yield from _blocklist(reply)
    yield from (one for one in words if not (plain and one.rule in _LEAD_UP))


_LEAD_UP = frozenset({"words_english/address-rejected", "words_english/refused", "words_english/access"})
"""Such as `Recipient address rejected: `, behind which Postfix says what is wrong."""


def _evidence(
    rule: str, kind: str, words: str, causes: Mapping[str, float], source: str
) -> Iterator[Evidence]:
    for cause, weight in causes.items():
        yield Evidence(rule, kind, visible_text(words), cause, float(weight), source)


# ---- words


def _word_files(reply: Reply) -> Iterator[str]:
    yield "words_english"
    for language, hints in rulebook.read("languages").items():
        if any(hint in reply.words for hint in hints):
            yield f"words_{language}"


def _words(name: str, reply: Reply) -> Iterator[Evidence]:
    for id, rule in rulebook.read(name).items():
        found = longest(rule["says"], reply.words)
        if found and not longest(rule.get("unless", ()), reply.words):
            yield from _evidence(f"{name}/{id}", "words", found, rule["causes"], rule["source"])


def longest(phrases: list[str] | tuple[str, ...], text: str) -> str:
    """The longest words that any of the phrases finds; empty if none does."""
    return max((said(phrase, text) for phrase in phrases), key=len, default="")


# ---- names of blocklists

_NAMED = 4.0


def _blocklist(reply: Reply) -> Iterator[Evidence]:
    listed = blocklist(reply.whole)
    if listed:
        yield Evidence(
            f"blocklists/{listed.name}", "blocklist", listed.name, "blocklisted", _NAMED, "RFC 5782 §2.1"
        )


# ---- codes


def _enhanced(reply: Reply) -> Iterator[Evidence]:
    row = rulebook.read("enhanced").get("X" + reply.enhanced[1:], {})
    yield from _evidence(f"enhanced/{reply.enhanced}", "enhanced", reply.enhanced, row, IANA)


def _code(reply: Reply, plain: bool) -> Iterator[Evidence]:
    """The reply code: after the command that it answers, unless the words are plain, or by itself."""
    rules = rulebook.read("codes")
    for key in (
        (reply.code,)
        if plain
        else (f"{reply.code} {reply.after}", reply.code, f"{reply.code[:1]}yz {reply.after}")
    ):
        if key in rules:
            words = f"{reply.code} after {reply.after}" if reply.after else reply.code
            yield from _evidence(f"codes/{key}", "code", words, rules[key], "RFC 5321 §4.2.3")
            return


# ---- providers

_TOLD = 5.5
"""What a provider's own text weighs."""
_TAGGED = 1.5
"""What its own tag, such as `AUP#CDRBL`, weighs more: it stands for one thing only."""
_SAME_CODE = 1.0
"""What the enhanced status code adds to it."""
_OWN_CODE = 4.5
"""What an enhanced status code weighs that only one provider uses."""
_SECOND_HAND = -2.0
_OWN_DETAILS = 100
"""From here on details are no longer in the registry but a provider's own."""


def _providers(reply: Reply) -> Iterator[Evidence]:
    own = _detail(reply.enhanced) >= _OWN_DETAILS
    for name, provider in rulebook.read("providers").items():
        if (own and provider.get("own_codes")) or any(mark in reply.around for mark in provider["marks"]):
            rows = rulebook.read(f"providers/{name}")["rows"]
            met = [one for row in rows if (one := _met(name, provider, row, reply))]
            yield from sorted(met, key=lambda one: -one.weight)[:2]


def _met(name: str, provider: Mapping[str, Any], row: Mapping[str, Any], reply: Reply) -> Evidence | None:
    """The evidence that one row of a provider gives."""
    same = "enhanced" in row and _within(reply.enhanced, row["enhanced"])
    found = _told(provider, row, reply.whole)
    if found:
        weight = _TOLD + _SAME_CODE * same + _TAGGED * (found == row.get("tag") or "numbers" in row)
    elif same and (_detail(reply.enhanced) >= _OWN_DETAILS or not {"tag", "says", "numbers"} & row.keys()):
        found, weight = reply.enhanced, _OWN_CODE
    else:
        return None
    rule = f"providers/{name} {reply.enhanced if same else found}"
    weight += _SECOND_HAND * ("second_hand" in row)
    source = provider["source"]
    return Evidence(visible_text(rule), "provider", visible_text(found), row["cause"], weight, source)


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
    return int("0" + enhanced.rpartition(".")[2]) if enhanced.count(".") == 2 else 0
