"""How long a repair takes, what to look after, and when repairing is not enough (S2-084)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import Sentence, say
from svc.rules.piece import day_of, days_in_repair
from svc.rules.repair import last_day, waiting_since

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from svc.policy import DatedPolicy
    from svc.records.repair import Repair
    from svc.rules.answer import Citations


class Times(Frozen):
    """How long she waited for somebody to look at it, and how long the repair took (S2-084)."""

    waited_days: int
    repair_days: int | None
    since: date

    def to_json(self) -> dict[str, Any]:
        """The keys that are added to a repair."""
        return {
            "waited_days": self.waited_days,
            "repair_days": self.repair_days,
            "waiting_since": self.since.isoformat(),
        }


def times(repair: Repair, today: date) -> Times:
    """The days from the report to the first look, and from there till it was done (S2-084)."""
    looked = [
        day_of(line["at"])
        for line in repair.history
        if line.get("state") in {"received", "diagnosed"}
    ]
    begun = min(looked, default=None)
    gave_up = last_day(repair) if repair.state == "cancelled" else None
    ended = repair.done_on or repair.handed_back_on or gave_up or max(today, repair.on)
    return Times(
        waited_days=((begun or ended) - repair.on).days,
        repair_days=None if begun is None else max((ended - begun).days, 0),
        since=waiting_since(repair),
    )


class Reminder(Frozen):
    """Something to look after about a repair, since a day: one of `REMINDERS`."""

    repair: Repair
    kind: str
    since: date
    days: int


REMINDERS = ("not_done", "not_fetched", "money")


def reminders(repairs: Iterable[Repair], today: date, policy: DatedPolicy) -> list[Reminder]:
    """Repairs not done or not fetched in time, and money not at finance; longest first (S2-084).

    Raises:
        BadPolicy: a number of days is no whole number.
    """
    late, fetch = policy["repair.remind_after"].whole(), policy["repair.collect_after"].whole()
    found = []
    for repair in repairs:
        kind, since, after = "not_done", repair.on, late
        if repair.paid_on is not None and repair.to_finance_on is None and repair.paid_on < today:
            kind, since, after = "money", repair.paid_on, 1
        elif not repair.is_open:
            continue
        elif repair.done_on is not None:
            kind, since, after = "not_fetched", repair.done_on, fetch
        if (days := (today - since).days) >= after:
            found.append(Reminder(repair=repair, kind=kind, since=since, days=days))
    return sorted(found, key=lambda each: (-each.days, each.repair.id))


def tried(repair: Repair, others: Iterable[Repair]) -> list[Repair]:
    """The repairs of the same piece before this one that were free, ended, and did not last."""
    return [
        other
        for other in others
        if other.id != repair.id
        and other.care is None
        and other.free
        and other.state == "handed_back"
        and (other.on, other.id) <= (repair.on, repair.id)
    ]


def law_on_tries(
    repair: Repair,
    others: Iterable[Repair],
    cited: Citations,
    today: date,
    region: str | None = None,
) -> list[Sentence]:
    """What the law says once a piece was repaired again and again (Art. 11 of the 1995 rules).

    Raises:
        BadPolicy: an entry is no number, or no table of provinces.
    """
    if repair.care is not None:
        return []
    others = list(others)
    before = tried(repair, others)
    told = []
    if len(before) >= (limit := cited["repair.exchange_after"].whole()):
        told.append(
            say(
                "It was repaired {n} times within its warranty and is faulty again: after "
                "{limit} repairs without success it is exchanged, or returned where there is none "
                "(1995 rules on repair, exchange and return, Art. 11).",
                n=len(before),
                limit=limit,
            )
        )
    limit = cited["repair.days_in_all"].table().get(region, 0) if region else 0
    spans = days_in_repair([*before, repair], today)
    if limit and (days := sum((last - first).days for first, last in spans)) > limit:
        told.append(
            say(
                "It was in repair for {days} days in all: past day {limit} the rules of the "
                "province give an exchange or a return.",
                days=days,
                limit=limit,
            )
        )
    return told
