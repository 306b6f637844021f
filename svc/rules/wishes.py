"""What gatherings customers wish for, most wanted first, and whether they fit (S2-060)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import replace
from svc.rules.event import theme_key
from svc.rules.event_values import CONDITIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from svc.records.customer import Customer
    from svc.records.event import Event
    from svc.rules.event import Theme


def wished(customer: Customer, theme: str, said: Mapping[str, Any]) -> Customer:
    """The customer with a wish noted; the same theme again renews the words, not the count."""
    told = {name: value for name, value in said.items() if value}
    old = next((row for row in customer.wishes if row.get("theme") == theme), None)
    if old is None:
        return replace(customer, wishes=(*customer.wishes, {"theme": theme, **told}))
    text = {"text": told["text"]} if "text" in told else {}
    rows = tuple({**row, **text} if row is old else row for row in customer.wishes)
    return replace(customer, wishes=rows)


WISH_KEYS = (
    "theme", "name", "wishes", "customers", "texts", "sales", "fits", "failing", "unjudged",
    "note", "held", "last_on", "next_on",
)  # fmt: skip
"""The keys of a theme that is wished for, as JSON."""


def most_wanted(
    customers: Iterable[Customer],
    known: Mapping[str, Theme],
    events: Sequence[Event],
    today: date,
) -> list[dict[str, Any]]:
    """The themes customers wish for, most wanted first, and whether they fit the shop (S2-060).

    A wish for what was no theme of the policy's yet counts for the theme of that name it became.
    """
    who: dict[str, list[str]] = {}
    texts: dict[str, list[str]] = {}
    for customer in customers:
        for row in customer.wishes if customer.is_present else ():
            theme = theme_key(str(row.get("theme") or "?"), known)
            if customer.id not in who.setdefault(theme, []):
                who[theme].append(customer.id)
            if row.get("text"):
                texts.setdefault(theme, []).append(str(row["text"]))
    dated: dict[str, list[Event]] = {}
    for event in events:
        dated.setdefault(theme_key(event.theme, known), []).append(event)
    order = {key: place for place, key in enumerate(known)}
    ranked = sorted(who, key=lambda each: (-len(who[each]), order.get(each, len(order)), each))
    return [
        _wanted(
            key, known.get(key), sorted(who[key]), texts.get(key, []), dated.get(key, []), today
        )
        for key in ranked
    ]


def _wanted(
    key: str,
    theme: Theme | None,
    who: Collection[str],
    texts: Sequence[str],
    events: Sequence[Event],
    today: date,
) -> dict[str, Any]:
    held = [each.on for each in events if each.state == "held"]
    ahead = [each.on for each in events if each.state == "planned" and each.on >= today]
    return {
        "theme": key,
        "name": theme.name if theme else key,
        "wishes": len(who),
        "customers": list(who),
        "texts": list(texts),
        "sales": theme.sales if theme else None,
        "fits": theme.fits if theme else None,
        "failing": list(theme.failing) if theme else [],
        "unjudged": list(theme.unjudged if theme else CONDITIONS),
        "note": theme.note if theme else None,
        "held": len(held),
        "last_on": max(held).isoformat() if held else None,
        "next_on": min(ahead).isoformat() if ahead else None,
    }
