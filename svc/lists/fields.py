"""The cells of a row of purchases, each read as what it has to be."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from svc import entry
from svc.errors import BadInput
from svc.i18n import say
from svc.lists.amounts import is_negative, money_of, pieces_of, unshortened
from svc.lists.dates import day_of
from svc.lists.outcomes import Unfit, filled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2069, 12, 31)
"""The days an id can carry."""

CODES = ("customer", "sku", "receipt")
T = TypeVar("T")


class Fields:
    """The cells of a row, each read when asked for; raises Unfit naming the field."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells

    def text(self, field: str) -> str | None:
        """A text on one line, None where there is none."""
        return self._read(field, _code if field in CODES else entry.one_line) or None

    def day(self, field: str) -> date | None:
        """A day that an id can carry."""
        found = self._read(field, day_of)
        if found is not None and not FIRST_DAY <= found <= LAST_DAY:
            raise Unfit(field, say("The day lies before {first} or after {last}.",
                                   first=FIRST_DAY, last=LAST_DAY))  # fmt: skip
        return found

    def money(self, field: str) -> Decimal | None:
        """An amount of money that was paid."""
        return self._read(field, _paid)

    def pieces(self, field: str) -> int:
        """A number of pieces: one where nothing is said."""
        return self._read(field, _counted) or 1

    def _read(self, field: str, read: Callable[[str], T]) -> T | None:
        if not (text := filled(self._cells.get(field))):
            return None
        try:
            return read(text)
        except BadInput as error:
            raise Unfit(field, error.message) from None


def _code(text: str) -> str:
    return entry.one_line(unshortened(text))


def _paid(text: str) -> Decimal:
    return money_of(_no_return(text))


def _counted(text: str) -> int:
    return pieces_of(_no_return(text))


def _no_return(text: str) -> str:
    if is_negative(text):
        raise BadInput(say("{text!r} is negative: a return is not a purchase.", text=text))
    return text
