"""What the verbs of a part share: options, the case it is for, and who waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from svc import completion, output
from svc.commands.options import DATE
from svc.errors import AmbiguousRef, BadInput, NoSuchRecord, Refused
from svc.i18n import _, say
from svc.rules.part import open_orders
from svc.rules.repair import open_wait

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from svc.app import App
    from svc.records.complaint import Complaint
    from svc.records.part import Part
    from svc.records.repair import Repair

F = TypeVar("F", bound="Callable[..., Any]")

CODE = click.option("--code", required=True, metavar="CODE", help=_("Which part."))
QTY = click.option(
    "--qty", type=click.IntRange(min=1), default=1, metavar="N", help=_("How many pieces; one.")
)
ON = click.option(
    "--on", type=DATE, default="today", metavar="DATE", help=_("On which day; today without it.")
)
CASE = click.option(
    "--for",
    "case",
    metavar="REF",
    shell_complete=completion.REPAIR,
    help=_("The repair or the complaint it is for."),
)
NAME = click.option("--name", help=_("What the part is called."))
MODEL = click.option("--model", help=_("For which model it is."))


def refuse_to_come(day: date, app: App) -> None:
    """Refuse to write down a move of a day yet to come."""
    if day > app.today:
        raise BadInput(say("{day} is yet to come.", day=day), say("Mend --on."))


def case_of(app: App, ref: str) -> Repair | Complaint:
    """The repair or the complaint a reference names.

    Raises:
        NoSuchRecord: it names neither.
        AmbiguousRef: it may mean both.
    """
    letter = ref.strip()[:2].upper()
    if letter == "K-":
        return app.store.complaints.find(ref)
    if letter == "W-":
        return app.store.repairs.find(ref)
    found: list[Repair | Complaint] = []
    for table in (app.store.repairs, app.store.complaints):
        try:
            found.append(table.find(ref))
        except NoSuchRecord:
            continue
    if not found:
        raise NoSuchRecord(
            say("{ref!r} is no repair and no complaint.", ref=ref),
            say("`svc repair list --open` shows the repairs."),
        )
    if len(found) > 1:
        raise AmbiguousRef(
            say("{ref!r} may be {first} or {second}.",
                ref=ref, first=found[0].id, second=found[1].id),
            say("Give the whole id."),
        )  # fmt: skip
    return found[0]


def refuse_closed(case: Repair | Complaint) -> None:
    """Refuse parts for a repair that is over; call it with the lock held."""
    if case.id.startswith("W-") and not case.is_open:
        raise Refused(
            say("{id} is {state}: no part goes into it.", id=case.id, state=say(case.state)),
            say("A new fault is a new repair: `svc repair open`."),
        )


def ordered_for(app: App, case_id: str) -> list[Part]:
    """The orders for a case, and what came in for them."""
    found = {part.id: part for part in app.store.parts.where("about", case_id)}
    for part_id in list(found):
        found |= {part.id: part for part in app.store.parts.where("order", part_id)}
    return list(found.values())


def tell_who_waits(app: App, case_id: str | None) -> None:
    """After an arrival: whether the repair it is for can go on, on stderr."""
    repair = app.store.repairs.peek(case_id) if case_id else None
    wait = open_wait(repair) if repair else None
    if repair is None or wait is None or wait.get("for") != "parts":
        return
    missing = open_orders(ordered_for(app, repair.id))
    if missing:
        rest = ", ".join(f"{each.order.code} × {each.missing}" for each in missing)
        output.say_on_stderr(say("{id} waits for more: {parts}.", id=repair.id, parts=rest))
        return
    output.say_on_stderr(
        say("{id} waited for this, and nothing else is missing: `svc repair resume {id}`.",
            id=repair.id)
    )  # fmt: skip
