"""Answers of sheets and calls, told apart and counted."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from svc.frozen import replace
from svc.policy import Policy
from svc.rules.satisfaction import BY, Called, Sheet, satisfaction
from svc.rules.survey import questionnaire

DAY = date(2026, 11, 22)
FORMS = [questionnaire(Policy(), name, DAY) for name in ("satisfaction", "nps", "callback")]
DAYS = st.sampled_from([date(2026, 9, 30), date(2026, 11, 1), DAY])
STAFF = st.sampled_from([None, "T-1", "T-2"])


@st.composite
def sheets(draw: Any) -> Sheet:
    """A sheet of some questionnaire, as full as it happens to be."""
    form = draw(st.sampled_from(FORMS))
    answers = {
        question.key: draw(st.integers(question.scale.low, question.scale.high))
        for question in form.questions
        if not question.scale.is_words and (question.required or draw(st.booleans()))
    }
    return Sheet(
        "S-1", draw(DAYS), form, answers, draw(STAFF), draw(st.sampled_from([None, "好"]))
    )


CALLS = st.builds(Called, DAYS, st.booleans(), st.sampled_from(["purchase", "complaint"]), STAFF)


@settings(max_examples=40)
@given(st.lists(sheets(), max_size=8), st.lists(CALLS, max_size=5), st.sampled_from(BY))
def test_laws(found: list[Sheet], calls: list[Called], by: str) -> None:
    """Segments add up to the whole, the order does not matter, no month is left out."""
    told = satisfaction(found, calls, 30, by)
    turned = satisfaction(found[::-1], calls[::-1], 30, by)
    assert (turned.figures, turned.months, turned.parts) == (told.figures, told.months, told.parts)
    for name in ("csat", "nps", "callbacks"):
        parts = sum(getattr(part, name).n for _segment, part in told.parts)
        assert parts == getattr(told.figures, name).n
    months = [month for month, _part in told.months]
    assert months == sorted(months)
    if months[:1] == ["2026-09"] and months[-1] == "2026-11":
        assert months == ["2026-09", "2026-10", "2026-11"]
    for asked in told.questions:
        assert sum(count for _answer, count in asked.counts) == asked.n


def test_a_question_put_negatively_is_turned() -> None:
    """High is good in every table, and the best answer stands first."""
    form = questionnaire(Policy(), "satisfaction", DAY)
    negative = replace(form, questions=(replace(form.questions[0], negative=True),))
    (asked,) = satisfaction([Sheet("S-1", DAY, negative, {"goods": 2})], (), 1).questions
    assert asked.mean == 4
    assert asked.counts[:2] == ((5, 0), (4, 1))
