"""What staff answer for: findings in a span, complaints settled and calls made in time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from svc.policy import Policy
from svc.records.callback import Callback
from svc.records.complaint import Complaint
from svc.rules.conduct import Share, answers_for, called_in_time, conduct, settled_in_time

FIRST, LAST = date(2026, 11, 16), date(2026, 11, 20)
"""Monday to Friday."""
POLICY = Policy()
SOLD = {"P-261101-AAAAAA": "li"}


def complaint(**more: Any) -> Complaint:
    """A complaint of Monday morning that Li answers for; due on Wednesday at 18:00."""
    known: dict[str, Any] = {
        "id": "K-261116-AAAAAA", "customer": "C-1", "on": FIRST, "category": "attitude",
        "text": "x", "staff": "li", "purchase": "P-261101-AAAAAA",
        "history": ({"at": "2026-11-16T09:00", "state": "logged"},),
    }  # fmt: skip
    return Complaint(**known | more)


def found_on(day: str, finding: str = "light") -> dict[str, Any]:
    """The fields of a complaint settled on a day with a finding."""
    line = {"at": f"{day}T10:00", "state": "resolved", "finding": finding}
    history = ({"at": "2026-11-01", "state": "logged"}, line)
    return {"history": history, "state": "resolved", "resolved_on": date.fromisoformat(day)}


@pytest.mark.fact("S3-026", "S3-027", "S3-045", command="svc report staff")
@pytest.mark.parametrize(
    ("day", "counts"),
    [("2026-11-15", 0), ("2026-11-16", 1), ("2026-11-20", 1), ("2026-11-21", 0)],
)
def test_a_finding_counts_on_its_day(day: str, counts: int) -> None:
    """Not on the day the complaint was logged; both ends of the span are part of it."""
    seen = conduct([complaint(on=date(2026, 11, 1), **found_on(day))], SOLD, FIRST, LAST)
    assert len(seen.found) == counts
    assert seen.unfound == ()


@pytest.mark.parametrize(
    ("more", "staff"),
    [
        ({}, "li"),
        ({"purchase": None}, None),
        ({"purchase": "P-261101-BBBBBB"}, None),
        ({"assigned_to": "zhou", "staff": "wu"}, "li"),
    ],
)
def test_whom_it_is_about(more: dict[str, Any], staff: str | None) -> None:
    """Who sold the goods it names; never who wrote it down or sees to it."""
    (found,) = conduct([complaint(**found_on("2026-11-18"), **more)], SOLD, FIRST, LAST).found
    assert found.staff == staff
    assert found.to_json() == {
        "complaint": "K-261116-AAAAAA", "category": "attitude", "finding": "light",
        "on": "2026-11-18",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("more", "unfound"),
    [
        ({}, True),
        ({"on": date(2026, 11, 15)}, False),
        ({"on": LAST}, True),
        ({"category": "quality"}, False),
        (found_on("2026-11-18", "none"), False),
    ],
)
def test_what_nobody_has_looked_into(more: dict[str, Any], unfound: bool) -> None:
    """Complaints about staff of the span without a finding are told, and count for nobody."""
    assert bool(conduct([complaint(**more)], SOLD, FIRST, LAST).unfound) is unfound


def test_the_last_finding_holds() -> None:
    """Reopened and found anew, it is what was found last, in the span of that day."""
    lines = [*found_on("2026-11-17", "serious")["history"],
             {"at": "2026-11-19", "state": "reopened"},
             {"at": "2026-11-23", "state": "resolved", "finding": "none"}]  # fmt: skip
    again = complaint(history=tuple(lines))
    assert conduct([again], SOLD, FIRST, LAST).found == ()
    (found,) = conduct([again], SOLD, LAST, date(2026, 11, 23)).found
    assert found.finding == "none"


@pytest.mark.parametrize(
    ("more", "who"),
    [
        ({}, "li"),
        ({"assigned_to": "zhou"}, "zhou"),
        ({"assigned_to": "zhou", "post": "shop_manager"}, "zhou"),
        ({"post": "shop_manager"}, None),
        ({"staff": None}, None),
    ],
)
def test_who_answers_for_it(more: dict[str, Any], who: str | None) -> None:
    """Whom it was given to, else who wrote it down; with a post alone nobody by name."""
    assert answers_for(complaint(**more)) == who


def settled(at: str) -> dict[str, Any]:
    """The fields of a complaint settled at a moment."""
    history = ({"at": "2026-11-16T09:00", "state": "logged"}, {"at": at, "state": "resolved"})
    return {"history": history, "state": "resolved", "resolved_on": date.fromisoformat(at[:10])}


@pytest.mark.fact("S2-037", "S0-022", command="svc report staff")
@pytest.mark.parametrize(
    ("more", "first", "last", "share"),
    [
        (settled("2026-11-18T18:00"), FIRST, LAST, Share(1, 1)),
        (settled("2026-11-19T09:01"), FIRST, LAST, Share(1, 0)),
        (settled("2026-11-16T10:00"), date(2026, 11, 17), LAST, Share(1, 1)),
        ({}, FIRST, LAST, Share(1, 0)),
        ({}, FIRST, date(2026, 11, 17), None),
        ({}, date(2026, 11, 19), LAST, None),
        ({"state": "waiting", "waits": ({"at": "2026-11-17T09:00", "for": "parts"},)},
         FIRST, LAST, None),
    ],
    ids=["in-time", "late", "before-the-span", "open", "not-due-yet", "due-before", "waits"],
)  # fmt: skip
def test_settled_in_time(
    more: dict[str, Any], first: date, last: date, share: Share | None
) -> None:
    """It counts in the span its time ran out, once, for who answers for it."""
    found = settled_in_time([complaint(**more)], POLICY, first, last)
    assert found == ({} if share is None else {"li": share})


def called(day: str, due: str = "2026-11-18", **more: Any) -> Callback:
    """A call made on a day by Li."""
    known: dict[str, Any] = {
        "id": "purchase.P-261111-AAAAAA", "kind": "purchase", "customer": "C-1",
        "about": "P-261111-AAAAAA", "due": date.fromisoformat(due),
        "done_on": date.fromisoformat(day), "result": "reached", "staff": "li",
    }  # fmt: skip
    return Callback(**known | more)


@pytest.mark.fact("S2-037", command="svc report staff")
@pytest.mark.parametrize(
    ("made", "share"),
    [
        (called("2026-11-15"), None),
        (called("2026-11-16"), Share(1, 1)),
        (called("2026-11-18"), Share(1, 1)),
        (called("2026-11-19"), Share(1, 0)),
        (called("2026-11-21"), None),
        (called("2026-11-20", tries=({"on": "2026-11-18", "staff": "li"},
                                     {"on": "2026-11-20", "staff": "wu"})), Share(1, 1)),
        (called("2026-11-18", kind="contact"), None),
    ],
    ids=["day-before", "first-day", "due-day", "late", "day-after", "first-try", "not-due"],
)  # fmt: skip
def test_called_in_time(made: Callback, share: Share | None) -> None:
    """The first try counts, by who made it; a contact that was not due counts nowhere."""
    assert called_in_time([made], FIRST, LAST) == ({} if share is None else {"li": share})
