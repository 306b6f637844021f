"""Which column of a list of filled sheets holds which question: by key, or by the question."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING

from svc.errors import BadInput, WrongUsage
from svc.i18n import Sentence, say
from svc.lists.headings import SKIP, Columns
from svc.lists.known_headings import IGNORED, PURCHASE_HEADINGS
from svc.rules.survey import EXPECTED, PERCEIVED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from svc.rules.survey import Question, Questionnaire

FIELDS = ("on", "served_by", "customer", "about", "channel", "text")
"""What a column may hold beside answers."""
KNOWN_AS = {
    "on": (
        "日期 填写日期 填表日期 调查日期 填写时间 答题时间 提交时间 提交答卷时间 开始答题时间 "
        "时间 date day filledon submittedat submitted timestamp time"
    ),
    "served_by": (
        "工号 员工 员工工号 店员 店员工号 导购 导购员 导购工号 接待人 接待人员 接待店员 服务人员 "
        "营业员 staff staffcode servedby assistant clerk"
    ),
    "customer": PURCHASE_HEADINGS["customer"],
    "about": "单据 关联单据 投诉编号 维修编号 购买编号 about case sale",
    "channel": "调查方式 填写方式 回访方式 方式 channel askedby",
    "text": "备注 其他 其他意见 补充说明 说明 remark remarks comment comments otherremarks note",
}
_TOOLS = (
    "序号 编号 答卷编号 答卷序号 所用时间 答题时长 来源 来源详情 来自ip ip 总分 答题设备 地理位置 "
    "国家 省份 城市 清洗数据结果 用户id 昵称 no responseid startdate enddate ipaddress duration "
    "status useragent source score"
)
ADDED_BY_TOOLS = frozenset(_TOOLS.split())
"""Columns that online survey tools add: no answers, and nothing to warn of."""
_NUMBERING = ("号", "编码", "时间", "日期", "time", "date", "id", "no", "number", "index")
_OF_THE_LIST = re.compile("行号?|row(no|number)?|.*(导出|修改|更新|export|modif|updated).*")
"""What tells of the list, not of the sheet: a file of rejects names rows, an export its day."""
LONG = 4
"""A question of so many signs is known even where the heading has more before it."""
SIDES = {
    **dict.fromkeys(("期望", "一家好店", "expect", "anexcellent", "excellent"), EXPECTED),
    **dict.fromkeys(("感受", "实际", "我们店", "本店", "perce", "ourshop"), PERCEIVED),
}
"""How a heading begins that tells which of the two a question asked twice is."""
_NOT_WORDS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"^\s*(?:第|[Qq])?\s*[0-9]{1,3}\s*(?:题)?\s*[、.．:：)）]\s*")
_HINT = re.compile(r"\([^)]*\)|\[[^]]*\]|【[^】]*】")


def columns_of(form: Questionnaire, headings: Sequence[str], mapped: Mapping[str, str]) -> Columns:
    """The columns of a list of filled sheets.

    A heading is a question's key, or the question itself in either language, with a number before
    it or not. Of a question asked twice the first column is what is expected, the second what is
    perceived. `mapped` holds what `--map` says.

    Raises:
        WrongUsage: `--map` names no column or no question, or two columns are for one.
        BadInput: no column holds an answer.
    """
    fields: list[str | None] = [None] * len(headings)
    for column, field in mapped.items():
        fields[_place(column, headings)] = _field(field, form)
    asked = {_place(column, headings) for column in mapped}
    unknown = []
    for place, heading in enumerate(headings):
        if place in asked:
            continue
        fields[place] = _meant(heading, form, fields)
        if fields[place] is None and heading and not _is_no_answer(heading):
            unknown.append(heading)
    _refuse_double(fields, headings)
    if not any(form.question(field) for field in fields if field):
        raise BadInput(
            say("No column of the list holds an answer to a question of {form}.", form=form.name),
            say("Head the columns with the questions or their keys ({keys}), or name them with "
                "--map COLUMN=KEY.", keys=_some(form)),
        )  # fmt: skip
    return Columns(
        headings=tuple(headings),
        fields=tuple(fields),
        warnings=tuple(_unread(heading, form) for heading in unknown),
    )


def by_place(form: Questionnaire, names: Sequence[str]) -> Columns:
    """The columns of a list without headings, as `--columns` names them.

    Raises:
        WrongUsage: one is no question and no field, or stands there twice.
    """
    fields = [_field(name, form) for name in names]
    _refuse_double(fields, names)
    return Columns(headings=tuple(name.strip() for name in names), fields=tuple(fields))


def numbering(columns: Columns) -> tuple[int, ...]:
    """The places of columns no field was made of that number or time the sheets.

    What they hold tells sheets apart that say the same.
    """
    return tuple(
        place
        for place, (heading, field) in enumerate(
            zip(columns.headings, columns.fields, strict=True)
        )
        if field is None and _is_numbering(heading)
    )


def _is_numbering(heading: str) -> bool:
    forms = {_key(part) for part in _readings(heading)} - {""}
    return not any(map(_OF_THE_LIST.fullmatch, forms)) and any(
        each.endswith(_NUMBERING) for each in forms
    )


def _meant(heading: str, form: Questionnaire, taken: Sequence[str | None]) -> str | None:
    """The question or field of a heading that no column has yet, or None.

    A key comes before the whole question, that before a field, that before its end.
    """
    keys = {each.key.casefold(): each.key for each in form.questions}
    plain = heading.strip().casefold()
    if plain in keys:
        return keys[plain]
    readings = [_key(part) for part in _readings(heading)]
    found = [
        *(each for reading in readings for each in _asking(form, reading)),
        *(
            field
            for reading in readings
            for field, names in KNOWN_AS.items()
            if reading in {_key(name) for name in (field, *names.split())}
        ),
        *(each for reading in readings for each in _ending(form, reading)),
    ]
    return next((each for each in found if each not in taken), None)


def _readings(heading: str) -> Iterator[str]:
    """A heading as it stands, without its number, and without what stands in brackets."""
    plain = unicodedata.normalize("NFKC", heading)
    bare = _NUMBER.sub("", plain)
    yield from dict.fromkeys((plain, bare, _HINT.sub("", bare)))


def _asking(form: Questionnaire, heading: str) -> list[str]:
    """The questions a heading is, word for word; asked twice, what is expected comes first."""
    return [question.key for question in form.questions if heading in _texts(question)]


def _ending(form: Questionnaire, heading: str) -> list[str]:
    """The questions a heading ends with, the longest ones; a side it begins with comes first."""
    fits = [
        (len(text), question)
        for question in form.questions
        for text in _texts(question)
        if len(text) >= LONG and heading.endswith(text)
    ]
    longest = max((length for length, _question in fits), default=0)
    best = [question for length, question in fits if length == longest]
    side = next((SIDES[each] for each in SIDES if heading.startswith(each)), None)
    if side is not None and any(question.side for question in best):
        best = [question for question in best if question.side == side]
    return [question.key for question in best]


def _texts(question: Question) -> tuple[str, str]:
    return _key(question.text.en), _key(question.text.zh)


def _key(heading: str) -> str:
    """A heading without case, spaces and marks."""
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", heading).casefold())


def _is_no_answer(heading: str) -> bool:
    forms = {_key(part) for part in _readings(heading)}
    return bool(forms & (ADDED_BY_TOOLS | IGNORED))


def _place(column: str, headings: Sequence[str]) -> int:
    """Where a column stands: by its heading, else by its number from 1 on; raises WrongUsage."""
    if column.strip() in headings:
        return headings.index(column.strip())
    keys = [_key(heading) for heading in headings]
    if _key(column) and _key(column) in keys:
        return keys.index(_key(column))
    if column.isdecimal() and 1 <= int(column) <= len(headings):
        return int(column) - 1
    raise WrongUsage(
        say("The list has no column {column!r}.", column=column),
        say("It has: {headings}.", headings=", ".join(filter(None, headings))),
    )


def _field(name: str, form: Questionnaire) -> str | None:
    """A question's key or a field as typed; raises WrongUsage."""
    name = name.strip()
    if name == SKIP:
        return None
    keys = {each.key.casefold(): each.key for each in form.questions}
    if name.casefold() in keys:
        return keys[name.casefold()]
    if name in FIELDS:
        return name
    near = get_close_matches(name, [*keys.values(), *FIELDS], n=1)
    hint = say(
        "There are: {fields}; _ skips a column.", fields=", ".join((*keys.values(), *FIELDS))
    )
    if near:
        raise WrongUsage(
            say("{form} has no question {name!r}; did you mean {near}?", form=form.name,
                name=name, near=near[0]),
            hint,
        )  # fmt: skip
    raise WrongUsage(say("{form} has no question {key!r}.", form=form.name, key=name), hint)


def _refuse_double(fields: Sequence[str | None], headings: Sequence[str]) -> None:
    for field in filter(None, fields):
        places = [place for place, found in enumerate(fields) if found == field]
        if len(places) > 1:
            names = [headings[place] or str(place + 1) for place in places]
            raise WrongUsage(
                say("Two columns are taken for {field}: {first!r} and {second!r}.", field=field,
                    first=names[0], second=names[1]),
                say("Say which is not: --map {second}=_ skips it.", second=names[1]),
            )  # fmt: skip


def _unread(heading: str, form: Questionnaire) -> Sentence:
    return say(
        "The column {heading!r} is no question of {form} and was not read: --map {heading}=KEY "
        "reads it (KEY: {keys}).",
        heading=heading, form=form.name, keys=_some(form),
    )  # fmt: skip


def _some(form: Questionnaire, most: int = 6) -> str:
    keys = [each.key for each in form.questions]
    return ", ".join(keys[:most]) + (" …" if len(keys) > most else "")
