"""`svc calendar`: what a day is, and when a birthday falls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.calendar.festivals import festivals_on
from svc.calendar.lunar import to_lunar
from svc.calendar.terms import GLOSSES, term_on
from svc.calendar.workdays import YEARS
from svc.commands.options import DATE, formats, pass_app
from svc.i18n import _, say, spoken
from svc.records.birthday import Birthday
from svc.rules.birthday import customs, next_dates
from svc.rules.workdays import Workdays

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App

MOST = 200
"""Dates asked for at once; the lunar tables hold fewer."""

WEEKDAYS = (
    *(say("Monday"), say("Tuesday"), say("Wednesday"), say("Thursday"), say("Friday")),
    *(say("Saturday"), say("Sunday")),
)


@click.group(help=_("Solar and lunar days, terms, festivals, workdays, birthdays."))
def command() -> None:
    """The noun; its verbs follow."""


@command.command(help=_("Show what a day is: lunar date, term, festivals, workday."))
@click.argument("day", metavar="DATE", type=DATE)
@formats
@pass_app
def show(app: App, day: date, form: str) -> None:
    """A day of the calendar; in a shop with what its hours.exceptions say of it."""
    works = Workdays(app.policy).by_notice(day)
    shown = view(day, works)
    output.show_record(shown, form, lambda: as_text(shown, day))
    if works is None and day.year >= YEARS[0]:  # nobody fills in years that are over
        output.warn(
            say(
                "The holidays of {year} are not known here: write them into policy/hours.toml, "
                "hours.exceptions.",
                year=day.year,
            )
        )


def view(day: date, works: bool | None) -> dict[str, Any]:
    """A day as the contract shows it."""
    lunar = to_lunar(day)
    return {
        "date": day.isoformat(),
        "weekday": day.isoweekday(),
        "lunar": {
            "year": lunar.year,
            "month": lunar.month,
            "leap": lunar.leap,
            "day": lunar.day,
        },
        "term": term_on(day),
        "festivals": [festival.name for festival in festivals_on(day)],
        "workday": works,
    }


def as_text(shown: dict[str, Any], day: date) -> str:
    """A day for people: names stay Chinese, with a gloss where English is spoken."""
    glosses = GLOSSES | {festival.name: festival.gloss for festival in festivals_on(day)}

    def glossed(name: str) -> str:
        return f"{name} ({glosses[name]})" if spoken() == "en" else name

    lunar, works = shown["lunar"], shown["workday"]
    leap = "leap" if lunar["leap"] else ""
    rows = (
        (_("date"), shown["date"]),
        (_("weekday"), weekday(day)),
        (_("lunar date"), f"{lunar['year']}-{leap}{lunar['month']:02}-{lunar['day']:02}"),
        (_("term"), shown["term"] and glossed(shown["term"])),
        (_("festivals"), ", ".join(map(glossed, shown["festivals"]))),
        (_("workday"), _("no notice is known for this year") if works is None else works),
    )
    return output.pairs(rows)


def weekday(day: date) -> str:
    """The name of a day of the week."""
    return str(WEEKDAYS[day.isoweekday() - 1])


@command.command(help=_("List the next dates of a birthday: 1990-05-12, 05-12, lunar:08-15, …"))
@click.argument("text", metavar="BIRTHDAY")
@click.option(
    "--from",
    "start",
    type=DATE,
    default="today",
    metavar="DATE",
    help=_("The first day that counts; today without it."),
)
@click.option(
    "--count",
    type=click.IntRange(1, MOST),
    default=5,
    show_default=True,
    help=_("How many dates."),
)
@formats
@pass_app
def birthday(app: App, text: str, form: str, start: date, count: int) -> None:
    """By the customs the shop has set."""
    born = Birthday.parse(text)
    if doubt := born.doubt():
        output.warn(doubt)
    dates = next_dates(born, start, count, **customs(app.policy.at(app.today)))
    if len(dates) < count and born.calendar == "lunar":
        output.warn(say("The lunar calendar is known to January 2101 only."))
    if form == "json":
        output.write(output.to_json([day.isoformat() for day in dates]))
    elif form == "jsonl":
        output.write("\n".join(output.to_json(day.isoformat()) for day in dates))
    elif form == "text":
        output.write(output.pairs((day.isoformat(), weekday(day)) for day in dates))
    else:
        output.show_list([{"date": day.isoformat()} for day in dates], {"date": "date"}, form)
