"""Completion: whole lines that go on from what is typed, best first.

Drawn from the grammar, from what this server offered and from what was said before. Every completion
begins with what is typed, as it was typed; the rest takes the case of the typed verb. Nothing secret
is ever completed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from smtpwb.smtp import grammar
from smtpwb.smtp.commands import VERBS, Takes, parse
from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.parameters import offered_after
from smtpwb.smtp.reads import Reads, reads_as
from smtpwb.smtp.sequence import OTHERS_HELLOS, may_say

_PATHS = {"MAIL": "MAIL FROM:<", "RCPT": "RCPT TO:<"}
_FIXED_TAKES = (Takes.NOTHING, Takes.OPTIONAL_TEXT)
_PATH_OPEN = re.compile(r"((?:MAIL FROM|RCPT TO): ?<)([^<>]*)", re.IGNORECASE)
_PATH_CLOSED = re.compile(r"((?:MAIL FROM|RCPT TO): ?<[^<>]*>(?: +[^ ]+)*?) *[^ ]*", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"((XCLIENT|XFORWARD)(?: +[^ ]+)*?) +[^ =]*", re.IGNORECASE)
_ADDRESSED = re.compile(r"((?:VRFY|EXPN) +[^ ]+)(?: .*)?", re.IGNORECASE)
_KEYWORDS = re.compile(r"(?:MAIL FROM|RCPT TO):|[A-Z]+", re.IGNORECASE)


class _Known(msgspec.Struct, frozen=True):
    """What completion draws from."""

    dialogue: Dialogue
    hello_name: str
    addresses: Sequence[str]


def complete(
    line: str,
    dialogue: Dialogue,
    *,
    hello_name: str,
    addresses: Sequence[str] = (),
    hints: Sequence[str] = (),
) -> tuple[str, ...]:
    """Whole lines that begin with `line` (case aside) and go on, best first, each once.

    `hello_name` is the name this host gives in HELO and EHLO, `addresses` are addresses used before,
    best first, `hints` whole lines wanted next (a lesson's step), which come first.
    """
    match reads_as(dialogue):
        case Reads.ANSWER:
            return ()
        case Reads.CONTENT:
            return _extending(line, hints)
    known = _Known(dialogue, hello_name, addresses)
    drawn = _commands(line, known) if dialogue.open and not (hints and not line) else ()
    lower = line[:1].islower()
    return _extending(line, (_cased(text, lower) for text in (*hints, *drawn)))


def used_addresses(lines: Iterable[bytes]) -> tuple[str, ...]:
    """Addresses of the MAIL and RCPT lines (oldest first), newest first, each once."""
    paths = (parse(line).path for line in lines)
    found = [path.address for path in paths if path is not None and path.local]
    return tuple(dict.fromkeys(text for address in reversed(found) if (text := _utf8(address))))


def _utf8(data: bytes) -> str:
    return data.decode("utf-8", "ignore") if data == data.decode("utf-8", "ignore").encode() else ""


def _extending(line: str, candidates: Iterable[str]) -> tuple[str, ...]:
    begins = line.lower()
    longer = (text for text in candidates if len(text) > len(line) and text[: len(line)].lower() == begins)
    return tuple(dict.fromkeys(line + text[len(line) :] for text in longer))


def _cased(text: str, lower: bool) -> str:
    """The verb and preposition at the head of `text` in the case of the typed verb."""
    if not lower:
        return text
    return _KEYWORDS.sub(lambda found: found[0].lower(), text, count=1)


def _commands(line: str, known: _Known) -> Iterator[str]:
    yield from _openings(known)
    yield from _in_path(line, known)
    yield from _after_path(line, known.dialogue)
    yield from _attributes(line, known.dialogue)
    yield from _behind_text(line, known.dialogue)


def _openings(known: _Known) -> Iterator[str]:
    """Every verb with what stands behind it at first: those in sequence, then the others."""
    in_place = may_say(known.dialogue)
    foreign = OTHERS_HELLOS[known.dialogue.speaks_lmtp]
    others = (name for name, verb in VERBS.items() if not verb.extension and name not in foreign)
    for verb in dict.fromkeys((*in_place, *others)):
        if verb == "AUTH":
            yield from (f"AUTH {name}" for name in known.dialogue.extensions.mechanisms)
        else:
            yield _opening(verb, known)


def _opening(verb: str, known: _Known) -> str:
    if verb in _PATHS:
        return _PATHS[verb]
    takes = VERBS[verb].takes
    if takes in _FIXED_TAKES:
        return verb
    return f"{verb} {known.hello_name}" if takes is Takes.DOMAIN else f"{verb} "


def _in_path(line: str, known: _Known) -> Iterator[str]:
    found = _PATH_OPEN.fullmatch(line)
    if found is None:
        return
    head = found[1]
    taken = known.dialogue.accepted if head[0] in "Rr" else ()
    yield from (f"{head}{address}>" for address in known.addresses if address.encode() not in taken)
    if grammar.mailbox.fullmatch(found[2].encode("utf-8", "replace")):
        yield f"{line}>"


def _after_path(line: str, dialogue: Dialogue) -> Iterator[str]:
    found = _PATH_CLOSED.fullmatch(line)
    if found is None or dialogue.hello == "HELO":
        return
    head = found[1]
    given = {word.partition("=")[0].upper() for word in head[head.index(">") + 1 :].split()}
    path = parse(head.encode("utf-8", "surrogateescape")).path
    own = path.address if path is not None else b""
    for typed in offered_after(line[:4].upper(), dialogue.extensions, own):
        keyword, equals, value = typed.partition("=")
        if keyword not in given:
            yield f"{head} {keyword.lower() if line[:1].islower() else keyword}{equals}{value}"


def _attributes(line: str, dialogue: Dialogue) -> Iterator[str]:
    """The attributes that the server says it takes (Postfix XCLIENT_README, XFORWARD_README)."""
    found = _ATTRIBUTES.fullmatch(line)
    offer = dialogue.extensions.get(found[2].upper()) if found is not None else None
    if found is None or offer is None:
        return
    given = {word.partition("=")[0].upper() for word in found[1].split()}
    names = (name for name in offer.parameters if name.upper() not in given)
    yield from (f"{found[1]} {name.lower() if line[:1].islower() else name}=" for name in names)


def _behind_text(line: str, dialogue: Dialogue) -> Iterator[str]:
    """SMTPUTF8 behind what is asked for, where the answer may need it (RFC 6531 §3.7.4.2)."""
    found = _ADDRESSED.fullmatch(line)
    if found is not None and "SMTPUTF8" in dialogue.extensions:
        yield f"{found[1]} SMTPUTF8"
