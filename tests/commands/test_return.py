"""`svc return`: from the counter to the till."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

COAT = "sku=A1,name=Coat,category=textile,price=399.00"


@pytest.fixture
def coat(wang: str, svc: Call) -> str:
    """A coat Wang Fang bought on 1 November, with a till slip."""
    return svc(
        "purchase", "add", "--customer", wang, "--on", "2026-11-01", "--receipt", "0042",
        "--item", COAT,
    ).line  # fmt: skip


@pytest.fixture
def people(svc: Call, shop: Path) -> Path:
    """A clerk, a shop manager, a regional manager, the company's service."""
    for code, post in (
        ("an", "clerk"), ("li", "shop_manager"), ("qu", "regional_manager"),
        ("ke", "company_service"),
    ):  # fmt: skip
        svc("staff", "add", "--name", f"员工{code}", "--code", code, "--post", post)
    return shop


def opened(svc: Call, purchase: str, *args: object, code: int = 0, by: str | None = None) -> str:
    """The id of a return just opened."""
    who = () if by is None else ("--staff", by)
    return svc(*who, "return", "open", "--purchase", purchase, *args, code=code).line


def shown(svc: Call, return_id: str) -> Any:
    """A return as a script sees it."""
    return svc("return", "show", return_id, "--json").json


# ---- open


@pytest.mark.fact("S2-063", "S2-064", "S3-018", "S3-032", "X-08", command="svc return open")
def test_a_return_goes_on_file_with_its_quote(svc: Call, coat: str) -> None:
    """A coat beyond repair comes back on day 21: register, quote, fee, report, till slip."""
    made = svc(
        "return", "open", "--purchase", coat, "--cause", "quality", "--unrepairable",
        "--defect", "开线", "--signed", "--phone", "139 0013 9000", "--json",
    ).json  # fmt: skip
    assert (made["outcome"], made["state"]) == ("return", "approved")
    assert (made["fee"], made["refund"]) == ("19.95", "379.05")
    assert made["quote"]["policy"][-1] == "authority.quality_return_with_fee"
    assert "S2-064" in made["quote"]["rules"]
    assert made["slip"] == {
        "receipt": "0042", "signed": True, "phone": "13900139000", "invoice": None, "missing": [],
    }  # fmt: skip
    (report,) = made["approvals"]
    assert (report["kind"], report["post"], report["state"]) == (
        "report", "company_service", "reported",
    )  # fmt: skip
    assert made["goods"] == [{"sku": "A1", "name": "Coat", "qty": 1, "amount": "399.00"}]


@pytest.mark.fact("S3-016", "S3-017", "S3-023", command="svc return open")
@pytest.mark.parametrize("cause", ["customer", "promotion", "stock"])
def test_nothing_goes_on_file_where_the_rules_give_nothing(
    svc: Call, coat: str, cause: str
) -> None:
    """Damage of her own, a promotion, goods that can be had: told why, nothing changed."""
    refused = svc("return", "open", "--purchase", coat, "--cause", cause, code=5)
    assert refused.out == ""
    assert "--" in refused.err
    assert svc("return", "list", "--json").json == []
    assert svc("approval", "list", "--all", "--json").json == []


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--purchase", "{coat}"), 2),
        (("--cause", "size"), 2),
        (("--purchase", "ZZZZZZ", "--cause", "size"), 3),
        (("--purchase", "{coat}", "--cause", "size", "--item", "B"), 3),
        (("--purchase", "{coat}", "--cause", "size", "--item", "A1", "--qty", "2"), 5),
        (("--purchase", "{coat}", "--cause", "size", "--on", "2026-10-31"), 4),
        (("--purchase", "{coat}", "--cause", "size", "--phone", "12"), 4),
        (("--purchase", "{coat}", "--cause", "size", "--exchange", "name=x"), 4),
        (("--purchase", "{coat}", "--cause", "two_tags"), 2),
        (("--purchase", "{coat}", "--cause", "two_tags", "--lower-price", "399"), 5),
        (("--complaint", "ZZZZZZ", "--cause", "size"), 3),
    ],
)
def test_what_cannot_be_opened(svc: Call, coat: str, args: tuple[str, ...], code: int) -> None:
    """One sentence, nothing on file."""
    refused = svc("return", "open", *(arg.format(coat=coat) for arg in args), code=code)
    assert refused.out == ""
    assert svc("return", "list").out == ""


def test_from_a_complaint(svc: Call, wang: str, coat: str) -> None:
    """Purchase and cause come from what she complained of."""
    said = svc(
        "complaint", "log", "--customer", wang, "--category", "quality", "--cause", "quality",
        "--purchase", coat, "--text", "起球",
    ).line  # fmt: skip
    made = svc("return", "open", "--complaint", said, "--unrepairable", "--json").json
    assert (made["purchase"], made["cause"], made["complaint"]) == (coat, "quality", said)


def test_a_complaint_about_another_purchase(svc: Call, wang: str, coat: str) -> None:
    """The purchase must be the one complained of, and hers."""
    other = svc("customer", "add", "--name", "赵", "--phone", "13900139000").line
    theirs = svc("purchase", "add", "--customer", other, "--item", COAT).line
    hers = svc("purchase", "add", "--customer", wang, "--item", COAT).line
    log = ("complaint", "log", "--customer", wang, "--category", "size", "--text", "x")
    vague, clear = svc(*log).line, svc(*log, "--purchase", coat).line
    open_ = ("return", "open", "--cause", "size", "--complaint")
    svc(*open_, vague, code=2)
    svc(*open_, vague, "--purchase", theirs, code=5)
    svc(*open_, clear, "--purchase", hers, code=5)
    svc("return", "open", "--complaint", clear, code=2)
    assert svc("return", "list").out == ""


def test_dry_run_changes_nothing(svc: Call, coat: str) -> None:
    """It shows what would be on file."""
    told = svc("return", "open", "--purchase", coat, "--cause", "misadvice", "--dry-run")
    assert "399.00" in told.out
    assert svc("return", "list", "--json").json == []


# ---- never more than was sold


@pytest.mark.fact("S3-032", command="svc return open")
def test_no_more_comes_back_than_was_bought(svc: Call, wang: str) -> None:
    """Two of three pieces, then two more: refused, naming the one that is left."""
    sold = svc(
        "purchase", "add", "--customer", wang, "--on", "2026-11-20",
        "--item", "sku=B,name=Sock,category=textile,price=10.00,qty=3",
    ).line  # fmt: skip
    first = opened(svc, sold, "--cause", "quality", "--qty", "2")
    refused = svc("return", "open", "--purchase", sold, "--cause", "quality", "--qty", "2", code=5)
    assert "1 of 3" in refused.err
    opened(svc, sold, "--cause", "quality", "--qty", "1")
    svc("return", "open", "--purchase", sold, "--cause", "quality", "--qty", "1", code=5)
    svc("return", "reject", first, "--text", "她留下了")
    opened(svc, sold, "--cause", "quality", "--qty", "2")


def test_pieces_of_an_old_list_without_a_price(svc: Call, shop: Path, tmp_path: Path) -> None:
    """Where only the amount of several pieces is known, each has its share, the last the rest."""
    file = tmp_path / "old.csv"
    file.write_text(
        "customer,on,sku,category,qty,total\n0001,2026-11-20,B,textile,2,100.01\n",
        encoding="utf-8",
    )
    svc("import", "purchases", file, "--create-customers")
    sold = svc("purchase", "list", "--json").json[0]["id"]
    opening = ("return", "open", "--purchase", sold, "--cause", "quality", "--qty", "1", "--json")
    assert [svc(*opening).json["refund"] for _ in range(2)] == ["50.01", "50.00"]
    svc(*opening, code=5)


@pytest.mark.fact("S3-015", command="svc return open")
def test_a_difference_counts_against_what_was_paid(svc: Call, coat: str) -> None:
    """The lower price on the tag: 100.00 go back, and a later return gives the other 299.00."""
    two = ("--cause", "two_tags", "--lower-price", "299.00")
    made = svc("return", "open", "--purchase", coat, *two, "--json").json
    assert (made["outcome"], made["refund"]) == ("difference", "100.00")
    (report,) = made["approvals"]
    assert (report["post"], report["amount"]) == ("company_service", "100.00")
    svc("return", "settle", made["id"])
    svc("return", "open", "--purchase", coat, *two, code=5)
    later = svc("return", "open", "--purchase", coat, "--cause", "misadvice", "--json").json
    assert later["refund"] == "299.00"


@pytest.mark.fact("S3-015", command="svc refund quote")
@pytest.mark.parametrize(
    ("qty", "lower", "refund"),
    [((), "150", "100.00"), (("--qty", "1"), "150", "50.00"), ((), "199.99", "0.02")],
)
def test_the_lower_price_is_a_piece_s(
    svc: Call, wang: str, qty: tuple[str, ...], lower: str, refund: str
) -> None:
    """Two at 200.00, the tag says 150: 100.00 go back; asked by price, what is typed is meant."""
    sold = svc(
        "purchase", "add", "--customer", wang, "--on", "2026-11-20", "--item",
        "sku=B,category=textile,price=200.00,qty=2", "--item", "sku=C,category=textile,price=9.00",
    ).line  # fmt: skip
    two = ("--cause", "two_tags", "--lower-price", lower)
    asked = ("--purchase", sold, "--item", "B", *qty, *two)
    assert svc("refund", "quote", *asked, "--json").json["refund"] == refund
    made = svc("return", "open", *asked, "--json").json
    assert (made["refund"], made["approvals"][0]["amount"]) == (refund, refund)
    svc("refund", "quote", "--purchase", sold, *two, code=2)
    svc("refund", "quote", "--purchase", sold, "--item", "B", *two[:-1], "200.01", code=4)
    bare = ("--price", "400", "--category", "textile", "--bought", "2026-11-20")
    by_price = svc("refund", "quote", *bare, *two[:-1], "150", "--json").json
    assert by_price["refund"] == "250.00"


@pytest.mark.fact("X-03", "S3-041", command="svc return open --goodwill")
def test_goodwill_is_no_fee(svc: Call, wang: str, coat: str) -> None:
    """20.00 for another day's lower price: she keeps the coat, 20.00 go back, nothing is a fee."""
    waits = opened(svc, coat, "--cause", "promotion", "--goodwill", "20", code=6)
    svc("staff", "add", "--name", "区", "--code", "qu", "--post", "regional_manager")
    made = svc("--staff", "qu", "return", "approve", waits, "--json").json
    assert (made["outcome"], made["fee"], made["refund"]) == ("difference", None, "20.00")
    assert made["approvals"][0]["amount"] == "20.00"
    svc("--staff", "qu", "return", "settle", waits, "--signed", "--paid-by", "cash")
    assert svc("customer", "show", wang, "--json").json["spend"]["total"] == "379.00"
    assert "Fee" not in svc("slip", "print", waits).out
    later = svc("--staff", "qu", "return", "open", "--purchase", coat, "--cause", "misadvice",
                "--json").json  # fmt: skip
    assert later["refund"] == "379.00"
    assert {each["level"] for each in svc("check", "--json").json} <= {"warning"}


# ---- authority


@pytest.mark.fact("S0-013", "S3-020", "S3-035", "X-09", command="svc return approve")
def test_a_clerk_waits_for_the_shop_manager(svc: Call, people: Path, coat: str) -> None:
    """On file with exit 6; the wrong post changes nothing, the right one approves it once.

    It is reported when it is decided, not before.
    """
    size = ("--cause", "size", "--no-stock", "--insists", "--on", "2026-11-05")
    waits = svc(
        "--today",
        "2026-11-05",
        "--staff",
        "an",
        "return",
        "open",
        "--purchase",
        coat,
        *size,
        code=6,
    )
    found = shown(svc, waits.line)
    assert found["state"] == "waiting"
    assert {(each["kind"], each["post"], each["state"]) for each in found["approvals"]} == {
        ("decision", "shop_manager", "waiting"),
    }  # fmt: skip
    svc("--staff", "an", "return", "approve", waits.line, code=5)
    svc("return", "settle", waits.line, code=5)
    assert shown(svc, waits.line) == found
    once = svc("--staff", "li", "return", "approve", waits.line, "--json").json
    again = svc("--staff", "li", "return", "approve", waits.line, "--json").json
    assert once == again
    svc("--staff", "an", "return", "approve", waits.line, code=5)
    assert shown(svc, waits.line) == once
    assert once["state"] == "approved"
    assert [(each["kind"], each["post"], each["amount"]) for each in once["approvals"]] == [
        ("decision", "shop_manager", "399.00"), ("report", "regional_manager", "399.00"),
    ]  # fmt: skip
    svc("--staff", "an", "return", "settle", waits.line)
    refused = svc("--staff", "li", "return", "approve", waits.line, code=5)
    assert "settled on 2026-11-22 already" in refused.err


def test_an_approval_moves_the_return_on(svc: Call, people: Path, coat: str) -> None:
    """`svc approval approve` and `reject` are the same as those of the return."""
    for verb, state in (("reject", "rejected"), ("approve", "approved")):
        waits = opened(svc, coat, "--cause", "misadvice", code=6, by="an")
        (asked,) = [
            each for each in svc("approval", "list", "--json").json if each["about"] == waits
        ]
        svc("--staff", "li", "approval", verb, asked["id"], "--text", "看过了")
        assert shown(svc, waits)["state"] == state
    svc("--staff", "li", "approval", "approve", asked["id"], code=5)


def test_what_is_rejected_stays_rejected(svc: Call, people: Path, coat: str) -> None:
    """Neither approved nor settled any more, nor refused once more."""
    waits = opened(svc, coat, "--cause", "misadvice", code=6, by="an")
    svc("--staff", "an", "return", "reject", waits, "--text", "不", code=5)
    svc("--staff", "li", "return", "reject", waits, "--text", "不是我们的错")
    svc("--staff", "li", "return", "reject", waits, "--text", "不是我们的错", code=5)
    svc("--staff", "li", "return", "approve", waits, code=5)
    svc("--staff", "li", "return", "settle", waits, code=5)
    svc("--staff", "li", "return", "sign", waits, "--signed", code=5)
    assert svc("approval", "list", "--json").json == []


@pytest.mark.fact("X-03", command="svc return open --goodwill")
def test_goodwill_waits_for_the_regional_manager(svc: Call, people: Path, coat: str) -> None:
    """A promotion pays no difference; the whole price as last offer needs consent from above."""
    asks = ("--cause", "promotion", "--goodwill", "399")
    waits = opened(svc, coat, *asks, code=6, by="li")
    (consent,) = shown(svc, waits)["approvals"]
    assert (consent["kind"], consent["post"], consent["amount"]) == (
        "consent", "regional_manager", "399.00",
    )  # fmt: skip
    svc("--staff", "li", "return", "approve", waits, code=5)
    svc("--staff", "qu", "return", "approve", waits)
    settled = svc("--staff", "li", "return", "settle", waits, "--json").json
    assert (settled["outcome"], settled["refund"], settled["fee"]) == ("return", "399.00", None)


@pytest.mark.fact("S2-065", "S3-018", command="svc return approve --refund")
def test_the_company_names_the_amount(svc: Call, people: Path, wang: str) -> None:
    """Past the last band the rules have no amount: the company's service gives it."""
    sold = svc("purchase", "add", "--customer", wang, "--on", "2026-08-23", "--item", COAT).line
    beyond = ("--cause", "quality", "--unrepairable")
    waits = opened(svc, sold, *beyond, code=6, by="li")
    svc("--staff", "ke", "return", "approve", waits, code=2)
    (asked,) = svc("approval", "list", "--json").json
    svc("--staff", "ke", "approval", "approve", asked["id"], code=5)
    svc("--staff", "qu", "return", "approve", waits, "--refund", "200", code=5)
    svc("--staff", "ke", "return", "approve", waits, "--refund", "399.01", code=5)
    found = svc("--staff", "ke", "return", "approve", waits, "--refund", "200", "--json").json
    assert (found["state"], found["refund"], found["fee"]) == ("approved", "200.00", "199.00")
    assert found["approvals"][0]["amount"] == "200.00"
    svc("--staff", "ke", "return", "approve", waits, "--refund", "300", code=5)
    svc("--staff", "li", "return", "settle", waits)


def test_a_return_the_company_opens_still_needs_its_amount(
    svc: Call, people: Path, wang: str
) -> None:
    """Whoever may name the amount and opens it herself names it after."""
    sold = svc("purchase", "add", "--customer", wang, "--on", "2026-08-23", "--item", COAT).line
    waits = opened(svc, sold, "--cause", "quality", "--unrepairable", code=6, by="ke")
    assert shown(svc, waits)["approvals"] == []
    svc("--staff", "li", "return", "approve", waits, "--refund", "200", code=5)
    svc("--staff", "ke", "return", "approve", waits, "--refund", "200")
    assert svc("check", "--json", code=None).json[0]["level"] != "error"


# ---- settle


@pytest.mark.fact("S3-032", "S3-034", command="svc return settle")
def test_settled_once_with_slip_signature_and_phone(svc: Call, coat: str) -> None:
    """Till slip of the sale, her signature and phone; settled twice is refused with the day."""
    made = opened(svc, coat, "--cause", "misadvice")
    done = svc("return", "settle", made, "--paid-by", "cash", "--signed", "--json")
    assert (done.json["state"], done.json["settled_on"]) == ("settled", "2026-11-22")
    assert done.json["paid_by"] == "cash"
    assert done.json["slip"] == {
        "receipt": "0042", "signed": True, "phone": "13800138000", "invoice": None, "missing": [],
    }  # fmt: skip
    assert done.err == ""
    refused = svc("return", "settle", made, code=5)
    assert "2026-11-22" in refused.err
    svc("return", "reject", made, "--text", "x", code=5)


@pytest.mark.fact("S3-032", "S3-033", "S3-034", "X-08", command="svc return sign")
def test_what_the_slip_lacks_is_told_and_can_be_added(svc: Call, coat: str) -> None:
    """Settled without a signature it warns; `check` names it until it is there."""
    made = opened(svc, coat, "--cause", "quality", "--unrepairable")
    done = svc("return", "settle", made)
    assert done.line == made
    assert "signed" in done.err
    assert "--paid-by" in done.err
    named = {each["rule"] for each in svc("check", "--json").json if each["record"] == made}
    assert named == {"slip-incomplete", "defect-not-noted"}
    svc("return", "sign", made, code=2)
    svc("return", "sign", made, "--signed", "--defect", "掉色", "--paid-by", "cash")
    assert shown(svc, made)["paid_by"] == "cash"
    assert [each for each in svc("check", "--json").json if each["record"] == made] == []


def test_it_cannot_be_settled_before_it_came_back(svc: Call, coat: str) -> None:
    """A clock that runs behind is told."""
    made = opened(svc, coat, "--cause", "misadvice")
    svc("--today", "2026-11-21", "return", "settle", made, code=4)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_quote_is_frozen(svc: Call, shop: Path, coat: str, language: str) -> None:
    """New rules from a later day leave it as it is; a rewritten past no figure and no word."""
    made = opened(svc, coat, "--cause", "quality", "--unrepairable")
    before = svc("--lang", language, "return", "show", made, "--json").json
    assert before["quote"]["explanation"]
    table = 'value = [{ from = 16, to = 30, rate = "0.50" }]'
    policy = shop / "policy" / "refund.toml"
    shipped = policy.read_text(encoding="utf-8")
    policy.write_text(
        shipped + f"\n[[bands.values]]\nsince = 2026-11-02\n{table}\n", encoding="utf-8"
    )
    assert svc("--lang", language, "return", "show", made, "--json").json == before
    policy.write_text(shipped.replace('rate = "0.05"', 'rate = "0.50"'), encoding="utf-8")
    after = svc("--lang", language, "return", "show", made, "--json").json
    assert after == before
    assert "reasons" not in after["quote"]
    text = svc("--lang", language, "return", "show", made).out
    assert before["quote"]["explanation"][2] in text


def test_a_quote_on_file_without_its_reasons(svc: Call, shop: Path, coat: str) -> None:
    """Of before they were kept: worked out again, while they lead to its figures."""
    made = opened(svc, coat, "--cause", "quality", "--unrepairable")
    before = shown(svc, made)
    (file,) = (shop / "data" / "returns").glob("*.jsonl")
    line = json.loads(file.read_text(encoding="utf-8"))
    cases: tuple[Any, ...] = (None, {}, {"en": {"explanation": "x", "warnings": []}}, {"en": []})
    for broken in cases:
        line["quote"]["reasons"] = broken
        file.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
        assert shown(svc, made) == before
    policy = shop / "policy" / "refund.toml"
    shipped = policy.read_text(encoding="utf-8")
    policy.write_text(shipped.replace('rate = "0.05"', 'rate = "0.50"'), encoding="utf-8")
    after = shown(svc, made)
    assert after["quote"] == before["quote"] | {"explanation": [], "warnings": []}
    assert "other figures by now" in svc("return", "show", made).out


# ---- exchanges


@pytest.mark.fact("S3-019", "S3-021", command="svc return settle --exchange")
@pytest.mark.parametrize(
    ("price", "difference", "spent"),
    [("499.00", "100.00", "499.00"), ("399.00", "0.00", "399.00"), ("99.00", "-300.00", "99.00")],
)
def test_an_exchange_with_a_difference(
    svc: Call, wang: str, coat: str, price: str, difference: str, spent: str
) -> None:
    """The new goods are a purchase of their own in the same change; she pays or gets the rest."""
    made = opened(
        svc, coat, "--cause", "style", "--exchange", f"sku=N,category=leather,price={price}"
    )
    done = svc("return", "settle", made, "--signed", "--json").json
    assert (done["outcome"], done["difference"], done["refund"]) == ("exchange", difference, None)
    new = svc("purchase", "show", done["new_purchase"], "--json").json
    assert (new["exchange_of"], new["customer"], new["total"]) == (made, wang, price)
    spend = svc("customer", "show", wang, "--json").json["spend"]
    assert spend == {
        "total": spent, "last_12_months": spent, "purchases": 1, "last_on": "2026-11-01",
    }  # fmt: skip
    late = ("refund", "quote", "--purchase", new["id"], "--cause", "quality", "--on", "2027-05-22")
    assert svc(*late, "--json").json["warranty_until"] == "2027-05-22"
    assert svc("check", "--strict", "--json", code=None).json == svc("check", "--json").json


def test_an_exchange_without_named_goods_is_the_same_again(svc: Call, coat: str) -> None:
    """Another size of the same article; it says so."""
    made = opened(svc, coat, "--cause", "size")
    done = svc("return", "settle", made, "--json")
    assert "Coat" in done.err
    assert [item["sku"] for item in done.json["taken"]] == ["A1"]
    assert done.json["difference"] == "0.00"


def test_she_may_choose_goods_at_the_till(svc: Call, coat: str) -> None:
    """Money back or an exchange, as she likes: goods named at the till make it an exchange."""
    made = svc(
        "--today", "2026-11-10", "return", "open", "--purchase", coat, "--cause", "quality"
    ).line
    done = svc("return", "settle", made, "--exchange", COAT, "--json").json
    assert (done["outcome"], done["refund"], done["difference"]) == ("exchange", None, "0.00")
    other = svc("purchase", "add", "--customer", done["customer"], "--item", COAT).line
    two = opened(svc, other, "--cause", "two_tags", "--lower-price", "1")
    svc("return", "settle", two, "--exchange", COAT, code=5)


@pytest.mark.fact("S3-017", "S3-036", "X-09", command="svc return price-second")
def test_a_spoilt_piece_is_priced_as_a_second_first(svc: Call, people: Path, coat: str) -> None:
    """She may exchange what she spoilt once the regional manager has priced it as a second."""
    made = opened(svc, coat, "--cause", "customer", "--exchange", COAT, by="li")
    svc("--staff", "li", "return", "settle", made, code=5)
    waits = svc("--staff", "li", "return", "price-second", made, "120", "--json", code=6)
    assert waits.json["second_price"] is None
    svc("--staff", "li", "return", "price-second", made, "130", code=5)
    svc("--staff", "an", "return", "approve", made, code=5)
    (asked,) = svc("approval", "list", "--for", "regional_manager", "--json").json
    assert (asked["what"], asked["amount"]) == ("price_second", "120.00")
    svc("--staff", "qu", "approval", "approve", asked["id"])
    assert shown(svc, made)["second_price"] == "120.00"
    svc("--staff", "li", "return", "price-second", made, "110", code=6)
    svc("--staff", "li", "return", "approve", made)
    assert shown(svc, made)["second_price"] == "120.00"
    svc("--staff", "qu", "return", "approve", made)
    assert shown(svc, made)["second_price"] == "110.00"
    svc("--staff", "qu", "return", "price-second", made, "99")
    assert svc("--staff", "li", "return", "settle", made, "--json").json["second_price"] == "99.00"


@pytest.mark.fact("S3-036", "X-09", command="svc return price-second")
@pytest.mark.parametrize(("price", "state"), [("40", "rejected"), ("30.00", "approved")])
def test_a_proposal_does_not_lock_out_who_decides(
    svc: Call, people: Path, coat: str, price: str, state: str
) -> None:
    """The regional manager's price stands at once; the clerk's that waited is answered with it."""
    made = opened(svc, coat, "--cause", "misadvice", by="li")
    svc("--staff", "an", "return", "price-second", made, "30", code=6)
    priced = svc("--staff", "qu", "return", "price-second", made, price, "--json").json
    assert priced["second_price"] == f"{float(price):.2f}"
    (asked,) = [each for each in priced["approvals"] if each["what"] == "price_second"]
    assert (asked["amount"], asked["state"]) == ("30.00", state)
    assert f"{float(price):.2f}" in asked["answer"]
    assert svc("approval", "list", "--json").json == []


def test_a_refused_return_has_no_second(svc: Call, people: Path, coat: str) -> None:
    """A price that waits cannot be given once nothing came back; it can be refused."""
    made = opened(svc, coat, "--cause", "misadvice", by="li")
    svc("--staff", "li", "return", "price-second", made, "120", code=6)
    svc("--staff", "li", "return", "reject", made, "--text", "她留下了")
    (asked,) = svc("approval", "list", "--json").json
    svc("--staff", "qu", "approval", "approve", asked["id"], code=5)
    svc("--staff", "qu", "return", "price-second", made, "120", code=5)
    svc("--staff", "qu", "approval", "reject", asked["id"])
    assert shown(svc, made)["second_price"] is None


@pytest.mark.fact("S3-036", command="svc return check")
def test_the_refund_is_held_against_the_invoice(svc: Call, people: Path, coat: str) -> None:
    """The regional manager's check; where they differ it is flagged, and `check` names it."""
    made = opened(svc, coat, "--cause", "misadvice", "--invoice", "F-1", by="li")
    svc("--staff", "qu", "return", "check", made, code=5)
    svc("--staff", "li", "return", "settle", made, "--signed")
    svc("--staff", "li", "return", "check", made, "--amount", "399", code=5)
    differs = svc("--staff", "qu", "return", "check", made, "--amount", "389", "--json", code=1)
    assert differs.json["checked_by"] is not None
    assert differs.json["slip"]["invoice"] == "F-1"
    rules = {each["rule"] for each in svc("check", "--json").json}
    assert "refund-differs" in rules
    svc("--staff", "qu", "--today", "2026-11-21", "return", "check", made, code=4)
    svc("--staff", "qu", "return", "check", made, "--amount", "399")
    assert "refund-differs" not in {each["rule"] for each in svc("check", "--json").json}


@pytest.mark.fact("S3-036", command="svc return check")
@pytest.mark.parametrize(
    ("amount", "code"),
    [("399.00", 0), ("379.05", 0), ("379.04", 1), ("398.99", 1), ("19.95", 1), ("0", 1)],
)
def test_the_invoice_of_the_goods_or_the_credit_note(
    *, svc: Call, people: Path, coat: str, amount: str, code: int
) -> None:
    """With a fee of 19.95: the invoice says 399.00, a credit note 379.05; all else is flagged."""
    made = opened(svc, coat, "--cause", "quality", "--unrepairable", by="li")
    svc("--staff", "li", "return", "settle", made, "--signed", "--paid-by", "cash")
    svc("--staff", "qu", "return", "check", made, "--amount", amount, code=code)
    named = {each["rule"] for each in svc("check", "--json").json}
    assert ("refund-differs" in named) == bool(code)


@pytest.mark.fact("S3-009", command="svc return open --complaint")
@pytest.mark.parametrize(
    ("cause", "exchange", "as_"),
    [
        ("fading", (), "quality"),
        ("开线", (), "quality"),
        ("pilling", ("--exchange", COAT), "customer"),
        ("snag", ("--exchange", COAT), "customer"),
        ("misadvice", (), "misadvice"),
        ("price_differs", (), None),
        ("moths", (), None),
    ],
)
def test_the_finer_causes_of_a_complaint(
    *, svc: Call, wang: str, coat: str, cause: str, exchange: tuple[str, ...], as_: str | None
) -> None:
    """What fades is quoted as a fault of the goods; a cause no quote knows has to be named."""
    said = svc(
        "complaint", "log", "--customer", wang, "--category", "quality", "--cause", cause,
        "--purchase", coat, "--text", "x",
    ).line  # fmt: skip
    asks = ("return", "open", "--complaint", said, "--unrepairable", *exchange, "--json")
    if as_ is None:
        assert "--cause" in svc(*asks, code=2).err
    else:
        assert svc(*asks).json["cause"] == as_


def test_causes_in_words(svc: Call, wang: str, coat: str) -> None:
    """`customer` as a cause is not the word for whoever buys."""
    made = opened(svc, coat, "--cause", "customer", "--exchange", COAT)
    word = "the customer's doing"
    for args in (("return", "list"), ("return", "show", made), ("report", "ledger", "returns"),
                 ("slip", "print", made)):  # fmt: skip
        assert word in svc(*args).out, args
    said = svc(
        "complaint", "log", "--customer", wang, "--category", "quality", "--cause", "customer",
        "--text", "x",
    ).line  # fmt: skip
    assert word in svc("complaint", "show", said).out


@pytest.mark.fact("S2-061", command="svc callback due")
def test_a_sold_garment_is_followed_beyond_its_exchange(svc: Call, coat: str) -> None:
    """Sale, return and replacement lead to each other; the new piece is asked after in turn."""
    made = opened(svc, coat, "--cause", "size", "--on", "2026-11-02")
    new = svc("return", "settle", made, "--json").json["new_purchase"]
    assert shown(svc, made)["purchase"] == coat
    assert svc("purchase", "show", new, "--json").json["exchange_of"] == made
    asked = svc("callback", "due", "--on", "2026-11-29", "--json").json
    assert new in {contact["about"] for contact in asked}


# ---- spend, lists, text


@pytest.mark.fact("S3-024", command="svc customer show")
def test_spend_follows_returns(svc: Call, wang: str, coat: str) -> None:
    """What went back is not spent from then on; what came back whole is no purchase."""
    made = opened(svc, coat, "--cause", "quality", "--unrepairable")
    assert svc("customer", "show", wang, "--json").json["spend"]["total"] == "399.00"
    svc("return", "settle", made)
    for args in (("customer", "show", wang), ("customer", "edit", wang, "--set", "work=x")):
        spend = svc(*args, "--json").json["spend"]
        assert spend == {
            "total": "19.95", "last_12_months": "19.95", "purchases": 0, "last_on": None,
        }  # fmt: skip
    earlier = svc("--today", "2026-11-21", "customer", "show", wang, "--json").json["spend"]
    assert earlier["total"] == "399.00"


def test_lists(svc: Call, wang: str, coat: str) -> None:
    """By customer, by day, those still open; every form has every key."""
    one = opened(svc, coat, "--cause", "misadvice", "--on", "2026-11-20")
    svc("return", "settle", one)
    other = svc("customer", "add", "--name", "赵", "--phone", "13900139000").line
    theirs = svc("purchase", "add", "--customer", other, "--item", COAT).line
    two = opened(svc, theirs, "--cause", "misadvice")

    def ids(*args: str) -> list[str]:
        return [each["id"] for each in svc("return", "list", *args, "--json").json]

    assert ids() == [one, two]
    assert ids("--open") == [two]
    assert ids("--customer", wang) == [one]
    assert ids("--customer", wang, "--open") == []
    assert ids("--from", "2026-11-21") == [two]
    assert ids("--to", "2026-11-20") == [one]
    heading = svc("return", "list", "--from", "2027-01-01", "--format", "csv").out
    assert heading.startswith("id,customer,on,purchase,cause,outcome,state,goods")
    assert list(svc("return", "list", "--json").json[0]) == heading.strip().split(",")
    assert "王芳" in svc("return", "list").out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_text_for_people(svc: Call, coat: str, language: str) -> None:
    """What it is, what goes back, what the slip lacks, why."""
    made = opened(svc, coat, "--cause", "quality", "--unrepairable", "--text", "袖口开线")
    text = svc("--lang", language, "return", "show", made).out
    for word in (made, "Coat (A1)", "379.05", "S2-064", "袖口开线"):
        assert word in text


def test_refused_without_a_reason(wang: str, svc: Call) -> None:
    """It is refused all the same, and whoever did it is told what is missing."""
    coat = svc("purchase", "add", "--customer", wang, "--item", "sku=A1,price=100").line
    back = svc("return", "open", "--purchase", coat, "--cause", "quality").line
    told = svc("return", "reject", back)
    assert told.line == back
    assert "why" in told.err
    assert svc("return", "show", back, "--json").json["state"] == "rejected"


def test_what_she_pays_on_top_is_said_before_she_signs(wang: str, svc: Call) -> None:
    """The slip she signs names the sum, from the day the exchange is opened."""
    coat = svc("purchase", "add", "--customer", wang, "--item", "sku=A1,price=468").line
    opened = svc("return", "open", "--purchase", coat, "--cause", "quality",
                 "--exchange", "sku=B2,price=668")  # fmt: skip
    assert "She pays 200.00 yuan on top." in opened.err
    assert svc("return", "show", opened.line, "--json").json["difference"] == "200.00"
    assert "200.00" in svc("slip", "print", opened.line).out
    settled = svc("return", "settle", opened.line, "--signed")
    assert "how the money" in settled.err
    problems = svc("check", "--json", code=None).json
    assert [problem for problem in problems if problem["level"] == "error"] == []


def test_what_the_complaint_makes_of_the_cause_is_told(wang: str, svc: Call) -> None:
    """Pilling counts as hers: the clerk is told, and who is missing to price the second."""
    svc("staff", "add", "--name", "周敏", "--code", "zhou", "--post", "店长", code=2)
    svc("--lang", "zh", "staff", "add", "--name", "周敏", "--code", "zhou", "--post", "店长")
    coat = svc("purchase", "add", "--customer", wang, "--item", "sku=A1,price=468").line
    said = svc("complaint", "log", "--customer", wang, "--category", "quality", "--cause",
               "pilling", "--purchase", coat, "--text", "起球").line  # fmt: skip
    opened = svc("--staff", "zhou", "return", "open", "--complaint", said,
                 "--exchange", "sku=B2,price=668")  # fmt: skip
    assert "By the complaint (pilling) it is taken as:" in opened.err
    assert "the regional manager prices it" in opened.err
    priced = svc("--staff", "zhou", "return", "price-second", opened.line, "100", code=6)
    assert "Nobody on file is the regional manager" in priced.err
