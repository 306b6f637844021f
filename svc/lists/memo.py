"""What cells were read as, for those that come again: days, prices, goods, sellers.

A list of half a million rows has few days and few goods. Whoever reads a cell or some cells of a
row by a memo does with the first of them what is done with any, and with its equals nothing.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

K = TypeVar("K")
V = TypeVar("V")
MOST = 20_000
"""Different cells that are remembered; then all are forgotten, so that memory stays small."""


class NotPlain(Exception):
    """A row that the fast way leaves to the slow one, which reads any row."""


class Memo(dict[K, V]):
    """What each key was read as; where reading it raises, nothing is remembered."""

    def __init__(self, read: Callable[[K], V], most: int = MOST) -> None:
        super().__init__()
        self._read = read
        self._most = most

    def __missing__(self, key: K) -> V:
        value = self._read(key)
        if len(self) >= self._most:
            self.clear()
        self[key] = value
        return value


def cells_at(places: Sequence[int]) -> Callable[[list[str]], tuple[str, ...]]:
    """What takes the cells at these places out of a row, as a tuple even of one or none."""
    if len(places) > 1:
        return itemgetter(*places)
    if places:
        (place,) = places
        return lambda cells: (cells[place],)
    return lambda _cells: ()
