"""What templates must not say: words by kind, carriers' marks, private facts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from svc.errors import BadTemplate
from svc.messages.lint import Linter
from svc.messages.templates import Template, template, templates
from svc.policy import Policy
from svc.rules.taboo import Ear, taboos

TODAY = date(2026, 11, 22)


def linter(preset: str = "clothing", folder: Path | None = None) -> Linter:
    return Linter(Policy(folder, preset), TODAY, "【雅衣阁】")


def written(tmp_path: Path, text: str, kind: str = "festival", variables: str = "") -> Template:
    """A shop's template of a kind, with these words."""
    folder = tmp_path / "templates" / "sms"
    folder.mkdir(parents=True, exist_ok=True)
    header = f'{{#svc\nkind = "{kind}"\n{variables}#}}\n'
    (folder / "mine.zh.txt").write_text(header + text + "\n", encoding="utf-8")
    return template("mine", channel="sms", language="zh", store=tmp_path)


def found(tmp_path: Path, text: str, kind: str = "festival") -> list[tuple[int, str, str]]:
    return [
        (each.line, each.rule, each.found) for each in linter().lint(written(tmp_path, text, kind))
    ]


@pytest.mark.parametrize("preset", ["clothing", "furniture"])
def test_shipped_templates_are_clean(preset: str) -> None:
    """What svc ships breaks no rule of its own."""
    for info in templates(None, preset=preset):
        if info.channel == "sms":
            one = template(info.name, channel="sms", language=info.language, store=None)
            assert linter(preset).lint(one) == [], info.name
            assert linter(preset).parts(one) is None, info.name


@pytest.mark.fact("S2-029", command="svc sms lint")
@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("节日快乐，店里有活动。", "活动"),
        ("节日快乐，全场8折。", "8折"),
        ("节日快乐，全场八点五折起，打折啦。", "打折"),
        ("节日快乐，满300减50。", "满300减"),
        ("节日快乐，促 销\u3000进行中。", "促销"),
        ("节日快乐，会员日等您。", "会员日"),
        ("节日快乐，有优惠券。", "优惠"),
        ("节日快乐，促\u00ad销进行中。", "促销"),
        ("节日快乐，优\ufe0f惠多多。", "优惠"),
        ("节日快乐，促·销、促.销都好。", "促销"),
        ("節日快樂，店裡優惠多多。", "优惠"),
        ("節日快樂，買一送一。", "买一送一"),
        ("节日快乐，大促开始。", "大促"),
        ("Happy festival, S A L E begins.", "sale"),
        ("Happy festival, dis\u00adcounts for you.", "discounts"),
        ("节日快乐，𝐒𝐀𝐋𝐄。", "sale"),
        ("Happy festival, our SALE begins.", "sale"),
        ("Happy festival, 20% off everything.", "20% off"),
        ("Happy festival, a discount for you.", "discount"),
    ],
)
def test_wishes_name_no_shop_event(tmp_path: Path, text: str, word: str) -> None:
    """Festival wishes that name a shop event, a sale or a discount are found, with the line."""
    assert (4, "shop_events", word) in found(tmp_path, text)


@pytest.mark.fact("S2-028", command="svc sms lint")
@pytest.mark.parametrize(
    "text",
    [
        "中秋节快乐！愿您和家人平安喜乐。",
        "Happy Mid-Autumn Festival to you and yours, on this wholesale lovely day.",
        "春节快乐，骨折的人也快好了。",
        "春节快乐！愿您健康生活。动静皆宜，最美好。",
        "Happy New Year: a great deal of joy to you, and to A. B. C. too.",
    ],
)
def test_good_wishes_are_let_alone(tmp_path: Path, text: str) -> None:
    """A holiday message of nothing but wishes has nothing to find fault with."""
    assert found(tmp_path, text) == []


@pytest.mark.fact("S2-032", command="svc sms lint")
@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("天冷了，注意保暖，冬装新款已上市。", "新款"),
        ("天冷了，新品等您。", "新品"),
        ("天冷了，羽绒服到货。", "到货"),
        ("天冷了，新 貨已上架。", "新货"),
        ("It is getting cold; see the new goods.", "new goods"),
        ("It is getting cold; see our new arrivals.", "new arrivals"),
    ],
)
def test_season_brings_no_news_of_goods(tmp_path: Path, text: str, word: str) -> None:
    """Season messages that mention new goods are found; nor may they name shop events."""
    assert (4, "new_goods", word) in found(tmp_path, text, "season")
    assert (4, "shop_events", "促销") in found(tmp_path, "天冷了，促销中。", "season")


@pytest.mark.fact("S2-035", command="svc sms lint")
@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("好久不见，您出什么事了吗？", "出什么事"),
        ("好久不见，您最近怎么了？", "怎么了"),
        ("好久不见，是不是有什么不开心？", "是不是有什么"),
        ("好久不见，是生病了吗？", "生病"),
        ("好久不見，您怎麼這麼久沒來？", "怎么这么久"),
        ("好久不见，是不是遇到困难了？", "遇到困难"),
        ("We miss you: did something happen?", "something happen"),
        ("We miss you: what happened?", "what happened"),
        ("We miss you; is something wrong?", "is something wrong"),
    ],
)
def test_long_not_seen_asks_nothing(tmp_path: Path, text: str, word: str) -> None:
    """A message to one not seen for long that asks what has happened is found; so is selling."""
    assert (4, "what_happened", word) in found(tmp_path, text, "long_not_seen")
    assert (4, "shop_events", "优惠") in found(tmp_path, "想您了，有优惠。", "long_not_seen")


@pytest.mark.fact("S2-027", command="svc sms lint")
def test_birthday_wishes_sell_nothing(tmp_path: Path) -> None:
    """Birthday wishes and thanks that sell something are found: only warm words move."""
    assert (4, "shop_events", "折扣") in found(tmp_path, "生日快乐，生日折扣等您。", "birthday")
    assert (4, "shop_events", "优惠") in found(tmp_path, "谢谢您，下次优惠。", "thanks_purchase")
    assert (4, "amount_spent", "5000元") in found(
        tmp_path, "谢谢，您已花5000元。", "thanks_threshold"
    )


@pytest.mark.parametrize(
    ("text", "rule", "word"),
    [
        ("节日快乐★", "refused_marks", "★"),
        ("【雅衣阁】节日快乐", "refused_marks", "【"),
        ("详询13800138000", "phone_number", "13800138000"),
        ("详询１３８００１３８０００", "phone_number", "13800138000"),
        ("见www.shop.com", "link", "www."),
        ("见 https://t.cn/x", "link", "https:"),
        ("国家级品质", "superlatives", "国家级"),
        ("第一品牌", "superlatives", "第一品牌"),
        ("积分兑换开始了", "gateways", "积分兑换"),
        ("来抽奖", "gateways", "抽奖"),
        ("回T退订", "old_opt_out", "回T退订"),
    ],
)
def test_what_carriers_and_the_law_refuse(tmp_path: Path, text: str, rule: str, word: str) -> None:
    """Marks, links, numbers, superlatives, draws and the old opt-out, in messages of any kind."""
    for kind in ("festival", "repair_ready"):
        assert (4, rule, word) in found(tmp_path, text, kind)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("{{ customer.call }}{{ shop.name }}，您好", ["adjacent_variables"]),
        ("{{ customer.call }} {{ shop.name }}，您好", ["adjacent_variables"]),
        ("{{ customer.call }}，{{ shop.name }}。", ["all_variables"]),
        ("{{ customer.phone }}，您好", ["private"]),
        ("您好{% if purchase.amount %}！{% endif %}", ["private"]),
        ("您好" * 260, ["too_long"]),
        ("{% if language == 'en' %}x{% endif %}", ["empty"]),
        ("{% set one = '13800' %}您好，{{ one ~ '138000' }}", ["phone_number"]),
        ("{% set mark = '★' %}您好，{{ mark }}", ["refused_marks"]),
        ("{% set place = 'www.' %}您好，见{{ place ~ 'x.com' }}", ["link"]),
        ("{# 促销 #}您好", []),
    ],
)
def test_the_form_of_a_template(tmp_path: Path, text: str, rules: list[str]) -> None:
    """Variables side by side or alone, private facts, texts too long or empty."""
    assert [rule for _line, rule, _word in found(tmp_path, text)] == rules


def test_private_variables(tmp_path: Path) -> None:
    """A variable for a phone or for values is refused where it is declared."""
    one = written(tmp_path, "您好，{{ values }}", variables='[variables]\nvalues = ""\n')
    assert [(each.line, each.rule) for each in linter().lint(one)] == [(4, "private")]


def test_words_put_together_are_heard(tmp_path: Path) -> None:
    """A taboo that only a branch or two lines together say is found in the texts."""
    text = "您好，{% if customer.gender == 'M' %}促{% endif %}销路好"
    assert found(tmp_path, text) == [(4, "shop_events", "促销")]
    assert found(tmp_path, "{# 促销 #}您好，\n{% if staff.name == '促销' %}啊{% endif %}好") == []
    assert (4, "shop_events", "促销") in found(tmp_path, "{{ '促销' }}，您好")


def test_marketing_says_how_to_refuse(tmp_path: Path) -> None:
    """Marketing, and any kind nobody wrote down, carries the words 拒收请回复R."""
    for kind in ("promotion", "whatever"):
        assert [rule for _l, rule, _w in found(tmp_path, "新装上市", kind)] == ["opt_out"]
        assert found(tmp_path, "新装上市，拒收请回复R", kind) == []
    assert found(tmp_path, "节日快乐") == []


def test_furniture_sends_no_promotion(tmp_path: Path) -> None:
    """Gateways refuse the trade's marketing; the line of the kind is named."""
    one = written(tmp_path, "新装上市，拒收请回复R", "promotion")
    assert [(each.line, each.rule) for each in linter("furniture").lint(one)] == [
        (2, "refused_kind")
    ]
    assert linter("clothing").lint(one) == []


def test_a_shop_adds_words_of_its_own(tmp_path: Path) -> None:
    """An entry of the shop's whose name begins with taboo_ is heard like the shipped ones."""
    folder = tmp_path / "policy"
    folder.mkdir()
    (folder / "message.toml").write_text(
        '[taboo_ours]\nsources = ["us"]\n[[taboo_ours.values]]\n'
        'value = { kinds = ["*"], zh = ["亲"], en = ["hun"] }\n',
        encoding="utf-8",
    )
    heard = linter(folder=folder).lint(written(tmp_path, "亲，节日快乐，促销"))
    assert {(each.rule, each.found) for each in heard} == {
        ("ours", "亲"), ("shop_events", "促销"),
    }  # fmt: skip
    assert "ours" in str(next(each for each in heard if each.rule == "ours").message)


def test_a_broken_template_names_its_line(tmp_path: Path) -> None:
    """What Jinja cannot read is no finding but an error, with file and line."""
    with pytest.raises(BadTemplate, match="line 5"):
        linter().lint(written(tmp_path, "您好\n{% if x %}"))


def test_an_ear_hears_each_rule_once() -> None:
    """Of the final text, one word of each rule is told."""
    ear = Ear(taboos(Policy(), TODAY), "season")
    assert [each.rule for each in ear.hear("新款促销，打折，最佳")] == [
        "shop_events", "new_goods", "superlatives",
    ]  # fmt: skip
    assert ear.hear("天冷了，多穿一件。") == []
