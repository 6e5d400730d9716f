"""Clues: a reply as the rules look at it, and what one of them finds in it.

Decides what of a reply is compared, and in which form. Which rules there are is for `evidence`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from smtpwb.reference.wording import folded, plain, unwrapped
from smtpwb.smtp.visible import visible_text


class Evidence(msgspec.Struct, frozen=True):
    """One thing that speaks for (or, with a negative weight, against) a cause."""

    rule: str
    """The rule that found it, such as `words_english/no-such-user`."""
    kind: str
    """`words`, `enhanced`, `code`, `stage`, `provider`, `speaker` or `blocklist`."""
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
    speaker: str
    """Who speaks, in lower case, where it is known."""
    around: str
    """Who speaks: the speaker that was given, and all of the text, with a sender's words around the reply."""


def read(code: str, enhanced: str, text: str, after: str, speaker: str) -> Reply:
    """Make a reply comparable. What is not given apart is taken from the words."""
    everything = folded(text)
    whole = unwrapped(everything, code)
    given = enhanced
    quoted = _ENHANCED.search(whole)
    if not _ENHANCED.fullmatch(enhanced):
        enhanced = ""  # such as 6.6.0: there is no such class (RFC 3463 §2)
    if quoted and (not enhanced or enhanced[1:] == ".0.0"):
        enhanced = quoted[1]
    code = code or (found[0] if (found := _CODE.search(whole)) else "")
    return Reply(
        code[:3],
        enhanced[:11],
        after.upper() or _answered(everything),
        given[:11],
        whole,
        plain(whole),
        speaker.casefold(),
        f"{speaker.casefold()} {everything}",
    )


def _answered(text: str) -> str:
    """The verb that the sending side says the reply answers; the one named last, or empty."""
    found = [(match.end(), verb) for verb, pattern in _ANSWERED.items() for match in pattern.finditer(text)]
    return max(found, default=(0, ""))[1]


_ANSWERED = {
    verb: re.compile(words)
    for verb, words in (
        ("CONNECT", r"after initial connection|refused to talk to me|did not like our greeting"),
        ("HELO", r"(?:after|in reply to|like our) (?:ehlo|helo)\b|my name was rejected"),
        (
            "MAIL",
            r"(?:after|in reply to|like our) (?:pipelined )?mail from\b"
            r"|connected to [^ ]{1,60} but sender was rejected",
        ),
        ("RCPT", r"(?:after|in reply to|like our|following) rcpt\b|does not like recipient|\[rcpt_to\]"),
        ("DATA", r"(?:after|in reply to|like our) (?:pipelined )?data\b|failed on data command"),
        ("CONTENT", r"(?:after|in reply to) end of data|like our final data|failed after i sent the message"),
    )
}
"""How Exim, Postfix, qmail and others name the command in a bounce."""

_CODE = re.compile(r"(?<![\d.])[245][0-5]\d(?![\d.])")
_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")


def evidence(
    rule: str, kind: str, words: str, causes: Mapping[str, float], source: str
) -> Iterator[Evidence]:
    """One for each cause that a rule names, with its weight."""
    for cause, weight in causes.items():
        yield Evidence(rule, kind, visible_text(words), cause, float(weight), source)
