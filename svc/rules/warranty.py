"""How long the shop repairs free of charge (S2-062), or longer where a province asks for it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from svc.frozen import Frozen, replace
from svc.i18n import Sentence, say
from svc.rules.statute import InBoth, title_of, with_its_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svc.policy import DatedPolicy, Policy
    from svc.rules.answer import Citations
    from svc.rules.statute import Article

NAME_CATEGORIES = frozenset({"unknown_category", "also_called"})
"""Entries of the warranty file that are no category, but name some."""
NOT_CATEGORIES = NAME_CATEGORIES | {"replacement"}
REPLACEMENT = ("restart", "remainder")


class Warranty(Frozen):
    """A warranty in calendar months; its last day is `until`.

    `paused_days` are those it did not run, because the piece was in repair: `until` counts them.
    """

    title: InBoth
    months: int
    start: date
    until: date
    warnings: tuple[Sentence, ...] = ()
    paused_days: int = 0

    def covers(self, day: date) -> bool:
        """Whether the warranty still runs on a day."""
        return day <= self.until

    def said(self) -> Sentence:
        """Which warranty, and until when."""
        if self.paused_days:
            return say(
                "{warranty}: {months} months from {start} and {days} days in repair, up to and "
                "including {until}.",
                warranty=self.title,
                months=self.months,
                start=self.start,
                days=self.paused_days,
                until=self.until,
            )
        return say(
            "{warranty}: {months} months from {start}, up to and including {until}.",
            warranty=self.title,
            months=self.months,
            start=self.start,
            until=self.until,
        )

    def paused(self, days: int) -> Warranty:
        """The warranty as it ends if it did not run for so many days more."""
        if not days:
            return self
        return replace(
            self, until=days_after(self.until, days), paused_days=self.paused_days + days
        )

    def without(self, spans: Iterable[tuple[date, date]]) -> Warranty:
        """The warranty without the days of some spans; one that begins after its end adds none."""
        runs = self
        for first, last in sorted(spans):
            begun = max(first, self.start)
            if begun > runs.until:
                break
            runs = runs.paused(max((last - begun).days, 0))
        return runs


def warranty(
    category: str | None, start: date, sold: date, policy: Policy, cited: Citations
) -> Warranty:
    """The warranty of a category from a start day, by the policy of the sale day (S2-062)."""
    known = policy.topic("warranty")
    name = plain(category, policy.at(sold))
    warnings: tuple[Sentence, ...] = ()
    if name not in known or name in NOT_CATEGORIES:
        unknown = cited["warranty.unknown_category"]
        name = unknown.text()
        if name not in known or name in NOT_CATEGORIES:
            raise unknown.bad(
                say("Policy warranty.unknown_category names {name!r}, no category.", name=name),
                say("Run `svc policy show warranty` for the categories."),
            )
        counted = title_of(known[name])
        warnings = (
            say(
                "Category {category} is not known: {counted} is used.",
                category=category,
                counted=counted,
            )
            if category
            else say("The goods have no category: {counted} is used.", counted=counted),
        )
    months = cited[f"warranty.{name}"].whole()
    return Warranty(
        title=title_of(known[name]),
        months=months,
        start=start,
        until=months_after(start, months),
        warnings=warnings,
    )


def unknown(category: str | None, sold: date, policy: Policy) -> Sentence | None:
    """What to tell whoever records goods of a category no warranty names; None where one does."""
    known = [name for name in policy.topic("warranty") if name not in NOT_CATEGORIES]
    in_force = policy.at(sold)
    if not category or plain(category, in_force) in known:
        return None
    names: dict[str, list[str]] = {name: [] for name in known}
    for called, name in _other_names(in_force).items():
        if name in names:
            names[name].append(called)
    return say(
        "Category {category} is not known: it counts as {counted}. Known: {known}.",
        category=category,
        counted=in_force["warranty.unknown_category"].text(),
        known=InBoth(", ".join(names), "、".join(map(with_its_name, names, names.values()))),
    )


def lengthened(promised: Warranty, article: Article | None) -> Warranty:
    """The warranty, or a longer one where an article of the province asks for it."""
    least = article.least_months if article else None
    if least is None or least <= promised.months:
        return promised
    owed = replace(
        promised, months=least, until=months_after(promised.start, least), paused_days=0
    )
    return owed.paused(promised.paused_days)


def plain(category: str | None, in_force: DatedPolicy) -> str:
    """The category as policy calls it: tills write 皮服 for leather."""
    name = (category or "").strip().lower()
    return _other_names(in_force).get(name, name)


def _other_names(in_force: DatedPolicy) -> dict[str, str]:
    """The category of each other name it goes by."""
    table = in_force["warranty.also_called"].table()
    return {called: name for name, others in table.items() for called in others}


def months_after(start: date, months: int) -> date:
    """The day some calendar months later; a day the month does not have is its last (S2-062)."""
    from dateutil.relativedelta import relativedelta

    try:
        return start + relativedelta(months=months)
    except (ValueError, OverflowError):  # past the year 9999
        return date.max


def days_after(start: date, days: int) -> date:
    """The day so many days later, but not after the last there is."""
    return start + timedelta(days=min(days, (date.max - start).days))
