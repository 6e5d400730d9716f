"""Dialogues as text, turned into events: `C: ` and `S: ` lines as in the examples of the RFCs.

C: telnet mx.example.net 25     a connection, while there is none
S: 250-two                      what arrives, CRLF added; without it: S~ 250 hal
C: MAIL FROM:<a@example.net>    what is sent, as command, content or answer, as the state has it
S: <closed>   C: <close>        the end of the connection, by the server or by the user
S: <no connection>              the order to connect failed
S: <secured>   S: <not secured> a TLS handshake ended, well or not
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypedDict

import msgspec

from smtpwb.lessons.runner import Runner
from smtpwb.smtp.dialogue import State
from smtpwb.transcript.events import Arrived, Closed, Event, Opened, OpenFailed, Purpose, Secured, Sent
from smtpwb.transcript.transcript import Transcript

_BEGAN = datetime(2003, 6, 25, tzinfo=UTC)


class _Stamp(TypedDict):
    seq: int
    wall: datetime
    at: int


_NEVER: _Stamp = {"seq": 0, "wall": _BEGAN, "at": 0}
_HAPPENINGS: dict[str, Event] = {
    "<closed>": Closed(**_NEVER, by="server", how="closed"),
    "<close>": Closed(**_NEVER, by="you", how="hung up"),
    "<no connection>": OpenFailed(**_NEVER, target="telnet mx.example.net 25", why="connection refused"),
    "<secured>": Secured(**_NEVER, version="TLSv1.3"),
    "<not secured>": Secured(**_NEVER, version="", reason="no shared cipher"),
}
_PURPOSES = {State.CONTENT: Purpose.CONTENT, State.AUTH: Purpose.SASL}


def play(text: str, transcript: Transcript, runner: Runner | None = None) -> Transcript:
    """Append the events of a dialogue; the runner, if one is given, watches each change."""
    if runner is not None:
        watching = runner
        transcript.subscribe(lambda change: watching.observe(transcript, change))
    for line in filter(None, map(str.strip, text.splitlines())):
        transcript.append(event(line, transcript))
    return transcript


def event(line: str, transcript: Transcript) -> Event:
    """The event that one line of a dialogue stands for."""
    seq = len(transcript.events)
    made = _made(line, transcript)
    return msgspec.structs.replace(made, seq=seq, wall=_BEGAN, at=seq * 1_000_000)


def _made(line: str, transcript: Transcript) -> Event:
    said = line[2:].removeprefix(" ")
    if said in _HAPPENINGS:
        return _HAPPENINGS[said]
    if line.startswith("S"):
        return Arrived(**_NEVER, data=said.encode() + (b"\r\n" if line[1] == ":" else b""))
    if said.startswith("telnet "):
        return Opened(**_NEVER, target=said, host=said.split()[1], port=25, local="", peer="192.0.2.1:25")
    purpose = _PURPOSES.get(transcript.dialogue.state, Purpose.COMMAND)
    return Sent(**_NEVER, data=said.encode() + b"\r\n", purpose=purpose)
