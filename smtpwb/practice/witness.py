"""A dialogue seen from the server's side, told as the events of its client: what a teacher keeps of it.

Decides which event octets become, and what of them is secret (law 4); how much is kept has an end, so that
no client fills memory or disk. What is done with the events is the classroom's.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from smtpwb.smtp import sasl
from smtpwb.smtp.message import CRLF
from smtpwb.smtp.ports import joined
from smtpwb.smtp.reads import Reads, reads_as, secret_in
from smtpwb.transcript.events import Arrived, Closed, Event, Opened, Purpose, Secured, Sent, Told
from smtpwb.transcript.transcript import Transcript

MOST_OCTETS = 2_000_000
"""Of one dialogue, what is kept in octets sent and replied."""
MOST_EVENTS = 10_000
MOST_AHEAD = 1_000
"""Lines that are sent before any is answered; each takes as long to tell as there are others before it."""
_AT_ONCE = 1 << 15
"""Octets of content that one event holds."""
_LONGEST = 1 << 14
"""Octets of a line without an end that are waited for."""
_PURPOSE = {Reads.COMMAND: Purpose.COMMAND, Reads.ANSWER: Purpose.SASL}
SERVER = "practice server"


class Witness:
    """Hears what one connection reads and writes. `write` is given each event as it happens."""

    def __init__(self, write: Callable[[Event], None]) -> None:
        self.transcript = Transcript()
        self._write = write
        self._began = time.monotonic_ns()
        self._held = b""
        """What was read and is no whole line, or content that is not told yet."""
        self._octets = 0
        self._full = self._lone_lf = self._tls = self._over = False

    # What happens

    def opened(self, host: str, client: tuple[str, int], server: tuple[str, int], *, tls: bool) -> None:
        """A connection stands; `tls`: it begins with a handshake."""
        peer, local = (joined(*address[:2]) for address in (server, client))
        self._tell(Opened, target=peer, host=host, port=server[1], local=local, peer=peer, tls=tls)

    def read(self, octets: bytes) -> None:
        """The server read these octets, in whole lines or not."""
        self._held += octets
        while self._held and not self._full and self._one_taken():
            pass
        if self._full:
            self._held = b""  # nobody wants to know how it would be cut

    def wrote(self, octets: bytes) -> None:
        """The server said this; what it had read before is told before."""
        self._flush()
        self._tell(Arrived, data=octets, tls=self._tls, size=len(octets))

    def secured(self, tls: ssl.SSLObject) -> None:
        """The handshake succeeded."""
        self._flush()
        self._tls = True
        name, _, bits = tls.cipher() or ("", "", 0)
        self._tell(
            Secured, version=tls.version() or "", cipher=name, bits=bits, sni=tls.server_hostname or ""
        )

    def not_secured(self, why: str) -> None:
        """The handshake failed."""
        self._tell(Secured, version="", reason=why)

    def closed(self, by: str, how: str) -> None:
        """The connection is over; `by` as `Closed` has it, from the client's side."""
        if not self._over:
            self._flush()
            self._over = True
            self._tell(Closed, by=by, how=how)

    # How it becomes events

    def _one_taken(self) -> bool:
        """Tell the next line, chunk or piece of content; False where more has to come first."""
        dialogue, awaiting = self.transcript.dialogue, self.transcript.awaiting
        if len(awaiting) > MOST_AHEAD:
            self._keep_no_more()
            return False
        reads = reads_as(dialogue, awaiting)
        if dialogue.chunk_left:
            self._sent(self._take(min(dialogue.chunk_left, len(self._held), _AT_ONCE)), Purpose.CONTENT)
            return True
        if reads is Reads.CONTENT:
            if len(self._held) < _AT_ONCE and not self._held.endswith(b"\n"):
                return False
            self._sent(self._with_crlf(self._take(_AT_ONCE)), Purpose.CONTENT)
            return True
        end = self._held.find(b"\n") + 1
        if not end and len(self._held) < _LONGEST:
            return False
        self._line(self._take(end or len(self._held)), reads)
        return True

    def _take(self, octets: int) -> bytes:
        taken, self._held = self._held[:octets], self._held[octets:]
        return taken

    def _line(self, raw: bytes, reads: Reads) -> None:
        if not raw.endswith(b"\n"):
            self._sent(raw, Purpose.RAW, secret_in(raw, reads))
            return
        line = self._without_end(raw)
        self._sent(line + CRLF, _PURPOSE[reads], secret_in(line, reads))

    def _without_end(self, raw: bytes) -> bytes:
        """A line that ends in a lone LF is written with CRLF, which is said once."""
        if raw.endswith(CRLF):
            return raw[:-2]
        if not self._lone_lf:
            self._lone_lf = True
            words = "the lines of this client end in a lone LF; they are written with CRLF here"
            self._tell(Told, by=SERVER, words=words)
        return raw[:-1]

    def _flush(self) -> None:
        """Tell what is held: content that ended, or a line that never did."""
        held, self._held = self._held, b""
        if not held:
            return
        reads = reads_as(self.transcript.dialogue, self.transcript.awaiting)
        if reads is Reads.CONTENT:
            self._sent(self._with_crlf(held), Purpose.CONTENT)
        else:
            self._sent(held, Purpose.RAW, secret_in(held, reads))

    def _with_crlf(self, content: bytes) -> bytes:
        """So that its end is known for one, where the client knows no CRLF."""
        return content.replace(CRLF, b"\n").replace(b"\n", CRLF) if self._lone_lf else content

    def _sent(self, data: bytes, purpose: Purpose, masked: sasl.Ranges = ()) -> None:
        hidden = sasl.mask(data, masked)
        self._tell(Sent, data=hidden, purpose=purpose, masked=masked, size=len(data))

    def _tell(self, kind: Callable[..., Event], *, size: int = 0, **fields: Any) -> None:
        """Make the event and hand it on, as long as there is room for it; the end always finds room."""
        full = self._octets + size > MOST_OCTETS or len(self.transcript.events) >= MOST_EVENTS
        if full:
            self._keep_no_more()
        if not self._full or kind is Closed:
            self._octets += size
            self._append(kind, **fields)

    def _keep_no_more(self) -> None:
        if not self._full:
            self._full = True
            self._append(Told, by=SERVER, words="no more of this dialogue is kept: it is too long")

    def _append(self, kind: Callable[..., Event], **fields: Any) -> None:
        seq, at = len(self.transcript.events), time.monotonic_ns() - self._began
        event = kind(seq=seq, wall=datetime.now(UTC), at=at, **fields)
        self._write(event)
        self.transcript.append(event)
