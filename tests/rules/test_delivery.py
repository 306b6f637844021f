"""Deliveries: moves, windows, checklists, what is late."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from svc.errors import BadInput, BadPolicy, Refused
from svc.frozen import replace
from svc.policy import Policy
from svc.records.delivery import STATES, Delivery
from svc.records.purchase import Item, Purchase
from svc.rules import checklist
from svc.rules import delivery as rule

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 11, 22)
AT = "2026-11-22"
SOLD = Purchase(
    id="P-261120-AAAAAA", customer="C-1", on=date(2026, 11, 20),
    items=(Item(amount=Decimal("1800.00")),), total=Decimal("1800.00"),
)  # fmt: skip
SOFA = Delivery(
    id="D-261122-AAAAAA", customer="C-1", on=DAY, purchase=SOLD.id, planned_on=DAY, install=True,
    history=({"at": AT, "state": "planned"},),
)  # fmt: skip
FURNITURE = Policy(preset="furniture").at(DAY)
ASKED = checklist.questions(FURNITURE, install=True)


def all_answered(delivery: Delivery) -> Delivery:
    """Every question before and at the delivery answered with yes."""
    for point in checklist.BEFORE_DONE:
        said = {each.key: True for each in ASKED if each.point == point}
        delivery = checklist.checked(delivery, point, said, ASKED, AT, None)
    return delivery


@pytest.mark.parametrize("start", STATES)
@pytest.mark.parametrize("to", STATES)
def test_the_table_of_moves(start: str, to: str) -> None:
    """Planned goes anywhere, failed is planned anew or called off, the rest stays as it is."""
    allowed = {
        ("planned", "planned"), ("planned", "done"), ("planned", "failed"),
        ("planned", "cancelled"), ("failed", "planned"), ("failed", "cancelled"),
    }  # fmt: skip
    delivery = replace(SOFA, state=start)
    if (start, to) in allowed:
        rule.allow(delivery, to)
        return
    with pytest.raises(Refused) as refused:
        rule.allow(delivery, to)
    assert SOFA.id in str(refused.value)
    assert ("move" in str(refused.value.hint)) is (start == "failed")


@pytest.mark.parametrize(
    ("typed", "window"),
    [
        ("9-12", "09:00-12:00"), ("13:30-15:00", "13:30-15:00"), ("9点到12点", "09:00-12:00"),
        ("9点30分至11点", "09:30-11:00"), ("１３：００～２４：００", "13:00-24:00"),
        (" 0 - 1 ", "00:00-01:00"),
        ("12-9", None), ("9-9", None), ("9", None), ("22-25", None), ("9:60-12", None), ("", None),
        ("morning", None), ("24:01-24:02", None),
    ],
)  # fmt: skip
def test_windows(typed: str, window: str | None) -> None:
    """Hours as people write them; what is no span of one day's hours is refused."""
    if window is None:
        with pytest.raises(BadInput):
            rule.window_of(typed)
    else:
        assert rule.window_of(typed) == window


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("09:00-12:00", "11:59-13:00", True), ("09:00-12:00", "12:00-13:00", False),
        ("09:00-12:00", "10:00-11:00", True), ("09:00-12:00", None, False), (None, None, False),
    ],
)  # fmt: skip
def test_overlaps(one: str | None, other: str | None, both: bool) -> None:
    """One ends when the other begins: no clash; a time that is not agreed clashes with none."""
    assert rule.overlap(one, other) is rule.overlap(other, one) is both


def test_nobody_is_in_two_places() -> None:
    """The same driver or fitter, day and time; not her own plan, not what is done."""
    mine = replace(SOFA, driver="T-1", fitter="T-2", window="09:00-12:00")
    other = replace(mine, id="D-2", driver="T-2", fitter="T-1", window="11:00-12:00")
    assert rule.clashes(mine, [mine, other]) == [(other, "T-1"), (other, "T-2")]
    for changed in (
        {"driver": "T-3", "fitter": None}, {"window": "12:00-13:00"}, {"state": "done"},
        {"planned_on": DAY + timedelta(days=1)}, {"window": None},
    ):  # fmt: skip
        assert rule.clashes(mine, [replace(other, **changed)]) == []


@pytest.mark.parametrize(("planned", "good"), [(-3, False), (-2, True), (0, True), (9, True)])
def test_not_before_the_sale(planned: int, good: bool) -> None:
    """The day before the sale is refused, the day of the sale is not."""
    day = DAY + timedelta(days=planned)
    if good:
        rule.plannable(SOLD, day, install=True)
    else:
        with pytest.raises(BadInput):
            rule.plannable(SOLD, day, install=True)


@pytest.mark.parametrize(
    ("before", "on", "good"),
    [(None, DAY, True), (DAY, DAY, True), (DAY - timedelta(days=1), DAY, False),
     (DAY + timedelta(days=1), DAY, False)],
)  # fmt: skip
def test_installed_once(before: date | None, on: date, good: bool) -> None:
    """The warranty of installed goods runs from one day: another one is refused."""
    purchase = replace(SOLD, installed_on=before)
    if good:
        assert rule.installed(purchase, on).installed_on == on
    else:
        with pytest.raises(Refused):
            rule.installed(purchase, on)


@pytest.mark.fact("S1-016", command="svc delivery list --late")
@pytest.mark.parametrize(("days", "late"), [(-1, False), (0, False), (1, True), (30, True)])
def test_late_the_day_after(days: int, late: bool) -> None:
    """What is not delivered on its day is late from the day after on, until it is done or off."""
    today = DAY + timedelta(days=days)
    assert rule.late([SOFA], today) == ([SOFA] if late else [])
    failed = replace(SOFA, state="failed", id="D-9")
    assert rule.late([failed, SOFA], today) == ([SOFA, failed] if late else [])
    for state in ("done", "cancelled"):
        assert rule.late([replace(SOFA, state=state)], today) == []


def test_the_oldest_first() -> None:
    """By day, then time."""
    noon = replace(SOFA, id="D-0", window="12:00-13:00")
    early = replace(SOFA, id="D-9", window="08:00-09:00")
    old = replace(SOFA, id="D-5", planned_on=DAY - timedelta(days=1))
    assert rule.late([noon, early, old], DAY + timedelta(days=1)) == [old, early, noon]


def test_moved() -> None:
    """The new day and what else was said is taken, the rest stays; nothing new is refused."""
    plan = replace(SOFA, window="09:00-12:00", driver="T-1")
    after = rule.moved(plan, DAY + timedelta(days=2), AT, "T-9", "rain", driver="T-2", window=None)
    assert (after.planned_on, after.window, after.driver) == (
        date(2026, 11, 24),
        plan.window,
        "T-2",
    )
    assert after.history[-1] == {
        "at": AT, "state": "planned", "staff": "T-9", "text": "rain", "planned_on": "2026-11-24",
    }  # fmt: skip
    with pytest.raises(Refused):
        rule.moved(plan, DAY, AT, None, None, driver="T-1")
    anew = rule.moved(replace(plan, state="failed"), DAY, AT, None, None)
    assert anew.state == "planned"


# ---- checklists


@pytest.mark.fact("S0-026", command="svc delivery check")
def test_three_control_points() -> None:
    """Each delivery is looked at three times: before it, at it, and after it."""
    assert list(dict.fromkeys(each.point for each in ASKED)) == ["before", "during", "after"]
    names = [each.name for each in ASKED]
    assert len(names) == len(set(names))
    assert {"before.goods", "before.address", "during.accepted", "after.visited"} <= set(names)
    assert str(next(each for each in ASKED if each.name == "before.address").text)


def test_what_is_only_asked_of_some(tmp_path: Path) -> None:
    """Fitters' questions where something is put up; stock where customers keep one."""
    names = {each.name for each in checklist.questions(FURNITURE, install=False)}
    assert {each.name for each in ASKED} - names == {
        "before.fittings", "during.working", "during.tidy",
    }  # fmt: skip
    assert not {"during.first_out", "during.stock"} & names
    (tmp_path / "delivery.toml").write_text("[keeps_stock]\nvalues = [{ value = true }]\n")
    keepers = checklist.questions(Policy(tmp_path).at(DAY), install=False)
    assert {"during.first_out", "during.stock"} <= {each.name for each in keepers}


CONDUCT = [
    pytest.param(
        "S1-017", "shown", "fitter", id="shown",
        marks=pytest.mark.fact("S1-017", command="svc delivery check"),
    ),
    pytest.param(
        "S1-022", "placed", "porter", id="placed",
        marks=pytest.mark.fact("S1-022", command="svc delivery check"),
    ),
    pytest.param(
        "S1-023", "stock", "porter", id="stock",
        marks=pytest.mark.fact("S1-023", command="svc delivery check"),
    ),
    pytest.param(
        "S1-024", "receipt", "porter", id="receipt",
        marks=pytest.mark.fact("S1-024", command="svc delivery check"),
    ),
    pytest.param(
        "S1-025", "undamaged", "porter", id="undamaged",
        marks=pytest.mark.fact("S1-025", command="svc delivery check"),
    ),
    pytest.param(
        "S1-026", "manners", "porter", id="manners",
        marks=pytest.mark.fact("S1-026", command="svc delivery check"),
    ),
    pytest.param(
        "S1-027", "passed_on", "porter", id="passed_on",
        marks=pytest.mark.fact("S1-027", command="svc delivery check"),
    ),
    pytest.param(
        "S1-028", "on_time", "driver", id="on_time",
        marks=pytest.mark.fact("S1-028", command="svc delivery check"),
    ),
    pytest.param("S1-022", "first_out", "porter", id="first_out"),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "key", "by"), CONDUCT)
def test_what_driver_porter_and_fitter_are_asked(
    fact: str, key: str, by: str, tmp_path: Path
) -> None:
    """What the sources ask of driver, porter and fitter is a question of the checklist."""
    (tmp_path / "delivery.toml").write_text("[keeps_stock]\nvalues = [{ value = true }]\n")
    policy = Policy(tmp_path)
    asked = checklist.questions(policy.at(DAY), install=True)
    assert [each.by for each in asked if each.name == f"during.{key}"] == [by]
    places = ("service.porter", "service.driver", "delivery.during")
    named = [row for place in places for row in policy.at(DAY)[place].rows() if row["key"] == key]
    assert [fact in row.get("sources", ["S1-028"]) for row in named] == [True]


def test_the_last_answer_counts() -> None:
    """Wrong, then mended; answers of other points stay apart."""
    bad = checklist.checked(SOFA, "before", {"goods": False}, ASKED, AT, "T-1", "one leg short")
    assert bad.checks == (
        {"at": AT, "point": "before", "check": "goods", "ok": False, "staff": "T-1",
         "text": "one leg short"},
    )  # fmt: skip
    assert "before.goods" in checklist.unanswered(bad, ASKED)
    good = checklist.checked(bad, "before", {"goods": True}, ASKED, AT, None)
    assert "before.goods" not in checklist.unanswered(good, ASKED)
    assert len(good.checks) == 2


def test_a_remark_is_about_what_is_wrong() -> None:
    """With several answers the text stands beside those that are no."""
    said = {"goods": True, "packing": False}
    made = checklist.checked(SOFA, "before", said, ASKED, AT, None, "torn").checks
    assert ["text" in entry for entry in made] == [False, True]
    made = checklist.checked(SOFA, "before", {"goods": True}, ASKED, AT, None, "all four").checks
    assert made[0]["text"] == "all four"


def test_a_second_try_is_checked_anew() -> None:
    """What was answered before a delivery failed does not hold for the next try."""
    ready = all_answered(SOFA)
    failed = rule.ended(ready, "failed", AT, None, "nobody home")
    anew = rule.moved(failed, DAY + timedelta(days=1), AT, None, None)
    assert "before.goods" in checklist.unanswered(anew, ASKED)
    assert all_answered(anew).checks[-1]["try"] == 2
    assert not [n for n in checklist.unanswered(all_answered(anew), ASKED) if "after" not in n]


@pytest.mark.parametrize(
    ("state", "point", "key", "error"),
    [
        ("planned", "before", "nonsense", BadInput), ("planned", "before", "accepted", BadInput),
        ("cancelled", "before", "goods", Refused), ("planned", "after", "visited", Refused),
        ("failed", "after", "visited", Refused), ("done", "after", "visited", None),
        ("done", "before", "goods", None), ("failed", "before", "goods", None),
    ],
)  # fmt: skip
def test_what_cannot_be_checked(
    state: str, point: str, key: str, error: type[Exception] | None
) -> None:
    """No such question; nothing of what was called off; no callback before the delivery."""
    delivery = replace(SOFA, state=state)
    if error is None:
        assert checklist.checked(delivery, point, {key: True}, ASKED, AT, None).checks
        return
    with pytest.raises(error) as raised:
        checklist.checked(delivery, point, {key: True}, ASKED, AT, None)
    if isinstance(raised.value, BadInput):
        assert "goods, packing" in str(raised.value.hint)


@pytest.mark.parametrize(
    "text",
    ["[before]\nvalues = [{ value = [{ key = 1, en = 'x', zh = 'y' }] }]\n",
     "[keeps_stock]\nvalues = [{ value = 'yes' }]\n", "[during]\nvalues = [{ value = 'x' }]\n"],
)  # fmt: skip
def test_a_broken_list_is_told(tmp_path: Path, text: str) -> None:
    """A slip in the shop's own list is an error of policy, not a fault."""
    (tmp_path / "delivery.toml").write_text(text)
    with pytest.raises(BadPolicy):
        checklist.questions(Policy(tmp_path).at(DAY), install=True)


# ---- done


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize("strict", [True, False])
def test_done(signed: bool, answered: bool, strict: bool) -> None:
    """What is open is warned of and kept on record; a strict shop refuses it."""
    plan = all_answered(SOFA) if answered else SOFA

    def close() -> Delivery:
        return rule.done(plan, DAY, AT, ASKED, strict=strict, accepted_by="Wang", signed=signed)

    if strict and not (signed and answered):
        with pytest.raises(Refused) as refused:
            close()
        assert ("--signed" in str(refused.value)) is (not signed)
        return
    after = close()
    assert (after.state, after.done_on, after.signed) == ("done", DAY, signed)
    assert bool(checklist.left_open(after)) is not answered
    if not answered:
        assert ("during.accepted" in checklist.left_open(after)) is not signed


def test_what_is_open_is_read_from_the_record() -> None:
    """A question answered later is open no longer; a list changed later changes nothing."""
    after = rule.done(SOFA, DAY, AT, ASKED[:2], strict=False)
    assert checklist.left_open(after) == ["before.goods", "before.packing"]
    later = checklist.checked(after, "before", {"goods": True}, ASKED, AT, None)
    assert checklist.left_open(later) == ["before.packing"]
    worse = checklist.checked(later, "after", {"satisfied": False}, ASKED, AT, None)
    assert checklist.left_open(worse) == ["before.packing", "after.satisfied"]
    found = checklist.checked(after, "during", {"accepted": True}, ASKED, AT, None)
    assert found.signed


@pytest.mark.parametrize(("total", "free"), [("1999.99", False), ("2000.00", True)])
def test_from_when_on_a_delivery_is_free(total: str, free: bool) -> None:
    """A furniture shop delivers free from an amount on; a clothing shop always."""
    purchase = replace(SOLD, total=Decimal(total))
    assert (rule.charged(purchase, FURNITURE) is None) is free
    assert rule.charged(purchase, Policy().at(DAY)) is None


def test_ended() -> None:
    """Failed and called off say why, in the history; a settled one is left alone."""
    failed = rule.ended(replace(SOFA, text="3rd floor"), "failed", AT, "T-1", "nobody home")
    assert (failed.state, failed.text, failed.is_open) == ("failed", "3rd floor", True)
    assert failed.history[-1]["text"] == "nobody home"
    off = rule.ended(failed, "cancelled", AT, None, None)
    assert (off.state, off.text, off.is_open) == ("cancelled", "3rd floor", False)
    last: dict[str, Any] = {"at": AT, "state": "cancelled"}
    assert off.history[-1] == last
    with pytest.raises(Refused):
        rule.ended(off, "failed", AT, None, "x")
