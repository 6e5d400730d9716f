"""Cards on the order of commands: the right choice is in place by the state machine, the others are not."""

from __future__ import annotations

from random import Random

import pytest

from smtpwb.lessons.drills.sequence import SEQUENCE, Scene, played, scenes
from smtpwb.smtp.commands import VERBS
from smtpwb.smtp.dialogue import DOT, Dialogue, State
from smtpwb.smtp.replies import Defect
from smtpwb.smtp.sequence import INSTEAD, may_say, out_of_place
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import play

TOPICS = SEQUENCE.topics()
SEEDS = range(20)
VERB = {verb.syntax: verb.name for verb in VERBS.values()} | {"a lone dot": DOT}
SILENT = (*INSTEAD, State.CLOSED)


def in_full(scene: Scene) -> Transcript:
    """The scene as a transcript, with the greeting that it leaves out."""
    begun = () if scene.lines[0].startswith("S:") else ("S: 220 mx.example.net ESMTP",)
    return play(*begun, *scene.lines)


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.id)
def test_a_scene_is_a_dialogue_and_stands_where_a_transcript_of_it_stands(scene: Scene) -> None:
    transcript = in_full(scene)
    known, now = transcript.dialogue, played(scene)
    assert (now.state, now.accepted, now.secured) == (known.state, known.accepted, known.secured)
    assert may_say(now) == may_say(known)
    defects: set[Defect] = {d for e in transcript.entries if e.reply for d in e.reply.defects}
    assert not defects
    assert len(scene.lines) <= 10, "too long for a low screen"


def test_no_scene_has_the_id_of_another_and_every_place_is_met() -> None:
    ids = [scene.id for scene in scenes()]
    assert len(set(ids)) == len(ids)
    assert {played(scene).state for scene in scenes()} == set(State) - {State.OFFLINE, State.CONNECTED}


def may_come(choice: str, now: Dialogue) -> bool:
    if choice not in VERB:
        return now.state in SILENT
    verb = VERB[choice]
    return verb in may_say(now) and out_of_place(verb, now) is None


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.id)
def test_of_what_may_come_next_one_is_in_place(scene: Scene) -> None:
    now = played(scene)
    for card in (TOPICS[f"next {scene.id}"].make(Random(seed)) for seed in SEEDS):
        assert [may_come(choice, now) for choice in card.choices].count(True) == 1
        assert may_come(card.right, now)
        if now.state in SILENT:
            assert card.right not in VERB
            assert not {VERB[choice] for choice in card.choices if choice in VERB} & {DOT}
        else:
            wrong = [VERB[choice] for choice in card.choices if choice != card.right]
            assert all(out_of_place(verb, now) is not None for verb in wrong)
            assert all((out_of_place(verb, now) or ("",))[0] in card.why[0] for verb in wrong)


@pytest.mark.parametrize("id", [id for id in TOPICS if id.startswith("not ")])
def test_of_what_may_not_come_next_one_is_out_of_place(id: str) -> None:
    (scene,) = (scene for scene in scenes() if f"not {scene.id}" == id)
    now = played(scene)
    for card in (TOPICS[id].make(Random(seed)) for seed in SEEDS):
        assert [may_come(choice, now) for choice in card.choices].count(False) == 1
        reason = out_of_place(VERB[card.right], now)
        assert reason is not None
        assert reason[0] in card.why[0]
        assert card.sources[0] == reason[1]


def test_both_ways_are_asked_of_most_scenes() -> None:
    assert len(TOPICS) > 1.5 * len(scenes())


def test_what_was_missed_names_what_the_last_reply_answers() -> None:
    about = {id: topic.make(Random(1)).about for id, topic in TOPICS.items()}
    assert about["next HELO"] == "May come after “C: HELO ws.example.net” and “S: 250 mx.example.net”"
    assert about["not greeted"] == "May not come after “S: 220 mx.example.net ESMTP”"
