"""What a template may know: plain words about customer, shop, day and season, nothing more.

Never phone numbers, family or values: what is not passed cannot leak.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from svc.calendar.festivals import Festival

Row = dict[str, str | int]
Facts = dict[str, "str | Row | list[Row]"]
"""Words by themselves, groups of them, and for papers lists of lines."""

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "customer": ("name", "call", "gender", "number"),
    "shop": ("name",),
    "staff": ("name",),
    "purchase": ("on", "date", "item"),
    "today": ("date", "words", "year", "month", "day"),
    "festival": ("name", "gloss"),
    "term": ("name", "gloss"),
    "language": (),
    "warranty": ("number", "receipt", "bought", "installed", "basis", "law"),
    "pieces": (),
    "tips": (),
    "opinion": ("intro", "low", "high"),
    "rated": (),
    "written": (),
}
"""Every fact there is: `customer.name` and so on; `language` is a word by itself.

The last six are a warranty card's and an opinion card's (`svc.papers.card_facts`).
"""
LISTS: Final = ("pieces", "tips", "rated", "written")
"""Those that are lists of lines, to go through one by one."""
OF_PAPERS: Final = frozenset({"warranty", "opinion"})
"""Groups that say nothing unless a card is told them."""

_TITLES_ZH = ("女士", "先生", "小姐", "太太", "老师", "总")
_TITLES_EN = ("Ms", "Mr", "Mrs", "Miss", "Mx", "Dr", "Prof")
_UNSEEN = (
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff"
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\U000e0000-\U000e007f]"
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def facts(
    *,
    name: str,
    gender: str | None,
    number: str | None,
    shop: str,
    today: date,
    language: str,
    staff: str = "",
    bought_on: date | None = None,
    bought: str = "",
    festival: Festival | None = None,
    asked: Collection[str] = NAMES.keys(),
) -> Facts:
    """What a template may know of one customer on one day, as plain words and numbers.

    Args:
        name: the customer's, as on file; may be empty, or her number until a name is learned.
        gender: `F`, `M` or None.
        number: the shop's own customer number.
        shop: the shop's name.
        today: the day the message is for.
        language: `zh` or `en`: dates, titles and stand-ins are in it.
        staff: the name of whoever signs, or empty.
        bought_on: the day of the latest purchase.
        bought: the name of what was bought then.
        festival: the festival to wish well for; without one, the next there is for everyone.
        asked: the groups of `NAMES` to tell; for a thousand messages no others are worked out.

    Raises:
        BadInput: the festival or the term of a day is asked that the calendar does not hold.
    """
    found: Facts = {}
    if "customer" in asked:
        found["customer"] = of_the_customer(name, gender, number, language)
    if "shop" in asked:
        found["shop"] = {"name": plain(shop)}
    if "staff" in asked:
        found["staff"] = {"name": plain(staff)}
    if "purchase" in asked:
        found["purchase"] = of_the_purchase(bought_on, bought, language)
    if "today" in asked:
        found["today"] = _of_the_day(today, language)
    if "festival" in asked:
        found["festival"] = of_the_festival(festival, today, gender)
    if "term" in asked:
        found["term"] = _of_the_term(today)
    if "language" in asked:
        found["language"] = language
    found |= {group: dict.fromkeys(NAMES[group], "") for group in OF_PAPERS & {*asked}}
    found |= {name: [] for name in LISTS if name in asked}
    return found


def of_the_customer(name: str, gender: str | None, number: str | None, language: str) -> Row:
    """What a template may know of herself."""
    name, number = plain(name), plain(number or "")
    return {
        "name": name,
        "call": call(name if name != number else "", gender, language),
        "gender": gender or "",
        "number": number,
    }


def of_the_purchase(on: date | None, bought: str, language: str) -> Row:
    """What a template may know of a purchase: its day and the name of what was bought."""
    return {
        "on": day_in_words(on, language) if on else "",
        "date": on.isoformat() if on else "",
        "item": plain(bought),
    }


def _of_the_day(today: date, language: str) -> Row:
    return {
        "date": today.isoformat(),
        "words": day_in_words(today, language, year=True),
        "year": today.year,
        "month": today.month,
        "day": today.day,
    }


def of_the_festival(festival: Festival | None, today: date, gender: str | None) -> Row:
    """What a template may know of a festival; without one, of the next there is for everyone."""
    if festival is None:
        from svc.messages.occasions import next_festival

        festival = next_festival(today, gender)
    return {"name": festival.name, "gloss": festival.gloss}


def _of_the_term(today: date) -> Row:
    from svc.calendar.terms import GLOSSES
    from svc.messages.occasions import term_of

    term = term_of(today)
    return {"name": term, "gloss": GLOSSES[term]}


def call(name: str, gender: str | None, language: str) -> str:
    """How to address her: 王小丽女士, Ms Wang; the bare name where the gender is not known.

    A name that carries a title keeps it and gets no second one. Without a name it is a word that
    fits the same place.
    """
    if not name:
        return "亲爱的顾客" if language == "zh" else "customer"
    first = name.split(maxsplit=1)[0].rstrip(".")
    if name.endswith(_TITLES_ZH) or first in _TITLES_EN:
        return name
    if language == "zh":
        return name + {"F": "女士", "M": "先生"}.get(gender or "", "")
    return {"F": "Ms ", "M": "Mr "}.get(gender or "", "") + name


def day_in_words(day: date, language: str, *, year: bool = False) -> str:
    """A day as a letter writes it: 11月22日, 22 November."""
    if language == "zh":
        return (f"{day.year}年" if year else "") + f"{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


def plain(text: str) -> str:
    """One line of visible text, white space folded."""
    if text.isprintable() and " " not in text:  # nearly all names; and see `visible`
        return text
    return " ".join(visible(text).split())


def visible(text: str) -> str:
    """The text without control characters and without marks that turn the writing round."""
    if text.isprintable():  # to Python, none of those is
        return text
    for mark, shown in (("\t", " "), ("\u2028", "\n"), ("\u2029", "\n")):
        text = text.replace(mark, shown)
    return re.sub(_UNSEEN, "", text)
