"""Advice on complaints: the decision table row by row, routes, taboos, old customers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from svc.errors import BadPolicy
from svc.policy import Policy
from svc.records.complaint import CATEGORIES, Complaint
from svc.records.purchase import Item, Purchase
from svc.rules.advice import Advice, advise
from svc.rules.answer import POSTS
from svc.rules.offers import OLD_CUSTOMER, old_customer
from svc.rules.policy_check import check_policy
from svc.rules.remedies import Asked
from svc.rules.routes import DEPARTMENTS, TYPES
from svc.rules.ruling import RefundCase

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 22)
SHIPPED = Policy()
ALONE = ("alone", "shop_manager", None)
REPORT_SERVICE = ("alone_and_report", "shop_manager", "company_service")
REPORT_REGION = ("alone_and_report", "shop_manager", "regional_manager")
COMPANY = ("hand_upward", "company", None)
THREE = ["shop_manager", "regional_manager", "company"]
ADVISE = "svc complaint advise"


def complaint(category: str, cause: str | None = None, **more: Any) -> Complaint:
    known: dict[str, Any] = {"customer": "C-261101-AAAAAA", "on": TODAY, "text": "x", **more}
    return Complaint(id="K-261122-AAAAAA", category=category, cause=cause, **known)


def advised(
    category: str, cause: str | None = None, *facts: str, policy: Policy = SHIPPED, **more: Any
) -> Any:
    return told(category, cause, *facts, policy=policy, **more).to_json({}, "")


def told(
    category: str, cause: str | None = None, *facts: str, policy: Policy = SHIPPED, **more: Any
) -> Advice:
    asked = Asked(
        complaint=complaint(category, cause, **more), today=TODAY, facts=frozenset(facts)
    )
    return advise(asked, policy)


@pytest.mark.parametrize(
    ("source", "category", "cause", "facts", "decisions", "authority", "ladder"),
    [
        ("S3-015", "price", "two_tags", (), ["pay_difference"], REPORT_SERVICE, None),
        ("S3-016", "price", "promotion", (), ["no_difference"], ALONE, THREE),
        ("S3-017", "quality", "customer", (), ["explain", "sell_as_second"], ALONE, THREE),
        ("S3-018", "quality", "quality", (), ["exchange_or_return"], ALONE, THREE),
        ("S3-018", "quality", "quality", ("unrepairable",), ["return_with_fee"], REPORT_SERVICE,
         None),
        ("S3-019", "size", None, (), ["exchange"], ALONE, THREE),
        ("S3-020", "size", None, ("no_stock", "insists"), ["free_return"], REPORT_REGION, THREE),
        ("S3-020", "size", None, ("no_stock",), ["explain"], ALONE, THREE),
        ("S3-020", "size", None, ("no_stock", "insists", "worn"), ["explain"], ALONE, THREE),
        ("S3-021", "style", None, (), ["exchange"], ALONE, THREE),
        ("S3-022", "style", None, ("no_stock", "insists"), ["free_return"], REPORT_REGION, THREE),
        ("S3-022", "style", None, ("no_stock",), ["explain"], ALONE, THREE),
        ("S3-022", "style", None, ("no_stock", "insists", "worn"), ["explain"], ALONE, THREE),
        ("S3-023", "stock", None, (), ["transfer"], ALONE, THREE),
        ("S3-024", "stock", None, ("no_stock",), ["refund_or_exchange"], ALONE, THREE),
        ("S3-025", "size", "misadvice", (), ["free_return"], REPORT_REGION, THREE),
        ("S3-025", "style", "misadvice", (), ["free_return"], REPORT_REGION, THREE),
        ("S3-026", "attitude", None, (), ["apologise", "dismiss"], ALONE, THREE),
        ("S3-027", "cashier", "staff_error", (), ["staff_pays", "dismiss"], ALONE, THREE),
        ("S3-028", "cashier", "company_error", (), ["company_pays"], COMPANY, ["company"]),
        ("S3-029", "accident", "loss", (), ["police"], ALONE, THREE),
        ("S3-030", "accident", "injury", (), ["hospital", "hand_upward"], COMPANY, ["company"]),
        ("S3-031", "other", None, (), ["settle"], ALONE, THREE),
        ("S3-035", "other", None, (), ["settle"], ALONE, THREE),
    ],
)  # fmt: skip
@pytest.mark.fact(
    *("S3-015", "S3-016", "S3-017", "S3-018", "S3-019", "S3-020", "S3-021", "S3-022", "S3-023"),
    *("S3-024", "S3-025", "S3-026", "S3-027", "S3-028", "S3-029", "S3-030", "S3-031", "S3-035"),
    *("X-07", "X-09"),
    command=ADVISE,
)
def test_the_decision_table(
    *,
    source: str,
    category: str,
    cause: str | None,
    facts: tuple[str, ...],
    decisions: list[str],
    authority: tuple[str, str, str | None],
    ladder: list[str] | None,
) -> None:
    """Each row of the table, without a purchase: what is done, who decides, whom it goes up to.

    The shop manager is the first to handle all; what no row fits stays with her.
    """
    answer = advised(category, cause, *facts)
    assert [each["decision"] for each in answer["remedies"]] == decisions
    decides = answer["authority"]
    assert (decides["verb"], decides["handler"], decides["notify"]) == authority
    assert decides["ladder"] == (ladder or [*THREE[:2], "company_service", "company"])
    assert source in answer["rules"]


@pytest.mark.parametrize(
    ("category", "cause", "route"),
    [
        ("quality", None, ["quality_inspection", "maker"]),
        ("quality", "quality", ["quality_inspection", "maker"]),
        ("quality", "fading", ["quality_inspection", "maker"]),
        ("quality", "customer", ["shop"]),
        ("quality", "damaged_packing", ["warehouse"]),
        ("stock", "damaged_packing", ["warehouse"]),
        ("stock", "包装破损", ["warehouse"]),
        ("stock", "spoiled", ["warehouse"]),
        ("stock", None, ["shop"]),
        ("attitude", None, ["sales"]),
        ("cashier", "staff_error", ["sales"]),
        ("cashier", "company_error", ["shop"]),
        ("size", "misadvice", ["sales"]),
        ("size", None, ["shop"]),
        ("style", None, ["shop"]),
        ("price", None, ["shop"]),
        ("accident", None, ["shop"]),
        ("other", None, ["shop"]),
    ],
)
@pytest.mark.fact("S2-072", "S2-073", "S2-074", "X-04", command=ADVISE)
def test_routes(category: str, cause: str | None, route: list[str]) -> None:
    """Quality goes to inspection, then the maker, damaged goods to the warehouse, staff to sales.

    What none of the three routes names stays with the shop.
    """
    answer = advised(category, cause)
    assert answer["route"] == route
    assert set(route) <= set(DEPARTMENTS)
    assert "advice.routes" in answer["policy"]


@pytest.mark.fact("S0-039", "X-04", command=ADVISE)
def test_the_three_types_of_the_nine_categories() -> None:
    """Every category is of one of the three types: product quality, attitude, sales behaviour."""
    types = {category: advised(category)["type"] for category in CATEGORIES}
    assert types["quality"] == "product_quality"
    assert types["attitude"] == "service_attitude"
    assert types["price"] == "sales_behaviour"
    assert set(types.values()) == set(TYPES)


@pytest.mark.fact(
    *("S0-040", "S0-041", "S0-042", "S0-056", "S0-057", "S3-012", "S3-013", "S3-054"),
    command=ADVISE,
)
def test_what_to_bear_in_mind() -> None:
    """Her purpose, four principles, the aim, hours that bend, one to one, what it is worth."""
    mind = advised("other")["mind"]
    cited = {source for each in mind for source in each["sources"]}
    assert {
        "S0-040",
        "S0-041",
        "S0-042",
        "S0-056",
        "S0-057",
        "S3-012",
        "S3-013",
        "S3-054",
    } <= cited
    assert [each["key"] for each in mind if each["brief"]] == ["follow", "home", "speed", "small"]
    assert all(each["text"] for each in mind)


@pytest.mark.parametrize(
    ("category", "sources"),
    [
        ("quality", ["S3-049", "S3-050", "S3-051"]),
        ("size", ["S3-052", "S3-053"]),
        ("style", ["S3-052", "S3-053"]),
        ("stock", ["S1-003"]),
        ("price", []),
    ],
)
@pytest.mark.fact(
    *("S0-045", "S0-046", "S0-047", "S0-048", "S0-049", "S0-050", "S3-011", "S3-012", "S3-049"),
    *("S3-050", "S3-051", "S3-052", "S3-053"),
    command=ADVISE,
)
def test_taboos(category: str, sources: list[str]) -> None:
    """No lecture, no hasty verdict, no blame, no sending away; and what fits the category."""
    taboos = advised(category)["taboos"]
    cited = {source for each in taboos for source in each["sources"]}
    always = {f"S0-0{number}" for number in range(45, 51)} | {"S3-011", "S3-012", "S3-053"}
    assert cited >= always | set(sources)
    ids = [each["id"] for each in taboos]
    assert len(ids) == len(set(ids))
    assert ids[0].startswith(f"{category}.")


@pytest.mark.fact("S1-003", "S3-044", command=ADVISE)
def test_a_promise_is_kept() -> None:
    """What was promised and is sold out is got from elsewhere, whatever it costs, and reported."""
    answer = advised("stock")
    assert "S1-003" in answer["rules"]
    assert "whatever it costs" in answer["principles"][0]
    assert [each["key"] for each in answer["offers"]][:2] == ["tell_arrival", "courier"]
    sold_out = advised("stock", None, "no_stock")
    assert [each["key"] for each in sold_out["offers"]] == ["other_style", "refund"]


@pytest.mark.fact("S3-045", command=ADVISE)
def test_the_principle_is_carried_out_anyway() -> None:
    """Warning and deduction of the bonus follow whether or not she takes the apology."""
    taken = {"at": "2026-11-22", "offer": "apology", "taken": True}
    for offers in ((), (taken,)):
        answer = advised("attitude", offers=offers)
        assert "warned and loses the quality bonus" in answer["principles"][0]
    assert answer["next_offer"] is None


@pytest.mark.fact("S3-026", "S3-027", command=ADVISE)
@pytest.mark.parametrize(
    ("finding", "decisions"),
    [
        (None, ["apologise", "dismiss"]),
        ("none", ["apologise"]),
        ("light", ["apologise"]),
        ("serious", ["dismiss"]),
    ],
)
def test_what_the_inquiry_found(finding: str | None, decisions: list[str]) -> None:
    """Light: the colleague apologises. Serious: she leaves. Not yet looked into: either."""
    history = ({"at": "2026-11-22", "state": "resolved", "finding": finding},)
    answer = advised("attitude", history=history if finding else ())
    assert [each["decision"] for each in answer["remedies"]] == decisions


@pytest.mark.fact("S3-047", "S3-030", command=ADVISE)
def test_somebody_is_hurt() -> None:
    """Hospital first, then the company; region and company service are told on the way."""
    answer = advised("accident", "injury")
    assert [each["decision"] for each in answer["remedies"]] == ["hospital", "hand_upward"]
    assert answer["urgent_to"] == ["regional_manager", "company_service"]


@pytest.mark.fact("S3-037", command=ADVISE)
def test_batches_and_claims_go_to_customer_service() -> None:
    """A faulty batch and a claim for damages are coordinated by the company's customer service."""
    assert advised("quality", "quality")["urgent_to"] == []
    assert advised("quality", "quality", "batch")["urgent_to"] == ["company_service"]
    assert advised("quality", "quality", "claim")["urgent_to"] == ["company_service"]
    assert "S3-037" in advised("quality", "quality", "batch")["rules"]
    assert "S3-037" not in advised("quality", "fading")["rules"]


def purchase(days_ago: int, number: int = 0) -> Purchase:
    day = TODAY - timedelta(days=days_ago)
    return Purchase(
        id=f"P-{day:%y%m%d}-{number:06d}", customer="C-261101-AAAAAA", on=day,
        items=(Item(amount=Decimal(199)),),
    )  # fmt: skip


@pytest.mark.fact("S3-043", command=ADVISE)
@pytest.mark.parametrize(
    ("days_ago", "this", "is_one"),
    [
        ([], 3, False),
        ([5], 3, False),
        ([5, 4], 3, True),
        ([2, 1], 3, False),
        ([3, 3], 3, True),
        ([365], 3, False),
        ([366], 3, True),
        ([366], None, True),
        ([5], None, False),
        ([5, 4], None, True),
    ],
)
def test_who_is_an_old_customer(days_ago: list[int], this: int | None, is_one: bool) -> None:
    """Two purchases before the one complained about, or a first one more than 365 days ago."""
    mine = None if this is None else purchase(this, 999)
    found = SHIPPED.at(TODAY)[OLD_CUSTOMER]
    bought = [purchase(days, number) for number, days in enumerate(days_ago)]
    known = old_customer(found, [*bought, *([mine] if mine else [])], mine, TODAY)
    assert known.is_one is is_one
    assert ("does not" in str(known.reason)) is not is_one
    assert "1 purchases" not in str(known.reason)


def test_purchases_after_the_complaint_do_not_count() -> None:
    """A case asked again later is judged by what she had bought then."""
    found = SHIPPED.at(TODAY)[OLD_CUSTOMER]
    later = [purchase(-days, days) for days in (1, 2, 3)]
    assert not old_customer(found, later, None, TODAY).is_one


def test_a_cause_of_another_category_is_taken_with_a_doubt() -> None:
    """A quality complaint put down to misadvice is advised as misadvice, and it is said."""
    answer = advised("quality", "misadvice")
    assert answer["remedies"][0]["decision"] == "free_return"
    assert answer["assumed"]
    assert "another category" in answer["warnings"][0]


@pytest.mark.parametrize("cause", ["勾丝", "snag", "SNAG ", "a snag"])
def test_a_cause_goes_by_any_of_its_names(cause: str) -> None:
    """Its code, its words in either language, and what else the shop calls it."""
    assert advised("quality", cause)["cause"] == "snag"


def test_before_the_sale_nothing_is_quoted() -> None:
    """A complaint older than its purchase is advised on by the table, and it is said."""
    case = RefundCase(
        price=Decimal(199), category="textile", bought=TODAY + timedelta(days=1), on=TODAY,
        cause="quality",
    )  # fmt: skip
    asked = Asked(complaint=complaint("quality", "quality"), today=TODAY, case=case)
    answer = advise(asked, SHIPPED).to_json({}, "")
    assert answer["remedies"][0]["refund"] is None
    assert "before the sale" in answer["warnings"][0]


def test_authority_beyond_an_amount_comes_from_the_limits(tmp_path: Path) -> None:
    """Where the shop sets an amount, an offer of that much waits for consent."""
    limits = '[{ from = "100.00", verb = "consent_first", handler = "shop_manager" }]'
    (tmp_path / "authority.toml").write_text(f"[limits]\n[[limits.values]]\nvalue = {limits}\n")
    case = RefundCase(
        price=Decimal(199), category="textile", bought=TODAY, on=TODAY, cause="quality"
    )
    asked = Asked(complaint=complaint("quality", "quality"), today=TODAY, case=case)
    assert advise(asked, SHIPPED).authority.verb == "alone"
    assert advise(asked, Policy(tmp_path)).authority.verb == "consent_first"


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("advice", "[routes]\n[[routes.values]]\nvalue = { quality = ['moon'] }\n", "departments"),
        ("advice", "[quality]\n[[quality.values]]\nvalue = []\n", "at least one cause"),
        ("advice", "[quality]\n[[quality.values]]\nvalue = [{ cause = 'x' }]\n", "`en` and `zh`"),
        (
            "advice",
            (
                "[quality]\nvalues = [{ value = [{ cause = 'x', en = 'x', remedies = [{ "
                "decision = 'y', row = 'nobody', en = 'z' }] }] }]\n"
            ),
            "nobody",
        ),
        ("advice", "[types]\n[[types.values]]\nvalue = {}\n", "one of"),
        ("advice", "[ladder]\n[[ladder.values]]\nvalue = ['king']\n", "posts"),
        ("offers", "[quality]\n[[quality.values]]\nvalue = [{ en = 'x' }]\n", "key"),
        (
            "offers",
            "[quality]\n[[quality.values]]\nvalue = [{ key = 'x', en = 'x', authority = 'z' }]\n",
            "'z'",
        ),
        ("offers", "[old_customer]\n[[old_customer.values]]\nvalue = {}\n", "whole numbers"),
        ("taboos", "[always]\n[[always.values]]\nvalue = [{ en = 'x' }]\n", "key"),
    ],
)
def test_broken_tables(tmp_path: Path, file: str, text: str, message: str) -> None:
    """A table that is not what a rule needs is named, by the rule and by `policy check`."""
    (tmp_path / f"{file}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadPolicy, match=message.replace("[", r"\[")):
        advised("quality", policy=Policy(tmp_path))
    found = [each for each in check_policy(Policy(tmp_path)) if each.level == "error"]
    assert {each.file for each in found} == {f"{tmp_path.name}/{file}.toml"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[worn_after]\nvalues = [{ value = -1 }]\n", "not a whole number"),
        ("[tell]\nvalues = [{ value = { batch = ['king'] } }]\n", "'king'"),
        ("[price]\nvalues = [{ value = [{ cause = 'x', en = 'x' }] }]\n", "no remedy"),
        ("[price]\nvalues = [{ value = [{ cause = 'x', en = 'x', as = 'y' }] }]\n", "'y'"),
        (
            (
                "[price]\nvalues = [{ value = [{ cause = 'x', en = 'x', remedies = [{ "
                "decision = 'y', en = 'z' }] }] }]\n"
            ),
            "`row`",
        ),
        ("[principles]\nvalues = [{ value = [{ key = 'x', en = 'x' }, { key = 'x', en = 'y' }] }]",
         "there already"),
    ],
)  # fmt: skip
def test_what_policy_check_finds(tmp_path: Path, text: str, message: str) -> None:
    """Slips that no complaint has met yet."""
    (tmp_path / "advice.toml").write_text(text, encoding="utf-8")
    found = [str(each.message) for each in check_policy(Policy(tmp_path)) if each.level == "error"]
    assert len(found) == 1
    assert message in found[0]


def test_every_shipped_word_is_in_both_languages() -> None:
    """Causes, remedies, principles, offers and taboos have Chinese and English of their own."""

    def texts(value: Any) -> list[dict[str, Any]]:
        if isinstance(value, list):
            return [found for each in value for found in texts(each)]
        if not isinstance(value, dict):
            return []
        return [*([value] if "en" in value else []), *texts(list(value.values()))]

    for topic in ("advice", "offers", "taboos"):
        for entry in SHIPPED.topic(topic).values():
            assert entry.changed_by in POSTS
            for row in texts(entry.values[0].value):
                assert row["zh"], (entry.id, row)
                assert row["zh"] != row["en"], (entry.id, row)
