"""Free words at the counter: the script's own sentences, common talk, rudeness, silence."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from svc.i18n import speak
from svc.policy import Policy
from svc.rules.practice import Stage, names, stage
from svc.rules.practice_judge import judge, model
from svc.rules.practice_marks import Verdict

DAY = date(2026, 11, 22)


@cache
def policy(preset: str = "clothing") -> Policy:
    return Policy(preset=preset)


@cache
def staged(name: str = "hole", preset: str = "clothing") -> Stage:
    return stage(policy(preset), name, DAY)


def played(*lines: str, name: str = "hole") -> Verdict:
    return judge(staged(name), lines, {})


def rules(verdict: Verdict) -> list[list[str]]:
    """What each turn lost, by rule."""
    return [[each.rule for each in turn.losses] for turn in verdict.turns]


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    speak(request.param)
    return str(request.param)


@pytest.mark.parametrize("preset", ["clothing", "furniture"])
def test_policy_sentences_without_their_keys(language: str, preset: str) -> None:
    """Every scene, in the sentences policy has for its moves, as a person types them."""
    for name in names(policy(preset)):
        found = staged(name, preset)
        said = [line.partition(": ")[2] for line in model(found, {})]
        verdict = judge(found, said, {})
        assert rules(verdict) == [[] for _line in said], (name, language)
        assert [each.rule for each in verdict.missed] == ["no_name"]


@pytest.mark.parametrize(
    ("language_of", "lines"),
    [
        ("zh", ["你好", "周女士，真对不起", "我帮你看看", "换成我也会生气", "您想怎么解决？",
                "什么时候发现的？", "这是我们的质量问题", "您先坐，喝口水", "好的，给您缝好",
                "我请店长过来", "好的，换一件给您", "谢谢您，欢迎再来"]),
        ("en", ["Hello", "Ms Zhou, I'm sorry, I'd be angry too. When did you see it?",
                "Let me have a look", "That is our responsibility", "Do have a seat",
                "I'll mend it for you", "I'll get the manager", "We can exchange it",
                "Is that all right? Thank you!"]),
    ],
)  # fmt: skip
def test_as_people_talk(language_of: str, lines: list[str]) -> None:
    """Greetings cost nothing; an offer need not be a question where its turn has come."""
    speak(language_of)
    verdict = played(*lines)
    assert rules(verdict) == [[] for _line in lines]
    assert (verdict.score, verdict.settled) == (100, "exchange")
    assert all(turn.reply for turn in verdict.turns)


@pytest.mark.parametrize("name", ["hole", "closing", "phone", "yesterday"])
@pytest.mark.parametrize(
    "said",
    ["滚", "滚！", "爱买不买", "关我什么事", "你自己弄坏的", "您自己弄坏的", "不可能",
     "Shut up!", "It's your own fault", "That's your problem", "None of my business",
     "这不可能吧？你自己弄的吧？"],
)  # fmt: skip
def test_rudeness_costs_as_a_forbidden_sentence(name: str, said: str) -> None:
    """In every scene, with the better sentence; it is never taken for a question asked."""
    speak("zh")
    turn = played(said, name=name).turns[0]
    assert {each.rule for each in turn.losses} == {"forbidden"}
    assert turn.keys == ()
    assert turn.better


@pytest.mark.parametrize(
    "said",
    ["这不怪您", "您生气很正常", "您的问题我明白了", "热水滚烫，您小心", "您去告诉她一声",
     "It isn't your fault", "I understand your problem"],
)  # fmt: skip
def test_kind_words_are_not_rude(said: str) -> None:
    """Words that hold a rude one within a kind sentence are not forbidden."""
    speak("zh")
    found = [rule for each in rules(played(said)) for rule in each]
    assert "forbidden" not in found


def test_her_answer_fits_the_offer() -> None:
    """Given more than she would have taken, she takes that, and not what was never offered."""
    speak("zh")
    lines = ["周女士对不起", "我理解您的心情", "哪里破了？", "责任在我们", "您别急",
             "给您缝好，可以吗？", "请店长过来", "给您全额退款，可以吗？"]  # fmt: skip
    verdict = played(*lines)
    assert verdict.settled == "refund"
    assert verdict.turns[-1].reply == "行，就这么办吧。"
    assert "换" in played(*lines[:-1], "给您换一件新的，可以吗？").turns[-1].reply


@pytest.mark.parametrize("lines", [(), ("", " "), ("你好",), ("你好", "谢谢")])
def test_nothing_said_gets_nothing(lines: tuple[str, ...]) -> None:
    """No part is full where nothing was done in it."""
    speak("zh")
    assert played(*lines).score == 0


def test_too_early_in_free_words() -> None:
    """An offer promised at once is heard as one."""
    speak("zh")
    assert rules(played("好的，换一件给您")) == [["too_early"]]
    assert rules(played("对不起，我给您退款")) == [["too_early"]]


def test_a_question_again_only_where_it_is_one() -> None:
    """What she has told is not asked again; an offer put without a name is only unclear."""
    speak("zh")
    before = ("周女士对不起", "我理解您", "哪里破了？")
    assert rules(played(*before, "哪里破了？"))[-1] == ["asked_again"]
    assert rules(played(*before, "您看这样行吗？"))[-1] == ["unclear"]
