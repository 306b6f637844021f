"""The case of a piece that comes back as plain data, to be kept and worked out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.money import to_fen
from svc.records.base import DAY, FLAG, MONEY, NEEDED_DAY, TEXT, WHOLE, Codec
from svc.rules.ruling import CAUSES, SCHEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from svc.rules.ruling import RefundCase


def _amount(raw: Any) -> Decimal:
    amount: Decimal = MONEY.read(raw)
    if amount < 0:
        raise ValueError
    return amount


def _days(raw: Any) -> int:
    days: int = WHOLE.read(raw)
    if days < 0:
        raise ValueError
    return days


def _word_of(words: tuple[str, ...]) -> Callable[[Any], str]:
    def read(raw: Any) -> str:
        if raw not in words:
            raise ValueError
        return str(raw)

    return read


def _in_fen(amount: Decimal) -> str:
    return str(to_fen(amount))


FIELDS: dict[str, Codec] = {
    "price": Codec(_amount, _in_fen, needed=True),
    "category": TEXT,
    "bought": NEEDED_DAY,
    "on": NEEDED_DAY,
    "cause": Codec(_word_of(CAUSES), str, needed=True),
    "installed_on": DAY,
    "unrepairable": FLAG,
    "worn": FLAG,
    "no_stock": FLAG,
    "insists": FLAG,
    "lower_price": Codec(_amount, _in_fen),
    "scheme": Codec(_word_of(SCHEMES), str),
    "region": TEXT,
    "shop_region": TEXT,
    "paused_days": Codec(_days, int),
}


def read(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a case, for its class; raises ValueError with the name of a broken one."""
    values: dict[str, Any] = {"category": None}
    for name, codec in FIELDS.items():
        if raw.get(name) is not None:
            try:
                values[name] = codec.read(raw[name])
            except (ValueError, TypeError, ArithmeticError):
                raise ValueError(name) from None
        elif codec.needed:
            raise ValueError(name)
    return values


def written(case: RefundCase) -> dict[str, Any]:
    """What `read` takes: neither null nor false, no empty text, and no days that are none."""
    found = {name: getattr(case, name) for name in FIELDS}
    return {
        name: FIELDS[name].write(value)
        for name, value in found.items()
        if value not in (None, "") and value is not False
        if type(value) is not int or value
    }
