"""An exam on paper: a sheet of A4 to write on, or with the answers; page, Markdown, text.

A sheet tells no day: the same number gives the same bytes in the same policy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc import output
from svc.i18n import _, labelled, listed, say, spoken
from svc.lists.writing import form_of as named_form
from svc.rules.exam_questions import LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    from svc.rules.exam import Exam, Question

FORMS = ("html", "pdf", "md", "txt")
LINE = "_" * 60


def form_of(file: str | PathLike[str]) -> str:
    """The form a file's name asks for; raises WrongUsage."""
    return named_form(file, FORMS)


def written(exam: Exam, form: str, *, solved: bool) -> bytes:
    """The bytes of a sheet in a form, with the answers where they are asked for.

    Raises:
        WrongUsage: a PDF is asked for and its library is not installed.
    """
    if form == "txt":
        return text(exam, solved=solved).encode()
    if form == "md":
        return _markdown(exam, solved=solved).encode()
    page = _page(exam, solved=solved)
    if form == "html":
        return page.encode()
    from svc.papers.pdf import pdf

    return pdf(page)


def title(*, solved: bool) -> str:
    """What the sheet is called."""
    return (
        _("Exam: service at the counter, with answers")
        if solved
        else _("Exam: service at the counter")
    )


def _fields(exam: Exam) -> tuple[str, ...]:
    marks = say("Marks (of {total})", total=exam.total)
    return (_("Name"), _("Date"), str(marks))


def _about(exam: Exam) -> str:
    number = say("Sheet {seed} · {n} questions · {total} marks", seed=exam.seed,
                 n=len(exam.questions), total=exam.total)  # fmt: skip
    return f"{exam.shop} · {number}" if exam.shop else str(number)


def _marks(question: Question) -> str:
    return str(say("{n} marks", n=question.marks))


def _choices(question: Question) -> Iterator[tuple[str, str]]:
    """Each choice with its letter, or with room for its number."""
    for place, each in enumerate(question.choices):
        yield (LETTERS[place] if question.pick else ""), each


def text(exam: Exam, *, solved: bool) -> str:
    """The sheet as text."""
    lines = [title(solved=solved), _about(exam), ""]
    if not solved:
        lines += ["   ".join(f"{labelled(field, '')}____________" for field in _fields(exam)), ""]
    for number, question in enumerate(exam.questions, start=1):
        lines.append(f"{number}. {question.text} ({_marks(question)})")
        for letter, each in _choices(question):
            lines.append(f"   {letter + '.' if letter else '(  )'} {each}")
        if solved:
            lines += [f"   → {each}" for each in question.answer.split("\n")]
            lines += [f"     {each}" for each in _why(question)]
        else:
            lines += [f"   {LINE}"] * question.lines
        lines.append("")
    return "\n".join(map(output.safe, lines)).rstrip() + "\n"


def _why(question: Question) -> list[str]:
    """The reasons of an answer, its sources last."""
    sources = [labelled(_("Sources"), listed(question.sources))] if question.sources else []
    return [*question.reasons, *sources]


def _markdown(exam: Exam, *, solved: bool) -> str:
    lines = [f"# {_md(title(solved=solved))}", "", _md(_about(exam)), ""]
    if not solved:
        lines += [
            " &nbsp; ".join(f"**{field}** \\_\\_\\_\\_\\_\\_\\_\\_" for field in _fields(exam)),
            "",
        ]
    for number, question in enumerate(exam.questions, start=1):
        lines += [f"## {number}. {_md(question.text)} ({_md(_marks(question))})", ""]
        lines += [
            f"- {'**' + letter + '**' if letter else '(  )'} {_md(each)}"
            for letter, each in _choices(question)
        ]
        if question.choices:
            lines.append("")
        if solved:
            name = _("Answer")
            answer = "  \n".join(_md(each) for each in question.answer.split("\n"))
            lines += [f"**{name}**  \n{answer}", ""]
            lines += [*(f"- {_md(each)}" for each in _why(question)), ""]
        elif question.lines:
            lines += [*["&nbsp;", "", "---", ""] * question.lines]
    return "\n".join(lines).rstrip() + "\n"


def _md(text: str) -> str:
    shown = output.safe(text)
    for mark in "\\|`*_<>[]#":
        shown = shown.replace(mark, "\\" + mark)
    return shown


def _page(exam: Exam, *, solved: bool) -> str:
    from html import escape

    from svc.messages.facts import visible

    def safe(text: str) -> str:
        return escape(visible(text))

    def one(number: int, question: Question) -> str:
        marks = f'<span class="marks">{safe(_marks(question))}</span>'
        parts = [f'<h2><span class="no">{number}</span>{safe(question.text)} {marks}</h2>']
        if question.choices:
            rows = "".join(
                f'<li><span class="box">{letter}</span>{safe(each)}</li>'
                for letter, each in _choices(question)
            )
            parts.append(f'<ol class="{"pick" if question.pick else "order"}">{rows}</ol>')
        if solved:
            answer = "<br>".join(safe(each) for each in question.answer.split("\n"))
            why = "".join(f"<li>{safe(each)}</li>" for each in _why(question))
            parts.append(f'<div class="answer"><p>{answer}</p><ul>{why}</ul></div>')
        else:
            parts += ['<div class="line"></div>'] * question.lines
        return f'<section class="q">{"".join(parts)}</section>'

    fields = "" if solved else "".join(
        f'<span class="field">{safe(field)}</span>' for field in _fields(exam)
    )  # fmt: skip
    head = safe(title(solved=solved))
    return PAGE.format(
        language="zh-CN" if spoken() == "zh" else "en-GB",
        title=head,
        about=safe(_about(exam)),
        fields=f'<p class="fields">{fields}</p>' if fields else "",
        body="\n".join(one(n, each) for n, each in enumerate(exam.questions, start=1)),
    )


PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
  @page {{
    size: A4; margin: 16mm 18mm 18mm 18mm;
    @bottom-center {{ content: counter(page) " / " counter(pages); font: 8pt sans-serif; }}
  }}
  * {{ box-sizing: border-box; margin: 0; padding: 0; }}
  body {{
    color: #111; background: #fff; max-width: 190mm; margin: 0 auto; padding: 8mm;
    font: 10.5pt/1.6 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei",
      "Hiragino Sans GB", SimHei, sans-serif;
    overflow-wrap: anywhere;
  }}
  h1 {{ font-size: 17pt; line-height: 1.3; text-align: center; }}
  header p {{ text-align: center; color: #555; margin: 1.5mm 0 4mm; }}
  header .fields {{ display: flex; gap: 8mm; margin: 0 0 6mm; color: #111; text-align: left; }}
  .field {{ flex: 1; border-bottom: .3mm solid #111; padding: 5mm 0 1mm; }}
  .q {{ break-inside: avoid; margin: 0 0 6mm; }}
  h2 {{ font-size: 10.5pt; font-weight: 600; break-after: avoid; padding-left: 8mm;
    text-indent: -8mm; margin-bottom: 1.5mm; }}
  .no {{ display: inline-block; width: 8mm; text-indent: 0; }}
  .marks {{ font-weight: 400; color: #555; font-size: 9pt; white-space: nowrap; }}
  ol {{ list-style: none; padding-left: 8mm; }}
  li {{ margin-bottom: 1mm; }}
  ol li {{ padding-left: 8mm; text-indent: -8mm; }}
  .box {{ display: inline-block; width: 5.4mm; height: 5.4mm; line-height: 5mm; text-indent: 0;
    text-align: center; border: .25mm solid #555; margin-right: 2mm; font-size: 8.5pt;
    vertical-align: middle; }}
  .pick .box {{ border-radius: 50%; }}
  .line {{ border-bottom: .2mm solid #888; height: 9mm; margin-left: 8mm; }}
  .answer {{ margin: 1.5mm 0 0 8mm; padding: 1.5mm 3mm; border-left: 1mm solid #1b6e4b;
    background: #eff6f2; }}
  .answer p {{ font-weight: 600; color: #14523a; }}
  .answer ul {{ list-style: none; color: #333; font-size: 9pt; }}
  @media print {{ body {{ padding: 0; max-width: none; }} }}
</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p>{about}</p>
{fields}
</header>
<main>
{body}
</main>
</body>
</html>
"""
