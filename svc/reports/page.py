"""A report as one page of HTML that needs nothing else: no network, no script, no other file.

How it looks is a template, `templates/report/page.html` and its parts; a shop's own come first and
run in the sandbox all templates run in. Tables and drawings come to it finished.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from svc.i18n import say, spoken
from svc.output import width
from svc.reports import cells
from svc.reports.drawing import svg
from svc.reports.plots import MOST
from svc.reports.values import change, heading, in_words, shown, with_arrow

if TYPE_CHECKING:
    from os import PathLike

    from markupsafe import Markup

    from svc.messages.templates import Template
    from svc.reports.document import Chart, Figure, Report, Section, Value, Words

LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
CONTENTS = 4
"""From so many sections on, a list of them comes first."""
LONG = 11
"""Half-width characters of a key figure from which it is written smaller."""
LONGEST = 100_000_000
"""Characters: a ledger of a year is long."""
_COMMAND = re.compile("`([^`]+)`")


def page(
    report: Report, *, printed: bool = False, store: str | PathLike[str] | None = None
) -> str:
    """A report as an HTML page in the language in use; the same figures give the same text.

    Args:
        report: what is shown.
        printed: for paper (PDF): light, plain colours, each drawing once.
        store: the shop's folder, whose template comes first.

    Raises:
        BadTemplate: the shop's template cannot be read or rendered; file and line are named.
    """
    from svc.messages.compiled import Compiled

    (text,) = Compiled(_template(store)).write([_facts(report, printed=printed)], LONGEST)
    return text.encode("utf-8", "replace").decode()


def _template(store: str | PathLike[str] | None) -> Template:
    """The page's template: the shop's, else ours."""
    from svc.messages.templates import Template, TemplateInfo, folders, shipped, text_of

    places = folders(store)
    here = (
        place for place in places if os.path.isfile(os.path.join(place, "report", "page.html"))
    )
    folder = next(here, shipped())
    path = os.path.join(folder, "report", "page.html")
    info = TemplateInfo(
        name="page", kind="report", channel="report", language=spoken(), variables=(), file=path,
        source="shipped" if folder == shipped() else "shop", form="html",
    )  # fmt: skip
    return Template(info=info, text=text_of(path, folder), defaults={}, folders=places)


def _facts(report: Report, *, printed: bool) -> dict[str, Any]:
    """What the template may write: words, and marked-up tables and drawings."""
    tables = [section.table for section in report.sections if section.table is not None]
    return {
        "lang": LANGUAGES[spoken()],
        "printed": printed,
        "broad": any(map(cells.is_broad, tables)),
        "title": heading(report.title),
        "shop": heading(report.shop),
        "about": [heading(words) for words in report.about],
        "in_fours": _in_fours(len(report.figures)),
        "figures": [_tile(figure) for figure in report.figures],
        "sections": [
            _section(section, number, printed=printed)
            for number, section in enumerate(report.sections, 1)
        ],
        "with_contents": len(report.sections) >= CONTENTS,
        "after": [_prose(words) for words in report.after],
        "words": {
            "contents": str(say("Contents")),
            "skip": str(say("Skip to the report")),
            "figures": str(say("Key figures")),
            "bad": str(say("needs attention")),
        },
    }


def _in_fours(count: int) -> bool:
    """Whether four key figures on a line leave fewer places empty than three."""
    return -count % 4 < -count % 3


def _tile(figure: Figure) -> dict[str, Any]:
    """A key figure and what it was before, with by how much it went up or down."""
    value = shown(figure.value, figure.kind)
    return {
        "label": heading(figure.label),
        "value": value,
        "long": width(value) > LONG,
        "few": cells.is_few(figure.value),
        "bad": figure.bad,
        "before": [_before(figure, heading(label), was) for label, was in figure.before],
    }


def _before(figure: Figure, label: str, was: Value) -> dict[str, Any]:
    up = change(figure.value, was, figure.kind)
    return {
        "label": label,
        "value": shown(was, figure.kind),
        "few": cells.is_few(was),
        "arrow": "" if up is None else with_arrow(up, figure.kind),
        "spoken": "" if up is None else in_words(up, figure.kind),
    }


def _section(section: Section, number: int, *, printed: bool) -> dict[str, Any]:
    words = heading(section.heading)
    return {
        "id": f"s{number}",
        "heading": words,
        "notes": [_prose(note) for note in section.notes],
        "chart": _drawing(section.chart, number, printed=printed) if section.chart else "",
        "table": cells.table(section.table, words) if section.table else "",
        "after": [_prose(note) for note in section.after],
    }


def _prose(words: Words) -> Markup:
    """A sentence as HTML; a command named in it between backticks is set as one."""
    from markupsafe import escape

    return _marked_up(_COMMAND.sub(r"<code>\1</code>", str(escape(heading(words)))))


def _drawing(chart: Chart, number: int, *, printed: bool) -> dict[str, Any] | str:
    """The drawings of a chart, wide and narrow, and its caption; empty where there is none."""
    wide = svg(chart, name=f"c{number}", printed=printed)
    if wide is None:
        return ""
    narrow = None if printed else svg(chart, name=f"n{number}", narrow=True)
    return {
        "title": heading(chart.title),
        "unit": heading(chart.unit),
        "told": " ".join(map(str, _told(chart))),
        "wide": _marked_up(wide),
        "narrow": _marked_up(narrow or ""),
    }


def _told(chart: Chart) -> list[Any]:
    """How a drawing is to be read, where that is not plain."""
    found = []
    if chart.kind == "pareto":
        found.append(say("The line is the running total, in percent of all."))
    if chart.kind != "lines" and len(chart.labels) > MOST:
        found.append(say("The first {n} of {all} are drawn.", n=MOST, all=len(chart.labels)))
    return found


def _marked_up(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - drawn here, its words escaped
