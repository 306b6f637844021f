"""Lists of filled sheets: which column is which question, and what a row says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svc.errors import BadInput
from svc.lists.survey_headings import columns_of
from svc.lists.surveys import Facts, Taken, take
from svc.policy import Policy
from svc.rules.survey import Questionnaire, questionnaire

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

DAY = date(2026, 11, 22)
POLICY = Policy()
NPS, SATISFACTION, SERVQUAL, CALLBACK = (
    questionnaire(POLICY, name, DAY) for name in ("nps", "satisfaction", "servqual", "callback")
)


def read(
    form: Questionnaire, headings: Sequence[str], rows: Sequence[Sequence[Any]],
    on_file: Collection[str] = (),
) -> Taken:  # fmt: skip
    """What becomes of rows under headings, all of one day."""
    facts = Facts(
        form=lambda _day: form, on=DAY, today=DAY, whose=lambda *_named: (None, None), staff={},
        on_file=on_file,
    )  # fmt: skip
    listed = [(number, [str(cell) for cell in row]) for number, row in enumerate(rows, start=2)]
    return take(listed, columns_of(form, headings, {}), facts)


@pytest.mark.parametrize(
    ("form", "heading", "field"),
    [
        (SATISFACTION, "goods", "goods"),
        (SATISFACTION, " OVERALL ", "overall"),
        (SATISFACTION, "The goods: make, fit, comfort", "goods"),
        (SATISFACTION, "商品（做工，合身，舒适）", "goods"),
        (SATISFACTION, "商品的颜色", None),
        (SATISFACTION, "商品:做工、合身、舒适", "goods"),
        (SATISFACTION, "Q3、店员的介绍和建议：准确、有用 [矩阵]", "advice"),
        (SATISFACTION, "第8题：总的来说，您对我们满意吗？（单选）", "overall"),
        (SATISFACTION, "请为下列各项打分—答应的事做到没有", "promises"),
        (SATISFACTION, "工号", "served_by"),
        (SATISFACTION, "填写日期", "on"),
        (SATISFACTION, "联系电话", "customer"),
        (SERVQUAL, "期望：店员待人有礼貌。", "e16"),
        (SERVQUAL, "我们店 · 店员待人有礼貌。", "p16"),
        (SERVQUAL, "E16", "e16"),
        (SERVQUAL, "an excellent shop · The staff are polite. (1-7)", "e16"),
    ],
)
def test_headings(form: Questionnaire, heading: str, field: str | None) -> None:
    """By key, by the question in either language, with what tools put before and behind it."""
    other = "why" if form is NPS else form.questions[-1].key
    assert columns_of(form, [heading, other], {}).fields[0] == field


def test_no_heading_is_known() -> None:
    """Nothing is guessed."""
    with pytest.raises(BadInput, match="No column of the list holds an answer"):
        columns_of(NPS, ["on", "x"], {})


@pytest.mark.parametrize(
    ("form", "key", "cell", "value"),
    [
        (SATISFACTION, "overall", "５", 5), (SATISFACTION, "overall", "4.0", 4),
        (SATISFACTION, "overall", "5 - Very satisfied", 5),
        (SATISFACTION, "overall", "5(非常满意)", 5), (SATISFACTION, "overall", "3分", 3),
        (SATISFACTION, "overall", "Very satisfied", 5), (SATISFACTION, "overall", "一般", 3),
        (SATISFACTION, "overall", "很不满意", 1), (SATISFACTION, "overall", "不满意", 2),
        (SERVQUAL, "e1", "完全同意", 7), (SERVQUAL, "e1", "不同意", None),
        (SERVQUAL, "e1", "4.5", None), (SATISFACTION, "overall", "9", None),
        (CALLBACK, "in_order", "是", 1), (CALLBACK, "in_order", "无", 0),
        (NPS, "recommend", "非常愿意", 10), (NPS, "recommend", "10", 10),
    ],
)  # fmt: skip
def test_cells(form: Questionnaire, key: str, cell: str, value: int | None) -> None:
    """Numbers however written; names of steps where they leave no doubt, else a reason."""
    needed = {each.key: "1" for each in form.questions if each.required} | {key: cell}
    found = read(form, list(needed), [list(needed.values())])
    if value is None:
        (wrong,) = found.outcomes.rejected
        assert (wrong.column, wrong.value) == (key, cell)
    else:
        (sheet,) = found.sheets
        assert sheet.answers[key] == value


ROWS = st.lists(
    st.tuples(st.integers(0, 10), st.sampled_from(["", "贵", "好"])), max_size=8
)  # fmt: skip


@settings(max_examples=40)
@given(ROWS, st.randoms(use_true_random=False))
def test_a_list_read_twice_in_any_order_adds_nothing(
    rows: list[tuple[int, str]], random: Any
) -> None:
    """Rows that are alike are as many sheets, and each has a mark of its own."""
    found = read(NPS, ["recommend", "why"], rows)
    marks = [sheet.sheet for sheet in found.sheets]
    assert len(set(marks)) == len(rows) == found.outcomes.added
    random.shuffle(rows)
    again = read(NPS, ["recommend", "why"], rows, {str(mark) for mark in marks})
    assert (again.sheets, again.outcomes.updated) == ([], len(rows))
    more = read(NPS, ["recommend", "why"], [*rows, *rows], {str(mark) for mark in marks})
    assert len(more.sheets) == len(rows)
