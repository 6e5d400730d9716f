"""What speaks for a cause, and which rules have a say."""

from __future__ import annotations

import pytest

from smtpwb.reference.evidence import Evidence, gathered, read


def evidence(code: str, enhanced: str, text: str, after: str = "", speaker: str = "") -> list[Evidence]:
    return list(gathered(read(code, enhanced, text, after, speaker)))


def by_kind(found: list[Evidence], kind: str) -> set[str]:
    return {one.cause for one in found if one.kind == kind}


def test_codes_are_taken_from_the_words_where_none_are_given() -> None:
    reply = read("", "", "550 5.1.1 User unknown", "", "")
    assert (reply.code, reply.enhanced, reply.given) == ("550", "5.1.1", "")
    assert read("550", "5.0.0", "5.2.2 full", "", "").enhanced == "5.2.2"
    assert read("550", "5.1.1", "5.2.2 full", "", "").enhanced == "5.1.1"
    assert read("", "", "from 192.0.2.250 at 5.1.1.9", "", "").enhanced == ""


def test_each_kind_speaks() -> None:
    found = evidence("554", "5.7.1", "Client host [192.0.2.1] blocked using bl.spamcop.net", "RCPT")
    assert {one.kind for one in found} >= {"words", "enhanced", "blocklist"}
    assert "blocklisted" in by_kind(found, "words")
    assert by_kind(found, "blocklist") == {"blocklisted"}


def test_a_rule_counts_once() -> None:
    found = evidence("550", "", "spam spam spam, this message is spam", "CONTENT")
    assert [one.rule for one in found].count("words_english/spam") == 1


def test_plain_words_silence_what_only_leads_up_to_them() -> None:
    full = evidence("550", "", "Recipient address rejected: mailbox full", "RCPT")
    assert {one.cause for one in full if one.kind != "enhanced"} == {"mailbox-full"}
    bare = evidence("550", "", "Recipient address rejected", "RCPT")
    assert {"codes/550 RCPT", "words_english/address-rejected"} <= {one.rule for one in bare}


def test_the_command_weighs_what_a_code_means() -> None:
    assert "sender-rejected" in by_kind(evidence("550", "", "no", "MAIL"), "code")
    assert "recipient-unknown" in by_kind(evidence("550", "", "no", "RCPT"), "code")
    assert by_kind(evidence("503", "", "no", "RCPT"), "code") == {"bad-sequence"}


def test_the_registry_is_silent_where_a_provider_has_its_own_sense() -> None:
    assert by_kind(evidence("550", "5.7.27", "didn't pass SPF authentication gsmtp"), "enhanced") == set()
    assert by_kind(evidence("550", "5.7.27", "no"), "enhanced") == {"sender-rejected", "null-mx"}


def test_a_provider_is_known_by_its_marks_its_codes_or_by_name() -> None:
    assert by_kind(evidence("550", "5.7.606", "no"), "provider") == {"blocklisted"}
    assert by_kind(evidence("554", "", "no, AUP#In-1310"), "provider") == {"too-many-connections"}
    assert by_kind(evidence("552", "", "too much mail data"), "provider") == set()
    assert by_kind(evidence("552", "", "too much mail data", speaker="NTT docomo"), "provider") == {
        "mailbox-full"
    }


def test_what_was_found_is_visible_text() -> None:
    for one in evidence("550", "", "user unknown \x1b[31m \u202e mailbox \x07 full"):
        assert one.said.isprintable()


def test_senses_speak_where_set_phrases_do_not() -> None:
    other = evidence("550", "", "that recipient doesn't exist", "RCPT")
    assert "senses/recipient-missing" in {one.rule for one in other}
    plain = evidence("550", "", "User unknown", "RCPT")
    assert not {one.rule for one in plain if one.rule.startswith("senses/")}


def test_senses_decide_where_set_phrases_do_not_agree() -> None:
    found = evidence("450", "", "The recipient has exceeded message rate limit, mailbox full", "RCPT")
    assert {one.rule.split("/")[0] for one in found} >= {"words_english", "senses"}


def test_the_verdict_of_a_reply_is_no_sense_of_its_own() -> None:
    assert by_kind(evidence("554", "", "rejected", "CONTENT"), "words") == {"policy"}


def test_what_the_server_has_not_heard_yet_is_hardly_the_cause() -> None:
    found = evidence("554", "", "looks like spam", "CONNECT")
    against = {one.cause: one.weight for one in found if one.kind == "stage"}
    assert against["spam-content"] < 0
    assert by_kind(evidence("554", "", "looks like spam", "CONTENT"), "stage") == set()


@pytest.mark.parametrize(
    ("code", "text", "after", "meant"),
    [
        ("550", "domain not found", "CONNECT", "reverse-dns"),
        ("550", "unknown user", "MAIL", "sender-rejected"),
        ("550", "no such domain", "CONTENT", "sender-rejected"),
        ("535", "no such user", "AUTH", "authentication-failed"),
    ],
)
def test_who_is_meant_follows_from_the_command(code: str, text: str, after: str, meant: str) -> None:
    assert meant in {one.cause for one in evidence(code, "", text, after) if one.kind == "stage"}


def test_only_words_are_taken_for_something_else() -> None:
    assert "sender-rejected" not in by_kind(evidence("550", "5.1.2", "no", "CONTENT"), "stage")


def test_a_code_of_its_class_goes_before_the_code_of_any() -> None:
    assert "greylisted" in by_kind(evidence("451", "4.7.1", "no"), "enhanced")
    assert "greylisted" not in by_kind(evidence("550", "5.7.1", "no"), "enhanced")


def test_words_that_a_provider_says_under_another_code_weigh_less() -> None:
    def weight(enhanced: str) -> float:
        found = evidence("550", enhanced, "Invalid address [outlook.com]", "RCPT")
        return max((one.weight for one in found if one.kind == "provider"), default=0.0)

    assert weight("5.1.3") < weight("")


def test_a_speaker_that_is_known_weighs_more_than_its_mark_in_the_words() -> None:
    def weight(speaker: str) -> float:
        found = evidence("421", "4.7.0", "Try again later, closing connection. gsmtp", "RCPT", speaker)
        return max((one.weight for one in found if one.kind == "provider"), default=0.0)

    assert weight("Google") > weight("") > 0


@pytest.mark.parametrize(
    ("vague", "rule"),
    [
        ("Internal error", "system-error"),
        ("Message content rejected", "content-refused"),
        ("Message format error", "format-trouble"),
        ("No SMTP service here", "no-service"),
    ],
)
def test_a_vague_phrase_gives_way_to_one_that_tells(vague: str, rule: str) -> None:
    def rules(text: str) -> set[str]:
        return {one.rule for one in evidence("550", "", text)}

    assert f"words_english/{rule}" in rules(vague)
    assert f"words_english/{rule}" not in rules(f"{vague}: no such user here")


@pytest.mark.parametrize(
    ("reply", "rule"),
    [
        ("Internal error checking sender", "senses/sender-failed"),
        ("unable to verify sender right now, database connection lost", "words_english/sender-refused"),
        ("Sender ownership could not be checked", "words_english/sender-refused"),
    ],
)
def test_an_error_of_the_server_is_no_refusal_of_whom_it_was_looking_up(reply: str, rule: str) -> None:
    assert rule not in {one.rule for one in evidence("451", "4.3.0", reply, "MAIL")}


@pytest.mark.parametrize(
    "reply",
    ['failing address in "To:" header is: joe', "Message has no To, Cc or Bcc"],
)
def test_an_address_in_a_header_is_no_recipient(reply: str) -> None:
    rules = {one.rule for one in evidence("550", "", reply, "CONTENT")}
    assert "words_english/malformed" in rules
    assert "words_english/no-such-user" not in rules
