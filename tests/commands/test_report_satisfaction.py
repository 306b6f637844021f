"""`svc report satisfaction`: CSAT, NPS, callbacks and the shop's own questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

FIRST, SECOND = "2026-10-05", "2026-11-05"


def fill(folder: Path, svc: Call, form: str, rows: list[str], *more: str) -> None:
    """Sheets put on file: each row is one, under the headings of the first."""
    file = folder / f"{form}{len(list(folder.iterdir()))}.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    svc(*more, "survey", "import", file, "--form", form)


@pytest.fixture
def asked(shop: Path, svc: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shop that was told: six sheets of October, thirty of November, three callbacks."""
    monkeypatch.setenv("SVC_TODAY", FIRST)
    li = svc("staff", "add", "--name", "李娜", "--code", "li").line
    fill(tmp_path, svc, "satisfaction", ["on,overall,goods,served_by,better",
         f"{FIRST},5,4,li,多点款式", f"{FIRST},3,2,,", f"{FIRST},4,,,"])  # fmt: skip
    fill(tmp_path, svc, "nps", ["on,recommend", f"{FIRST},9", f"{FIRST},7", f"{FIRST},0"])
    wang = svc("customer", "add", "--name", "王芳", "--phone", "13800138000").line
    for number, said in enumerate(("--satisfied", "--unsatisfied", "--satisfied")):
        bought = svc("purchase", "add", "--customer", wang, "--on", "2026-09-28", "--item",
                     f"sku=A{number},name=大衣,category=textile,price=99.00").line  # fmt: skip
        svc("--staff", "li", "callback", "done", f"purchase.{bought}", "--result", "reached", said)
    monkeypatch.setenv("SVC_TODAY", SECOND)
    fill(tmp_path, svc, "satisfaction", ["on,overall", *[f"{SECOND},{4 + n % 2}"
         for n in range(30)]])  # fmt: skip
    svc("survey", "add", "--form", "satisfaction", "--answer", "overall=1", "--trial")
    monkeypatch.setenv("SVC_TODAY", "2026-11-22")
    (shop / "li").write_text(li, encoding="utf-8")
    return shop


@pytest.mark.fact("S2-076", "S2-088", "S2-017", command="svc report satisfaction")
def test_the_figures(svc: Call, asked: Path) -> None:
    """Surveys and callbacks each with their number; a trial counts in nothing."""
    assert asked.is_dir()
    told = svc("report", "satisfaction", "--json").json
    assert told["csat"] == {"n": 33, "satisfied": 32, "share": "0.9697", "few": False}
    assert told["nps"] == {"n": 3, "score": "0.0", "promoters": 1, "passives": 1,
                           "detractors": 1, "few": True}  # fmt: skip
    assert told["callbacks"] == {"asked": 3, "satisfied": 2, "share": "0.6667", "few": True}
    assert (told["sheets"], told["trials"], told["opinions"]) == (36, 1, 1)
    goods = next(each for each in told["questions"] if each["key"] == "goods")
    assert goods == {"form": "satisfaction", "key": "goods", "n": 2, "mean": "3.0000",
                     "counts": {"5": 0, "4": 1, "3": 0, "2": 1, "1": 0},
                     "few": True}  # fmt: skip


def test_by_month_staff_and_kind(svc: Call, asked: Path) -> None:
    """Each segment has its own numbers, and its own doubt."""
    li = (asked / "li").read_text(encoding="utf-8")
    by = svc("report", "satisfaction", "--by", "month", "--json").json["by"]
    assert [(each["month"], each["csat"]["n"], each["csat"]["few"]) for each in by] == [
        ("2026-10", 3, True), ("2026-11", 30, False),
    ]  # fmt: skip
    by = svc("report", "satisfaction", "--by", "staff", "--json").json["by"]
    assert [(each["staff"], each["name"], each["csat"]["n"], each["callbacks"]["asked"])
            for each in by] == [(li, "李娜", 1, 3), (None, None, 32, 0)]  # fmt: skip
    by = svc("report", "satisfaction", "--by", "kind", "--json").json["by"]
    assert [each["kind"] for each in by] == ["nps", "purchase", "satisfaction"]


def test_of_some_days(svc: Call, asked: Path) -> None:
    """A sheet counts on its own day: noted later, it completes the month it was filled in."""
    assert asked.is_dir()
    span = ("--from", "2026-10-01", "--to", "2026-10-31")
    before = svc("report", "satisfaction", *span, "--json")
    assert (before.json["from"], before.json["to"]) == ("2026-10-01", "2026-10-31")
    assert before.json["csat"]["n"] == 3
    svc("survey", "add", "--form", "nps", "--answer", "recommend=10", "--on", "2026-10-20")
    after = svc("report", "satisfaction", *span, "--json").json
    assert (before.json["nps"]["n"], after["nps"]["n"]) == (3, 4)
    assert svc("report", "satisfaction", "--from", "2026-11-22", "--json").json["nps"]["n"] == 0
    by = svc("report", "satisfaction", "--by", "month", "--json").json["by"]
    assert [(each["month"], each["nps"]["n"]) for each in by] == [("2026-10", 4), ("2026-11", 0)]
    assert "A sheet counts on the day it was filled in" in svc("report", "satisfaction").out
    wrong = svc("report", "satisfaction", "--from", "+1d", code=4)
    assert wrong.err == "svc: 2026-11-23 is after 2026-11-22.\n"


def test_words_only_where_they_are_asked_for(svc: Call, asked: Path, tmp_path: Path) -> None:
    """The report may be handed on: it has no customer's words, unless somebody wants them."""
    out = tmp_path / "s.md"
    printed = svc("report", "satisfaction", "--by", "staff").out
    svc("report", "satisfaction", "--out", out)
    plain = svc("report", "satisfaction", "--json").out
    for text in (printed, out.read_text(encoding="utf-8"), plain):
        assert "多点款式" not in text
        assert "王芳" not in text
        assert "13800138000" not in text
    told = svc("report", "satisfaction", "--words", "--json").json["words"]
    assert [(each["question"], each["words"], each["on"]) for each in told] == [
        ("better", "多点款式", FIRST)
    ]
    assert "多点款式" in svc("report", "satisfaction", "--words").out
    assert asked.is_dir()


def test_what_people_read(svc: Call, asked: Path) -> None:
    """Small numbers are said to be that."""
    assert asked.is_dir()
    told = svc("report", "satisfaction").out
    assert "97.0 %" in told
    assert "too few to say (n = 3)" in told
    assert "Trial sheets, which never count: 1." in told
    assert "5: 16" in told  # how often the best answer was given: once in October, too


def test_an_empty_shop(svc: Call, shop: Path) -> None:
    """Nobody asked: said, not made up."""
    assert shop.is_dir()
    told = svc("report", "satisfaction", "--by", "staff").out
    assert "Nobody was asked." in told
    found = svc("report", "satisfaction", "--json").json
    assert (found["csat"]["share"], found["nps"]["score"], found["by"]) == (None, None, [])


def test_a_questionnaire_that_is_in_no_policy_any_more(svc: Call, shop: Path) -> None:
    """Its sheets are left out, and that is said."""
    own = shop / "policy" / "survey.toml"
    own.write_text(
        '[rooms]\ntitle_en = "Rooms"\ntitle_zh = "试衣间"\nunit = "questions"\n'
        'sources = ["ours"]\nchanged_by = "shop_manager"\n[[rooms.values]]\n'
        'value = { questions = [{ key = "light", scale = "1-5", measures = "csat", '
        'en = "Light", zh = "灯光" }] }\n',
        encoding="utf-8",
    )
    svc("survey", "add", "--form", "rooms", "--answer", "light=5")
    assert svc("report", "satisfaction", "--json").json["csat"]["n"] == 1
    own.unlink()
    found: dict[str, Any] = svc("report", "satisfaction", "--json").json
    assert (found["csat"]["n"], found["unknown"]) == (0, 1)
    assert "in no policy any more, left out: 1" in svc("report", "satisfaction").out


def test_a_list_read_at_two_tills_counts_once(
    shop: Path, svc: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each till gave the rows ids of its own; two equal rows of the list are two sheets still."""
    rows = ["on,recommend", f"{FIRST},9", f"{FIRST},9", f"{FIRST},0"]
    fill(tmp_path, svc, "nps", rows)
    other = tmp_path / "other"
    svc("init", other, "--name", "雅衣阁", "--no-git")
    monkeypatch.setenv("SVC_STORE", str(other))
    fill(tmp_path, svc, "nps", rows)
    for file in (other / "data" / "surveys").iterdir():
        here = shop / "data" / "surveys" / file.name
        lines = here.read_text(encoding="utf-8") + file.read_text(encoding="utf-8")
        here.write_text("".join(sorted(lines.splitlines(keepends=True))), encoding="utf-8")
    monkeypatch.setenv("SVC_STORE", str(shop))
    assert len(svc("survey", "list", "--json").json) == 6
    told = svc("report", "satisfaction", "--json").json
    assert (told["nps"]["n"], told["nps"]["score"], told["sheets"]) == (3, "33.3", 3)
