"""The warranty of one piece, by what became of it since its sale.

It counts from the sale or the end of installation, not in the days the piece was in repair, and
anew after an exchange (S2-062, Order 778 Art. 18).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from svc.frozen import Frozen, replace
from svc.i18n import Sentence, say
from svc.rules.statute import region_named
from svc.rules.warranty import REPLACEMENT, Warranty, lengthened, warranty

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svc.policy import InForce, Policy
    from svc.records.repair import Repair
    from svc.rules.answer import Citations

LAW = "Order 778 Art. 18"


class Piece(Frozen):
    """A piece that was sold, as its warranty sees it: since when it counts, what became of it.

    `older` are the pieces it was given in exchange for; a `was_exchanged` one may know of none.
    """

    category: str | None
    sold: date
    start: date
    repairs: tuple[Repair, ...] = ()
    was_exchanged: bool = False
    older: tuple[Piece, ...] = ()


class Promise(Frozen):
    """What the shop owes on a piece on a day: its warranty, why it ends then, what to mind."""

    warranty: Warranty
    reasons: tuple[Sentence, ...]
    warnings: tuple[Sentence, ...] = ()


def warranty_of(
    piece: Piece,
    on: date,
    policy: Policy,
    cited: Citations,
    *,
    region: str | None = None,
    by_law: bool = False,
) -> Promise:
    """The warranty of a piece as of a day: paused in repair, begun anew after an exchange.

    `region` is a province as policy names it. A longer term of its law is used with `by_law`; else
    it is a warning where only that one still runs (S2-062, Order 778 Art. 18).

    Raises:
        BadPolicy: a policy file the answer rests on holds what it should not.
    """
    promised = warranty(piece.category, piece.start, piece.sold, policy, cited)
    looked_up = cited if by_law else policy.at(piece.sold)
    article = region_named(region, policy, looked_up) if region else None
    owed = lengthened(promised, article)
    spans = days_in_repair(piece.repairs, on)
    runs = (owed if by_law else promised).without(spans)
    reasons = [runs.said()]
    if article is not None and by_law and owed is not promised:
        reasons.append(article.said())
    if runs.paused_days:
        cited.cite(LAW)
    if piece.was_exchanged:
        cited.cite(LAW)
        reasons.append(
            say(
                "It was given in exchange for another piece: its warranty begins anew on {start}.",
                start=piece.start,
            )
        )
        runs, passed_on = _with_the_rest(runs, piece, policy, cited)
        reasons += passed_on
    warnings = list(runs.warnings)
    if article is not None and not by_law and not runs.covers(on):
        by_its_law = owed.without(spans)
        if by_its_law.covers(on):
            warnings += [
                say(
                    "By the law of the province the warranty still runs, up to and including "
                    "{until}.",
                    until=by_its_law.until,
                ),
                article.said(),
            ]
    return Promise(warranty=runs, reasons=tuple(reasons), warnings=tuple(warnings))


def _with_the_rest(
    runs: Warranty, piece: Piece, policy: Policy, cited: Citations
) -> tuple[Warranty, list[Sentence]]:
    """The warranty with what was left of the older pieces', where policy passes that on."""
    if _word(cited["warranty.replacement"]) == "restart":
        return runs, []
    left = [warranty_of(older, piece.sold, policy, cited).warranty.until for older in piece.older]
    if not left or max(left) <= runs.until:
        return runs, []
    until = max(left)
    told = say(
        "What was left of the older piece's warranty is passed on: up to and including {until}.",
        until=until,
    )
    return replace(runs, until=until), [told]


def _word(found: InForce) -> str:
    word = found.text()
    if word not in REPLACEMENT:
        raise found.wrong(say("one of: {words}", words=", ".join(REPLACEMENT)))
    return word


def days_in_repair(repairs: Iterable[Repair], on: date) -> list[tuple[date, date]]:
    """When the customer was without a piece for its repair, as spans that do not overlap.

    A span goes from the day of the custody receipt to the day the piece was handed back, or to
    `on`. Of what was mended on the spot only the wait for parts counts. The first day of a span is
    not counted among its days, the last is (Order 778 Art. 18). Care services do not count.
    """
    found = sorted(
        (first, min(last, on))
        for repair in repairs
        if repair.care is None
        for first, last in _away(repair, on)
        if first <= on
    )
    spans: list[tuple[date, date]] = []
    for first, last in found:
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], last))
        elif first < last:
            spans.append((first, last))
    return spans


def _away(repair: Repair, on: date) -> list[tuple[date, date]]:
    back = repair.handed_back_on or on
    if repair.state == "cancelled" and repair.handed_back_on is None:
        return []
    if repair.received_on is not None:
        return [(repair.received_on, back)]
    return [
        (day_of(wait["at"]), day_of(wait["until"]) if wait.get("until") else back)
        for wait in repair.waits
        if wait.get("for") == "parts"
    ]


def day_of(moment: str) -> date:
    """The day of a moment in a log: `2026-11-22T15:30`, or the bare day."""
    return date.fromisoformat(moment[:10])
