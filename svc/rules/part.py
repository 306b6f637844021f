"""The parts ledger: what is on hand, what is on order, what was never there (S0-024).

Two tills may write into it at once, so lines come in any order: everything is worked out from the
days of the moves, on one day what came in before what went out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.errors import BadInput, Refused
from svc.frozen import Frozen
from svc.i18n import say
from svc.rules.warranty import days_after, months_after

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from svc.policy import DatedPolicy
    from svc.records.part import Part
    from svc.rules.answer import Citations

FIRST = ("order", "in", "out")


def in_order(parts: Iterable[Part]) -> list[Part]:
    """The moves by day; on one day orders first, then what came in, then what went out.

    What went out though the ledger had fewer comes last: it takes nothing from the others.
    """
    return sorted(
        parts, key=lambda part: (part.on, FIRST.index(part.move), part.below_zero, part.id)
    )


def code_of(text: str) -> str:
    """A part's code as it is kept: one word is not two parts for being typed in small letters.

    Raises:
        BadInput: it is empty.
    """
    code = " ".join(text.split()).upper()
    if not code:
        raise BadInput(say("The part's code is missing."), say("Give --code."))
    return code


def _change(part: Part) -> int:
    return {"in": part.qty, "out": -part.qty}.get(part.move, 0)


def on_hand(parts: Iterable[Part]) -> int:
    """How many pieces are on hand: what came in less what went out."""
    return sum(_change(part) for part in parts)


def free_from(parts: Iterable[Part], day: date) -> int:
    """How many pieces can go out on a day: the least there is from that day on."""
    left = 0
    least: int | None = None
    by_day: dict[date, int] = {}
    for part in parts:
        by_day[part.on] = by_day.get(part.on, 0) + _change(part)
    for at in sorted(by_day):
        if at > day:
            least = left if least is None else least
        left += by_day[at]
        if at >= day:
            least = left if least is None else min(least, left)
    return left if least is None else least


def refuse_below_zero(code: str, wanted: int, parts: Iterable[Part], day: date) -> None:
    """Refuse to take out more than there is (S2-085, S0-024).

    Raises:
        Refused: there are fewer on hand, or a later move needs them.
    """
    parts = list(parts)
    free = max(free_from(parts, day), 0)
    if wanted <= free:
        return
    raise Refused(
        say("{code}: {wanted} wanted, {free} on hand.", code=code, wanted=wanted, free=free),
        say("`svc part in --code {code}` when it has come; `--below-zero` if it is there all "
            "the same.", code=code),
    )  # fmt: skip


def below_zero(parts: Iterable[Part]) -> list[Part]:
    """The moves out, not marked, at which fewer pieces were on hand than went out."""
    left: dict[str, int] = {}
    found = []
    for part in in_order(parts):
        left[part.code] = left.get(part.code, 0) + _change(part)
        if part.move == "out" and left[part.code] < 0 and not part.below_zero:
            found.append(part)
    return found


class OpenOrder(Frozen):
    """An order that has not come in full, and how many pieces are still to come."""

    order: Part
    missing: int

    def days_late(self, today: date, policy: DatedPolicy) -> int:
        """The days past the one it was expected on; of an order without one, past the usual.

        Raises:
            BadPolicy: `part.late_after` is no number.
        """
        due = self.order.expected_on
        if due is None:
            due = days_after(self.order.on, policy["part.late_after"].whole())
        return max((today - due).days, 0)

    def to_json(self) -> dict[str, Any]:
        """The order with what is missing of it."""
        return self.order.to_json() | {"missing": self.missing}


def open_orders(parts: Iterable[Part]) -> list[OpenOrder]:
    """The orders that have not come in full, by the day they are expected; without one, last."""
    parts = list(parts)
    came: dict[str, int] = {}
    for part in parts:
        if part.move == "in" and part.order is not None:
            came[part.order] = came.get(part.order, 0) + part.qty
    found = [
        OpenOrder(order=part, missing=part.qty - came.get(part.id, 0))
        for part in parts
        if part.move == "order" and part.qty > came.get(part.id, 0)
    ]
    return sorted(
        found,
        key=lambda each: (
            each.order.expected_on is None,
            each.order.expected_on or each.order.on,
            each.order.id,
        ),
    )


class Stock(Frozen):
    """One part: how many there are, how many are to come, and when it last moved."""

    code: str
    name: str | None
    on_hand: int
    on_order: int
    last_in: date | None
    last_out: date | None

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        return {
            "code": self.code,
            "name": self.name,
            "on_hand": self.on_hand,
            "on_order": self.on_order,
            "last_in": self.last_in and self.last_in.isoformat(),
            "last_out": self.last_out and self.last_out.isoformat(),
        }


def stock(parts: Iterable[Part]) -> list[Stock]:
    """What is there of each part, by code (S0-024)."""
    by_code: dict[str, list[Part]] = {}
    for part in in_order(parts):
        by_code.setdefault(part.code, []).append(part)
    return [
        Stock(
            code=code,
            name=next((move.name for move in reversed(moves) if move.name), None),
            on_hand=on_hand(moves),
            on_order=sum(each.missing for each in open_orders(moves)),
            last_in=max((move.on for move in moves if move.move == "in"), default=None),
            last_out=max((move.on for move in moves if move.move == "out"), default=None),
        )
        for code, moves in sorted(by_code.items())
    ]


def refuse_arrival(order: Part, code: str | None, came: Iterable[Part]) -> None:
    """Refuse what comes in for an order that is none, of another part, or filled already.

    Raises:
        BadInput: it is no order, or one of another part.
        Refused: all of it has come.
    """
    if order.move != "order":
        raise BadInput(
            say("{id} is no order.", id=order.id), say("`svc part list` shows the ledger.")
        )
    if code is not None and code != order.code:
        raise BadInput(
            say("{id} is an order of {ordered}, not of {code}.",
                id=order.id, ordered=order.code, code=code),
            say("Leave out --code or --order."),
        )  # fmt: skip
    if sum(part.qty for part in came if part.move == "in" and part.order == order.id) >= order.qty:
        raise Refused(
            say("All of {id} has come in already.", id=order.id),
            say("What came beside it: `svc part in --code {code}`.", code=order.code),
        )


def own_warranty(fitted_on: date, cited: Citations) -> date:
    """The last day of the warranty of a part that is put in on a day.

    Raises:
        BadPolicy: `part.warranty_months` is no number.
    """
    return months_after(fitted_on, cited["part.warranty_months"].whole())
