"""Who made how many contacts, and how they went: one basis of promotion (S2-037, S0-062).

Every try counts for who made it, at whatever post (S0-060); a message for who sent it.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen, field
from svc.rules.merge import stands_in
from svc.rules.noting import attempts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from svc.records.callback import Callback
    from svc.records.message import Message

KEYS = (
    "staff", "name", "contacts", "reached", "no_answer", "refused", "satisfied", "unsatisfied",
    "messages", "kinds",
)  # fmt: skip


class Tally(Frozen):
    """What one member of staff did; `staff` is None for contacts nobody's name stands under."""

    staff: str | None
    counts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    def to_json(self, names: Mapping[str, str]) -> dict[str, Any]:
        """The row of one member of staff, with the name."""
        counted = {key: self.counts[key] for key in KEYS[2:-1]}
        name = names.get(self.staff or "")
        kinds = dict(sorted(self.kinds.items()))
        return {"staff": self.staff, "name": name, **counted, "kinds": kinds}


def tallied(
    made: Iterable[Callback], messages: Iterable[Message], first: date, last: date
) -> list[Tally]:
    """The tally of some days, both included: who made most contacts first, then by id."""
    found: dict[str | None, Tally] = {}

    def of(staff: str | None) -> Tally:
        return found.setdefault(staff, Tally(staff=staff))

    for callback in made:
        if stands_in(callback.text, callback.tries):
            continue
        for staff, result, is_last in _tries(callback, first, last):
            tally = of(staff)
            tally.counts.update(["contacts", result.replace("-", "_")])
            tally.kinds[callback.kind] += 1
            if is_last and callback.satisfied is not None:
                tally.counts["satisfied" if callback.satisfied else "unsatisfied"] += 1
    for message in messages:
        for step in message.history:
            day = _day(step.get("at"))
            if step.get("state") == "sent" and day and first <= day <= last:
                tally = of(step.get("staff"))
                tally.counts["messages"] += 1
                tally.kinds[message.kind] += 1
    return sorted(found.values(), key=lambda each: (-each.counts["contacts"], each.staff or "~"))


def _tries(made: Callback, first: date, last: date) -> Iterator[tuple[str | None, str, bool]]:
    """Each try of some days: by whom, what came of it, and whether it is the one that counted.

    A line without tries, as lists from elsewhere have, counts as one.
    """
    whole = {"on": made.done_on.isoformat(), "result": made.result, "staff": made.staff}
    tries = attempts(made.tries) or (whole,)
    for nth, each in enumerate(tries, start=1):
        day = _day(each.get("on"))
        if day and first <= day <= last:
            yield each.get("staff"), str(each.get("result") or made.result), nth == len(tries)


def _day(text: object) -> date | None:
    """The day of a log's moment; None where it is none."""
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
