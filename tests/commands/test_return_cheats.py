"""A cheat at the till: every way to get more back than is due, one after the other refused."""

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
    """Two clerks, a shop manager, a regional manager, the company's service."""
    for code, post in (
        ("an", "clerk"), ("bo", "clerk"), ("li", "shop_manager"), ("qu", "regional_manager"),
        ("ke", "company_service"),
    ):  # fmt: skip
        svc("staff", "add", "--name", f"员工{code}", "--code", code, "--post", post)
    return shop


def opened(svc: Call, purchase: str, *args: object, code: int = 0, by: str = "li") -> str:
    """The id of a return just opened."""
    return svc("--staff", by, "return", "open", "--purchase", purchase, *args, code=code).line


def tree(folder: Path) -> dict[str, bytes]:
    """Everything on file."""
    return {str(file): file.read_bytes() for file in sorted((folder / "data").rglob("*.jsonl"))}


def mend(shop: Path, record: str, *path: str, to: Any) -> None:
    """Edit one field of a record by hand, however deep; None takes it out."""
    for file in (shop / "data").rglob("*.jsonl"):
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        for line in lines:
            if line["id"] == record:
                place = line
                for name in path[:-1]:
                    place = place[name]
                place[path[-1]] = to
                if to is None:
                    del place[path[-1]]
                text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in lines)
                file.write_text(text, encoding="utf-8")
                return
    raise AssertionError(record)


def rules(svc: Call, record: str) -> set[str]:
    """The errors `check` finds in a record."""
    found = svc("check", "--json", code=None).json
    return {
        each["rule"] for each in found if each["record"] == record and each["level"] == "error"
    }


# ---- the same piece twice


@pytest.mark.fact("S3-032", command="svc return open")
@pytest.mark.parametrize("first", ["misadvice", "size", "quality"])
@pytest.mark.parametrize("second", ["misadvice", "size", "quality", "two_tags", "promotion"])
def test_a_piece_comes_back_once_whatever_the_cause(
    *, svc: Call, people: Path, coat: str, first: str, second: str
) -> None:
    """Another cause makes no other piece of it: refused, and nothing is on file."""
    more = {
        "quality": ("--unrepairable",),
        "two_tags": ("--lower-price", "1"),
        "promotion": ("--goodwill", "1"),
    }
    opened(svc, coat, "--cause", first, *more.get(first, ()))
    before = tree(people)
    opened_again = ("--cause", second, *more.get(second, ()))
    refused = svc("--staff", "li", "return", "open", "--purchase", coat, *opened_again, code=5)
    assert "left" in refused.err
    assert tree(people) == before


@pytest.mark.fact("S3-015", "S3-032", command="svc return open")
def test_a_lower_tag_again_and_again_takes_no_more_than_was_paid(
    svc: Call, people: Path, coat: str
) -> None:
    """Each time from what is left of the price; then the piece comes back for the rest alone."""
    for lower in ("299", "99"):
        made = opened(svc, coat, "--cause", "two_tags", "--lower-price", lower)
        svc("--staff", "li", "return", "settle", made)
    two = ("--cause", "two_tags", "--lower-price", "99")
    svc("--staff", "li", "return", "open", "--purchase", coat, *two, code=5)
    last = opened(svc, coat, "--cause", "misadvice")
    assert svc("return", "show", last, "--json").json["refund"] == "99.00"
    assert rules(svc, last) == set()


@pytest.mark.fact("S3-019", "S3-032", command="svc return settle")
def test_new_goods_come_back_and_the_old_ones_do_not(
    svc: Call, wang: str, people: Path, coat: str
) -> None:
    """After an exchange only the new piece is hers, and once: money back for one coat, not two."""
    made = opened(svc, coat, "--cause", "size")
    new = svc("--staff", "li", "return", "settle", made, "--json").json["new_purchase"]
    again = opened(svc, new, "--cause", "misadvice")
    svc("--staff", "li", "return", "settle", again, "--paid-by", "cash")
    before = tree(people)
    for sold in (coat, new):
        for item in ((), ("--item", "A1")):
            for cause in ("misadvice", "size"):
                svc("--staff", "li", "return", "open", "--purchase", sold, *item,
                    "--cause", cause, code=5)  # fmt: skip
    assert tree(people) == before
    assert svc("customer", "show", wang, "--json").json["spend"]["total"] == "0.00"
    assert [each for each in svc("check", "--json").json if each["level"] == "error"] == []


def test_what_waits_is_taken_already(svc: Call, people: Path, coat: str) -> None:
    """A return nobody has decided keeps its piece, until it is refused."""
    waits = opened(svc, coat, "--cause", "misadvice", by="an", code=6)
    svc("--staff", "bo", "return", "open", "--purchase", coat, "--cause", "size", code=5)
    svc("--staff", "li", "return", "reject", waits, "--text", "不退")
    opened(svc, coat, "--cause", "size")


@pytest.mark.fact("S3-032", command="svc return open")
def test_a_sale_known_by_its_total_alone_is_given_back_once(
    svc: Call, people: Path, tmp_path: Path
) -> None:
    """An old list has no lines: the total goes back once, in one part or in two."""
    file = tmp_path / "old.csv"
    file.write_text("customer,on,total\n0001,2026-11-20,80.00\n0002,2026-11-20,80.00\n")
    svc("import", "purchases", file, "--create-customers")
    whole, parts = (each["id"] for each in svc("purchase", "list", "--json").json)
    bare = ("--cause", "misadvice")
    opened(svc, whole, *bare)
    svc("--staff", "li", "return", "open", "--purchase", whole, *bare, code=5)
    opened(svc, parts, "--cause", "two_tags", "--lower-price", "60")
    rest = opened(svc, parts, *bare)
    assert svc("return", "show", rest, "--json").json["refund"] == "60.00"
    svc("--staff", "li", "return", "open", "--purchase", parts, *bare, code=5)
    assert [each for each in svc("check", "--json").json if each["level"] == "error"] == []


# ---- amounts and days that cannot be


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--cause", "promotion", "--goodwill", "399.01"), 5),
        (("--cause", "promotion", "--goodwill", "0"), 4),
        (("--cause", "promotion", "--goodwill", "-1"), 4),
        (("--cause", "promotion", "--goodwill", "1e3"), 4),
        (("--cause", "two_tags", "--lower-price", "-1"), 4),
        (("--cause", "two_tags", "--lower-price", "399.01"), 4),
        (("--cause", "misadvice", "--qty", "0"), 2),
        (("--cause", "misadvice", "--qty", "-1"), 2),
        (("--cause", "misadvice", "--on", "2026-10-31"), 4),
        (("--cause", "quality", "--installed-on", "2026-10-31"), 4),
        (("--cause", "size", "--exchange", "sku=N,price=-1"), 4),
    ],
)
def test_amounts_and_days_that_cannot_be(
    *, svc: Call, people: Path, coat: str, args: tuple[str, ...], code: int
) -> None:
    """More than was paid, nothing, less than nothing, before the sale: one sentence, no change."""
    before = tree(people)
    refused = svc("--staff", "li", "return", "open", "--purchase", coat, *args, code=code)
    assert refused.out == ""
    assert tree(people) == before


@pytest.mark.parametrize(
    "args",
    [
        ("return", "settle", "{made}"),
        ("return", "reject", "{made}", "--text", "x"),
        ("return", "price-second", "{made}", "9"),
    ],
)
def test_nothing_is_done_before_it_was_opened(
    *, svc: Call, people: Path, coat: str, args: tuple[str, ...]
) -> None:
    """The day before is refused, the day itself is not."""
    made = opened(svc, coat, "--cause", "misadvice")
    call = [arg.format(made=made) for arg in args]
    before = tree(people)
    svc("--staff", "qu", "--today", "2026-11-21", *call, code=4)
    assert tree(people) == before
    svc("--staff", "qu", *call)


def test_the_day_of_installation_is_that_of_the_sale(svc: Call, people: Path, wang: str) -> None:
    """A later day would give free days back: refused where the sale knows its own."""
    sold = svc(
        "purchase", "add", "--customer", wang, "--on", "2026-10-01", "--installed-on",
        "2026-10-05", "--item", "sku=S,category=furniture,price=5000",
    ).line  # fmt: skip
    fault = ("--cause", "quality", "--unrepairable")
    later = (*fault, "--installed-on", "2026-11-20")
    refused = svc("--staff", "li", "return", "open", "--purchase", sold, *later, code=5)
    assert "2026-10-05" in refused.err
    made = opened(svc, sold, *fault, "--installed-on", "2026-10-05")
    assert svc("return", "show", made, "--json").json["refund"] == "4500.00"


# ---- who decides


@pytest.mark.fact("X-09", "S0-013", command="svc return approve")
def test_no_clerk_approves_for_another(
    svc: Call, people: Path, coat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither her own nor a colleague's, by no way of saying who she is; nor once she has left."""
    waits = opened(svc, coat, "--cause", "misadvice", by="an", code=6)
    (asked,) = svc("approval", "list", "--json").json
    calls = (("return", "approve", waits), ("approval", "approve", asked["id"]))
    before = tree(people)
    for call in calls:
        for staff in ("an", "bo"):
            svc("--staff", staff, *call, code=5)
            monkeypatch.setenv("SVC_STAFF", staff)
            svc(*call, code=5)
            monkeypatch.delenv("SVC_STAFF")
        svc(*call, code=5)
        svc("--staff", "nobody", *call, code=3)
    svc("--staff", "bo", "return", "settle", waits, code=5)
    assert tree(people) == before


def test_settled_is_settled(svc: Call, people: Path, coat: str) -> None:
    """Neither refused nor approved nor settled once more; the day is told."""
    waits = opened(svc, coat, "--cause", "misadvice", by="an", code=6)
    svc("--staff", "li", "return", "approve", waits)
    svc("--staff", "an", "return", "settle", waits, "--paid-by", "cash")
    svc("--staff", "li", "return", "price-second", waits, "120", code=6)
    before = tree(people)
    for call in (("reject", waits, "--text", "x"), ("approve", waits), ("settle", waits)):
        refused = svc("--staff", "ke", "return", *call, code=5)
        assert "settled on 2026-11-22 already" in refused.err
    assert "svc approval approve A-" in svc("return", "approve", waits, code=5).err
    assert tree(people) == before


def test_no_money_for_a_piece_she_spoilt(svc: Call, people: Path, coat: str) -> None:
    """Its exchange for something cheap would be money back by a side door (S3-017)."""
    made = opened(svc, coat, "--cause", "customer", "--exchange", "sku=N,price=398.99")
    svc("--staff", "qu", "return", "price-second", made, "120")
    before = tree(people)
    svc("--staff", "li", "return", "settle", made, code=5)
    svc("--staff", "li", "return", "settle", made, "--exchange", "sku=N,price=0", code=5)
    assert tree(people) == before
    done = svc("--staff", "li", "return", "settle", made, "--exchange", COAT, "--json").json
    assert done["difference"] == "0.00"


# ---- files edited by hand


@pytest.mark.fact("S3-036", "X-08", "X-09", command="svc return settle")
@pytest.mark.parametrize(
    ("edits", "rule"),
    [
        ({"refund": "399.00"}, "wrong-refund"),
        ({"refund": "399.00", "fee": "0.00"}, "wrong-refund"),
        ({"refund": "359.10", "fee": "39.90"}, "wrong-refund"),
        ({"outcome": "difference"}, "wrong-refund"),
        ({"outcome": "exchange", "fee": "0.00"}, "wrong-refund"),
        ({"quote": None}, "wrong-refund"),
        ({"quote": {"decision": "hand_upward", "price": "399.00"}, "refund": "399.00",
          "fee": "0.00"}, "approval-mismatch"),
        ({"quote.refund": "399.00", "quote.fee": "0.00", "refund": "399.00", "fee": "0.00"},
         "approval-mismatch"),
        ({"quote.goodwill": "399.00", "refund": "399.00", "fee": "0.00"}, "approval-mismatch"),
        ({"quote.goodwill": "much"}, "wrong-goods"),
        ({"quote.price": "499.00"}, "wrong-refund"),
        ({"goods": []}, "wrong-goods"),
        ({"goods": [{"sku": "A1", "qty": 1, "amount": "799.00"}]}, "wrong-refund"),
        ({"goods": [{"sku": "B2", "qty": 1, "amount": "399.00"}]}, "returned-too-many"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("by", ["an", "li"])
def test_no_money_moves_that_was_not_quoted_and_approved(
    *, svc: Call, people: Path, coat: str, edits: dict[str, Any], rule: str, by: str
) -> None:
    """Refund, fee, goods or quote raised in the file: `check` names it, settling is refused."""
    made = opened(svc, coat, "--cause", "quality", "--unrepairable", by=by, code=6 * (by == "an"))
    svc("--staff", "li", "return", "approve", made)
    assert rules(svc, made) == set()
    for path, value in edits.items():
        mend(people, made, *path.split("."), to=value)
    assert rule in rules(svc, made)
    before = tree(people)
    refused = svc("--staff", "li", "return", "settle", made, code=5)
    assert "disorder" in refused.err
    assert tree(people) == before


@pytest.mark.parametrize("named_first", [False, True])
def test_what_the_company_named_cannot_be_raised(
    *, svc: Call, people: Path, wang: str, named_first: bool
) -> None:
    """Where the rules name no amount, it is the one on file with the approval, or its history."""
    sold = svc("purchase", "add", "--customer", wang, "--on", "2026-08-23", "--item", COAT).line
    by = "ke" if named_first else "li"
    made = opened(svc, sold, "--cause", "quality", "--unrepairable", code=6, by=by)
    svc("--staff", "ke", "return", "approve", made, "--refund", "200")
    assert rules(svc, made) == set()
    mend(people, made, "refund", to="300.00")
    mend(people, made, "fee", to="99.00")
    assert rules(svc, made) == {"approval-mismatch"}
    svc("--staff", "li", "return", "settle", made, code=5)


@pytest.mark.fact("S3-041", "X-09", command="svc return settle")
def test_goodwill_is_what_was_agreed_to(svc: Call, people: Path, coat: str) -> None:
    """20.00 agreed to; 200.00 written into the file are not paid."""
    made = opened(svc, coat, "--cause", "promotion", "--goodwill", "20", code=6)
    svc("--staff", "qu", "return", "approve", made)
    for path in (("refund",), ("quote", "goodwill")):
        mend(people, made, *path, to="200.00")
    assert rules(svc, made) == {"approval-mismatch"}
    svc("--staff", "li", "return", "settle", made, code=5)


def test_a_price_difference_is_that_of_the_goods_taken(svc: Call, people: Path, coat: str) -> None:
    """Once an exchange is settled, `check` holds its difference against the new purchase."""
    made = opened(svc, coat, "--cause", "style", "--exchange", "sku=N,price=99.00")
    done = svc("--staff", "li", "return", "settle", made)
    assert "--paid-by" in done.err
    assert rules(svc, made) == set()
    mend(people, made, "difference", to="-399.00")
    assert rules(svc, made) == {"wrong-difference"}


def test_a_dearer_line_s_money_does_not_go_back_for_a_cheap_piece(
    svc: Call, people: Path, wang: str
) -> None:
    """The whole sale had it, the line had not: named for the line's own money."""
    sold = svc(
        "purchase", "add", "--customer", wang, "--on", "2026-11-20",
        "--item", "sku=A,category=textile,price=100", "--item", "sku=B,category=textile,price=300",
    ).line  # fmt: skip
    made = opened(svc, sold, "--item", "A", "--cause", "misadvice")
    for path in (("refund",), ("quote", "refund"), ("quote", "price")):
        mend(people, made, *path, to="300.00")
    mend(people, made, "goods", to=[{"sku": "A", "qty": 1, "amount": "300.00"}])
    assert "refunded-too-much" in rules(svc, made)
    svc("--staff", "li", "return", "settle", made, code=5)
