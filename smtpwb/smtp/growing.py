"""A sequence that grows at its end and is a value all the same: each length of it stays what it was.

A dialogue is a value at every moment, and ten thousand recipients may be named in one transaction: they are
kept once, not anew for each. Decides nothing about what is in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeVar, overload

Item = TypeVar("Item")


class Growing(Sequence[Item]):
    """The first so many of a list that others share, and that is only ever added to."""

    __slots__ = ("_count", "_items")

    def __init__(self, items: Sequence[Item] = ()) -> None:
        self._items = list(items)
        self._count = len(self._items)

    def plus(self, item: Item) -> Growing[Item]:
        """This and one more; this stays as it is."""
        grown = Growing[Item]()
        one_went_on = self._count < len(self._items)
        grown._items = list(self) if one_went_on else self._items
        grown._items.append(item)
        grown._count = self._count + 1
        return grown

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Item]:
        return islice(self._items, self._count)

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, index: int | slice) -> Item | tuple[Item, ...]:
        places = range(self._count)[index]
        if isinstance(places, range):
            return tuple(self._items[place] for place in places)
        return self._items[places]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Growing | tuple) and len(self) == len(other) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


def grown(items: Sequence[Item], item: Item) -> Growing[Item]:
    """The items and one more."""
    return (items if isinstance(items, Growing) else Growing(items)).plus(item)
