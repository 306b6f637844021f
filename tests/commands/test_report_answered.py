"""What customers said when called: the same without making records of most lines."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from svc.commands.report.answered import Said, Span, calls_of
from svc.records.callback import Callback
from svc.rules.as_of import as_of

DAY = st.integers(1, 9).map(lambda day: f"2026-11-{day:02}")
FIRST, LAST = date(2026, 11, 3), date(2026, 11, 6)


@st.composite
def raws(draw: st.DrawFn) -> dict[str, Any]:
    """A callback's line: done on the day of its last try, or written before tries were."""
    tries = [{"on": day, "result": "reached"} for day in sorted(draw(st.lists(DAY, max_size=3)))]
    said = draw(st.sampled_from((True, False, None)))
    return {
        "id": "purchase.P-261101-AAAAAA", "about": "P-261101-AAAAAA", "customer": "C-1",
        "kind": "purchase", "due": "2026-11-01", "result": "reached",
        "done_on": tries[-1]["on"] if tries else draw(DAY),
        **({"tries": tries} if tries else {}), **({} if said is None else {"satisfied": said}),
        **({"staff": "T-1"} if draw(st.booleans()) else {}),
    }  # fmt: skip


def slowly(lines: list[dict[str, Any]], days: Span) -> list[Said]:
    """Each line made a record, cut at the end of the last day."""
    known = [as_of(Callback.from_raw(raw), days.last) for raw in lines]
    return [
        Said(made.done_on, made.satisfied, made.kind, made.staff)
        for made in known
        if made and made.satisfied is not None and days.holds(made.done_on)
    ]


@settings(max_examples=100)
@given(st.lists(raws(), max_size=5), st.sampled_from((FIRST, None)))
def test_as_from_records(lines: list[dict[str, Any]], first: date | None) -> None:
    """Whether she was tried again after the last day or not."""
    store = SimpleNamespace(callbacks=SimpleNamespace(fields=lambda: lines))
    days = Span(first=first, last=LAST)
    assert list(calls_of(cast("Any", SimpleNamespace(store=store)), days)) == slowly(lines, days)
