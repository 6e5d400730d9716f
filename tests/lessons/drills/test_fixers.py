"""Cards on refusals: each reply is diagnosed as the table says, and one fixer among the choices is right."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from random import Random

import pytest

from smtpwb.lessons.drills.fixers import FIXERS, LABELS, RealReply, table
from smtpwb.reference.causes import CAUSES
from smtpwb.reference.diagnosis import diagnose

TOPICS = FIXERS.topics()
REPLIES = table().reply


def test_there_are_enough_of_each() -> None:
    assert len(REPLIES) >= 60
    assert len({reply.cause for reply in REPLIES}) >= 25
    assert set(Counter(reply.fixer for reply in REPLIES)) == set(LABELS)
    assert len({reply.said for reply in REPLIES}) == len(REPLIES)


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply.said[:50])
def test_the_diagnosis_agrees_on_cause_and_fixer(reply: RealReply) -> None:
    enhanced = re.match(r"\d{3} ([245]\.\d{1,3}\.\d{1,3})", reply.said)
    found = diagnose(reply.code, enhanced[1] if enhanced else "", reply.said, reply.after)
    assert (found.cause, found.fixer) == (reply.cause, reply.fixer)
    assert found.certainty in ("certain", "likely")


@pytest.mark.parametrize("cause", table().also)
def test_who_else_could_is_never_who_can(cause: str) -> None:
    also = table().also[cause]
    assert also
    assert CAUSES[cause].fixer not in also
    assert set(also) < set(LABELS)
    assert cause in {reply.cause for reply in REPLIES}


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply.said[:50])
def test_the_choices_leave_out_who_else_could(reply: RealReply) -> None:
    card = TOPICS[reply.said].make(Random(1))
    assert card.right == LABELS[reply.fixer]
    also = [LABELS[fixer] for fixer in table().also.get(reply.cause, ())]
    assert not set(card.choices) & set(also)
    assert set(card.choices) | set(also) == set(LABELS.values())
    assert card.choices == tuple(label for label in LABELS.values() if label in card.choices)


def test_a_cause_with_many_replies_does_not_drown_the_others() -> None:
    weights: dict[str, float] = defaultdict(float)
    for reply in REPLIES:
        weights[reply.cause] += TOPICS[reply.said].weight
    assert max(weights.values()) <= 3 * min(weights.values())


def test_a_cause_that_nobody_is_known_to_fix_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody is known to fix"):
        RealReply("451 4.7.5 TLS", "MAIL", "tls-failed", "Postfix reply")
