"""The programs for which a dialogue can be copied, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from smtpwb.transcript.copy_as import cribs, python, shell
from smtpwb.transcript.copy_as.plan import Plan, plan
from smtpwb.transcript.transcript import Transcript


class CopyAs(msgspec.Struct, frozen=True):
    """One program."""

    name: str
    label: str
    """For a menu."""
    extension: str
    lines: Callable[[Plan], Iterator[str]]


COPY_AS: Mapping[str, CopyAs] = {
    one.name: one
    for one in (
        CopyAs("swaks", "swaks command", "sh", shell.swaks),
        CopyAs("curl", "curl command", "sh", shell.curl),
        CopyAs("openssl", "openssl s_client, and what to type", "txt", cribs.openssl),
        CopyAs("telnet", "telnet, and what to type", "txt", cribs.telnet),
        CopyAs("smtplib", "Python with smtplib", "py", python.smtplib),
        CopyAs("aiosmtplib", "Python with aiosmtplib", "py", python.aiosmtplib),
    )
}


def copied(name: str, transcript: Transcript, index: int | None = None) -> str:
    """The connection of the entry at `index` (default: the newest) for that program; empty: there was none.

    Raises KeyError: no such program.
    """
    program = COPY_AS[name]
    found = plan(transcript, index)
    return "" if found is None else "".join(f"{line}\n" for line in program.lines(found))
