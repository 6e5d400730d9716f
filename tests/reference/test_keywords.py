from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.reference import catalog
from smtpwb.reference.keywords import missing, painted_over, read, size
from smtpwb.smtp.extensions import Extensions, read_offer


def told(line: str) -> tuple[str, ...]:
    """What is said of one line of an EHLO reply."""
    offer = read_offer(line.encode())
    return read(offer.keyword, offer.parameters)


def offers(*lines: str) -> Extensions:
    return Extensions(tuple(read_offer(line.encode()) for line in lines))


FULL = ("PIPELINING", "SIZE 10240000", "STARTTLS", "ENHANCEDSTATUSCODES", "8BITMIME")


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (999, "999 octets"),
        (65_536, "65.5 kB"),
        (10_240_000, "10.2 MB"),
        (10_485_760, "10.5 MB (10 MiB)"),
        (33_554_432, "33.6 MB (32 MiB)"),
    ],
)
def test_a_size_is_told_in_units_of_people(octets: int, said: str) -> None:
    assert size(octets) == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("SIZE 35882577", "Largest message 35.9 MB: about 26 MB of attachments, in base64."),
        ("SIZE 1000000", "about 731 kB of attachments"),
        ("SIZE 0", "0: no fixed limit is told"),
        ("SIZE", "A limit is not told"),
        ("SIZE 1000", "Largest message 1 kB: less than the 64 kB of RFC 5321 §4.5.3.1.7."),
        ("SIZE ten", "“ten” is no number"),
        (f"SIZE {'9' * 5000}", "is no number"),
        ("DELIVERBY 300", "no less than 5 minutes."),
        ("DELIVERBY 300,x", "no less than 5 minutes."),
        ("DELIVERBY", "No shortest time"),
        ("DELIVERBY soon", "“soon” is no number"),
        ("FUTURERELEASE 86400 2030-01-01T00:00:00Z", "HOLDFOR= may ask for 1 day at most."),
        ("FUTURERELEASE", "is not told"),
        ("MT-PRIORITY MIXER", "by the policy MIXER"),
        ("BURL imap imap://mail.test", "imap, imap://mail.test"),
        ("NO-SOLICITING net.example:ADV", "labelled net.example:ADV"),
        ("XCLIENT NAME ADDR", "NAME, ADDR"),
        ("X-RCPTLIMIT 20", "At most 20 recipients"),
        ("CHUNKING", "BDAT may take the place of DATA"),
        ("SMTPUTF8", "Addresses may be in UTF-8"),
        ("X-ANONYMOUSTLS", "Exchange servers among themselves"),
        ("XXXXXXXA", "eight letters of this form were STARTTLS"),
        ("XXXXB", "5 letters long."),
        ("XXXXXXXB", "8BITMIME or CHUNKING or SMTPUTF8 or STARTTLS"),
    ],
)
def test_a_keyword_is_read_with_its_parameters(line: str, said: str) -> None:
    assert said in " ".join(told(line))


def test_all_that_is_told_of_a_moment_and_of_who_may_use_it() -> None:
    assert told("FUTURERELEASE 60 2030-01-01T00:00:00Z")[1].endswith("after 2030-01-01T00:00:00Z.")
    assert "a stranger who sees this" in told("XCLIENT NAME")[1]


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("RCPTMAX=100", "At most 100 recipients a transaction: name the rest in another one."),
        ("mailmax=5", "At most 5 transactions a connection: connect again for more."),
        ("RCPTDOMAINMAX=1", "Recipients of at most 1 domains a transaction."),
        ("RCPTMAX=0", "RCPTMAX: “0” is no number that the extension allows."),
        ("RCPTMAX", "RCPTMAX: “” is no number that the extension allows."),
        ("FROB=1", "FROB: a limit that RFC 9422 does not define."),
    ],
)
def test_each_limit_is_told(limit: str, said: str) -> None:
    assert told(f"LIMITS {limit}") == (said,)
    assert told(f"LIMITS {limit} MAILMAX=7")[0] == said


def test_each_mechanism_is_told_with_what_it_needs_and_risks() -> None:
    plain, cram, oauth, frob = told("AUTH PLAIN CRAM-MD5 XOAUTH2 FROB")
    assert plain.startswith("PLAIN: needs user name and password; base64 hides nothing")
    assert cram.startswith(
        "CRAM-MD5, limited: needs user name and password; it does not cross the line, but a listener"
    )
    assert oauth.startswith("XOAUTH2: needs a token")
    assert frob == "FROB: a mechanism that no table knows."
    assert told("AUTH") == ("No mechanism is named, so nothing can be used to log in.",)


@pytest.mark.parametrize("row", catalog.table("sasl_mechanisms"), ids=lambda row: row.key)
def test_no_mechanism_of_the_table_is_without_words(row: catalog.SaslMechanismRow) -> None:
    (said,) = told(f"AUTH {row.key}")
    assert "no table knows" not in said
    if row.security:
        assert ": needs " in said, "a security that the sentence has no words for"


def test_the_old_spelling_of_auth_names_its_mechanisms_too() -> None:
    old, plain, login = told("AUTH=PLAIN LOGIN")
    assert "AUTH= is a spelling from a draft" in old
    assert plain.startswith("PLAIN")
    assert login.startswith("LOGIN")


@pytest.mark.parametrize("keyword", ["XXX", "XEXCH50", "XXXXYZ", "AXXXX", ""])
def test_not_every_x_is_paint(keyword: str) -> None:
    assert not painted_over(keyword)


def test_a_full_offer_lacks_nothing() -> None:
    assert missing(offers(*FULL), False) == ()


@pytest.mark.parametrize(
    ("lines", "secured", "first"),
    [
        (("SIZE",), False, "No STARTTLS: everything goes in clear here. If"),
        (("SIZE",), None, "No STARTTLS: unless TLS is active already"),
        ((*FULL, "AUTH PLAIN SCRAM-SHA-1"), False, "AUTH offered before TLS"),
        ((*FULL, "AUTH LOGIN"), False, "AUTH offered before TLS"),
        (FULL, True, "STARTTLS offered inside TLS"),
        ((*FULL, "REQUIRETLS"), False, "REQUIRETLS offered before TLS"),
        ((*FULL, "AUTH=PLAIN"), None, "AUTH in its old spelling alone"),
        ((*FULL, "BINARYMIME"), False, "BINARYMIME without CHUNKING"),
        (("SMTPUTF8",), True, "SMTPUTF8 without 8BITMIME"),
        (("PIPELINING", "SIZE", "STARTTLS", "8BITMIME"), False, "No ENHANCEDSTATUSCODES"),
        (FULL[1:], False, "No PIPELINING"),
    ],
)
def test_what_one_would_expect_and_is_not_there(
    lines: tuple[str, ...], secured: bool | None, first: str
) -> None:
    assert missing(offers(*lines), secured)[0].startswith(first)


@pytest.mark.parametrize(
    ("lines", "secured"),
    [
        (("AUTH SCRAM-SHA-256", *FULL), False),
        (("AUTH PLAIN", *(one for one in FULL if one != "STARTTLS")), True),
        (("AUTH PLAIN", "AUTH=PLAIN", *FULL), None),
        (("BINARYMIME", "CHUNKING", "SMTPUTF8", *FULL), False),
    ],
)
def test_what_is_in_order_is_not_complained_of(lines: tuple[str, ...], secured: bool | None) -> None:
    assert missing(offers(*lines), secured) == ()


@pytest.mark.parametrize("secured", [True, False, None])
@pytest.mark.parametrize("lines", [(), ("BINARYMIME", "SMTPUTF8", "STARTTLS", "REQUIRETLS", "AUTH=PLAIN")])
def test_each_complaint_names_a_section_of_an_rfc_that_has_a_row(
    lines: tuple[str, ...], secured: bool | None
) -> None:
    known = {row.key for row in catalog.table("rfcs")}
    for sentence in missing(offers(*lines), secured):
        cited = re.search(r"\(((?:RFC \d+ §[\d.]+(?:, )?)+)\)\.$", sentence)
        assert cited, sentence
        assert set(re.findall(r"RFC \d+", cited[1])) <= known


KEYWORDS = [row.key for row in catalog.table("ehlo_keywords")]


@given(st.sampled_from([*KEYWORDS, "XXXXXX", "AUTH=LOGIN"]), st.lists(st.text(max_size=20), max_size=4))
def test_whatever_the_parameters_what_is_said_is_safe_to_show(keyword: str, words: list[str]) -> None:
    assert all(said.isprintable() and said.endswith(".") for said in read(keyword, words))
