"""Cards on mistakes: four lines, each said in its place, of which one has an error.

Decides which right commands there are and in which ways they are broken. That the one is broken and the
others are not, and what is wrong with it, is said by the lint alone (`smtp.lint`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, partial
from random import Random

import msgspec

from smtpwb.lessons.drills.card import Card, Deck, Topic, mixed, some
from smtpwb.smtp.commands import parse
from smtpwb.smtp.dialogue import Dialogue, State
from smtpwb.smtp.extensions import Extensions, read_offer
from smtpwb.smtp.lint import Finding, lint

_WRONG = 3
_OFFERS = ("SIZE 10000000", "8BITMIME", "DSN", "STARTTLS", "AUTH PLAIN", "CHUNKING")
"""What the server offers; AUTH is said inside TLS."""
_HELLO = Dialogue(State.HELLO, "EHLO", Extensions(tuple(read_offer(line.encode()) for line in _OFFERS)))
_SENDER = msgspec.structs.replace(_HELLO, state=State.MAIL, reverse_path=b"info@example.net")
_RECIPIENT = msgspec.structs.replace(_SENDER, state=State.RCPT, accepted=(b"sales@example.org",))
_PLACES: Mapping[str, Dialogue] = {
    # where a verb is said; every other is said after EHLO
    "RCPT": _SENDER,
    "DATA": _RECIPIENT,
    "BDAT": _RECIPIENT,
    "AUTH": msgspec.structs.replace(_HELLO, secured=True),
}

RIGHT = (
    "EHLO ws.example.net",
    "EHLO [192.0.2.1]",
    "HELO ws.example.net",
    "MAIL FROM:<info@example.net>",
    "MAIL FROM:<>",
    "MAIL FROM:<news@lists.example.net> SIZE=2048",
    "MAIL FROM:<info@example.net> BODY=8BITMIME",
    "MAIL FROM:<info@example.net> RET=HDRS ENVID=QQ314159",
    "RCPT TO:<sales@example.org>",
    "RCPT TO:<postmaster@example.org>",
    "RCPT TO:<sales+orders@example.org>",
    "RCPT TO:<sales@example.org> NOTIFY=SUCCESS,FAILURE",
    "RCPT TO:<sales@example.org> ORCPT=rfc822;orders@example.net",
    "DATA",
    "RSET",
    "NOOP",
    "QUIT",
    "VRFY sales",
    "STARTTLS",
    "AUTH PLAIN",
    "BDAT 1024",
    "BDAT 86 LAST",
)
"""Lines without a mistake, each in its place."""

BREAKS: Mapping[str, tuple[str, str]] = {
    # a way to break a line: what of it is replaced, and by what
    "letters swapped": (r"^(?!HELO|BDAT)(..)(.)(.)", r"\1\3\2"),
    "blank left out behind the verb": (r"^(MAIL|RCPT|EHLO|HELO|VRFY|BDAT) ", r"\1"),
    "colon left out": (r"(FROM|TO):", r"\1 "),
    "blank before the colon": (r"(FROM|TO):", r"\1 :"),
    "blank behind the colon": (r"(FROM|TO):", r"\1: "),
    "the other word before the path": (r"^(MAIL) FROM|^(RCPT) TO", r"\1\2 X"),
    "word before the path left out": (r" (FROM|TO):", " "),
    "brackets left out": (r"<([^<>]+)>", r"\1"),
    "closing bracket left out": (r">$", ""),
    "opening bracket left out": (r":<", ":"),
    "name beside the address": (r":<", r':"Sales" <'),
    "domain left out": (r"@[a-z.]+>", ">"),
    "local-part left out": (r"<[^@<>]+@", "<@"),
    "two at signs": ("@", "@@"),
    "blank in the address": ("@", " @"),
    "comma for a dot": (r"\.(net|org)>", r",\1>"),
    "two dots": (r"\.(net|org)", r"..\1"),
    "dot at the end of the local-part": ("@", ".@"),
    "hyphen at the end of a label": (r"example\.(net|org)>", r"example-.\1>"),
    "name left out": (r"^(EHLO|HELO) .*", r"\1"),
    "mail address for a name": (r"^(EHLO|HELO) ws\.", r"\1 info@"),
    "address without brackets": (r"\[(.*)\]", r"\1"),
    "address literal in HELO": (r"^HELO .*", "HELO [192.0.2.1]"),
    "two names": (r"^(EHLO|HELO) ws\.", r"\1 ws "),
    "underscore in a name": (r"^(EHLO|HELO) ws", r"\1 my_host"),
    "parameter glued to the path": (r"> (?=[A-Z])", ">"),
    "comma in a number": (r"SIZE=2048", "SIZE=2,048"),
    "unit behind a number": (r"SIZE=2048", "SIZE=2M"),
    "unknown body type": (r"BODY=8BITMIME", "BODY=8BIT"),
    "value spelt out": (r"RET=HDRS", "RET=HEADERS"),
    "NEVER beside others": (r"NOTIFY=SUCCESS,FAILURE", "NOTIFY=NEVER,FAILURE"),
    "unknown condition": (r"NOTIFY=SUCCESS,FAILURE", "NOTIFY=ALWAYS"),
    "kind of address left out": (r"ORCPT=rfc822;", "ORCPT="),
    "parameter of RCPT in MAIL": (r"(MAIL FROM:<.+>)$", r"\1 NOTIFY=NEVER"),
    "parameter of MAIL in RCPT": (r"(RCPT TO:<.+>)$", r"\1 SIZE=2048"),
    "parameter given twice": (r"(SIZE=2048)", r"\1 SIZE=2048"),
    "parameter that was not offered": (r"(MAIL FROM:<.*>)$", r"\1 SMTPUTF8"),
    "argument where none is taken": (r"^(DATA|RSET|QUIT|STARTTLS)$", r"\1 now"),
    "argument left out": (r"^(VRFY|AUTH|BDAT) .*", r"\1"),
    "mechanism that was not offered": (r"^AUTH PLAIN", "AUTH SCRAM-SHA-256"),
    "number left out": (r"^BDAT \d+ LAST", "BDAT LAST"),
    "word for LAST": (r"LAST", "END"),
}
_OTHER_WORD = {"MAIL X": "MAIL TO", "RCPT X": "RCPT FROM"}


class Broken(msgspec.Struct, frozen=True):
    """A right line, the line it was broken into, and what the lint says of that."""

    right: str
    line: str
    finding: Finding


def judged(line: str, right: str) -> tuple[Finding, ...]:
    """What the lint finds in a line, said where the right one belongs."""
    return lint(line.encode(), _PLACES.get(parse(right.encode()).verb, _HELLO))


@cache
def broken(way: str) -> tuple[Broken, ...]:
    """Every line that can be broken in this way so that exactly one thing is wrong with it."""
    found = ((right, _break(right, *BREAKS[way])) for right in RIGHT)
    judgements = ((right, line, judged(line, right)) for right, line in found if line != right)
    return tuple(
        Broken(right, line, findings[0]) for right, line, findings in judgements if len(findings) == 1
    )


def _break(line: str, what: str, by: str) -> str:
    put = re.sub(what, by, line, count=1)
    return next((put.replace(mark, word) for mark, word in _OTHER_WORD.items() if mark in put), put)


def _card(way: str, rng: Random) -> Card:
    one = rng.choice(broken(way))
    others = [line for line in RIGHT if line != one.right]
    choices, answer = mixed(one.line, some(others, _WRONG, rng), rng)
    return Card(
        id=way,
        question="Each of these is said in its place. Which has a mistake?",
        shown=(f"The server offers {', '.join(_OFFERS)}.",),
        choices=choices,
        answer=answer,
        why=(one.finding.text, f"Without the mistake: {one.right}"),
        sources=(one.finding.source,),
        about=f"Where is the mistake: {way}?",
        look_up=parse(one.right.encode()).verb,
    )


@cache
def topics() -> Mapping[str, Topic]:
    """A card for each way to break a line; those in parameters and extensions come up less often."""
    return {way: Topic(partial(_card, way), _RARE if _is_special(way) else 1.0) for way in BREAKS}


_RARE = 0.25
_SPECIAL = "parameter|number|body type|spelt out|NEVER|condition|kind of address|mechanism|LAST"


def _is_special(way: str) -> bool:
    return re.search(_SPECIAL, way) is not None


MISTAKES = Deck("mistake", "Spot the mistake", "four commands, one of them wrong", topics)
