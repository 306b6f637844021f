"""The shipped wording: it renders for anyone, reads as it should, and breaks no taboo."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from svc.messages.counting import count
from svc.messages.facts import Facts, facts
from svc.messages.problems import problems_of_text
from svc.messages.render import render, signature
from svc.messages.templates import TemplateInfo, template, templates
from svc.papers.card_facts import opinion_facts
from svc.papers.slip_facts import slip_facts
from svc.papers.slip_sample import sample
from svc.policy import Policy

SHIPPED = templates(None)
SMS = [info for info in SHIPPED if info.channel == "sms"]
SHOP = {"zh": "锦绣衣坊", "en": "Jinxiu Clothing"}


def label(info: TemplateInfo) -> str:
    return f"{info.channel}/{info.path.name}"


def everything(language: str, today: date = date(2026, 11, 22)) -> Facts:
    chinese = language == "zh"
    return facts(
        name="王小丽" if chinese else "Anna Smith",
        gender="F",
        number="0001",
        shop=SHOP[language],
        today=today,
        language=language,
        staff="小林" if chinese else "Lin",
        bought_on=date(2026, 11, 15),
        bought="羊绒大衣" if chinese else "cashmere coat",
    ) | opinion_facts(Policy(), today, language)


def only_a_name(language: str, today: date = date(2026, 11, 22)) -> Facts:
    return facts(
        name="王小丽" if language == "zh" else "Anna Smith",
        gender=None,
        number=None,
        shop=SHOP[language],
        today=today,
        language=language,
    ) | opinion_facts(Policy(), today, language)


def slip(info: TemplateInfo) -> Facts:
    """What a slip knows: a case, which no message has."""
    return slip_facts(sample(info.name, shop=SHOP[info.language], language=info.language))


def rendered(info: TemplateInfo, known: Facts, **given: str) -> str:
    found = template(
        info.name, channel=info.channel, language=info.language, store=None, form=info.form
    )
    return render(found, known, given)


@pytest.mark.parametrize("info", SHIPPED, ids=label)
@pytest.mark.parametrize("known", [everything, only_a_name])
def test_renders_for_anyone(info: TemplateInfo, known: type) -> None:
    """Without a single --var, for a full file and for a bare name, nothing is left open."""
    text = rendered(info, slip(info) if info.channel == "slip" else known(info.language))
    assert text
    assert "{" not in (text if info.form == "txt" else re.sub(r"(?s)<style>.*?</style>", "", text))
    assert "None" not in text
    if info.channel == "sms":
        assert "\n" not in text
        assert "  " not in text
        assert not re.search(r"[，。！ ][，。！,.]|^[，, ]", text)


@pytest.mark.parametrize("channel", ["sms", "card"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_golden(channel: str, language: str, golden: Callable[[str, str], None]) -> None:
    """The words customers read, whole."""
    parts = []
    for info in SHIPPED:
        if (info.channel, info.language, info.form) == (channel, language, "txt"):
            for known in (everything, only_a_name):
                parts += [f"== {info.name}, {known.__name__}", rendered(info, known(language))]
    text = "\n".join(parts) + "\n"
    golden(f"messages/{channel}.{language}.txt", text)


def test_both_languages_have_the_same_templates() -> None:
    """Each template is there in Chinese and in English, with the same kind and variables."""
    sides = [
        {(i.channel, i.name, i.form, i.kind, i.variables, i.preset) for i in SHIPPED
         if i.language == language}
        for language in ("zh", "en")
    ]  # fmt: skip
    assert sides[0] == sides[1]


def test_kinds_asked_for_are_there() -> None:
    """The SMS library (S2-027) and the cards (S1-015, S2-025, S2-057)."""
    names = {(info.channel, info.name) for info in SHIPPED}
    for name in (
        *("festival", "birthday", "season", "long_not_seen"),  # S2-028 to S2-033
        *("thanks_purchase", "thanks_referral_old", "thanks_referral_new"),  # S1-015, S2-040
        *("thanks_threshold", "callback_appointment", "care_tip"),  # S2-041, S2-039, S2-022
        *("repair_ready", "goods_arrived", "invitation"),
        *("delivery_notice", "installation_visit"),  # S0-058
    ):
        assert ("sms", name) in names
    for name in ("birthday", "thank_you", "opinion", "festival", "warranty"):
        assert ("card", name) in names


SALES = [
    *("优惠", "折", "促销", "特价", "活动", "会员日", "抢", "礼品", "积分", "买", "新款", "新品"),
    *("sale", "discount", "offer", "% off", "event", "new arrival", "collection", "buy", "points"),
]
TABOOS = {
    "festival": ("S2-029", [*SALES, "店", "shop"]),
    "season": ("S2-032", [*SALES, "上新", "上市", "到货", "新装", "new in", "arrived"]),
    "long_not_seen": (
        "S2-035",
        [
            *SALES,
            *("?", "？", "怎么", "什么事", "出事", "是不是", "是否", "还好吗", "为什么", "原因"),
            *("happen", "wrong", "why", "reason", "all right", "everything ok", "matter"),
        ],
    ),
    "birthday": ("S2-027", SALES),
    "thanks_purchase": ("S2-027", SALES),
    "thanks_threshold": ("S2-027", [*SALES, "元", "yuan"]),
    "thanks_referral_old": ("S2-027", SALES),
    "thanks_referral_new": ("S2-027", SALES),
}
A_YEAR = [date(2026, month, day) for month in range(1, 13) for day in (1, 6, 16, 26)]


@pytest.mark.parametrize("info", SMS, ids=label)
def test_taboos(info: TemplateInfo) -> None:
    """No kind says what its source forbids, whatever the day of the year."""
    source, words = TABOOS.get(info.kind, ("S2-027", []))
    for known in (everything, only_a_name):
        for day in A_YEAR:
            text = rendered(info, known(info.language, day)).lower()
            text = text.replace("shopping with us", "").replace("jinxiu clothing", "")
            assert not [word for word in words if word in text], source


def test_birthday_says_what_day_it_is() -> None:
    """S2-030: today is her birthday, with wishes for happiness and for wishes come true."""
    for language, words in (
        ("zh", ("今天是您的生日", "快乐", "心想事成")),
        ("en", ("today is your birthday", "happy returns", "wish of yours come true")),
    ):
        info = next(i for i in SMS if (i.name, i.language) == ("birthday", language))
        assert all(word in rendered(info, only_a_name(language)) for word in words)


@pytest.mark.parametrize("info", SMS, ids=label)
def test_carriers_take_them(info: TemplateInfo) -> None:
    """No mark that carriers refuse, no number, not over 500; Chinese fits one message (3.1)."""
    for known in (everything, only_a_name):
        head = signature(SHOP[info.language])
        body = rendered(info, known(info.language))
        assert problems_of_text(body, signature=head) == ()
        if info.language == "zh":
            assert count(head + body).segments == 1


FESTIVALS = [
    (date(2026, 1, 2), "zh", "腊八节安康"),
    (date(2026, 2, 17), "zh", "春节快乐"),
    (date(2026, 3, 7), "zh", "妇女节快乐"),
    (date(2026, 6, 19), "zh", "端午节安康"),
    (date(2026, 9, 20), "zh", "中秋节快乐"),
    (date(2026, 9, 20), "en", "warm wishes this Mid-Autumn Festival"),
    (date(2026, 12, 22), "zh", "冬至安康"),
    (date(2026, 12, 22), "en", "warm wishes this Winter Solstice"),
]


@pytest.mark.parametrize(("day", "language", "words"), FESTIVALS)
def test_festival_of_the_day(day: date, language: str, words: str) -> None:
    """The next festival is wished well for, in words that suit it (S2-028)."""
    info = next(i for i in SMS if (i.name, i.language) == ("festival", language))
    assert words in rendered(info, everything(language, day))


def test_womens_day_is_for_women() -> None:
    """Whoever's gender is not known is wished well for the next festival of everyone's."""
    info = next(i for i in SMS if (i.name, i.language) == ("festival", "zh"))
    assert "劳动节快乐" in rendered(info, only_a_name("zh", date(2026, 3, 7)))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("中秋节", "中秋节快乐"),
        ("清明节", "清明时节"),
        ("中元节", "中元时节"),
        ("重阳", "重阳安康"),
    ],
)
def test_festival_named_by_the_caller(name: str, words: str) -> None:
    """`--var festival=…` replaces the festival; days of remembrance are wished no joy."""
    info = next(i for i in SMS if (i.name, i.language) == ("festival", "zh"))
    text = rendered(info, everything("zh"), festival=name)
    assert words in text
    assert ("快乐" in text) == (name == "中秋节")


SEASONS = [
    (date(2026, 2, 4), "立春已至，乍暖还寒"),
    (date(2026, 7, 10), "小暑已至，天热了"),
    (date(2026, 8, 8), "立秋已至，暑气未消"),
    (date(2026, 10, 30), "霜降已至，早晚凉了"),
    (date(2026, 11, 7), "立冬已至，天冷了"),
    (date(2027, 1, 3), "冬至已至，天冷了"),
]


@pytest.mark.parametrize(("day", "words"), SEASONS)
def test_season_of_the_day(day: date, words: str) -> None:
    """The solar term in force decides what to mind (S2-031)."""
    info = next(i for i in SMS if (i.name, i.language) == ("season", "zh"))
    assert words in rendered(info, only_a_name("zh", day))
