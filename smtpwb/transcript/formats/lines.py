"""Each entry of an export as drawn lines with a role: what a page and a picture have in common.

Decides which colour, by its role, a line is shown in. Nothing of how it is written.
"""

from __future__ import annotations

from collections.abc import Iterator

from smtpwb.transcript.formats.told import Block

ROLES = ("client", "server", "remark", "note", "said", "reply-2yz", "reply-3yz", "reply-4yz", "reply-5yz")
"""What a line is; `said` is what we say of an entry, `note` what the user does."""


def role(one: Block) -> str:
    """Of what was said on the wire by whom, a reply by its class; of all else `remark`."""
    if one.mark == "C":
        return "client"
    if one.entry.reply is None:
        return "remark"
    digit = one.entry.reply.code[:1]
    return f"reply-{digit}yz" if digit in ("2", "3", "4", "5") else "server"


def beside(one: Block) -> Iterator[tuple[str, str]]:
    """The role and the text of each paragraph below an entry."""
    yield from (("said", said.whole) for said in one.said)
    if one.sources:
        yield "said", f"[{' · '.join(one.sources)}]"
    yield from (("note", line) for line in one.noted)
