"""How a reply goes out: at once and whole, or late, in pieces, half, and with what behind it.

Values only. The protocol does as they say; mailboxes and personas hold them in their tables.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec.structs import replace


class Manner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The manner of one reply; seconds are those of a server of speed 1."""

    after: float = 0.0
    """Seconds of silence before it."""
    pause: float = 0.0
    """Seconds of silence in the middle of its last line."""
    half: bool = False
    """The rest of the last line never comes."""
    lingers: float = 0.0
    """Seconds between the reply and the end."""
    ends: Literal["", "close", "reset"] = ""
    """What becomes of the connection: it stays, it is closed, or it is reset (RFC 9293 §3.5.2)."""

    def pieces(self, said: str) -> tuple[str, ...]:
        """The reply as it goes out, piece by piece, without the rest of a half one."""
        if not (self.pause or self.half):
            return (f"{said}\r\n",)
        last = said.rpartition("\r\n")[2]
        cut = len(said) - len(last) + len(last) // 2
        return (said[:cut],) if self.half else (said[:cut], f"{said[cut:]}\r\n")

    def at(self, speed: float) -> Manner:
        """On a server whose waits are `speed` times shorter."""
        after, pause, lingers = (seconds / speed for seconds in (self.after, self.pause, self.lingers))
        return replace(self, after=after, pause=pause, lingers=lingers)

    @property
    def words(self) -> str:
        """What is said of it in a list of replies; empty for a reply as any other."""
        parts = [f"after {self.after:.3g} seconds"] * (self.after > 0)
        parts += [_ENDS[self.ends]] if self.ends else []
        return ", ".join(parts)


_ENDS = {"close": "the connection is closed", "reset": "the connection is reset"}
PLAIN = Manner()
"""At once, whole, and the connection stays."""
