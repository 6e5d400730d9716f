"""The signs themselves: complete, bounded, with sources, each of them found in something."""

from __future__ import annotations

import re
import time

import pytest

from smtpwb.reference.signs import Line, Place, Sign, fits, found_in, kin, named, signs, software


@pytest.mark.parametrize("found", signs(), ids=lambda found: f"{found[1][0]}, {found[2].has}")
def test_a_sign_is_well_formed(found: tuple[Place, tuple[str, ...], Sign]) -> None:
    place, names, sign = found
    assert set(names) <= set(software())
    assert sign.has == sign.has.lower()
    assert sign.host == sign.host.lower()
    assert sign.host or sign.has or sign.keywords
    assert not sign.keywords or place == "EHLO"
    assert not sign.host or place != "wording"
    if sign.pattern:
        assert sign.has, "a pattern is compiled only where its words are there"
        assert set(re.compile(sign.pattern).groupindex) <= {"version"}


@pytest.mark.parametrize("found", [one for one in signs() if one[2].pattern], ids=lambda one: one[2].pattern)
def test_a_pattern_takes_no_time_on_a_hostile_line(found: tuple[Place, tuple[str, ...], Sign]) -> None:
    sign = found[2]
    for piece in (sign.has, sign.has + " ", "<", "0", "a.", "[", "A" * 9 + " "):
        line = (sign.has + piece * 1000)[:1000]
        began = time.process_time()
        found_in(sign, [Line(line, "", line)])
        assert time.process_time() - began < 0.05


def test_no_sign_stands_twice() -> None:
    assert len(signs()) == len({(place, names, sign) for place, names, sign in signs()})


def test_the_name_of_the_server_is_no_part_of_its_words() -> None:
    assert named("exim.example.net ESMTP") == Line("exim.example.net ESMTP", "exim.example.net", "ESMTP")
    assert named("[192.0.2.1] ESMTP").host == "[192.0.2.1]"
    assert named("localhost smtp4dev ready").text == "smtp4dev ready"
    assert named("Mailgun Influx ready") == Line("Mailgun Influx ready", "", "Mailgun Influx ready")


def test_keywords_are_offered_in_order_and_alone_where_the_sign_says_so() -> None:
    assert fits(Sign(keywords=("A", "C"), tells="hint"), ["A", "B", "C"])
    assert not fits(Sign(keywords=("C", "A"), tells="hint"), ["A", "B", "C"])
    assert not fits(Sign(keywords=("A", "C"), only=True, tells="hint"), ["A", "B", "C"])
    assert fits(Sign(keywords=("A", "C"), only=True, tells="hint"), ["A", "C"])
    assert fits(Sign(tells="hint"), [])


def test_kin_are_the_base_what_is_built_on_it_and_what_stands_in_front() -> None:
    assert {"Postfix", "Zimbra", "Cisco PIX/ASA"} <= kin("Postfix")
    assert "Postfix" in kin("Zimbra")
    assert "Exim" not in kin("Postfix")
