"""A report's page: one file that needs nothing else, the same again, whatever stands in it."""

from __future__ import annotations

import re
import sys
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from svc import i18n
from svc.commands.report import VERBS
from svc.errors import BadTemplate
from svc.reports import cells, plots
from svc.reports.document import Column, Figure, Report, Section, Table, TooFew
from svc.reports.marks import INK
from svc.reports.page import page
from tests.reports.any_report import reports, sample
from tests.tool import tool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Result

    Call = Callable[..., Result]

SHIPPED = Path(__file__).parents[2] / "templates" / "report"


class Page(HTMLParser):
    """A page taken apart: its tags with their attributes, and the text in each kind of tag."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember it."""
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Each tag that is closed is the one opened last."""
        assert self._open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember it."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """What stands in the tag opened last."""
        if self._open and data.strip():
            self.texts.append((self._open[-1], data.strip()))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of each tag of a kind."""
        return [attributes for name, attributes in self.tags if name == tag]

    def within(self, tag: str) -> list[str]:
        """What stands in tags of a kind."""
        return [text for name, text in self.texts if name == tag]


def table(*columns: Column, rows: tuple[tuple[object, ...], ...] = ()) -> Table:
    """A table of these columns."""
    return Table(columns=columns, rows=rows)  # type: ignore[arg-type]


def only(**parts: object) -> Report:
    """A report of one section."""
    section = Section(heading="heading", **parts)  # type: ignore[arg-type]
    return Report(name="any", title="title", shop="雅衣阁", sections=(section,))


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each language, spoken."""
    i18n.speak(request.param)
    yield request.param
    i18n.speak("en")


@settings(max_examples=25)
@given(reports)
def test_any_report_is_a_page_that_needs_nothing(report: Report) -> None:
    """No script, no address, no handler; each tag closed; UTF-8, and the same again."""
    text = page(report)
    assert text == page(report)
    assert text.encode()
    found = Page(text)
    assert not {"script", "img", "iframe", "object", "link", "base"} & {
        tag for tag, _ in found.tags
    }
    for tag, attributes in found.tags:
        assert not [key for key in attributes if key.startswith("on")]
        if "href" in attributes:
            assert tag == "a"
            assert re.fullmatch(r"#[a-z0-9]+", attributes["href"] or "")
    ids = [attributes["id"] for _tag, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", text)


def test_the_page_of_a_report(language: str) -> None:
    """Language, title, landmarks, contents, tiles, drawings and tables, in their order."""
    text = page(sample())
    found = Page(text)
    assert text.startswith("<!doctype html>")
    assert found.of("html") == [{"lang": {"en": "en-GB", "zh": "zh-CN"}[language]}]
    assert found.of("meta")[2] == {"name": "color-scheme", "content": "light dark"}
    names = [tag for tag, _ in found.tags]
    assert [tag for tag in names if tag in {"header", "nav", "main", "footer"}] == [
        "header", "main", "nav", "footer",
    ]  # fmt: skip
    assert names.count("h1") == 1
    assert [each["href"] for each in found.of("a")] == [
        "#report",
        *(f"#s{n}" for n in range(1, 6)),
    ]
    assert names.count("svg") == 8
    assert names.count("table") == names.count("caption") == 4


def test_few_sections_need_no_contents() -> None:
    """A list of one is no list."""
    found = Page(page(only(notes=("Nothing to tell.",))))
    assert found.of("nav") == []
    assert found.of("a") == []


def test_key_figures_tell_what_they_were_and_which_is_bad() -> None:
    """A change in words for those who hear it, a bad figure with a mark and words."""
    found = Page(page(sample()))
    assert found.within("b")[:3] == ["9", "15", "3"]
    assert found.within("i")[1:4] == ["▲ 3", "▼ 3", "="]
    assert "(up 3)" in found.within("span")
    assert [each.get("class") for each in found.of("li")].count("bad") == 1
    assert "needs attention" in found.within("p")
    assert "too few to say (n = 7)" in found.within("p")


def test_cells_of_a_table() -> None:
    """Headings by scope, figures on the right, too few said, what is missing a dash."""
    made = cells.table(
        Table(
            columns=(
                Column("a", "A<b>"), Column("n", "count", "count"), Column("d", "day", "day"),
                Column("w", "words", "words"), Column("s", "share", "percent"),
            ),
            rows=(("x & y", 3, date(2026, 11, 22), "long", TooFew(n=7)), (None,) * 5),
            total=("all", 3, None, None, Decimal(1)),
        ),
        'cap"tion',
    )  # fmt: skip
    found = Page(made)
    assert [each.get("scope") for each in found.of("th")] == ["col"] * 5 + ["row"] * 3
    assert found.within("th") == ["A<b>", "count", "day", "words", "share", "x & y", "–", "all"]
    assert found.within("td") == [
        "3", "2026-11-22", "long", "too few to say (n = 7)", "–", "–", "–", "–", "3", "100.0 %",
    ]  # fmt: skip
    assert [each.get("class") for each in found.of("td")][:4] == ["n", "day", "words", "n few"]
    assert found.of("div")[0]["aria-label"] == 'Table: cap"tion'
    assert found.of("div")[0]["tabindex"] == "0"


def test_only_a_wide_table_takes_a_stop_of_the_keyboard() -> None:
    """A small one cannot be scrolled, so nobody need stop at it."""
    small = cells.table(table(Column("a", "A"), Column("b", "B", "count")), "x")
    assert "tabindex" not in small


def test_a_broad_table_lays_the_paper_on_its_side() -> None:
    """A ledger has fifteen columns: A4 upright has no room for them."""
    columns = tuple(Column(f"c{n}", "heading") for n in range(15))
    assert "A4 landscape" in page(only(table=table(*columns)), printed=True)
    assert "A4 landscape" not in page(sample(), printed=True)


def test_a_page_for_paper() -> None:
    """Light, colours plain, each drawing once, no list of contents."""
    text = page(sample(), printed=True)
    found = Page(text)
    assert found.of("html")[0]["class"] == "printed"
    assert found.of("meta")[2]["content"] == "light"
    assert len(found.of("svg")) == 4
    assert found.of("nav") == []
    assert "var(--c1)" not in text.partition("</style>")[2]


def test_a_page_without_the_library_has_its_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """No picture, nothing else is lost."""
    plots.library.cache_clear()
    monkeypatch.setitem(sys.modules, "lets_plot", None)
    found = Page(page(sample()))
    assert found.of("svg") == found.of("figure") == []
    assert len(found.of("table")) == 4
    plots.library.cache_clear()


def test_a_large_ledger_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand rows are within what a template may take."""
    rows = tuple((f"K-{n:06}", n, "质量问题") for n in range(10_000))
    columns = (Column("a", "case"), Column("n", "count", "count"), Column("t", "text"))
    text = page(only(table=table(*columns, rows=rows)))
    assert text.count("<tr>") == 10_001


def test_a_shops_own_style_and_page_come_first(tmp_path: Path) -> None:
    """Its colours alone, or its whole page; ours where it has none."""
    assert page(sample(), store=tmp_path) == page(sample())
    style = "h1 { color: #123456; }"
    for name, words, expected in (
        ("_style.html", style, f"<style>\n{style}"),
        ("page.html", "<p>{{ title }} {{ shop }}</p>", "<p>customers 雅衣阁</p>"),
    ):
        folder = tmp_path / name / "templates" / "report"
        folder.mkdir(parents=True)
        (folder / name).write_text(words, encoding="utf-8")
        assert expected in page(sample(), store=tmp_path / name)


def test_the_command_takes_the_shops_own_page(shop: Path, svc: Call, tmp_path: Path) -> None:
    """As of cards and slips, its own comes first; one that is broken is told with its line."""
    own = shop / "templates" / "report" / "page.html"
    own.parent.mkdir(parents=True)
    own.write_text("<p>{{ shop }}</p>", encoding="utf-8")
    file = tmp_path / "report.html"
    svc("report", "complaints", "--out", file)
    assert file.read_text(encoding="utf-8") == "<p>雅衣阁</p>"
    svc("check")
    svc("template", "list")
    own.write_text("<p>\n{{ shop", encoding="utf-8")
    assert "page.html, line 2" in svc("report", "complaints", "--out", file, code=4).err


def test_every_report_has_its_picture() -> None:
    """`make pictures` knows each verb of `svc report`."""
    assert tool("pictures").REPORTS.keys() == VERBS.keys()


@pytest.mark.parametrize(
    "wrong",
    ["{{ title", "{{ nothing }}", "{{ title.__class__ }}", "{{ range(10**9) | length }}",
     "{{ sections }}", "{% include 'report/_none.html' %}", "{{ title | safe }}"],
)  # fmt: skip
def test_a_shops_page_runs_in_the_sandbox(tmp_path: Path, wrong: str) -> None:
    """What it must not do, and what it misspells, is told with its file."""
    folder = tmp_path / "templates" / "report"
    folder.mkdir(parents=True)
    (folder / "page.html").write_text(wrong, encoding="utf-8")
    with pytest.raises(BadTemplate, match=r"page\.html"):
        page(sample(), store=tmp_path)


def test_words_are_escaped_everywhere() -> None:
    """Whatever stands in a report, a page takes it for words."""
    bad = '<script>alert("1")</script>\ud800'
    report = Report(
        name="any", title=bad, shop=bad, about=(bad,), after=(bad,),
        figures=(Figure(label=bad, value=bad, kind="text", before=((bad, bad),)),),
        sections=(
            Section(heading=bad, notes=(bad,), after=(bad,),
                    table=table(Column("a", bad), rows=((bad,),))),
        ),
    )  # fmt: skip
    text = page(report)
    assert "<script" not in text
    assert text.count("&lt;script&gt;") == 17
    assert text.encode()


def luminance(colour: str) -> float:
    """How light a colour is, as WCAG 2.1 reckons it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as WCAG 2.1 reckons it: 1 to 21."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def schemes() -> list[dict[str, str]]:
    """The colours of the page's style: light, then dark."""
    style = (SHIPPED / "_style.html").read_text(encoding="utf-8")
    light, _, dark = style.partition("prefers-color-scheme: dark")
    named = r"--([a-z0-9]+): (#[0-9a-f]{6})"
    return [dict(re.findall(named, light)), dict(re.findall(named, dark.partition("* {")[0]))]


@pytest.mark.parametrize("scheme", schemes(), ids=["light", "dark"])
def test_words_in_drawings_can_be_read(scheme: dict[str, str]) -> None:
    """4.5 to 1 for words, 3 to 1 for lines and bars: no checker looks into drawings."""
    for name in ("ink", "soft", "bad", "link", "c1", "c2", "c3", "c4", "c5", "c6"):
        wanted = 3.0 if name[0] == "c" and name not in {"c1", "c2"} else 4.5
        assert contrast(scheme[name], scheme["paper"]) >= wanted, name
    assert contrast(scheme["on"], scheme["c1"]) >= 4.5
    assert contrast(scheme["c2"], scheme["t2"]) >= 3.0


def test_both_schemes_name_every_colour() -> None:
    """On paper drawings have the colours of the light page."""
    light, dark = schemes()
    assert light.keys() == dark.keys()
    for name, (_mark, colour) in INK.items():
        assert light[name] == colour
