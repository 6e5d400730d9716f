"""What a reply means that was found in pasted text: the same explanation as for a live one.

Decides what is said where a source tells a failure in words alone, without a reply: its cause, and the
enhanced status code that the source gives it.
"""

from __future__ import annotations

from msgspec.structs import replace

from smtpwb.reference import catalog
from smtpwb.reference.alone import explain_alone
from smtpwb.reference.concrete import Known, concrete
from smtpwb.reference.explain import Explanation
from smtpwb.smtp.visible import visible, visible_text
from smtpwb.transcript.pasted.found import Found

_NO_REPLY = "No reply code stands here, only the words in which a program tells why it failed."


def explained(found: Found, after: str = "") -> Explanation:
    """The explanation of a reply; `after`, a verb in any case, overrides what the source says it answers.

    What may be said next is told only where a dialogue may go on.
    """
    after = after or found.after
    if not found.reply.code:
        return _of_words(found, after)
    told = explain_alone(found.reply, after, found.host, _known(found))
    return told if found.live else replace(told, may_say=(), not_yet=())


def _known(found: Found) -> Known:
    """The domains of those whom the text around the reply names."""
    sender, recipient = (address.rpartition("@")[2] for address in (found.sender, found.recipient))
    return Known(sender=visible_text(sender), recipient=visible_text(recipient))


def _of_words(found: Found, after: str) -> Explanation:
    from smtpwb.reference.diagnosis import diagnose

    words = "\n".join(visible(text) for text in found.reply.texts)
    row = catalog.enhanced(found.enhanced)
    told = diagnose("", found.enhanced, words, after.upper(), found.host)
    advice = concrete(told.try_, told.cause, words, _known(found))
    known = replace(told, try_=advice) if told.cause != "unknown" else None
    return Explanation(
        enhanced=found.enhanced,
        name="no reply",
        meaning=_NO_REPLY,
        detail=row.explanation if row else "",
        diagnosis=known,
        fixer=known.fixer if known else row.fixer if row else "",
        advice=known.try_ if known else row.try_ if row else "",
        sources=tuple(dict.fromkeys((*(row.sources if row else ()), *(known.sources if known else ())))),
    )
