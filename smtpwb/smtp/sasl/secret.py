"""A secret as a value: it can be used, and not be seen (law 4).

Decides only how it is written: as bullets, whatever writes it; not where it comes from and goes.
"""

from __future__ import annotations

HIDDEN = "•"
"""Stands for what is secret: for one octet or character, or for one group of base64."""


class Secret:
    """Text that no repr, format, traceback or pickle shows; `reveal` alone gives it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"Secret({HIDDEN * 4})"

    def __str__(self) -> str:
        return HIDDEN * 4

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written down")
