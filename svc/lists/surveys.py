"""A list of filled sheets against the store: what becomes of each row.

Each sheet keeps in `sheet` a short hash of what its row says, and which of its equals in the list
it was: so a list read twice adds nothing, though two equal sheets without a name are two sheets.
Numbers and times that stand in the row count with it: equal sheets of two lists are kept apart.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from svc.errors import BadInput, SvcError
from svc.frozen import Frozen, replace
from svc.i18n import _, say
from svc.lists.fields import Fields
from svc.lists.outcomes import Outcome, Outcomes, Unfit, filled, rejected
from svc.lists.purchases import mark_of, text_told
from svc.lists.reading import Row, is_blank
from svc.lists.survey_headings import numbering
from svc.records.survey import CHANNELS, Survey
from svc.rules.consent import way_named
from svc.rules.scale import STEPS, YES_NO
from svc.rules.survey import answers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date

    from svc.lists.headings import Columns
    from svc.lists.reading import Listed, Merged
    from svc.rules.survey import Question, Questionnaire

COMMENT = "#"
"""A row that begins with it explains the sheet and is none."""
FIVE = (
    ("非常不满意", "很不满意", "非常不同意", "完全不同意", "很差", "非常差", "very dissatisfied",
     "very unsatisfied", "strongly disagree", "very poor"),
    ("不满意", "不太满意", "比较不满意", "不同意", "不太同意", "较差", "差", "dissatisfied",
     "unsatisfied", "disagree", "poor"),
    ("一般", "普通", "中立", "说不清", "不确定", "neutral", "fair", "average", "neither"),
    ("满意", "比较满意", "同意", "比较同意", "较好", "好", "satisfied", "agree", "good"),
    ("非常满意", "很满意", "非常同意", "完全同意", "很好", "非常好", "very satisfied",
     "strongly agree", "very good", "excellent"),
)  # fmt: skip
"""What the five steps of a scale from 1 to 5 are usually called, the lowest first."""
SKIPPED = frozenset(("(空)", "(跳过)", "空", "跳过", "未填", "未作答", "skipped", "no answer"))
"""What survey tools write into the cell of a question that was left out."""
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)")
_LED_BY_NUMBER = re.compile(r"([0-9]{1,3})\s*[.、:：(（\-–—].*")


class Facts(Frozen):
    """What reading sheets goes by.

    `form` gives the questionnaire of a day, `on` the day of rows that name none, `whose` the ids
    of the customer and the case that a row names, `staff` a member's id by id, code and name;
    `on_file` are the marks of the sheets read before, `merged` the cells that are merged.
    """

    form: Callable[[date], Questionnaire]
    on: date | None
    today: date
    whose: Callable[[str | None, str | None], tuple[str | None, str | None]]
    staff: Mapping[str, str]
    on_file: Collection[str]
    merged: tuple[Merged, ...] = ()
    by: str | None = None


class Taken(Frozen, kw_only=False):
    """What becomes of every row, the sheets to put on file, and how many rows were remarks.

    `known` are the numbers of the rows that are as sheets already on file.
    """

    outcomes: Outcomes
    sheets: list[Survey]
    remarks: int
    known: list[int]


def take(records: Iterable[Listed], columns: Columns, facts: Facts) -> Taken:
    """Read the rows of a list; the sheets get their ids when all are good."""
    outcomes, found, known, remarks = Outcomes(), [], [], 0
    met: dict[bytes, int] = {}
    places = numbering(columns)
    for number, cells in records:
        if is_blank(cells):
            continue
        if is_remark(cells):
            remarks += 1
            continue
        outcome = outcome_of(Row(number=number, cells=tuple(cells)), columns, facts, met, places)
        outcomes.count(outcome)
        known += [number] if outcome.result == "updated" else []
        found += [record for record in outcome.records if isinstance(record, Survey)]
    return Taken(outcomes, found, remarks, known)


def is_remark(cells: Iterable[str]) -> bool:
    """Whether the first cell that holds anything begins with #, and is no spreadsheet's error."""
    first = next(filter(None, map(str.strip, cells)), "")
    return first.startswith(COMMENT) and not _ERROR.fullmatch(first)


def outcome_of(
    row: Row, columns: Columns, facts: Facts, met: dict[bytes, int], places: Sequence[int] = ()
) -> Outcome:
    """What becomes of a row; `met` counts the rows alike.

    `places` are those of the columns that number or time the sheets.
    """
    cells: dict[str, str] = {}
    try:
        cells = columns.cells(row)
        _refuse_merged(row, columns, facts)
        survey = survey_of(cells, facts)
        mark = mark_of(_told(survey, cells, _numbers(row, cells, places)), met)
    except (BadInput, Unfit) as error:
        return rejected(row, error, columns, cells)
    if mark in facts.on_file:
        return Outcome(row=row, result="updated")
    return Outcome(row=row, result="added", records=(replace(survey, sheet=mark),))


def _refuse_merged(row: Row, columns: Columns, facts: Facts) -> None:
    """Raises Unfit where a cell of the row that is read is merged with others."""
    for cells in facts.merged:
        if cells.at(row.number):
            held = [columns.fields[place] for place in cells.places if place < len(columns.fields)]
            if field := next(filter(None, held), None):
                raise Unfit(field, say("Its cell is merged with others: nobody can tell whose the "
                                       "answer is. Write it into each."))  # fmt: skip


def survey_of(cells: Mapping[str, str], facts: Facts) -> Survey:
    """The sheet a row tells of, without an id.

    Raises:
        Unfit: a cell cannot be read, or the answers are not what the questionnaire takes.
    """
    fields = Fields(dict(cells))
    on = fields.day("on") or facts.on
    if on is None:
        raise Unfit("on", say("The day it was filled in is missing; --on DATE gives it to all "
                              "rows without one."))  # fmt: skip
    if on > facts.today:
        raise Unfit("on", say("{day} is yet to come: nobody has answered then.", day=on))
    form = facts.form(on)
    named = fields.text("customer"), fields.text("about")
    try:
        customer, about = facts.whose(*named)
    except SvcError as error:
        raise Unfit("customer" if named[0] else "about", error.message) from None
    return Survey(
        id="",
        form=form.name,
        on=on,
        answers=_answers(form, cells),
        customer=customer,
        about=about,
        served_by=_server(fields, facts),
        channel=_channel(fields),
        text=fields.text("text"),
        staff=facts.by,
    )


def _answers(form: Questionnaire, cells: Mapping[str, str]) -> dict[str, Any]:
    """The answers of a row; raises Unfit naming the column of the first that cannot be taken."""
    given = {}
    for question in form.questions:
        cell = _cell(question, cells.get(question.key))
        try:
            question.read(cell)
        except BadInput as error:
            if not re.search("[0-9]", cell):
                raise Unfit(question.key, _no_number(question, cell)) from None
            raise Unfit(question.key, error.message) from None
        given[question.key] = cell
    found = answers(form, given)
    if found.wrong:
        lacking = [
            question.key
            for question in form.questions
            if question.required and not given[question.key]
        ]
        raise Unfit(next(iter(lacking), None), found.wrong[0])
    return dict(found.values)


def _no_number(question: Question, cell: str) -> Any:
    return say(
        "{cell!r} is no answer to {key}, which is answered on {scale}: write the number.",
        cell=cell, key=question.key, scale=question.scale,
    )  # fmt: skip


def _cell(question: Question, cell: str | None) -> str:
    """What a cell answers: nothing where it was left out; a step's number for its name."""
    text = unicodedata.normalize("NFKC", cell or "").strip()
    if text.casefold() in SKIPPED:
        return ""
    if question.scale.kind != YES_NO and not filled(text):
        return ""
    if question.scale.kind != STEPS:
        return (cell or "").strip()
    if match := _LED_BY_NUMBER.fullmatch(text):
        rest = text[len(match[1]) :]
        return text if re.match(r"\s*[.\-][0-9]", rest) else match[1]
    if (step := _step(question, text)) is not None:
        return str(step)
    return text


def _step(question: Question, text: str) -> int | None:
    """The step that goes by a name: an end as the questionnaire calls it, or one of five."""
    word = text.casefold()
    scale = question.scale
    for end, step in ((question.low, scale.low), (question.high, scale.high)):
        if end is not None and word in (end.en.casefold(), end.zh.casefold()):
            return step
    if (scale.low, scale.high) == (1, len(FIVE)):
        return next((nth for nth, names in enumerate(FIVE, start=1) if word in names), None)
    return None


def _server(fields: Fields, facts: Facts) -> str | None:
    name = fields.text("served_by")
    if name is None:
        return None
    if name not in facts.staff:
        raise Unfit("served_by", say("Nobody on the staff (or more than one) is called "
                                     "{name!r}.", name=name))  # fmt: skip
    return facts.staff[name]


def _channel(fields: Fields) -> str | None:
    text = fields.text("channel")
    if text is None:
        return None
    named = way_named(text.casefold(), CHANNELS)
    found = next((code for code in CHANNELS if text in (code, _(code)) or named == code), None)
    if found is None:
        raise Unfit("channel", say("{text!r} is no way of asking; there are: {words}.", text=text,
                                   words=", ".join(CHANNELS)))  # fmt: skip
    return found


def _numbers(row: Row, cells: Mapping[str, str], places: Sequence[int]) -> list[str]:
    """The number a row gives its sheet, and at what time of its day it was filled in."""
    told = [
        filled(unicodedata.normalize("NFKC", row.cells[place]).strip()) or ""
        for place in places
        if place < len(row.cells)
    ]
    if match := _TIME.search(unicodedata.normalize("NFKC", cells.get("on", ""))):
        told.append(":".join(str(int(part or 0)) for part in match.groups()))
    return [each.removesuffix(".0") for each in told if each not in {"", "0:0:0"}]


def _told(survey: Survey, cells: Mapping[str, str], numbers: list[str]) -> str:
    """What a row says, the same in every run, on every machine, however its answers are written.

    Whose it is stands as it was written: her file may be merged into another one.
    """
    said = [part for key in sorted(survey.answers) for part in (key, survey.answers[key])]
    named = [filled(cells.get(field)) for field in ("customer", "about", "served_by", "channel")]
    return text_told((survey.form, survey.on, *named, survey.text, *said, *numbers))
