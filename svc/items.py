"""One line of a purchase as people type it: `sku=A1,name="Shirt, blue",price=399.00,qty=1`."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from svc.entry import one_line
from svc.errors import BadInput
from svc.i18n import Sentence, say
from svc.money import price, to_fen
from svc.records.purchase import Item

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

_PAIR = re.compile(
    r"""\s*(?:
        "\s*([^="]+?)\s*=((?:[^"]|"")*)"        # "name=Shirt, blue"
        | ([^=,"]+?)\s*=\s*(?:
            "((?:[^"]|"")*)"                     # name="Shirt, blue"
            | ((?!")[^,]*)                       # name=Shirt
        )
    )\s*(?:,|$)""",
    re.VERBOSE,
)
ITEM_FIELDS = ("sku", "name", "category", "style", "size", "price", "qty")
_OTHER_COMMAS = frozenset("，、；;")
_OTHER_COMMA = rf"([，、；;])\s*(?:(?:{'|'.join(ITEM_FIELDS)})\s*=|$)"
_THOUSANDS = r"([^\w,\"=]*[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?)\s*(?:,|$)"
_WRITE_ITEM = say("Write sku=…,name=…,category=…,price=399.00,qty=1; quote values with commas.")


def item_of(text: str) -> Item:
    """One line of a purchase from `sku=A1,name="Shirt, blue",price=399.00,qty=1`.

    A value with a comma stands in double quotes, alone or with its name, a quote in it twice, as
    in CSV.

    Raises:
        BadInput: it cannot be read, or lacks a price.
    """
    found: dict[str, str] = {}
    position = 0
    while position < len(text):
        match = _PAIR.match(text, position)
        if match is None:
            raise BadInput(
                say("--item cannot be read from {rest!r} on.", rest=text[position:][:40]),
                _WRITE_ITEM,
            )
        name = (match[1] or match[3]).lower()
        if name not in ITEM_FIELDS:
            raise no_item_field(name)
        if name in found:
            raise BadInput(say("{name} is given twice.", name=name), _WRITE_ITEM)
        quoted = match[2] if match[1] else match[4]
        if (other := other_comma(match[5] or "")) is not None:
            raise BadInput(
                say("Separate fields with a plain comma (,), not {mark}.", mark=other),
                _WRITE_ITEM,
            )
        if name == "price" and match[5] and "," in text[match.end(5) :]:
            thousands = re.match(_THOUSANDS, text[match.start(5) :])
            if thousands:
                raise no_price(thousands[1])
        found[name] = match[5] if quoted is None else quoted.replace('""', '"')
        position = match.end()
    return item_from(found)


def other_comma(value: str) -> str | None:
    """A Chinese comma or a semicolon where a plain comma should part two fields, or None."""
    if _OTHER_COMMAS.isdisjoint(value):
        return None
    found = re.search(_OTHER_COMMA, value, re.IGNORECASE)
    return found[1] if found else None


def no_item_field(name: str) -> BadInput:
    """The error for a field that an item does not have."""
    from difflib import get_close_matches

    what = say("An item has no field {name!r}.", name=name)
    if near := get_close_matches(name, ITEM_FIELDS, n=1):
        what = say("An item has no field {name!r}; did you mean {near}?", name=name, near=near[0])
    return BadInput(what, say("It has: {fields}.", fields=", ".join(ITEM_FIELDS)))


def price_of(text: str) -> Decimal:
    """A plain price; raises BadInput, with the plain form where the text can be read."""
    try:
        return price(text)
    except BadInput as error:
        raise no_price(text, error.hint) from None


def no_price(text: str, hint: Sentence | None = None) -> BadInput:
    """The error for a price that is not a plain one."""
    from svc.lists.amounts import money_of

    with suppress(BadInput):
        hint = say("Write {price}, without comma or currency sign.", price=money_of(text))
    return BadInput(say("{text!r} is not a price.", text=text), hint)


def item_from(fields: Mapping[str, str]) -> Item:
    """One line of a purchase from its fields as text; raises BadInput."""
    texts = {name: one_line(value) for name, value in fields.items()}
    if not texts.get("price"):
        raise BadInput(say("An item needs a price."), say("Write price=399.00."))
    paid = price_of(texts["price"])
    qty = whole(texts.get("qty", "1"))
    return Item(
        sku=texts.get("sku") or None,
        name=texts.get("name") or None,
        category=(texts.get("category") or "").lower() or None,
        style=texts.get("style") or None,
        size=texts.get("size") or None,
        price=paid,
        qty=qty,
        amount=to_fen(paid * qty),
    )


def whole(text: str) -> int:
    """A number of pieces, at least one; raises BadInput."""
    if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) == 0:
        raise BadInput(
            say("{text!r} is no number of pieces.", text=text),
            say("Write a whole number from 1 on."),
        )
    return int(text)
