"""The report of care scores: the parts side by side, why, rewards and penalties by the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.i18n import listed, say, word
from svc.reports.document import Chart, Column, Figure, Report, Section, Series, Table, TooFew
from svc.rules.care_words import PART_NAMES
from svc.rules.reward import DOES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from svc.i18n import Sentence
    from svc.reports.document import Value, Words
    from svc.rules.care import Care
    from svc.rules.care_parts import Marks, Part
    from svc.rules.conduct import Conduct
    from svc.rules.reward import Applies


def arranged(
    found: Sequence[Care], conduct: Conduct, by: Marks, days: tuple[date, date], shop: str
) -> Report:
    """The report for people; members are named, customers are not."""
    judged = [each for each in found if each.score is not None]
    return Report(
        name="staff",
        title=say("Care scores of staff"),
        shop=shop,
        about=(say("{first} to {last}", first=days[0], last=days[1]),),
        figures=(
            Figure(label=say("Members of staff"), value=len(found)),
            Figure(label=say("Judged"), value=len(judged)),
            Figure(
                label=say("Complaints about staff found true"),
                value=sum(each.finding != "none" for each in conduct.found),
                bad=any(each.finding != "none" for each in conduct.found),
            ),
        ),
        sections=tuple(_sections(found, judged, conduct)),
        after=_after(by),
    )


def _sections(
    found: Sequence[Care], judged: Sequence[Care], conduct: Conduct
) -> Iterator[Section]:
    if not found:
        yield Section(
            heading=say("Scores"),
            notes=(say("Nobody is on the staff: `svc staff add` puts a member on file."),),
        )
        return
    yield _scores(found, judged)
    yield from _made_of(found)
    yield _rules(found, "rewards", say("Rewards by the rules"))
    yield _rules(found, "penalties", say("Penalties by the rules"))
    if conduct.found or conduct.unfound:
        yield _conduct(conduct, {each.staff: each.name for each in found})
    for each in found:
        yield Section(heading=say("Why: {name}", name=each.name), notes=each.why)


SCORED: dict[str, Sentence] = {"complaints": say("complaints score")}
"""Parts whose name alone reads as a number of something: what heads their points."""


def _scores(found: Sequence[Care], judged: Sequence[Care]) -> Section:
    columns = (
        Column("rank", say("rank"), "count"),
        Column("name", say("name")),
        Column("score", say("score"), "number"),
        *(Column(key, SCORED.get(key, name), "number") for key, name in PART_NAMES.items()),
    )
    rows = tuple(
        (each.rank, each.name, each.score, *(_shown(part) for part in each.parts.values()))
        for each in found
    )
    chart = Chart(
        kind="bars",
        title=say("Care scores"),
        unit=say("points out of 100"),
        labels=tuple(each.name for each in judged),
        series=(Series(say("score"), tuple(each.score for each in judged)),),
        values="number",
    )
    few = tuple([say("Nobody has made enough contacts to be judged.")] if not judged else [])
    return Section(
        heading=say("Scores"),
        notes=few,
        table=Table(columns=columns, rows=rows),
        chart=chart if judged else None,
    )


def _shown(part: Part) -> Value:
    if part.few and part.n:
        return TooFew(n=part.n)
    return None if part.few else part.score


MADE_OF: tuple[tuple[str, str, Sentence], ...] = (
    ("contacts", "reached", say("reached")),
    ("contacts", "messages", say("messages sent")),
    ("files", "files", say("files")),
    ("files", "complete", say("complete")),
    ("files", "back", say("came back")),
    ("timeliness", "cases", say("complaints")),
    ("timeliness", "cases_in_time", say("in time")),
    ("timeliness", "callbacks", say("callbacks")),
    ("timeliness", "callbacks_in_time", say("made when due")),
    ("satisfaction", "asked", say("were asked")),
    ("satisfaction", "satisfied", say("satisfied")),
    ("complaints", "light", say("found light")),
    ("complaints", "serious", say("found serious")),
)
"""The columns of the tables of what the parts are made of: part, figure, heading."""
HALVES: tuple[tuple[Sentence, tuple[str, ...]], ...] = (
    (say("Contacts and files"), ("contacts", "files")),
    (say("How it went"), ("timeliness", "satisfaction", "complaints")),
)
"""What stands in which table."""


def _made_of(found: Sequence[Care]) -> Iterator[Section]:
    """Two tables: what was done, and how it went; one would be too wide for a page."""
    for heading, parts in HALVES:
        chosen = [each for each in MADE_OF if each[0] in parts]
        columns = (
            Column("name", say("name")),
            *(Column(f"{part}_{key}", name, "count") for part, key, name in chosen),
        )
        rows = tuple(
            (each.name, *(each.parts[part].figures[key] for part, key, _name in chosen))
            for each in found
        )
        yield Section(heading=heading, table=Table(columns=columns, rows=rows))


def _rules(found: Sequence[Care], which: str, heading: Sentence) -> Section:
    rows: list[tuple[Value, ...]] = []
    has_amounts = any(
        one.rule.amount is not None for each in found for one in getattr(each, which)
    )
    for each in found:
        applies: tuple[Applies, ...] = getattr(each, which)
        rows += [
            (
                each.name,
                str(one.rule.name),
                listed(DOES[word] for word in one.rule.does),
                *((one.rule.amount,) if has_amounts else ()),
                ", ".join(one.cases),
                ", ".join(one.rule.sources),
            )
            for one in applies
        ]
    if not rows:
        return Section(heading=heading, notes=(say("None applies."),))
    columns = (
        Column("name", say("name")),
        Column("rule", say("rule"), "words"),
        Column("does", say("what it gives"), "words"),
        *((Column("amount", say("amount"), "money"),) if has_amounts else ()),
        Column("cases", say("which cases"), "words"),
        Column("sources", say("source")),
    )
    return Section(
        heading=heading,
        table=Table(columns=columns, rows=tuple(rows)),
        after=(
            say(
                "That is what the rules say (`svc policy explain staff.{which}`): nothing is paid "
                "or deducted by it, and a manager decides.",
                which=which,
            ),
        ),
    )


def _conduct(conduct: Conduct, names: dict[str, str]) -> Section:
    """What was found of complaints about staff, and whom it is about."""
    columns = (
        Column("complaint", say("complaint")),
        Column("category", say("category")),
        Column("on", say("found on")),
        Column("finding", say("finding")),
        Column("name", say("name")),
    )
    rows = tuple(
        (each.complaint, word(each.category), each.on, word(each.finding), _who(each.staff, names))
        for each in conduct.found
    )
    notes: list[Words] = [
        say(
            "Whose conduct it was is told as it is settled (`svc complaint resolve --of`); where "
            "it was not, it is taken to be who sold the goods the complaint names."
        )
    ]
    if any(each.staff is None for each in conduct.found):
        notes.append(say("Where neither is known they count for nobody: a manager knows."))
    if conduct.unfound:
        notes.append(say("Not looked into yet: {cases}.", cases=", ".join(conduct.unfound)))
    return Section(
        heading=say("Complaints about staff"),
        notes=tuple(notes),
        table=Table(columns=columns, rows=rows) if rows else None,
    )


def _who(staff: str | None, names: dict[str, str]) -> str | None:
    return None if staff is None else names.get(staff, staff)


def _after(by: Marks) -> tuple[Words, ...]:
    """How it is reckoned, and what it leaves out."""
    weights = listed(
        say("{part} {weight} %", part=PART_NAMES[name], weight=f"{weight * 100:.0f}")
        for name, weight in by.weights.items()
    )
    return (
        say("Weights (staff.care): {weights}. A part without enough figures is left out, and the "
            "others share its weight.", weights=weights),
        say("Contacts are held against the most anybody made; of files counts how complete they "
            "are; complaints found light take off {light} points, serious ones {serious}.",
            light=by.light, serious=by.serious),
        say("Complaints whose time ran out in these days and that are still open count as not in "
            "time; the share in the week's report is of those settled alone."),
        say("Files are judged as they are on file today; everything else as it was known at the "
            "end of the last day. Contacts nobody made stand under nobody's name."),
        say("One basis of promotion and of bonuses, not the only one (S2-017, S2-037)."),
    )  # fmt: skip
