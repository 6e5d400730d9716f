"""A large message by `smtpwb run`, from a file: that it went, and how much memory that took at most."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tests.cli.program import environment
from tests.real import dialogues
from tests.real.listening import HOST, Address, Mx, target

LETTER = "letter.eml"
"""The file that is sent."""
_LINE = b"The quick brown fox jumps over the lazy dog, and the dog does not mind at all.\n"
_MEMORY_AT_THE_END = """
import atexit, sys
from pathlib import Path
atexit.register(lambda: print(Path("/proc/self/status").read_text(), file=sys.stderr))
from smtpwb.cli.main import main
sys.exit(main())
"""


@dataclass(frozen=True)
class Place:
    """Where it goes, and what is said there before MAIL."""

    target: str
    hello: str


Secured: TypeAlias = Callable[[Mx], Place]


def submission(mx: Mx) -> Place:
    """STARTTLS and a login."""
    return Place(f"{HOST}:{mx.submission}", dialogues.SECURED + dialogues.LOGINS["PLAIN"])


def smtps(mx: Mx) -> Place:
    """TLS on connect and a login."""
    return Place(f"smtps://{HOST}:{mx.smtps}", dialogues.HELLO + dialogues.LOGINS["PLAIN"])


def lmtp(address: Address) -> Place:
    return Place(target(address), dialogues.HELLO.replace("EHLO", "LHLO"))


def peak(home: Path, place: Place, octets: int, *options: str) -> int:
    """Send a message of so many octets; returns the octets of memory that were resident at most.

    Raises AssertionError where a reply is not as expected.
    """
    letter = home / LETTER
    with letter.open("wb") as file:
        file.write(b"Subject: large\n\n")
        file.writelines(_LINE for _ in range(octets // len(_LINE)))
    message = f"C<file>: {letter}\nC: .\nS: 250\n"
    said = f"{dialogues.GREETED}{place.hello}{dialogues.ACCEPTED}{message}{dialogues.BYE}"
    done = subprocess.run(
        [sys.executable, "-c", _MEMORY_AT_THE_END, "run", "-", place.target, *options],
        input=said.encode(),
        capture_output=True,
        timeout=120,
        env=environment(**dialogues.SECRETS),
    )
    assert done.returncode == 0, done.stdout[-4_000:].decode() + done.stderr.decode()
    found = re.search(rb"VmHWM:\s+(\d+) kB", done.stderr)
    assert found is not None
    return int(found[1]) << 10
