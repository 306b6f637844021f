"""Two files that two tills merged into each other, each the other way: one of them is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.rules.merge import LOG, joined, opted_out, parted

if TYPE_CHECKING:
    from collections.abc import Mapping

Raw = dict[str, Any]


def both_ways(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[Raw, Raw]:
    """The first file as a person's again, and the redirect of the other, which leads to it.

    Neither till's merge is forgotten: what was put down since on the other is joined, too, the
    stricter consent wins, and the redirect can be parted again like any.
    """
    here, there = one["merged"], other["merged"]
    living = parted(there["was"], here.get("gave", ()))
    was = here["was"]
    known = was.get(LOG, [])
    news = {**living, LOG: [row for row in living.get(LOG, []) if row not in known]}
    made = joined(was, news)
    merged = {
        **there,
        "was": living,
        "gave": [*there.get("gave", ()), *made.gave],
        "opted_out": opted_out(made.raw.get("consent", {})),
    }
    return made.raw, {**other, "merged": {name: each for name, each in merged.items() if each}}
