"""`svc tier`, and tiers in `svc customer`, as a clerk and a script call them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svc.policy import Policy
from svc.records.customer import Customer
from svc.records.purchase import Item, Purchase
from svc.records.return_ import Return
from svc.rules.tier import scheme, tier_on
from svc.store.create import create
from svc.store.settings import Settings
from svc.store.store import Store
from svc.tiers import FEW, buyers, present, spent_between, tiers_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

DAY = date(2026, 11, 22)


def buy(svc: Call, who: str, price: str, on: str = "2026-11-22", **more: str) -> str:
    """A purchase; its id."""
    item = ",".join([f"price={price}", "sku=A1", *(f"{k}={v}" for k, v in more.items())])
    return svc("purchase", "add", "--customer", who, "--item", item, "--on", on).line


@pytest.mark.fact("S2-015", "S2-011", command="svc tier show")
def test_show(wang: str, svc: Call) -> None:
    """Her tier on a day, since when, what is missing to the next one, and why in sentences."""
    buy(svc, wang, "550.00", "2026-02-01")
    shown = svc("tier", "show", wang, "--json").json
    why = shown.pop("why")
    assert shown == {
        "customer": wang, "tier": "silver", "spend": "550.00", "since": "2026-02-01",
        "next": {"tier": "gold", "missing": "1250.00"}, "until": "2027-01-31",
        "on": "2026-11-22", "purchases": 1, "largest": "550.00",
    }  # fmt: skip
    assert why[1] == "One purchase of ¥500.00 makes Silver card (tier.levels)."
    before = svc("tier", "show", "13800138000", "--on", "2026-01-31", "--json").json
    assert (before["tier"], before["since"], before["spend"]) == ("new", None, "0.00")
    text = svc("tier", "show", wang).out
    assert "Silver card" in text
    assert "Gold card · ¥1250.00 missing" in text
    assert svc("tier", "show", "nobody", code=3).out == ""


def test_the_policy_of_the_day(wang: str, shop: Path, svc: Call) -> None:
    """A tier goes by the policy in force on the day asked about."""
    buy(svc, wang, "550.00", "2026-02-01")
    rows = '{ key = "new", en = "New", zh = "新" }, { key = "old", en = "Old", zh = "老", spend = '
    text = (
        '[levels]\nsources = ["our own"]\n'
        f'[[levels.values]]\nvalue = [{rows}"500.00" }}]\n'
        f'[[levels.values]]\nsince = 2026-06-01\nvalue = [{rows}"600.00" }}]\n'
        '[vip_from]\nsources = ["our own"]\n[[vip_from.values]]\nvalue = "old"\n'
    )
    (shop / "policy" / "tier.toml").write_text(text, encoding="utf-8")
    found = [
        svc("tier", "show", wang, "--on", day, "--json").json
        for day in ("2026-05-31", "2026-06-01")
    ]
    assert [each["tier"] for each in found] == ["old", "new"]
    assert found[1]["next"] == {"tier": "old", "missing": "50.00"}


def test_broken_policy_is_one_sentence(wang: str, shop: Path, svc: Call) -> None:
    """Exit 4, the entry named; nothing is shown."""
    (shop / "policy" / "tier.toml").write_text(
        '[vip_from]\nsources = ["x"]\n[[vip_from.values]]\nvalue = "platinum"\n', encoding="utf-8"
    )
    for args in (["tier", "show", wang], ["customer", "show", wang], ["customer", "list"]):
        done = svc(*args, code=4)
        assert "tier.vip_from" in done.err
        assert done.out == ""


def test_a_return_lowers_at_once(wang: str, svc: Call) -> None:
    """Once it is settled, on that day, in every place a tier is shown."""
    sale = buy(svc, wang, "800.00", "2026-11-20")
    assert svc("tier", "show", wang, "--json").json["tier"] == "gold"
    back = svc("return", "open", "--purchase", sale, "--cause", "quality").line
    assert svc("tier", "show", wang, "--json").json["tier"] == "gold"
    svc("return", "settle", back, "--paid-by", "cash")
    assert svc("tier", "show", wang, "--json").json["tier"] == "new"
    assert svc("tier", "show", wang, "--on", "2026-11-21", "--json").json["tier"] == "gold"
    assert svc("customer", "show", wang, "--json").json["tier"] == "new"
    assert svc("customer", "list", "--json").json[0]["tier"] == "new"


@pytest.mark.fact("S2-015", command="svc customer list --tier")
def test_customer_list_by_tier(wang: str, svc: Call) -> None:
    """Every customer of a list carries her tier, and `--tier` takes its code or its name."""
    li = svc("customer", "add", "--name", "李静", "--phone", "13900139000").line
    buy(svc, wang, "900.00")
    rows = svc("customer", "list", "--json").json
    assert {row["id"]: row["tier"] for row in rows} == {wang: "gold", li: "new"}
    for word in ("gold", "Gold card", "金卡"):
        (row,) = svc("customer", "list", "--tier", word, "--json").json
        assert row["id"] == wang
    assert svc("customer", "list", "--tier", "silver").out == ""
    refused = svc("customer", "list", "--tier", "platinum", code=2)
    assert "There is no tier 'platinum'." in refused.err
    assert "Gold card" in svc("customer", "list").out
    assert "金卡" in svc("--lang", "zh", "customer", "list").out
    assert svc("customer", "find", "王", "--json").json[0]["tier"] == "gold"
    assert "Gold card" in svc("customer", "show", wang).out


@pytest.mark.parametrize(
    ("days", "silent"), [(9, {"bought", "never"}), (10, {"bought", "never"}), (11, {"never"})]
)
def test_inactive_takes_in_who_never_bought(
    days: int, silent: set[str], svc: Call, wang: str
) -> None:
    """Who never bought has bought nothing for any number of days; `--never` has those alone."""
    never = svc("customer", "add", "--name", "李静", "--phone", "13900139000").line
    buy(svc, wang, "5.00", "2026-11-12")
    names = {wang: "bought", never: "never"}
    found = svc("customer", "list", "--inactive", days, "--json").json
    assert {names[row["id"]] for row in found} == silent
    assert [row["id"] for row in svc("customer", "list", "--never", "--json").json] == [never]
    early = svc("--today", "2026-11-11", "customer", "list", "--never", "--json").json
    assert {row["id"] for row in early} == {wang, never}


@pytest.mark.fact("S2-036", command="svc customer list --inactive")
def test_what_came_back_whole_was_no_purchase(wang: str, svc: Call) -> None:
    """From the day the last of her purchases came back she has never bought; before, she has."""
    for day in ("2026-11-24", "2026-11-26"):
        sale = buy(svc, wang, "100.00", "2026-11-22")
        given = ("--today", day, "return")
        back = svc(*given, "open", "--purchase", sale, "--cause", "quality").line
        svc(*given, "settle", back, "--paid-by", "cash")

    def silent(day: str) -> tuple[int, int, int]:
        asked = ("--today", day)
        return (
            len(svc(*asked, "customer", "list", "--never", "--json").json),
            len(svc(*asked, "customer", "list", "--inactive", "30", "--json").json),
            svc(*asked, "report", "tiers", "--json").json["never_bought"],
        )

    assert silent("2026-11-21") == (1, 1, 1)
    assert silent("2026-11-22") == silent("2026-11-25") == (0, 0, 0)
    assert silent("2026-11-26") == (1, 1, 1)


@pytest.mark.fact("S2-057", "S2-058", "S2-059", command="svc tier benefit")
def test_benefit(shop: Path, svc: Call) -> None:
    """On her birthday a VIP pays less than otherwise; festivals and goods bring their gifts."""
    wang = svc("customer", "add", "--name", "王芳", "--phone", "13800138000",
               "--birthday", "lunar:08-15").line  # fmt: skip
    buy(svc, wang, "500.00", "2026-09-01")
    day = svc("tier", "benefit", wang, "--on", "2026-09-25", "--price", "100", "--json").json
    assert (day["tier"], day["price"], day["to_pay"]) == ("silver", "100.00", "90.25")
    assert [each["kind"] for each in day["discounts"]] == ["tier", "birthday"]
    assert {each["rule"] for each in day["gifts"]} == {"benefit.birthday"}
    after = svc("tier", "benefit", wang, "--on", "2026-09-26", "--price", "100", "--json").json
    assert after["to_pay"] == "95.00"
    national = svc("tier", "benefit", wang, "--on", "2026-10-01", "--json").json
    assert [each["what"] for each in national["gifts"]] == ["advice on health"]
    text = svc("tier", "benefit", wang, "--category", "晚装", "--price", "100").out
    assert "make-up" in text
    assert "¥95.00" in text
    assert svc("tier", "benefit", wang, "--price", "1.999", code=4).out == ""


@pytest.mark.fact("S2-011", command="svc tier rules")
def test_rules(shop: Path, svc: Call) -> None:
    """Levels, conditions, benefits and how they are kept, to be told to a customer."""
    shown = svc("tier", "rules", "--json").json
    assert [row["tier"] for row in shown["tiers"]] == [
        "new", "regular", "silver", "gold", "diamond",
    ]  # fmt: skip
    assert shown["tiers"][2] == {
        "tier": "silver", "name": "Silver card", "spend": "800.00", "single": "500.00",
        "purchases": None, "vip": True, "discount": "0.05",
    }  # fmt: skip
    assert (shown["window_months"], shown["vip_from"]) == (12, "silver")
    assert len(shown["rules"]) >= 8
    text = svc("tier", "rules").out
    for words in (
        "¥800.00 spent within 12 months",
        "or one purchase of ¥500.00 in that time",
        "Standing discount: 5 % off.",
        "母亲节 (Mother's Day): a carnation.",
        "How tiers are kept",
    ):
        assert words in text
    chinese = svc("--lang", "zh", "tier", "rules").out
    for words in ("银卡", "康乃馨", "退货"):
        assert words in chinese


def test_rules_say_for_whom_and_when(shop: Path, svc: Call) -> None:
    """A row for some tiers, or for some days, says so."""
    row = (
        '{ key = "s", style = ["A1"], first = "2027-03-01", last = "2027-03-31", from = "gold", '
        'en = "a scarf", zh = "方巾" }'
    )
    (shop / "policy" / "benefit.toml").write_text(
        f'[named]\nsources = ["our own"]\n[[named.values]]\nvalue = [{row}]\n', encoding="utf-8"
    )
    text = svc("tier", "rules").out
    assert "With A1: a scarf (from Gold card on, 2027-03-01 – 2027-03-31)." in text


@pytest.mark.fact("S2-011", command="svc tier show")
def test_other_tiers_from_a_day_on(wang: str, shop: Path, svc: Call) -> None:
    """A tier that is no more ends the day before; what still names it is pointed out."""
    buy(svc, wang, "1900.00", "2026-10-01")
    own = shop / "policy" / "tier.toml"
    head, window, rest = own.read_text(encoding="utf-8").partition("\n[window]")
    later = """
[[levels.values]]
since = 2026-12-01
value = [{ key = "new", en = "New", zh = "新" }, { key = "silver", en = "Silver", zh = "银卡", spend = "900.00" }]
"""  # noqa: E501
    own.write_text(head + later + window + rest, encoding="utf-8")
    now = svc("tier", "show", wang, "--json").json
    assert (now["tier"], now["until"]) == ("diamond", "2026-11-30")
    then = svc("tier", "show", wang, "--on", "2026-12-01", "--json").json
    assert (then["tier"], then["since"]) == ("silver", "2026-12-01")
    found = svc("policy", "check", code=1)
    assert "benefit.discounts: There is no tier 'diamond'" in found.out + found.err


def test_outside_a_shop_rules_are_the_shipped_ones(svc: Call) -> None:
    """Nobody needs a store to read them."""
    assert svc("tier", "rules", "--json").json["window_months"] == 12


days = st.dates(date(2025, 10, 1), date(2026, 12, 31))


@settings(max_examples=25)
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 5), days, st.integers(0, 200_000), st.booleans()), max_size=40
    ),
    backs=st.lists(st.tuples(st.integers(0, 39), st.integers(0, 60)), max_size=6),
    on=days,
)
def test_one_pass_and_one_by_one_agree(
    tmp_path_factory: Any, rows: list[Any], backs: list[Any], on: date
) -> None:
    """The tiers of a list are those `tier show` works out from each customer's records."""
    folder = tmp_path_factory.mktemp("shop")
    create(folder, Settings(name="x"), {}, git=False)
    store = Store(folder)
    ids = [f"C-26112{n}-7KQ3MX" for n in range(6)]
    sold = [
        Purchase(
            id=f"P-{day:%y%m%d}-{n:06}", customer=ids[who], on=day,
            items=(Item(amount=(Decimal(fen) / 100).quantize(Decimal("0.01"))),),
            total=(Decimal(fen) / 100).quantize(Decimal("0.01")),
            exchange_of="R-261122-7KQ3MX" if is_exchange else None,
        )
        for n, (who, day, fen, is_exchange) in enumerate(rows)
    ]  # fmt: skip
    returned = []
    for n, (nth, late) in enumerate(backs):
        if nth < len(sold):
            sale = sold[nth]
            settled = date.fromordinal(sale.on.toordinal() + late)
            returned.append(
                Return(
                    id=f"R-{settled:%y%m%d}-{n:06}", customer=sale.customer, purchase=sale.id,
                    on=settled, settled_on=settled, state="settled", cause="size",
                    goods=({"amount": str(sale.total)},), refund=sale.total,
                )
            )  # fmt: skip
    with store.change() as change:
        for record in (*[Customer(id=each, name="x", number=each) for each in ids], *sold,
                       *returned):  # fmt: skip
            change.put(record)
    store, policy = Store(folder), Policy().at(on)
    levels = scheme(policy)
    slow = {
        each: tier_on(
            levels,
            [p for p in sold if p.customer == each],
            [r for r in returned if r.customer == each],
            on,
        ).key
        for each in ids
    }
    assert tiers_of(store, policy, on, ids) == slow
    strangers = [f"C-261101-{n:06}" for n in range(FEW)]
    many = tiers_of(store, policy, on, [*ids, *strangers])
    assert {each: many[each] for each in ids} == slow
    assert {many[each] for each in strangers} == {"new"}
    gone = {r.purchase for r in returned if r.settled_on and r.settled_on <= on}
    kept = [p for p in sold if p.on <= on and not p.exchange_of and not (p.total and p.id in gone)]
    assert buyers(store, None, on) == {p.customer for p in kept}
    assert buyers(store, DAY, on) == {p.customer for p in kept if p.on > DAY}


def test_whoever_is_gone_is_not_present(shop: Path) -> None:
    """Redirects and erased files are nobody in a report."""
    ids = [f"C-26112{n}-7KQ3MX" for n in range(3)]
    with Store(shop).change() as change:
        change.put(Customer(id=ids[0], name="a", number="1"))
        change.put(Customer(id=ids[1], name="b", number="2", merged={"into": ids[0]}))
        change.put(Customer(id=ids[2], name="c", number="3", erased_on=DAY))
    assert list(present(Store(shop))) == ids[:1]
    assert spent_between(Store(shop), None, DAY) == {}
