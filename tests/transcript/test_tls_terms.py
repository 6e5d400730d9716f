"""The tables of TLS: every alert can be found by number, by name and by OpenSSL's own words."""

from __future__ import annotations

import pytest

from smtpwb.reference import catalog
from smtpwb.transcript.tls_terms import ALERTS, FAULTS, alert, alert_in, alert_name, fault


@pytest.mark.parametrize("number", ALERTS)
def test_every_alert_is_found_by_its_name(number: int) -> None:
    found = alert(alert_name(number))
    assert found is ALERTS[number]
    assert found.meaning.endswith((".", "?"))
    assert found.source.startswith("RFC ")


def test_an_alert_without_a_name_keeps_its_number() -> None:
    assert alert_name(199) == "number 199"
    assert alert("number 199") is None


@pytest.mark.parametrize(
    ("reason", "name"),
    [
        ("SSLV3_ALERT_HANDSHAKE_FAILURE", "handshake_failure"),
        ("TLSV1_ALERT_UNKNOWN_CA", "unknown_ca"),
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "certificate_required"),
        ("TLSV1_UNRECOGNIZED_NAME", "unrecognized_name"),
        ("TLSV1_ALERT_USER_CANCELLED", "user_canceled"),
        ("WRONG_VERSION_NUMBER", ""),
        ("TLSV1_NONSENSE", ""),
        ("", ""),
    ],
)
def test_openssl_names_them_its_own_way(reason: str, name: str) -> None:
    assert alert_in(reason) == name


@pytest.mark.parametrize("code", FAULTS)
def test_every_fault_says_what_it_means(code: int) -> None:
    found = fault(code)
    assert found is not None
    assert found.told
    assert found.meaning.endswith(".") or found.meaning.endswith("?")


def test_other_codes_have_no_words_of_ours() -> None:
    assert fault(0) is None


def test_every_document_that_is_cited_has_a_row_in_the_reference() -> None:
    cited = {one.source.split(" §")[0] for table in (ALERTS, FAULTS) for one in table.values()}
    assert cited - {row.key for row in catalog.table("rfcs")} == set()
