"""What all records share: how they come from and go to the plain data of the store.

A record keeps the fields it does not know in `extra`, so that one made by a newer version survives
every rewrite.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Self

from svc.errors import SvcError
from svc.frozen import Frozen, field

SCHEMA = 1
"""The shape of records this version writes; `schema` stands in a record only from 2 on."""

Raw = Mapping[str, Any]


class Record(Frozen):
    """A thing the shop keeps, with an id; subclasses list their fields in `_FIELDS`."""

    id: str
    extra: Raw = field(default_factory=dict)

    @classmethod
    def fields_known(cls) -> Mapping[str, Codec]:
        """The fields of this record beside id, each with how it is read and written."""
        raise NotImplementedError

    @classmethod
    def from_raw(cls, raw: Raw) -> Self:
        """The record of a line of the store.

        Raises:
            ValueError: a field does not hold what it should; the text names the field.
        """
        readers = _readers_of(cls)
        values: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        name = "id"
        try:
            for name, value in raw.items():
                if (read := readers.get(name)) is None:
                    if name != "id":
                        extra[name] = value
                elif read is _text and type(value) is str:  # most fields are
                    values[name] = value
                else:
                    values[name] = read(value)
        except (ValueError, TypeError, ArithmeticError, KeyError, AttributeError, SvcError):
            raise ValueError(name) from None
        try:
            return cls(id=raw["id"], extra=extra, **values)
        except TypeError:  # a field without a default is missing
            known = cls.fields_known().items()
            missing = [name for name, codec in known if codec.needed and name not in raw]
            raise ValueError(missing[0] if missing else "id") from None

    def to_raw(self) -> dict[str, Any]:
        """The record as a line of the store holds it: empty fields left out."""
        raw: dict[str, Any] = {"id": self.id, **self.extra}
        for name, codec in self.fields_known().items():
            value = getattr(self, name)
            if value not in (None, (), {}, "") and value is not False:
                raw[name] = codec.write(value)
        return raw

    def to_json(self) -> dict[str, Any]:
        """The record as the contract prints it: every field there, null where missing."""
        shown: dict[str, Any] = {"id": self.id}
        for name, codec in self.fields_known().items():
            value = getattr(self, name)
            shown[name] = None if value is None else codec.write(value)
        return shown


_READERS: dict[type[Any], dict[str, Callable[[Any], Any]]] = {}


def _readers_of(kind: type[Record]) -> dict[str, Callable[[Any], Any]]:
    """How each field of a kind of record is read."""
    found = _READERS.get(kind)
    if found is None:
        found = {name: codec.read for name, codec in kind.fields_known().items()}
        _READERS[kind] = found
    return found


class Codec(Frozen, kw_only=False):
    """How one field is read from and written to plain data."""

    read: Callable[[Any], Any]
    write: Callable[[Any], Any]
    needed: bool = False


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _money(value: Any) -> Decimal:
    text = _text(value)
    # As we write it: digits, a point, two digits.
    if text[-3:-2] == "." and text[:-3].isdigit() and text[-2:].isdigit() and text.isascii():
        if len(text) <= 18:
            return Decimal(text)
        raise ValueError
    import re

    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,2})?", text):
        raise ValueError
    return Decimal(text).quantize(Decimal("0.01"))


def _plain_table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return dict(value)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(item) for item in _rows(value))


def _rows(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _day(value: Any) -> date:
    return date.fromisoformat(_text(value))


TEXT = Codec(_text, str)
NEEDED_TEXT = Codec(_text, str, needed=True)
FLAG = Codec(_flag, bool)
WHOLE = Codec(_whole, int)
DAY = Codec(_day, date.isoformat)
NEEDED_DAY = Codec(_day, date.isoformat, needed=True)
MONEY = Codec(_money, str)
NEEDED_MONEY = Codec(_money, str, needed=True)
TABLE = Codec(_plain_table, dict)
TEXTS = Codec(_texts, list)


def rows_of(read_row: Callable[[Raw], Any], write_row: Callable[[Any], Raw]) -> Codec:
    """A field that holds a list of parts, each read and written by the given functions."""
    return Codec(
        lambda value: tuple(read_row(_plain_table(row)) for row in _rows(value)),
        lambda parts: [write_row(part) for part in parts],
    )
