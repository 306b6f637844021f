"""The sheet of what silence costs: each step with whose figure it is; the shop's own shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.i18n import say
from svc.reports.document import (
    As,
    Chart,
    Column,
    Figure,
    Report,
    Section,
    Series,
    Table,
    TooFew,
)
from svc.reports.values import figure
from svc.rules.silence import HOW, HOW_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from svc.i18n import Sentence
    from svc.reports.document import Value, Words
    from svc.rules.silence import Silence, Step

OWN = say("this shop's")


def arranged(found: Silence, days: tuple[date, date], shop: str) -> Report:
    """The report for people: no customer is named in it."""
    steps = {step.key: step for step in found.steps}
    return Report(
        name="silence",
        title=say("What silence costs"),
        shop=shop,
        about=(say("{first} to {last}", first=days[0], last=days[1]),),
        figures=tuple(_figures(found, steps)),
        sections=(_reckoning(found), _again(found)),
        after=(
            say("An estimate: the shares are those of the sources (`svc policy show silence`), "
                "not measured here; the complaints and the spending are this shop's."),
            say("The sources do not say of whom they were measured: take the order of magnitude, "
                "not the last digit."),
        ),
    )  # fmt: skip


def _figures(found: Silence, steps: dict[str, Step]) -> Iterator[Figure]:
    yield Figure(label=say("Customers who complained"), value=found.complainants)
    yield Figure(label=say("Estimated: never come back"), value=_range(steps["never_back"]),
                 kind="text")  # fmt: skip
    yield Figure(label=say("Estimated: hear of it"), value=_range(steps["all"]), kind="text")
    if "at_stake" in steps:
        yield Figure(label=say("Estimated: their spending in a year"),
                     value=_range(steps["at_stake"]), kind="text")  # fmt: skip


def _range(step: Step) -> Words:
    """Both ends of a step, or the one where they are the same."""
    low, high = (figure(each, "money") if step.money else f"{each:,f}" for each in step.rounded())
    return low if low == high else say("{low} to {high}", low=low, high=high)


def _reckoning(found: Silence) -> Section:
    names = {step.key: step.name for step in found.steps}
    columns = (
        Column("step", say("step"), "words"),
        Column("how", say("reckoned from"), "words"),
        Column("source", say("whose figure")),
        Column("low", say("at least"), "count"),
        Column("high", say("at most"), "count"),
    )
    rows = tuple(
        (step.name, _how(step, names), _whose(step), *_ends(step)) for step in found.steps
    )
    people = [step for step in found.steps if not step.money]
    chart = Chart(
        kind="pairs",
        title=say("Estimated people"),
        unit=say("people"),
        labels=tuple(step.name for step in people),
        series=tuple(
            Series(name, tuple(int(step.rounded()[end]) for step in people))
            for end, name in enumerate((say("at least"), say("at most")))
        ),
    )
    return Section(
        heading=say("Step by step"),
        notes=tuple(_notes(found)),
        table=Table(columns=columns, rows=rows),
        chart=chart if found.complainants else None,
        after=(_spending(found),),
    )


def _ends(step: Step) -> tuple[As, As]:
    """Both ends of a step: people, or yuan."""
    low, high = step.rounded()
    kind = "money" if step.money else "count"
    return As(low, kind), As(high, kind)


def _notes(found: Silence) -> Iterator[Sentence]:
    yield say(
        "{n} complaints of {customers} customers were logged in this time; an estimate is laid on "
        "them.",
        n=found.complaints, customers=found.complainants,
    )  # fmt: skip
    if not found.complainants:
        yield say("No complaint was logged: there is nothing to estimate from.")
    elif found.few:
        yield say(
            "So few complaints bear no more than an order of magnitude (n = {n}).",
            n=found.complainants,
        )
    if found.exceeds is not None:
        never = next(step for step in found.steps if step.key == "never_back")
        yield say(
            "More are estimated never to come back ({n}) than ever bought here ({buyers}): the "
            "shares cannot hold for a shop of this size. Read it as a picture, not as a count.",
            n=f"{never.rounded()[1]:,f}", buyers=found.exceeds,
        )  # fmt: skip


def _how(step: Step, names: dict[str, Sentence]) -> Words:
    if step.of is None:
        return say("counted")
    if step.times == "+":
        return say("both who hear of it")
    low, high = step.factor or (0, 0)
    factor = f"{low}" if low == high else f"{low}–{high}"
    return say("{of} {does} {factor}", of=names[step.of], does=step.times, factor=factor)


def _whose(step: Step) -> Value:
    """The sources of a factor; the shop's own where it has none; a sum is nobody's."""
    return ", ".join(step.sources) or (None if step.times == "+" else OWN)


def _spending(found: Silence) -> Sentence:
    if found.median is None:
        return say("Nobody bought anything in the twelve months up to the end: no money is told.")
    return say(
        "A customer who bought spent ¥{median} (median) and ¥{mean} (mean) in the twelve months "
        "up to the end; {n} customers did.",
        median=found.median, mean=found.mean, n=found.spenders,
    )  # fmt: skip


def _again(found: Silence) -> Section:
    """Who bought again after a complaint, beside what the sources say."""
    columns = (
        Column("how", say("complaint")),
        Column("customers", say("customers"), "count"),
        Column("bought_again", say("bought again"), "count"),
        Column("share", say("share here"), "percent"),
        Column("low", say("sources, from"), "percent"),
        Column("high", say("sources, to"), "percent"),
    )
    rows = tuple(
        (
            HOW_NAMES[how], shares.n, shares.satisfied, _share(found, how),
            *found.expected.get(how, (None, None)),
        )
        for how in HOW
        for shares in (found.came.shares[how],)
    )  # fmt: skip
    told = [how for how in HOW if not found.came.shares[how].few]
    chart = Chart(
        kind="bars",
        title=say("Bought again after a complaint"),
        unit=say("part of the customers"),
        labels=tuple(HOW_NAMES[how] for how in told),
        series=(Series(say("share here"), tuple(found.came.shares[how].share for how in told)),),
        values="percent",
    )
    return Section(
        heading=say("Who came again"),
        table=Table(columns=columns, rows=rows),
        chart=chart if told else None,
        after=(
            say("By how her last complaint of this time ended; bought again is a purchase on a "
                "later day, up to the end. The sources: S0-038."),
        ),
    )  # fmt: skip


def _share(found: Silence, how: str) -> Value:
    shares = found.came.shares[how]
    share: Decimal | None = shares.share
    return TooFew(n=shares.n) if shares.few and shares.n else share
