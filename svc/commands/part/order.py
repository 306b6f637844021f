"""`svc part order`: order a part from a supplier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import entry, output
from svc.commands.options import DATE, PRICE, changes, formats, pass_app, show_changed
from svc.commands.part import VERBS
from svc.commands.part.moves import (
    CASE,
    CODE,
    MODEL,
    NAME,
    ON,
    QTY,
    case_of,
    refuse_closed,
    refuse_to_come,
)
from svc.errors import BadInput
from svc.i18n import _, say
from svc.records.part import Part
from svc.rules.part import code_of

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from svc.app import App


@click.command(help=str(VERBS["order"]))
@CODE
@QTY
@CASE
@click.option("--supplier", help=_("From whom."))
@click.option("--expected", type=DATE, metavar="DATE", help=_("When it should come."))
@click.option("--price", type=PRICE, metavar="PRICE", help=_("What a piece costs the shop."))
@NAME
@MODEL
@click.option("--text", help=_("What is to be said of it."))
@ON
@changes
@formats
@pass_app
def command(
    app: App,
    /,
    *,
    form: str,
    dry_run: bool,
    code: str,
    qty: int,
    case: str | None,
    supplier: str | None,
    expected: date | None,
    price: Decimal | None,
    name: str | None,
    model: str | None,
    text: str | None,
    on: date,
) -> None:
    """What a repair waits for is ordered with --for: it can go on once all of that has come."""
    refuse_to_come(on, app)
    if expected is not None and expected < on:
        raise BadInput(
            say("It cannot be expected on {day}, before it was ordered.", day=expected),
            say("Mend --expected."),
        )
    about = case_of(app, case) if case else None
    with app.store.change(dry_run=dry_run) as change:
        if about is not None:
            refuse_closed(app.store.table_of(about).get(about.id))
        part = Part(
            id=change.new_id("parts", on),
            on=on,
            move="order",
            code=code_of(entry.one_line(code)),
            qty=qty,
            name=entry.one_line(name or "") or None,
            model=entry.one_line(model or "") or None,
            about=about.id if about else None,
            supplier=entry.one_line(supplier or "") or None,
            expected_on=expected,
            price=price,
            text=entry.clean(text or "") or None,
            staff=app.staff_id,
        )
        change.put(part)
    show_changed(part, form, dry_run=dry_run)
    if about is not None and about.id.startswith("W-") and about.state == "diagnosed":
        output.say_on_stderr(
            say("{id} does not wait yet: `svc repair wait {id} --for parts --part {code}`.",
                id=about.id, code=part.code)
        )  # fmt: skip
