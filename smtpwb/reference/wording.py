"""Wording: the words of a reply made comparable, and phrases that are looked for in them.

Decides when two wordings are the same but for case, accents, blanks and quotes, and how a phrase is written
in `rules/`: as the words themselves, `(one|other)` for either, `*` for up to 50 characters of anything, `#`
for a number, `~` where a word may go on. Every pattern is bounded. What a phrase speaks for is data.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 6_000
"""Characters of a reply that are read: RFC 5321 §4.5.3.1.5 allows 512 octets a line, and bounces wrap few."""

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_MARKS = re.compile("[\u0300-\u036f]")
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\ufeff]+")
_NAMES = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"]{1,300})"
    r"|(?P<address>[\w+=/-]{1,64}(?:\.[\w+=/-]{1,64}){0,8}@[\w.-]{1,255})"
    r"|(?P<host>\b(?:[a-z0-9_-]{1,63}\.){2,10}[a-z]{2,24}\b)"
    r"|(?P<ip>\[?(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]\d)\]?)"
)
_STAND_IN = {"url": "url", "address": "@", "host": "host", "ip": "ip"}


def folded(text: str) -> str:
    """The text in lower case, without accents, one blank between words; cut to LONGEST."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text[:LONGEST]).translate(_QUOTES)
        text = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text)))
        # what marks Japanese syllables is not among _MARKS, so they come back whole
    return _BLANKS.sub(" ", text[:LONGEST].replace("`", "'").casefold()).strip()


def plain(text: str) -> str:
    """Folded text with addresses, URLs and host names replaced, so that no name speaks for a cause."""
    return _NAMES.sub(lambda found: _STAND_IN[found.lastgroup or "host"], text)


_BEFORE = re.compile(
    r"smtp error from (?:the )?remote (?:mail )?server after [^:]{1,60}(?::<[^>]{0,320}>[^:]{0,60})?: "
    r"(?:host [^ ]{1,255} \[[^\]]{1,60}\]: )?"
    r"|\b(?:said|returned was|response was|remote server was|responded as follows|remote protocol error): "
    r"|\b(?:following error message|following error was|talk to me): "
    r"|\bdid not like our [^:]{1,20}: "
    r"|\b(?:server|host) returned '"
    r"|\b[45]\.\d\.\d{1,2} - [^'\"]{1,60} (?=[245]\d\d-')"
)
_BEHIND = re.compile(r" \(in reply to [^)]{1,40}\)| giving up on [\d.]{7,15}\.?| \[rcpt_to\]")
_AFTERMATH = re.compile(r"(?<!^) 503[ -].{0,200}?(?= [245]\d\d[ -]|$)")
"""The 503 for DATA after the refusal of all recipients (RFC 2920 §3.1)."""


def unwrapped(text: str, code: str) -> str:
    """Folded text without the words of the sending side around it, as Exim, Postfix, qmail, Google and others
    write them in a bounce, and without a 503 that followed; all of it where nothing is left."""
    quoted = _BEHIND.sub("", _BEFORE.split(text, maxsplit=3)[-1])
    if code != "503":
        quoted = _AFTERMATH.sub("", quoted)
    return quoted.strip() or text


def said(phrase: str, text: str) -> str:
    """What `text` (folded) has of the phrase; empty if it is not in it, or if there is no phrase."""
    if not phrase or not all(any(one in text for one in choice) for choice in _needs(phrase)):
        return ""
    found = pattern(phrase).search(text)
    return found[0] if found else ""


@lru_cache(maxsize=8192)
def _needs(phrase: str) -> tuple[tuple[str, ...], ...]:
    """What every match has, each any of a choice: a quick test before a pattern is made.

    It is the longest run outside choices, or, where that is short, the choices themselves.
    """
    run = max((one.strip() for one in _SPECIAL.split(phrase)), key=len)
    if len(run) > 3 or not run.isascii() or "(" not in phrase:
        return ((run,),)
    options = (
        tuple(max(_STEM.split(one), key=len) for one in group.split("|")) for group in _CHOICE.findall(phrase)
    )
    return ((run,), *(option for option in options if "" not in option))


@lru_cache(maxsize=1024)
def pattern(phrase: str) -> re.Pattern[str]:
    """The regular expression of a phrase."""
    parts = [_SIGNS[part] if part in _SIGNS else re.escape(part) for part in _SIGN.split(phrase)]
    return re.compile(
        _edge(phrase[0], r"(?<![a-z0-9])") + "".join(parts) + _edge(phrase[-1], r"(?![a-z0-9])")
    )


_SPECIAL = re.compile(r"\([^)]*\)|[*#~]")
_CHOICE = re.compile(r"\(([^)]*)\)")
_STEM = re.compile("[*#~]")
_SIGN = re.compile(r"( \* |[()|*#~])")
_SIGNS = {
    "(": "(?:",
    ")": ")",
    "|": "|",
    " * ": " (?:.{0,50}? )?",  # nothing between the words is something too
    "*": ".{0,50}?",
    "#": r"\d{1,9}",
    "~": "[a-z'-]{0,12}",
}


def _edge(character: str, boundary: str) -> str:
    """A word ends where the phrase begins or ends with a Latin letter, a digit or a choice."""
    return boundary if character in "()#~" or (character.isascii() and character.isalnum()) else ""
