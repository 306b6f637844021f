"""What `check` finds wrong in one sale, before money of it moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.errors import Refused
from svc.i18n import say
from svc.records.conflict import conflict_id
from svc.rules.check import check, in_order
from svc.rules.checks.snapshot import Line
from svc.store.ids import day_of
from svc.store.repository import unmerged
from svc.store.strict import file_of
from svc.store.table import is_newer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from svc.app import App
    from svc.problem import Problem
    from svc.records.return_ import Return
    from svc.store.store import Store

NOT_LOOKED_AT = ("callbacks", "repairs", "parts", "deliveries")
"""Tables that are not read here: what is in them is not missed."""


def refuse_disorder(app: App, returned: Return) -> None:
    """Refuse while `check` would find an error in a return's sale; name the first.

    Nor does money move while records are unmerged: one till's are all there is to see then.

    Raises:
        Refused: it does, or git left records unmerged.
    """
    for file in unmerged(app.store.folder):
        if file.startswith("data/"):
            raise Refused(
                say("{id}: git could not merge {file}, and nobody has settled it yet.",
                    id=returned.id, file=file),
                say("`svc resolve` merges it, and asks where two tills differ."),
            )  # fmt: skip
    problem = first_problem(app.store, returned)
    if problem is not None:
        raise Refused(
            say(
                "{id}: `svc check` finds its sale in disorder. {problem}",
                id=returned.id,
                problem=problem.message,
            ),
            problem.hint,
        )


def first_problem(store: Store, returned: Return) -> Problem | None:
    """The first error in a sale: the purchase, its customer, returns, complaints and approvals."""
    sale = _Sale(store, returned)
    found = check(sale.lines(), store.settings.country, NOT_LOOKED_AT)
    errors = [
        problem
        for problem in in_order(found)
        if problem.level == "error" and problem.record in sale.own
    ]
    return errors[0] if errors else None


class _Sale:
    """The records of a sale, and those they name, so that none of them is missed."""

    def __init__(self, store: Store, returned: Return) -> None:
        self.store = store
        returns = store.returns.where("purchase", returned.purchase)
        complaints = store.complaints.where("purchase", returned.purchase)
        purchase = store.purchases.peek(returned.purchase)
        customer = store.customers.peek(returned.customer)
        same = (
            store.customers.where("phone", customer.phone) if customer and customer.phone else ()
        )
        approvals = [each for one in returns for each in store.approvals.where("about", one.id)]
        self.own = {
            returned.purchase,
            returned.customer,
            *(each.id for each in (*returns, *complaints, *approvals, *same)),
        }
        self.named = {
            "purchases": {
                returned.purchase,
                *(each.new_purchase for each in returns if each.new_purchase),
            },
            "returns": {each.id for each in returns},
            "complaints": {
                *(each.id for each in complaints),
                *(each.complaint for each in returns if each.complaint),
            },
            "customers": {
                returned.customer,
                *(each.id for each in same),
                *(each.customer for each in returns),
                *(each.customer for each in complaints),
            },
            "approvals": {each.id for each in approvals},
        }
        if purchase is not None:
            self.named["customers"].add(purchase.customer)
            if purchase.exchange_of:
                self.named["returns"].add(purchase.exchange_of)
        self._add_what_is_named()
        self.named["conflicts"] = {conflict_id(each) for each in self.own}

    def _add_what_is_named(self) -> None:
        """What the neighbours name themselves: whoever brought a customer, an old sale."""
        for customer in self.store.customers.many(self.named["customers"]).values():
            if customer.referred_by:
                self.named["customers"].add(customer.referred_by)
            if customer.merged:
                self.named["customers"].add(str(customer.merged.get("into")))
        for complaint in self.store.complaints.many(self.named["complaints"]).values():
            if complaint.purchase:
                self.named["purchases"].add(complaint.purchase)
        for before in self.store.returns.many(self.named["returns"]).values():
            self.named["purchases"].add(before.purchase)

    def lines(self) -> Iterator[Line]:
        """Their lines as they stand in the files, and those of all staff."""
        for table, ids in self.named.items():
            yield from self._of(table, ids)
        yield from self._of("staff", [each.id for each in self.store.staff.all()])

    def _of(self, table: str, ids: Iterable[str]) -> Iterator[Line]:
        place = self.store.table(table)
        for record_id, raw in place.raws(ids).items():
            yield Line(
                table=table,
                file=file_of(place.shard_of(record_id) or table),
                number=0,
                id=record_id,
                day=day_of(record_id),
                raw=raw,
                newer=is_newer(raw),
            )
