"""Lint of a whole message: what is wrong or unwise in it, if it goes here and this way.

`MESSAGE_CHECKS` is the whole of it, by public id, grouped by subject in the files beside. Each check looks at
the facts of the message (`smtp.scan`), at the dialogue it goes into and at the way it goes; none needs the
message itself, so that one of any length is checked at once. Lint informs and never blocks (law 5).
"""

from __future__ import annotations

from collections.abc import Mapping

from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.lint.check import Finding, gravest_first
from smtpwb.smtp.lint.message_check import Message, MessageCheck
from smtpwb.smtp.lint.message_header import HEADER
from smtpwb.smtp.lint.message_octets import CONTENT, WAY
from smtpwb.smtp.scan import Facts

MESSAGE_CHECKS: Mapping[str, MessageCheck] = {check.id: check for check in (*HEADER, *CONTENT, *WAY)}
"""Every check there is, by its public id."""


def lint_message(facts: Facts, dialogue: Dialogue, *, bdat: bool = False) -> tuple[Finding, ...]:
    """What is wrong with a message if it goes into this dialogue, gravest first; `bdat`: in chunks."""
    message = Message(facts, dialogue, bdat)
    return gravest_first(one for check in MESSAGE_CHECKS.values() for one in check.findings(message))
