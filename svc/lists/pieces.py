"""Pieces of a record's line: what the fast ways of reading a list put together.

A line is its id and then its fields in the order of their names (`svc.store.lines`), so it can be
made of pieces that are known already.
"""

from __future__ import annotations

from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any
from unicodedata import is_normalized

from svc.store.lines import encode

if TYPE_CHECKING:
    from collections.abc import Mapping

HEAD = '{"id":"'
_BEFORE, _AFTER = len(HEAD + '"'), len("}\n")

quoted = encode_basestring
"""A text as it stands in a line. It has to be in NFC, as `svc.entry.clean` gives it."""


def piece(name: str, value: Any) -> str:
    """A field and its value as they stand in a line, with the comma before them.

    The name has to be in NFC.
    """
    if type(value) is str and is_normalized("NFC", value):
        return f",{quoted(name)}:{quoted(value)}"
    return after_id({name: value})[:-_AFTER]


def after_id(fields: Mapping[str, Any]) -> str:
    """A record's line behind its id and the quotation mark that ends it."""
    return encode({**fields, "id": ""}).decode()[_BEFORE:]
