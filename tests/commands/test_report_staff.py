"""`svc report staff`: care scores of a month, what the rules give, and every form."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from svc.records.survey import Survey
from svc.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

LATER = ("--today", "2026-12-05")
NOVEMBER_15 = date(2026, 11, 15)
NOVEMBER = ("--from", "2026-11-01", "--to", "2026-11-30")


def lower(shop: Path) -> None:
    """Let few contacts, files and answers be enough in this shop."""
    for name, was, now in (
        ("staff", "contacts = 30, files = 10", "contacts = 1, files = 1"),
        ("report", "value = 30", "value = 1"),
    ):
        file = shop / "policy" / f"{name}.toml"
        text = file.read_text(encoding="utf-8")
        assert was in text
        file.write_text(text.replace(was, now, 1), encoding="utf-8")


def on(svc: Call, day: str, staff: str, *words: str, code: int = 0) -> str:
    """A call on a day of November by a member of staff; its one line of output."""
    return svc("--today", f"2026-11-{day}", "--staff", staff, *words, code=code).out.strip()


@pytest.fixture
def month(shop: Path, svc: Call) -> dict[str, str]:
    """A November of two: Li sells, calls and was rude once; Zhou settles."""
    lower(shop)
    ids = {
        name: svc("--today", "2026-11-01", "staff", "add", "--name", name, "--code", name,
                  "--post", post).line
        for name, post in (("li", "clerk"), ("zhou", "shop_manager"))
    }  # fmt: skip
    wang = on(svc, "02", "li", "customer", "add", "--name", "王芳", "--phone", "13800138000")
    hers = on(svc, "02", "li", "purchase", "add", "--customer", wang, "--item",
              "sku=A1,price=300.00", "--staff", "li")  # fmt: skip
    on(svc, "09", "li", "callback", "done", f"purchase.{hers}", "--result", "reached",
       "--satisfied")  # fmt: skip
    on(svc, "10", "zhou", "callback", "note", "--customer", wang, "--channel", "phone",
       "--unsatisfied")  # fmt: skip
    rude = on(svc, "12", "zhou", "complaint", "log", "--customer", wang, "--category", "attitude",
              "--purchase", hers, "--text", "说话难听")  # fmt: skip
    on(svc, "13", "zhou", "complaint", "resolve", rude, "--finding", "light", "--text", "已道歉")
    return ids | {"wang": wang, "hers": hers, "rude": rude}


@pytest.mark.fact("S2-017", "S2-037", "S0-062", "S3-045", "S0-019", command="svc report staff")
def test_the_last_month(month: dict[str, str], svc: Call) -> None:
    """The parts, the score, and what the rules say, with the case they rest on."""
    found = svc(*LATER, "report", "staff", "--json").json
    assert (found["from"], found["to"]) == ("2026-11-01", "2026-11-30")
    assert found.keys() == {"from", "to", "staff", "weights", "unnamed", "unfound"}
    by_name: dict[str, Any] = {each["name"]: each for each in found["staff"]}
    li, zhou = by_name["li"], by_name["zhou"]
    assert li.keys() == {
        "rank", "staff", "name", "score", "parts", "rewards", "penalties", "why",
    }  # fmt: skip
    assert {name: part["score"] for name, part in zhou["parts"].items()} == {
        "contacts": "100.0", "files": None, "timeliness": "100.0", "satisfaction": "0.0",
        "complaints": "100.0",
    }  # fmt: skip
    assert (zhou["score"], li["parts"]["timeliness"]["score"]) == ("75.0", "100.0")
    assert li["parts"]["complaints"]["score"] == "70.0"
    assert li["parts"]["files"]["files"] == 1
    assert [(each["rule"], each["cases"]) for each in li["penalties"]] == [
        ("attitude", [month["rude"]]), ("attitude_light", [month["rude"]]),
    ]  # fmt: skip
    assert li["penalties"][0]["does"] == ["warning", "deduct_bonus"]
    assert zhou["penalties"] == []
    assert [each["rule"] for each in li["rewards"]] == ["best_files"]
    assert sum(map(float, found["weights"].values())) == 1


@pytest.mark.parametrize(
    ("day", "cases"), [("12", 0), ("13", 1), ("14", 1)], ids=["before", "of", "after"]
)
def test_the_day_before_of_and_after(
    month: dict[str, str], svc: Call, day: str, cases: int
) -> None:
    """A finding counts from the day it was written down."""
    found = svc(*LATER, "report", "staff", "--from", "2026-11-01", "--to", f"2026-11-{day}",
                "--json").json  # fmt: skip
    (li,) = (each for each in found["staff"] if each["staff"] == month["li"])
    assert len(li["penalties"]) == 2 * cases
    assert found["unfound"] == ([] if cases else [month["rude"]])
    rest = svc(*LATER, "report", "staff", "--from", f"2026-11-{int(day) + 1}", "--json").json
    (li,) = (each for each in rest["staff"] if each["staff"] == month["li"])
    assert len(li["penalties"]) == 2 * (1 - cases)


def test_the_past_gives_the_same_again(month: dict[str, str], svc: Call) -> None:
    """What was done in December changes nothing of November, to the byte."""
    before = svc(*LATER, "report", "staff", *NOVEMBER, "--json").out
    svc("--today", "2026-12-10", "--staff", "zhou", "complaint", "reopen", month["rude"],
        "--text", "又来了")  # fmt: skip
    svc("--today", "2026-12-11", "staff", "add", "--name", "wu", "--code", "wu")
    svc("--today", "2026-12-11", "--staff", "li", "callback", "note", "--customer", month["wang"],
        "--channel", "phone", "--satisfied")  # fmt: skip
    assert svc("--today", "2026-12-20", "report", "staff", *NOVEMBER, "--json").out == before


def test_who_is_not_named_is_nobodys(month: dict[str, str], svc: Call) -> None:
    """A complaint about staff without a sale counts for nobody, and is told with its case."""
    other = on(svc, "20", "zhou", "complaint", "log", "--customer", month["wang"], "--category",
               "cashier", "--text", "多收钱")  # fmt: skip
    on(svc, "20", "zhou", "complaint", "resolve", other, "--finding", "serious", "--text", "x")
    found = svc(*LATER, "report", "staff", "--json").json
    assert [each["complaint"] for each in found["unnamed"]] == [other]
    assert all(other not in each["cases"] for one in found["staff"] for each in one["penalties"])


def test_no_customer_is_named(month: dict[str, str], svc: Call) -> None:
    """Ids of cases and names of staff; nothing of the customer's."""
    for form in ("text", "json"):
        told = svc(*LATER, "report", "staff", "--format", form).out
        assert month["rude"] in told
        for private in ("王芳", "13800138000", "说话难听", month["wang"]):
            assert private not in told


def test_forms_and_files(month: dict[str, str], svc: Call, tmp_path: Path) -> None:
    """As text with the reasons; in a file by its name; the same as JSON there."""
    text = svc(*LATER, "report", "staff").out
    assert "2026-11-01 to 2026-11-30" in text
    assert "the quality bonus is deducted" in text
    assert "a manager decides" in " ".join(text.split())
    for name in ("staff.json", "staff.txt"):
        svc(*LATER, "report", "staff", "--out", tmp_path / name)
    shown = svc(*LATER, "report", "staff", "--json").json
    assert json.loads((tmp_path / "staff.json").read_text("utf-8")) == shown
    assert month["rude"] in (tmp_path / "staff.txt").read_text("utf-8")


def test_too_few_to_say(shop: Path, svc: Call) -> None:
    """As it is shipped nobody is judged on a handful of contacts, and a share of few is marked."""
    svc("--today", "2026-11-01", "staff", "add", "--name", "li", "--code", "li")
    wang = svc("customer", "add", "--name", "王芳", "--number", "1").line
    on(svc, "10", "li", "callback", "note", "--customer", wang, "--channel", "phone",
       "--satisfied")  # fmt: skip
    (li,) = svc(*LATER, "report", "staff", "--json").json["staff"]
    assert (li["rank"], li["score"]) == (None, None)
    assert (li["parts"]["satisfaction"]["n"], li["parts"]["satisfaction"]["few"]) == (1, True)
    assert "too few to say (n = 1)" in " ".join(svc(*LATER, "report", "staff").out.split())


def test_an_empty_shop(shop: Path, svc: Call) -> None:
    """Nobody on the staff: said in one sentence."""
    assert svc("report", "staff", "--json").json["staff"] == []
    assert "Nobody is on the staff" in svc("report", "staff").out


def test_who_left(month: dict[str, str], svc: Call) -> None:
    """Who was put on file only later is not part of a month."""
    october = ("--from", "2026-10-01", "--to", "2026-10-31")
    assert svc(*LATER, "report", "staff", *october, "--json").json["staff"] == []
    assert month["li"]


@pytest.mark.parametrize(
    ("given", "span"),
    [
        ((), ("2026-11-01", "2026-11-30")),
        (("--from", "2026-11-16"), ("2026-11-16", "2026-11-30")),
        (("--from", "2026-12-02"), ("2026-12-02", "2026-12-05")),
        (("--to", "2026-11-16"), ("2026-11-01", "2026-11-16")),
    ],
)
def test_the_days(shop: Path, svc: Call, given: tuple[str, ...], span: tuple[str, str]) -> None:
    """Without days the last whole month; with one end the rest of its month, up to today."""
    found = svc(*LATER, "report", "staff", *given, "--json").json
    assert (found["from"], found["to"]) == span


def test_days_the_wrong_way_round(shop: Path, svc: Call) -> None:
    """One sentence."""
    done = svc("report", "staff", "--from", "2026-11-20", "--to", "2026-11-19", code=4)
    assert done.out == ""
    assert "2026-11-20 is after 2026-11-19." in done.err


def test_the_sheets_of_customers_count(month: dict[str, str], shop: Path, svc: Call) -> None:
    """A questionnaire that names who served her is part of satisfaction (S2-017).

    It counts on the day it was filled in: typed in December, it is November's still.
    """
    with Store(str(shop)).change() as change:
        for answer in (5, 4, 3):
            change.put(
                Survey(
                    id=change.new_id("surveys", date(2026, 12, 5)), form="satisfaction",
                    on=NOVEMBER_15, answers={"overall": answer}, served_by=month["zhou"],
                )
            )  # fmt: skip
    found = svc(*LATER, "report", "staff", "--json").json
    (zhou,) = (each for each in found["staff"] if each["staff"] == month["zhou"])
    part = zhou["parts"]["satisfaction"]
    assert (part["on_sheets"], part["asked"], part["satisfied"]) == (3, 4, 2)
    assert "sheets count on the day they were filled in" in part["why"]


@pytest.mark.fact("S3-026", "S3-027", command="svc complaint resolve --of")
def test_whose_conduct_it_was(month: dict[str, str], svc: Call) -> None:
    """Named as it is settled, it is hers whoever sold the goods, also when settled once more."""
    rude = on(svc, "20", "zhou", "complaint", "log", "--customer", month["wang"], "--category",
              "attitude", "--purchase", month["hers"], "--text", "x")  # fmt: skip
    on(svc, "20", "zhou", "complaint", "resolve", rude, "--finding", "light", "--of", "zhou",
       "--text", "x")  # fmt: skip
    found = svc(*LATER, "report", "staff", "--json").json
    cases = {each["staff"]: each["parts"]["complaints"]["light"] for each in found["staff"]}
    assert cases == {month["li"]: 1, month["zhou"]: 1}
    assert "about zhou" in svc("complaint", "show", rude).out
    on(svc, "21", "zhou", "complaint", "reopen", rude, "--text", "x")
    on(svc, "22", "zhou", "complaint", "resolve", rude, "--finding", "light", "--text", "x")
    found = svc(*LATER, "report", "staff", "--json").json
    assert {one["staff"]: one["parts"]["complaints"]["light"] for one in found["staff"]} == cases
    assert "svc complaint resolve --of" in svc(*LATER, "report", "staff").out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--of", "li"), 4),
        (("--finding", "none", "--of", "li"), 4),
        (("--finding", "light", "--of", "nobody"), 3),
    ],
)
def test_what_is_not_told_of_conduct(
    month: dict[str, str], svc: Call, words: tuple[str, ...], code: int
) -> None:
    """Nobody is named without a finding, and nobody who is not on the staff; nothing changes."""
    rude = on(svc, "20", "zhou", "complaint", "log", "--customer", month["wang"], "--category",
              "attitude", "--text", "x")  # fmt: skip
    on(svc, "20", "zhou", "complaint", "resolve", rude, *words, "--text", "x", code=code)
    assert svc("complaint", "show", rude, "--json").json["state"] == "logged"


def test_no_days_to_come(month: dict[str, str], svc: Call) -> None:
    """A report up to a day that has not been would not be the same on it."""
    assert month
    assert "is yet to come" in svc("report", "staff", "--to", "2026-11-30", code=4).err
