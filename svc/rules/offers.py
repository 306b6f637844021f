"""The ladder of offers for a complaint, and who gets its last rung (S3-038 to S3-047)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import Sentence, say
from svc.rules.authority import who_decides
from svc.rules.causes import Row, fits, in_both, words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from svc.policy import InForce
    from svc.records.purchase import Purchase
    from svc.rules.answer import Authority, Citations
    from svc.rules.refund import Quote
    from svc.rules.statute import InBoth

OLD_CUSTOMER = "offers.old_customer"
PAYS = ("paid", "quoted")


class OldCustomer(Frozen):
    """Whether a customer counts as an old one, and why."""

    is_one: bool
    reason: Sentence


class Rung(Frozen):
    """One offer of the ladder, and what became of it.

    `authority` is who decides it where that is not who decides the case, by its `row` of the
    decision table; `amount` what goes back; `allowed` is false for a rung that only old customers
    are offered, and she is none. One `refused` she had taken, but the shop did not grant it.
    """

    key: str
    text: InBoth
    limit: InBoth | None
    amount: Decimal | None
    authority: Authority | None
    old_customer_only: bool
    allowed: bool
    done: bool
    taken: bool
    refused: bool = False
    row: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As the advice prints it."""
        return {
            "key": self.key,
            "text": str(self.text),
            "limit": None if self.limit is None else str(self.limit),
            "amount": None if self.amount is None else str(self.amount),
            "authority": None if self.authority is None else self.authority.to_json(),
            "old_customer_only": self.old_customer_only,
            "allowed": self.allowed,
            "done": self.done,
            "taken": self.taken,
            "refused": self.refused,
        }


class Ladder(Frozen):
    """The rungs of a case in order; `old` says whether she is an old customer where it matters.

    `name` is the entry of offers, `known` the keys of all its rungs, fitting or not.
    """

    rungs: tuple[Rung, ...]
    old: OldCustomer | None = None
    name: str = ""
    known: tuple[str, ...] = ()

    @property
    def next(self) -> Rung | None:
        """What to offer next: nothing once she has taken something, or nothing is left."""
        if any(rung.taken for rung in self.rungs):
            return None
        return next((rung for rung in self.rungs if rung.allowed and not rung.done), None)

    @property
    def last(self) -> dict[str, Any] | None:
        """The last rung: which it is, whether it is open to her, and why (S3-043)."""
        if not self.rungs:
            return None
        rung = self.rungs[-1]
        reason = str(self.old.reason) if rung.old_customer_only and self.old else None
        return {
            "key": rung.key,
            "old_customer_only": rung.old_customer_only,
            "allowed": rung.allowed,
            "reason": reason,
        }


def ladder(
    cited: Citations,
    name: str,
    facts: Collection[str],
    *,
    offered: Iterable[Mapping[str, Any]],
    old: OldCustomer | None,
    quote: Quote | None,
    paid: Decimal | None,
) -> Ladder:
    """The offers for a cause in this very case, in order, with what was offered already.

    Args:
        cited: the policy in force, which is cited.
        name: the entry of `offers`.
        facts: what is known of the case, the decision's word among it.
        offered: the log of offers made.
        old: whether she is an old customer; None where nobody looked.
        quote: what the return comes to, if it was quoted.
        paid: what was paid for the goods, if that is known.

    Raises:
        BadPolicy: the entry holds what is no offer, or names a row of authority there is not.
        KeyError: there is no such entry.
    """
    found = cited[f"offers.{name}"]
    made: dict[str, list[Mapping[str, Any]]] = {}
    for each in offered:
        made.setdefault(str(each.get("offer", "")), []).append(each)
    rungs = [
        _rung(row, found, cited, made, facts, old, quote, paid)
        for row in found.rows()
        if fits(row, facts, found)
    ]
    asks_old = any(rung.old_customer_only for rung in rungs)
    if asks_old:
        cited[OLD_CUSTOMER]
    return Ladder(
        rungs=tuple(rungs),
        old=old if asks_old else None,
        name=found.id,
        known=keys_of(found),
    )


def keys_of(found: InForce) -> tuple[str, ...]:
    """The keys of all rungs of an entry of offers."""
    return tuple(str(row["key"]) for row in found.rows() if "key" in row)


def _rung(
    row: Row,
    found: InForce,
    cited: Citations,
    made: Mapping[str, list[Mapping[str, Any]]],
    facts: Collection[str],
    old: OldCustomer | None,
    quote: Quote | None,
    paid: Decimal | None,
) -> Rung:
    key, pays = row.get("key"), row.get("pays")
    if not isinstance(key, str) or pays not in (None, *PAYS):
        raise found.wrong(say("offers, each with its key"))
    amount = {None: None, "paid": paid, "quoted": quote.refund if quote else None}[pays]
    limit, only_old = row.get("limit"), bool(row.get("old_customer"))
    tries = made.get(key, [])
    return Rung(
        key=key,
        text=in_both(row, found),
        limit=in_both(limit, found) if isinstance(limit, dict) else None,
        amount=amount,
        authority=_decided_by(row, found, cited, facts, amount),
        old_customer_only=only_old,
        allowed=not only_old or (old is not None and old.is_one),
        done=key in made,
        taken=any(each.get("taken") and not each.get("refused") for each in tries),
        refused=bool(tries) and bool(tries[-1].get("refused")),
        row=row.get("authority"),
    )


def _decided_by(
    row: Row,
    found: InForce,
    cited: Citations,
    facts: Collection[str],
    amount: Decimal | None,
) -> Authority | None:
    """Who decides a rung that the decision does not cover; None where it does (X-03)."""
    name = row.get("authority")
    if name is None or set(words_of(row.get("within"), found)) & set(facts):
        return None
    return decides(cited, str(name), found, amount)


def decides(cited: Citations, row: str, found: InForce, amount: Decimal | None) -> Authority:
    """Who decides by a row of authority that another entry of policy names.

    Raises:
        BadPolicy: there is no such row.
    """
    try:
        return who_decides(cited, row, amount)
    except KeyError:
        raise found.wrong(say("rows of authority.toml; there is no {row!r}", row=row)) from None


def old_customer(
    found: InForce, purchases: Iterable[Purchase], this: Purchase | None, on: date
) -> OldCustomer:
    """Whether a customer counts as an old one on a day (S3-043; the figures are our default).

    Args:
        found: `offers.old_customer`: so many purchases before, or so many days since the first.
        purchases: all of hers.
        this: the purchase complained about, which does not count as one before.
        on: the day of the complaint.

    Raises:
        BadPolicy: the entry does not hold both figures.
    """
    figures = found.table()
    least, days = figures.get("purchases_before"), figures.get("days_since_first")
    if type(least) is not int or type(days) is not int:
        raise found.wrong(say("whole numbers purchases_before and days_since_first"))
    known = [each for each in purchases if each.on <= on]
    before = [each for each in known if this is None or (each.on, each.id) < (this.on, this.id)]
    first = min((each.on for each in known), default=None)
    if len(before) >= least:
        reason = (
            say("She counts as an old customer: a purchase before this one.")
            if len(before) == 1
            else say("She counts as an old customer: {n} purchases before this one.",
                     n=len(before))
        )  # fmt: skip
        return OldCustomer(is_one=True, reason=reason)
    if first is not None and (on - first).days > days:
        reason = say(
            "She counts as an old customer: her first purchase was on {first}, more than {days} "
            "days before.",
            first=first,
            days=days,
        )
        return OldCustomer(is_one=True, reason=reason)
    reason = say(
        "She does not count as an old customer yet: purchases before this one {n}, asked for are "
        "{least}, or a first one more than {days} days ago.",
        n=len(before),
        least=least,
        days=days,
    )
    return OldCustomer(is_one=False, reason=reason)
