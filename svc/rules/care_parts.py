"""The five parts of a care score, 0 to 100, with what each is made of (S2-017, S2-037, S0-062)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen, field
from svc.i18n import say
from svc.rules.conduct import NONE, TRUE, Share
from svc.rules.few import least
from svc.rules.shares import rounded, text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from svc.i18n import Sentence
    from svc.policy import DatedPolicy
    from svc.rules.conduct import Found
    from svc.rules.contest import Score
    from svc.rules.tally import Tally

PARTS = ("contacts", "files", "timeliness", "satisfaction", "complaints")
COUNTED = ("reached", "message")
"""What a contact may be: a customer reached, a message sent."""
ENOUGH = ("contacts", "files")
FULL = Decimal(100)
TENTH = Decimal("0.1")


class Known(Frozen):
    """What the store knows of a span, by member of staff.

    `files` are the scores of the contest of the files they opened, `cases` the complaints they
    answer for, `calls` the contacts they made that were due, `sheets` what questionnaires said of
    who served, `found` what was found of complaints about them, `referrals` how many of their
    files name who brought the customer.
    """

    tallies: Mapping[str, Tally] = field(default_factory=dict)
    files: Mapping[str, Score] = field(default_factory=dict)
    cases: Mapping[str | None, Share] = field(default_factory=dict)
    calls: Mapping[str | None, Share] = field(default_factory=dict)
    sheets: Mapping[str, Share] = field(default_factory=dict)
    found: tuple[Found, ...] = ()
    referrals: Mapping[str, int] = field(default_factory=dict)


class Marks(Frozen):
    """The figures of policy a score is worked out by.

    `few` answers or cases a share needs, `contacts` a member needs to be judged, `files` to have
    hers looked at; `reached` and `message` are what a contact counts, `light` and `serious` what a
    complaint found true takes off.
    """

    weights: Mapping[str, Decimal]
    reached: Decimal
    message: Decimal
    contacts: int
    files: int
    light: int
    serious: int
    few: int


class Part(Frozen):
    """One part of a score: 0 to 100, or None where nothing is known; `few` ones do not count.

    `n` is how many contacts, files, cases or answers it rests on; `figures` what it is made of.
    """

    score: Decimal | None
    n: int
    few: bool
    figures: Mapping[str, Any]
    why: Sentence

    @property
    def counts(self) -> bool:
        """Whether it is part of the mean."""
        return self.score is not None and not self.few

    def to_json(self) -> dict[str, Any]:
        """The keys for scripts."""
        score = None if self.score is None else str(self.score)
        return {"score": score, "n": self.n, "few": self.few, **self.figures, "why": str(self.why)}


def marks(policy: DatedPolicy) -> Marks:
    """The figures a score is worked out by; raises BadPolicy."""
    counted = _decimals(policy, "contacts", COUNTED)
    enough, off = _wholes(policy, "least", ENOUGH), _wholes(policy, "conduct", TRUE)
    return Marks(
        weights=_decimals(policy, "care", PARTS),
        reached=counted["reached"],
        message=counted["message"],
        contacts=enough["contacts"],
        files=enough["files"],
        light=off["light"],
        serious=off["serious"],
        few=least(policy),
    )


def _decimals(policy: DatedPolicy, name: str, keys: Collection[str]) -> dict[str, Decimal]:
    found = policy[f"staff.{name}"]
    given = found.table()
    try:
        figures = {key: Decimal(given[key]) for key in keys if isinstance(given[key], str)}
        is_good = all(each.is_finite() and each >= 0 for each in figures.values())
    except (InvalidOperation, KeyError):
        is_good, figures = False, {}
    if len(figures) < len(keys) or not is_good:
        raise found.wrong(
            say("a decimal number in quotes for each of {names}", names=", ".join(keys))
        )
    return figures


def _wholes(policy: DatedPolicy, name: str, keys: Collection[str]) -> dict[str, int]:
    found = policy[f"staff.{name}"]
    given = found.table()
    if any(type(given.get(key)) is not int or given[key] < 0 for key in keys):
        raise found.wrong(say("a whole number each for {steps}", steps=", ".join(keys)))
    return {key: given[key] for key in keys}


def points_of(tally: Tally | None, by: Marks) -> Decimal:
    """What her contacts count together (`staff.contacts`)."""
    if tally is None:
        return Decimal(0)
    return tally.counts["reached"] * by.reached + tally.counts["messages"] * by.message


def parts_of(
    member: str, known: Known, by: Marks, points: Mapping[str, Decimal]
) -> dict[str, Part]:
    """The five parts of one member's score, by name."""
    return {
        "contacts": _contacts(known.tallies.get(member), by, points[member], points.values()),
        "files": _files(known.files.get(member), by),
        "timeliness": _timeliness(
            known.cases.get(member, NONE), known.calls.get(member, NONE), by
        ),
        "satisfaction": _satisfaction(
            known.tallies.get(member), known.sheets.get(member, NONE), by
        ),
        "complaints": _complaints([each for each in known.found if each.staff == member], by),
    }


def _contacts(
    tally: Tally | None, by: Marks, points: Decimal, all_points: Collection[Decimal]
) -> Part:
    """Her contacts against the most; alone she is held against nobody."""
    reached, messages = (tally.counts[key] if tally else 0 for key in ("reached", "messages"))
    most = max(all_points)
    is_compared = sum(each > 0 for each in all_points) > 1
    return Part(
        score=_of_full(Fraction(points) / Fraction(most)) if is_compared else None,
        n=reached + messages,
        few=reached + messages < by.contacts,
        figures={
            "reached": reached,
            "messages": messages,
            "tries": tally.counts["contacts"] if tally else 0,
            "points": str(points),
            "most": str(most),
        },
        why=say(
            "Contacts: {reached} customers reached and {messages} messages sent make {points} "
            "points; the most anybody has is {most}.",
            reached=reached, messages=messages, points=points, most=most,
        ),
    )  # fmt: skip


def _files(found: Score | None, by: Marks) -> Part:
    """How complete the files are that she opened, on the average."""
    files, complete, back = (found.files, found.complete, found.back) if found else (0, 0, 0)
    quality = found.quality if found else None
    return Part(
        score=None if quality is None else _of_full(Fraction(quality)),
        n=files,
        few=files < by.files,
        figures={"files": files, "complete": complete, "back": back, "quality": text(quality)},
        why=say(
            "Files: {files} opened, {complete} of them complete; {back} of these customers came "
            "back.",
            files=files, complete=complete, back=back,
        ),
    )  # fmt: skip


def _timeliness(cases: Share, calls: Share, by: Marks) -> Part:
    """Complaints settled in time and contacts made by their day, together."""
    both = cases + calls
    return Part(
        score=_share(both),
        n=both.n,
        few=both.n < by.few,
        figures={
            "cases": cases.n, "cases_in_time": cases.good, "callbacks": calls.n,
            "callbacks_in_time": calls.good,
        },
        why=say(
            "Timeliness: {settled} of {cases} complaints settled in time, {made} of {calls} "
            "callbacks made by the day they were due.",
            settled=cases.good, cases=cases.n, made=calls.good, calls=calls.n,
        ),
    )  # fmt: skip


def _satisfaction(tally: Tally | None, sheets: Share, by: Marks) -> Part:
    """Customers who said they were satisfied, in callbacks and on questionnaires (S2-017)."""
    good, bad = (tally.counts[key] if tally else 0 for key in ("satisfied", "unsatisfied"))
    both = Share(good + bad, good) + sheets
    return Part(
        score=_share(both),
        n=both.n,
        few=both.n < by.few,
        figures={
            "asked": both.n, "satisfied": both.good, "in_callbacks": good + bad,
            "on_sheets": sheets.n,
        },
        why=say(
            "Satisfaction: {satisfied} of {asked} customers who were asked are satisfied; sheets "
            "count on the day they were filled in, however late they were noted.",
            satisfied=both.good, asked=both.n,
        )
        if sheets.n
        else say(
            "Satisfaction: {satisfied} of {asked} customers who were asked are satisfied.",
            satisfied=both.good, asked=both.n,
        ),
    )  # fmt: skip


def _complaints(found: Collection[Found], by: Marks) -> Part:
    """What complaints about her that were found true leave of the hundred points."""
    counted = {each: sum(one.finding == each for one in found) for each in ("light", "serious")}
    off = counted["light"] * by.light + counted["serious"] * by.serious
    return Part(
        score=max(FULL - off, Decimal(0)).quantize(TENTH),
        n=len(found),
        few=False,
        figures={**counted, "none": len(found) - sum(counted.values()), "off": off},
        why=say(
            "Complaints about her: {light} found light, {serious} found serious; they take off "
            "{off} points.",
            light=counted["light"], serious=counted["serious"], off=off,
        ),
    )  # fmt: skip


def _share(of: Share) -> Decimal | None:
    return _of_full(Fraction(of.good, of.n)) if of.n else None


def _of_full(part: Fraction) -> Decimal:
    """A share of one as points of a hundred, one decimal, half up."""
    return rounded(part * 100, 1)
