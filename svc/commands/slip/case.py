"""The case a slip is for, and what on file belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import i18n
from svc.errors import NoSuchRecord, Refused, WrongUsage
from svc.i18n import say
from svc.money import ZERO
from svc.papers.slip import KINDS, UNNAMED, kind_of, unknown, was_in_custody
from svc.papers.slip_facts import Told, money_of, paid_by_her
from svc.rules.repair import is_paid_work

if TYPE_CHECKING:
    from decimal import Decimal

    from svc.app import App
    from svc.papers.slip_facts import Case
    from svc.records.repair import Repair
    from svc.store.store import Store

OVER = frozenset({"rejected", "cancelled"})
"""States of cases of which there is no slip any more."""
PEOPLE = ("repairer", "helper", "driver", "fitter", "staff")


def case_of(store: Store, kind: str | None, ref: str) -> tuple[str, str, Any]:
    """The kind of slip, the table and the case that a reference names.

    Raises:
        NoSuchRecord: it names no case.
        AmbiguousRef: it names several.
        WrongUsage: there is no slip of that kind for such a case.
        BadInput: its check character is that of another id.
    """
    tables = KINDS[kind] if kind else UNNAMED
    letter = ref.strip()[:2].upper()
    named = [name for name in ("customers", "purchases", "complaints", *UNNAMED, "parts")
             if letter == f"{store.table(name).letter}-"]  # fmt: skip
    if named and named[0] not in tables:
        raise WrongUsage(
            say("There is no slip of this kind for {ref}.", ref=ref.strip()),
            say(
                "return: R-…; goods and repair: W-…; delivery: D-…; money: R-…, W-… or K-…, "
                "which is always said."
            ),
        )
    found: dict[str, Any] = {}
    tables_of: dict[str, str] = {}
    for table in named or tables:
        try:
            case = store.table(table).find(ref)
        except NoSuchRecord:
            continue
        found[case.id], tables_of[case.id] = case, table
    if not found:
        if len(tables) == 1 or named:
            raise store.table((*named, *tables)[0]).no_such(ref)
        raise unknown(ref)
    case = store.returns.only([*found.values()], ref)
    table = tables_of[case.id]
    return kind or kind_of(table, case), table, case


def refuse_unfit(kind: str, case: Any) -> None:
    """Refuse a slip for what is not so: a case that is over, goods that are not in our hands."""
    if case.state in OVER:
        raise Refused(
            say(
                "{id} is {state}: there is nothing to sign.", id=case.id, state=i18n._(case.state)
            ),
            say("Open a new case if there is one."),
        )
    if kind == "goods" and not was_in_custody(case):
        raise Refused(
            say("The goods of {id} were never in our hands: there is no receipt.", id=case.id),
            say("`svc repair receive {id}` takes them in.", id=case.id) if case.is_open else None,
        )
    if kind == "money" and case.id.startswith("W-") and case.paid_on is None:
        refuse_money_not_paid(case)


def refuse_money_not_paid(repair: Repair) -> None:
    """Refuse a receipt for money of paid work that she has not paid yet (S2-079)."""
    if is_paid_work(repair) and not repair.unrepairable:
        raise Refused(
            say("Nothing was paid for {id} yet: there is no receipt.", id=repair.id),
            say("`svc repair pay {id} --invoice NO`, then print it.", id=repair.id),
        )


def amount_of(store: Store, kind: str, case: Any, given: Decimal | None) -> Decimal | None:
    """The money a receipt is for: what she paid us, what was said, or what a return gives back.

    S2-079, S3-046.

    Raises:
        WrongUsage: nobody says how much, says it for another slip, or not what she paid.
    """
    if kind != "money":
        if given is not None:
            raise WrongUsage(
                say("Only a receipt for money has an amount."),
                say("Write `svc slip print money {id} --amount …`.", id=case.id),
            )
        return None
    paid = paid_by_her(case)
    if given is not None and given != (paid or given):
        raise WrongUsage(
            say("{id}: what she pays is {paid} yuan, not {given}.",
                id=case.id, paid=paid, given=given),
            say("Leave out --amount. Money she gets goes on a complaint: "
                "`svc slip print money K-… --amount …`."),
        )  # fmt: skip
    if given is not None or paid is not None:
        return given or paid
    cases = [case]
    if case.id.startswith("K-"):
        cases = [
            each for each in store.returns.where("complaint", case.id) if each.state not in OVER
        ]
    amount = sum((money_of(each)[0] or ZERO for each in cases), ZERO)
    if amount <= ZERO:
        raise WrongUsage(
            say("Nothing on file says how much money {id} gives back.", id=case.id),
            say("Say it: --amount 50.00."),
        )
    return amount


def told_of(app: App, kind: str, case: Case, *, paper: str, amount: Decimal | None) -> Told:
    """All a slip is made from, fetched from the store."""
    store = app.store
    purchase_id = getattr(case, "purchase", None)
    fitted = store.parts.where("about", case.id) if kind == "repair" else []
    names = _names(app, case)
    sold = store.purchases.peek(purchase_id) if purchase_id else None
    signs = sold.staff if kind == "delivery" and sold else case.staff
    return Told(
        kind=kind,
        case=case,
        customer=store.customers.peek(case.customer),
        shop=store.settings.name,
        today=app.today,
        language=i18n.spoken(),
        paper=paper,
        staff=app.staff.name if app.staff else names.get(signs or "", "") or _name(app, signs),
        names=names,
        purchase=sold,
        parts=tuple(part for part in fitted if part.move == "out"),
        amount=amount,
    )


def _names(app: App, case: Case) -> dict[str, str]:
    """The names of the people a case names, by what it calls them."""
    refs = {getattr(case, field, None) for field in PEOPLE} - {None}
    return {ref: name for ref in refs if ref and (name := _name(app, ref))}


def _name(app: App, ref: str | None) -> str:
    """The name of somebody on the staff; of a stranger the words themselves."""
    member = app.store.staff.peek(ref) if ref else None
    return member.name if member else ref or ""
