"""What one reply means after the command it answers: a value, computed from values and the tables.

Decides what is said of a reply, never how it is drawn. A code that no table knows still gets its
class and subject, for the digits say that much (RFC 5321 §4.2.1, RFC 3463 §2).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from smtpwb.reference import catalog, offers, rulebook
from smtpwb.reference.concrete import NOTHING, Known, concrete
from smtpwb.reference.offers import Keyword
from smtpwb.smtp import challenge, sasl
from smtpwb.smtp.dialogue import ANSWER, DOT, GREETING, Dialogue
from smtpwb.smtp.replies import EnhancedStatusCode, Reply
from smtpwb.smtp.sequence import INSTEAD, may_say, out_of_place
from smtpwb.smtp.visible import visible

if TYPE_CHECKING:
    from smtpwb.reference.diagnosis import Diagnosis


class Part(msgspec.Struct, frozen=True):
    """One digit or number of a code, and what it says."""

    text: str
    meaning: str


class Explanation(msgspec.Struct, frozen=True):
    """Everything there is to say about one reply. Empty where there is nothing to say."""

    code: str = ""
    enhanced: str = ""
    parts: tuple[Part, ...] = ()
    """The three digits of the reply code, in order."""
    enhanced_parts: tuple[Part, ...] = ()
    """Class, subject and detail of the enhanced status code, in order."""
    headline: str = ""
    """What is to be said before all: what seems to stand in between, that more is to come."""
    name: str = ""
    """The reply code's name."""
    meaning: str = ""
    """What it means after this very command."""
    detail: str = ""
    """What the enhanced status code adds."""
    diagnosis: Diagnosis | None = None
    """Of a refusal: its cause, how sure that is, and the evidence."""
    fixer: str = ""
    """Who can usually put it right."""
    advice: str = ""
    """What to try."""
    keywords: tuple[Keyword, ...] = ()
    missing: tuple[str, ...] = ()
    """What one would expect of an EHLO reply and is not there, a sentence each."""
    challenge: str = ""
    """What a 334 asks, decoded."""
    remarks: tuple[str, ...] = ()
    """What is odd about the reply: its form, or codes that contradict each other."""
    may_say: tuple[str, ...] = ()
    not_yet: tuple[Part, ...] = ()
    """Verbs of the main road that are out of place now, and why."""
    sources: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """The class of the reply: `2yz` to `5yz`, or empty."""
        return f"{self.code[0]}yz" if self.code else ""


_TABLE_KEYS = {GREETING: "CONNECT", DOT: "CONTENT", ANSWER: "AUTH"}
_EARLY = "(EARLY)"
"""Stands in the rules for whatever was said before the greeting was over."""
_MAIN_ROAD = ("MAIL", "RCPT", "DATA")
_TOLD_LINES = 50
"""Lines of a reply that the diagnosis reads: what matters stands at the beginning."""
_TOLD_CHARACTERS = 6_000
"""As `wording.LONGEST`: no more of it is read."""
_SYNTAX = "RFC 5321 §4.2"
_UNASKED = "Nobody asked for this reply: no command was waiting for one."
_NO_CODE = (
    "This does not begin with a three-digit reply code, so it is no SMTP reply. "
    "Something else may be listening on this port."
)


def explain(
    reply: Reply,
    answers: str,
    now: Dialogue,
    mechanism: str = "",
    speaker: str = "",
    *,
    alone: bool = False,
    recipient: bool = False,
    early: bool = False,
    known: Known = NOTHING,
) -> Explanation:
    """What `reply` means after `answers` (a verb, GREETING, DOT or ANSWER; empty: unasked),
    and what may be said `now`, in the dialogue as it stands after it.

    `mechanism` is that of the AUTH under way and `speaker` the software or provider that speaks, if known;
    `alone`: whether TLS is active is not known; `recipient`: it is about one recipient alone, after the
    message (RFC 2033 §4.2); `early`: it answers what was said before the greeting was over; `known`: names
    for the advice.
    """
    code, enhanced = reply.code, reply.enhanced
    verb = _TABLE_KEYS.get(answers, answers)
    row = catalog.reply_code(code)
    name, meaning = _meaning(code, "RECIPIENT" if recipient else verb, lmtp=now.speaks_lmtp)
    remarks = _remarks(reply, answers)
    detail = catalog.enhanced(str(enhanced)) if enhanced else None
    diagnosis = diagnosed(reply, answers, speaker, early=early)
    if diagnosis is not None:
        advice = concrete(diagnosis.try_, diagnosis.cause, _told(reply), known)
        diagnosis = msgspec.structs.replace(diagnosis, try_=advice)
        meaning = diagnosis.meaning or meaning
    keywords = offers.keywords(reply, answers)
    sources = [
        *(row.sources if row else (_SYNTAX,)),
        *(detail.sources if detail else ()),
        *(diagnosis.sources if diagnosis else ()),
        *(source for one in keywords for source in one.sources),
    ]
    return Explanation(
        code=code,
        enhanced=str(enhanced) if enhanced else "",
        parts=_parts(code),
        enhanced_parts=_enhanced_parts(enhanced) if enhanced else (),
        name=name,
        meaning=meaning,
        detail=_detail(enhanced, detail, diagnosis),
        diagnosis=diagnosis,
        fixer=_of_a_refusal(reply, diagnosis.fixer if diagnosis else "", detail.fixer if detail else ""),
        advice=_of_a_refusal(reply, diagnosis.try_ if diagnosis else "", detail.try_ if detail else ""),
        keywords=keywords,
        missing=offers.missing(reply, answers, None if alone else now.secured),
        challenge=_challenge(reply, mechanism),
        remarks=remarks,
        may_say=_sayable(now),
        not_yet=_not_yet(now),
        sources=tuple(dict.fromkeys(sources)),
    )


def diagnosed(reply: Reply, answers: str, speaker: str = "", *, early: bool = False) -> Diagnosis | None:
    """The cause of a refusal, where the evidence tells one; all but the reply as in `explain`."""
    if not reply.refuses:
        return None
    verb = _EARLY if early else _TABLE_KEYS.get(answers, answers)
    return _diagnosed(reply.code, str(reply.enhanced or ""), _told(reply), verb, speaker)


def _told(reply: Reply) -> str:
    """What of a reply is read, as visible text."""
    text = "\n".join(visible(text[:_TOLD_CHARACTERS]) for text in reply.texts[:_TOLD_LINES])
    return text[:_TOLD_CHARACTERS]


@lru_cache(maxsize=1024)
def _diagnosed(code: str, enhanced: str, text: str, verb: str, speaker: str) -> Diagnosis | None:
    """Kept, because a ledger asks for every recipient again with each further one."""
    from smtpwb.reference.diagnosis import diagnose

    found = diagnose(code, enhanced, text, verb, speaker)
    return None if found.cause == "unknown" else found


def _of_a_refusal(reply: Reply, *told: str) -> str:
    """The first thing told, of a refusal; nothing of a success."""
    return next((text for text in told if text), "") if reply.refuses else ""


def _meaning(code: str, verb: str, *, lmtp: bool) -> tuple[str, str]:
    """The code's name, and the most particular sentence that the tables have."""
    if not code:
        return "no reply code", _NO_CODE
    row = catalog.reply_code(code)
    first = catalog.digit("first", code[0])
    keys = (f"LMTP {verb}", verb) if lmtp else (verb,)
    for after in (row.after if row else {}, first.after if first else {}):
        if told := next((after[key] for key in keys if key in after), ""):
            return (row.name if row else _class_name(code)), told
    if row is not None:
        return row.name, row.explanation
    return _class_name(code), first.explanation if first else "No class of replies begins with this digit."


def _class_name(code: str) -> str:
    first, second = catalog.digit("first", code[0]), catalog.digit("second", code[1])
    names = [row.name for row in (first, second) if row is not None]
    return ": ".join(names) if names else "unknown code"


def _parts(code: str) -> tuple[Part, ...]:
    """Each digit with what it says; the third has no meaning of its own, so it bears the code's name."""
    if not code:
        return ()
    row = catalog.reply_code(code)
    rows = (catalog.digit("first", code[0]), catalog.digit("second", code[1]))
    meanings = [digit.name if digit else "not in the SMTP grammar" for digit in rows]
    third = row.name if row else "no code that the tables know"
    return tuple(Part(text, meaning) for text, meaning in zip(code, (*meanings, third), strict=True))


def _enhanced_parts(enhanced: EnhancedStatusCode) -> tuple[Part, ...]:
    status = catalog.enhanced_class(enhanced.status)
    subject = catalog.enhanced_subject(enhanced.subject)
    row = catalog.enhanced(str(enhanced))
    return (
        Part(enhanced.status, status.name if status else "unknown class"),
        Part(enhanced.subject, subject.name if subject else "a subject that is not registered"),
        Part(enhanced.detail, _said_by_detail(enhanced, row)),
    )


def _said_by_detail(enhanced: EnhancedStatusCode, row: catalog.EnhancedCodeRow | None) -> str:
    """The registered name; "other undefined status" comes to this, that the server tells no more."""
    if row is None:
        return "a detail that is not registered"
    return "no detail given" if row.key == "X.0.0" else row.name


def _detail(
    enhanced: EnhancedStatusCode | None, row: catalog.EnhancedCodeRow | None, diagnosis: Diagnosis | None
) -> str:
    """What the enhanced status code adds; to a success only where its definition speaks of success.

    Of a code that does not speak for the cause found it is said whose words these are, for servers use codes
    in senses of their own.
    """
    if enhanced is None or enhanced == ("2", "0", "0"):
        return ""
    if row is not None:
        told = row.explanation if enhanced.status != "2" or "2" in row.classes else ""
        return (
            f"As registered, {enhanced} says: {told}" if told and _in_own_sense(enhanced, diagnosis) else told
        )
    subject = catalog.enhanced_subject(enhanced.subject)
    about = f"It is about: {subject.name.lower()}." if subject else ""
    return f"{enhanced} is not in the IANA registry; the server's words have to tell. {about}".strip()


def _in_own_sense(enhanced: EnhancedStatusCode, diagnosis: Diagnosis | None) -> bool:
    """Whether the cause is none of those that the definition of the code speaks for."""
    if diagnosis is None or diagnosis.certainty == "perhaps" or enhanced.detail == "0":
        return False
    causes = rulebook.read("enhanced").get(f"X.{enhanced.subject}.{enhanced.detail}", ())
    return bool(causes) and diagnosis.cause not in causes


def _remarks(reply: Reply, answers: str) -> tuple[str, ...]:
    remarks = [_UNASKED] if not answers else []
    remarks += [f"A line of it {defect.value}." for defect in reply.defects]
    enhanced = reply.enhanced
    if enhanced is not None and reply.code and enhanced.status != reply.code[0]:
        remarks.append(
            f"{reply.code} and {enhanced} contradict each other: "
            "the reply code decides what a client does (RFC 3463 §2)."
        )
    if many := offers.unexplained(reply, answers):
        remarks.append(many)
    return tuple(remarks)


def _challenge(reply: Reply, mechanism: str) -> str:
    if reply.code != "334":
        return ""
    decoded = sasl.challenge(reply.texts[-1])
    return "not base64" if decoded is None else " ".join(challenge.read(mechanism, decoded))


def _sayable(now: Dialogue) -> tuple[str, ...]:
    """The verbs in place, or what is said instead of a command; nothing where nobody listens."""
    if now.state in INSTEAD:
        return (INSTEAD[now.state],)
    return may_say(now) if now.open else ()


def _not_yet(now: Dialogue) -> tuple[Part, ...]:
    """The next verb of the main road that is out of place, and why."""
    if not now.open or now.state in INSTEAD:
        return ()
    reasons = ((verb, out_of_place(verb, now)) for verb in _MAIN_ROAD)
    ahead = [Part(verb, reason[0]) for verb, reason in reasons if reason is not None]
    return tuple(ahead[-1:]) if now.in_transaction else tuple(ahead[:1])
