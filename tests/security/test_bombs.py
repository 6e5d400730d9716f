"""`decode` on what is made to keep it busy: answered soon, in bounded memory, whatever unfolds out of what.

What grew faster than the octets do would take minutes here.
"""

from __future__ import annotations

import base64
import subprocess
import sys
import time
from collections.abc import Callable, Mapping

import pytest

from smtpwb.transcript.pasted.explained import explained
from smtpwb.transcript.pasted.find import find
from tests.cli.program import PATIENCE, environment

HEAD = b"From: MAILER-DAEMON\nTo: a@b.test\nSubject: Undelivered\nMIME-Version: 1.0\n"
SAID = b"550 5.1.1 no such user\n"
_REPORT = HEAD + b"Content-Type: multipart/report; boundary=x\n\n"
_RECIPIENT = (
    b"Final-Recipient: rfc822; a@b.test\nAction: failed\nStatus: 5.1.1\n"
    b"Diagnostic-Code: smtp; 550 5.1.1 no\n\n"
)
_STATUS = b"--x\nContent-Type: message/delivery-status\n\n" + _RECIPIENT
_ENCODED = HEAD + b"Content-Type: text/plain\nContent-Transfer-Encoding: "


def _nested(levels: int) -> bytes:
    inside = (b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(levels))
    return HEAD + b"".join(inside) + b"\n" + SAID


def _in_base64(octets: bytes, levels: int) -> bytes:
    for _ in range(levels):
        octets = _ENCODED + b"base64\n\n" + base64.encodebytes(octets)
    return octets


_OCTETS = 2_000_000
"""Of each, to be quick; what is read of a text, five times as much, is tried for its memory."""
BOMBS: Mapping[str, Callable[[], bytes]] = {
    "multiparts 10,000 deep": lambda: _nested(10_000),
    "multiparts of one boundary": lambda: (
        _REPORT + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 10_000 + SAID
    ),
    "messages in messages": lambda: (
        _REPORT + b"--x\nContent-Type: message/rfc822\n\nFrom: a\nTo: b\nSubject: c\n" * 10_000 + SAID
    ),
    "100,000 parts": lambda: _REPORT + _STATUS * 100_000,
    "1,000,000 empty parts": lambda: _REPORT + b"--x\n\na\n" * 1_000_000,
    "one part for 100,000 recipients": lambda: _REPORT + _STATUS + _RECIPIENT * 100_000,
    "base64": lambda: _in_base64(SAID * 100_000, 1),
    "base64 in base64": lambda: _in_base64(SAID * 50_000, 3),
    "quoted-printable": lambda: _ENCODED + b"quoted-printable\n\n" + b"=35=35=30 =\n" * 300_000,
    "a soft line break after another": lambda: _ENCODED + b"quoted-printable\n\n" + b"=\n" * 2_000_000,
    "1,000,000 fields": lambda: HEAD + b"X-A: b\n" * 1_000_000 + b"\n" + SAID,
    "a folded field": lambda: HEAD + b" b\n" * 1_000_000 + b"\n" + SAID,
    "a long field": lambda: HEAD + b"X: " + b"x" * 4_000_000 + b"\n\n" + SAID,
    "many boundaries": lambda: HEAD + b"Content-Type: multipart/mixed" + b"; boundary=" * 400_000,
    "encoded words": lambda: b"550 " + b"=?utf-8?b?NTUw?= " * 250_000 + b"\n",
    "beginnings of encoded words": lambda: b"550 " + b"=?" * 2_000_000 + b"\n",
    "objects in objects": lambda: b'{"message":' * 400_000,
    "records in records": lambda: b'{"message":"' + b'{\\"message\\":\\"x' * 250_000,
    "marks of quoting": lambda: b"> " * 2_000_000 + SAID,
    "a field of a journal": lambda: b"_PID=1\nMESSAGE=x\n" + b"     y\n" * 500_000,
    "structured data": lambda: (b"<22>1 a b c d " + b"[" * 2000 + b" 550 no\n") * 2000,
    "control sequences": lambda: b"\x1b[1;1;1;1" * 500_000,
    "a reply of 500,000 lines": lambda: b"550-a\n" * 500_000,
    "digits": lambda: b"550" * 1_500_000,
    "a queue": lambda: (
        b"A1234567890*     1000 Mon Nov  1 10:00:00  a@b.test\n(host mx.test said: 550 no\n" * 40_000
    ),
    "a log line that does not end": lambda: b"postfix/smtp[1]: A: to=<" + b"(" * 4_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_it_is_answered_soon(name: str) -> None:
    bomb = BOMBS[name]()[:_OCTETS]
    began = time.process_time()
    for found in find(bomb):
        explained(found)
    assert time.process_time() - began < 2


_MEASURED = """
import sys
from smtpwb.cli.main import main
main(["decode"])
(peak,) = [line for line in open("/proc/self/status") if line.startswith("VmHWM:")]
print(peak.split()[1], file=sys.stderr)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="kilobytes are told on Linux")
@pytest.mark.parametrize(
    "name", ["100,000 parts", "1,000,000 empty parts", "1,000,000 fields", "base64 in base64"]
)
def test_memory_is_bounded(name: str) -> None:
    """A text of 10 MB, the most that is read, and the program itself, in 400 MB."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED],
        input=BOMBS[name](),
        capture_output=True,
        timeout=PATIENCE,
        env=environment(),
    )
    assert int(done.stderr.split()[-1]) < 400 << 10, done.stderr
