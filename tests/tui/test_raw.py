from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.session.outgoing import Outgoing
from smtpwb.session.secrets import Secrets
from smtpwb.smtp import escapes
from smtpwb.smtp.dialogue import Dialogue
from smtpwb.transcript.events import Sent
from smtpwb.transcript.spool import Spool
from smtpwb.transcript.transcript import Transcript
from smtpwb.transcript.wording import BULLET
from smtpwb.tui import raw
from tests.dialogues import BEGAN, STEP, play
from tests.smtp import dialogues as at


@pytest.mark.parametrize(
    ("line", "shown", "doubt"),
    [
        (r"NOOP\r\n", "NOOP<0D><0A>", "6 octets"),
        (r"a\n.\n", "a<0A>.<0A>", "4 octets, and no CRLF"),
        ("x", "x", "1 octet, and no CRLF"),
        (r"\xff<0A>", "<FF><3C>0A>", "5 octets, and no CRLF"),
        ("\\", raw.EMPTY, "an escape is not complete."),
        ("", raw.EMPTY, ""),
    ],
)
def test_what_is_shown_is_what_goes_out(line: str, shown: str, doubt: str) -> None:
    told = raw.told(line, "alt+r", at.EHLO)
    assert (told.reading.plain, told.doubt.plain) == (shown, doubt)
    assert "alt+r back" in told.title


@pytest.mark.parametrize(
    ("dialogue", "unended", "line", "secret"),
    [
        (at.EHLO, b"", "NOOP", ""),
        (at.EHLO, b"", "AUTH PLAIN AGEA", "AGEA"),
        (at.EHLO, b"", r"AUTH PLAIN A\x47EA\r\n", r"A\x47EA"),
        (at.EHLO, b"", r"NOOP\r\nAUTH PLAIN AGEA", "AGEA"),
        (at.EHLO, b"", r"AUTH PLAIN\r\nAGEA", "AGEA"),
        (at.EHLO, b"AUTH PLAIN ", "AGEA", "AGEA"),
        (at.EHLO, b"AUTH PL", "AIN AGEA", "AGEA"),
        (at.AUTH, b"", r"AGEA\r\n", r"AGEA\r\n"),
        (at.AUTH, b"", "\\", "\\"),
        (at.CONTENT, b"", "AUTH PLAIN AGEA", ""),
    ],
)
def test_which_characters_are_secret(dialogue: Dialogue, unended: bytes, line: str, secret: str) -> None:
    ranges = raw.secrets(line, dialogue, (), unended)
    assert "".join(line[begin:end] for begin, end in ranges) == secret
    told = raw.told(line, "alt+r", dialogue, (), unended)
    assert "AGEA" not in told.reading.plain or not secret
    assert (BULLET in told.reading.plain) == bool(secret and escapes.read(line).fault == "")


def outgoing(transcript: Transcript) -> Outgoing:
    """The engine's sending side, on a wire that leads nowhere."""

    def tell(**fields: Any) -> None:
        seq = len(transcript.events)
        transcript.append(Sent(seq=seq, wall=BEGAN, at=seq * STEP, **fields))

    return Outgoing(transcript, Secrets(), Spool(), now=lambda: 0, tell=tell, write=lambda octets: None)


PIECES = st.sampled_from(
    ["AUTH PLAIN ", "AGEA", "x", r"\r\n", "AUTH", " ", r"\n", r"\r", "NOOP", "*", "auth login"]
)


@given(st.lists(st.lists(PIECES, max_size=6).map("".join), max_size=5))
def test_what_is_masked_when_sent_was_masked_when_typed(orders: list[str]) -> None:
    """Law 4, for any octets in any pieces."""
    now = play("S: 220 hi\nC: EHLO a\nS: 250-a\nS: 250 AUTH PLAIN")
    out = outgoing(now)
    for line in orders:
        typed = raw.secrets(line, now.dialogue, now.awaiting, now.unended)
        found = escapes.read(line)
        masked = {
            at for begin, end in typed for at, place in enumerate(found.places) if begin <= place[0] < end
        }
        out.raw(found.octets)
        event = now.events[-1]
        assert isinstance(event, Sent)
        assert {at for begin, end in event.masked for at in range(begin, end)} <= masked
