"""`svc report servqual`: five dimensions, five gaps, every question."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from svc.rules.survey import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

NEGATIVE = (*range(10, 14), *range(18, 23))


def answers(expectation: int, perception: int, **more: int) -> dict[str, Any]:
    """What somebody ticks who means the same throughout: negative questions the other way."""
    found: dict[str, Any] = dict(more)
    for number in range(1, 23):
        for side, meant in (("e", expectation), ("p", perception)):
            found[f"{side}{number}"] = 8 - meant if number in NEGATIVE else meant
    return found


def add(svc: Call, folder: Path, given: dict[str, Any], *more: str) -> str:
    """A sheet put on file."""
    file = folder / "answers.json"
    file.write_text(json.dumps(given), encoding="utf-8")
    return svc("survey", "add", "--form", "servqual", "--answers-file", file, *more).line


def many(svc: Call, folder: Path, given: dict[str, Any], count: int) -> None:
    """Sheets put on file that are all alike."""
    file = folder / "many.csv"
    row = ",".join(map(str, given.values()))
    file.write_text(
        "\n".join([",".join(("on", *given)), *[f"2026-11-22,{row}"] * count]), encoding="utf-8"
    )
    svc("survey", "import", file, "--form", "servqual")


@pytest.mark.fact("S1-029", "S1-030", "S1-031", command="svc report servqual")
def test_the_contract(svc: Call, shop: Path, tmp_path: Path) -> None:
    """Two customers, one trial, one sheet of management, one with a question left out."""
    assert shop.is_dir()
    add(svc, tmp_path, answers(7, 5))
    add(svc, tmp_path, answers(6, 6) | {"p5": 3, "points_tangibles": 0, "points_reliability": 100,
                                        "points_responsiveness": 0, "points_assurance": 0,
                                        "points_empathy": 0})  # fmt: skip
    add(svc, tmp_path, answers(1, 7), "--trial")
    add(svc, tmp_path, answers(5, 7), "--channel", "management")
    lacking = answers(1, 7)
    del lacking["p22"]
    add(svc, tmp_path, lacking)
    told = svc("report", "servqual", "--json").json
    assert set(told["dimensions"]) == set(DIMENSIONS)
    assert told["dimensions"]["tangibles"] == {
        "expectation": "6.5000", "perception": "5.5000", "gap": "-1.0000",
    }  # fmt: skip
    assert told["dimensions"]["reliability"]["gap"] == "-1.3000"
    assert (told["unweighted"], told["weighted"]) == ("-1.0600", "-1.3000")
    assert (told["worst"], told["answers"], told["incomplete"]) == ("reliability", 2, 1)
    assert (told["trials"], told["views"], told["few"]) == (1, 1, True)
    assert told["gaps"][0]["value"] == "-1.5000"
    assert told["gaps"][4]["value"] == told["unweighted"]


def test_gaps_three_and_four(svc: Call, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was settled in time, and how it felt, as far as it was known on the last day."""
    assert shop.is_dir()
    monkeypatch.setenv("SVC_TODAY", "2026-11-02")
    wang = svc("customer", "add", "--name", "王芳", "--phone", "13800138000").line
    late, quick = (
        svc("complaint", "log", "--customer", wang, "--category", "quality", "--text", text).line
        for text in ("开线", "掉色")
    )
    monkeypatch.setenv("SVC_TODAY", "2026-11-03")
    svc("complaint", "resolve", quick, "--satisfied", "--text", "修好")
    monkeypatch.setenv("SVC_TODAY", "2026-11-22")
    svc("complaint", "resolve", late, "--satisfied", "--text", "修好")
    svc("callback", "done", f"complaint.{quick}", "--result", "reached", "--unsatisfied")
    told = svc("report", "servqual", "--json").json["gaps"]
    assert [(each["measured"], each["value"], each["n"]) for each in told[2:4]] == [
        (True, "-0.5000", 2), (True, "-0.5000", 1),
    ]  # fmt: skip
    told = svc("report", "servqual", "--to", "2026-11-04", "--json").json["gaps"]
    assert [(each["measured"], each["value"]) for each in told[2:4]] == [
        (True, "0.0000"), (False, None),
    ]  # fmt: skip


def test_what_people_read(svc: Call, shop: Path, tmp_path: Path) -> None:
    """Means with two decimals, which dimension falls short most, what is not measured."""
    assert shop.is_dir()
    many(svc, tmp_path, answers(7, 6) | {"p14": 2}, 30)
    told = svc("report", "servqual").out
    assert "-1.20" in told
    assert "assurance" in told
    assert "Gap 2 is not measured." in told
    first = next(line for line in told.splitlines() if line.startswith("1: what customers"))
    assert "30" not in first  # nobody of the management was asked: no answers stand beside it
    assert "Nobody shared out points: weighted by servqual.weights." in told
    assert "too few" not in told.split("The five gaps")[0]
    chinese = svc("--lang", "zh", "report", "servqual").out
    assert "店员说的话信得过" in chinese


@pytest.mark.parametrize("count", [0, 3])
def test_too_few_are_said_to_be_that(svc: Call, shop: Path, tmp_path: Path, count: int) -> None:
    """No mean of three sheets is printed; programs get it with the flag."""
    assert shop.is_dir()
    if count:
        many(svc, tmp_path, answers(7, 6), count)
    told = svc("report", "servqual").out
    assert "-1.00" not in told
    assert ("too few to say (n = 3)" in told) == bool(count)
    found = svc("report", "servqual", "--json").json
    assert (found["few"], found["unweighted"]) == (True, "-1.0000" if count else None)


def test_a_sheet_counts_on_its_own_day(svc: Call, shop: Path, tmp_path: Path) -> None:
    """Noted later, it completes the month it was filled in."""
    assert shop.is_dir()
    add(svc, tmp_path, answers(7, 6), "--on", "2026-10-30")
    told = svc("report", "servqual", "--to", "2026-10-31", "--json").json
    assert (told["answers"], told["from"], told["to"]) == (1, None, "2026-10-31")
    assert svc("report", "servqual", "--from", "2026-11-01", "--json").json["answers"] == 0
    assert "one noted later completes" in svc("report", "servqual").out


@pytest.mark.parametrize(
    ("form", "code", "said"),
    [
        ("satisfaction", 4, "does not ask in all five dimensions"),
        ("none", 3, "There is no questionnaire 'none'."),
    ],
)
def test_another_questionnaire(svc: Call, shop: Path, form: str, code: int, said: str) -> None:
    """One that has no dimensions is refused in a sentence."""
    assert shop.is_dir()
    assert said in svc("report", "servqual", "--form", form, code=code).err


def test_a_shops_own_questions(svc: Call, shop: Path, tmp_path: Path) -> None:
    """Five questions on a scale from 1 to 5 are a SERVQUAL, too."""
    rows = ",".join(
        f'{{ key = "{nth}", pair = true, scale = "1-5", dimension = "{name}", en = "Q{nth}", '
        f'zh = "题{nth}", negative = {"true" if nth == 2 else "false"} }}'
        for nth, name in enumerate(DIMENSIONS, start=1)
    )
    (shop / "policy" / "survey.toml").write_text(
        '[short]\ntitle_en = "Short"\ntitle_zh = "简表"\nunit = "questions"\nsources = ["ours"]\n'
        f'changed_by = "shop_manager"\n[[short.values]]\nvalue = {{ questions = [{rows}] }}\n',
        encoding="utf-8",
    )
    file = tmp_path / "short.csv"
    file.write_text("on,e1,e2,e3,e4,e5,p1,p2,p3,p4,p5\n2026-11-22,5,1,5,5,5,5,5,5,5,5\n",
                    encoding="utf-8")  # fmt: skip
    svc("survey", "import", file, "--form", "short")
    told = svc("report", "servqual", "--form", "short", "--json").json
    assert (told["worst"], told["dimensions"]["reliability"]["gap"]) == ("reliability", "-4.0000")
    assert told["unweighted"] == "-0.8000"
