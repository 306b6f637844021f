"""A period's report beyond complaints: money, contacts, repairs, the company; how it reckons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.i18n import listed, say, word
from svc.reports.document import As, Column, Section, Table
from svc.rules.authority import POST_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from svc.i18n import Sentence
    from svc.reports.document import Value
    from svc.rules.batches import Batch
    from svc.rules.period_report import Figures, PeriodReport

    Told = Callable[[Figures], Value]


def money(found: PeriodReport) -> Section:
    """Returns and exchanges, with their money."""
    from svc.reports.week import compared

    rows: list[tuple[Sentence, Told]] = [
        (say("Came in"), lambda f: f.returns.came),
        (say("Returned"), lambda f: f.returns.settled["return"]),
        (say("Exchanged"), lambda f: f.returns.settled["exchange"]),
        (say("Price difference paid back"), lambda f: f.returns.settled["difference"]),
        (say("Refused"), lambda f: f.returns.rejected),
        (say("Waiting at the end"), lambda f: f.returns.waiting),
        (say("Refunds"), lambda f: As(f.returns.refunds, "money")),
        (say("Fees kept"), lambda f: As(f.returns.fees, "money")),
        (say("Paid on top of exchanges"), lambda f: As(f.returns.paid_on_top, "money")),
        (say("Paid back at exchanges"), lambda f: As(f.returns.paid_back, "money")),
        (say("Sold"), lambda f: As(f.returns.turnover, "money")),
        (say("Refunds of what was sold"), lambda f: As(f.returns.rate, "percent")),
    ]
    return Section(
        heading=say("Returns and exchanges"),
        table=compared(found, rows, say("returns and exchanges")),
    )


def contacts(found: PeriodReport) -> Section:
    """Callbacks: due, made, and what customers said."""
    from svc.reports.week import compared

    rows: list[tuple[Sentence, Told]] = [
        (say("Due"), lambda f: f.callbacks.due),
        (say("Made of these"), lambda f: f.callbacks.done),
        (say("Made though due before"), lambda f: f.callbacks.late),
        (say("Lapsed without being made"), lambda f: f.callbacks.lapsed),
        (say("Still to be made at the end"), lambda f: f.callbacks.open),
        (say("Reached"), lambda f: f.callbacks.reached),
        (say("Wanted no call"), lambda f: f.callbacks.refused),
        (say("Message sent"), lambda f: f.callbacks.messages),
        (say("Nobody answered"), lambda f: f.callbacks.no_answer),
        (say("Content"), lambda f: f.callbacks.satisfied),
        (say("Not content"), lambda f: f.callbacks.unsatisfied),
    ]
    this = found.figures["this"].callbacks
    few = say("Only {n} said whether they are content: too few to say.", n=this.asked)
    return Section(
        heading=say("Callbacks"),
        table=compared(found, rows, say("callbacks")),
        after=(few,) if this.asked and this.is_few else (),
    )


def goods(found: PeriodReport) -> tuple[Section, ...]:
    """Repairs, parts that are waited for, deliveries."""
    from svc.reports.week import compared

    rows: list[tuple[Sentence, Told]] = [
        (say("Repairs taken in"), lambda f: f.repairs.came),
        (say("Handed back"), lambda f: f.repairs.handed_back),
        (say("Waiting at the end"), lambda f: f.repairs.waiting),
        (say("Handed back after, median"), lambda f: As(f.repairs.median_days, "days")),
        (say("Parts ordered"), lambda f: f.parts.ordered),
        (say("Parts come"), lambda f: f.parts.came),
        (say("Orders not come in full"), lambda f: len(f.parts.waiting)),
        (say("Deliveries made"), lambda f: f.deliveries.done),
        (say("Deliveries failed"), lambda f: f.deliveries.failed),
        (say("Deliveries late at the end"), lambda f: f.deliveries.late),
    ]
    this = found.figures["this"]
    notes = []
    if this.repairs.oldest:
        notes.append(
            say(
                "Longest in hand: {id}, {n} days.",
                id=this.repairs.oldest,
                n=this.repairs.oldest_days,
            )
        )
    told = Section(
        heading=say("Repairs, parts, deliveries"),
        notes=tuple(notes),
        table=compared(found, rows, say("repairs, parts, deliveries")),
    )
    return (told, _parts(found)) if this.parts.waiting else (told,)


def _parts(found: PeriodReport) -> Section:
    from svc.reports.week import LISTED

    waiting = found.figures["this"].parts.waiting
    return Section(
        heading=say("Parts waited for"),
        table=Table(
            columns=(
                Column("id", say("order")),
                Column("code", say("code")),
                Column("name", say("part name")),
                Column("missing", say("pieces missing"), "count"),
                Column("days", say("ordered ago"), "days"),
                Column("days_late", say("late by"), "days"),
            ),
            rows=tuple(
                tuple(row[key] for key in ("id", "code", "name", "missing", "days", "days_late"))
                for row in waiting[:LISTED]
            ),
        ),
        after=(say("And {n} more.", n=len(waiting) - LISTED),) if len(waiting) > LISTED else (),
    )


def company(found: PeriodReport) -> tuple[Section, ...]:
    """What the region and the company have to know: what was passed on, asked and told."""
    from svc.reports.week import compared

    this = found.figures["this"]
    posts = sorted({*this.upward.asked, *this.upward.told, *this.upward.waiting})
    rows: list[tuple[Sentence, Told]] = [
        (say("Callbacks passed on to the region"), lambda f: f.forwarded.passed_on["region"]),
        (say("Callbacks passed on to the company"), lambda f: f.forwarded.passed_on["company"]),
        (say("Answers that came back"), lambda f: f.forwarded.answered),
        (say("Without an answer at the end"), lambda f: len(f.forwarded.waiting)),
        (say("Decisions asked for"), lambda f: sum(f.upward.asked.values())),
        (say("Told to posts above"), lambda f: sum(f.upward.told.values())),
        (say("Decisions waiting at the end"), lambda f: sum(f.upward.waiting.values())),
    ]
    notes = tuple(
        say(
            "{post}: {asked} asked, {told} told, {waiting} waiting.",
            post=POST_NAMES.get(post, word(post)),
            asked=this.upward.asked.get(post, 0),
            told=this.upward.told.get(post, 0),
            waiting=this.upward.waiting.get(post, 0),
        )
        for post in posts
    )
    told = Section(
        heading=say("For the region and the company"),
        notes=notes,
        table=compared(found, rows, say("passed on, asked, told")),
    )
    return tuple(each for each in (told, _batches(found), _training(found)) if each)


def _batches(found: PeriodReport) -> Section | None:
    """Goods of which several sales were complained of for their quality."""
    batches = found.figures["this"].cases.batches
    if not batches:
        return None
    return Section(
        heading=say("Batches of defects, for the company"),
        table=Table(
            columns=(
                Column("name", say("goods"), "words"),
                Column("goods", say("style or SKU")),
                Column("sales", say("sales concerned"), "count"),
                Column("new", say("new"), "count"),
                Column("cases", say("case numbers"), "words"),
            ),
            rows=tuple(batch_row(each) for each in batches),
        ),
    )


def batch_row(each: Batch) -> tuple[Value, ...]:
    """What is told of a batch: what it is called, its style or SKU if it has one, how many."""
    code = each.goods if each.name and each.name != each.goods else None
    return each.name or each.goods, code, each.sales, each.new, few_of(each.cases)


def few_of(ids: tuple[str, ...]) -> str:
    """Some ids, and that there are more."""
    told = listed(ids[:NAMED])
    return f"{told} …" if len(ids) > NAMED else told


NAMED = 8
"""So many cases are named where others are counted."""
WITH = {
    "training": say("training"),
    "province": say("province"),
    "company": say("company"),
}


def _training(found: PeriodReport) -> Section | None:
    """What to train and to improve, and with whom to settle it."""
    topics = found.figures["this"].cases.training
    if not topics:
        return None
    return Section(
        heading=say("What to train and to improve"),
        table=Table(
            columns=(
                Column("name", say("suggestion"), "words"),
                Column("with", say("settle with")),
                Column("n", say("cases"), "count"),
                Column("cases", say("case numbers"), "words"),
            ),
            rows=tuple(
                (str(each.name), WITH[each.to], len(each.cases), few_of(each.cases))
                for each in topics
            ),
        ),
    )


def reckoned() -> tuple[Sentence, ...]:
    """How the figures come about, in sentences at the end."""
    return (
        say(
            "All is told as it was known at the end of the period: what was done later changes "
            "nothing of it, what was written down later counts when it was."
        ),
        say(
            "Sales and the moves of parts count on their own day whenever they were entered: a "
            "list from the till that comes in later completes what was sold, and what falls due "
            "after it."
        ),
        say(
            "Times are hours of work, those of waiting among them; settled in time is by "
            "complaint.toml, by which waiting pauses."
        ),
        say(
            "Settled in time is of what was settled in the period; late ones still open are not "
            "in it. The care scores of staff do count them, each against whoever answers for it."
        ),
        say(
            "Callbacks are those after sales, installations, complaints and repairs, and "
            "promises; late ones were due before the period. Birthdays and greetings to old "
            "customers are not counted."
        ),
        say(
            "Money counts when it was settled; the refund rate is of what was sold in the period, "
            "exchanges not counted."
        ),
    )
