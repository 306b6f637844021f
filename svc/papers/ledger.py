"""A ledger on paper: a page of HTML to print on A4 across, a spreadsheet, Markdown, text, CSV."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from svc import output
from svc.i18n import _, say, spoken, word
from svc.lists.writing import form_of as named_form
from svc.records.birthday import in_words
from svc.records.repair import CARES
from svc.rules.books import Coded
from svc.rules.consent import channel_said
from svc.rules.ledger import LEDGERS, MISSING
from svc.rules.ruling import cause_word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from os import PathLike

Row = dict[str, Any]
FORMS = ("csv", "tsv", "json", "jsonl", "xlsx", "html", "pdf", "md", "txt")
AMOUNTS = frozenset({"fee", "refund", "difference", "second_price", "price", "amount", "spend"})
NUMBERS = AMOUNTS | {"no", "nth", "tries", "days", "purchases", "ordered", "in", "out", "on_hand",
                     "age", "completeness", "csat", "nps"}  # fmt: skip
UNBROKEN = frozenset({"id", "phone", "about", "purchase", "receipt"})
"""What people copy: never broken across lines."""
HEADINGS = {
    "no": "No.",
    "on": "date",
    "in": "came in",
    "out": "went out",
    "part": "part name",
    "done_on": "finished on",
    "difference": "price difference",
    "csat": "all in all (1-5)",
    "nps": "would recommend (0-10)",
}
"""Columns whose heading is another word than their key."""


def form_of(file: str | PathLike[str]) -> str:
    """The form a file's name asks for; raises WrongUsage."""
    return named_form(file, FORMS)


def heading(key: str) -> str:
    """What people call a column, or something that is missing."""
    if (named := _(key)) != key and key not in HEADINGS:
        return named
    return _(HEADINGS.get(key, key.replace("_", " ")))


def said(ledger: str, key: str, value: Any) -> Any:
    """A value as people read it: codes as words, lists with commas, yes and no."""
    if value is None or value == []:
        return None
    if isinstance(value, list):
        return ("、" if spoken() == "zh" else ", ").join(_word(ledger, key, v) for v in value)
    if isinstance(value, bool):
        return output.cell(value)
    return _word(ledger, key, value) if isinstance(value, str) else value


def _word(ledger: str, key: str, value: Any) -> str:
    """A code as its word; what somebody wrote as it stands."""
    if isinstance(value, Coded):
        return value.words
    text = str(value)
    if ledger == "customers" and key == "birthday":
        return in_words(text) or text
    if ledger == "customers" and key == "consent":
        return channel_said(text)
    if key == MISSING:
        return heading(text)
    if key == "cause":
        return cause_word(text)
    return word(text) if key in LEDGERS[ledger].words or _is_care(key, text) else text


def _is_care(key: str, text: str) -> bool:
    """Whether the problem of a repair is but the word of a care service."""
    return key == "problem" and text in CARES


def plain(row: Row) -> Row:
    """A line as programs get it: days and amounts as text."""
    return {key: _plain(value) for key, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def written(
    ledger: str,
    rows: Sequence[Row],
    form: str,
    *,
    keys: Sequence[str],
    columns: Sequence[str],
    shop: str,
    today: date,
    days: tuple[date | None, date | None] = (None, None),
) -> bytes:
    """The bytes of a ledger in a form: every key for programs, the columns printed for people.

    Raises:
        WrongUsage: a spreadsheet or a PDF is asked for and its library is not installed.
    """
    if form in {"json", "jsonl", "csv", "tsv"}:
        return _for_programs([plain(row) for row in rows], form, keys)
    shown = [[said(ledger, key, row.get(key)) for key in columns] for row in rows]
    headings = [heading(key) for key in columns]
    title = str(LEDGERS[ledger].title)
    if form == "xlsx":
        return _sheet(title, headings, shown, today)
    about = [shop, _span(days), str(say("written on {day}", day=today))]
    make: Mapping[str, Callable[..., str]] = {
        "html": _page, "pdf": _page, "md": _markdown, "txt": _text,
    }  # fmt: skip
    text = make[form](title, [each for each in about if each], headings, shown, columns)
    if form != "pdf":
        return text.encode()
    from svc.papers.pdf import pdf

    return pdf(text)


def _for_programs(rows: Sequence[Row], form: str, keys: Sequence[str]) -> bytes:
    if form == "json":
        return ((output.to_json(rows) if rows else "[]") + "\n").encode()
    if form == "jsonl":
        return "".join(output.to_json(row, indent=None) + "\n" for row in rows).encode()
    file = io.StringIO()
    output.write_separated(rows, file, form, keys)
    return file.getvalue().encode()


def _sheet(title: str, headings: list[str], rows: list[list[Any]], today: date) -> bytes:
    from svc.lists.sheets import Sheet
    from svc.lists.spreadsheet import xlsx

    cells = tuple(tuple(row) for row in rows)
    return xlsx(Sheet(name=title[:31], columns=tuple(headings), rows=cells), today)


def _span(days: tuple[date | None, date | None]) -> str:
    first, last = days
    if first and last:
        return str(say("{first} to {last}", first=first, last=last))
    if first:
        return str(say("from {first} on", first=first))
    return str(say("up to {last}", last=last)) if last else ""


def _text(
    title: str, about: list[str], headings: list[str], rows: list[list[Any]], _columns: object
) -> str:
    lines = [headings, *([output.safe(output.cell(value)) for value in row] for row in rows)]
    widths = output.widths_of(lines)
    shown = (output.aligned(line, widths) for line in lines)
    return "\n".join([title, "  ".join(map(output.safe, about)), "", *shown, ""])


def _markdown(
    title: str, about: list[str], headings: list[str], rows: list[list[Any]], columns: list[str]
) -> str:
    from svc.papers import literal

    table = "\n".join(literal.rows(headings, [key in NUMBERS for key in columns], rows))
    return f"# {title}\n\n{' · '.join(map(literal.escaped, about))}\n\n{table}\n"


def _page(
    title: str, about: list[str], headings: list[str], rows: list[list[Any]], columns: list[str]
) -> str:
    from html import escape

    from svc.messages.facts import visible
    from svc.papers.ledger_style import SCREEN, scrolling

    def row(tag: str, cells: Sequence[Any]) -> str:
        made = [
            f"<{tag}{look(key, cell)}>{escape(visible(_shown(cell)))}</{tag}>"
            for key, cell in zip(columns, cells, strict=True)
        ]
        return f"<tr>{''.join(made)}</tr>"

    body = "\n".join(row("td", cells) for cells in rows)
    head = row("th", headings)
    table = f"<table>\n<thead>\n{head}\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>"
    return PAGE.format(
        language="zh-CN" if spoken() == "zh" else "en-GB",
        title=escape(title),
        about=" · ".join(escape(visible(each)) for each in about),
        screen=SCREEN,
        table=scrolling(escape(title), table),
    )


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def look(key: str, value: Any) -> str:
    """What a cell looks like: numbers right, what is missing red, days unbroken, names wide."""
    if key in NUMBERS:
        return ' class="n"'
    if isinstance(value, date) or key in UNBROKEN:
        return ' class="k"'
    if (known := {MISSING: ' class="m"', "name": ' class="w"'}.get(key)) is not None:
        return known
    from svc.papers.ledger_style import is_long

    return ' class="t"' if is_long(value) else ""


PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
  @page {{
    size: A4 landscape; margin: 12mm 10mm;
    @bottom-center {{ content: counter(page) " / " counter(pages); font: 7pt sans-serif; }}
  }}
  * {{ box-sizing: border-box; margin: 0; padding: 0; }}
  body {{
    color: #111; background: #fff; padding: 6mm;
    font: 9pt/1.45 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei",
      "Hiragino Sans GB", SimHei, sans-serif;
    overflow-wrap: anywhere;
  }}
  h1 {{ font-size: 15pt; text-align: center; letter-spacing: .1em; }}
  p {{ text-align: center; color: #555; margin: 1mm 0 4mm; }}
  table {{ width: 100%; border-collapse: collapse; }}
  th, td {{ border: .2mm solid #999; padding: .8mm 1mm; text-align: left; vertical-align: top; }}
  th {{ background: #f0efec; font-weight: 600; word-break: keep-all; overflow-wrap: normal; }}
  td.n {{ text-align: right; }}
  td.n, td.k {{ white-space: nowrap; }}
  :lang(zh) th {{ white-space: nowrap; }}
  td.w {{ min-width: 3.6em; }}
  td.m {{ color: #a02c1c; min-width: 16mm; }}
  thead {{ display: table-header-group; }}
  tr {{ break-inside: avoid; }}
  @media print {{ body {{ padding: 0; font-size: 7pt; }} }}
  {screen}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{about}</p>
{table}
</main>
</body>
</html>
"""
