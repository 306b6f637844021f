"""The complaints of a period: what is counted in it, how long it took, what came again."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from svc import i18n
from svc.frozen import replace
from svc.policy import Policy
from svc.policy.what_if import WhatIf
from svc.records.complaint import Complaint
from svc.records.purchase import Item, Purchase
from svc.reports.week_desk import batch_row
from svc.rules import complaint as life
from svc.rules import report_values, steps
from svc.rules.case_reasons import Reasons
from svc.rules.first_contact import reach
from svc.rules.period_cases import Cases, cases_between
from svc.rules.period_lives import Times, Took

if TYPE_CHECKING:
    from collections.abc import Callable

POLICY = Policy()
MONDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 22)
Move = tuple[str, str]


def the(day: int) -> date:
    """A day of November 2026; the 16th is a Monday."""
    return date(2026, 11, day)


def case(n: int, logged: str, *moves: Move, **fields: Any) -> Complaint:
    """A complaint logged at `16T09:00` of November 2026, then moved: (`17T10:00`, state)."""
    at = f"2026-11-{logged}"
    found = Complaint(**{
        "id": f"K-{at[2:4]}{at[5:7]}{at[8:10]}-{n:06}", "customer": f"C-261101-{n:06}",
        "on": date.fromisoformat(at[:10]), "category": "quality", "text": "secret words",
        "channel": "message", "history": ({"at": at, "state": "logged"},), **fields,
    })  # fmt: skip
    for day, state in moves:
        when = f"2026-11-{day}"
        if state == "waiting":
            found = life.waiting(found, "parts", when, None, text=None)
        elif state == "resume":
            found = life.resumed(found, when, None, text=None)
        elif state.startswith("step "):
            found, _ = steps.taken(found, state[5:], when, None, POLICY.at(SUNDAY))
        else:
            found = life.moved(found, state, when, None)
    return found


def of_the_week(*complaints: Complaint, policy: Policy = POLICY) -> Cases:
    """The figures of the week from 16 to 22 November 2026."""
    return cases_between(complaints, MONDAY, SUNDAY, policy)


# ---- what is counted


@pytest.mark.fact("S3-003", command="svc report week")
def test_what_is_counted_in_a_week() -> None:
    """New, settled, closed, reopened on its days; open and late at its end."""
    found = of_the_week(
        case(1, "13T09:00", ("16T10:00", "resolved"), ("18T09:00", "closed")),
        case(2, "16T09:00", ("16T09:30", "acknowledged"), urgent=True),
        case(3, "17T09:00", ("17T10:00", "resolved"), ("19T09:00", "reopened")),
        case(4, "20T17:00"),
        case(5, "13T09:00", ("13T10:00", "resolved"), ("23T09:00", "reopened")),
        case(6, "23T09:00"),
        case(7, "10T09:00", ("11T09:00", "resolved"), ("12T09:00", "closed")),
    )
    assert (found.new, found.urgent) == (3, 1)
    assert (found.settled, found.closed, found.reopened) == (2, 1, 1)
    assert found.open == 3
    assert found.late_cases == ("K-261116-000002", "K-261117-000003", "K-261120-000004")
    assert found.repeats == ("K-261117-000003",)


@pytest.mark.parametrize(
    ("logged", "on", "new"),
    [("15T09:00", the(15), 0), ("16T00:00", the(16), 1), ("22T23:59", the(22), 1),
     ("23T00:00", the(23), 0), ("16T09:00", the(13), 1)],
)  # fmt: skip
def test_the_days_of_a_week(logged: str, on: date, new: int) -> None:
    """Both ends included; what was written down on Monday for Friday is Monday's."""
    assert of_the_week(case(1, logged, on=on)).new == new


def test_what_came_later_changes_nothing() -> None:
    """The same week, looked at in December: settled or not, it was open then."""
    then = case(1, "18T09:00", ("18T10:00", "acknowledged"))
    now = life.moved(then, "resolved", "2026-12-03T09:00", "S-261101-111111")
    later = case(9, "30T09:00")
    assert of_the_week(now, later) == of_the_week(then)


def test_nothing_happened() -> None:
    """An empty week has figures, too: none."""
    found = of_the_week()
    assert found.to_json() == {
        "new": 0, "urgent": 0, "settled": 0, "closed": 0, "reopened": 0, "open": 0, "late": 0,
        "late_cases": [], "by_category": [], "repeats": 0, "repeat_cases": [], "reasons": [],
        "steps_left_out": [],
        "answer": NO_TIMES, "settling": NO_TIMES,
        "first_contact": {"workdays": 10, "judged": 0, "settled": 0, "share": None, "pending": 0},
        "batches": [], "training": [],
    }  # fmt: skip


NO_TIMES = {
    "n": 0, "median": None, "worst": None, "worst_case": None, "in_time": 0, "on_time": None,
}  # fmt: skip


def test_no_word_of_a_customer_is_told() -> None:
    """Ids, categories and counts go to the company; names, phones and what she said do not."""
    told = json.dumps(of_the_week(case(1, "17T09:00"), case(2, "18T09:00")).to_json())
    assert "secret" not in told
    assert "C-26" not in told


# ---- how long it took


@pytest.mark.fact("S0-022", command="svc report week")
@pytest.mark.parametrize(
    ("moves", "answer", "settling"),
    [
        # Nine to twelve, one to six: 8 hours a day.
        ((("16T09:30", "acknowledged"), ("16T11:00", "resolved")), ("0.50", 1), ("2.00", 1)),
        ((("16T11:30", "acknowledged"), ("16T14:00", "resolved")), ("2.50", 0), ("4.00", 1)),
        ((("17T09:00", "resolved"),), ("8.00", 0), ("8.00", 1)),
        ((("16T09:01", "resolved"),), ("0.02", 1), ("0.02", 1)),
        ((("18T18:00", "resolved"),), ("24.00", 0), ("24.00", 1)),
        ((("19T09:01", "resolved"),), ("24.02", 0), ("24.02", 0)),
        ((("17T09:00", "waiting"), ("20T09:00", "resume"), ("20T10:00", "resolved")),
         ("8.00", 0), ("33.00", 1)),
    ],
)  # fmt: skip
def test_hours_of_work(
    moves: tuple[Move, ...], answer: tuple[str, int], settling: tuple[str, int]
) -> None:
    """From nine on Monday: so many working hours, in time or not (waiting for parts pauses)."""
    found = of_the_week(case(1, "16T09:00", *moves))
    for times, (hours, in_time) in ((found.answer, answer), (found.settling, settling)):
        assert (str(times.median), str(times.worst), times.n) == (hours, hours, 1)
        assert times.in_time == in_time
        assert times.on_time == Decimal(in_time)
    assert found.on_time == found.settling.on_time


@pytest.mark.parametrize("channel", [None, "call", "visit"])
def test_who_is_there_is_answered_at_once(channel: str | None) -> None:
    """Writing it down is the first answer: it takes no time, on the day it was logged."""
    found = of_the_week(case(1, "16T09:00", channel=channel))
    assert found.answer.to_json() == {
        "n": 1, "median": "0.00", "worst": "0.00", "worst_case": "K-261116-000001",
        "in_time": 1, "on_time": "1.0000",
    }  # fmt: skip
    assert of_the_week(case(1, "13T09:00", channel=channel)).answer.n == 0


@pytest.mark.parametrize(
    ("minutes", "median", "worst"),
    [
        ([60], "1.00", "1.00"),
        ([60, 90], "1.25", "1.50"),
        ([0, 60, 600], "1.00", "10.00"),
        ([50, 51], "0.84", "0.85"),
        ([1, 1, 2], "0.02", "0.03"),
    ],
)
def test_median_and_worst(minutes: list[int], median: str, worst: str) -> None:
    """Exact, then rounded half up to the hundredth of an hour."""
    times = Times.of([Took(f"K{n}", each, each > 60) for n, each in enumerate(minutes)])
    assert (str(times.median), str(times.worst)) == (median, worst)
    assert times.in_time == sum(each <= 60 for each in minutes)


def test_of_equally_bad_ones_the_first_is_named() -> None:
    """So that the report is the same whatever the order of the records."""
    times = Times.of([Took("K2", 60, late=True), Took("K1", 60, late=True)])
    assert (times.worst_case, str(times.on_time)) == ("K1", "0.0000")


def test_a_case_settled_twice_was_settled_twice() -> None:
    """Its time runs anew from when it was reopened; the first answer is given once."""
    found = of_the_week(
        case(1, "16T09:00", ("16T10:00", "resolved"), ("17T09:00", "reopened"),
             ("17T09:30", "acknowledged"), ("17T12:00", "resolved")),
    )  # fmt: skip
    assert (found.settled, found.settling.n, found.answer.n) == (1, 2, 1)
    assert (str(found.settling.median), str(found.settling.worst)) == ("2.00", "3.00")


def test_to_give_a_reopened_case_to_somebody_is_no_second_reopening() -> None:
    """The line that says so has its state, too."""
    reopened = case(1, "16T09:00", ("16T10:00", "resolved"), ("17T09:00", "reopened"))
    given = life.noted(reopened, "2026-11-18T09:00", None, assigned_to="S-261101-111111")
    settled = life.moved(given, "resolved", "2026-11-18T10:00", None)
    found = of_the_week(settled)
    assert found.reopened == 1
    assert str(found.settling.worst) == "9.00"


def test_one_without_a_log_is_told_by_its_days() -> None:
    """Complaints from before moves were kept."""
    old = case(1, "13T09:00", history=(), state="closed", resolved_on=the(17), closed_on=the(18))
    found = of_the_week(old)
    assert (found.settled, found.closed, found.open) == (1, 1, 0)
    assert str(found.settling.median) == "16.00"


# ---- what they are about


CAUSES = ("fading", "褪色", "it fades")


@pytest.mark.fact("S3-009", command="svc report week")
def test_classes_and_reasons() -> None:
    """`other` stands last; a cause is one reason however it was typed, in either language."""
    found = of_the_week(
        *(case(n, "16T09:00", category="other") for n in range(3)),
        *(case(n, "17T09:00", cause=said) for n, said in enumerate(CAUSES)),
        case(7, "17T09:00"),
        case(8, "17T09:00", category="size", cause="own word"),
    )  # fmt: skip
    assert [(row.key, row.count) for row in found.by_category] == [
        ("quality", 4), ("size", 1), ("other", 3),
    ]  # fmt: skip
    told = found.to_json()
    assert told["reasons"] == [
        {"category": "other", "cause": None, "name": "other", "n": 3},
        {"category": "quality", "cause": "fading", "name": "quality: it fades", "n": 3},
        {"category": "quality", "cause": None, "name": "quality", "n": 1},
    ]
    assert [reason.key for reason, _ in found.by_reason][-1] == "size.own word"


def test_reasons_are_named_in_the_language_in_use() -> None:
    """The codes stay."""
    reason = Reasons(POLICY.at(MONDAY)).of(case(1, "16T09:00", cause="fading"))
    i18n.speak("zh")
    assert str(reason) == "质量：掉色"


# ---- what came again


SALE = "P-261101-111111"


@pytest.mark.parametrize(
    ("fields", "is_repeat"),
    [
        ({}, False),
        ({"repeat": 1, "purchase": SALE}, False),
        ({"repeat": 2, "purchase": SALE}, True),
        ({"purchase": SALE, "item": "T1"}, True),
        ({"purchase": SALE, "item": "T2"}, False),
        ({"purchase": "P-261101-222222", "item": "T1"}, False),
    ],
)
def test_repeats(fields: dict[str, Any], is_repeat: bool) -> None:
    """About the same goods as an earlier one; of older records the earlier ones are counted."""
    before = case(1, "12T09:00", ("12T10:00", "resolved"), purchase=SALE, item="T1")
    found = of_the_week(before, case(2, "16T09:00", **fields))
    assert found.repeats == (("K-261116-000002",) if is_repeat else ())


# ---- the first contact: ten workdays from Monday the 2nd end on Monday the 16th


@pytest.mark.parametrize(
    ("complaints", "judged", "settled"),
    [
        pytest.param([case(1, "02T09:00", ("02T16:00", "resolved"))], 1, 1, id="held"),
        pytest.param([case(1, "02T09:00", ("03T09:00", "resolved"))], 1, 0, id="the next day"),
        pytest.param([case(1, "02T09:00")], 1, 0, id="not at all"),
        pytest.param([case(1, "02T09:00", ("02T16:00", "resolved"), ("16T09:00", "reopened"))],
                     1, 0, id="reopened on the last day"),
        pytest.param([case(1, "02T09:00", ("02T16:00", "resolved"), ("17T09:00", "reopened"))],
                     1, 1, id="reopened after it"),
        pytest.param([case(1, "02T09:00", ("02T16:00", "resolved"), purchase=SALE, item="T1"),
                      case(2, "16T09:00", purchase=SALE, item="T1")], 1, 0, id="came again"),
        pytest.param([case(1, "02T09:00", ("02T16:00", "resolved"), purchase=SALE, item="T1"),
                      case(2, "17T09:00", purchase=SALE, item="T1")], 1, 1, id="came much later"),
        pytest.param([case(1, "02T09:00", ("02T16:00", "resolved"), purchase=SALE, item="T1"),
                      case(2, "16T09:00", purchase=SALE, item="T2")], 1, 1, id="other goods"),
        pytest.param([case(1, "02T09:00", ("02T16:00", "resolved"), customer="C-1"),
                      case(2, "16T09:00", customer="C-1")], 1, 0, id="no goods, the same matter"),
        pytest.param([case(1, "02T09:00", ("02T16:00", "resolved"), customer="C-1"),
                      case(2, "16T09:00", customer="C-1", category="size")], 1, 1, id="another"),
        pytest.param([case(1, "01T09:00", ("01T09:01", "resolved"))], 0, 0, id="last week's"),
        pytest.param([case(1, "06T09:00", history=(), state="resolved", resolved_on=the(6))],
                     1, 1, id="an old record"),
        pytest.param([case(1, "09T09:00", ("09T16:00", "resolved"))], 0, 0, id="next week's"),
    ],
)  # fmt: skip
def test_settled_at_the_first_contact(
    complaints: list[Complaint], judged: int, settled: int
) -> None:
    """Judged in the week in which the ten workdays end, never before."""
    found = of_the_week(*complaints).first_contact
    assert (found.judged, found.settled) == (judged, settled)
    assert found.share == (Decimal(settled) if judged else None)


def test_what_may_still_come_again_is_told_as_pending() -> None:
    """A case of this week is judged in two weeks."""
    found = of_the_week(case(1, "16T09:00", ("16T10:00", "resolved"))).first_contact
    assert (found.judged, found.pending, found.share) == (0, 1, None)
    assert reach(POLICY.at(MONDAY)) == 34


# ---- steps


@pytest.mark.fact("S3-011", command="svc report week")
@pytest.mark.parametrize(
    ("taken", "left_out"),
    [
        ((), False),
        (("apology", "empathy", "understand"), False),
        (("apology", "understand"), True),
        (("apology", "empathy", "understand", "understand"), True),
        (("listen", "talk", "apologise"), False),
        (("talk",), True),
    ],
)
def test_steps_left_out(taken: tuple[str, ...], left_out: bool) -> None:
    """Before the furthest one noted, by either list; asking twice what happened is told, too."""
    moves = [(f"16T10:{n:02}", f"step {step}") for n, step in enumerate(taken)]
    settled = case(1, "16T09:00", *moves, ("16T11:00", "resolved"))
    assert bool(of_the_week(settled).left_out) is left_out
    erased = replace(
        settled, steps=tuple({"at": line["at"], "step": line["step"]} for line in settled.steps)
    )
    assert of_the_week(erased).left_out == of_the_week(settled).left_out


# ---- batches, for the company


def sale(n: int, *items: tuple[str | None, str, str]) -> Purchase:
    """A sale of lines of style, SKU and name."""
    lines = tuple(
        Item(style=style, sku=sku, name=name, price=None, amount=Decimal("99.00"), qty=1)
        for style, sku, name in items
    )
    return Purchase(id=f"P-261101-{n:06}", customer="C-1", on=the(1), items=lines,
                    total=Decimal("99.00"))  # fmt: skip


COAT = ("ST1", "ST1-M", "wool coat")
LARGE = ("ST1", "ST1-L", "wool coat")
SKIRT = ("ST2", "ST2-M", "skirt")


def about(n: int, logged: str, purchase: Purchase, **fields: Any) -> Complaint:
    """A complaint about a sale."""
    return case(n, logged, purchase=purchase.id, **fields)


@pytest.mark.fact("S3-037", command="svc report week")
@pytest.mark.parametrize(
    ("complaints", "sales", "found"),
    [
        pytest.param([about(1, "16T09:00", sale(1, COAT)), about(2, "17T09:00", sale(2, LARGE))],
                     [sale(1, COAT), sale(2, LARGE)], [("ST1", 2, 2)], id="two sizes of a style"),
        pytest.param([about(1, "02T09:00", sale(1, COAT)), about(2, "22T09:00", sale(2, COAT))],
                     [sale(1, COAT), sale(2, COAT)], [("ST1", 2, 1)], id="one of them new"),
        pytest.param([about(1, "02T09:00", sale(1, COAT)), about(2, "03T09:00", sale(2, COAT))],
                     [sale(1, COAT), sale(2, COAT)], [], id="none of them new"),
        pytest.param([about(1, "16T09:00", sale(1, COAT)), about(2, "17T09:00", sale(1, COAT))],
                     [sale(1, COAT)], [], id="twice about one sale"),
        pytest.param([about(1, "16T09:00", sale(1, COAT), category="size"),
                      about(2, "17T09:00", sale(2, COAT))],
                     [sale(1, COAT), sale(2, COAT)], [], id="not about its quality"),
        pytest.param([about(1, "16T09:00", sale(1, COAT, SKIRT), item="ST2-M"),
                      about(2, "17T09:00", sale(2, SKIRT))],
                     [sale(1, COAT, SKIRT), sale(2, SKIRT)], [("ST2", 2, 2)], id="a named line"),
        pytest.param([about(1, "16T09:00", sale(1, COAT, SKIRT)),
                      about(2, "17T09:00", sale(2, SKIRT))],
                     [sale(1, COAT, SKIRT), sale(2, SKIRT)], [], id="nobody knows which line"),
        pytest.param([about(1, "16T09:00", sale(1, COAT), item="ST1-M"),
                      about(2, "17T09:00", sale(2, COAT), item="ST1-M")],
                     [], [("ST1-M", 2, 2)], id="sales not at hand"),
        pytest.param([case(1, "16T09:00", on=date(2026, 10, 1), id="K-261023-111111",
                           purchase="P-261101-000001"),
                      about(2, "17T09:00", sale(2, COAT))],
                     [sale(1, COAT), sale(2, COAT)], [], id="longer ago than thirty days"),
    ],
)  # fmt: skip
def test_batches(
    complaints: list[Complaint], sales: list[Purchase], found: list[tuple[str, int, int]]
) -> None:
    """Several sales of one style in thirty days, one of them complained of this week."""
    goods = {each.id: each for each in sales}
    batches = cases_between(complaints, MONDAY, SUNDAY, POLICY, goods).batches
    assert [(each.goods, each.sales, each.new) for each in batches] == found


def test_a_batch_is_told_by_the_name_of_the_goods() -> None:
    """The company knows its styles; the sale and whose it was stay here."""
    sales = [sale(1, COAT), sale(2, COAT)]
    complaints = [about(n, "16T09:00", each) for n, each in enumerate(sales, start=1)]
    found = cases_between(complaints, MONDAY, SUNDAY, POLICY, {each.id: each for each in sales})
    assert found.to_json()["batches"] == [
        {"goods": "ST1", "name": "wool coat", "sales": 2, "new": 2,
         "cases": ["K-261116-000001", "K-261116-000002"]},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "shown"),
    [(COAT, ("wool coat", "ST1")), ((None, "A-1", "scarf"), ("scarf", "A-1")),
     ((None, None, "scarf"), ("scarf", None))],
    ids=["a style", "a SKU", "a name alone"],
)  # fmt: skip
def test_goods_of_a_batch_on_paper(item: tuple[str, str, str], shown: tuple[str, str]) -> None:
    """By what they are called; a name is not shown again where a style or SKU would be."""
    sales = [sale(1, item), sale(2, item)]
    complaints = [about(n, "16T09:00", each) for n, each in enumerate(sales, start=1)]
    found = cases_between(complaints, MONDAY, SUNDAY, POLICY, {each.id: each for each in sales})
    assert batch_row(found.batches[0])[:2] == shown


# ---- what to train


@pytest.mark.fact("S3-004", command="svc report week")
@pytest.mark.parametrize(
    ("complaints", "topics"),
    [
        ([], []),
        ([case(1, "20T15:00", category="attitude")], [("time", 1), ("manner", 1)]),
        ([case(1, "22T09:00", category="attitude"), case(2, "22T09:00", category="attitude"),
          case(3, "22T09:00", category="cashier")], [("manner", 2), ("till", 1)]),
        ([case(1, "22T09:00", category="size", cause="导购误导")], [("advice", 1)]),
        ([case(1, "22T09:00", cause="pilling")], [("care", 1)]),
        ([case(n, "22T09:00") for n in range(2)], []),
        ([case(n, "22T09:00") for n in range(3)], [("faults", 3)]),
        ([case(1, "22T09:00", repeat=2, purchase=SALE)], [("lasting", 1)]),
        ([case(1, "16T09:00", ("16T09:30", "step talk"), ("16T10:00", "resolved"))],
         [("steps", 1)]),
        ([case(1, "16T09:00", ("16T10:01", "resolved"))], [("time", 1)]),
    ],
)  # fmt: skip
def test_what_to_train(complaints: list[Complaint], topics: list[tuple[str, int]]) -> None:
    """By category, cause, or what became of the cases; from so many on."""
    found = of_the_week(*complaints).training
    assert sorted((each.key, len(each.cases)) for each in found) == sorted(topics)
    assert [len(each.cases) for each in found] == sorted((n for _, n in topics), reverse=True)


@pytest.mark.fact("S3-006", command="svc report week")
def test_what_is_settled_with_whom() -> None:
    """With training, with the province, with the company."""
    many = [case(n, "22T09:00", category=each)
            for n in range(3) for each in ("quality", "stock", "cashier")]  # fmt: skip
    told = of_the_week(*many).to_json()["training"]
    assert {(each["key"], each["with"], each["n"]) for each in told} == {
        ("faults", "company", 3), ("stock", "province", 3), ("till", "training", 3),
    }  # fmt: skip


# ---- policy


TOPIC: dict[str, Any] = {"key": "t", "en": "Till", "zh": "收银", "categories": ["cashier"]}


@pytest.mark.parametrize(
    ("entry", "good", "bad"),
    [
        ("few", [1, 30], [0, "30", True, None]),
        ("vital_few", ["0.80", "1"], ["0", "1.5", 0.8, "x", None]),
        ("first_contact", [1, 10, 250], [0, 251, "10"]),
        (
            "batch",
            [{"days": 30, "sales": 2}],
            [
                {"days": 30, "sales": 1},
                {"days": 0, "sales": 2},
                {"days": 30},
                30,
                None,
                {"days": "30", "sales": 2},
            ],
        ),
        (
            "training",
            [[], [TOPIC], [TOPIC | {"causes": ["own"], "least": 3, "with": "company"}]],
            [
                None,
                ["x"],
                [TOPIC, TOPIC],
                [TOPIC | {"zh": " "}],
                [TOPIC | {"categories": []}],
                [TOPIC | {"categories": ["x"]}],
                [TOPIC | {"signs": ["x"]}],
                [TOPIC | {"least": 0}],
                [TOPIC | {"with": "x"}],
                [TOPIC | {"more": 1}],
                [TOPIC | {"causes": "size"}],
            ],
        ),
    ],
)
def test_values_of_policy(entry: str, good: list[Any], bad: list[Any]) -> None:
    """What `policy check` says of report.toml."""
    check: Callable[[Any], list[Any]] = lambda value: list(  # noqa: E731
        report_values.of_reports("report", entry, value)
    )
    assert [check(value) for value in good] == [[]] * len(good)
    assert all(check(value) for value in bad)


def test_the_shop_says_how_many_workdays() -> None:
    """With one workday, what was settled on Thursday is judged on Friday."""
    policy = WhatIf(POLICY, values={"report.first_contact": 1})
    found = of_the_week(case(1, "19T09:00", ("19T10:00", "resolved")), policy=policy)
    assert (found.first_contact.workdays, found.first_contact.settled) == (1, 1)
