from __future__ import annotations

import pytest
from msgspec.structs import replace

from smtpwb.smtp.dialogue import Dialogue, State
from tests.smtp import dialogues as at
from tests.smtp.lint.cases import Case, check_case, says

P = b"MAIL FROM:<ann@example.net>"
R = b"RCPT TO:<bob@practice.test>"

SERVER = Dialogue(
    State.HELLO,
    "EHLO",
    at.offers(
        *("SIZE 10000", "DELIVERBY 240", "FUTURERELEASE 86400 2030-01-31T12:00:00Z"),
        "LIMITS MAILMAX=2 RCPTMAX=3 RCPTDOMAINMAX=1",
    ),
)
TAKEN = (b"bob@practice.test", b"cid@practice.test")
THREE = replace(SERVER, state=State.RCPT, accepted=TAKEN, refused=1)
TWO = replace(SERVER, state=State.RCPT, accepted=TAKEN)
ODD = replace(
    SERVER,
    extensions=at.offers("LIMITS RCPTMAX=many MAILMAX", "DELIVERBY soon", "FUTURERELEASE x y", "SIZE z"),
)

CASES: tuple[Case, ...] = (
    (at.EHLO, P + b" SIZE=10000", ""),
    (at.EHLO, P + b" SIZE=10001", "size-over-limit"),
    (at.TLS, P + b" SIZE=99999999", ""),
    (replace(SERVER, mails=1), P, ""),
    (replace(SERVER, mails=2), P, "mail-over-limit"),
    (TWO, R, ""),
    (THREE, R, "recipient-over-limit"),
    (TWO, b"RCPT TO:<bob@PRACTICE.test>", ""),
    (TWO, b"RCPT TO:<bob@example.org>", "domain-over-limit"),
    (TWO, b"RCPT TO:<postmaster>", ""),
    (SERVER, P + b" BY=240;R", ""),
    (SERVER, P + b" BY=239;N", ""),
    (SERVER, P + b" BY=+239;RT", "by-below-minimum"),
    (SERVER, P + b" HOLDFOR=86400", ""),
    (SERVER, P + b" HOLDFOR=86401", "hold-over-limit"),
    (SERVER, P + b" HOLDUNTIL=2030-01-31T12:00:00Z", ""),
    (SERVER, P + b" HOLDUNTIL=2030-01-31t12:00:01z", "hold-over-limit"),
    (ODD, P + b" BY=1;R HOLDFOR=999999999 SIZE=999999999", ""),
    (ODD, P + b" HOLDUNTIL=2999-01-31T12:00:00Z", ""),
    (replace(ODD, state=State.RCPT, accepted=TAKEN), R, ""),
)


@pytest.mark.parametrize("case", CASES)
def test_limits(case: Case) -> None:
    check_case(case)


def test_the_count_is_said() -> None:
    told = says(R, THREE, "recipient-over-limit")
    assert told == "This server takes 3 recipients a transaction; this is the 4th."
