"""Whether a repair or a care service is free, and why (S2-062, S2-063, S2-066)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.errors import BadInput
from svc.frozen import Frozen, replace
from svc.i18n import Sentence, say
from svc.money import price, to_fen
from svc.records.repair import CARES
from svc.rules.answer import Citations
from svc.rules.piece import warranty_of
from svc.rules.warranty import months_after, plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from svc.policy import InForce, Policy
    from svc.records.part import Part
    from svc.records.purchase import Item, Purchase
    from svc.records.repair import Repair
    from svc.rules.piece import Piece

WITHIN = ("year_from_sale", "calendar_year", "any")
YEAR = 12


class Terms(Frozen):
    """Whether she pays, and on what that rests: kept with the repair as `terms`."""

    free: bool
    facts: dict[str, Any]
    policy: tuple[str, ...]
    rules: tuple[str, ...]
    reasons: tuple[Sentence, ...]
    warnings: tuple[Sentence, ...] = ()

    def to_raw(self) -> dict[str, Any]:
        """As the repair keeps it: days as text, nothing that is missing."""
        known = {**self.facts, "policy": list(self.policy), "rules": list(self.rules)}
        return {name: value for name, value in known.items() if value is not None}


def by_warranty(
    piece: Piece | None,
    on: date,
    policy: Policy,
    *,
    fitted: Iterable[Part] = (),
    region: str | None = None,
    by_law: bool = False,
) -> Terms:
    """Free while the warranty of the piece runs, by the policy of the sale day (S2-062, S2-063).

    `fitted` are parts put into it before: each has its own warranty, which makes a repair free if
    that very part failed. Of a piece whose sale nobody knows no warranty can be said to run.

    Raises:
        BadPolicy: a policy file the answer rests on holds what it should not.
        BadInput: it was reported before it was sold.
    """
    parts = [
        {"code": part.code, "until": part.warranty_until.isoformat()}
        for part in fitted
        if part.warranty_until is not None and part.warranty_until >= on
    ]
    told = [
        say("The part {code}, put in before, has its own warranty up to and including {until}.",
            **part)
        for part in parts
    ]  # fmt: skip
    if piece is None:
        return Terms(
            free=False,
            facts={"within": False, "parts": parts or None},
            policy=(),
            rules=(),
            reasons=tuple(told),
            warnings=(
                say("Without a purchase or its day nobody can say that the warranty runs: "
                    "the repair counts as paid."),
            ),
        )  # fmt: skip
    if on < piece.sold:
        raise BadInput(
            say("{on} is before the sale on {bought}.", on=on, bought=piece.sold),
            say("Check the day of the sale and --today."),
        )
    cited = Citations(policy.at(piece.sold))
    promise = warranty_of(piece, on, policy, cited, region=region, by_law=by_law)
    runs = promise.warranty
    within = runs.covers(on)
    return Terms(
        free=within,
        facts={
            "within": within,
            "category": piece.category,
            "warranty_from": runs.start.isoformat(),
            "warranty_until": runs.until.isoformat(),
            "months": runs.months,
            "paused_days": runs.paused_days,
            "days": max((on - runs.start).days, 0),
            "parts": parts or None,
        },
        policy=tuple(cited.policy_ids),
        rules=tuple(cited.sources),
        reasons=(
            *promise.reasons,
            say("The warranty runs: the repair is free.")
            if within
            else say("The warranty is over: the repair is paid for, its price agreed first."),
            *told,
        ),
        warnings=promise.warnings,
    )


def is_free(repair: Repair, caused_by: str | None) -> bool:
    """Whether a repair is free once its cause is known (S2-063).

    What she damaged herself is paid for; a part that was put in and failed is free in its own
    warranty; what is wrong with the goods is free while theirs runs.
    """
    terms = repair.terms or {}
    if caused_by == "customer":
        return False
    if caused_by == "part" and terms.get("parts"):
        return True
    return bool(terms.get("within"))


def judged_anew(repair: Repair, terms: Terms) -> Repair:
    """A repair on other terms, once the day of the sale is known; what is free has no price."""
    judged = replace(repair, terms=terms.to_raw())
    free = is_free(judged, repair.caused_by)
    return replace(judged, free=free, price=None if free else repair.price)


class FreeCare(Frozen):
    """One row of the table of free care services."""

    care: str
    category: str
    least: Decimal
    within: str
    times: int


def free_care(found: InForce) -> list[FreeCare]:
    """The table of care services that are free (S2-066).

    Raises:
        BadPolicy: there is a row that is none.
    """
    try:
        return [care_of_row(row) for row in found.rows()]
    except (KeyError, TypeError, AttributeError, BadInput):
        raise found.wrong(
            say("rows of care, category, from (an amount in quotes), within and times")
        ) from None


def care_of_row(row: dict[str, Any]) -> FreeCare:
    """A row of the table; raises KeyError, TypeError, AttributeError or BadInput."""
    read = FreeCare(
        care=row["care"],
        category=row["category"],
        least=price(row["from"]),
        within=row["within"],
        times=row["times"],
    )
    if read.care not in CARES or read.within not in WITHIN or type(read.times) is not int:
        raise TypeError
    return read


def by_care(
    care: str,
    bought: tuple[Purchase, Item] | None,
    earlier: Iterable[Repair],
    on: date,
    policy: Policy,
) -> Terms:
    """Free as often, as long and from such a price a piece as the table says (S2-066, S2-067).

    `earlier` are the repairs of the same line of the purchase; each of its pieces counts once.

    Raises:
        BadPolicy: the table cannot be read.
        BadInput: it was asked for before the sale.
    """
    if bought is None:
        return Terms(
            free=False, facts={"care": care, "within": False}, policy=(), rules=(), reasons=(),
            warnings=(say("Without a purchase no care is free."),),
        )  # fmt: skip
    purchase, item = bought
    if on < purchase.on:
        raise BadInput(
            say("{on} is before the sale on {bought}.", on=on, bought=purchase.on),
            say("Check the day of the sale and --today."),
        )
    in_force = policy.at(purchase.on)
    cited = Citations(in_force)
    category = plain(item.category, in_force)
    rows = [row for row in free_care(cited["repair.care"])
            if row.care == care and row.category == category]  # fmt: skip
    used = sum(
        1 for other in earlier if other.care == care and other.free and other.state != "cancelled"
    )
    each = item.price if item.price is not None else to_fen(item.amount / max(item.qty, 1))
    row = next(iter(rows), None)
    reasons: list[Sentence] = []
    if row is None:
        reasons.append(say("This care is not promised for goods of this category."))
    else:
        reasons += _why_not(row, item, each, used, on, purchase.on)
    free = not reasons
    if free:
        reasons.append(say("Care that is promised with the goods, not yet used: it is free."))
    return Terms(
        free=free,
        facts={
            "care": care,
            "within": free,
            "category": item.category,
            "price": str(each),
            "used": used,
            "times": row.times * item.qty if row else 0,
        },
        policy=tuple(cited.policy_ids),
        rules=tuple(cited.sources),
        reasons=tuple(reasons),
    )


def _why_not(
    row: FreeCare, item: Item, each: Decimal, used: int, on: date, sold: date
) -> list[Sentence]:
    """Why a care service is not free; nothing where it is."""
    found = []
    if each < row.least:
        found.append(
            say("It was sold at {price} yuan a piece; the care is free from {least} yuan on.",
                price=each, least=row.least)
        )  # fmt: skip
    year = row.within == "year_from_sale"
    last = months_after(sold, YEAR)
    if year and on > last:
        found.append(say("The year from the sale ended on {last}.", last=last))
    if row.within == "calendar_year" and on.year != sold.year:
        found.append(say("The year of the sale, {year}, is over.", year=sold.year))
    if used >= row.times * item.qty:
        found.append(
            say("The free care was used already: {used} of {times}.",
                used=used, times=row.times * item.qty)
        )  # fmt: skip
    return found
