"""Whose a sheet is, and what it came after: what `add`, `edit` and `import` look up alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc import fetch
from svc.commands.any_ref import id_named
from svc.errors import BadInput, Refused
from svc.frozen import Frozen
from svc.i18n import say

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App
    from svc.records.survey import Survey

ABOUT = {
    "P": "purchases",
    "K": "complaints",
    "R": "returns",
    "W": "repairs",
    "D": "deliveries",
}
"""What a sheet may come after, by the letter of its id."""


class Whose(Frozen, kw_only=False):
    """Whose a sheet is and what it came after, by id; None where nobody said."""

    customer: str | None
    about: str | None


def whose(app: App, customer: str | None, about: str | None) -> Whose:
    """The customer and the case or sale these references name; a case tells whose it is.

    Raises:
        NoSuchRecord, AmbiguousRef: one names nothing, or several.
        BadInput: what it should be about is neither a sale nor a case.
        Refused: the case is somebody else's.
    """
    named = fetch.customer(app.store, customer).id if customer else None
    if not about:
        return Whose(named, None)
    record_id = id_named(app.store, about)
    table = ABOUT.get(record_id[0])
    if table is None:
        raise BadInput(
            say("{id} is neither a sale nor a case.", id=record_id),
            say("Name a purchase, a complaint, a return, a repair or a delivery."),
        )
    case = app.store.table(table).get(record_id)
    hers = getattr(case, "customer", None)
    if hers is None and (sold := getattr(case, "purchase", None)):
        purchase = app.store.purchases.peek(sold)
        hers = purchase.customer if purchase else None
    found = app.store.customers.peek(hers) if hers else None
    present = fetch.present(app.store, found) if found else None
    owner = present.id if present is not None and present.is_present else None
    if named is not None and owner is not None and named != owner:
        raise Refused(
            say("{id} is not {customer}'s.", id=record_id, customer=named),
            say("Nothing was kept. Name the right one, or leave one of them out."),
        )
    return Whose(named or owner, record_id)


def refuse_future(on: date, today: date) -> None:
    """Raises BadInput for a day that is yet to come: nobody has answered then."""
    if on > today:
        raise BadInput(
            say("{day} is yet to come: nobody has answered then.", day=on),
            say("Give the day on which it was filled in."),
        )


def same_as(app: App, survey: Survey) -> Survey | None:
    """A sheet of the same customer, day, questionnaire and answers that is on file, or None.

    Sheets without a name may well be alike.
    """
    if survey.customer is None or survey.trial:
        return None
    for other in app.store.surveys.where("customer", survey.customer):
        if (other.form, other.on, other.answers, other.trial) == (
            survey.form, survey.on, survey.answers, False,
        ):  # fmt: skip
            return other
    return None


def filled_since(app: App, form: str, since: date | None) -> bool:
    """Whether any sheet of a questionnaire is on file since its present questions hold."""
    from svc.store.ids import day_of

    found = app.store.surveys.ids_holding("form", [form])[form]
    return any(since is None or day_of(each) >= since for each in found)
