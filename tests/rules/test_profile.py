"""What to ask a customer next, and how: stages, what she declined, what is never said."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from svc import i18n
from svc.errors import BadPolicy, Refused, WrongUsage
from svc.policy import Policy
from svc.records.customer import Customer
from svc.rules.completeness import allowed, completeness, wanted, withheld
from svc.rules.policy_check import check_policy
from svc.rules.profile import asking, declining
from svc.rules.questions import Question, in_the_companys_name

if TYPE_CHECKING:
    from pathlib import Path

OPENED = date(2026, 11, 1)
DAY = date(2026, 11, 22)
SHIPPED = Policy().at(DAY)
LATER = ("size", "service", "dress", "promotions", "buying_habits", "leisure", "work",
         "living_habits", "email")  # fmt: skip
WANG = Customer(id="C-261101-AAAAAA", name="王芳", phone="13800138000")


def own(folder: Path, text: str, name: str = "profile.toml") -> Policy:
    """The shipped policy with entries of a shop's own."""
    (folder / name).write_text(text, encoding="utf-8")
    return Policy(folder)


def asked(*known: str, **declined: str) -> tuple[str | None, list[str]]:
    """The stage and the fields that are asked for."""
    found = asking(set(known), declined, OPENED, SHIPPED)
    return found.stage.key if found.stage else None, [each.field for each in found.ask]


@pytest.mark.fact("S2-012", "S2-014", command="svc customer ask")
@pytest.mark.parametrize(
    ("known", "stage", "fields"),
    [
        ((), "first_contact", ["name", "phone"]),
        (("name",), "first_contact", ["phone"]),
        (("name", "size", "address"), "first_contact", ["phone"]),
        (("name", "phone"), "if_she_likes", ["birthday", "address"]),
        (("name", "phone", "address"), "if_she_likes", ["birthday"]),
        (("name", "phone", "birthday"), "if_she_likes", ["address"]),
        (("name", "phone", "birthday", "address"), "by_and_by", ["size", "service"]),
        (("name", "phone", "birthday", "address", "size"), "by_and_by", ["service", "dress"]),
        (("name", "phone", "birthday", "address", *LATER), None, []),
    ],
)
def test_stages(known: tuple[str, ...], stage: str | None, fields: list[str]) -> None:
    """First name and phone, then birthday and address if she likes, the rest two at a time."""
    assert asked(*known) == (stage, fields)


@pytest.mark.parametrize(
    ("opened", "waits"),
    [
        (date(2026, 11, 21), None),
        (DAY, date(2026, 11, 23)),
        (date(2026, 11, 23), date(2026, 11, 24)),
    ],
)
def test_the_rest_waits_for_another_day(opened: date, waits: date | None) -> None:
    """On the day her file is opened nothing more than the birthday and the address is asked."""
    known = {"name", "phone", "birthday", "address"}
    found = asking(known, {}, opened, SHIPPED)
    assert (found.waits_until, found.later) == (
        waits, LATER if waits else LATER[2:]
    )  # fmt: skip
    assert len(found.ask) == (0 if waits else 2)


@pytest.mark.fact("S2-012", command="svc customer ask --declined")
@pytest.mark.parametrize(
    ("declined", "fields"),
    [
        ("2026-11-22", ["address"]),
        ("2026-05-27", ["address"]),  # 179 days ago
        ("2026-05-26", ["birthday", "address"]),  # 180: it may be asked again
        ("2026-05-25", ["birthday", "address"]),
        ("no day", ["birthday", "address"]),
        ("9999-12-31", ["birthday", "address"]),  # no day 180 days after that
    ],
)
def test_what_she_declined_rests(declined: str, fields: list[str]) -> None:
    """What she would rather not say is not asked again before so many days are over."""
    assert asked("name", "phone", birthday=declined) == ("if_she_likes", fields)


def test_a_stage_declined_opens_the_next() -> None:
    """And what she has told since is no longer counted as declined."""
    both = {"birthday": "2026-11-20", "address": "2026-11-20"}
    assert asked("name", "phone", **both) == ("by_and_by", ["size", "service"])
    found = asking({"name", "phone", "birthday"}, both, OPENED, SHIPPED)
    assert [each.to_json() for each in found.declined] == [
        {"field": "address", "on": "2026-11-20", "again_on": "2027-05-19"}
    ]


def test_what_is_seen_or_comes_with_purchases_is_not_asked() -> None:
    """Sex, age and character are noted as they show; spend and styles come with purchases."""
    assert asking({"name"}, {}, OPENED, SHIPPED).noted == (
        "gender", "age", "spend", "styles", "character"
    )  # fmt: skip


@pytest.mark.fact("S2-008", "S2-009", "S2-010", command="svc customer ask")
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("preset", ["clothing", "furniture"])
def test_every_question_is_kind_and_tells_its_purpose(preset: str, language: str) -> None:
    """Each question is short and comes with what she gains by it and the promise of silence."""
    i18n.speak(language)
    policy = Policy(preset=preset).at(DAY)
    known: set[str] = set()
    seen: list[Question] = []
    while (found := asking(known, {}, OPENED, policy)).ask:
        known |= {each.field for each in found.ask}
        seen += found.ask
        assert found.purpose
        assert found.promise
        assert 0 < len(found.ask) <= 2
    assert [each.field for each in seen] == ["name", "phone", "birthday", "address", *LATER]
    for each in seen:
        assert len(each.say) < (120 if language == "en" else 40), each.say
        assert each.why
        assert not any(word in each.say for word in ("必须", "请填", "登记", "must", "need to"))
    i18n.speak("en")


@pytest.mark.fact("S2-013", command="svc policy check")
@pytest.mark.parametrize(
    ("text", "is_refused"),
    [
        ("公司要求登记您的电话。", True),
        ("公司 要求 登记电话", True),
        ("因公司需要，请留下电话。", True),
        ("总部规定要填生日。", True),
        ("系统必须填，麻烦您了。", True),
        ("这是企业的要求。", True),
        ("领导让我问一下您的地址。", True),
        ("The company requires your birthday.", True),
        ("Our system needs a phone number.", True),
        ("This is needed by head office.", True),
        ("Company policy: your address, please.", True),
        ("您公司要求穿正装吗？", False),
        ("您在公司上班需要穿得正式吗？", False),
        ("Does your company want you in a suit?", False),
        ("方便留个电话吗？", False),
        ("May I have a number?", False),
    ],
)
def test_never_in_the_companys_name(text: str, is_refused: bool) -> None:
    """A question that asks because the company or a system wants it is found out."""
    assert in_the_companys_name(text) is is_refused


QUESTION = """[birthday]
sources = ["shop"]
[[birthday.values]]
value = {{ en = "{en}", zh = "{zh}", why_en = "a", why_zh = "b" }}
"""


@pytest.mark.fact("S2-013", command="svc customer ask")
def test_a_question_in_the_companys_name_is_not_put(tmp_path: Path) -> None:
    """The check of policy names it as an error, and asking stops rather than say it."""
    text = QUESTION.format(en="The system needs your birthday.", zh="公司要求填生日。")
    policy = own(tmp_path, text, "questions.toml")
    problems = check_policy(policy)
    assert [(p.level, p.rule) for p in problems] == [("error", "questions.birthday")] * 2
    assert "company's name" in str(problems[0].message)
    with pytest.raises(BadPolicy, match=r"questions\.birthday.*company's name"):
        asking({"name", "phone"}, {}, OPENED, policy.at(DAY))


ALLOWED = '[allowed]\nsources=["shop"]\n[[allowed.values]]\nvalue = [{rows}]\n'


@pytest.mark.fact("S2-002", "S2-003", command="svc customer show")
def test_what_law_leaves_out_is_off_by_default() -> None:
    """Ethnic group, family and values neither count nor are asked for until a shop needs them."""
    assert withheld(SHIPPED) == {"ethnic_group", "family", "values"}
    assert not withheld(SHIPPED) & set(wanted(SHIPPED).fields)
    full = Customer(id="C-1", name="王芳", profile={"family": "x", "ethnic_group": "x"})
    assert completeness(full, (), SHIPPED).to_json()["score"] == "0.02"
    assert "Not collected here: ethnic group, family, values." in [
        str(taboo) for taboo in asking({"name"}, {}, OPENED, SHIPPED).taboos
    ]


@pytest.mark.parametrize(
    ("day", "hard", "soft", "left"),
    [
        (date(2026, 12, 31), ("ethnic_group",), (), {"family", "values"}),
        (date(2027, 1, 1), ("ethnic_group",), ("family",), {"values"}),
        (date(2027, 1, 2), ("ethnic_group",), ("family",), {"values"}),
    ],
)
def test_a_field_turned_on_counts_in_its_half(
    tmp_path: Path, day: date, hard: tuple[str, ...], soft: tuple[str, ...], left: set[str]
) -> None:
    """With a reason, from its day on: the ethnic group is a hard fact, the others soft ones."""
    rows = (
        '{ field = "family", reason = "children\'s clothes", since = "2027-01-01" },'
        '{ field = "ethnic_group", reason = "festival dress" }'
    )
    policy = own(tmp_path, ALLOWED.format(rows=rows))
    assert check_policy(policy) == []
    found = wanted(policy.at(day))
    before = wanted(SHIPPED)
    assert (found.hard[len(before.hard) :], found.soft[len(before.soft) :]) == (hard, soft)
    assert withheld(policy.at(day)) == left
    assert asking({"name", "phone", "birthday", "address", *LATER}, {}, OPENED,
                  policy.at(day)).ask[0].field == (soft or hard)[0]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ('{ field = "family" }', "no reason"),
        ('{ field = "family", reason = " " }', "no reason"),
        ('{ reason = "x" }', "names no field"),
        ('{ field = "family", reason = "x", since = "soon" }', "is no day"),
        ('{ field = "family", reason = "x", since = 2027-01-01 }', "is no day"),
        ('{ field = "family", reason = "x", half = "hard" }', "no 'half' here"),
        ('{ field = "size", reason = "x" }', "needs no reason"),
        ('"family"', "names no field"),
    ],
)
def test_a_field_is_turned_on_with_a_reason_only(tmp_path: Path, rows: str, told: str) -> None:
    """A row that gives none is an error of policy."""
    policy = own(tmp_path, ALLOWED.format(rows=rows))
    problems = check_policy(policy)
    assert told in str(problems[0].message), problems
    assert problems[0].level == "error"
    if "no reason" in told and "needs" not in told:
        with pytest.raises(BadPolicy, match=r"profile\.allowed"):
            allowed(policy.at(DAY))


def values(name: str, value: str) -> str:
    """An entry of a shop's own."""
    return f'[{name}]\nsources=["shop"]\n[[{name}.values]]\nvalue = {value}\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (values("soft", '["work", "family"]'), "family is withheld"),
        (values("hard", '["name", "name"]'), "name is there twice"),
        (values("hard", "[1]"), "a list of fields"),
        (values("weights", '{ hard = "0.3", soft = "0.8" }'), "do not add up to 1"),
        (values("weights", '{ hard = "0.3" }'), "soft is not a share"),
        (values("contest", '{ quantity = "0.5", quality = "0.5" }'), "complete is not a share"),
        (values("contest", '{ quantity = "1", quality = "0.5", complete = "2" }'), "complete is"),
        (values("at_once", "0"), "from 1 on"),
        (values("ask_again", "-1"), "from 0 on"),
        (values("promise", '{ en = "x" }'), "It lacks zh"),
        (values("purpose", '{ en = "The company wants it.", zh = "好" }'), "company's name"),
        (values("stages", "[]"), "a list of rows"),
        (values("stages", '[{ key = "a" }]'), "Row 1 lacks en, zh"),
        (values("stages", '[{ key = "a", en = "a", zh = "a", fields = ["x"] }]'),
         "no question for x"),
        (values("stages", '[{ key = "a", en = "a", zh = "a", fields = ["name", "name"] }]'),
         "name is there twice"),
        (values("stages", '[{ key = "a", en = "a", zh = "a", fields = 1 }]'), "names no fields"),
        (values("stages", '[{ key = "a", en = "a", zh = "a", after = "1", fields = [] }]'),
         "whole number of days"),
    ],
)  # fmt: skip
def test_slips_of_the_policy_are_told(tmp_path: Path, text: str, told: str) -> None:
    """Lists that contradict each other, weights that are no whole, questions that are missing."""
    messages = [str(problem.message) for problem in check_policy(own(tmp_path, text))]
    assert any(told in message for message in messages), messages


@pytest.mark.parametrize(
    "text",
    [
        values("stages", "[]"),
        values("stages", "[1]"),
        values("stages", "[{ key = 1, fields = [] }]"),
        values("stages", '[{ key = "a", fields = ["age"] }]'),
        values("promise", '{ zh = "x" }'),
        values("at_once", '"2"'),
    ],
)  # fmt: skip
def test_a_policy_that_cannot_be_worked_with_is_named(tmp_path: Path, text: str) -> None:
    """Exit 4 with the entry's name, never a fault of the program."""
    with pytest.raises(BadPolicy, match=r"profile\."):
        asking({"name"}, {}, OPENED, own(tmp_path, text).at(DAY))


def test_a_field_of_the_shops_own_is_asked_for_last(tmp_path: Path) -> None:
    """With a question of its own it is asked for in the last stage, without one it is noted."""
    own(tmp_path, values("soft", '["shoes", "hats"]'))
    policy = own(
        tmp_path,
        values("shoes", '{ en = "Flat or high?", zh = "平跟高跟？", why_en = "a", why_zh = "b" }'),
        "questions.toml",
    )
    assert check_policy(policy) == []
    known = {"name", "phone", "birthday", "address", "size", "email"}
    found = asking(known, {}, OPENED, policy.at(DAY))
    assert [each.field for each in found.ask] == ["shoes"]
    assert "hats" in found.noted


def test_declining() -> None:
    """The day is put down; what nobody asks for, or what is on file, cannot be declined."""
    assert declining(WANG, ["birthday"], SHIPPED) == {"birthday": "2026-11-22"}
    again = Customer(id="C-1", name="x", declined={"birthday": "2026-01-01", "size": "2026-02-01"})
    assert declining(again, ["birthday"], SHIPPED) == {
        "birthday": "2026-11-22", "size": "2026-02-01"
    }  # fmt: skip
    with pytest.raises(WrongUsage, match="spend is not asked for"):
        declining(WANG, ["spend"], SHIPPED)
    with pytest.raises(Refused, match="phone is on file"):
        declining(WANG, ["phone"], SHIPPED)
