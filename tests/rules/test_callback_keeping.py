"""What keeps customers in touch, as rules: keys, days, who counts as new or old, workdays."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from svc.policy import Policy
from svc.records.callback import Callback
from svc.records.customer import Customer
from svc.records.message import Message
from svc.records.purchase import Purchase
from svc.rules import callback, keeping, noting, scripts
from svc.rules.keeping import Kept
from svc.rules.tally import tallied
from svc.rules.workdays import Workdays

DAY = date(2026, 11, 22)
POLICY = Policy().at(DAY)
BY_PHONE = Kept(channel="phone", after=90, month=4, within=90, purchases=3)


def sale(day: str, total: str = "1") -> Purchase:
    """A purchase of one customer on a day."""
    on = date.fromisoformat(day)
    return Purchase(
        id=f"P-{on:%y%m%d}-7KQ3MX", customer="C-1", on=on, items=(), total=Decimal(total)
    )


@pytest.mark.parametrize("preset", ["clothing", "furniture"])
@pytest.mark.parametrize("kind", keeping.ENTRIES)
def test_what_is_shipped_can_be_read(preset: str, kind: str) -> None:
    """Every kind is on, says from where it is, and its own example would do."""
    policy = Policy(preset=preset)
    entry = policy.entry(keeping.entry_id(kind))
    assert keeping.kept(policy.at(DAY), kind) is not None
    assert entry.sources
    assert entry.is_default_of_tool is (not kind.startswith("referral"))


@pytest.mark.parametrize(
    ("bought", "new", "old"),
    [
        ([], False, False),
        (["2025-12-31"], False, False),
        (["2026-01-01"], True, False),
        (["2026-03-31"], True, False),
        (["2026-04-01"], False, False),
        (["2025-04-01", "2026-03-01", "2026-03-02"], False, True),
        (["2025-03-31", "2026-03-01", "2026-03-02"], False, False),
        (["2026-03-01", "2026-03-02", "2026-04-01"], True, False),
        (["2024-01-01", "2026-03-01"], False, False),
    ],
)
def test_who_is_new_and_who_is_old(bought: list[str], new: bool, old: bool) -> None:
    """By the days before the month's first: it is not among them."""
    first, sold = date(2026, 4, 1), [sale(day) for day in bought]
    assert keeping.is_cared_for("care-new", sold, first, BY_PHONE) is new
    assert keeping.is_cared_for("care-old", sold, first, BY_PHONE) is old


@pytest.mark.parametrize("month", [1, 2, 4, 12])
def test_calls_of_a_month_are_spread(month: int) -> None:
    """Each has her own day, always the same; no day has much more than its share."""
    first = date(2026, month, 1)
    people = [f"C-260101-{n:06d}" for n in range(3000)]
    days = [keeping.care_day(her, first) for her in people]
    assert days == [keeping.care_day(her, first) for her in people]
    assert {day.month for day in days} == {month}
    assert max(days.count(day) for day in set(days)) < 3000 / 28 * 1.5


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2026-03-20", "2026-03-31", []),
        ("2026-03-31", "2026-04-01", ["2026-04-01"]),
        ("2026-04-30", "2026-05-14", ["2026-04-01"]),
        ("2026-05-01", "2026-05-15", []),
        ("2026-04-10", "2027-04-10", ["2026-04-01", "2027-04-01"]),
    ],
)
def test_care_months_of_a_span(first: str, last: str, found: list[str]) -> None:
    """Those whose days touch it."""
    span = callback.Span(first=date.fromisoformat(first), last=date.fromisoformat(last))
    assert [day.isoformat() for day in keeping.months(BY_PHONE, span)] == found


@pytest.mark.parametrize(
    ("mark", "key"), [("5000.00", "threshold-5000"), ("99.50", "threshold-99_50")]
)
def test_the_key_of_a_mark(mark: str, key: str) -> None:
    """It has the amount in it, so that each mark is thanked for once."""
    contact = keeping.threshold(Decimal(mark), sale("2026-11-20"), BY_PHONE)
    assert contact.key == f"{key}.P-261120-7KQ3MX"


@pytest.mark.parametrize(
    ("spent", "among", "found"),
    [
        ({}, 1, []),
        ({"C-1": "0"}, 1, []),
        ({"C-1": "5", "C-2": "7"}, 2, ["C-2"]),
        ({"C-1": "5", "C-2": "7"}, 3, []),
        ({"C-1": "7", "C-2": "7", "C-3": "1"}, 2, ["C-1", "C-2"]),
    ],
)
def test_the_highest_spender(spent: dict[str, str], among: int, found: list[str]) -> None:
    """Nobody where few bought; both where two spent alike."""
    how = Kept(channel="visit", among=among)
    sums = {key: Decimal(value) for key, value in spent.items()}
    assert [each.customer for each in keeping.top(sums, DAY, how, None)] == found


@pytest.mark.parametrize(
    ("channel", "kind", "withdrawn", "unwanted"),
    [
        ("phone", "purchase", "phone", True),
        ("visit", "installation", "phone", True),
        ("message", "birthday", "phone", False),
        ("message", "birthday", "sms", True),
        ("phone", "purchase", "sms", False),
        ("phone", "appointment", "phone", False),
    ],
)
def test_who_wants_no_contact(channel: str, kind: str, withdrawn: str, unwanted: bool) -> None:
    """By the way of the contact; an appointment is hers."""
    her = Customer(id="C-1", name="王芳", consent={withdrawn: {"withdrawn": "2026-11-01"}})
    (contact,) = callback.after_purchase(
        sale("2026-11-15"), [callback.Step(key="a", kind=kind, after=7, channel=channel)]
    )
    assert callback.unwanted(contact, her) is unwanted


@pytest.mark.fact("S2-035", command="svc callback show fading.…")
def test_what_is_not_asked_of_who_stayed_away() -> None:
    """Her script tells not to ask whether something has happened to her."""
    contact = keeping.fading("C-1", DAY, BY_PHONE, bought=True)
    sources = [line["source"] for line in scripts.lines(POLICY, contact, DAY)]
    assert sources == ["S2-033", "S2-035", "S2-024"]


def test_every_kind_has_a_script() -> None:
    """At least one line that is its own."""
    rows = POLICY["callback.scripts"].rows()
    assert {row["kind"] for row in rows} == set(scripts.SORTS)


@pytest.mark.parametrize(
    ("calendar", "day", "works"),
    [
        ("state_council", "2026-02-14", True), ("state_council", "2026-02-15", False),
        ("state_council", "2026-11-20", True), ("state_council", "2026-11-21", False),
        ("state_council", "2027-11-22", None), ("every_day", "2026-11-22", True),
        ("every_day", "2027-11-21", True),
    ],
)  # fmt: skip
def test_workdays(tmp_path: object, calendar: str, day: str, works: bool | None) -> None:
    """By the notice of the State Council, a Saturday worked in exchange among them."""
    folder = str(tmp_path)
    with open(f"{folder}/hours.toml", "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(f'[[calendar.values]]\nvalue = "{calendar}"\n')
    days = Workdays(Policy(folder))
    assert days.works(date.fromisoformat(day)) is works
    assert (days.hint(date.fromisoformat(day)) is None) is (works is not False)
    assert (days.unknown([date.fromisoformat(day)]) is None) is (works is not None)


def test_the_tally_counts_days_and_messages() -> None:
    """Tries of the days asked for; a line without tries counts once; messages for who sent."""
    base: dict[str, Any] = {"kind": "purchase", "customer": "C-1", "about": "P-1", "due": DAY}
    made = [
        Callback(id="purchase.P-261115-7KQ3MX", done_on=DAY, result="reached", staff="T-1",
                 satisfied=True, **base,
                 tries=({"on": "2026-11-20", "result": "no-answer", "staff": "T-2"},
                        {"on": "2026-11-22", "result": "reached", "staff": "T-1"})),
        Callback(id="purchase.P-261114-7KQ3MX", done_on=DAY, result="refused", **base),
    ]  # fmt: skip
    sent = Message(
        id="sms-birthday.C-261122-7KQ3MX.261122", kind="birthday", customer="C-1", template="x",
        due=DAY, text="x", state="sent",
        history=({"at": "2026-11-22T10:00", "state": "sent", "staff": "T-2"},),
    )  # fmt: skip
    found = {each.staff: each.counts for each in tallied(made, [sent], DAY, DAY)}
    assert found == {
        "T-1": {"contacts": 1, "reached": 1, "satisfied": 1},
        None: {"contacts": 1, "refused": 1},
        "T-2": {"messages": 1},
    }
    earlier = tallied(made, [sent], DAY - timedelta(days=2), DAY - timedelta(days=1))
    assert [(each.staff, dict(each.counts)) for each in earlier] == [
        ("T-2", {"contacts": 1, "no_answer": 1})
    ]


def test_noted_twice_at_will_is_one_try() -> None:
    """The same call told by two tills; another way is another try."""
    said = {"channel": "phone", "text": "问好", "satisfied": None}
    first = noting.at_will(None, "C-261122-7KQ3MX", said, DAY, "T-1")
    assert noting.at_will(first, "C-261122-7KQ3MX", said, DAY, "T-1") == first
    other = noting.at_will(first, "C-261122-7KQ3MX", said | {"channel": "visit"}, DAY, "T-2")
    assert (len(other.tries), other.staff) == (2, "T-2")
