"""A questionnaire to hand over: circles to tick, lines for words, where to put it.

One page of HTML that needs nothing else, or text; and the empty sheet that `survey import` reads:
a column a question, its key above, the question itself in a second row that begins with #.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from svc.i18n import say, spoken_in
from svc.messages.facts import visible
from svc.papers.questionnaire_style import PAGE
from svc.rules.survey import EXPECTED, PERCEIVED, POINTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from svc.i18n import Sentence
    from svc.rules.scale import Scale
    from svc.rules.statute import InBoth
    from svc.rules.survey import Question, Questionnaire

SIZES = ("A4", "A5")
MOST_ON_A5 = 10
"""So many questions fit on A5, if none of them is asked twice."""
IN_ROWS = 7
"""A scale of up to so many steps stands beside its question, a longer one below it."""
SHEET_COLUMNS = ("on", "served_by", "customer", "about", "channel")
"""What an empty sheet asks besides the questions, before them; `text` comes after."""
EXCELLENT, OURS = say("an excellent shop"), say("our shop")
MUST = say("(please answer)")
"""What stands behind a question that needs an answer: others may be left blank."""
HEADINGS: dict[str, Sentence] = {
    "on": say("day it was filled in"),
    "served_by": say("who served (code)"),
    "customer": say("customer (phone or id), if known"),
    "about": say("sale or case (id), if known"),
    "channel": say("how it was asked: paper, call, message, visit"),
    "text": say("other remarks"),
}


class Sheet:
    """A questionnaire to be printed for one shop, in one language."""

    def __init__(self, form: Questionnaire, shop: str, language: str) -> None:
        self.form, self.shop, self.language = form, visible(shop), language
        self._number = 0

    def said(self, *sentences: Sentence) -> list[str]:
        """Sentences in the language of the sheet."""
        return spoken_in(self.language, sentences)

    def told(self, text: InBoth | None) -> str:
        """A text of policy in the language of the sheet."""
        return visible(text.told(self.language)) if text is not None else ""

    @property
    def size(self) -> str:
        """The paper it fits on."""
        paired = any(each.side for each in self.form.questions)
        return "A4" if paired or len(self.form.questions) > MOST_ON_A5 else "A5"

    def page(self, size: str | None = None) -> str:
        """The sheet as one HTML page."""
        day, name = self.said(say("Date"), say("Served by (may be left out)"))
        size = size or self.size
        return PAGE.format(
            language="zh-CN" if self.language == "zh" else "en-GB",
            size=size,
            margin="11mm 13mm" if size == "A5" else "11mm 15mm",
            type="9.6pt" if size == "A5" else "10.2pt",
            title=_html(self.told(self.form.title)),
            shop=_html(self.shop),
            intro=_paragraph("intro", self.told(self.form.intro)),
            questions="\n".join(self._blocks()),
            back=_paragraph("back", self.told(self.form.back)),
            day=_html(day),
            served=_html(name),
        )

    def _blocks(self) -> Iterator[str]:
        """The questions, those alike in one table, in their order."""
        for group in _groups(self.form.questions):
            first = group[0]
            if first.side:
                yield self._pairs([each for each in group if each.side == EXPECTED])
            elif first.measures == "weight":
                yield self._points(group)
            elif first.scale.is_words:
                yield "".join(map(self._words, group))
            elif first.scale.is_counted and first.scale.high - first.scale.low < IN_ROWS:
                yield self._rows(group)
            else:
                yield "".join(map(self._below, group))

    def _asked(self, question: Question) -> str:
        self._number += 1
        must = f' <em class="must">{_html(mark)}</em>' if (mark := self._must(question)) else ""
        return f"<b>{self._number}</b>{_html(self.told(question.text))}{must}"

    def _must(self, question: Question) -> str:
        """The mark of a question that needs an answer; nothing of another."""
        return "".join(self.said(MUST)) if question.required else ""

    def _rows(self, group: Sequence[Question]) -> str:
        """Questions on the same short scale: a row each, a circle a step."""
        scale, ends = group[0].scale, self._ends(group[0])
        rows = "".join(_row(self._asked(each), _cells(scale)) for each in group)
        return _table("rows", f"<tr><th></th>{_over(scale, ends)}</tr>", rows)

    def _pairs(self, group: Sequence[Question]) -> str:
        """Questions asked twice: what an excellent shop should be like, and what ours is."""
        scale, ends = group[0].scale, self._ends(group[0])
        heads = "".join(
            f'<th colspan="{scale.high - scale.low + 1}" class="side">{_html(each)}</th>'
            for each in self.said(EXCELLENT, OURS)
        )
        cells = _cells(scale) + _cells(scale, "ours")
        rows = "".join(_row(self._asked(each), cells) for each in group)
        over = f"<tr><th></th>{_over(scale, ends)}{_over(scale, ends, 'ours')}</tr>"
        return _table("rows pairs", f"<tr><th></th>{heads}</tr>{over}", rows)

    def _points(self, group: Sequence[Question]) -> str:
        """Questions that share out a hundred points: a box each, and what they come to."""
        (intro, total) = self.said(
            say("Please share out 100 points: the more a thing matters to you, the more points."),
            say("together"),
        )
        box = '<td><span class="box"></span></td>'
        rows = "".join(_row(self._asked(each), box) for each in group)
        last = f'<tr class="total"><th scope="row">{_html(total)}</th><td>{POINTS}</td></tr>'
        asked = f'<p class="ask plain">{_html(intro)}</p>'
        return f"<section>{asked}{_table('rows points', '', rows + last)}</section>"

    def _words(self, question: Question) -> str:
        lines = '<div class="line"></div>' * question.lines
        return f'<section><p class="ask">{self._asked(question)}</p>{lines}</section>'

    def _below(self, question: Question) -> str:
        """A question with its circles below it: a long scale, yes or no, a choice."""
        asked = f'<p class="ask">{self._asked(question)}</p>'
        scale = question.scale
        if not scale.is_ticked:
            return f'<section>{asked}<p class="ticks"><span class="box"></span></p></section>'
        if scale.is_counted:
            low, high = self._ends(question)
            table = f"<table class='long'><tr>{_cells(scale)}</tr></table>"
            ends = f'<p class="ends"><span>{_html(low)}</span><span>{_html(high)}</span></p>'
            return f"<section>{asked}{table}{ends if low or high else ''}</section>"
        ticks = "".join(
            f'<span><i class="ring"></i>{_html(each)}</span>' for each in self._options(scale)
        )
        return f'<section>{asked}<p class="ticks">{ticks}</p></section>'

    def _options(self, scale: Scale) -> list[str]:
        if scale.choices:
            return [self.told(each) for each in scale.choices]
        return self.said(say("yes"), say("no"))

    def _ends(self, question: Question) -> tuple[str, str]:
        return self.told(question.low), self.told(question.high)

    def text(self) -> str:
        """The sheet as plain text: boxes to tick, lines of underscores."""
        lines = [self.told(self.form.title), self.shop, ""]
        if self.form.intro is not None:
            lines += [self.told(self.form.intro), ""]
        excellent, ours, points = self.said(EXCELLENT, OURS, say("points"))
        number = 0
        for question in self.form.questions:
            if question.side == PERCEIVED:
                continue
            number += 1
            asked = f"{number}. {self.told(question.text)} {self._must(question)}"
            lines.append(asked.rstrip())
            scale = question.scale
            if scale.is_words:
                lines += ["_" * 60] * question.lines
            elif question.side:
                lines += [f"   {excellent}: {_boxes(scale)}", f"   {ours}: {_boxes(scale)}"]
            elif not scale.is_ticked:
                lines.append(
                    f"   ______ {points if question.measures == 'weight' else ''}".rstrip()
                )
            elif scale.is_counted:
                low, high = self._ends(question)
                lines.append("   " + "  ".join(filter(None, (low, _boxes(scale), high))))
            else:
                lines.append("   " + "   ".join(f"□ {each}" for each in self._options(scale)))
            lines.append("")
        day, served = self.said(say("Date"), say("Served by (may be left out)"))
        lines.append(f"{day} ____________   {served} ____________")
        if self.form.back is not None:
            lines += ["", self.told(self.form.back)]
        return "\n".join(lines)

    def columns(self) -> tuple[str, ...]:
        """The headings of the empty sheet: what it asks besides, and the questions' keys."""
        return (*SHEET_COLUMNS, *(each.key for each in self.form.questions), "text")

    def explained(self) -> tuple[str, ...]:
        """The second row of the empty sheet: each column in words; it begins with #."""
        found = []
        for key in self.columns():
            question = self.form.question(key)
            if question is None:
                (told,) = self.said(HEADINGS[key])
            else:
                told = self._heading(question)
            found.append(told)
        return (f"# {found[0]}", *found[1:])

    def _heading(self, question: Question) -> str:
        side = {EXPECTED: EXCELLENT, PERCEIVED: OURS}.get(question.side or "")
        about = f"{self.said(side)[0]} · " if side else ""
        scale = question.scale
        if scale.choices:
            named = ", ".join(
                f"{nth} {self.told(each)}" for nth, each in enumerate(scale.choices, 1)
            )
        else:
            (named,) = self.said(say("{text}", text=scale))
        return f"{about}{self.told(question.text)} ({named})"


def _groups(questions: Sequence[Question]) -> Iterator[list[Question]]:
    """Neighbours that are asked alike: on the same scale with the same ends, or twice."""
    held: list[Question] = []
    for question in questions:
        if held and _kind(question) != _kind(held[0]):
            yield held
            held = []
        held.append(question)
    if held:
        yield held


def _kind(question: Question) -> tuple[object, ...]:
    ends = (question.low, question.high)
    return question.side is not None, question.scale, ends, question.measures == "weight"


def _cells(scale: Scale, mark: str = "") -> str:
    """A circle a step, with its number in it."""
    steps = range(scale.low, scale.high + 1)
    first = f' class="{mark}"' if mark else ""
    return "".join(
        f'<td{first if n == scale.low else ""}><i class="ring">{n}</i></td>' for n in steps
    )


def _over(scale: Scale, ends: tuple[str, str], mark: str = "") -> str:
    """What the ends of a scale mean, over its circles."""
    steps = scale.high - scale.low + 1
    left = (steps + 1) // 2
    return (
        f'<td colspan="{left}" class="low {mark}">{_html(ends[0])}</td>'
        f'<td colspan="{steps - left}" class="high">{_html(ends[1])}</td>'
    )


def _row(asked: str, cells: str) -> str:
    return f'<tr><th scope="row">{asked}</th>{cells}</tr>'


def _table(kind: str, head: str, rows: str) -> str:
    above = f"<thead>{head}</thead>" if head else ""
    return f'<table class="{kind}">{above}<tbody>{rows}</tbody></table>'


def _boxes(scale: Scale) -> str:
    return " ".join(f"□{n}" for n in range(scale.low, scale.high + 1))


def _paragraph(kind: str, text: str) -> str:
    return f'<p class="{kind}">{_html(text)}</p>' if text else ""


def _html(text: str) -> str:
    return escape(text)
