"""`svc survey`: questionnaires printed, tried and filled in."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from svc.rules.survey import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

fact = pytest.mark.fact


def add(svc: Call, form: str, *more: str, code: int | None = 0, **answers: object) -> Result:
    words = [word for key in answers for word in ("--answer", f"{key}={answers[key]}")]
    return svc("survey", "add", "--form", form, *words, *more, code=code)


@pytest.fixture
def coat(svc: Call, wang: str) -> str:
    return svc("purchase", "add", "--customer", wang, "--on", "2026-11-15", "--item",
               "name=大衣,price=1299").line  # fmt: skip


@fact("S2-076", "S2-088", command="svc survey add")
def test_what_somebody_answered(svc: Call, wang: str, coat: str) -> None:
    """Whose, after what, served by whom, how and when; a case tells whose it is."""
    lin = svc("staff", "add", "--name", "林", "--code", "lin").line
    found = add(
        svc, "satisfaction", "--about", coat, "--served-by", "lin", "--on", "2026-11-20",
        "--channel", "visit", "--text", "很客气", "--json", service="５", overall="4分",
        better=" ",
    ).json  # fmt: skip
    assert found == {
        "id": found["id"], "form": "satisfaction", "on": "2026-11-20",
        "answers": {"service": 5, "overall": 4}, "customer": wang, "about": coat,
        "served_by": lin, "channel": "visit", "text": "很客气", "trial": False, "sheet": None,
        "staff": None,
    }  # fmt: skip
    assert found["id"].startswith("S-261122-")
    shown = svc("survey", "show", found["id"][-6:], "--json").json
    assert shown["title"] == "Satisfaction survey"
    by_key = {row["key"]: row for row in shown["questions"]}
    assert by_key["overall"] == {
        "key": "overall", "question": "All in all, how satisfied are you with us?",
        "scale": "1-5", "side": None, "answer": 4, "said": "4",
    }  # fmt: skip
    assert by_key["goods"]["answer"] is None
    text = svc("survey", "show", found["id"]).out
    assert "All in all, how satisfied are you with us?  4 [1-5]" in text
    assert f"王芳 ({wang})" in text


@pytest.mark.parametrize(
    ("form", "answers", "code", "said"),
    [
        ("satisfaction", {"overall": 6}, 4, "'6' is not on its scale, 1-5."),
        ("satisfaction", {"goods": 5}, 4, "overall (All in all"),
        ("satisfaction", {"overall": 4, "smell": 1}, 4, "satisfaction has no question 'smell'."),
        ("servqual", {"points_empathy": 99}, 4, "The points add up to 99, not to 100."),
        ("opinion", {"best": " "}, 4, "Nothing is answered."),
        ("stars", {"a": 1}, 3, "There is no questionnaire 'stars'."),
        ("nps", {}, 2, "No answer is given to any question."),
    ],
)
def test_answers_that_are_not_taken(
    shop: Path, svc: Call, form: str, answers: dict[str, object], code: int, said: str
) -> None:
    """One sentence each, and nothing is kept."""
    assert shop
    assert said in add(svc, form, code=code, **answers).err
    assert svc("survey", "list", "--json").json == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--answer", "recommend"), 2, "does not say KEY=VALUE"),
        (
            ("--answer", "recommend=1", "--answer", "Recommend=2"),
            2,
            "recommend is answered twice.",
        ),
        (("--answer", "recommend=1", "--answers-file", "x"), 2, "Give the answers once"),
        (("--answers-file", "x"), 74, "x cannot be read"),
        (("--answer", "recommend=1", "--on", "2026-11-23"), 4, "2026-11-23 is yet to come"),
        (("--answer", "recommend=1", "--about", "13800138000"), 4, "neither a sale nor a case"),
        (("--answer", "recommend=1", "--about", "P-261122-000000"), 3, "P-261122-000000"),
        (("--answer", "recommend=1", "--served-by", "x"), 3, "'x'"),
        (("--answer", "recommend=1", "--channel", "pigeon"), 2, "pigeon"),
        (("--answer", "recommend=1", "--trial", "--customer", "王芳"), 2, "it is no customer's"),
    ],
)
def test_what_is_refused(
    wang: str, svc: Call, words: tuple[str, ...], code: int, said: str
) -> None:
    """In one sentence, and nothing is kept."""
    assert wang
    assert said in svc("survey", "add", "--form", "nps", *words, code=code).err
    assert svc("survey", "list", "--json").json == []


def test_a_case_of_somebody_else(svc: Call, wang: str, coat: str) -> None:
    """It is refused; the same with the right customer is kept."""
    li = svc("customer", "add", "--name", "李雷", "--number", "7").line
    assert f"{coat} is not {li}'s." in add(
        svc, "nps", "--about", coat, "--customer", li, code=5, recommend=1
    ).err  # fmt: skip
    assert add(svc, "nps", "--about", coat, "--customer", wang, recommend=1).line


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('{"recommend": 9, "why": "好"}', 0),
        ('\ufeff{"recommend": "9"}', 0),
        ('{"recommend": 9, "recommend": 8}', 4),
        ('{"recommend": [9]}', 4),
        ("[9]", 4),
        ("recommend=9", 4),
        ("[" * 100_000, 4),
        ('{"recommend": NaN}', 4),
        ('{"recommend": 1e400}', 4),
    ],
)
def test_answers_from_a_file(
    shop: Path, svc: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, code: int
) -> None:
    """A JSON object of numbers and words, from a file or from stdin; anything else is refused."""
    assert shop
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    svc("survey", "add", "--form", "nps", "--answers-file", tmp_path / "a.json", code=code)
    monkeypatch.setattr("sys.stdin", io.StringIO(content))
    svc("survey", "add", "--form", "nps", "--answers-file", "-", code=code)
    assert len(svc("survey", "list", "--json").json) == (2 if code == 0 else 0)


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("svc.commands.survey.answering.on_terminal", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_a_terminal_asks_each_question(
    shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is off the scale, or missing though it is needed, is asked again; words may be left."""
    assert shop
    typed(monkeypatch, "", "eleven", "10", "")
    got = add(svc, "nps", "--json")
    assert got.json["answers"] == {"recommend": 10}
    assert "needs an answer" in got.err
    assert "'eleven' is not on its scale, 0-10." in got.err
    assert "[0-10: 0 not at all likely, 10 extremely likely]" in got.err


def test_points_that_do_not_add_up_are_asked_again(
    shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hundred points alone, not the forty-four questions before them."""
    assert shop
    typed(monkeypatch, *["4"] * 44, *["10"] * 5, *["20"] * 5)
    got = add(svc, "servqual", "--json")
    assert got.json["answers"] == (
        {f"{side}{n}": 4 for side in "ep" for n in range(1, 23)}
        | {f"points_{each}": 20 for each in DIMENSIONS}
    )
    assert "The points add up to 50, not to 100." in got.err


def test_stopping_keeps_nothing(shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-D in the middle."""
    assert shop
    typed(monkeypatch, "5", "4")
    assert "Nothing was kept." in add(svc, "satisfaction", code=130).err
    assert svc("survey", "list", "--json").json == []


def test_a_dry_run_keeps_nothing(shop: Path, svc: Call) -> None:
    """It shows what would be on file."""
    assert shop
    assert "recommend: 3" in add(svc, "nps", "--dry-run", recommend=3).out
    assert svc("survey", "list", "--json").json == []


def test_twice_the_same(svc: Call, wang: str) -> None:
    """Of one customer, day and answers it is refused; without a name there may be two alike."""
    first = add(svc, "nps", "--customer", wang, recommend=9).line
    assert first in add(svc, "nps", "--customer", wang, code=5, recommend=9).err
    add(svc, "nps", "--customer", wang, recommend=8)
    add(svc, "nps", "--customer", wang, "--on", "2026-11-21", recommend=9)
    add(svc, "nps", recommend=9)
    add(svc, "nps", recommend=9)
    assert len(svc("survey", "list", "--json").json) == 5


@fact("S2-019", command="svc survey add --trial")
def test_a_questionnaire_is_tried_on_ourselves_first(shop: Path, svc: Call) -> None:
    """A trial tells what was left out and asks three questions; untried, the first sheet warns."""
    assert shop
    assert "nps was never tried" in add(svc, "nps", recommend=9).err
    assert "never tried" not in add(svc, "nps", recommend=9).err
    tried = add(svc, "satisfaction", "--trial", "--text", "第三题看不懂", overall=4).err
    for said in ("9 questions, 1 of them in words", "Left out: goods, service,", "trivial?",
                 "dodge one?", "Does it serve its aim: What to improve first"):  # fmt: skip
        assert said in tried
    assert "never tried" not in add(svc, "satisfaction", overall=5).err
    for _more in range(2):
        add(svc, "satisfaction", "--trial", overall=4, goods=_more + 3)
    found = svc("survey", "trial", "satisfaction", "--json").json
    assert (found["sheets"], found["remarks"]) == (3, ["第三题看不懂"])
    by_key = {row["key"]: row for row in found["questions"]}
    assert (by_key["overall"]["trivial"], by_key["overall"]["skipped"]) == (True, 0)
    assert (by_key["goods"]["avoided"], by_key["goods"]["answered"]) == (False, 2)
    assert by_key["better"]["avoided"] is True
    text = svc("survey", "trial", "satisfaction").out
    assert "trivial: all answers are the same" in text
    assert "avoided: strike it or put it otherwise" in text
    assert "第三题看不懂" in text
    assert "not tried yet" in svc("survey", "trial", "opinion").err


def test_the_sheets_are_listed(svc: Call, wang: str) -> None:
    """By day; of a questionnaire, of some days, of a customer, trials."""
    early = add(svc, "nps", "--on", "2026-10-01", recommend=1).line
    hers = add(svc, "opinion", "--customer", wang, "--channel", "call", goods=5).line
    tried = add(svc, "nps", "--trial", recommend=2).line
    every = [early, *sorted([hers, tried])]

    def listed(*words: str) -> list[str]:
        return [row["id"] for row in svc("survey", "list", *words, "--json").json]

    assert listed() == every
    assert listed("--form", "nps") == [early, tried]
    assert listed("--from", "2026-10-02") == every[1:]
    assert listed("--from", "2026-10-01", "--to", "2026-10-01") == [early]
    assert listed("--customer", wang) == [hers]
    assert listed("--trial") == [tried]
    assert (
        "after" in svc("survey", "list", "--from", "2026-10-02", "--to", "2026-10-01", code=4).err
    )
    assert "王芳" in svc("survey", "list").out
    assert svc("survey", "list", "--form", "servqual").out == ""


def test_the_questionnaires_are_listed(shop: Path, svc: Call) -> None:
    """Each with how often it was tried and filled in; one of the shop's own, too."""
    add(svc, "nps", recommend=1)
    add(svc, "nps", "--trial", recommend=1)
    own = (shop / "policy" / "survey.toml").read_text(encoding="utf-8") + (
        '\n[light]\ntitle_zh = "灯光"\nsources = ["us"]\n[[light.values]]\nvalue = { questions = '
        '[ { key = "lamp", scale = "1-5", en = "Lamps", zh = "灯" } ] }\n'
    )
    (shop / "policy" / "survey.toml").write_text(own, encoding="utf-8")
    rows = {row["name"]: row for row in svc("survey", "form", "--json").json}
    assert list(rows) == ["satisfaction", "nps", "opinion", "callback", "servqual", "light"]
    assert (rows["nps"]["tried"], rows["nps"]["filled"], rows["nps"]["scales"]) == (
        1, 1, ["0-10", "words"],
    )  # fmt: skip
    assert svc("policy", "check").out == ""
    assert "Lamps" in svc("policy", "explain", "survey.light").out
    assert "survey.light" in svc("policy", "show", "survey").out
    assert add(svc, "light", lamp=3).line
    (shop / "policy" / "survey.toml").write_text(own.replace('"1-5", en = "L', '"x", en = "L'))
    assert "Question lamp has no scale" in svc("policy", "check", code=1).out
    told = svc("survey", "form", "--json")  # the others go on working, and the wrong one is named
    assert [row["name"] for row in told.json] == list(rows)[:-1]
    wrong = "policy/survey.toml: survey.light: Question lamp has no scale that is known."
    assert wrong in told.err
    assert svc("survey", "form", "nps").out
    assert wrong in svc("survey", "form", "light", code=4).err


@pytest.mark.parametrize(
    ("form", "answers", "code", "keys"),
    [
        (
            "satisfaction",
            {},
            2,
            "KEY: goods, service, advice, speed, promises",
        ),
        ("satisfaction", {"goods": 5}, 4, "goods, service, advice, "),
        ("nps", {"recommend": 4, "smell": 1}, 4, "The questions of nps: recommend, why."),
        ("servqual", {"x": 4}, 4, "e1 … e22, p1 … p22, points_tangibles, "),
    ],
)
def test_the_keys_are_named(
    shop: Path, svc: Call, form: str, answers: dict[str, object], code: int, keys: str
) -> None:
    """Where a key is wrong or missing, the questionnaire's own stand in the hint."""
    assert shop
    assert keys in add(svc, form, code=code, **answers).err


def test_without_answers_in_chinese(shop: Path, svc: Call) -> None:
    """It speaks of answers, not of what was found at a repair."""
    assert shop
    told = svc("--lang", "zh", "survey", "add", "--form", "nps", code=2).err
    assert "检查结果" not in told


def test_the_example_in_the_policy_file_works(shop: Path, svc: Call) -> None:
    """What the comment shows is a questionnaire when it is copied below."""
    file = shop / "policy" / "survey.toml"
    text = file.read_text(encoding="utf-8")
    lines = text.partition("#   [fitting_room]")[2].partition("#\n# 题目")[0].splitlines()
    example = "\n".join(["[fitting_room]", *(line.removeprefix("#") for line in lines)])
    file.write_text(f"{text}\n{example}\n", encoding="utf-8")
    assert svc("policy", "check").out == ""
    assert add(svc, "试衣间问卷", light=4, wish="镜子").line


def test_a_sheet_that_was_misread(svc: Call, wang: str, coat: str) -> None:
    """An answer is mended or taken away, whose it was, too; what is off the scale is refused."""
    sheet = add(svc, "satisfaction", "--about", coat, overall=2, goods=3, better="快").line
    assert wang
    changed = svc(
        "survey", "edit", sheet, "--answer", "overall=4", "--answer", "better=", "--customer", "",
        "--text", "看错", "--json",
    ).json  # fmt: skip
    assert changed["answers"] == {"goods": 3, "overall": 4}
    assert (changed["customer"], changed["about"], changed["text"]) == (None, coat, "看错")
    svc("survey", "edit", sheet, "--about", coat)
    assert svc("survey", "show", sheet, "--json").json["customer"] == wang
    assert "is not on its scale" in svc(
        "survey", "edit", sheet, "--answer", "overall=9", code=4
    ).err  # fmt: skip
    assert "Nothing is to be mended." in svc("survey", "edit", sheet, code=2).err
    assert svc("survey", "show", sheet, "--json").json["answers"]["overall"] == 4


@fact("S2-088", "S1-030", command="svc survey form")
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["satisfaction", "servqual"])
def test_the_empty_sheet_to_fill_in(
    shop: Path, svc: Call, tmp_path: Path, name: str, language: str
) -> None:
    """A column a question, headed with its key; the second row explains and begins with #."""
    assert shop
    file = tmp_path / "sheet.csv"
    svc("--lang", language, "survey", "form", name, "--out", file)
    keys, explained = csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig")))
    asked = svc("survey", "form", name, "--json").json["asked"]
    assert keys == ["on", "served_by", "customer", "about", "channel",
                    *(row["key"] for row in asked), "text"]  # fmt: skip
    assert explained[0].startswith("# ")
    assert all(explained)
    svc("survey", "form", name, "--out", tmp_path / "sheet.xlsx")
    assert (tmp_path / "sheet.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nps", "--out", "x.doc"), "A questionnaire cannot be written as x.doc."),
        (("--out", "x.html"), "Which questionnaire?"),
    ],
)
def test_a_form_that_cannot_be_written(
    shop: Path, svc: Call, words: tuple[str, ...], said: str
) -> None:
    """Wrong usage, in one sentence."""
    assert shop
    assert said in svc("survey", "form", *words, code=2).err


@fact("S2-090", command="svc survey form callback")
def test_what_is_asked_after_a_sale(shop: Path, svc: Call) -> None:
    """How the goods hold up and what she says of them, in the order in which it is asked."""
    assert shop
    asked = svc("survey", "form", "callback", "--json").json["asked"]
    assert [(row["key"], row["scale"]) for row in asked] == [
        ("in_order", "yes-no"), ("explained", "yes-no"), ("quality", "1-5"),
        ("service", "1-5"), ("overall", "1-5"), ("wishes", "words"),
    ]  # fmt: skip


@fact("S2-076", command="svc card render opinion")
def test_the_opinion_card_asks_what_its_questionnaire_takes(
    shop: Path, wang: str, svc: Call
) -> None:
    """A question changed in the policy is changed on the card, in every form."""
    asked = svc("survey", "form", "opinion", "--json").json["asked"]
    text = svc("card", "render", "opinion", "--customer", wang).out
    assert all(row["question"] in text for row in asked)
    file = shop / "policy" / "survey.toml"
    changed = file.read_text(encoding="utf-8").replace("Your purchase", "What you bought")
    file.write_text(changed, encoding="utf-8")
    for form in ("txt", "html", "svg"):
        out = shop.parent / f"card.{form}"
        svc("card", "render", "opinion", "--customer", wang, "--out", out)
        shown = out.read_text(encoding="utf-8")
        assert "bought" in shown
        assert "Your purchase" not in shown


def test_a_shop_in_order(svc: Call, wang: str, coat: str, shop: Path) -> None:
    """What `check` finds in sheets somebody edited: one error a fault."""
    sheet = add(svc, "satisfaction", "--about", coat, "--customer", wang, overall=4).line
    assert svc("check", "--strict", code=None).out.count(sheet) == 0
    (file,) = (shop / "data" / "surveys").rglob("*.jsonl")
    good = json.loads(file.read_text(encoding="utf-8"))
    cases: list[tuple[dict[str, Any], str]] = [
        ({"answers": {"overall": 7}}, "answer-off-scale"),
        ({"answers": {"overall": "4"}}, "answer-off-scale"),
        ({"answers": {"smell": 4}}, "unknown-question"),
        ({"form": "stars"}, "unknown-questionnaire"),
        ({"customer": "C-260101-000000"}, "unknown-customer"),
        ({"about": "P-260101-000000"}, "unknown-about"),
        ({"about": wang}, "unknown-about"),
        ({"served_by": "T-260101-000000"}, "unknown-staff"),
        ({"channel": "pigeon"}, "unknown-word"),
    ]
    for change, rule in cases:
        line = json.dumps(good | change, ensure_ascii=False, sort_keys=True)
        file.write_text(line + "\n", encoding="utf-8")
        found = svc("check", "--json", code=None).json
        assert [row["rule"] for row in found if row["record"] == sheet and
                row["rule"] != "not-canonical"] == [rule]  # fmt: skip


def test_her_sheets_when_she_is_merged_and_erased(svc: Call, wang: str) -> None:
    """What she ticked counts on without her words; her copy holds it all before."""
    other = svc("customer", "add", "--name", "王芳", "--number", "9").line
    sheet = add(svc, "nps", "--customer", other, "--text", "王芳说的", recommend=3, why="慢").line
    svc("customer", "merge", wang, other, "--yes")
    assert svc("survey", "show", sheet, "--json").json["customer"] == wang
    assert svc("survey", "list", "--customer", wang, "--json").json[0]["id"] == sheet
    assert "慢" in svc("customer", "export", wang).out
    svc("customer", "erase", wang, "--yes")
    left = svc("survey", "show", sheet, "--json").json
    assert left["answers"]["recommend"] == 3
    assert "慢" not in json.dumps(left, ensure_ascii=False)
    assert "王芳" not in json.dumps(left, ensure_ascii=False)
    assert not [row for row in svc("check", "--json", code=None).json if row["level"] == "error"]
