"""All of them."""

from __future__ import annotations

from tests.hostile.endings import HANDSHAKES, LOGINS, MESSAGES
from tests.hostile.floods import FLOODS
from tests.hostile.misbehaviour import Misbehaviour
from tests.hostile.octets import CONTROLS
from tests.hostile.saying import CODES, GREETINGS, TURNS

ALL: tuple[Misbehaviour, ...] = (
    *GREETINGS,
    *CODES,
    *TURNS,
    *CONTROLS,
    *FLOODS,
    *HANDSHAKES,
    *LOGINS,
    *MESSAGES,
)
