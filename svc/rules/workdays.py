"""Whether a day is worked, and what to mind where it is not: due days never move (S2-023).

By `policy/hours.toml`: single days first, then the shop's weekdays and the State Council's notice.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from svc.calendar.festivals import festivals_on
from svc.calendar.hours import CLOSED
from svc.calendar.workdays import YEARS, is_workday
from svc.errors import BadInput
from svc.i18n import Sentence, say, spoken
from svc.rules.hours import CALENDARS, WEEKDAYS, calendar_of, exceptions_of, weekdays_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svc.policy import Policy

FURTHEST = 30
"""So many days ahead the next workday is looked for."""
NAMES = (
    say("Monday"), say("Tuesday"), say("Wednesday"), say("Thursday"), say("Friday"),
    say("Saturday"), say("Sunday"),
)  # fmt: skip


class Workdays:
    """Which days a shop works, each looked up once.

    Whatever is asked raises BadPolicy where hours.toml does not hold what it should.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._known: dict[date, bool | None] = {}
        self._hints: dict[date, Sentence | None] = {}

    def works(self, day: date) -> bool | None:
        """Whether a day is worked; None where the holidays of its year are not known yet."""
        if day not in self._known:
            self._known[day] = self._judged(day)
        return self._known[day]

    def _judged(self, day: date) -> bool | None:
        policy = self._policy.at(day)
        single = exceptions_of(policy["hours.exceptions"])
        if (iso := day.isoformat()) in single:
            return single[iso] != CLOSED
        if weekdays_of(policy["hours.weekdays"]).get(WEEKDAYS[day.weekday()]) == CLOSED:
            return False
        if calendar_of(policy["hours.calendar"]) != CALENDARS[0]:
            return True
        known = is_workday(day)
        if known is None and any(each.startswith(f"{day.year:04}-") for each in single):
            return day.isoweekday() < 6  # the shop has written down what is unlike that
        return known

    def by_notice(self, day: date) -> bool | None:
        """Whether a day is worked by the State Council, unless the shop's exceptions tell of it.

        Of a year without a notice it is what the shop goes by; None where that says nothing.
        """
        single = exceptions_of(self._policy.at(day)["hours.exceptions"])
        if (iso := day.isoformat()) in single:
            return single[iso] != CLOSED
        known = is_workday(day)
        return self.works(day) if known is None else known

    def hint(self, day: date) -> Sentence | None:
        """What to mind where a due day is no workday, and which day is the next one."""
        if day not in self._hints:
            self._hints[day] = None if self.works(day) is not False else self._said(day)
        return self._hints[day]

    def named(self, day: str) -> str:
        """What a day, written as in ISO 8601, is called where it is not worked: `Sunday`."""
        return str(_name(date.fromisoformat(day)))

    def _said(self, day: date) -> Sentence:
        what = _name(day)
        following = next(
            (then for n in range(1, FURTHEST + 1) if self.works(then := _after(day, n))), None
        )
        if following is None:
            return say("{what}: no workday", what=what)
        return say("{what}: no workday, the next is {day}", what=what, day=following)

    def unknown(self, days: Iterable[date]) -> Sentence | None:
        """The warning where a day is in a year whose holidays are not known, and what to fill.

        Years before the first notice are over: nobody fills those.
        """
        coming = (day for day in days if day.year >= YEARS[0])
        years = sorted({day.year for day in coming if self.works(day) is None})
        if not years:
            return None
        return say(
            "The holidays of {years} are not known here, so no due day says whether it is worked: "
            "write them into policy/hours.toml, hours.exceptions, or take hours.calendar = "
            "every_day.",
            years=", ".join(map(str, years)),
        )


def _after(day: date, n: int) -> date:
    return day + timedelta(days=min(n, (date.max - day).days))


def _name(day: date) -> Sentence | str:
    """What a day is called: on a weekday its festival, at weekends the day of the week."""
    if day.isoweekday() > 5 or is_workday(day) is not False:
        return NAMES[day.weekday()]
    try:
        kept = festivals_on(day)
    except BadInput:
        kept = ()
    if not kept:
        return say("public holiday")
    return kept[0].name if spoken() == "zh" else kept[0].gloss
