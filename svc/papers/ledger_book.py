"""All ledgers as one book: cover, contents, each ledger from a new page, what is incomplete.

It tells no day on which it was written: the same records give the same bytes. The inner margin is
wider, to bind it; pages are printed on A4 across, on both sides.
"""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING, Any

from svc.errors import WrongUsage
from svc.frozen import Frozen
from svc.i18n import _, say, spoken
from svc.papers.ledger import heading, look, said
from svc.papers.ledger_style import SCREEN, scrolling
from svc.rules.ledger import LEDGERS, MISSING, NO

if TYPE_CHECKING:
    from os import PathLike

Row = dict[str, Any]
FORMS = ("pdf", "html", "xlsx")
LONGEST_NAME = 31
"""Characters of the name of a sheet."""


class Part(Frozen):
    """One ledger of the book: its name, the columns printed, its lines."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        """What the ledger is called."""
        return str(LEDGERS[self.name].title)

    @property
    def lacking(self) -> tuple[Row, ...]:
        """The lines that lack something (S0-024)."""
        return tuple(row for row in self.rows if row.get(MISSING))

    def shown(self, row: Row) -> list[Any]:
        """The cells of a line as people read them."""
        return [said(self.name, key, row.get(key)) for key in self.columns]


class Book(Frozen):
    """All ledgers of a shop for some days, or about one case."""

    shop: str
    days: tuple[date | None, date | None]
    case: str | None
    parts: tuple[Part, ...]

    @property
    def span(self) -> str:
        """Which days, or which case, it is about."""
        first, last = self.days
        whole = first and last and first.day == 1 and _is_month(first, last)
        if whole and first:
            shown = first.strftime("%Y-%m")
        elif first and last:
            shown = str(say("{first} to {last}", first=first, last=last))
        elif first:
            shown = str(say("from {first} on", first=first))
        else:
            shown = str(say("up to {last}", last=last)) if last else _("all that is on file")
        return f"{shown} · {self.case}" if self.case else shown


def _is_month(first: date, last: date) -> bool:
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return (following - last).days == 1


def form_of(file: str | PathLike[str]) -> str:
    """The form a file's name asks for; raises WrongUsage."""
    form = os.path.splitext(file)[1].lower().removeprefix(".")
    if form not in FORMS:
        raise WrongUsage(
            say("All ledgers together are a PDF, a page or a spreadsheet."),
            say("Let the name end in .pdf, .html or .xlsx; single ledgers take the rest, too."),
        )
    return form


def written(book: Book, form: str, today: date) -> bytes:
    """The bytes of the book in a form; `today` dates a spreadsheet of no particular days.

    Raises:
        WrongUsage: a spreadsheet or a PDF is asked for and its library is not installed.
    """
    if form == "xlsx":
        return _sheets(book, book.days[1] or today)
    text = page(book)
    if form == "html":
        return text.encode()
    from svc.papers.pdf import pdf

    return pdf(text)


def contents(book: Book) -> list[tuple[str, int, int]]:
    """Title, lines and incomplete lines of each ledger."""
    return [(part.title, len(part.rows), len(part.lacking)) for part in book.parts]


def incomplete(book: Book) -> list[tuple[str, Any, str, str]]:
    """Ledger, number, id and what is missing of each line that lacks something."""
    return [
        (part.title, row.get(NO), str(row.get("id", "")), said(part.name, MISSING, row[MISSING]))
        for part in book.parts
        for row in part.lacking
    ]


def _sheets(book: Book, day: date) -> bytes:
    from svc.lists.sheets import Sheet
    from svc.lists.spreadsheet import workbook

    heads = (_("Ledger"), _("Lines"), _("Incomplete"))
    sheets = [Sheet(name=_("Contents"), columns=heads, rows=tuple(contents(book)))]
    sheets += [
        Sheet(
            name=part.title[:LONGEST_NAME].strip(" '"),
            columns=tuple(heading(key) for key in part.columns),
            rows=tuple(tuple(part.shown(row)) for row in part.rows),
        )
        for part in book.parts
    ]
    lacking = (_("Ledger"), heading(NO), heading("id"), heading(MISSING))
    sheets.append(Sheet(name=_("Incomplete"), columns=lacking, rows=tuple(incomplete(book))))
    return workbook(sheets, day)


def page(book: Book) -> str:
    """The book as one page of HTML that needs nothing else."""
    from html import escape

    numbers = _("page {n} of {m}").replace('"', "").replace("\\", "")
    before, _n, rest = numbers.partition("{n}")
    between, _m, after = rest.partition("{m}")
    return PAGE.format(
        language="zh-CN" if spoken() == "zh" else "en-GB",
        title=escape(_("Ledgers and registers")),
        numbers=f'"{before}" counter(page) "{between}" counter(pages) "{after}"',
        cover=_cover(book),
        body="\n".join(_part(number, part) for number, part in enumerate(book.parts, start=1)),
        end=_end(book),
        screen=SCREEN,
    )


def _safe(value: object) -> str:
    from html import escape

    from svc.messages.facts import visible

    return "" if value is None else escape(visible(str(value)))


def _cover(book: Book) -> str:
    none = _safe(_("no entries"))
    rows = "".join(
        f'<tr><td class="n">{number}</td><td><a href="#l{number}">{_safe(title)}</a></td>'
        f'<td class="n">{lines or none}</td>'
        f'<td class="n">{lacking or ""}</td><td class="n pg"><a href="#l{number}"></a></td></tr>'
        for number, (title, lines, lacking) in enumerate(contents(book), start=1)
    )
    heads = "".join(
        f"<th>{_safe(each)}</th>"
        for each in ("", _("Ledger"), _("Lines"), _("Incomplete"), _("Page"))
    )
    signs = "".join(
        f'<span class="sign">{_safe(each)}</span>'
        for each in (_("Kept by"), _("Checked by"), _("Date"))
    )
    return (
        f'<p class="shop">{_safe(book.shop)}</p><h1>{_safe(_("Ledgers and registers"))}</h1>'
        f'<p class="span">{_safe(book.span)}</p>'
        f'<table class="contents"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        f'<p class="signs">{signs}</p>'
    )


def _part(number: int, part: Part) -> str:
    title = f'<h2 id="l{number}">{_safe(part.title)}</h2>'
    if not part.rows:
        none = _safe(_("no entries"))
        return f'<section>{title}<p class="none">{none}</p></section>'
    heads = "".join(f"<th>{_safe(heading(key))}</th>" for key in part.columns)
    rows = "\n".join(
        "<tr>"
        + "".join(
            f"<td{look(key, cell)}>{_safe(cell)}</td>"
            for key, cell in zip(part.columns, part.shown(row), strict=True)
        )
        + "</tr>"
        for row in part.rows
    )
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f"<section>{title}{scrolling(_safe(part.title), table)}</section>"


def _end(book: Book) -> str:
    name = _safe(_("Incomplete lines"))
    title = f"<h2>{name}</h2>"
    lacking = incomplete(book)
    if not lacking:
        none = _safe(_("Nothing is missing."))
        return f'<section>{title}<p class="none">{none}</p></section>'
    heads = "".join(
        f"<th>{_safe(each)}</th>"
        for each in (_("Ledger"), heading(NO), heading("id"), heading(MISSING))
    )
    rows = "".join(
        f'<tr><td>{_safe(ledger)}</td><td class="n">{_safe(number)}</td>'
        f'<td class="k">{_safe(ref)}</td><td class="m">{_safe(missing)}</td></tr>'
        for ledger, number, ref, missing in lacking
    )
    table = f'<table class="lacking"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    return f"<section>{title}{scrolling(name, table)}</section>"


PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
  @page {{
    size: A4 landscape; margin: 14mm 10mm 13mm 10mm;
    @top-center {{ content: string(ledger); font: 7pt sans-serif; color: #555; }}
    @bottom-center {{ content: {numbers}; font: 7pt sans-serif; }}
  }}
  @page :right {{ margin-left: 22mm; }}
  @page :left {{ margin-right: 22mm; }}
  @page :first {{ @top-center {{ content: none; }} }}
  * {{ box-sizing: border-box; margin: 0; padding: 0; }}
  body {{
    color: #111; background: #fff; padding: 6mm;
    font: 9pt/1.45 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei",
      "Hiragino Sans GB", SimHei, sans-serif;
    overflow-wrap: anywhere;
  }}
  h1 {{ font-size: 26pt; line-height: 1.3; text-align: center; letter-spacing: .12em; }}
  h2 {{ font-size: 15pt; text-align: center; letter-spacing: .1em; margin-bottom: 4mm;
    string-set: ledger content(); }}
  .shop {{ font-size: 14pt; text-align: center; margin: 10mm 0 3mm; }}
  .span {{ font-size: 12pt; text-align: center; color: #555; margin: 2mm 0 8mm; }}
  .none {{ text-align: center; color: #555; margin-top: 20mm; font-size: 11pt; }}
  section {{ break-before: page; margin-top: 10mm; }}
  table {{ width: 100%; border-collapse: collapse; }}
  th, td {{ border: .2mm solid #999; padding: .8mm 1mm; text-align: left; vertical-align: top; }}
  th {{ background: #f0efec; font-weight: 600; word-break: keep-all; overflow-wrap: normal; }}
  td.n {{ text-align: right; }}
  td.n, td.k {{ white-space: nowrap; }}
  :lang(zh) th {{ white-space: nowrap; }}
  td.w {{ min-width: 3.6em; }}
  td.m {{ color: #a02c1c; min-width: 16mm; }}
  .contents {{ width: 170mm; margin: 0 auto; font-size: 10pt; }}
  .contents a {{ color: inherit; text-decoration: none; }}
  .pg a::after {{ content: target-counter(attr(href), page); }}
  .lacking {{ width: auto; margin: 0 auto; }}
  .signs {{ display: flex; gap: 12mm; width: 170mm; margin: 16mm auto 0; }}
  .sign {{ flex: 1; border-bottom: .3mm solid #111; padding-bottom: 1mm; }}
  thead {{ display: table-header-group; }}
  tr {{ break-inside: avoid; }}
  @media print {{
    body {{ padding: 0; font-size: 7pt; }}
    section {{ margin-top: 0; }}
  }}
  {screen}
</style>
</head>
<body>
<main>
<div class="cover">{cover}</div>
{body}
{end}
</main>
</body>
</html>
"""
