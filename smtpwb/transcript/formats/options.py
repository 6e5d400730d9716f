"""What is chosen for an export: how much is said, of which entries, for whom, in which colours.

Decides what can be chosen and the defaults. What each format makes of it is for the format.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping

import msgspec

from smtpwb.transcript.redaction.names import Switches


class Level(enum.Enum):
    """How much is said of each reply."""

    BARE = "bare"
    """Nothing: what went over the wire, and the user's notes."""
    BRIEF = "brief"
    """One line."""
    FULL = "full"
    """Meaning, cause, who can fix it, what to try, and the sources."""


class Colours(msgspec.Struct, frozen=True):
    """The colours of a picture or a page, each `#rrggbb`. Field names are those of a theme, `-` as `_`."""

    background: str
    panel: str
    text: str
    text_muted: str
    client: str
    server: str
    remark: str
    note: str
    reply_2yz: str
    reply_3yz: str
    reply_4yz: str
    reply_5yz: str


LIGHT = Colours(
    background="#ffffff",
    panel="#f3f4f6",
    text="#1f2328",
    text_muted="#59636e",
    client="#0b5cad",
    server="#1f2328",
    remark="#59636e",
    note="#7d4e00",
    reply_2yz="#116329",
    reply_3yz="#0b5cad",
    reply_4yz="#8a4600",
    reply_5yz="#b3181e",
)
DARK = Colours(
    background="#0d1117",
    panel="#161b22",
    text="#e6edf3",
    text_muted="#9198a1",
    client="#79b8ff",
    server="#e6edf3",
    remark="#9198a1",
    note="#e3b341",
    reply_2yz="#56d364",
    reply_3yz="#79b8ff",
    reply_4yz="#e3a13f",
    reply_5yz="#ff8a80",
)
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def coloured(theme: Mapping[str, str], otherwise: Colours) -> Colours:
    """The colours of a theme's variables (`reply-2yz`, `client`, …), where they are `#rrggbb`."""
    fields = {name: theme.get(name.replace("_", "-"), "") for name in Colours.__struct_fields__}
    chosen = {name: value for name, value in fields.items() if _COLOUR.fullmatch(value)}
    return msgspec.structs.replace(otherwise, **chosen)


class Options(msgspec.Struct, frozen=True):
    """What is chosen for one export."""

    level: Level = Level.FULL
    selection: frozenset[int] | None = None
    """Indices of the entries that go along; None: all, and what is told of the dialogue as a whole."""
    asked_by: str = ""
    """Who asked for it, for the heading."""
    aliases: Switches | None = None
    """What is replaced before it leaves; None: nothing. Secrets are masked always."""
    light: Colours = LIGHT
    dark: Colours = DARK

    def takes(self, index: int) -> bool:
        """Whether the entry at `index` goes along."""
        return self.selection is None or index in self.selection


DEFAULT = Options()
