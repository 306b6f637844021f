"""Past returns quoted again by changed policy: what differs, what it would have cost, and why."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.errors import BadPolicy
from svc.frozen import replace
from svc.policy import Policy
from svc.policy.what_if import WhatIf
from svc.records.return_ import Return
from svc.rules.refund import quote
from svc.rules.replay import NotReplayed, Replayed, replay
from svc.rules.ruling import CAUSES, SCHEMES, RefundCase
from svc.rules.what_if import gaps, value_typed

if TYPE_CHECKING:
    from pathlib import Path

SOLD = date(2026, 7, 1)
SHIPPED = Policy()
BANDS = '[{ from = 8, to = 90, rate = "0.05" }]'
A_BAND = {"from": 8, "to": 90, "rate": "0.05"}


def case_of(day: int, **facts: Any) -> RefundCase:
    known: dict[str, Any] = {
        "price": Decimal("399.00"),
        "category": "textile",
        "cause": "quality",
        "bought": SOLD,
        **facts,
    }
    return RefundCase(on=known["bought"] + timedelta(days=day), **known)


def past(case: RefundCase, policy: Policy = SHIPPED, **fields: Any) -> Return:
    """A return as it is on file, with the quote of its day."""
    known: dict[str, Any] = {
        "id": f"R-261122-{case.on:%y%m%d}",
        "state": "settled",
        "case": case.to_raw(),
        "quote": quote(case, policy).to_json(),
        **fields,
    }
    return Return(customer="C-1", purchase="P-1", on=case.on, cause=case.cause, **known)


def only(each: Return, changed: Policy, policy: Policy = SHIPPED, **more: Any) -> Replayed:
    (found,) = replay([each], policy, changed, **more).cases
    return found


MONEY = st.decimals(min_value=0, max_value=10**9, places=2)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
WORDS = st.text(min_size=1, max_size=5)
CASES = st.builds(
    RefundCase,
    price=MONEY,
    category=st.none() | WORDS,
    bought=DAYS,
    on=DAYS,
    cause=st.sampled_from(CAUSES),
    installed_on=st.none() | DAYS,
    unrepairable=st.booleans(),
    worn=st.booleans(),
    no_stock=st.booleans(),
    insists=st.booleans(),
    lower_price=st.none() | MONEY,
    scheme=st.none() | st.sampled_from(SCHEMES),
    region=st.none() | WORDS,
    shop_region=st.none() | WORDS,
    paused_days=st.integers(0, 999),
)


@given(CASES)
def test_a_case_comes_back_from_its_line(case: RefundCase) -> None:
    """What was asked is plain data and the same again, without what is not so."""
    line = json.loads(json.dumps(case.to_raw()))
    assert RefundCase.from_raw(line | {"by_a_newer_svc": [1]}) == case
    assert None not in line.values()
    assert False not in line.values()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("price", None), ("price", 399), ("price", "-1.00"), ("price", "dear"), ("price", "NaN"),
        ("bought", None), ("bought", "2026-02-30"), ("bought", 1), ("on", ""), ("on", None),
        ("cause", None), ("cause", "whim"), ("cause", ["quality"]), ("category", 1),
        ("installed_on", "soon"), ("worn", "yes"), ("insists", 1), ("lower_price", "-0.01"),
        ("scheme", "mine"), ("region", 33), ("shop_region", {}),
        ("paused_days", -1), ("paused_days", True),
    ],
)  # fmt: skip
def test_a_broken_case_names_its_field(field: str, value: Any) -> None:
    """A line that people edited is refused with the field, never with a traceback."""
    with pytest.raises(ValueError, match=f"^{field}$"):
        RefundCase.from_raw(case_of(3).to_raw() | {field: value})


@pytest.mark.parametrize(
    ("day", "broken", "was", "would_be", "difference"),
    [
        (7, False, ("exchange_or_return", "399.00"), ("exchange_or_return", "399.00"), "0.00"),
        (8, False, ("exchange_or_return", "399.00"), ("repair", None), "-399.00"),
        (8, True, ("exchange_or_return", "399.00"), ("return_with_fee", "379.05"), "-19.95"),
        (15, True, ("exchange_or_return", "399.00"), ("return_with_fee", "379.05"), "-19.95"),
        (16, True, ("return_with_fee", "379.05"), ("return_with_fee", "379.05"), "0.00"),
        (31, True, ("return_with_fee", "359.10"), ("return_with_fee", "379.05"), "19.95"),
        (90, True, ("return_with_fee", "319.20"), ("return_with_fee", "379.05"), "59.85"),
        (91, True, ("hand_upward", None), ("hand_upward", None), "0.00"),
    ],
)  # fmt: skip
@pytest.mark.fact("S2-063", "S2-064", "X-02", command="svc policy replay")
def test_a_changed_table_is_asked_of_a_past_case(
    *,
    day: int,
    broken: bool,
    was: tuple[str, str | None],
    would_be: tuple[str, str | None],
    difference: str,
) -> None:
    """Seven free days and one band of 5 %, asked of what was settled by fifteen and three."""
    changed = WhatIf(SHIPPED, values={"refund.free_days": 7, "refund.bands": [A_BAND]})
    found = only(past(case_of(day, unrepairable=broken)), changed).to_json()
    assert (found["was"]["decision"], found["was"]["refund"]) == was
    assert (found["would_be"]["decision"], found["would_be"]["refund"]) == would_be
    assert found["difference"] == difference
    assert found["changed"] == (was != would_be)
    assert not found["altered"]
    assert set(found["because"]) <= {"refund.free_days", "refund.bands"}
    assert bool(found["because"]) == found["changed"]


def test_a_change_names_the_entries_it_rests_on() -> None:
    """Only what differs on the day of the sale, not all that the quote cites."""
    each = past(case_of(40, unrepairable=True))
    assert only(each, WhatIf(SHIPPED, values={"refund.bands": [A_BAND]})).because == (
        "refund.bands",
    )
    assert only(each, WhatIf(SHIPPED, values={"refund.free_days": 60})).because == (
        "refund.free_days",
    )


def test_a_folder_lies_over_the_shop_entry_by_entry(tmp_path: Path) -> None:
    """What the folder does not say stays the shop's, and its own dates hold."""
    shop, over = tmp_path / "policy", tmp_path / "changed"
    shop.mkdir()
    over.mkdir()
    (shop / "refund.toml").write_text("[no_fit_days]\n[[no_fit_days.values]]\nvalue = 10\n")
    (over / "refund.toml").write_text(
        "[free_days]\n[[free_days.values]]\nvalue = 15\n"
        "[[free_days.values]]\nsince = 2026-07-01\nvalue = 7\n"
    )
    own = Policy(shop)
    changed = WhatIf(own, over)
    before = past(case_of(8, bought=SOLD - timedelta(days=1)), own)
    from_then = past(case_of(8), own)
    assert not only(before, changed, own).changed
    assert only(from_then, changed, own).changed
    assert changed.at(SOLD)["refund.no_fit_days"].whole() == 10
    assert changed.topics == SHIPPED.topics
    assert changed.entry("refund.bands") == SHIPPED.entry("refund.bands")
    assert WhatIf(own, over, {"refund.free_days": 3}).at(SOLD)["refund.free_days"].whole() == 3


def test_the_files_as_they_are_give_what_was_quoted() -> None:
    """Without a change nothing differs, of any cause."""
    asked = [
        case_of(day, cause=cause, lower_price=Decimal("299.00"), no_stock=True, insists=True)
        for cause in CAUSES
        for day in (3, 20, 200)
    ]
    found = replay(map(past, asked), SHIPPED, SHIPPED)
    assert (len(found.cases), found.changed, found.not_replayed) == (24, [], ())
    assert found.totals()["altered"] == 0


def test_an_altered_past_is_seen(tmp_path: Path) -> None:
    """X-02: whoever changes a value instead of adding one with a date changes old cases."""
    (tmp_path / "refund.toml").write_text("[free_days]\n[[free_days.values]]\nvalue = 7\n")
    altered = Policy(tmp_path)
    found = only(past(case_of(10)), altered, altered)
    assert found.changed
    assert found.altered
    assert "refund.free_days" in found.because
    (tmp_path / "refund.toml").write_text(
        "[free_days]\n[[free_days.values]]\nvalue = 15\n"
        "[[free_days.values]]\nsince = 2026-12-01\nvalue = 7\n"
    )
    dated = Policy(tmp_path)
    assert not only(past(case_of(10)), dated, dated).changed


@pytest.mark.fact("S2-064", "X-02", command="svc policy replay --scheme statutory")
def test_the_law_is_asked_in_place_of_the_fee() -> None:
    """What the fees earned, were every past case settled by the law."""
    found = only(past(case_of(40, unrepairable=True)), SHIPPED, scheme="statutory")
    assert (found.was.decision, found.was.fee) == ("return_with_fee", Decimal("39.90"))
    assert (found.would_be.decision, found.would_be.fee) == ("free_return", Decimal("0.00"))
    assert found.difference == Decimal("39.90")
    assert found.because[0] == "refund.scheme"
    own = past(case_of(40, unrepairable=True, scheme="statutory"))
    assert not only(own, SHIPPED).changed
    assert only(own, SHIPPED, scheme="shop").difference == Decimal("-39.90")


def test_an_exchange_counts_with_its_fee_alone() -> None:
    """Goods for goods: no price goes back, whatever the quote offered."""
    case = case_of(10, unrepairable=True)
    changed = WhatIf(SHIPPED, values={"refund.free_days": 7, "refund.bands": [A_BAND]})
    found = replay([past(case, outcome="exchange")], SHIPPED, changed)
    assert found.difference == Decimal("-19.95")
    totals = found.totals()
    assert (totals["refunds_before"], totals["refunds_after"]) == ("0.00", "0.00")
    assert (totals["fees_before"], totals["fees_after"]) == ("0.00", "19.95")


@pytest.mark.parametrize(
    ("free", "granted", "refund", "difference"),
    [(15, "200.00", "200.00", "0.00"), (100, "200.00", "399.00", "199.00"),
     (100, "399.00", "399.00", "0.00")],
)  # fmt: skip
def test_goodwill_was_given_whatever_the_table_says(
    free: int, granted: str, refund: str, difference: str
) -> None:
    """S3-041: money beyond the rules stays, unless the changed table gives more."""
    asked = case_of(60)
    given_back = Decimal(granted)
    each = past(
        asked,
        quote=quote(asked, SHIPPED).to_json() | {"goodwill": granted},
        refund=given_back,
        fee=asked.price - given_back,
    )
    found = only(each, WhatIf(SHIPPED, values={"refund.free_days": free}))
    assert found.was.refund == given_back
    assert (str(found.would_be.refund), str(found.difference)) == (refund, difference)
    assert not found.altered


def test_money_named_in_a_gap_of_the_rules_stays() -> None:
    """S2-065: the company named it past the last band; a band that covers the day does now."""
    each = past(case_of(91, unrepairable=True), refund=Decimal("150.00"), fee=Decimal("249.00"))
    assert not only(each, SHIPPED).changed
    assert not only(each, WhatIf(SHIPPED, values={"refund.no_fit_days": 1})).changed
    longer = {"from": 16, "to": 92, "rate": "0.20"}
    found = only(each, WhatIf(SHIPPED, values={"refund.bands": [longer]}))
    assert (found.was.refund, found.would_be.refund) == (Decimal("150.00"), Decimal("319.20"))


@given(st.lists(st.integers(0, 100), max_size=8), st.integers(0, 30), st.booleans())
def test_totals_add_up(days: list[int], free: int, broken: bool) -> None:
    """Without exchanges the difference is the money back after less the money back before."""
    changed = WhatIf(SHIPPED, values={"refund.free_days": free})
    found = replay([past(case_of(day, unrepairable=broken)) for day in days], SHIPPED, changed)
    totals = found.totals()
    assert totals["cases"] == len(days) == len(found.cases)
    assert Decimal(totals["difference"]) == Decimal(totals["refunds_after"]) - Decimal(
        totals["refunds_before"]
    )
    assert totals["changed"] == sum(case.changed for case in found.cases)
    assert all(case.difference == 0 for case in found.cases if not case.changed)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"case": None}, "What it was quoted with is not on file."),
        ({"case": {"price": "1.00"}}, "What it was quoted with cannot be read: bought."),
        ({"quote": None}, "Its quote is not on file."),
        ({"quote": {"decision": "whim"}}, "Its quote cannot be read: decision."),
        ({"quote": {"decision": ["repair"]}}, "Its quote cannot be read: decision."),
        ({"quote": {"decision": "repair", "fee": 3}}, "Its quote cannot be read: fee."),
        ({"quote": {"decision": "repair", "refund": "x"}}, "Its quote cannot be read: refund."),
        ({"case": case_of(1, region="atlantis").to_raw()}, "Region 'atlantis' is not known."),
        ({"case": case_of(1, cause="two_tags").to_raw()},
         "Two prices on the tag: the lower one is missing."),
        ({"case": case_of(-1).to_raw()}, "2026-06-30 is before the sale on 2026-07-01."),
    ],
)  # fmt: skip
def test_what_cannot_be_replayed_says_why(fields: dict[str, Any], told: str) -> None:
    """The others are replayed all the same."""
    broken = replace(past(case_of(1)), id="R-261122-BROKEN", **fields)
    found = replay([broken, past(case_of(3))], SHIPPED, SHIPPED)
    assert [str(each.reason) for each in found.not_replayed] == [told]
    assert isinstance(found.not_replayed[0], NotReplayed)
    assert found.not_replayed[0].to_json() == {"id": "R-261122-BROKEN", "reason": told}
    assert len(found.cases) == 1


def test_cases_come_in_order_of_day() -> None:
    """And of id, on the same day."""
    found = replay([past(case_of(day)) for day in (9, 3, 5)], SHIPPED, SHIPPED)
    assert [case.on.day for case in found.cases] == [4, 6, 10]


@pytest.mark.parametrize(
    ("entry", "text", "value"),
    [
        ("refund.free_days", "7", 7),
        ("refund.scheme", "statutory", "statutory"),
        ("refund.scheme", '"statutory"', "statutory"),
        ("refund.bands", BANDS, [A_BAND]),
        ("authority.unnamed", " clerk ", "clerk"),
        ("authority.limits", "[]", []),
    ],
)
def test_a_value_is_typed_as_the_files_have_it(entry: str, text: str, value: Any) -> None:
    """TOML; a word may go without its quotes, which shells take away."""
    assert value_typed(SHIPPED.entry(entry), text) == value


@pytest.mark.parametrize(
    ("entry", "text", "told"),
    [
        ("refund.free_days", "seven", "no value as TOML"),
        ("refund.free_days", "", "no value as TOML"),
        ("refund.free_days", "7\nx = 3", "no value as TOML"),
        ("refund.free_days", '"7"', "different kind"),
        ("refund.free_days", "7.5", "different kind"),
        ("refund.free_days", "true", "different kind"),
        ("refund.free_days", "-1", "not a whole number from 0 on"),
        ("refund.scheme", "mine", "not a word to choose"),
        ("refund.bands", '[{ from = 8, to = 90, rate = "1.5" }]', "not from 0 to 1"),
        ("refund.bands", "[]", "table of days and rates"),
        ("authority.limits", '[{ from = "x", verb = "alone", handler = "clerk" }]', "no amount"),
    ],
)
def test_a_value_that_cannot_be_is_refused(entry: str, text: str, told: str) -> None:
    """With the entry's id and what is wrong."""
    with pytest.raises(BadPolicy, match=told) as error:
        value_typed(SHIPPED.entry(entry), text)
    assert str(error.value).startswith(f"{entry}: ")


def test_gaps_that_a_change_opens_are_told() -> None:
    """S2-065: fewer free days leave days that no row of the fee table covers."""
    assert gaps(SHIPPED) == []
    shorter = WhatIf(SHIPPED, values={"refund.free_days": 7})
    assert [str(each) for each in gaps(shorter)] == ["No row covers days 8 to 15."]
    assert gaps(WhatIf(shorter, values={"refund.bands": [A_BAND]})) == []
    with pytest.raises(BadPolicy):
        gaps(WhatIf(SHIPPED, values={"refund.bands": [{"from": 1}]}))
