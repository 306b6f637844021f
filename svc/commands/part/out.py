"""`svc part out`: parts go into a repair, or out for a complaint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry, fetch, output
from svc.commands.options import changes, formats, pass_app, show_changed
from svc.commands.part import VERBS
from svc.commands.part.moves import CODE, ON, QTY, case_of, refuse_closed, refuse_to_come
from svc.i18n import _, say
from svc.records.part import Part
from svc.rules.answer import Citations
from svc.rules.part import code_of, own_warranty, refuse_below_zero

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App


@click.command(help=str(VERBS["out"]))
@CODE
@QTY
@click.option(
    "--for",
    "case",
    metavar="REF",
    shell_complete=completion.REPAIR,
    help=_("The repair or the complaint it is for."),
)
@click.option(
    "--fitted-by", metavar="STAFF", shell_complete=completion.STAFF, help=_("Who put it in.")
)
@click.option("--below-zero", is_flag=True, help=_("Though the ledger has fewer on hand."))
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
    fitted_by: str | None,
    below_zero: bool,
    text: str | None,
    on: date,
) -> None:
    """The stock is read with the lock held: of two who take the last piece one is refused."""
    refuse_to_come(on, app)
    word = code_of(entry.one_line(code))
    about = case_of(app, case) if case is not None else None
    fitter = fetch.staff_member(app.store, fitted_by).id if fitted_by else None
    with app.store.change(dry_run=dry_run) as change:
        if about is not None:
            refuse_closed(app.store.table_of(about).get(about.id))
        moves = app.store.parts.where("code", word)
        if not below_zero:
            refuse_below_zero(word, qty, moves, on)
        last = max((move for move in moves if move.name), key=lambda m: (m.on, m.id), default=None)
        part = Part(
            id=change.new_id("parts", on),
            on=on,
            move="out",
            code=word,
            qty=qty,
            name=last.name if last else None,
            model=last.model if last else None,
            about=about.id if about else None,
            text=entry.clean(text or "") or None,
            fitted_by=fitter or app.staff_id,
            warranty_until=own_warranty(on, Citations(app.policy.at(on))),
            below_zero=below_zero,
            staff=app.staff_id,
        )
        change.put(part)
    show_changed(part, form, dry_run=dry_run)
    if about is None and not (text or "").strip():
        output.warn(say("For which case is not noted: give --for, or --text."))
    if not dry_run:
        output.say_on_stderr(
            say("The part has its own warranty up to and including {day}.",
                day=part.warranty_until)
        )  # fmt: skip
