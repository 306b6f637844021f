"""What the shop's policy promises, worked out from its files' figures and nothing of svc.

`tomllib` reads the files, `lunar_python` tells lunar days and solar terms. Contacts and messages
are told by the keys of decision 0024.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from lunar_python import Lunar, LunarMonth, LunarYear, Solar

from tests.year.books import Books, File, Sale

FIGURES = Path(__file__).resolve().parents[2] / "svc/policy/defaults"
SCHEDULED = ("purchase", "complaint", "installation", "repair")


def figures(topic: str) -> dict[str, Any]:
    """A topic of policy: each entry's first value."""
    entries = tomllib.loads((FIGURES / f"{topic}.toml").read_text("utf-8"))
    return {name: entry["values"][0]["value"] for name, entry in entries.items()}


CALLS, MESSAGES, GOLD = figures("callback"), figures("message"), figures("gold")
STEPS = {row["kind"]: row for row in CALLS["schedule"]}
LAPSE = CALLS["lapse"]


def short(day: date) -> str:
    """A day as keys have it."""
    return f"{day:%y%m%d}"


def later(day: date, days: int) -> date:
    """So many days later."""
    return day + timedelta(days=days)


@dataclass(frozen=True)
class Contact:
    """One that falls due: its key, kind, whose, when and by which way."""

    key: str
    kind: str
    of: str
    due: date
    way: str


# ---- contacts


def contacts(books: Books, today: date, appointments: list[Contact]) -> list[Contact]:
    """Every contact there is by what is known today, made or not, however long ago."""
    found = [*appointments]
    kept = [sale for sale in books.sales.values() if sale.back is None]
    found += [_step("purchase", sale.id, sale.of, sale.on) for sale in kept]
    for kind, cases in (
        ("complaint", books.cases.answered), ("installation", books.cases.fitted),
        ("repair", books.cases.fetched),
    ):  # fmt: skip
        found += [_step(kind, cause, of, on) for cause, of, on in cases]
    for file in books.files.values():
        bought = books.sales_of(file.id)
        found += _kept(file, bought)
        found += _birthdays(file, today)
        found += _care(file, bought, today.year)
        found += _marks(file, bought)
        found += _brought(books, file)
    found += _top(books, today)
    return [each for each in found if books.files[each.of].is_there]


def _step(kind: str, cause: str, of: str, on: date) -> Contact:
    row = STEPS[kind]
    return Contact(f"{row['key']}.{cause}", kind, of, later(on, row["after"]), row["channel"])


def _kept(file: File, bought: list[Sale]) -> Iterator[Contact]:
    """Regular greetings after the latest purchase; those not seen for long."""
    seen = bought[-1].on if bought else _opened(file)
    if bought:
        how = CALLS["regular"]
        key = f"regular.{bought[-1].id}"
        yield Contact(key, "regular", file.id, later(seen, how["after"]), how["channel"])
    how = CALLS["fading"]
    key = f"fading.{file.id}.{short(seen)}"
    yield Contact(key, "fading", file.id, later(seen, how["after"]), how["channel"])


def _opened(file: File) -> date:
    return file.person.opened


def _birthdays(file: File, today: date) -> Iterator[Contact]:
    if file.birthday is None:
        return
    for year in (today.year - 1, today.year):
        for on in birthdays(file.birthday, year):
            key = f"birthday.{file.id}.{short(on)}"
            yield Contact(key, "birthday", file.id, on, CALLS["birthday"])


@cache
def birthdays(text: str, year: int) -> list[date]:
    """The days of a calendar year on which a birthday is kept."""
    month, day = int(text[-5:-3]), int(text[-2:])
    if not text.startswith("lunar:"):
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        if (month, day) == (2, 29) and not leap:
            return [date.fromisoformat(f"{year}-{CALLS['feb29']}")]
        return [date(year, month, day)]
    found = []
    for lunar_year in (year - 1, year):
        has_leap = "leap" in text and LunarYear.fromYear(lunar_year).getLeapMonth() == month
        if "leap" in text and not has_leap and CALLS["leap_month"] == "skip":
            continue
        kept_in = -month if has_leap else month
        most = LunarMonth.fromYm(lunar_year, kept_in).getDayCount()
        if day > most and CALLS["day30"] == "skip":
            continue
        solar = Lunar.fromYmd(lunar_year, kept_in, min(day, most)).getSolar()
        found.append(date(solar.getYear(), solar.getMonth(), solar.getDay()))
    return [on for on in found if on.year == year]


def _care(file: File, bought: list[Sale], year: int) -> Iterator[Contact]:
    """The care months: new is whose first purchase was shortly before, old who bought often."""
    new, old = CALLS["care_new"], CALLS["care_old"]
    first = date(year, new["month"], 1)
    if bought and later(first, -new["within"]) <= bought[0].on < first:
        yield _care_call("care-new", file, first, new["channel"])
    first = date(year, old["month"], 1)
    times = sum(first.replace(year=year - 1) <= sale.on < first for sale in bought)
    if times >= old["purchases"]:
        yield _care_call("care-old", file, first, old["channel"])


def _care_call(kind: str, file: File, first: date, way: str) -> Contact:
    length = (later(first, 31).replace(day=1) - first).days
    due = later(first, crc32(file.id.encode()) % length)
    return Contact(f"{kind}.{file.id}.{short(first)}", kind, file.id, due, way)


def _marks(file: File, bought: list[Sale]) -> Iterator[Contact]:
    """The purchases, from the second on, by which all she bought reached a mark: once each."""
    how, best = CALLS["threshold"], Decimal(0)
    for nth, sale in enumerate(bought, start=1):
        so_far = bought[:nth]
        total = sum(
            (Decimal(s.total) for s in so_far if s.back is None or s.back > sale.on), Decimal(0)
        )
        passed = [mark for mark in map(Decimal, GOLD["marks"]) if best < mark <= total]
        left = sum((Decimal(s.total) for s in so_far if s.back is None), Decimal(0))
        passed = [mark for mark in passed if mark <= left]
        if passed and nth >= how["purchases"]:
            key = f"threshold-{max(passed).to_integral_value()}.{sale.id}"
            yield Contact(key, "threshold", file.id, sale.on, how["channel"])
        best = max(best, total)


def _brought(books: Books, file: File) -> Iterator[Contact]:
    """Thanks to the new customer and to who brought her, on the day her file was opened."""
    if file.person.brought_by is None or not file.is_there:
        return
    old = next(f for f in books.files.values() if f.person.who == file.person.brought_by)
    for kind, of in (("referral-old", old.id), ("referral-new", file.id)):
        way = CALLS[kind.replace("-", "_")]["channel"]
        yield Contact(f"{kind}.{file.id}", kind, of, _opened(file), way)


def _top(books: Books, today: date) -> Iterator[Contact]:
    """Who spent most from New Year to the day of the visit; not known before that day."""
    how = CALLS["top"]
    on = date.fromisoformat(f"{today.year}-{how['day']}")
    spent: dict[str, int] = {}
    for sale in books.sales.values():
        if on.replace(month=1, day=1) <= sale.on <= on and books.files[sale.of].is_there:
            paid = 0 if sale.back and sale.back <= on else sale.total
            spent[sale.of] = spent.get(sale.of, 0) + paid
    if today < on or len(spent) < how["among"]:
        return
    for her, sum_of_all in spent.items():
        if sum_of_all == max(spent.values()) > 0:
            yield Contact(f"top.{her}.{short(on)}", "top", her, on, how["channel"])


# ---- days for everyone


@cache
def festival_on(day: date) -> dict[str, Any] | None:
    """The festival of the policy that is kept on a day, by the library's two calendars."""
    solar = Solar.fromYmd(day.year, day.month, day.day)
    names = {*solar.getFestivals(), *solar.getLunar().getFestivals()}
    names = {{"元旦节": "元旦"}.get(name, name) for name in names}
    return next((row for row in MESSAGES["festivals"] if row["name"] in names), None)


@cache
def term_on(day: date) -> bool:
    """Whether a solar term of the policy begins on a day."""
    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return lunar.getJieQi() in MESSAGES["terms"]
