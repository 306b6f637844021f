"""Rendering: strangers' templates do no harm, slips are named, variables fill in."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING

import pytest

from svc.errors import BadTemplate, SvcError, WrongUsage
from svc.i18n import speak
from svc.messages.facts import Facts, facts
from svc.messages.render import render, signature
from svc.messages.templates import Template, template

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def english() -> None:
    speak("en")


def known(name: str = "王小丽") -> Facts:
    return facts(
        name=name, gender="F", number="0001", shop="锦绣衣坊", today=date(2026, 11, 22),
        language="zh",
    )  # fmt: skip


def own(store: Path, text: str, form: str = "txt") -> Template:
    """A template of the shop's, as it would lie in its folder."""
    channel = "sms" if form == "txt" else "card"
    file = store / "templates" / channel / f"own.zh.{form}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return template("own", channel=channel, language="zh", store=store, form=form)


def test_facts_are_plain_words_only(tmp_path: Path) -> None:
    """An object handed in by mistake is a fault of ours, never a leak."""
    with pytest.raises(TypeError, match="plain words"):
        render(own(tmp_path, "{{ o.secret }}"), {**known(), "o": object()})  # type: ignore[dict-item]


SLIPS = [
    ("{{ customer.nmae }}", 1, "'nmae'", "customer.name"),
    ("Hi\n\n{{ custmer.name }}", 3, "'custmer'", "customer.name"),
    ("{#svc\nkind = 'x'\n[variables]\nitem = 'a'\n#}\n{{ itme }}", 6, "'itme'", "item"),
    ("{{ shop.name }}\n{{ fesitval.name }}", 2, "'fesitval'", "festival.name"),
]


@pytest.mark.parametrize(("text", "line", "word", "meant"), SLIPS)
def test_a_slip_is_named(text: str, line: int, word: str, meant: str, tmp_path: Path) -> None:
    """A misspelt name: the file, the line, the word, and the nearest there is."""
    with pytest.raises(BadTemplate) as caught:
        render(own(tmp_path, text), known())
    assert f"own.zh.txt, line {line}: There is no {word}." in str(caught.value)
    assert str(caught.value.hint) == f"Did you mean {meant}?"


GROUPS = {
    "{{ customer }}": "name, call, gender, number",
    "{{ 'Hi' ~ shop }}": "name",
    "{{ festival | string }}": "name, gloss",
    "{{ term | upper }}": "name, gloss",
    "{{ [today] }}": "date, words, year, month, day",
}


@pytest.mark.parametrize("text", GROUPS)
@pytest.mark.parametrize("form", ["txt", "html"])
def test_a_group_of_facts_is_no_word(text: str, form: str, tmp_path: Path) -> None:
    """Nobody is sent what Python would print of it: file and line, and the facts there are."""
    with pytest.raises(BadTemplate) as caught:
        render(own(tmp_path, "Hi\n" + text, form), known())
    assert f"own.zh.{form}, line 2: " in str(caught.value)
    assert GROUPS[text] in str(caught.value)
    groups = ("customer", "shop", "festival", "term", "today")
    group = next(name for name in groups if name in text)
    first = GROUPS[text].partition(",")[0]
    assert str(caught.value.hint) == f"Name one of them, as in {group}.{first}."


def test_a_list_is_no_word(tmp_path: Path) -> None:
    """The lines of a list are written one by one."""
    with pytest.raises(BadTemplate, match=r"\.txt, line 1: This is a list"):
        render(own(tmp_path, "{{ tips }}"), known() | {"tips": [{"text": "a"}]})
    asked = "{% if customer %}{% for tip in tips %}{{ tip.text }}{% endfor %}{% endif %}"
    assert render(own(tmp_path, asked), known() | {"tips": [{"text": "a"}]}) == "a"


def test_a_syntax_error_has_its_line(tmp_path: Path) -> None:
    """What Jinja cannot read is named with its line, too."""
    with pytest.raises(BadTemplate, match=r"own\.zh\.txt, line 2: "):
        render(own(tmp_path, "Hello\n{% if %}"), known())


def test_variables(tmp_path: Path) -> None:
    """The default stands where nothing is given; what is given is one line of plain words."""
    text = own(tmp_path, '{#svc\nkind = "x"\n[variables]\nitem = "coat"\n#}\nYour {{ item }}.')
    assert render(text, known()) == "Your coat."
    assert render(text, known(), {"item": " long\x1b[31m\n scarf\u202e"}) == "Your long[31m scarf."
    assert render(text, known(), {"item": ""}) == "Your coat."
    assert render(text, known(), {"item": "{{ shop.name }}"}) == "Your {{ shop.name }}."


def test_an_unknown_variable_is_refused(tmp_path: Path) -> None:
    """`--var` with a name the template does not have: the hint lists those it has."""
    with pytest.raises(WrongUsage, match="no variable 'itme'") as caught:
        render(own(tmp_path, '{#svc\n[variables]\nitem = "a"\n#}'), known(), {"itme": "b"})
    assert str(caught.value.hint) == "It takes: item."
    with pytest.raises(WrongUsage) as caught:
        render(own(tmp_path, "plain"), known(), {"shop": "b"})
    assert str(caught.value.hint) == "It takes none."


def test_a_variable_may_replace_a_fact(tmp_path: Path) -> None:
    """A variable that bears a fact's name stands in for it when given, and only then."""
    text = own(tmp_path, '{#svc\n[variables]\nfestival = ""\n#}\n{{ festival.name }}')
    assert render(text, known()) == "冬至"
    assert render(text, known(), {"festival": "元旦"}) == "元旦"
    assert render(text, known(), {"festival": "Mother's Day"}) == "母亲节"
    gloss = own(tmp_path, '{#svc\n[variables]\nfestival = ""\nterm = ""\n#}\n'
                '{{ festival.gloss }}, {{ term.gloss }}')  # fmt: skip
    given = {"festival": "母亲节", "term": "立春"}
    assert render(gloss, known(), given) == "Mother's Day, Start of Spring"
    given = {"festival": "our feast", "term": "frost"}
    assert render(gloss, known(), given) == "our feast, frost"


def test_html_is_escaped_and_text_is_not(tmp_path: Path) -> None:
    """A name cannot bring mark-up into a card; in a text message it is what it is."""
    name = "<script>alert(1)</script>"
    assert "<script" not in render(own(tmp_path, "{{ customer.name }}", "html"), known(name))
    assert render(own(tmp_path, "{{ customer.name }}"), known(name)) == name


def test_names_are_never_templates(tmp_path: Path) -> None:
    """Braces in a customer's name stay braces."""
    text = own(tmp_path, "{{ customer.name }}")
    assert render(text, known("{{ shop.name }}")) == "{{ shop.name }}"


def test_limits_are_given_back(tmp_path: Path) -> None:
    """After a runaway template the process has its memory, its timer and its signals again."""
    resource = pytest.importorskip("resource")
    signal = pytest.importorskip("signal")
    before = resource.getrlimit(resource.RLIMIT_AS), signal.getsignal(signal.SIGPROF)
    with pytest.raises(SvcError):
        render(own(tmp_path, "{% set x = 'x' * 9999 %}" + "{% set x = x ~ x %}" * 40), known())
    assert (resource.getrlimit(resource.RLIMIT_AS), signal.getsignal(signal.SIGPROF)) == before
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_each_of_many_has_a_time_of_its_own() -> None:
    """Three texts that take two thirds of the time each are no runaway; one that takes all is."""
    from svc.messages.sandbox import TooMuch, limits

    def work(seconds: float) -> None:
        until = time.process_time() + seconds
        while time.process_time() < until:
            pass

    with limits(seconds=0.3) as begin:
        for _text in range(3):
            begin()
            work(0.2)
    with pytest.raises(TooMuch), limits(seconds=0.1):
        work(0.5)


def test_signature() -> None:
    """The shop's name in the carriers' brackets, which it may not hold itself."""
    assert signature("锦绣【衣坊】") == "【锦绣衣坊】"
