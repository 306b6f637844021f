"""Refund quotes: every row of the contract's table, and the days around every limit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.errors import BadInput, BadPolicy, NoSuchRecord, WrongUsage
from svc.money import ZERO
from svc.policy import Policy
from svc.records.purchase import Item, Purchase
from svc.rules.came_back import what_came_back
from svc.rules.refund import CAUSES, SCHEMES, Quote, RefundCase, quote
from svc.rules.ruling import CAUSE_MEANINGS, Goods, Returned

if TYPE_CHECKING:
    from pathlib import Path

SOLD = date(2026, 7, 1)  # with three months to 1 October: day 92 is the last of the warranty
SHIPPED = Policy()


def quoted(policy: Policy = SHIPPED, *, day: int | None = None, **facts: Any) -> Quote:
    known: dict[str, Any] = {
        "price": "399.00",
        "category": "textile",
        "cause": "quality",
        "bought": SOLD,
        **facts,
    }
    for name in ("price", "lower_price"):
        if name in known:
            known[name] = Decimal(known[name])
    if day is not None:
        known["on"] = known["bought"] + timedelta(days=day)
    return quote(RefundCase(**known), policy)


def money(answer: Quote) -> tuple[str | None, str | None]:
    shown = answer.to_json()
    return shown["fee"], shown["refund"]


def who(answer: Quote) -> tuple[str, str, str | None]:
    return answer.authority.verb, answer.authority.handler, answer.authority.notify


ALONE = ("alone", "shop_manager", None)
REPORT_SERVICE = ("alone_and_report", "shop_manager", "company_service")
REPORT_REGION = ("alone_and_report", "shop_manager", "regional_manager")
SERVICE = ("hand_upward", "company_service", None)


@pytest.mark.fact("S2-063", "S2-064", "S2-065", "S3-018", "X-02", command="svc refund quote")
@pytest.mark.parametrize(
    ("day", "decision", "band", "rate", "fee", "refund", "authority"),
    [
        (0, "exchange_or_return", None, None, "0.00", "399.00", ALONE),
        (1, "exchange_or_return", None, None, "0.00", "399.00", ALONE),
        (14, "exchange_or_return", None, None, "0.00", "399.00", ALONE),
        (15, "exchange_or_return", None, None, "0.00", "399.00", ALONE),
        (16, "return_with_fee", "16-30", "0.05", "19.95", "379.05", REPORT_SERVICE),
        (29, "return_with_fee", "16-30", "0.05", "19.95", "379.05", REPORT_SERVICE),
        (30, "return_with_fee", "16-30", "0.05", "19.95", "379.05", REPORT_SERVICE),
        (31, "return_with_fee", "31-60", "0.10", "39.90", "359.10", REPORT_SERVICE),
        (59, "return_with_fee", "31-60", "0.10", "39.90", "359.10", REPORT_SERVICE),
        (60, "return_with_fee", "31-60", "0.10", "39.90", "359.10", REPORT_SERVICE),
        (61, "return_with_fee", "61-90", "0.20", "79.80", "319.20", REPORT_SERVICE),
        (89, "return_with_fee", "61-90", "0.20", "79.80", "319.20", REPORT_SERVICE),
        (90, "return_with_fee", "61-90", "0.20", "79.80", "319.20", REPORT_SERVICE),
        (91, "hand_upward", None, None, None, None, SERVICE),
        (92, "hand_upward", None, None, None, None, SERVICE),
        (93, "hand_upward", None, None, None, None, REPORT_SERVICE),
    ],
)
def test_unrepairable_fault_by_the_shop(
    *,
    day: int,
    decision: str,
    band: str | None,
    rate: str | None,
    fee: str | None,
    refund: str | None,
    authority: tuple[str, str, str | None],
) -> None:
    """A fault beyond repair is free up to day 15, then costs 5, 10 and 20 % up to day 90.

    S2-063, S2-064, S3-018; the gap of S2-065 past day 90, and the end of the warranty.
    """
    answer = quoted(day=day, unrepairable=True)
    shown = answer.to_json()
    assert shown["days"] == day
    assert (answer.decision, shown["band"], shown["rate"]) == (decision, band, rate)
    assert money(answer) == (fee, refund)
    assert who(answer) == authority


@pytest.mark.fact("S2-062", "S2-063", "S3-018", "X-02", command="svc refund quote")
@pytest.mark.parametrize(
    ("day", "decision", "fee", "refund", "authority"),
    [
        (15, "exchange_or_return", "0.00", "399.00", ALONE),
        (16, "repair", "0.00", None, ALONE),
        (91, "repair", "0.00", None, ALONE),
        (92, "repair", "0.00", None, ALONE),
        (93, "repair", None, None, REPORT_SERVICE),
        (4000, "repair", None, None, REPORT_SERVICE),
    ],
)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_repairable_fault_is_the_same_by_both_schemes(
    *,
    scheme: str,
    day: int,
    decision: str,
    fee: str | None,
    refund: str | None,
    authority: tuple[str, str, str | None],
) -> None:
    """A fault that can be mended is repaired free from day 16 to the warranty's end (S2-063)."""
    answer = quoted(day=day, scheme=scheme)
    assert answer.decision == decision
    assert money(answer) == (fee, refund)
    assert who(answer) == authority


@pytest.mark.parametrize(
    ("day", "decision", "fee", "refund", "authority"),
    [
        (0, "free_return", "0.00", "399.00", REPORT_SERVICE),
        (15, "free_return", "0.00", "399.00", REPORT_SERVICE),
        (16, "free_return", "0.00", "399.00", REPORT_SERVICE),
        (31, "free_return", "0.00", "399.00", REPORT_SERVICE),
        (61, "free_return", "0.00", "399.00", REPORT_SERVICE),
        (90, "free_return", "0.00", "399.00", REPORT_SERVICE),
        (91, "free_return", "0.00", "399.00", REPORT_SERVICE),
        (92, "free_return", "0.00", "399.00", REPORT_SERVICE),
        (93, "hand_upward", None, None, REPORT_SERVICE),
    ],
)
def test_unrepairable_fault_by_law(
    *,
    day: int,
    decision: str,
    fee: str | None,
    refund: str | None,
    authority: tuple[str, str, str | None],
) -> None:
    """X-02: by Order 778 Art. 18 no band and no fee, past day 90 too."""
    answer = quoted(day=day, unrepairable=True, scheme="statutory")
    shown = answer.to_json()
    assert (answer.decision, shown["band"], shown["rate"]) == (decision, None, None)
    assert money(answer) == (fee, refund)
    assert who(answer) == authority
    assert {"Order 778 Art. 18", "Consumer Law Art. 24"} <= set(answer.rules)
    assert any("Order 778 Art. 18" in sentence for sentence in shown["explanation"])


@pytest.mark.fact(
    "S3-015", "S3-016", "S3-017", "S3-019", "S3-020", "S3-021", "S3-022", "S3-023", "S3-024",
    "S3-025", "X-01",
    command="svc refund quote",
)  # fmt: skip
@pytest.mark.parametrize(
    ("facts", "decision", "fee", "refund", "authority", "source"),
    [
        ({"cause": "customer"}, "explain", None, None, ALONE, "S3-017"),
        ({"cause": "size"}, "exchange", "0.00", None, ALONE, "S3-019"),
        ({"cause": "size", "worn": True}, "exchange", "0.00", None, ALONE, "S3-019"),
        ({"cause": "style"}, "exchange", "0.00", None, ALONE, "S3-021"),
        ({"cause": "size", "no_stock": True}, "explain", None, None, ALONE, "S3-020"),
        ({"cause": "style", "no_stock": True}, "explain", None, None, ALONE, "S3-022"),
        (
            {"cause": "two_tags", "lower_price": "299.50"},
            "pay_difference",
            "0.00",
            "99.50",
            REPORT_SERVICE,
            "S3-015",
        ),
        (
            {"cause": "two_tags", "lower_price": "399.00"},
            "pay_difference",
            "0.00",
            "0.00",
            REPORT_SERVICE,
            "S3-015",
        ),
        ({"cause": "promotion"}, "no_difference", None, None, ALONE, "S3-016"),
        ({"cause": "stock"}, "transfer", "0.00", None, ALONE, "S3-023"),
        (
            {"cause": "stock", "no_stock": True},
            "refund_or_exchange",
            "0.00",
            "399.00",
            ALONE,
            "S3-024",
        ),
        ({"cause": "misadvice"}, "free_return", "0.00", "399.00", REPORT_REGION, "S3-025"),
    ],
)
@pytest.mark.parametrize("day", [0, 7, 8, 15, 16, 400])
@pytest.mark.parametrize("scheme", [None, *SCHEMES])
def test_causes_that_ask_for_no_fault(
    *,
    scheme: str | None,
    day: int,
    facts: dict[str, Any],
    decision: str,
    fee: str | None,
    refund: str | None,
    authority: tuple[str, str, str | None],
    source: str,
) -> None:
    """Price, size, style, stock and wrong advice: their own rows on any day, no fee (X-01)."""
    answer = quoted(day=day, scheme=scheme, **facts)
    assert answer.decision == decision
    assert money(answer) == (fee, refund)
    assert who(answer) == authority
    assert source in answer.rules
    assert "S2-064" not in answer.rules
    assert (answer.band, answer.rate, answer.warnings) == (None, None, ())


@pytest.mark.fact("S3-020", "S3-022", "S3-031", "X-01", command="svc refund quote")
@pytest.mark.parametrize("cause", ["size", "style"])
@pytest.mark.parametrize(
    ("day", "worn", "insists", "decision"),
    [
        (0, False, True, "free_return"),
        (6, False, True, "free_return"),
        (7, False, True, "free_return"),
        (8, False, True, "explain"),
        (7, True, True, "explain"),
        (7, False, False, "explain"),
    ],
)
def test_no_fit_without_stock_goes_back_under_its_conditions(
    cause: str, day: int, worn: bool, insists: bool, decision: str
) -> None:
    """What does not fit goes back within 7 days, resaleable, if she insists (S3-020, S3-031)."""
    answer = quoted(day=day, cause=cause, no_stock=True, worn=worn, insists=insists)
    assert answer.decision == decision
    expected = ("0.00", "399.00") if decision == "free_return" else (None, None)
    assert money(answer) == expected
    assert who(answer) == (REPORT_REGION if decision == "free_return" else ALONE)


@pytest.mark.fact("S2-062", "S2-065", command="svc refund quote")
@pytest.mark.parametrize(
    ("category", "bought", "until"),
    [
        ("textile", "2026-07-01", "2026-10-01"),
        ("suit", "2026-07-01", "2026-10-01"),
        ("leather", "2026-07-01", "2027-01-01"),
        ("furniture", "2026-07-01", "2027-07-01"),
        ("textile", "2026-11-30", "2027-02-28"),
        ("textile", "2027-11-29", "2028-02-29"),
        ("textile", "2027-11-30", "2028-02-29"),
        ("textile", "2026-05-31", "2026-08-31"),
        ("textile", "2026-08-31", "2026-11-30"),
        ("leather", "2026-08-31", "2027-02-28"),
        ("furniture", "2028-02-29", "2029-02-28"),
        (" 皮服 ", "2026-07-01", "2027-01-01"),
        ("Leather", "2026-07-01", "2027-01-01"),
    ],
)
def test_warranty_runs_in_calendar_months(category: str, bought: str, until: str) -> None:
    """S2-062, S2-065: months, not days; the last day is included, the next is not."""
    start, last = date.fromisoformat(bought), date.fromisoformat(until)
    on_the_last = quoted(category=category, bought=start, on=last)
    on_the_next = quoted(category=category, bought=start, on=last + timedelta(days=1))
    assert on_the_last.warranty_until == last
    assert (on_the_last.decision, on_the_last.fee) == ("repair", Decimal("0.00"))
    assert (on_the_next.decision, on_the_next.fee) == ("repair", None)
    assert on_the_last.warnings == ()


def test_last_day_of_a_short_warranty_is_in_the_table_and_the_next_is_not() -> None:
    """S2-062, S2-064: 30 November and three months end on day 90, so the table has no gap."""
    start = date(2026, 11, 30)
    last = quoted(bought=start, on=date(2027, 2, 28), unrepairable=True)
    after = quoted(bought=start, on=date(2027, 3, 1), unrepairable=True)
    assert (last.days, last.band) == (90, "61-90")
    assert (after.days, after.decision, who(after)) == (91, "hand_upward", REPORT_SERVICE)


@pytest.mark.parametrize("category", ["hat", "other", "unknown_category", "also_called"])
def test_unknown_category_counts_as_textile(category: str) -> None:
    """S2-062 as a marked default, with a warning that names the category."""
    answer = quoted(day=20, category=category)
    assert answer.warranty_until == date(2026, 10, 1)
    assert category in str(answer.warnings[0])


@pytest.mark.parametrize("category", [None, ""])
def test_no_category_counts_as_textile(category: str | None) -> None:
    """S2-062: lists from elsewhere often have no category."""
    answer = quoted(day=20, category=category)
    assert answer.warranty_until == date(2026, 10, 1)
    assert len(answer.warnings) == 1


@pytest.mark.parametrize(
    ("category", "months"),
    [("furniture", 12), ("sofa_frame", 36), ("mattress_core", 120), ("upholstered", 24)],
)
def test_furniture_preset_has_terms_by_part(category: str, months: int) -> None:
    """GB/T 37652-2019 and the brand's card: parts have warranties of their own."""
    answer = quoted(Policy(preset="furniture"), day=20, category=category)
    assert answer.warranty_until == SOLD.replace(year=SOLD.year + months // 12)


def test_days_count_from_the_end_of_installation() -> None:
    """Order 778 Art. 18: the clock of installed goods starts when installation has ended."""
    facts: dict[str, Any] = {"category": "furniture", "installed_on": date(2026, 7, 20)}
    on_that_day = quoted(on=date(2026, 7, 20), **facts)
    last_free = quoted(on=date(2026, 8, 4), **facts)
    after = quoted(on=date(2026, 8, 5), **facts)
    assert [answer.days for answer in (on_that_day, last_free, after)] == [0, 15, 16]
    assert (last_free.decision, after.decision) == ("exchange_or_return", "repair")
    assert after.warranty_until == date(2027, 7, 20)
    assert "installation" in str(after.explanation[0])


def test_before_installation_no_day_counts() -> None:
    """A fault found between the sale and the end of installation is of day 0."""
    answer = quoted(on=date(2026, 7, 10), installed_on=date(2026, 7, 20))
    assert (answer.days, answer.decision) == (0, "exchange_or_return")
    assert "has not ended" in str(answer.explanation[0])


@pytest.mark.fact("S2-064", "S2-065", command="svc refund quote")
@pytest.mark.parametrize(
    ("price", "day", "fee", "refund"),
    [
        ("0.30", 16, "0.02", "0.28"),  # 1.5 fen
        ("0.10", 16, "0.01", "0.09"),  # half a fen
        ("0.09", 16, "0.00", "0.09"),  # 0.45 fen
        ("0.05", 31, "0.01", "0.04"),  # half a fen
        ("0.02", 61, "0.00", "0.02"),
        ("0.03", 61, "0.01", "0.02"),
        ("199.90", 16, "10.00", "189.90"),  # 9.995
        ("0.00", 61, "0.00", "0.00"),
        ("999999999.99", 61, "200000000.00", "799999999.99"),
    ],
)
def test_fee_is_rounded_half_up_to_the_fen_once(
    price: str, day: int, fee: str, refund: str
) -> None:
    """The fee is a part of the price really paid, rounded half up to the fen once (S2-065)."""
    assert money(quoted(day=day, price=price, unrepairable=True)) == (fee, refund)


def test_a_fee_warns_with_the_article_and_the_province() -> None:
    """Domain section 2: the shop's fee and Order 778 Art. 18 do not agree."""
    plain = "\n".join(quoted(day=16, unrepairable=True).to_json()["warnings"])
    there = quoted(day=16, unrepairable=True, region="Zhejiang").to_json()["warnings"]
    assert "Order 778 Art. 18" in plain
    assert "Zhejiang" not in plain
    assert "Zhejiang" in "\n".join(there)
    assert quoted(day=16, unrepairable=True, price="0.09").warnings == ()  # no fee, no warning


@pytest.mark.parametrize("region", ["zhejiang", "shanghai", "beijing", "shandong"])
def test_statutory_quote_names_the_province(region: str) -> None:
    """Domain 2.6: the province's article is in the rules and in the explanation."""
    answer = quoted(day=20, unrepairable=True, scheme="statutory", region=region)
    assert any(region in rule.lower() for rule in answer.rules)
    assert any(region in str(sentence).lower() for sentence in answer.explanation)


@pytest.mark.parametrize(
    ("on", "decision", "refund"),
    [
        ("2026-12-31", "free_return", "399.00"),
        ("2027-01-01", "free_return", "399.00"),
        ("2027-01-02", "hand_upward", None),
    ],
)
def test_shanghai_lengthens_the_warranty_by_law(
    on: str, decision: str, refund: str | None
) -> None:
    """Shanghai Art. 33: six months at least, explained."""
    answer = quoted(
        on=date.fromisoformat(on), unrepairable=True, scheme="statutory", region="shanghai"
    )
    assert (answer.decision, answer.to_json()["refund"]) == (decision, refund)
    assert answer.warranty_until == date(2027, 1, 1)
    assert "So the warranty is 6 months, not 3." in map(str, answer.explanation)


def test_shop_scheme_keeps_its_warranty_in_shanghai_but_says_so() -> None:
    """Shanghai Art. 33 against S2-062: the shop's three months, with a warning."""
    answer = quoted(day=93, region="shanghai")
    assert (answer.fee, answer.warranty_until) == (None, date(2026, 10, 1))
    assert any("Art. 33" in str(sentence) for sentence in answer.warnings)
    assert quoted(day=300, region="shanghai").warnings == ()


def test_leather_is_no_shorter_in_shanghai() -> None:
    """Six months are six months already: nothing is lengthened."""
    answer = quoted(day=93, category="leather", scheme="statutory", region="shanghai")
    assert not any(str(sentence).startswith("So the") for sentence in answer.explanation)


@pytest.mark.parametrize(
    ("name", "article"),
    [("浙江", "Zhejiang"), (" 浙江省 ", "Zhejiang"), ("上海市", "Shanghai"), ("北京", "Beijing"),
     ("山东省", "Shandong"), ("ZheJiang", "Zhejiang")],
)  # fmt: skip
def test_a_province_by_its_chinese_name(name: str, article: str) -> None:
    """Policy says what else a province is called."""
    for facts in ({"region": name}, {"region": None, "shop_region": name}):
        answer = quoted(SHIPPED, day=20, scheme="statutory", **facts)
        assert any(rule.startswith(article) for rule in answer.rules)


def test_a_province_of_the_shops_own(tmp_path: Path) -> None:
    """A shop elsewhere adds its province, with its names, to its own policy."""
    (tmp_path / "statute.toml").write_text(
        '[region_jiangsu]\nsources = ["Jiangsu Art. 1"]\n[[region_jiangsu.values]]\n'
        'value = { en = "x", zh = "x", called = ["江苏"] }\n'
    )
    answer = quoted(Policy(tmp_path), day=1, scheme="statutory", region="江苏")
    assert "Jiangsu Art. 1" in answer.rules


@pytest.mark.parametrize("cause", [cause for cause in CAUSES if cause != "two_tags"])
def test_a_slip_in_the_shops_province_is_told(cause: str) -> None:
    """By the law nothing is answered; by the shop's rules the answer warns."""
    with pytest.raises(BadInput, match=r"svc\.toml") as refused:
        quoted(day=1, cause=cause, scheme="statutory", shop_region="zhejang")
    assert "Did you mean zhejiang?" in str(refused.value.hint)
    answer = quoted(day=1, cause=cause, shop_region="zhejang")
    assert "'zhejang' is not known" in str(answer.warnings[0])
    asked = quoted(day=1, cause=cause, scheme="statutory", shop_region="x", region="beijing")
    assert not any("svc.toml" in str(sentence) for sentence in asked.warnings)


def test_a_slip_is_told_where_policy_chooses_the_law(tmp_path: Path) -> None:
    """The scheme in force on the day of the sale counts, whoever chose it."""
    policy = changed(tmp_path, '[scheme]\n[[scheme.values]]\nvalue = "statutory"\n')
    with pytest.raises(BadInput):
        quoted(policy, day=1, shop_region="zhejang")


def test_every_cause_is_explained() -> None:
    """For the help of `refund quote`."""
    assert tuple(CAUSE_MEANINGS) == CAUSES


@pytest.mark.parametrize("cause", CAUSES)
def test_unknown_region_is_refused_with_the_known_ones(cause: str) -> None:
    """Whatever the cause."""
    with pytest.raises(BadInput) as refused:
        quoted(day=1, cause=cause, region="atlantis", lower_price="1")
    assert "zhejiang" in str(refused.value.hint)


@pytest.mark.parametrize(
    "facts",
    [
        {"on": date(2026, 6, 30)},
        {"day": 5, "installed_on": date(2026, 6, 30)},
        {"day": 5, "price": "-1"},
        {"day": 5, "cause": "two_tags", "lower_price": "399.01"},
        {"day": 5, "cause": "two_tags", "lower_price": "-0.01"},
    ],
)
def test_what_cannot_be_is_refused(facts: dict[str, Any]) -> None:
    """Days before the sale and amounts that make no sense."""
    with pytest.raises(BadInput):
        quoted(**facts)


def test_two_tags_ask_for_the_lower_price() -> None:
    """S3-015 cannot be worked out without it."""
    with pytest.raises(WrongUsage):
        quoted(day=1, cause="two_tags")


def test_the_end_of_the_calendar_is_no_fault() -> None:
    """A warranty that would end after the year 9999 ends with it."""
    answer = quoted(bought=date(9999, 12, 1), on=date(9999, 12, 31))
    assert answer.warranty_until == date.max


def changed(folder: Path, text: str) -> Policy:
    (folder / "refund.toml").write_text(text, encoding="utf-8")
    return Policy(folder)


def test_policy_of_the_sale_day_applies(tmp_path: Path) -> None:
    """S2-064 may change: what was sold before keeps its rate, and the answer says so."""
    policy = changed(
        tmp_path,
        """
[bands]
sources = ["S2-064"]
[[bands.values]]
value = [{ from = 16, to = 90, rate = "0.05" }]
[[bands.values]]
since = 2026-07-01
value = [{ from = 16, to = 90, rate = "0.125" }]
""",
    )
    before = quoted(policy, bought=date(2026, 6, 30), on=date(2026, 8, 1), unrepairable=True)
    since = quoted(policy, bought=date(2026, 7, 1), on=date(2026, 8, 1), unrepairable=True)
    assert (before.band, before.to_json()["rate"], before.fee) == (
        "16-90",
        "0.05",
        Decimal("19.95"),
    )
    assert (since.to_json()["rate"], since.fee) == ("0.125", Decimal("49.88"))
    assert any("2026-06-30" in str(s) and "in force" in str(s) for s in before.explanation)


@pytest.mark.parametrize(
    ("days", "rate", "decision", "fee"),
    [
        (92, "0.20", "return_with_fee", "79.80"),
        (92, "1", "return_with_fee", "399.00"),
        (92, "0", "return_with_fee", "0.00"),
        (16, "0.20", "hand_upward", None),
    ],
)
def test_past_bands_may_follow_the_last_band(
    tmp_path: Path, days: int, rate: str, decision: str, fee: str | None
) -> None:
    """S2-065: a shop may let the last band go on; a hole before it stays a gap."""
    policy = changed(
        tmp_path,
        f"""
[bands]
[[bands.values]]
value = [{{ from = 17, to = 90, rate = "{rate}" }}]
[past_bands]
[[past_bands.values]]
value = "last_band"
""",
    )
    answer = quoted(policy, day=days, unrepairable=True)
    assert (answer.decision, money(answer)[0]) == (decision, fee)
    if fee is None:
        assert "no row for day 16." in str(answer.explanation[-2])
        assert "on day 16." in str(answer.warnings[0])


@pytest.mark.parametrize(
    ("rate", "shown", "percent", "fee"),
    [
        ("0.1", "0.10", "10", "39.90"),
        ("0.100", "0.10", "10", "39.90"),
        ("0.125", "0.125", "12.5", "49.88"),
        ("1", "1.00", "100", "399.00"),
        ("0", "0.00", "0", "0.00"),
    ],
)
def test_a_rate_is_said_in_per_cent(
    tmp_path: Path, rate: str, shown: str, percent: str, fee: str
) -> None:
    """However it is written in the file; for scripts with two places at least."""
    row = f'{{ from = 16, to = 90, rate = "{rate}" }}'
    policy = changed(tmp_path, f"[bands]\n[[bands.values]]\nvalue = [{row}]\n")
    answer = quoted(policy, day=20, unrepairable=True)
    assert (answer.to_json()["rate"], money(answer)[0]) == (shown, fee)
    said = [str(each) for each in answer.explanation[-3:-1]]
    assert f"from day 16 to day 90 it is {percent} % of the price paid" in said[0]
    assert said[1].startswith(f"{percent} % of 399.00 yuan")


@pytest.mark.parametrize(
    ("price", "verb"),
    [("399.99", "alone"), ("400.00", "consent_first"), ("400.01", "consent_first")],
)
def test_a_quote_goes_by_the_limits_of_its_money(tmp_path: Path, price: str, verb: str) -> None:
    """Who decides is by what goes back: a fen below, at and above the limit."""
    (tmp_path / "authority.toml").write_text(
        "[[limits.values]]\n"
        'value = [{ from = "400.00", verb = "consent_first", handler = "shop_manager" }]\n'
    )
    answer = quoted(Policy(tmp_path), day=1, price=price)
    assert (answer.decision, answer.authority.verb) == ("exchange_or_return", verb)


def test_it_may_be_installed_on_the_day_of_the_sale() -> None:
    """That day counts as the start; the warranty's last day is printed."""
    shown = quoted(day=1, installed_on=SOLD).to_json()
    assert (shown["days"], shown["warranty_until"]) == (1, "2026-10-01")


def test_shop_may_choose_the_law_and_deny_disturbance(tmp_path: Path) -> None:
    """The default scheme and S3's fourth condition are the shop's to settle."""
    policy = changed(
        tmp_path,
        """
[scheme]
[[scheme.values]]
value = "statutory"
[business_disturbed]
[[business_disturbed.values]]
value = "never"
""",
    )
    by_law = quoted(policy, day=40, unrepairable=True)
    assert (by_law.scheme, by_law.decision) == ("statutory", "free_return")
    asked = quoted(policy, day=40, unrepairable=True, scheme="shop")
    assert asked.decision == "return_with_fee"
    kept = quoted(policy, day=1, cause="size", no_stock=True, insists=True)
    assert kept.decision == "explain"


@pytest.mark.parametrize(
    "text",
    [
        '[bands]\n[[bands.values]]\nvalue = [{ from = 16, to = 90, rate = "1.5" }]',
        '[bands]\n[[bands.values]]\nvalue = [{ from = 16, to = 90, rate = "much" }]',
        '[bands]\n[[bands.values]]\nvalue = [{ from = 16, to = 90, rate = "NaN" }]',
        "[bands]\n[[bands.values]]\nvalue = [{ from = 16, to = 90, rate = 0.5 }]",
        '[bands]\n[[bands.values]]\nvalue = [{ from = "16", to = 90, rate = "0.5" }]',
        "[bands]\n[[bands.values]]\nvalue = []",
        '[scheme]\n[[scheme.values]]\nvalue = "mine"',
        '[free_days]\n[[free_days.values]]\nvalue = "15"',
    ],
)
def test_broken_policy_is_told(tmp_path: Path, text: str) -> None:
    """A figure that cannot be used is an error of the policy file, not of ours."""
    with pytest.raises(BadPolicy):
        quoted(changed(tmp_path, text), day=20, unrepairable=True)


def test_broken_authority_is_told(tmp_path: Path) -> None:
    """X-09: verbs and posts are words to choose from."""
    (tmp_path / "authority.toml").write_text(
        '[size_exchange]\n[[size_exchange.values]]\nvalue = { verb = "maybe", handler = "boss" }\n'
    )
    with pytest.raises(BadPolicy):
        quoted(Policy(tmp_path), day=1, cause="size")


def test_json_has_the_keys_of_the_contract() -> None:
    """The contract's keys first, then what we add."""
    shown = quoted(day=20, unrepairable=True).to_json()
    assert list(shown) == [
        *("decision", "days", "band", "rate", "fee", "refund", "currency", "authority"),
        *("rules", "warnings", "explanation", "policy", "scheme", "warranty_until"),
        *("price", "goods"),
    ]
    assert shown["currency"] == "CNY"
    assert list(shown["authority"]) == ["verb", "handler", "notify"]
    assert {"S2-062", "S2-063", "S2-064", "S3-018"} <= set(shown["rules"])
    assert "refund.bands" in shown["policy"]
    assert all(isinstance(sentence, str) for sentence in shown["explanation"])


@pytest.mark.fact("S2-065", command="svc refund quote")
def test_the_gap_is_named() -> None:
    """S2-065: past day 90 the sources say nothing, and the warning says that."""
    answer = quoted(day=91, unrepairable=True)
    assert "S2-065" in str(answer.warnings[0])
    assert "S2-065" in answer.rules


def bought_together(*lines: tuple[str | None, str | None, str]) -> Purchase:
    items = tuple(Item(sku=sku, category=kind, amount=Decimal(paid)) for sku, kind, paid in lines)
    return Purchase(id="P-260701-ABCDEF", customer="C-260701-ABCDEF", on=SOLD, items=items)


def test_a_line_or_all_lines_of_one_kind_come_back() -> None:
    """The line's amount, or the sum where one category is all there is."""
    both = bought_together(("A", "textile", "100.00"), ("B", "textile", "50.50"))
    all_of_it, line = what_came_back(both, None), what_came_back(both, " b")
    assert (all_of_it.price, all_of_it.category) == (Decimal("150.50"), "textile")
    assert "A, B" in str(all_of_it.hint)
    assert (line.price, [each.sku for each in line.goods]) == (Decimal("50.50"), ["B"])
    assert line.hint is None
    with pytest.raises(NoSuchRecord):
        what_came_back(both, "C")
    mixed = bought_together(("A", "textile", "100.00"), (None, "leather", "50.50"))
    with pytest.raises(WrongUsage) as refused:
        what_came_back(mixed, None)
    assert "A" in str(refused.value.hint)
    assert what_came_back(bought_together(), None) == Returned(price=ZERO, category=None)


@pytest.mark.parametrize(
    ("amount", "of", "qty", "share"),
    [
        ("40.00", 2, 1, "20.00"),
        ("40.00", 2, 2, "40.00"),
        ("40.00", 2, None, "40.00"),
        ("100.00", 3, 1, "33.33"),
        ("100.00", 3, 2, "66.67"),
        ("0.01", 2, 1, "0.01"),
        ("0.03", 2, 1, "0.02"),
        ("0.00", 5, 1, "0.00"),
    ],
)
def test_pieces_of_a_line_have_their_share(
    amount: str, of: int, qty: int | None, share: str
) -> None:
    """Of the amount really paid for the line, half up to the fen."""
    item = Item(sku="B", name="b", category="textile", amount=Decimal(amount), qty=of)
    bought = Purchase(id="P-260701-ABCDEF", customer="C-260701-ABCDEF", on=SOLD, items=(item,))
    came = what_came_back(bought, None, qty)
    assert (str(came.price), came.goods[0].qty) == (share, qty or of)
    assert (came.hint is None) == (qty is not None)


@pytest.mark.parametrize("qty", [0, 3])
def test_more_pieces_than_were_bought_cannot_come_back(qty: int) -> None:
    """Nor none of them."""
    item = Item(sku="B", amount=Decimal(40), qty=2)
    bought = Purchase(id="P-260701-ABCDEF", customer="C-260701-ABCDEF", on=SOLD, items=(item,))
    with pytest.raises(BadInput, match="of 2 bought"):
        what_came_back(bought, "B", qty)


def test_pieces_are_counted_of_one_line() -> None:
    """`--qty` with several lines says nothing of which."""
    both = bought_together(("A", "textile", "100.00"), ("B", "textile", "50.50"))
    with pytest.raises(WrongUsage) as refused:
        what_came_back(both, None, 1)
    assert "A, B" in str(refused.value.hint)
    assert what_came_back(both, "A", 1).price == Decimal("100.00")


@pytest.mark.parametrize(
    ("sku", "name", "qty", "said"),
    [
        ("B", "b", 2, "b (B), 2 pieces, 40.00 yuan"),
        ("B", None, 1, "B, 1 piece, 40.00 yuan"),
        (None, "b", 3, "b, 3 pieces, 40.00 yuan"),
        (None, None, 1, "goods, 1 piece, 40.00 yuan"),
    ],
)
def test_goods_in_words(sku: str | None, name: str | None, qty: int, said: str) -> None:
    """What it is, how many pieces, how much."""
    assert str(Goods(sku=sku, name=name, qty=qty, amount=Decimal("40.00")).said()) == said


CASES = st.fixed_dictionaries(
    {
        "price": st.decimals("0", "100000", places=2).map(str),
        "category": st.sampled_from(["textile", "leather", "suit", "furniture", "hat"]),
        "cause": st.sampled_from([cause for cause in CAUSES if cause != "two_tags"]),
        "bought": st.dates(date(2020, 1, 1), date(2030, 12, 31)),
        "day": st.integers(0, 500),
        "unrepairable": st.booleans(),
        "worn": st.booleans(),
        "no_stock": st.booleans(),
        "insists": st.booleans(),
        "region": st.sampled_from([None, "zhejiang", "shanghai", "beijing", "shandong"]),
    }
)


@given(CASES, st.sampled_from(SCHEMES))
def test_laws_of_every_quote(facts: dict[str, Any], scheme: str) -> None:
    """Fee and refund make the price; no refund is above it; the law takes no fee; no chance."""
    answer = quoted(scheme=scheme, **facts)
    price = Decimal(facts["price"])
    if answer.refund is not None:
        assert answer.fee is not None
        assert answer.fee + answer.refund == price
        assert 0 <= answer.refund <= price
    if scheme == "statutory":
        assert answer.fee in (None, Decimal(0))
        assert (answer.band, answer.rate) == (None, None)
    assert (answer.band is None) == (answer.rate is None) == (answer.decision != "return_with_fee")
    assert answer.rules
    assert quoted(scheme=scheme, **facts).to_json() == answer.to_json()


@given(st.decimals("0", "100000", places=2), st.decimals("0", "100000", places=2))
def test_difference_of_two_tags_is_never_above_the_price(one: Decimal, other: Decimal) -> None:
    """S3-015: what goes back is what was paid above the lower price."""
    answer = quoted(day=1, cause="two_tags", price=max(one, other), lower_price=min(one, other))
    assert answer.refund == abs(one - other)
