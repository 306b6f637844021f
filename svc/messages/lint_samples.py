"""Made-up customers and days, on which templates are tried out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from svc.calendar.festivals import EVERY
from svc.messages.facts import NAMES, facts
from svc.messages.occasions import FOR_EVERYONE, FOR_WOMEN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from svc.messages.facts import Facts
    from svc.messages.templates import Template

LONG_VALUE = {"zh": "加长加厚双面羊绒呢子连帽大衣外套", "en": "long double-faced cashmere coat"}
"""A value as long as gateways take in a variable, or nearly."""
PEOPLE = {
    "zh": (
        ("王小丽", "F", "小林", "羊绒大衣"),
        ("欧阳子墨轩", "M", "司徒晓燕", LONG_VALUE["zh"]),
        ("李明", None, "", ""),
        ("", None, "", ""),
    ),
    "en": (
        ("Anna Smith", "F", "Lin", "cashmere coat"),
        ("Maximilian Featherstonehaugh", "M", "Alexandra", LONG_VALUE["en"]),
        ("Kim", None, "", ""),
        ("", None, "", ""),
    ),
}
"""Name, gender, who signs, what was bought: full files, a bare name, nothing."""
SHOP = {"zh": "本店", "en": "Our shop"}


def many_facts(
    language: str, day: date, asked: Collection[str], festivals: Collection[str | None]
) -> Iterator[Facts]:
    """What a template is told of each of these people, on each day and festival that matters."""
    wished = [each for each in EVERY if each.name in {*festivals, *FOR_EVERYONE, *FOR_WOMEN}]
    days = [day]
    if "term" in asked:
        days = [date(2027, 1, 6) + timedelta(days=15 * n + n // 5) for n in range(24)]
    for when in days:
        for festival in wished if "festival" in asked else [None]:
            for name, gender, staff, bought in PEOPLE[language]:
                yield facts(
                    name=name,
                    gender=gender,
                    number="0001" if staff else None,
                    shop=SHOP[language],
                    today=when,
                    language=language,
                    staff=staff,
                    bought_on=when - timedelta(days=7) if bought else None,
                    bought=bought,
                    festival=festival,
                    asked=asked,
                )


def usual_values(template: Template) -> dict[str, str]:
    """A long value for each variable that stands for no fact."""
    value = LONG_VALUE[template.info.language]
    return {name: value for name in template.defaults if not NAMES.get(name)}
