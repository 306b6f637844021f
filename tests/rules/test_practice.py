"""Scenes judged: what mistakes cost, which words are heard; exams worked out by rules."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svc.errors import BadInput
from svc.i18n import speak
from svc.policy import Policy
from svc.records.complaint import CATEGORIES
from svc.rules.exam import Exam, exam
from svc.rules.practice import Stage, names, stage
from svc.rules.practice_judge import judge, model
from svc.rules.practice_marks import Verdict
from svc.rules.practice_moves import heard, menu, place_of
from svc.rules.practice_values import of_practice, of_scene
from svc.rules.refund import quote
from svc.rules.ruling import RefundCase

DAY = date(2026, 11, 22)
GOOD = [
    "apology: Ms Zhou, I am very sorry",
    "empathy: I'd be angry, too",
    "understand: when did you notice?",
    "principle: that is our workmanship",
    "soothe: do sit down",
    "offer.mend: we mend it here, is that all right?",
    "manager: I'll fetch the manager",
    "offer.exchange: shall we exchange it?",
    "close: thank you, do come again",
]
"""A play of `hole` that loses nothing, in a clerk's own words."""


@pytest.fixture(autouse=True)
def english() -> None:
    speak("en")


@cache
def policy() -> Policy:
    return Policy()


def staged(name: str = "hole") -> Stage:
    return stage(policy(), name, DAY)


def played(lines: list[str], name: str = "hole") -> Verdict:
    return judge(staged(name), lines, {})


def lost(verdict: Verdict) -> dict[str, int]:
    """What was lost, by rule."""
    found: dict[str, int] = {}
    for each in [*verdict.missed, *(x for turn in verdict.turns for x in turn.losses)]:
        found[each.rule] = found.get(each.rule, 0) + each.points
    return found


def test_a_good_play_has_all_points() -> None:
    """In order, one offer after the other, the manager asked, she called by her name."""
    verdict = played(GOOD)
    assert lost(verdict) == {}
    assert (verdict.score, verdict.of, verdict.settled) == (100, 100, "exchange")


def without(*keys: str) -> list[str]:
    return [line for line in GOOD if line.split(":")[0] not in keys]


def instead(key: str, *lines: str) -> list[str]:
    place = next(n for n, line in enumerate(GOOD) if line.startswith(key))
    return [*GOOD[:place], *lines, *GOOD[place + 1 :]]


MISTAKES: list[tuple[str, list[str], dict[str, int]]] = [
    ("no empathy", without("empathy"), {"left_out": 6, "out_of_order": 4}),
    ("steps turned round", [GOOD[1], GOOD[0], *GOOD[2:]], {"out_of_order": 4}),
    ("asked twice", instead("principle", GOOD[2], GOOD[3]), {"asked_again": 4}),
    ("sorry and only sorry", instead("empathy", "apology: I'm so sorry", GOOD[1]),
     {"only_sorry": 4}),
    ("an offer first", [GOOD[5], *GOOD], {"too_early": 8}),
    ("refund at once", instead("offer.mend", "manager: I'll ask the manager",
                               "offer.refund: shall we give you the money back?", GOOD[8]),
     {"too_big": 8}),
    ("the same offer twice", instead("manager", GOOD[5], GOOD[6]), {"offered_again": 4}),
    ("more than she asked for", instead("close", "offer.refund: money back, too?", GOOD[8]),
     {"offered_again": 4}),
    ("the manager not asked", without("manager"), {"not_asked": 8}),
    ("no thanks", without("close"), {"no_thanks": 3}),
    ("never by her name", instead("apology", "apology: I am very sorry"), {"no_name": 2}),
    ("words that say nothing", instead("apology", "apology: Ms Zhou, hello"), {"not_said": 3}),
    ("nobody knows what", [*GOOD[:3], "Hm, well", *GOOD[3:]], {"unclear": 2}),
    ("blames her", instead("principle", "principle: you washed it wrongly"), {"forbidden": 8}),
    ("blames the maker", instead("principle", "principle: blame the maker"), {"forbidden": 8}),
    ("everything at once",
     [*GOOD[:6], "Would you like a new one or your money back?"],
     {"not_asked": 8, "too_big": 8, "no_thanks": 3}),
]  # fmt: skip


@pytest.mark.fact("S3-010", "S3-011", "S0-041", "S0-047", "X-09", command="svc practice hole")
@pytest.mark.parametrize(
    ("lines", "wanted"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES]
)
def test_what_a_mistake_costs(lines: list[str], wanted: dict[str, int]) -> None:
    """Each typical mistake loses the points of policy, with its reason."""
    verdict = played(lines)
    assert lost(verdict) == wanted
    assert verdict.score >= 100 - sum(wanted.values())
    for turn in verdict.turns:
        assert bool(turn.better) == bool(turn.losses)


def test_a_report_upward() -> None:
    """Where who decides reports it, nobody told costs (X-09)."""
    lines = [line for line in model(staged("sticker"), {}) if not line.startswith("report")]
    assert lost(played(lines, "sticker"))["not_reported"] == 5


def test_numbers_alone() -> None:
    """Bare numbers play a scene, but what was not said is not judged."""
    keys = [key for key, _name in menu(staged())]
    verdict = played([str(keys.index(line.split(":")[0]) + 1) for line in GOOD])
    assert (verdict.score, verdict.of) == (75, 75)
    with pytest.raises(BadInput, match="There is no move 99"):
        played(["99"])


@pytest.mark.fact("S0-046", "S0-048", "S0-050", "S3-049", "S3-050", "S3-051", "S3-052", "S3-053",
                  command="svc practice hole")  # fmt: skip
@pytest.mark.parametrize(
    ("name", "said", "rule"),
    [
        ("hole", "Impossible!", "quality.cannot_be"),
        ("hole", "这怎么可能呢", "quality.cannot_be"),
        ("pilling", "All sweaters pill, you know", "quality.all_do"),
        ("hole", "This happens all the time", "always.often"),
        ("hole", "这是常有的事", "always.often"),
        ("snag", "Did you not read the label?", "quality.read_label"),
        ("snag", "坏都坏了，我们也没办法", "quality.no_help"),
        ("hole", "It was your own fault", "always.blame"),
        ("hole", "肯定是您穿坏的", "always.conclude"),
        ("worn", "穿过的一概不换", "style.worn"),
        ("gift", "You should have tried it on", "size.should_have_looked"),
        ("gift", "都这么久了，您拿回去吧", "size.too_late"),
        ("hole", "Call the hotline yourself", "always.send_away"),
        ("closing", "她平时不这样的", "attitude.defend"),
        ("phone", "自己看好东西嘛", "accident.mind_yourself"),
    ],
)
def test_words_not_to_be_said(name: str, said: str, rule: str) -> None:
    """The shop's taboos are heard, in either language, with what they are."""
    found = {phrase.rule for phrase in staged(name).phrases
             for word in phrase.words if place_of(word, said) >= 0}  # fmt: skip
    assert rule in found


def test_each_phrase_belongs_to_a_taboo() -> None:
    """No row of the phrases names a taboo there is not."""
    in_force = policy().at(DAY)
    taboos = {f"{name}.{row['key']}" for name in ("always", *CATEGORIES)
              for row in in_force[f"taboos.{name}"].rows()}  # fmt: skip
    rows = in_force["practice.phrases"].rows()
    assert {row["taboo"] for row in rows if "taboo" in row} <= taboos
    assert set(in_force["practice.clerk_may"].texts()) <= set(
        in_force["practice.offer_signs"].table()
    )


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        ("I'm so sorry, I'd be angry, too.", ("apology", "empathy")),
        ("真对不起，换成我也会生气，您是什么时候发现的？", ("apology", "empathy", "understand")),
        ("您看这样行吗？给您换一件新的", ("offer.exchange",)),
        ("We could exchange it.", ()),
        ("6", ("manager",)),
        ("principle: it is ours", ("principle",)),
        ("find out what happened: where?", ("understand",)),
        ("mend:", ("offer.mend",)),
        ("", ()),
    ],
)
def test_what_is_heard(said: str, keys: tuple[str, ...]) -> None:
    """Moves by number, name or words, in their order; an offer only where it is asked."""
    assert heard(staged(), said).keys == keys


@given(st.lists(st.sampled_from([*GOOD, "1", "10", "Impossible!", "hm", "您看行吗？给您退款"])))
@settings(max_examples=40)
def test_any_play_has_a_mark(lines: list[str]) -> None:
    """A mark lies between nothing and all; what follows does not change what was said before."""
    verdict = played(lines)
    assert 0 <= verdict.score <= verdict.of <= 100
    assert verdict == played(lines)
    before = judge(staged(), lines[:-1], {}, finished=False).turns
    assert verdict.turns[: len(before)] == before


def test_what_is_wrong_with_a_scene() -> None:
    """Each thing that is off is said."""
    good = dict(policy().at(DAY)["practice.hole"].table())
    assert not list(of_scene(good))
    for key, value in (
        ("category", "shoes"), ("cause", None), ("days", -1), ("facts", ["tall"]),
        ("accepts", []), ("price", 3), ("gender", "X"), ("opens", {"en": "only"}),
        ("answers", {"ask": "?"}), ("old_customer", "yes"), ("trains", None),
    ):  # fmt: skip
        assert list(of_scene(good | {key: value})), key
    for name in ("parts", "points", "moves", "phrases", "replies", "offer_signs", "clerk_may"):
        value = policy().at(DAY)[f"practice.{name}"].value
        assert not list(of_practice("practice", name, value))
        assert list(of_practice("practice", name, 3)), name


# ---- exams


def sheet(seed: int, count: int = 16) -> Exam:
    return exam(
        policy(), DAY, seed=seed, chance=Random(seed), count=count, scenes=[], shop="雅衣阁"
    )


@pytest.mark.fact("S0-020", command="svc practice --exam")
def test_the_same_number_the_same_sheet() -> None:
    """Sheets differ by their number only; none asks a question twice; every kind is asked."""
    assert sheet(7) == sheet(7)
    assert sheet(7) != sheet(8)
    found = sheet(7)
    assert len({each.text + "".join(sorted(each.choices)) for each in found.questions}) == 16
    assert {each.kind for each in found.questions} == {
        "warranty", "fee", "decision", "who", "steps", "offers", "forbidden",
    }  # fmt: skip
    assert found.total == sum(each.marks for each in found.questions)


@pytest.mark.fact("S2-062", "S2-063", "S2-064", command="svc practice --exam --solutions")
def test_fees_are_those_of_the_rule() -> None:
    """The answer of a worked case is what `refund quote` says."""
    checked = 0
    for seed in range(8):
        for each in sheet(seed).questions:
            if each.kind != "fee" or "fee" not in each.answer:
                continue
            price, *_rest = re.findall(r"[0-9]+\.[0-9]{2}", each.text)
            bought, on = map(date.fromisoformat, re.findall(r"\d{4}-\d\d-\d\d", each.text))
            case = RefundCase(price=Decimal(price), category="textile", bought=bought, on=on,
                              cause="quality", unrepairable=True)  # fmt: skip
            found = quote(case, policy())
            assert f"fee {found.fee} yuan, {found.refund} yuan back" in each.answer
            checked += 1
    assert checked > 8


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_choice_has_one_right_answer(language: str) -> None:
    """What must not be said stands among sentences that may be; orders hold each number once."""
    speak(language)
    for seed in range(4):
        for each in sheet(seed).questions:
            assert len(set(each.choices)) == len(each.choices), each
            if each.choices and each.pick:
                assert each.answer in "ABCD"
            elif each.choices:
                numbers = sorted(map(int, each.answer.split()))
                assert numbers == list(range(1, len(each.choices) + 1))


def test_every_scene_stands_on_policy() -> None:
    """Ten scenes with answers in the sources and four set as exercises; she can be content."""
    assert len(names(policy())) == 14
    for name in names(policy()):
        verdict = played(model(staged(name), {}), name)
        assert verdict.settled in staged(name).scene.accepts
        assert lost(verdict).keys() <= {"no_name"}
