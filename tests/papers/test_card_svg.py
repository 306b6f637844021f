"""Drawn cards: SVG that needs nothing else, every run of words inside the page by the rule."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.errors import BadTemplate
from svc.i18n import speak
from svc.messages.facts import Facts, facts
from svc.papers.card import card
from svc.papers.card_facts import opinion_facts
from svc.papers.lines import width
from svc.papers.svg import drawn
from svc.policy import Policy

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("birthday", "festival", "opinion", "thank_you", "warranty")
LONG = "阿卜杜热依木·买买提艾力·古丽巴哈尔·努尔麦麦提"
LONG_SHOP = "锦绣年华高级女装定制与皮具护理连锁有限公司三里屯太古里旗舰店"
FLOW = (
    '<svg xmlns="http://www.w3.org/2000/svg">'
    '<flow x="0" y="0" width="9" height="9">{}</flow></svg>'
)
MARKS = (
    "<script>alert(1)</script>",
    "&amp; & ]]> <!--",
    "' \" />",
    "{{ shop.name }}",
    "\ufffe\u0007",
)


@pytest.fixture(autouse=True)
def english() -> None:
    speak("en")


def known(
    name: str,
    language: str,
    shop: str = "雅衣阁",
    *,
    staff: str = "李娜",
    gender: str | None = "F",
) -> Facts:
    found = facts(
        name=name, gender=gender, number=None, shop=shop, today=date(2027, 2, 3),
        language=language, staff=staff, bought_on=date(2026, 11, 15), bought="羊绒大衣",
    )  # fmt: skip
    return found | opinion_facts(Policy(), date(2027, 2, 3), language) | {
        "warranty": {
            "number": "P-261122-7KQ3MX", "receipt": "0031", "bought": "2026年11月22日",
            "installed": "", "basis": "纺织品服装包修期", "law": "",
        },
        "pieces": [
            {"name": f"羊毛大衣 {n}", "qty": n, "months": 3, "until": "2027年2月22日"}
            for n in range(1, 4)
        ],
        "tips": [{"text": "下水前先看水洗标，深浅色分开洗"}],
    }  # fmt: skip


def drawing(name: str, facts: Facts, language: str = "zh") -> ET.Element:
    return ET.fromstring(card(name, facts, language=language, form="svg"))  # noqa: S314 - ours


def runs(root: ET.Element) -> list[tuple[float, float, float, str]]:
    """Every line of words: from where to where, at which height, and what it says."""
    found = []
    chinese = root.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-CN"
    for text in root.iter(f"{SVG}text"):
        size = float(text.get("font-size", "0"))
        spacing = float(text.get("letter-spacing", "0"))
        for line in text.iter(f"{SVG}tspan"):
            between = float(line.get("letter-spacing", spacing))
            said = line.text or ""
            wide = width(said, chinese=chinese) * size + between * max(len(said) - 1, 0)
            x = float(line.get("x", "0"))
            left = {"middle": x - wide / 2, "end": x - wide}.get(text.get("text-anchor", ""), x)
            found.append((left, left + wide, float(line.get("y", "0")), said))
    return found


def assert_inside(root: ET.Element) -> None:
    assert root.get("viewBox") == "0 0 105 148"
    found = runs(root)
    assert found
    for left, right, y, said in found:
        assert left >= 5, said
        assert right <= 100, said
        assert 5 < y < 143, said


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "called", ["王小丽", LONG, "Wilhelmina Featherstonehaugh-Cholmondeley", ""]
)
@pytest.mark.parametrize("gender", ["F", "M", None])
def test_words_stay_inside(name: str, language: str, called: str, gender: str | None) -> None:
    """A6; within the frame, whatever the name and the shop's (S2-025)."""
    assert_inside(drawing(name, known(called, language, LONG_SHOP, gender=gender), language))


@given(
    st.text(st.characters(codec="utf-8"), max_size=60),
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.sampled_from(NAMES),
    st.sampled_from(["zh", "en"]),
)
def test_any_name_stays_inside(called: str, shop: str, name: str, language: str) -> None:
    """Any name, any shop: the drawing parses and no run of words leaves the frame."""
    assert_inside(drawing(name, known(called, language, shop), language))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_drawing_stands_alone(name: str, language: str) -> None:
    """No script, nothing fetched: every reference is to the drawing itself, and is there."""
    root = drawing(name, known("王小丽", language), language)
    ids = {each.get("id") for each in root.iter()}
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert not tags & {"script", "image", "foreignObject", "a", "style", "flow", "look", "p"}
    for each in root.iter():
        for key, value in each.attrib.items():
            assert not key.startswith("on")
            assert "url(" not in value
            if key.endswith("href"):
                assert value.startswith("#") and value[1:] in ids  # noqa: PT018
    assert not re.search(r"https?://(?!www\.w3\.org/)", ET.tostring(root, encoding="unicode"))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("evil", MARKS)
def test_a_name_brings_no_markup(name: str, evil: str) -> None:
    """What looks like mark-up is words; what XML may not hold is left out."""
    root = drawing(name, known(evil, "zh", evil, staff=evil))
    assert f"{SVG}script" not in {each.tag for each in root.iter()}
    said = "".join("".join(text for *_place, text in runs(root)).split())
    assert "".join(evil.replace("\ufffe", "").replace("\u0007", "").split()) in said


def test_the_same_words_as_the_page() -> None:
    """What is drawn is what the page says, letter by letter."""
    for name in NAMES:
        page = card(name, known("王小丽", "zh"), language="zh", form="html").partition("<body>")[2]
        shown = "".join(re.sub(r"(?s)<[^>]*>", "", page).split())
        said = "".join(
            "".join(text for *_place, text in runs(drawing(name, known("王小丽", "zh")))).split()
        )
        assert sorted(shown) == sorted(said)


MOTIFS = [
    ("春节", "lantern"), ("除夕", "lantern"), ("元宵节", "lantern"),
    ("中秋节", "osmanthus"), ("端午节", "dumpling"), ("国庆节", "curl"),
]  # fmt: skip


@pytest.mark.parametrize(("festival", "motif"), MOTIFS)
def test_each_festival_has_its_picture(festival: str, motif: str) -> None:
    """Lanterns, the moon, dumplings in leaves; other festivals a flourish."""
    text = card(
        "festival", known("王小丽", "zh"), {"festival": festival}, language="zh", form="svg"
    )
    assert f'id="{motif}"' in text


def test_too_many_words_are_said() -> None:
    """What fits at no size is refused, not cut."""
    with pytest.raises(BadTemplate, match="do not fit"):
        card("birthday", known("王小丽", "zh"), {"wish": "长" * 2_000}, language="zh", form="svg")


@pytest.mark.parametrize(
    ("markup", "what"),
    [
        ("<!doctype html><p>x</p>", "draws no card"),
        ("<p>x</p>", "begins with 'p'"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "has no flow"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><flow/></svg>', "'x'"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><svg/>', "entities"),
        (
            FLOW.format('<look of="p" sise="3"/>'),
            "sise",
        ),
    ],
)
def test_what_draws_nothing_is_told(markup: str, what: str) -> None:
    """A template that is no drawing is named with what is wrong."""
    with pytest.raises(BadTemplate, match=what):
        drawn(markup, "own.zh.html")


def test_a_shops_own_card_is_drawn(tmp_path: Path) -> None:
    """A card that builds on the shared page is drawn without more; a shop restyles its looks."""
    folder = tmp_path / "templates" / "card"
    folder.mkdir(parents=True)
    own = (
        '{% extends "card/_card.html" %}{% block title %}您好{% endblock %}'
        '{% block looks %}<look of="h1" fill="#123456"/>{% endblock %}'
        "{% block words %}<p>{{ customer.call }}</p>{% endblock %}"
    )
    (folder / "hello.zh.html").write_text(own, encoding="utf-8")
    text = card("hello", known("王小丽", "zh"), language="zh", form="svg", store=tmp_path)
    assert "#123456" in text
    assert "王小丽女士" in text
    (folder / "hello.zh.svg").write_text(own.replace("您好", "再会"), encoding="utf-8")
    assert "再会" in card("hello", known("x", "zh"), language="zh", form="svg", store=tmp_path)
    (folder / "bare.zh.html").write_text("<p>x</p>", encoding="utf-8")
    with pytest.raises(BadTemplate, match="draws no card"):
        card("bare", known("x", "zh"), language="zh", form="svg", store=tmp_path)
