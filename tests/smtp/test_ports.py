from __future__ import annotations

from smtpwb.smtp.ports import LMTP, SERVICES, joined


def test_the_services_have_the_ports_that_iana_registered() -> None:
    assert SERVICES == {"smtp": 25, "smtps": 465, "submission": 587, "submissions": 465}


def test_lmtp_is_never_spoken_on_a_port_of_smtp() -> None:
    assert LMTP not in SERVICES.values()


def test_joined() -> None:
    assert joined("192.0.2.1", 25) == "192.0.2.1:25"
    assert joined("2001:db8::1", 25) == "[2001:db8::1]:25"
