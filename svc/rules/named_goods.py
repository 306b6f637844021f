"""Which goods a row of `benefit.named` names: by style, sku or category (S2-059)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.i18n import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svc.policy import InForce

GOODS = ("style", "sku", "category")
"""What goods may be named by."""


def named_goods(found: InForce, row: Mapping[str, Any], bought: Any) -> str | None:
    """What a row names of something bought, which has a style, a sku and a category or None.

    Raises:
        BadPolicy: the row does not list them.
    """
    for name in GOODS:
        listed = row.get(name, [])
        if not isinstance(listed, list):
            raise found.wrong(say("lists of styles, skus or categories"))
        given = getattr(bought, name)
        if given and given.strip().casefold() in {str(each).casefold() for each in listed}:
            return str(given)
    return None
