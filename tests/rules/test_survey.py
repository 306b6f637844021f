"""Questionnaires as data: scales, questions, answers, what trying one shows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.errors import BadPolicy, NoSuchRecord
from svc.policy import Policy
from svc.records.survey import Survey
from svc.rules.scale import scale_of
from svc.rules.survey import DIMENSIONS, answers, names_of, questionnaire
from svc.rules.survey_trial import trial
from svc.rules.survey_values import of_surveys

if TYPE_CHECKING:
    from pathlib import Path

    from svc.rules.survey import Questionnaire

fact = pytest.mark.fact
DAY = date(2026, 11, 22)
CHOICES = {"choices": [{"en": "tv", "zh": "电视"}, {"en": "a friend", "zh": "朋友"}]}


def shipped(name: str) -> Questionnaire:
    return questionnaire(Policy(), name, DAY)


@pytest.mark.parametrize(
    ("scale", "typed", "number"),
    [
        ("1-5", "1", 1), ("1-5", "5", 5), ("1-5", "0", None), ("1-5", "6", None),
        ("1-5", "４", 4), ("1-5", " 4分 ", 4), ("1-5", "4.0", 4), ("1-5", "4.5", None),
        ("1-5", 4, 4), ("1-5", 4.0, 4), ("1-5", 4.5, None), ("1-5", True, None),
        ("1-5", float("nan"), None), ("1-5", float("inf"), None), ("1-5", "-4", None),
        ("1-5", "四", None), ("1-5", "45", None), ("0-10", "0", 0), ("0-10", "10", 10),
        ("0-10", "11", None), ("0-100", "100", 100), ("0-100", "101", None),
        ("yes-no", "yes", 1), ("yes-no", "No", 0), ("yes-no", "是", 1), ("yes-no", "没有", 0),
        ("yes-no", True, 1), ("yes-no", "1", 1), ("yes-no", "2", None), ("yes-no", "maybe", None),
    ],
)  # fmt: skip
def test_what_is_on_a_scale(scale: str, typed: object, number: int | None) -> None:
    """Whole numbers from end to end, however they are written; nothing in between, nothing off."""
    assert scale_of({"scale": scale}).number(typed) == number


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1", 1), ("2", 2), ("3", None), ("0", None), ("朋友", 2), ("A Friend", 2), ("radio", None)],
)
def test_a_choice_is_named_or_numbered(typed: str, number: int | None) -> None:
    """Of a choice the how-manieth is kept, and its words are shown."""
    scale = scale_of(CHOICES)
    assert scale.number(typed) == number
    assert scale.said(2) == "a friend"
    assert scale_of({"scale": "yes-no"}).said(1) == "yes"


@given(st.one_of(st.integers(), st.floats(), st.text(max_size=6), st.booleans(), st.none()))
def test_no_number_is_off_its_scale(value: object) -> None:
    """Whatever is typed, what is taken is on the scale, and taken again it is the same."""
    for scale in (scale_of({"scale": "1-7"}), scale_of({"scale": "yes-no"}), scale_of(CHOICES)):
        number = scale.number(value)
        assert number is None or scale.low <= number <= scale.high
        assert number is None or scale.number(number) == number


@fact("S1-030", command="svc survey form servqual")
def test_the_22_questions_of_service_quality() -> None:
    """Asked twice, in five dimensions of 4, 5, 4, 4 and 5; 10 to 13 and 18 to 22 the other way."""
    form = shipped("servqual")
    keys = [question.key for question in form.questions]
    assert keys[:22] == [f"e{n}" for n in range(1, 23)]
    assert keys[22:44] == [f"p{n}" for n in range(1, 23)]
    assert keys[44:] == [f"points_{dimension}" for dimension in DIMENSIONS]
    for side in "ep":
        asked = form.on_side(side)
        assert [(each.scale.low, each.scale.high) for each in asked] == [(1, 7)] * 22
        for dimension, first, last in zip(
            DIMENSIONS, (1, 5, 10, 14, 18), (4, 9, 13, 17, 22), strict=True
        ):
            found = [each.item for each in asked if each.dimension == dimension]
            assert found == [str(n) for n in range(first, last + 1)]
        negative = {each.item for each in asked if each.negative}
        assert negative == {str(n) for n in (*range(10, 14), *range(18, 23))}
    backwards, straight = form.question("p10"), form.question("p9")
    assert backwards is not None
    assert straight is not None
    assert [backwards.reckoned(n) for n in (1, 4, 7)] == [7, 4, 1]
    assert straight.reckoned(6) == 6


@fact("S1-029", command="svc survey form satisfaction")
@pytest.mark.parametrize("name", ["satisfaction", "opinion", "callback", "servqual"])
def test_what_is_got_and_how_it_is_given(name: str) -> None:
    """Each question on a scale tells which of the two parts of service quality it asks for."""
    rated = [
        each
        for each in shipped(name).questions
        if not each.scale.is_words and each.measures is None
    ]
    assert {each.quality for each in rated} == {"technical", "functional"}


@fact("S2-019", "S2-076", command="svc survey form")
def test_every_questionnaire_names_its_aim() -> None:
    """What the shop wants to know stands in each, in both languages."""
    for name in names_of(Policy()):
        form = shipped(name)
        assert form.aim is not None
        assert form.aim.en
        assert form.aim.zh
        assert form.intro is not None


@pytest.mark.parametrize(
    ("name", "measure", "key", "scale"),
    [
        ("satisfaction", "csat", "overall", "1-5"),
        ("callback", "csat", "overall", "1-5"),
        ("nps", "nps", "recommend", "0-10"),
    ],
)
def test_what_a_question_measures(name: str, measure: str, key: str, scale: str) -> None:
    """The figures know their question by what it measures."""
    (question,) = shipped(name).measuring(measure)
    assert (question.key, str(question.scale), question.required) == (key, scale, True)


@pytest.mark.parametrize(
    ("form", "given", "taken", "wrong"),
    [
        ("nps", {"recommend": "9", "why": " 好 "}, {"recommend": 9, "why": "好"}, []),
        ("nps", {"recommend": 9, "why": ""}, {"recommend": 9}, []),
        ("nps", {"why": "好"}, {"why": "好"}, [("recommend (How likely are you to recommend us to "
                                             "friends or family?) needs an answer.")]),
        ("nps", {"recommend": 11, "who": 1}, {},
         ["nps has no question 'who'.", ("recommend (How likely are you to recommend us to "
          "friends or family?): 11 is not on its scale, 0-10.")]),
        ("opinion", {}, {}, ["Nothing is answered."]),
        ("callback", {"in_order": "也许", "overall": 4}, {"overall": 4},
         [("in_order (Is everything in order with what you bought or had repaired?): '也许' is "
          "not on its scale, yes or no.")]),
        ("servqual", {"points_tangibles": 60, "points_empathy": 30},
         {"points_tangibles": 60, "points_empathy": 30}, ["The points add up to 90, not to 100."]),
        ("servqual", {"points_tangibles": 60, "points_empathy": 40},
         {"points_tangibles": 60, "points_empathy": 40}, []),
    ],
)  # fmt: skip
def test_answers(
    form: str, given: dict[str, Any], taken: dict[str, Any], wrong: list[str]
) -> None:
    """Each answer that cannot be taken is named, with its question and scale."""
    found = answers(shipped(form), given)
    assert (found.values, [str(each) for each in found.wrong]) == (taken, wrong)


@pytest.mark.parametrize("named", ["nps", "NPS", " Would you recommend us? ", "您愿意推荐我们吗"])
def test_a_questionnaire_is_found_by_its_name_or_title(named: str) -> None:
    """In any case, in either language."""
    assert shipped(named).name == "nps"


def test_an_unknown_questionnaire() -> None:
    """The hint names those there are."""
    with pytest.raises(NoSuchRecord) as caught:
        shipped("npz")
    assert str(caught.value.hint).endswith("satisfaction, nps, opinion, callback, servqual.")


OWN = """
[light]
title_en = "Light"
title_zh = "灯光"
unit = "questions"
sources = ["decided by the shop"]
[[light.values]]
value = { questions = [ { key = "lamp", scale = "1-5", en = "The lamps", zh = "灯" } ] }
[[light.values]]
since = 2026-11-01
value = { questions = [ { key = "lamp", scale = "1-7", en = "The lamps", zh = "灯" } ] }
"""


def test_a_shops_own_questionnaire_is_dated(tmp_path: Path) -> None:
    """An answer is judged by the questions of its day."""
    (tmp_path / "survey.toml").write_text(OWN, encoding="utf-8")
    policy = Policy(tmp_path)
    assert names_of(policy)[-1] == "light"
    for day, wrong in ((date(2026, 10, 31), 1), (date(2026, 11, 1), 0)):
        assert len(answers(questionnaire(policy, "light", day), {"lamp": 6}).wrong) == wrong


def test_a_questionnaire_that_cannot_be_read(tmp_path: Path) -> None:
    """It is an error of its file, not a fault."""
    (tmp_path / "survey.toml").write_text(OWN.replace('scale = "1-5", ', ""), encoding="utf-8")
    with pytest.raises(
        BadPolicy, match=r"survey\.light: Question lamp has no scale that is known"
    ):
        questionnaire(Policy(tmp_path), "light", date(2026, 1, 1))


GOOD = {"key": "a", "scale": "1-5", "en": "A", "zh": "甲"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scale": "5-1"}, "Question a has no scale that is known."),
        ({"scale": "stars"}, "Question a has no scale that is known."),
        ({"scale": 5}, "Question a has no scale that is known."),
        ({"key": "A b"}, "Question A b has no key in small letters."),
        ({"key": 7}, "Question 1 has no key in small letters."),
        ({"zh": " "}, "Question a lacks its text 'zh'."),
        ({"en": 5}, "Question a lacks its text 'en'."),
        ({"dimension": "speed"}, "Question a: there is no dimension 'speed'."),
        ({"quality": "good"}, "Question a: there is no quality 'good'."),
        ({"measures": "ces"}, "Question a: there is no measures 'ces'."),
        ({"negative": "yes"}, "Question a: negative is neither true nor false."),
        ({"negative": True, "scale": "words"},
         "Question a is negative, but has no scale to be reversed on."),
        ({"pair": True, "scale": "yes-no"},
         "Question a is a pair, but has no scale to be compared on."),
        ({"measures": "csat", "scale": "1-7"}, "Question a: csat is measured on 1-5."),
        ({"measures": "nps"}, "Question a: nps is measured on 0-10."),
        ({"measures": "weight", "scale": "words"}, "Question a: weight is measured on 0-100."),
        ({"lines": 0}, "Question a: lines is no number from 1 to 20."),
        ({"ends": {"en": ["bad"], "zh": ["差", "好"]}},
         "a: the ends of its scale should be named in both languages."),
        ({"sclae": "1-5"}, "Question a has a field nobody reads: 'sclae'."),
        ({"choices": [{"en": "x", "zh": "甲"}]},
         "Question a: its choices are not what they should be."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_question(change: dict[str, Any], said: str) -> None:
    """One sentence, which names the question."""
    found = of_surveys("survey", "own", {"questions": [GOOD | change]})
    assert [str(message) for message, _hint in found] == [said]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([], "It should hold a list of questions."),
        ({"questions": []}, "It should hold a list of questions."),
        ({"questions": ["a"]}, "It should hold a list of questions."),
        ({"questions": [GOOD, GOOD]}, "Two questions have the key 'a'."),
        ({"questions": [GOOD | {"key": "e1"}, GOOD | {"key": "1", "pair": True}]},
         "Two questions have the key 'e1'."),
        ({"questions": [GOOD | {"measures": "csat"}, GOOD | {"key": "b", "measures": "csat"}]},
         "Two questions measure csat."),
        ({"questions": [GOOD], "aim": "x"}, "aim should be a text in both languages."),
        ({"questions": [GOOD], "ends": []},
         "ends: the ends of its scale should be named in both languages."),
        ({"questions": [GOOD], "titel": "x"}, "It has a field nobody reads: 'titel'."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_questionnaire(value: object, said: str) -> None:
    """One sentence each."""
    assert [str(message) for message, _hint in of_surveys("survey", "own", value)] == [said]


@pytest.mark.parametrize("name", ["satisfaction", "nps", "opinion", "callback", "servqual"])
def test_nothing_is_wrong_with_the_shipped_ones(name: str) -> None:
    """Nor with a question of choices."""
    for value in Policy().entry(f"survey.{name}").values:
        assert not list(of_surveys("survey", name, value.value))
    choice = {name: each for name, each in GOOD.items() if name != "scale"} | CHOICES
    assert not list(of_surveys("survey", "own", {"questions": [choice]}))


def sheets(*given: dict[str, Any], is_trial: bool = True) -> list[Survey]:
    return [
        Survey(id=f"S-{n}", form="nps", on=DAY, answers=each, trial=is_trial)
        for n, each in enumerate(given)
    ]


@fact("S2-019", command="svc survey trial")
@pytest.mark.parametrize(
    ("given", "trivial", "avoided"),
    [
        ([{"recommend": 9, "why": "a"}] * 2, [], []),
        ([{"recommend": 9, "why": "a"}] * 3, ["recommend"], []),
        ([{"recommend": 9}, {"recommend": 8, "why": "a"}, {"recommend": 9, "why": "a"}], [], []),
        ([{"recommend": 9}, {"recommend": 8}, {"recommend": 9, "why": "a"}], [], ["why"]),
        ([{"recommend": 9}] * 2, [], []),
    ],
)
def test_what_trying_one_shows(
    given: list[dict[str, Any]], trivial: list[str], avoided: list[str]
) -> None:
    """All the same is trivial, half left out is avoided; of two sheets nothing is said."""
    found = trial(shipped("nps"), [*sheets(*given), *sheets({"recommend": 0}, is_trial=False)])
    assert found.sheets == len(given)
    assert [each.question.key for each in found.questions if each.trivial] == trivial
    assert [each.question.key for each in found.questions if each.avoided] == avoided
