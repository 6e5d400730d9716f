"""Dialogues as text, played into a transcript: what was said on both sides, without a connection.

The notation is that of the RFCs' examples, one line sent or arrived each, CRLF added:

    C: EHLO ws.example.net     sent; what it is meant as follows from where the dialogue stands
    S: 250-practice.test       arrived; each line alone, so a reply grows as on a slow line
    S: <tls>                   the TLS handshake is done
    S: <no tls>                the TLS handshake failed
    S: <closed>                the server closed the connection
    C: <close>                 the user hung up
    # anything                 a remark

Exactly one blank behind `C:` and `S:` is syntax, the rest is data; tags of visible text (`<1B>`) are
octets. The connection opens by itself before the first line, and again after it was closed. The
clock is fake: every event comes one millisecond after the one before.

    transcript = play("S: 220 practice.test", "C: HELO a", "S: 250 practice.test")
    assert transcript.dialogue.state is State.HELLO
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from smtpwb.smtp.reads import Reads, reads_as
from smtpwb.smtp.visible import unvisible
from smtpwb.transcript.events import (
    Arrived,
    Closed,
    Event,
    Opened,
    OpenFailed,
    Purpose,
    Secured,
    Sent,
    Spooled,
)
from smtpwb.transcript.transcript import Transcript

BEGAN = datetime(2024, 1, 1, 12, tzinfo=UTC)
"""Wall time of the first event."""
STEP = 1_000_000
"""Nanoseconds from one event to the next."""


def play(*lines: str, transcript: Transcript | None = None) -> Transcript:
    """Append what the lines say to a transcript, a new one unless given; each argument may hold many lines.

    Raises ValueError for a line in no known notation, so that a slip in a test cannot pass.
    """
    stage = Stage(transcript)
    for line in (line for text in lines for line in text.strip("\n").split("\n")):
        stage.line(line.lstrip(" "))
    return stage.transcript


class Stage:
    """Appends events to a transcript as a session would, from orders instead of a connection."""

    def __init__(self, transcript: Transcript | None = None) -> None:
        self.transcript = Transcript() if transcript is None else transcript

    @property
    def connected(self) -> bool:
        """A connection stands; a 421 alone does not end it."""
        events = self.transcript.events
        return bool(events) and not isinstance(events[-1], Closed | OpenFailed)

    def line(self, line: str) -> None:
        """One line of the notation. Raises ValueError if it is none."""
        if not line or line.startswith("#"):
            return
        side, colon, text = line.partition(":")
        text = text.removeprefix(" ")
        if side not in ("C", "S") or not colon:
            raise ValueError(f"neither `C: …` nor `S: …`: {line!r}")
        if not self.connected:
            self.opened()
        happened: dict[str, Callable[[], None]] = {
            "S: <tls>": self.secured,
            "S: <no tls>": self.not_secured,
            "S: <closed>": self.closed,
            "C: <close>": self.hung_up,
        }
        if special := happened.get(f"{side}: {text}"):
            special()
        elif side == "C":
            self.sent(unvisible(text) + b"\r\n")
        else:
            self.arrived(unvisible(text) + b"\r\n")

    def opened(self, target: str = "telnet practice.test 25") -> None:
        self._append(
            Opened,
            target=target,
            host="practice.test",
            port=25,
            local="127.0.0.1:40000",
            peer="127.0.0.1:2525",
        )

    def sent(self, data: bytes, purpose: Purpose | None = None) -> None:
        """Octets went out; unless given, what they are meant as follows from the dialogue."""
        self._append(Sent, data=data, purpose=self._purpose() if purpose is None else purpose)

    def spooled(self, where: Spooled) -> None:
        """Content went out that lies in a spool."""
        self._append(Sent, data=b"", purpose=Purpose.CONTENT, spooled=where)

    def half_closed(self) -> None:
        """We have nothing more to say."""
        self._append(Sent, data=b"", purpose=Purpose.RAW, eof=True)

    def arrived(self, data: bytes) -> None:
        """Octets came in, inside TLS if a handshake was done."""
        self._append(Arrived, data=data, tls=self.transcript.dialogue.secured)

    def secured(self) -> None:
        self._append(Secured, version="TLSv1.3", cipher="TLS_AES_256_GCM_SHA384", reason="self-signed")

    def not_secured(self) -> None:
        self._append(Secured, version="", reason="wrong version number")

    def closed(self, by: str = "server", how: str = "closed the connection") -> None:
        self._append(Closed, by=by, how=how)

    def hung_up(self) -> None:
        self.closed("you", "hung up")

    def _purpose(self) -> Purpose:
        """What a line would be sent as here: text after 354, an answer after 334 or an open AUTH."""
        reads = reads_as(self.transcript.dialogue, self.transcript.awaiting)
        return {
            Reads.CONTENT: Purpose.CONTENT,
            Reads.ANSWER: Purpose.SASL,
            Reads.COMMAND: Purpose.COMMAND,
        }[reads]

    def _append(self, kind: Callable[..., Event], **fields: Any) -> None:
        seq = len(self.transcript.events)
        wall = BEGAN + timedelta(microseconds=seq * STEP // 1000)
        self.transcript.append(kind(seq=seq, wall=wall, at=seq * STEP, **fields))
