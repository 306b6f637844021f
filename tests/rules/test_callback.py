"""Which contacts fall due, on which day, under which key; and what noting one leaves."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from svc.errors import BadPolicy
from svc.frozen import replace
from svc.policy import Policy
from svc.records.birthday import Birthday
from svc.records.callback import Callback
from svc.records.complaint import Complaint
from svc.records.customer import Customer
from svc.records.purchase import Item, Purchase
from svc.rules import callback as rule
from svc.rules import noting
from svc.rules.birthday import Window
from svc.rules.promise import as_agreed

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 11, 22)
POLICY = Policy().at(DAY)
FURNITURE = Policy(preset="furniture").at(DAY)
SALE = Purchase(
    id="P-261115-7KQ3MX", customer="C-1", on=date(2026, 11, 15),
    items=(Item(name="羊毛大衣", amount=Decimal(1)),), staff="T-1",
)  # fmt: skip


def test_a_week_after_a_purchase() -> None:
    """S2-038: by phone, by who sold it; the key is the row's name and the cause's id."""
    (contact,) = rule.after_purchase(SALE, rule.schedule(POLICY, "purchase"))
    assert (contact.key, contact.due) == ("purchase.P-261115-7KQ3MX", DAY)
    assert (contact.channel, contact.assignee, contact.about) == ("phone", "T-1", SALE.id)
    assert str(contact.why) == "bought 羊毛大衣 on 2026-11-15"


def test_the_key_is_free_of_the_figures(tmp_path: Path) -> None:
    """A shop that changes its schedule from seven days to ten keeps the keys it has."""
    (tmp_path / "callback.toml").write_text(
        "[[schedule.values]]\nvalue = "
        '[{ key = "purchase", kind = "purchase", after = 10, channel = "phone" }]\n',
        encoding="utf-8",
    )
    steps = rule.schedule(Policy(tmp_path).at(DAY), "purchase")
    (contact,) = rule.after_purchase(SALE, steps)
    assert (contact.key, contact.due) == ("purchase.P-261115-7KQ3MX", date(2026, 11, 25))


@pytest.mark.parametrize(
    ("policy", "due"),
    [
        (POLICY, {"installation": "2026-11-16"}),
        (FURNITURE, {"installation": "2026-11-16", "installation-month": "2026-12-15",
                     "installation-half-year": "2027-05-14"}),
    ],
)  # fmt: skip
def test_after_an_installation(policy: object, due: dict[str, str]) -> None:
    """S0-058, S1-018, S2-082: a visit the day after; furniture is called on twice more."""
    steps = rule.schedule(policy, "installation")  # type: ignore[arg-type]
    assert list(rule.after_installation(SALE, steps)) == []
    installed = replace(SALE, installed_on=SALE.on)
    found = {contact.key: contact.due for contact in rule.after_installation(installed, steps)}
    assert found == {f"{key}.{SALE.id}": date.fromisoformat(day) for key, day in due.items()}


def test_the_day_after_a_complaint_is_settled() -> None:
    """S2-054: does the answer hold? An open one asks for nothing."""
    steps = rule.schedule(POLICY, "complaint")
    faded = Complaint(id="K-261101-7KQ3MX", customer="C-1", on=DAY, category="quality", text="x")
    assert list(rule.after_complaint(faded, steps)) == []
    (contact,) = rule.after_complaint(replace(faded, resolved_on=DAY), steps)
    assert (contact.key, contact.due) == ("complaint.K-261101-7KQ3MX", DAY + timedelta(days=1))


def test_an_agreed_appointment() -> None:
    """S2-039: on the day agreed, by who promised; `about` is the first cause."""
    made = noting.begun(next(rule.after_purchase(SALE, rule.schedule(POLICY, "purchase"))))
    assert list(as_agreed([made], "phone")) == []
    promised = replace(made, question="How to wash it?", settle_on=date(2026, 11, 25), staff="T-2")
    (contact,) = as_agreed([promised], "phone")
    assert contact.key == "appointment.P-261115-7KQ3MX.261125"
    assert (contact.kind, contact.about, contact.assignee) == ("appointment", SALE.id, "T-2")
    assert "How to wash it?" in str(contact.why)


@pytest.mark.parametrize(
    ("birthday", "first", "last", "days"),
    [
        (Birthday(month=11, day=22), "2026-11-22", "2026-11-22", ["261122"]),
        (Birthday(month=11, day=23), "2026-11-22", "2026-11-22", []),
        (Birthday(year=1990, month=11, day=21), "2026-11-22", "2026-11-22", []),
        (Birthday(year=1988, month=2, day=29), "2027-02-28", "2027-02-28", ["270228"]),
        (Birthday(year=1988, month=2, day=29), "2027-03-01", "2027-03-01", []),
        (Birthday(year=1988, month=2, day=29), "2028-02-28", "2028-02-28", []),
        (Birthday(year=1988, month=2, day=29), "2028-02-29", "2028-02-29", ["280229"]),
        (Birthday(calendar="lunar", month=10, day=14), "2026-11-22", "2026-11-22", ["261122"]),
        (Birthday(month=11, day=22), "2025-11-22", "2026-11-22", ["251122", "261122"]),
    ],
)
def test_birthdays(birthday: Birthday, first: str, last: str, days: list[str]) -> None:
    """Solar, lunar, without a year, and 29 February; the key ends in the day it is kept."""
    window = Window.over(date.fromisoformat(first), date.fromisoformat(last))
    wang = Customer(id="C-261122-7KQ3MX", name="王芳", birthday=birthday, owner="T-1")
    found = list(rule.on_birthday(wang, window, "message"))
    assert [contact.key for contact in found] == [f"birthday.C-261122-7KQ3MX.{d}" for d in days]
    assert all(contact.assignee == "T-1" for contact in found)


def test_the_span_of_a_day() -> None:
    """Fourteen days back, the day itself, and as many ahead as are asked for."""
    assert rule.span(POLICY, DAY) == rule.Span(first=date(2026, 11, 8), last=DAY)
    assert rule.span(POLICY, DAY, 3).last == date(2026, 11, 25)
    assert rule.span(POLICY, date.max, 3).last == date.max
    assert rule.span(POLICY, date.min).first == date.min


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["大衣"], "大衣"), (["大衣", "裙"], "大衣, 裙"), (["a", "b", "c"], "a, b …"),
        ([None], "¥3.00"), ([], "¥3.00"),
    ],
)  # fmt: skip
def test_goods_in_a_few_words(names: list[str | None], said: str) -> None:
    """Two names at most; where none is known, what was paid."""
    items = tuple(Item(name=name, amount=Decimal(1)) for name in names)
    assert rule.goods(replace(SALE, items=items, total=Decimal("3.00"))) == said


@pytest.mark.parametrize(
    "row",
    [
        '{ key = "a", kind = "purchase", after = 7 }',
        '{ key = "a", kind = "purchase", after = 7, channel = "phone", extra = 1 }',
        '{ key = "A b", kind = "purchase", after = 7, channel = "phone" }',
        '{ key = "birthday", kind = "purchase", after = 7, channel = "phone" }',
        '{ key = "a", kind = "birthday", after = 7, channel = "phone" }',
        '{ key = "a", kind = "purchase", after = "7", channel = "phone" }',
        '{ key = "a", kind = "purchase", after = -7, channel = "phone" }',
        '{ key = "a", kind = "purchase", after = true, channel = "phone" }',
        '{ key = "a", kind = "purchase", after = 7, channel = 1 }',
        "7",
    ],
)
def test_a_broken_schedule_is_named(tmp_path: Path, row: str) -> None:
    """A row that cannot be worked with is exit code 4 with the entry's id, never a fault."""
    (tmp_path / "callback.toml").write_text(
        f"[[schedule.values]]\nvalue = [{row}]\n", encoding="utf-8"
    )
    with pytest.raises(BadPolicy, match=r"callback\.schedule"):
        rule.schedule(Policy(tmp_path).at(DAY))


NOBODY = {"satisfied": None, "text": None, "question": None, "settle_on": None, "forward": None}


def noted(*tries: tuple[str, int], text: str | None = None) -> Callback:
    """The ledger's line after tries of a result on a day of November."""
    made = noting.begun(next(rule.after_purchase(SALE, rule.schedule(POLICY, "purchase"))))
    for result, day in tries:
        made = noting.noted(made, result, NOBODY | {"text": text}, date(2026, 11, day), "T-1")
    return made


@pytest.mark.parametrize(
    ("tries", "result", "count", "done_on"),
    [
        ([("reached", 22)], "reached", 1, 22),
        ([("reached", 22), ("reached", 22)], "reached", 1, 22),
        ([("reached", 22), ("reached", 23)], "reached", 1, 22),
        ([("reached", 22), ("no-answer", 23)], "reached", 1, 22),
        ([("reached", 22), ("refused", 23)], "reached", 1, 22),
        ([("no-answer", 22)], "no-answer", 1, 22),
        ([("no-answer", 22), ("no-answer", 22)], "no-answer", 1, 22),
        ([("no-answer", 22), ("no-answer", 23)], "no-answer", 2, 23),
        ([("no-answer", 22), ("reached", 23)], "reached", 2, 23),
        ([("refused", 22), ("refused", 23)], "refused", 1, 22),
        ([("refused", 22), ("no-answer", 23)], "refused", 1, 22),
        ([("refused", 22), ("reached", 24)], "reached", 2, 24),
    ],
)
def test_noting_a_contact(
    tries: list[tuple[str, int]], result: str, count: int, done_on: int
) -> None:
    """Tries are counted until somebody is reached; noted twice, it is the same line."""
    made = noted(*tries)
    assert (made.result, len(made.tries)) == (result, count)
    assert made.done_on == date(2026, 11, done_on)
    assert rule.still_open(made) is (result == "no-answer")


def test_what_was_said_can_still_be_added() -> None:
    """A second note adds what the first lacked, and what it does not say stays."""
    first = noted(("reached", 22), text="warm")
    later = noting.noted(first, "reached", NOBODY | {"satisfied": False}, DAY, None)
    assert (later.text, later.satisfied, later.tries) == ("warm", False, first.tries)
    assert noting.noted(later, "reached", NOBODY, DAY, None) == later
