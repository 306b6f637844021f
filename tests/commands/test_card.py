"""`svc card`: which cards are worth preparing, and cards written for one customer or for many."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any

import pytest

from svc.rules.card import KEYS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

fact = pytest.mark.fact


def add(svc: Call, name: str, *more: str) -> str:
    return svc("customer", "add", "--name", name, "--number", name, *more).line


def due(svc: Call, on: str = "2026-11-22", *more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = svc("card", "due", "--on", on, *more, "--json").json
    return found


def bought(svc: Call, customer: str, on: str, *items: str) -> str:
    lines = [word for item in items or ("name=羊毛大衣,price=1299",) for word in ("--item", item)]
    return svc("purchase", "add", "--customer", customer, "--on", on, *lines).line


@pytest.fixture
def coat(svc: Call, wang: str) -> str:
    """A purchase of a coat and two pairs of leather gloves."""
    return bought(
        svc, wang, "2026-11-15", "name=羊毛大衣,category=textile,price=1299,size=M",
        "name=皮手套,category=leather,price=199,qty=2",
    )  # fmt: skip


@fact("S2-057", "S2-030", command="svc card due")
@pytest.mark.parametrize(
    ("on", "within", "listed"),
    [
        ("2026-11-17", 7, False),
        ("2026-11-18", 7, True),
        ("2026-11-25", 7, True),
        ("2026-11-26", 7, False),
        ("2026-11-24", 0, False),
        ("2026-11-25", 0, True),
    ],
)
def test_a_birthday_to_come(shop: Path, svc: Call, on: str, within: int, listed: bool) -> None:
    """A birthday card is prepared in the days before the birthday, and wishes on the day."""
    assert shop
    ann = add(svc, "Ann", "--birthday", "1990-11-25", "--gender", "F")
    rows = due(svc, on, "--within", str(within))
    assert [(row["template"], row["customer"], row["due"]) for row in rows] == (
        [("birthday", ann, "2026-11-25")] if listed else []
    )
    said = svc("--lang", "zh", "card", "render", "birthday", "--customer", ann).out
    assert all(word in said for word in ("生日快乐", "在您生日的这一天", "如愿"))


def test_the_keys(shop: Path, svc: Call) -> None:
    """Every key is there, what is missing is null; the policy says how many days ahead."""
    assert shop
    ann = add(svc, "Ann", "--birthday", "lunar:10-15")
    assert due(svc) == [
        {
            "template": "birthday", "customer": ann, "name": "Ann", "due": "2026-11-23",
            "why": "birthday on 2026-11-23 (15th day of the 10th lunar month)",
            "address": None, "purchase": None, "festival": None,
        }
    ]  # fmt: skip
    assert due(svc)[0].keys() == set(KEYS)
    assert due(svc, "2026-11-15") == []
    assert svc("card", "due", "--format", "csv", "--on", "2026-01-01").line == ",".join(KEYS)


def test_who_was_wished_well_already(shop: Path, svc: Call) -> None:
    """A birthday that was greeted gets no card any more."""
    assert shop
    ann = add(svc, "Ann", "--birthday", "11-22", "--phone", "13800138001")
    assert len(due(svc)) == 1
    key = f"birthday.{ann}.261122"
    svc("callback", "done", key, "--result", "reached")
    assert due(svc) == []


@fact("S2-025", command="svc card due")
def test_a_festival_to_come(shop: Path, svc: Call) -> None:
    """Festival cards go to whoever bought within a year and has an address."""
    assert shop
    for name, address, on in (
        ("Ann", "1 Chaoyang Road", "2026-02-05"), ("Bea", "", "2026-10-01"),
        ("Cat", "2 Chaoyang Road", "2026-02-06"), ("Dora", "3 Chaoyang Road", "2026-01-29"),
    ):  # fmt: skip
        customer = add(svc, name, *(["--set", f"address={address}"] if address else []))
        bought(svc, customer, on)
    for on, listed in (
        ("2027-01-29", []), ("2027-01-30", ["Ann", "Cat"]), ("2027-02-06", ["Cat"]),
        ("2027-02-07", []),
    ):  # fmt: skip
        rows = due(svc, on, "--template", "festival")
        assert sorted(row["name"] for row in rows) == listed
        assert {(row["due"], row["festival"]) for row in rows} <= {("2027-02-06", "春节")}


def test_thanks(svc: Call, wang: str) -> None:
    """A purchase is thanked for in the three days after it, once a customer."""
    bought(svc, wang, "2026-11-15", "name=围巾,price=99")
    second = bought(svc, wang, "2026-11-16")
    for on, listed in (("2026-11-16", True), ("2026-11-19", True), ("2026-11-20", False)):
        rows = due(svc, on, "--template", "thank_you")
        assert [row["purchase"] for row in rows] == ([second] if listed else [])


def test_who_wants_no_post(shop: Path, svc: Call) -> None:
    """Who withdrew consent to post gets no card, neither do merged and erased files."""
    assert shop
    ids = {name: add(svc, name, "--birthday", "11-25") for name in ("Ann", "Bea", "Cat", "Dora")}
    svc("customer", "consent", ids["Bea"], "--withdraw", "post")
    svc("customer", "merge", ids["Ann"], ids["Cat"], "--yes")
    svc("customer", "erase", ids["Dora"], "--yes")
    assert [row["name"] for row in due(svc)] == ["Ann"]


@fact("S2-022", "S2-021", command="svc card render warranty")
def test_a_warranty_card(
    svc: Call, wang: str, coat: str, golden: Callable[[str, str], None]
) -> None:
    """It names each piece: until when it is mended free, how it is washed and stored."""
    assert coat
    for language in ("zh", "en"):
        text = svc("--lang", language, "card", "render", "warranty", "--customer", wang).out
        tail = coat.rpartition("-")[2]
        told = text.replace(tail, "7KQ3MX")
        lines = [line for line in told.splitlines() if "7KQ3MX" not in line]
        golden(f"commands/card-warranty.{language}.txt", "\n".join(lines) + "\n")
        assert any("7KQ3MX" in line for line in told.splitlines())


def test_a_card_is_in_one_language(svc: Call, shop: Path, wang: str, coat: str) -> None:
    """The shop's language holds whoever prints it; the id has no check character."""
    assert wang
    settings = shop / "svc.toml"
    settings.write_text('language = "zh"\n' + settings.read_text("utf-8"), "utf-8")
    for language in ("zh", "en"):
        text = svc("--lang", language, "card", "render", "warranty", "--customer", wang).out
        assert "Warranty" not in text
        assert "包修期" in text
        assert f"{coat}\n" in text or f"{coat} " in text
        assert f"{coat}·" not in text


def test_which_purchase(svc: Call, wang: str, coat: str) -> None:
    """The latest, else the one named; somebody else's is refused, and so is none."""
    svc(
        "purchase", "add", "--customer", wang, "--on", "2026-11-20", "--item", "name=围巾,price=99"
    )
    render = ("card", "render", "warranty", "--customer", wang)
    assert "围巾: 3 months" in svc(*render).out
    assert (
        "皮手套 ×2: 6 months, up to and including 15 May 2027"
        in svc(*render, "--purchase", coat).out
    )
    thanks = ("card", "render", "thank_you", "--customer", wang)
    assert "羊毛大衣 on 15 November" in svc(*thanks, "--purchase", coat).out
    ann = add(svc, "Ann")
    other = svc("card", "render", "warranty", "--customer", ann, "--purchase", coat, code=2)
    assert "no purchase of" in other.err
    assert (
        "nothing a warranty runs on"
        in svc("card", "render", "warranty", "--customer", ann, code=3).err
    )


def test_what_came_back_has_no_warranty(svc: Call, wang: str, coat: str) -> None:
    """Of what she gave back the card says nothing."""
    svc("staff", "add", "--name", "安", "--code", "an", "--post", "company")
    made = svc("--staff", "an", "return", "open", "--purchase", coat, "--item", "羊毛大衣",
               "--cause", "quality", "--unrepairable", "--defect", "开线", "--signed",
               "--phone", "139 0013 9000", "--json").json  # fmt: skip
    svc("--staff", "an", "return", "settle", made["id"], "--paid-by", "cash")
    text = svc("card", "render", "warranty", "--customer", wang).out
    assert "皮手套" in text
    assert "羊毛大衣" not in text


def test_furniture(furniture_shop: Path, svc: Call) -> None:
    """The warranty counts from the end of installation; care is said for each category."""
    assert furniture_shop
    ann = add(svc, "Ann")
    svc("purchase", "add", "--customer", ann, "--on", "2026-11-01", "--installed-on", "2026-11-05",
        "--item", "name=布艺沙发,category=upholstered,price=3999")  # fmt: skip
    text = svc("--lang", "zh", "card", "render", "warranty", "--customer", ann).out
    assert "安装日期：2026年11月5日" in text
    assert "布艺沙发：24个月，至2028年11月5日" in text
    assert "自安装完成之日起算" in text
    assert "GB/T 37652-2019" in text
    assert "每周轻轻吸尘一次" in text
    assert "S2-" not in text


@fact("S1-015", "S2-025", command="svc card render")
@pytest.mark.parametrize("form", ["txt", "html", "svg"])
def test_every_form(svc: Call, wang: str, coat: str, tmp_path: Path, form: str) -> None:
    """Every card is written as text, as a page and as a drawing, in Chinese and in English."""
    assert coat
    for name in ("birthday", "thank_you", "festival", "opinion", "warranty"):
        for language in ("zh", "en"):
            file = tmp_path / f"card.{form}"
            svc("--lang", language, "card", "render", name, "--customer", wang, "--out", file)
            text = file.read_text(encoding="utf-8")
            start = {"txt": "", "html": "<!doctype html>", "svg": "<svg "}[form]
            assert text.startswith(start)
            assert "王芳" in text


@pytest.mark.parametrize(
    ("gender", "greeted"), [("F", "陈曦女士："), ("M", "陈曦先生："), (None, "陈曦，您好：")]
)
def test_how_she_is_addressed(svc: Call, shop: Path, gender: str | None, greeted: str) -> None:
    """Who has no title is greeted; an address line stands by itself."""
    assert shop
    known = ["--gender", gender] if gender else []
    chen = svc("customer", "add", "--name", "陈曦", "--number", "0042", *known).line
    text = svc("--lang", "zh", "card", "render", "birthday", "--customer", chen).out
    assert text.splitlines()[:4] == ["生日快乐", "", greeted, ""]


@fact("S2-057", command="svc card render birthday --var treat=…")
def test_a_treat_on_the_birthday(svc: Call, wang: str) -> None:
    """The birthday card may tell of a small gift or of what she gets when she comes that day."""
    treat = "生日当天来店，有一份小礼物等着您。"
    told = svc("card", "render", "birthday", "--customer", wang, "--var", f"treat={treat}").out
    assert f"\n\n{treat}\n\n" in told


def test_the_festival_is_one_the_shop_sends_cards_for(svc: Call, wang: str, shop: Path) -> None:
    """Not the next of all festivals, but of those in the policy."""
    render = ("--lang", "zh", "card", "render", "festival", "--customer", wang)
    assert svc(*render).out.startswith("新春快乐")
    policy = shop / "policy" / "card.toml"
    policy.parent.mkdir(exist_ok=True)
    head = 'title_en = "x"\ntitle_zh = "x"\nunit = "festivals"\nchanged_by = "shop_manager"\n'
    policy.write_text(f'[festivals]\n{head}[[festivals.values]]\nvalue = ["元旦"]\n', "utf-8")
    assert svc(*render).out.startswith("元旦快乐")
    assert svc(*render, "--var", "festival=中秋节").out.startswith("中秋节快乐")
    policy.write_text(f'[festivals]\n{head}[[festivals.values]]\nvalue = ["过年"]\n', "utf-8")
    assert "过年" in svc(*render, code=4).err
    assert "过年" in svc("policy", "check", code=None).out


def stdin(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_many(svc: Call, wang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One file each, named on stdout; who is unknown stops nobody else."""
    ann = add(svc, "Ann", "--phone", "13800138001")
    stdin(monkeypatch, f"{wang}\n\nnobody\n13800138001\n")
    folder = tmp_path / "cards"
    many = ("card", "render", "birthday", "--customer", "-", "--out-dir", folder)
    done = svc(*many, "--form", "svg", code=3)
    files = [folder / f"birthday-{each}.svg" for each in (wang, ann)]
    assert done.out.splitlines() == list(map(str, files))
    assert done.err.count("nobody") == 1
    assert all(file.read_text("utf-8").startswith("<svg ") for file in files)


@pytest.mark.parametrize(
    "more",
    [
        ["--customer", "-"],
        ["--customer", "-", "--out-dir", "x", "--out", "a.svg"],
        ["--customer", "x", "--form", "svg"],
        ["--customer", "x", "--out", "a.gif"],
    ],
)
def test_wrong_usage(svc: Call, wang: str, more: list[str]) -> None:
    """One sentence, exit code 2, and no file."""
    assert wang
    done = svc("card", "render", "birthday", *more, code=2)
    assert done.out == ""
    assert done.err


def test_the_shops_own_files_are_safe(svc: Call, wang: str, shop: Path) -> None:
    """A card is not written where the shop keeps its records."""
    file = shop / "data" / "card.svg"
    render = ("card", "render", "birthday", "--customer", wang, "--out")
    assert svc(*render, file, code=5).err
    assert not file.exists()


@pytest.mark.parametrize("form", ["txt", "html", "svg"])
def test_a_folder_that_is_not_there(wang: str, shop: Path, svc: Call, form: str) -> None:
    """Exit 74, and no card anywhere."""
    out = shop.parent / "nowhere" / f"card.{form}"
    told = svc("card", "render", "birthday", "--customer", wang, "--out", out, code=74)
    assert told.out == ""
    assert not out.parent.exists()
