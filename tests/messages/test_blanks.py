"""Templates that are words with blanks: filled in as Jinja would fill them, without Jinja."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from svc.errors import BadTemplate
from svc.messages.blanks import blanks
from svc.messages.compiled import Compiled
from svc.messages.facts import NAMES, Facts, facts, visible
from svc.messages.render import Wording, render
from svc.messages.templates import Template, TemplateInfo, template, templates

FULL = facts(
    name="王小丽", gender="F", number="0001", shop="锦绣衣坊", today=date(2026, 11, 22),
    language="zh", staff="小林", bought_on=date(2026, 11, 5), bought="{{ 羊绒 }} <大衣> ",
)  # fmt: skip
VARIABLES = {"item": "{{ shop.name }}\n coat ", "if": "a", "none": "b", "range": "c", "staff": ""}


def made(text: str, form: str = "txt") -> Template:
    info = TemplateInfo(
        name="own", kind="own", channel="sms", language="zh", source="shop",
        variables=tuple(VARIABLES), file="own.zh.txt", form=form,
    )  # fmt: skip
    return Template(info=info, text=text, defaults=VARIABLES, folders=())


WORDS = st.text("a{}%#-+\n\r\t 您\u3000\u2028\x1c", max_size=6)
NAMED = st.sampled_from(
    [*NAMES, *VARIABLES, "true", "self", "loop", "custmer", "today.year", "term.name"]
    + [f"{name}.{key}" for name, keys in NAMES.items() for key in keys]
    + ["customer.nmae", "item.x", "customer.keys", "customer.call | upper", "- shop.name -"]
)
BLANKS = st.builds(
    "{{{{{}{}{}}}}}".format,
    st.sampled_from(["", " ", "\n", "  ", "-", "+"]), NAMED, st.sampled_from(["", " ", "\t", "-"]),
)  # fmt: skip
TAGS = st.builds(
    "{{%{}{}{}%}}".format,
    st.sampled_from(["", " ", "- ", "-", "+ "]),
    st.one_of(st.just("endif"), st.just("else"), NAMED.map("if {}".format)),
    st.sampled_from(["", " ", " -", "-", " +"]),
)
PICKED = st.builds(
    "{}{}{}{}{}".format, TAGS.filter(lambda tag: "if " in tag), WORDS | BLANKS,
    st.sampled_from(["", "{% else %}", "\n {%- else -%} ", " {% else %}\n"]), WORDS | BLANKS,
    st.sampled_from(["{% endif %}", " {%- endif -%} ", "\n  {% endif %}\n", "{%endif-%}"]),
)  # fmt: skip
HEADERS = st.sampled_from(["", '{#svc\nkind = "x"\n#}\n', '{#svc\nkind = "#}"\n#}', "{#svc\n#}"])


@given(HEADERS, st.lists(WORDS | BLANKS | PICKED | TAGS, max_size=7).map("".join))
@example("", "{{{ customer.call }}")
@example("", "{{ customer.call }}}")
@example("", "{{ range }}{{ item }}")
@example("", "a\r\n{{ item }}\r")
@example("", "a {%- if item -%} b {% else %}\nc{% endif %}\n{% if none %}{{ none }}{%endif-%} d")
@example("", "{{% if item %}}{% endif %}")
@example("", "\n \t{% if item %} a {% endif %}")
def test_as_jinja_fills_them(header: str, body: str) -> None:
    """Whatever is filled in here reads as Jinja has it; the rest is left to Jinja."""
    found = made(header + body)
    filled = blanks(found.text, found.defaults)
    if filled is None:
        return
    variables = {name: value for name, value in VARIABLES.items() if name not in NAMES}
    values = {**FULL, **variables}
    (written,) = Compiled(found).write([values], 5_000)
    assert visible(filled.fill(values)).strip() == visible(written).strip()
    assert filled.names <= Compiled(found).names


MESSAGES = [info for info in templates(None) if info.channel != "slip"]


@pytest.mark.parametrize("info", MESSAGES, ids=lambda info: f"{info.channel}-{info.file}")
def test_shipped_ones(info: TemplateInfo) -> None:
    """The shipped templates read the same either way."""
    found = template(
        info.name, channel=info.channel, language=info.language, store=None, form=info.form
    )
    text = render(found, FULL)
    wording = Wording(found)
    assert wording.text({name: FULL[name] for name in wording.asks}) == text
    if info.form == "txt" and blanks(found.text, found.defaults):
        words = {name: told for name, told in found.defaults.items() if name not in NAMES}
        (written,) = Compiled(found).write([{**FULL, **words}], 5_000)
        assert visible(written).strip() == text


@pytest.mark.parametrize("name", ["birthday", "repair_ready", "thanks_purchase", "long_not_seen"])
def test_without_jinja(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What most messages are is written without loading it; a page never is."""
    monkeypatch.setitem(sys.modules, "jinja2", None)
    found = template(name, channel="sms", language="zh", store=None)
    assert "王小丽女士" in render(found, FULL)
    with pytest.raises(ImportError):
        render(made("{{ customer.call }}", "html"), FULL)


ASKED = [
    ("{{ customer.call }}", {"customer"}),
    ("{{ shop.name }}{{ item }}", {"shop"}),
    ("{% if purchase.item %}{{ today.year }}{% endif %}", {"purchase", "today"}),
    ("{% for word in term %}{{ word }}{% endfor %}{{ language }}", {"term", "language"}),
    ("{% set x = festival %}{{ x.name }}", {"festival"}),
    ("no blanks, but purchase, staff", set()),
]


@pytest.mark.parametrize(("text", "asked"), ASKED)
def test_what_it_asks(text: str, asked: set[str]) -> None:
    """Only the facts it names need be told, and those are enough."""
    wording = Wording(made(text))
    assert wording.asks == asked
    assert wording.text({name: FULL[name] for name in asked}) == wording.text(FULL)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("{% extends 'card/_base.html' %}", {"shop", "purchase"}),
        ("{% include 'card/_base.html' %}{{ today.date }}", {"shop", "purchase", "today"}),
        ("{% include 'card/_' ~ language ~ '.html' %}", NAMES.keys()),
        ("{% include ['card/_no.html', 'card/_base.html'] %}", NAMES.keys()),
        ("{% include 'card/_no.html' ignore missing %}{{ customer.name }}", {"customer"}),
        ("{% include 'card/own.zh.html' %}{{ staff.name }}", {"staff"}),
    ],
)
def test_one_that_takes_in_others(tmp_path: Path, text: str, asked: set[str]) -> None:
    """It asks for what they ask for, too; for everything where its words do not name them."""
    (tmp_path / "templates" / "card").mkdir(parents=True)
    file = tmp_path / "templates" / "card" / "own.zh.html"
    base = file.with_name("_base.html")
    base.write_text("{{ shop.name }}{% include 'card/_deep.html' %}", encoding="utf-8")
    file.with_name("_deep.html").write_text("{{ purchase.item }}", encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    found = template("own", channel="card", language="zh", store=tmp_path, form="html")
    assert Wording(found).asks == asked


def test_many_at_once() -> None:
    """More than are written under one limit, each with its own facts, in their order."""
    for text in ("{{ customer.name }}", "{% if 1 %}{{ customer.name }}{% endif %}"):
        many: list[Facts] = [{"customer": {"name": str(n)}} for n in range(250)]
        assert list(Wording(made(text)).texts(many)) == [str(n) for n in range(250)]


def test_a_runaway_among_many() -> None:
    """One that grows too long for one customer stops the rest, and says where."""
    for text in ("{{ shop.name }}", "{{ shop.name }}{% if 1 %}{% endif %}"):
        texts = Wording(made(text)).texts([{"shop": {"name": "a" * n}} for n in (1, 5_001, 1)])
        assert next(texts) == "a" if "%" not in text else True
        with pytest.raises(BadTemplate, match=r"own\.zh\.txt"):
            list(texts)
