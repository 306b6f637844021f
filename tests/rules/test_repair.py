"""Repairs: allowed moves, free or paid, care once free, times, and what the law adds."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.errors import BadInput, BadPolicy, Refused, WrongUsage
from svc.frozen import replace
from svc.policy import Policy
from svc.records.customer import Customer
from svc.records.part import Part
from svc.records.purchase import Item, Purchase
from svc.records.repair import SETTLED, STATES, Repair
from svc.rules import repair as rule
from svc.rules.answer import Citations
from svc.rules.piece import Piece
from svc.rules.policy_values import of_one_value
from svc.rules.repair_terms import Terms, by_care, by_warranty, free_care, is_free
from svc.rules.repair_time import law_on_tries, reminders, times

SOLD = date(2026, 7, 1)
TODAY = date(2026, 11, 22)
SHIPPED = Policy()
IN_FORCE = SHIPPED.at(TODAY)


def repair(**more: Any) -> Repair:
    known: dict[str, Any] = {
        "id": "W-261122-00000A", "customer": "C-261122-00000A", "on": TODAY, "problem": "zip",
    }  # fmt: skip
    return Repair(**known | more)


# ---- moves

ALLOWED = {
    ("opened", "receive"): "received",
    ("opened", "diagnose"): "diagnosed",
    ("opened", "help"): "opened",
    ("opened", "cancel"): "cancelled",
    ("received", "diagnose"): "diagnosed",
    ("received", "help"): "received",
    ("received", "cancel"): "cancelled",
    ("diagnosed", "receive"): "diagnosed",
    ("diagnosed", "diagnose"): "diagnosed",
    ("diagnosed", "wait"): "waiting",
    ("diagnosed", "help"): "diagnosed",
    ("diagnosed", "pay"): "diagnosed",
    ("diagnosed", "to-finance"): "diagnosed",
    ("diagnosed", "done"): "done",
    ("diagnosed", "hand-back"): "handed_back",
    ("diagnosed", "cancel"): "cancelled",
    ("waiting", "receive"): "waiting",
    ("waiting", "diagnose"): "waiting",
    ("waiting", "resume"): "diagnosed",
    ("waiting", "help"): "waiting",
    ("waiting", "pay"): "waiting",
    ("waiting", "to-finance"): "waiting",
    ("waiting", "cancel"): "cancelled",
    ("done", "pay"): "done",
    ("done", "to-finance"): "done",
    ("done", "hand-back"): "handed_back",
    ("handed_back", "to-finance"): "handed_back",
}
VERBS = sorted({verb for _state, verb in ALLOWED})


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", STATES)
def test_every_state_and_every_move(state: str, verb: str) -> None:
    """What the table does not name is refused, with what is possible instead."""
    kept = repair(state=state)
    if (state, verb) in ALLOWED:
        assert rule.moved(kept, verb, TODAY) == ALLOWED[state, verb]
    else:
        with pytest.raises(Refused, match="not possible"):
            rule.moved(kept, verb, TODAY)


@given(st.lists(st.sampled_from(VERBS), max_size=12))
def test_a_settled_repair_stays_settled(verbs: list[str]) -> None:
    """Whatever is tried in whatever order: states are known ones, and the end is the end."""
    kept = repair()
    for verb in verbs:
        try:
            state = rule.moved(kept, verb, TODAY)
        except Refused:
            continue
        assert state in STATES
        assert kept.state not in SETTLED or state == kept.state
        kept = replace(kept, state=state)
        assert set(rule.possible_now(kept)) <= set(rule.MOVES[state])


@pytest.mark.parametrize(
    ("verb", "state", "noted"),
    [
        ("hand-back", "handed_back", {"handed_back_on": TODAY}),
        ("receive", "diagnosed", {"received_on": TODAY}),
        ("pay", "done", {"paid_on": TODAY}),
        ("to-finance", "done", {"to_finance_on": TODAY}),
    ],
)
def test_nothing_is_done_twice(verb: str, state: str, noted: dict[str, Any]) -> None:
    """A second hand-back, receipt, payment names the day of the first."""
    with pytest.raises(Refused, match="2026-11-22"):
        rule.moved(repair(state=state, **noted), verb, TODAY)


def test_no_move_before_the_last_one() -> None:
    """A day before what was noted last is a slip of the calendar."""
    later = repair(history=({"at": "2026-11-23T10:00", "state": "opened"},))
    with pytest.raises(BadInput, match="2026-11-23"):
        rule.moved(later, "receive", TODAY)
    assert rule.moved(later, "receive", TODAY + timedelta(days=1)) == "received"


@pytest.mark.fact("S2-079", command="svc repair hand-back")
def test_paid_work_is_handed_back_once_it_is_paid_for() -> None:
    """Paid work needs an agreed price, an invoice and the money before the goods go back."""
    paid: dict[str, Any] = {"state": "done", "done_on": TODAY, "price": Decimal("80.00")}
    for lacking in (
        {**paid, "price": None},
        paid,
        {**paid, "invoice": "1"},
        {**paid, "paid_on": TODAY},
    ):
        with pytest.raises(Refused):
            rule.refuse_unpaid(repair(**lacking))
    rule.refuse_unpaid(repair(**paid, invoice="1", paid_on=TODAY))
    rule.refuse_unpaid(repair(**{**paid, "price": Decimal(0)}))
    rule.refuse_unpaid(repair(state="done", done_on=TODAY, free=True))
    rule.refuse_unpaid(repair(state="diagnosed", unrepairable=True))
    with pytest.raises(Refused, match="not done"):
        rule.refuse_unpaid(repair(state="diagnosed", free=True))


def test_money_only_where_money_is_due() -> None:
    """No payment of what is free, none without an invoice; no price for what is free."""
    with pytest.raises(Refused):
        rule.refuse_payment(repair(free=True))
    with pytest.raises(WrongUsage):
        rule.refuse_payment(repair(price=Decimal(1)))
    with pytest.raises(Refused):
        rule.refuse_price_of_free(repair(free=True, price=Decimal(1)))
    with pytest.raises(Refused):
        rule.refuse_money_left(repair())


@pytest.mark.fact("S2-077", command="svc repair open")
def test_the_intake_names_what_it_lacks() -> None:
    """Name, address, contact, model, day of purchase, problem and symptom are all asked for."""
    whole = {
        "address": "x", "phone": "1", "model": "A", "bought_on": SOLD, "symptom": "stuck",
    }  # fmt: skip
    wang = Customer(id="C-261122-00000A", name="王芳", phone="13800138000")
    assert rule.missing(repair(**whole), wang) == []
    assert rule.missing(repair(), None) == [
        "name", "address", "phone", "model", "bought_on", "symptom",
    ]  # fmt: skip
    nameless = replace(wang, name="13800138000")
    assert rule.missing(repair(**whole), nameless) == ["name"]


# ---- free or paid


def terms(number: int, **more: Any) -> Terms:
    piece = Piece(category="textile", sold=SOLD, start=SOLD)
    return by_warranty(piece, SOLD + timedelta(days=number), SHIPPED, **more)


@pytest.mark.fact("S2-063", command="svc repair open")
@pytest.mark.parametrize(("number", "free"), [(0, True), (91, True), (92, True), (93, False)])
def test_free_till_the_last_day_of_the_warranty(number: int, *, free: bool) -> None:
    """Within the warranty a fault of the goods is repaired free, damage of her own is paid for."""
    answer = terms(number)
    assert answer.free is free
    raw = answer.to_raw()
    assert (raw["warranty_until"], raw["days"]) == ("2026-10-01", number)
    assert raw["policy"] == ["warranty.textile"]
    kept = repair(free=answer.free, terms=raw)
    assert is_free(kept, "company") is free
    assert is_free(kept, None) is free
    assert is_free(kept, "customer") is False


def test_a_part_we_put_in_has_its_own_warranty() -> None:
    """After the goods' warranty a repair is free where that part failed, and only then."""
    part = Part(
        id="B-260910-00000A", on=date(2026, 9, 10), move="out", code="ZIP", qty=1,
        warranty_until=date(2027, 3, 10),
    )  # fmt: skip
    for number, there in ((252, True), (253, False)):  # 10 and 11 March
        kept = repair(terms=terms(number, fitted=[part]).to_raw())
        assert is_free(kept, "part") is there
        assert is_free(kept, "company") is False


def test_without_a_sale_nothing_is_free() -> None:
    """Nobody can say that a warranty runs that nobody knows the start of."""
    answer = by_warranty(None, TODAY, SHIPPED)
    assert (answer.free, len(answer.warnings)) == (False, 1)
    with pytest.raises(BadInput):
        terms(-1)


def care(kind: str, category: str, price: str | None, on: date, **more: Any) -> Terms:
    qty = more.pop("qty", 1)
    each = Decimal(price) if price else None
    item = Item(sku="S1", category=category, price=each, qty=qty, amount=more.pop(
        "amount", (each or Decimal(0)) * qty))  # fmt: skip
    sold = Purchase(id="P-260701-00000A", customer="C-1", on=SOLD, items=(item,))
    return by_care(kind, (sold, item), more.pop("earlier", ()), on, more.pop("policy", SHIPPED))


@pytest.mark.fact("S2-066", "S2-067", command="svc repair open --care")
@pytest.mark.parametrize(
    ("kind", "category", "price", "on", "free"),
    [
        ("dry_clean", "suit", "999.99", SOLD, False),
        ("dry_clean", "suit", "1000.00", SOLD, True),
        ("dry_clean", "西服", "1000.01", SOLD, True),
        ("dry_clean", "suit", "2000.00", date(2027, 6, 30), True),
        ("dry_clean", "suit", "2000.00", date(2027, 7, 1), True),
        ("dry_clean", "suit", "2000.00", date(2027, 7, 2), False),
        ("dry_clean", "textile", "2000.00", SOLD, False),
        ("dry_clean", "leather", "2000.00", SOLD, False),
        ("leather_care", "leather", "1.00", SOLD, True),
        ("leather_care", "皮衣", "1.00", date(2036, 7, 1), True),
        ("leather_care", "suit", "2000.00", SOLD, False),
    ],
)
def test_care_is_free_once(kind: str, category: str, price: str, on: date, *, free: bool) -> None:
    """Suits from an amount a piece are dry-cleaned free once within a year, leather cared for."""
    assert care(kind, category, price, on).free is free


def test_each_piece_has_its_care_once() -> None:
    """Of two suits on a line two are cleaned free; paid and cancelled ones do not count."""
    used = repair(care="dry_clean", free=True, state="handed_back")
    for earlier, free in (
        ((), True),
        ((used,), True),
        ((used, used), False),
        ((used, replace(used, free=False)), True),
        ((used, replace(used, state="cancelled")), True),
        ((used, replace(used, care="leather_care")), True),
    ):
        assert care("dry_clean", "suit", "1500", SOLD, qty=2, earlier=earlier).free is free
    unpriced = care("dry_clean", "suit", None, SOLD, qty=2, amount=Decimal("2000.00"))
    assert unpriced.free
    assert not care("dry_clean", "suit", None, SOLD, qty=2, amount=Decimal("1999.98")).free


def test_care_before_the_sale_or_without_one() -> None:
    """A day before the sale is a slip; without a purchase the care is paid for."""
    with pytest.raises(BadInput):
        care("dry_clean", "suit", "1500", SOLD - timedelta(days=1))
    assert by_care("dry_clean", None, (), TODAY, SHIPPED).free is False


ROW = {"care": "dry_clean", "category": "suit", "from": "800.00", "within": "any", "times": 2}


@pytest.mark.parametrize(("on", "free"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False)])
def test_the_year_may_be_the_calendar_s(on: date, *, free: bool) -> None:
    """What S2-067 leaves open is a word of the policy."""
    policy = _with_care([{**ROW, "within": "calendar_year"}])
    assert care("dry_clean", "suit", "800", on, policy=policy).free is free


class _Policy(Policy):
    """The shipped policy with another table of care."""

    rows: Any = None

    def entry(self, entry_id: str) -> Any:
        found = super().entry(entry_id)
        if entry_id != "repair.care":
            return found
        return replace(found, values=(replace(found.values[0], value=self.rows),))


def _with_care(rows: Any) -> Policy:
    policy = _Policy()
    policy.rows = rows
    return policy


@pytest.mark.parametrize(
    "rows",
    [
        "suit",
        [{**ROW, "care": "polish"}],
        [{**ROW, "from": 800}],
        [{**ROW, "from": "cheap"}],
        [{**ROW, "within": "year"}],
        [{**ROW, "times": "1"}],
        [{"care": "dry_clean"}],
        [3],
    ],
)
def test_a_wrong_table_of_care_is_told(rows: Any) -> None:
    """By `policy check`, and where it is used."""
    assert list(of_one_value("repair", "care", rows))
    with pytest.raises(BadPolicy, match=r"repair\.care"):
        free_care(_with_care(rows).at(TODAY)["repair.care"])


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("days_in_all", {"zhejiang": "35"}),
        ("days_in_all", 35),
        ("guidance", {"suit": "look"}),
        ("guidance", {"suit": {"en": "look"}}),
        ("exchange_after", "2"),
        ("remind_after", -1),
    ],
)
def test_other_wrong_values_are_told(entry: str, value: Any) -> None:
    """A slip of the shop's in its policy of repairs is found by `policy check`."""
    assert list(of_one_value("repair", entry, value))
    right = SHIPPED.entry(f"repair.{entry}").values[0].value
    assert list(of_one_value("repair", entry, right)) == []


# ---- times, and what the law adds


def line(at: str, state: str) -> dict[str, str]:
    return {"at": at, "state": state}


@pytest.mark.fact("S2-084", command="svc repair show")
def test_waiting_and_repair_are_counted_apart() -> None:
    """The days till somebody looks at it and the days till it is done are counted, to be short."""
    opened = repair(history=(line("2026-11-22", "opened"),))
    assert times(opened, TODAY + timedelta(days=3)).to_json() == {
        "waited_days": 3, "repair_days": None, "waiting_since": "2026-11-22",
    }  # fmt: skip
    going = replace(
        opened,
        history=(
            *opened.history, line("2026-11-24T09:00", "received"), line("2026-11-25", "diagnosed"),
            line("2026-11-25", "waiting"), line("2026-11-27", "waiting"),
        ),
    )  # fmt: skip
    assert times(going, date(2026, 11, 30)).to_json() == {
        "waited_days": 2, "repair_days": 6, "waiting_since": "2026-11-25",
    }  # fmt: skip
    done = replace(going, done_on=date(2026, 11, 28))
    assert times(done, date(2026, 12, 30)).repair_days == 4


@pytest.mark.parametrize(
    ("more", "days", "kind"),
    [
        ({}, 6, None),
        ({}, 7, "not_done"),
        ({"state": "waiting"}, 7, "not_done"),
        ({"state": "done", "done_on": TODAY}, 2, None),
        ({"state": "done", "done_on": TODAY}, 3, "not_fetched"),
        ({"state": "handed_back", "paid_on": TODAY}, 0, None),
        ({"state": "handed_back", "paid_on": TODAY}, 1, "money"),
        ({"state": "handed_back", "paid_on": TODAY, "to_finance_on": TODAY}, 9, None),
        ({"state": "cancelled"}, 9, None),
    ],
)
def test_what_the_morning_board_reminds_of(more: Any, days: int, kind: str | None) -> None:
    """Not done in a week, not fetched in three days, money not at finance the day after."""
    found = reminders([repair(**more)], TODAY + timedelta(days=days), IN_FORCE)
    assert [each.kind for each in found] == ([kind] if kind else [])


def earlier(number: int, **more: Any) -> Repair:
    on = date(2026, 8, number)
    return repair(**{
        "id": f"W-2608{number:02}-00000A", "on": on, "free": True, "state": "handed_back",
        "received_on": on, "handed_back_on": on + timedelta(days=2), **more,
    })  # fmt: skip


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ([], 0),
        ([earlier(1)], 0),
        ([earlier(1), earlier(9)], 1),
        ([earlier(1), earlier(9, free=False)], 0),
        ([earlier(1), earlier(9, care="dry_clean")], 0),
        ([earlier(1), earlier(9, state="cancelled")], 0),
    ],
)
def test_after_two_repairs_an_exchange(others: list[Repair], told: int) -> None:
    """The national rules (Art. 11): two free repairs that did not last give an exchange."""
    said = law_on_tries(repair(), others, Citations(IN_FORCE), TODAY)
    assert len(said) == told
    assert not told or "Art. 11" in str(said[0])
    assert law_on_tries(repair(care="dry_clean"), others, Citations(IN_FORCE), TODAY) == []


@pytest.mark.parametrize(("days", "told"), [(33, 0), (34, 1)])
def test_days_in_repair_by_province(days: int, told: int) -> None:
    """Zhejiang: past 35 days in all, earlier repairs counted, it is exchanged or returned."""
    now = repair(received_on=TODAY, state="received")
    on = TODAY + timedelta(days=days)
    said = law_on_tries(now, [earlier(1)], Citations(IN_FORCE), on, "zhejiang")
    assert len(said) == told
    assert law_on_tries(now, [earlier(1)], Citations(IN_FORCE), on, None) == []
