"""Contacts of a period, fetched: what is not parsed is told as what is."""

from __future__ import annotations

from datetime import date
from json import dumps
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from svc.commands.report.period_contacts import _made, made_in
from svc.records.callback import Callback
from svc.store.lines import encode_all

DAYS = st.dates(date(2026, 11, 1), date(2026, 11, 30))
TEXTS = st.text(max_size=12) | st.sampled_from(('","result":"reached"', '\\"', "= purchase.x"))


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    """A callback after a sale, with any of its fields."""
    on = sorted(draw(st.lists(DAYS, min_size=1, max_size=3)))
    results = ["no-answer"] * (len(on) - 1) + [draw(st.sampled_from(("reached", "no-answer")))]
    made = Callback(
        id=f"purchase.P-261101-{draw(st.integers(100000, 999999))}",
        kind="purchase",
        customer="C-261101-000001",
        about="P-261101-000001",
        due=draw(DAYS),
        done_on=on[-1],
        result=results[-1],
        satisfied=draw(st.none() | st.booleans()),
        text=draw(st.none() | TEXTS),
        question=draw(st.none() | TEXTS),
        forward=draw(st.sampled_from((None, "region"))),
        forwarded_on=draw(st.none() | DAYS),
        answer=draw(st.none() | TEXTS),
        channel=draw(st.sampled_from((None, "phone"))),
        tries=tuple(
            {"on": day.isoformat(), "result": result}
            for day, result in zip(on, results, strict=True)
        ),
        extra=draw(st.sampled_from(({}, {"aside": "x"}, {"mark": {"result": "x"}}))),
    )
    return made.to_raw()


@given(st.lists(lines(), max_size=4, unique_by=lambda raw: raw["id"]), DAYS)
def test_lines_not_parsed_tell_the_same(raws: list[dict[str, Any]], until: date) -> None:
    """A fast path has a slow twin: plain lines by a pattern, all by parsing."""
    content = encode_all({raw["id"]: raw for raw in raws})
    assert made_in(content, until) == _made(raws, until), dumps(raws, ensure_ascii=False)
