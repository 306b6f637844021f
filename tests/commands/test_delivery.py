"""`svc delivery`: plan, check, done, fail, move, cancel, list, show."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

SOFA = "sku=S1,name=沙发,category=furniture,price=3800"


@pytest.fixture
def sofa(furniture_shop: Path, svc: Call) -> str:
    """The id of a purchase of a sofa, sold on 20 November to 王芳."""
    assert furniture_shop
    svc("staff", "add", "--name", "老张", "--code", "zhang")
    svc(
        "customer", "add", "--name", "王芳", "--phone", "13800138000", "--set", "address=人民路1号"
    )
    return svc("purchase", "add", "--customer", "13800138000", "--item", SOFA,
               "--on", "2026-11-20").line  # fmt: skip


def plan(svc: Call, purchase: str, *more: str, on: str = "2026-11-24") -> str:
    """The id of a delivery planned."""
    return svc("delivery", "plan", "--purchase", purchase, "--on", on, *more).line


def found(svc: Call, rule: str, *, code: int = 0) -> list[str]:
    """The records `svc check` names for a rule."""
    return [p["record"] for p in svc("check", "--json", code=code).json if p["rule"] == rule]


@pytest.mark.fact("S1-013", command="svc delivery plan")
def test_planned(sofa: str, svc: Call) -> None:
    """A delivery with installation is planned for a day, a time, an address, with people."""
    made = svc("delivery", "plan", "--purchase", sofa[-6:], "--on", "+2d", "--window", "9-12",
               "--driver", "zhang", "--fitter", "zhang", "--install", "--json")  # fmt: skip
    assert made.json["id"].startswith("D-261122-")
    assert {name: made.json[name] for name in ("planned_on", "window", "address", "phone",
                                               "install", "state", "done_on", "purchase")} == {
        "planned_on": "2026-11-24", "window": "09:00-12:00", "address": "人民路1号",
        "phone": "13800138000", "install": True, "state": "planned", "done_on": None,
        "purchase": sofa,
    }  # fmt: skip
    assert made.err == ""
    other = svc("delivery", "plan", "--purchase", sofa, "--on", "+2d", "--address", " 中山路 2号 ",
                "--phone", "010-62554433", "--text", "ring twice", "--json").json  # fmt: skip
    assert (other["address"], other["phone"]) == ("中山路 2号", "01062554433")


@pytest.mark.parametrize(
    ("more", "code", "told"),
    [
        (("--on", "2026-11-19"), 4, "sold on 2026-11-20"),
        (("--on", "+1d", "--window", "12-9"), 4, "no span"),
        (("--on", "+1d", "--phone", "12"), 4, ""),
        (("--on", "31 Nov"), 4, ""),
        (("--on", "+1d", "--driver", "nobody"), 3, ""),
        (("--on", "+1d", "--fitter", "zhang"), 2, "--install"),
        ((), 2, ""),
    ],
)
def test_what_cannot_be_planned(
    sofa: str, svc: Call, more: tuple[str, ...], code: int, told: str
) -> None:
    """Bad days, times and phones, strangers: one sentence, nothing on file."""
    assert told in svc("delivery", "plan", "--purchase", sofa, *more, code=code).err
    svc("delivery", "plan", "--purchase", "P-000101-AAAAAA", "--on", "+1d", code=3)
    assert svc("delivery", "list", "--json").json == []


def test_what_is_warned_of(sofa: str, svc: Call) -> None:
    """A day that is over, the same driver at the same time, no address, a fee to agree on."""
    first = plan(svc, sofa, "--window", "9-12", "--driver", "zhang")
    clash = svc("delivery", "plan", "--purchase", sofa, "--on", "2026-11-24", "--window", "11-13",
                "--driver", "zhang")  # fmt: skip
    assert f"老张 has {first}" in clash.err
    assert f"{first} of the same purchase is open" in clash.err
    past = svc("delivery", "plan", "--purchase", sofa, "--on", "2026-11-21")
    assert "2026-11-21 is over already" in past.err
    svc("customer", "add", "--name", "李雷", "--phone", "13900139000")
    small = svc(
        "purchase", "add", "--customer", "13900139000", "--item", "name=凳子,price=99"
    ).line
    told = svc("delivery", "plan", "--purchase", small, "--on", "+1d", "--dry-run").err
    assert "no address" in told
    assert "free from ¥2000.00" in told


def test_a_dry_run_changes_nothing(sofa: str, svc: Call) -> None:
    """Planning, checking and finishing can be tried first."""
    svc("delivery", "plan", "--purchase", sofa, "--on", "+1d", "--dry-run")
    assert svc("delivery", "list").out == ""
    ref = plan(svc, sofa, "--install", on="2026-11-22")
    for verb in (
        ("check", ref, "before", "--all"),
        ("done", ref, "--signed"),
        ("fail", ref, "--text", "x"),
        ("move", ref, "--on", "+1d"),
        ("cancel", ref),
    ):
        svc("delivery", *verb, "--dry-run")  # fmt: skip
    shown = svc("delivery", "show", ref, "--json").json
    assert (shown["state"], shown["planned_on"], shown["checks"]) == ("planned", "2026-11-22", [])
    assert svc("purchase", "show", sofa, "--json").json["installed_on"] is None


@pytest.mark.fact("S0-010", "S0-026", command="svc delivery check")
def test_checked(sofa: str, svc: Call) -> None:
    """Goods, address and work are checked point by point; what is wrong or open is seen."""
    ref = plan(svc, sofa, "--install")
    told = svc(
        "delivery", "check", ref, "before", "--all", "--fail", "packing", "--text", "角破了"
    )
    assert told.line == ref
    assert "before.packing" in told.err
    text = svc("delivery", "show", ref).out
    assert "✗ Packing is whole, corners and glass are guarded (packing) — 角破了" in text
    assert "✓ Every piece is there" in text
    assert "· The customer looked it over and signed (accepted)" in text
    assert "Before delivery (before)" in text
    rows = svc("delivery", "show", ref, "--json").json["checklist"]
    assert {row["point"] for row in rows} == {"before", "during", "after"}
    assert [row["ok"] for row in rows if row["key"] == "packing"] == [False]
    assert [row["ok"] for row in rows if row["key"] == "accepted"] == [None]
    svc("delivery", "check", ref, "before", "--ok", "packing")
    chinese = svc("--lang", "zh", "delivery", "show", ref).out
    assert "✓ 包装完好，边角和玻璃有防护 (packing)" in chinese
    assert "送货前 (before)" in chinese


def test_what_cannot_be_answered(sofa: str, svc: Call) -> None:
    """Unknown questions name the known ones; an answer is either yes or no; points are three."""
    ref = plan(svc, sofa)
    told = svc("delivery", "check", ref, "before", "--ok", "gods", code=4).err
    assert "goods, packing, address, way, agreed" in told
    svc("delivery", "check", ref, "before", code=2)
    svc("delivery", "check", ref, "before", "--ok", "goods", "--fail", "goods", code=2)
    svc("delivery", "check", ref, "later", "--all", code=2)
    svc("delivery", "check", ref, "after", "--all", code=5)
    assert svc("delivery", "show", ref, "--json").json["checks"] == []


@pytest.mark.fact("S1-018", "S0-058", command="svc callback due")
def test_installed_goods_are_visited_the_day_after(sofa: str, svc: Call) -> None:
    """Right after an installation a visit falls due, and the warranty runs from that day."""
    ref = plan(svc, sofa, "--install", on="2026-11-22")
    svc("delivery", "done", ref, "--signed")
    assert svc("purchase", "show", sofa, "--json").json["installed_on"] == "2026-11-22"
    due = svc("callback", "due", "--on", "2026-11-23", "--kind", "installation", "--json").json
    assert [(row["due"], row["channel"], row["about"]) for row in due] == [
        ("2026-11-23", "visit", sofa)
    ]
    assert svc("callback", "due", "--kind", "installation", "--json").json == []
    quote = ("refund", "quote", "--purchase", sofa, "--cause", "quality", "--json")
    assert svc(*quote, "--on", "2026-12-07").json["days"] == 15


@pytest.mark.fact("S1-024", command="svc delivery done --signed")
def test_done_with_acceptance(sofa: str, svc: Call) -> None:
    """Done with the signed receipt of whoever took it; without one it is told and checked for."""
    ref = plan(svc, sofa, on="2026-11-22")
    svc("delivery", "check", ref, "before", "--all")
    svc("delivery", "check", ref, "during", "--all")
    made = svc("delivery", "done", ref, "--accepted-by", "王芳母亲", "--signed", "--json")
    assert (made.json["accepted_by"], made.json["signed"]) == ("王芳母亲", True)
    assert made.err == ""
    assert svc("purchase", "show", sofa, "--json").json["installed_on"] is None
    other = plan(svc, sofa, on="2026-11-22")
    told = svc("delivery", "done", other).err
    assert "receipt is not signed" in told
    assert "during.accepted" in told
    assert found(svc, "delivery-unsigned") == found(svc, "checklist-incomplete") == [other]
    for point in ("before", "during"):
        svc("delivery", "check", other, point, "--all")
    assert [p for p in svc("check", "--json").json if p["record"]] == []
    third = plan(svc, sofa, on="2026-11-22")
    assert svc("delivery", "done", third, "--signed", "--json").json["accepted_by"] == "王芳"


def test_one_made_before_its_day_is_asked_about(sofa: str, svc: Call) -> None:
    """Done before the day agreed is noted, and the day is said; on the day nothing is."""
    early = plan(svc, sofa, on="2026-11-24")
    assert "It was planned for 2026-11-24" in svc("delivery", "done", early, "--signed").err
    same = plan(svc, sofa, on="2026-11-22")
    assert "planned for" not in svc("delivery", "done", same, "--signed").err


@pytest.mark.fact("S1-025", command="svc delivery done --damaged")
def test_damaged_goods_are_exchanged_at_once(sofa: str, svc: Call) -> None:
    """Damaged goods or packing: svc says what to do next and flags it until it is done."""
    ref = plan(svc, sofa, on="2026-11-22")
    told = svc("delivery", "done", ref, "--signed", "--damaged", "扶手划伤").err
    assert "exchanged at once" in told
    assert f"svc return open --purchase {sofa}" in told
    assert found(svc, "damaged-delivery") == [ref]
    assert svc("delivery", "show", ref, "--json").json["damaged"] == "扶手划伤"


def test_a_strict_shop_refuses(sofa: str, svc: Call, furniture_shop: Path) -> None:
    """With delivery.strict nothing is done that is not checked and signed."""
    file = furniture_shop / "policy" / "delivery.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("value = false", "value = true", 1), encoding="utf-8")
    assert svc("policy", "explain", "delivery.strict", "--json").json["value"] is True
    ref = plan(svc, sofa, on="2026-11-22")
    assert "before.goods" in svc("delivery", "done", ref, "--signed", code=5).err
    for point in ("before", "during"):
        svc("delivery", "check", ref, point, "--all")
    assert "--signed" in svc("delivery", "done", ref, code=5).err
    assert svc("delivery", "done", ref, "--signed").err == ""


def test_moves_the_table_forbids(sofa: str, svc: Call) -> None:
    """Done or called off, it stays so; what failed is planned anew first."""
    ref = plan(svc, sofa, on="2026-11-22")
    svc("delivery", "done", ref, "--signed")
    for verb in (("done", ref), ("fail", ref, "--text", "x"), ("cancel", ref),
                 ("move", ref, "--on", "+1d")):  # fmt: skip
        assert ref in svc("delivery", *verb, code=5).err
    failing = plan(svc, sofa, on="2026-11-22")
    svc("delivery", "fail", failing, code=2)
    svc("delivery", "fail", failing, "--text", " ", code=4)
    assert "delivery move" in svc("delivery", "fail", failing, "--text", "没人在家").err
    assert "delivery move" in svc("delivery", "done", failing, code=5).err
    assert "没人在家" in svc("delivery", "show", failing).out
    assert [row["text"] for row in svc("report", "ledger", "deliveries", "--json").json
            if row["id"] == failing] == ["没人在家"]  # fmt: skip
    svc("delivery", "move", failing, "--on", "2026-11-24")
    assert "没人在家" not in svc("slip", "print", failing).out
    svc("delivery", "move", failing, "--on", "2026-11-24", code=5)
    svc("delivery", "move", failing, "--on", "2026-11-19", code=4)
    svc("delivery", "move", failing, "--fitter", "zhang", code=2)
    states = [e["state"] for e in svc("delivery", "show", failing, "--json").json["history"]]
    assert states == ["planned", "failed", "planned"]
    svc("delivery", "cancel", failing, "--text", "不要了")
    svc("delivery", "check", failing, "before", "--all", code=5)
    svc("delivery", "done", "D-000101-AAAAAA", code=3)


def test_installed_on_another_day_already(sofa: str, svc: Call) -> None:
    """One purchase is installed on one day: another one is refused, nothing changed."""
    ref = plan(svc, sofa, "--install", on="2026-11-22")
    late = plan(svc, sofa, "--install", on="2026-11-22")
    svc("delivery", "done", ref, "--signed", "--on", "2026-11-21")
    assert "2026-11-21" in svc("delivery", "done", late, "--signed", code=5).err
    assert svc("delivery", "show", late, "--json").json["state"] == "planned"
    svc("delivery", "plan", "--purchase", sofa, "--on", "+1d", "--install", code=5)
    svc("delivery", "done", late, "--on", "2026-11-23", code=4)
    svc("delivery", "done", late, "--on", "2026-11-19", code=4)
    svc("delivery", "done", late, "--on", "2026-11-21")


def test_two_finish_it_at_once(sofa: str, process: Call, svc: Call) -> None:
    """One process is done first; the other is told."""
    ref = plan(svc, sofa, "--install", on="2026-11-22")
    codes: list[int] = []

    def finish() -> None:
        codes.append(process("delivery", "done", ref, "--signed", code=None).code)

    threads = [threading.Thread(target=finish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [0, 5]


@pytest.mark.fact("S1-014", "S1-016", "S1-028", command="svc delivery list --late")
def test_listed(sofa: str, svc: Call) -> None:
    """The round of a day by time, what is open, and what is late and by how many days."""
    noon = plan(svc, sofa, "--window", "12-13", "--driver", "zhang")
    early = plan(svc, sofa, "--window", "8-9")
    old = plan(svc, sofa, on="2026-11-23")
    done = plan(svc, sofa, on="2026-11-22")
    svc("delivery", "done", done)

    def listed(*more: str, today: str = "2026-11-22") -> list[str]:
        rows = svc("--today", today, "delivery", "list", "--json", *more).json
        return [row["id"] for row in rows]

    assert listed() == [done, old, early, noon]
    assert listed("--open") == [old, early, noon]
    assert listed("--day", "2026-11-24") == [early, noon]
    assert listed("--from", "2026-11-23", "--to", "2026-11-23") == [old]
    assert listed("--driver", "zhang") == [noon]
    assert listed("--customer", "13800138000") == [done, old, early, noon]
    assert listed("--late", today="2026-11-23") == []
    assert listed("--late", today="2026-11-24") == [old]
    assert listed("--late", today="2026-11-25") == [old, early, noon]
    rows = svc("--today", "2026-11-25", "delivery", "list", "--open", "--json").json
    assert [(row["late"], row["days_late"]) for row in rows] == [(True, 2), (True, 1), (True, 1)]
    text = svc("--today", "2026-11-25", "delivery", "list", "--late").out
    assert text.splitlines()[0].split()[:3] == ["planned", "on", "window"]
    assert "王芳" in text
    assert "老张" in text


@pytest.mark.fact("S0-056", command="svc delivery move")
def test_hours_bend_to_the_customer(sofa: str, svc: Call) -> None:
    """The time is changed when the customer asks for it, and how it came to that stays on file."""
    ref = plan(svc, sofa, "--window", "9-12")
    svc("delivery", "move", ref, "--window", "18:30-20:00", "--text", "她要下班后")
    shown = svc("delivery", "show", ref, "--json").json
    assert (shown["planned_on"], shown["window"]) == ("2026-11-24", "18:30-20:00")
    assert shown["history"][-1]["text"] == "她要下班后"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"purchase": "P-261120-ZZZZZZ"}, "unknown-purchase"),
        ({"customer": "C-261120-ZZZZZZ"}, "unknown-customer"),
        ({"driver": "T-261120-ZZZZZZ"}, "unknown-staff"),
        ({"on": "2026-11-21"}, "wrong-day"),
        ({"planned_on": "2026-11-19"}, "delivered-before-sale"),
        ({"state": "done"}, "wrong-delivery"),
        ({"state": "failed"}, "wrong-history"),
        ({"state": "lost"}, "unknown-word"),
        ({"state": "done", "done_on": "2026-11-22"}, "wrong-installation"),
    ],
)
def test_what_check_finds(
    sofa: str, svc: Call, furniture_shop: Path, change: dict[str, str], rule: str
) -> None:
    """A line mended by hand that no longer fits the rest is named."""
    ref = plan(svc, sofa, "--install")
    (file,) = (furniture_shop / "data" / "deliveries").glob("*.jsonl")
    raw = json.loads(file.read_text(encoding="utf-8"))
    line = json.dumps(raw | change, ensure_ascii=False, sort_keys=True)
    file.write_text(line + "\n", encoding="utf-8")
    assert ref in found(svc, rule, code=1)


def test_check_names_what_lacks(sofa: str, svc: Call) -> None:
    """Without phone or address nobody finds the way: a warning."""
    svc("customer", "add", "--name", "李雷", "--phone", "13900139000")
    bare = svc("purchase", "add", "--customer", "13900139000", "--item", SOFA).line
    ref = plan(svc, bare)
    assert found(svc, "delivery-address") == [ref]
    (hint,) = (p["hint"] for p in svc("check", "--json").json if p["rule"] == "delivery-address")
    assert hint == f"`svc delivery edit {ref} --address …`"
    svc("delivery", "move", ref, "--address", "中山路2号")
    assert found(svc, "delivery-address") == []
    late = plan(svc, bare, on="2026-11-22")
    svc("delivery", "done", late, "--signed")
    assert found(svc, "delivery-address") == [late]
    svc("delivery", "edit", late, "--address", " 中山路\t2号 ", "--phone", "139 0013 9001")
    assert found(svc, "delivery-address") == []
    assert found(svc, "wrong-history") == []
    shown = svc("delivery", "show", late, "--json").json
    assert (shown["address"], shown["phone"], shown["state"]) == (
        "中山路 2号", "13900139001", "done"
    )  # fmt: skip


@pytest.mark.fact("S1-024", command="svc delivery sign")
def test_signed_afterwards(sofa: str, svc: Call) -> None:
    """A receipt signed after the delivery is noted with who took it; then nothing is open."""
    ref = plan(svc, sofa, on="2026-11-22")
    assert "signed for" not in svc("delivery", "sign", ref, code=5).out
    for point in ("before", "during"):
        svc("delivery", "check", ref, point, "--all")
    svc("delivery", "check", ref, "during", "--fail", "accepted")
    assert f"svc delivery sign {ref}" in svc("delivery", "done", ref).err
    (hint,) = (p["hint"] for p in svc("check", "--json").json if p["rule"] == "delivery-unsigned")
    assert f"`svc delivery sign {ref}`" in hint
    made = svc("--today", "2026-11-23", "delivery", "sign", ref, "--accepted-by", "王芳母亲",
               "--json").json  # fmt: skip
    assert (made["signed"], made["accepted_by"], made["state"]) == (True, "王芳母亲", "done")
    assert made["done_on"] == "2026-11-22"
    assert svc("check", "--strict", "--json").json == []
    assert "signed for already" in svc("delivery", "sign", ref, code=5).err
    assert "signed for afterwards" in svc("delivery", "show", ref).out


def test_a_delivery_is_mended(sofa: str, svc: Call) -> None:
    """Address, phone and time in any state but cancelled; nothing empty, nothing unsaid."""
    ref = plan(svc, sofa, "--window", "9-12")
    assert svc("delivery", "edit", ref, "--window", "14-16", "--json").json["window"] == (
        "14:00-16:00"
    )
    for args, code in (((), 2), (("--address", " "), 4), (("--window", "x"), 4)):
        svc("delivery", "edit", ref, *args, code=code)
    svc("delivery", "cancel", ref)
    assert "cancelled" in svc("delivery", "edit", ref, "--phone", "13900139000", code=5).err


def test_a_tried_delivery_is_mended(sofa: str, svc: Call) -> None:
    """A note in between counts as no try: what was answered before stays answered."""
    ref = plan(svc, sofa, on="2026-11-22")
    svc("delivery", "fail", ref, "--text", "没人")
    svc("delivery", "edit", ref, "--phone", "13900139000")
    svc("delivery", "move", ref, "--on", "2026-11-23")
    svc("delivery", "check", ref, "before", "--all")
    assert {row.get("try") for row in svc("delivery", "show", ref, "--json").json["checks"]} == {2}
    assert found(svc, "wrong-history") == []
