from __future__ import annotations

import re

import pytest

from smtpwb.smtp.commands import VERBS, parse
from smtpwb.smtp.parameters import PARAMETERS, Known, extension_of, offered_after, well_formed
from tests.smtp.dialogues import offers

TAKEN = (
    *("SIZE=0", "SIZE=12345678901234567890", "BODY=7BIT", "BODY=8bitmime", "BODY=BINARYMIME", "SMTPUTF8"),
    *(
        "RET=FULL",
        "RET=hdrs",
        "ENVID=QQ314159",
        "ENVID=a+2Bb",
        "NOTIFY=NEVER",
        "NOTIFY=SUCCESS,FAILURE,DELAY",
    ),
    *("ORCPT=rfc822;ann@example.net", "AUTH=<>", "AUTH=ann+3Db@example.net", "BY=120;R", "BY=-5;NT"),
    *("HOLDFOR=60", "HOLDUNTIL=2030-01-31T12:00:00Z", "MT-PRIORITY=-9", "MT-PRIORITY=0", "REQUIRETLS"),
    *(
        "RRVS=2014-04-03T23:01:00Z",
        "RRVS=2014-04-03T23:01:00+02:00;C",
        "MTRK=YWJj:3600",
        "SOLICIT=org.example:ADV",
    ),
    *("TRANSID=<12345@ws.example.net>", "CONPERM", "CONNEG", "SUBMITTER=ann@example.net"),
    *("PRDR", "XVERP", "XVERP=+-"),
)
REFUSED = (
    *(
        "SIZE",
        "SIZE=abc",
        "SIZE=-1",
        "SIZE=123456789012345678901",
        "BODY",
        "BODY=foo",
        "SMTPUTF8=1",
        "RET=NONE",
    ),
    *(
        "ENVID=a+zz",
        "ENVID=" + "a" * 101,
        "NOTIFY=NEVER,DELAY",
        "NOTIFY=",
        "NOTIFY=SUCCESS,",
        "ORCPT=ann@b.c",
    ),
    *(
        "BY=R",
        "BY=1",
        "HOLDFOR=0",
        "HOLDUNTIL=tomorrow",
        "MT-PRIORITY=+1",
        "MT-PRIORITY=10",
        "REQUIRETLS=yes",
    ),
    *("PRDR=1", "XVERP=+"),
    *("RRVS=2014", "TRANSID=12345", "CONNEG=x"),
)


def well(word: str) -> bool:
    (parameter,) = parse(f"MAIL FROM:<> {word}".encode()).parameters
    known = PARAMETERS.get(parameter.keyword)
    return known is not None and well_formed(parameter, known)


@pytest.mark.parametrize("word", TAKEN)
def test_values_that_the_rfcs_allow(word: str) -> None:
    assert well(word)


@pytest.mark.parametrize("word", REFUSED)
def test_values_that_they_do_not(word: str) -> None:
    assert not well(word)


def test_every_parameter_is_tried_above() -> None:
    assert {word.partition("=")[0] for word in TAKEN} == set(PARAMETERS)


@pytest.mark.parametrize("known", PARAMETERS.values(), ids=PARAMETERS)
def test_a_row_says_where_it_belongs_and_where_that_is_written(known: Known) -> None:
    assert re.fullmatch(r"RFC \d+ §[\d.]+|draft-hall-prdr|Postfix VERP_README", known.source)
    assert set(known.verbs) <= set(VERBS)
    assert known.syntax.startswith(known.keyword)
    assert all(typed.startswith(known.keyword) for typed in known.typed)


@pytest.mark.parametrize(
    ("word", "extension"),
    [("BODY=7BIT", "8BITMIME"), ("BODY=binarymime", "BINARYMIME"), ("RET=FULL", "DSN"), ("SIZE=1", "SIZE")],
)
def test_the_extension_that_brings_it(word: str, extension: str) -> None:
    (parameter,) = parse(f"MAIL FROM:<> {word}".encode()).parameters
    assert extension_of(parameter, PARAMETERS[parameter.keyword]) == extension


def test_only_what_is_offered_may_follow() -> None:
    assert offered_after("MAIL", offers("SIZE 5", "SMTPUTF8")) == ("SIZE=", "SMTPUTF8")
    assert offered_after("RCPT", offers("SIZE 5", "SMTPUTF8")) == ()
    assert offered_after("MAIL", offers()) == ()
    assert "NOTIFY=NEVER" in offered_after("RCPT", offers("DSN"))


def test_a_value_that_has_an_extension_of_its_own_is_offered_with_it() -> None:
    assert offered_after("MAIL", offers("8BITMIME")) == ("BODY=8BITMIME",)
    assert offered_after("MAIL", offers("8BITMIME", "BINARYMIME")) == ("BODY=8BITMIME", "BODY=BINARYMIME")


def test_the_original_recipient_is_offered_as_it_was_typed() -> None:
    assert "ORCPT=rfc822;a+2Bb@practice.test" in offered_after("RCPT", offers("DSN"), b"a+b@practice.test")


@pytest.mark.parametrize("known", PARAMETERS.values(), ids=PARAMETERS)
def test_each_can_be_offered_where_its_extension_is(known: Known) -> None:
    assert any(
        typed.startswith(known.keyword) for typed in offered_after(known.verbs[0], offers(known.extension))
    )
