"""`svc complaint log`: a complaint is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry, fetch, output
from svc.commands.complaint import VERBS
from svc.commands.complaint.view import nth_in_words, view
from svc.commands.options import (
    WayChoice,
    WordChoice,
    changes,
    code_of,
    explained,
    formats,
    pass_app,
    show_changed,
)
from svc.errors import BadInput, NoSuchRecord, Refused, WrongUsage
from svc.frozen import replace
from svc.i18n import _, say
from svc.records.complaint import CATEGORIES, CHANNELS, Complaint
from svc.rules.authority import told_at_once
from svc.rules.complaint import about_the_same
from svc.rules.complaint import entry as line
from svc.rules.ruling import CAUSES

if TYPE_CHECKING:
    from svc.app import App
    from svc.policy import InForce
    from svc.records.purchase import Purchase
    from svc.store.change import Change

URGENT_TO = "complaint.urgent_to"
CATEGORY_MEANINGS = {
    "price": say("what it costs"),
    "quality": say("a fault of the goods"),
    "size": say("it does not fit"),
    "style": say("it is not liked"),
    "stock": say("goods that are not to be had"),
    "attitude": say("how she was treated"),
    "cashier": say("the till: a wrong sum, change or receipt"),
    "accident": say("somebody was hurt or something damaged"),
    "other": say("anything else"),
}


@click.command(
    help=str(VERBS["log"]),
    epilog=explained(_("What the words of --category mean:"), CATEGORY_MEANINGS),
)
@click.option(
    "--customer",
    "ref",
    required=True,
    metavar="REF",
    shell_complete=completion.CUSTOMER,
    help=_("Whose it is: a phone, an id, number:0001."),
)
@click.option(
    "--category", required=True, type=WordChoice(CATEGORIES), help=_("What it is about.")
)
@click.option("--cause", help=_("The cause, as `refund quote` knows it, or the shop's own word."))
@click.option(
    "--purchase",
    "bought",
    metavar="REF",
    shell_complete=completion.PURCHASE,
    help=_("The purchase it is about."),
)
@click.option(
    "--item", "sku", metavar="SKU", help=_("Which line of the purchase: its SKU, or its name.")
)
@click.option("--channel", type=WayChoice(CHANNELS), help=_("How it came."))
@click.option("--text", required=True, help=_("What she says, in her words."))
@click.option("--urgent", is_flag=True, help=_("Report it upward at once."))
@changes
@formats
@pass_app
def command(
    app: App,
    form: str,
    dry_run: bool,
    ref: str,
    category: str,
    cause: str | None,
    bought: str | None,
    sku: str | None,
    channel: str | None,
    text: str,
    urgent: bool,
) -> None:
    """S2-070: every call, letter and visit is recorded."""
    said = entry.clean(text)
    if not said:
        raise BadInput(say("What the customer says is missing."), say("Give --text."))
    customer = fetch.customer(app.store, ref)
    purchase = app.store.purchases.find(bought) if bought else None
    if purchase is not None and purchase.customer != customer.id:
        raise Refused(
            say(
                "{purchase} is not a purchase of {customer}.",
                purchase=purchase.id,
                customer=customer.id,
            ),
            say("`svc purchase list --customer {customer}` shows hers.", customer=customer.id),
        )
    item = line_of(purchase, sku)
    upward = whom_to_tell(app) if urgent else None
    with app.store.change(dry_run=dry_run) as change:
        complaint = Complaint(
            id=change.new_id("complaints", app.today),
            customer=app.store.customers.get(customer.id).id,  # still there, now that we write
            on=app.today,
            category=category,
            cause=code_of(entry.one_line(cause or ""), CAUSES) or None,
            purchase=purchase.id if purchase else None,
            item=item,
            channel=channel,
            text=said,
            urgent=urgent,
            staff=app.staff_id,
            history=(line(app.at, app.staff_id, state="logged"),),
        )
        if purchase is not None:
            complaint = counted(complaint, app)
        change.put(complaint)
        if upward is not None:
            report_upward(change, app, complaint, upward)
    if upward is not None and not dry_run:
        output.say_on_stderr(told_at_once(upward))
    shown = view(complaint, app)
    if complaint.repeat is not None and complaint.repeat > 1:
        output.say_on_stderr(nth_in_words(complaint.repeat))
    if purchase is not None:
        warn_of_goods_back(app, purchase, item)
    if complaint.cause is not None:
        warn_of_cause(app, complaint, complaint.cause)
    show_changed(complaint, form, dry_run=dry_run, shown=shown)


def warn_of_goods_back(app: App, purchase: Purchase, sku: str | None) -> None:
    """Warn of goods that came back before: no repair of them is free by warranty."""
    from svc.warranties import came_back_of

    if (back := came_back_of(app.store, purchase, sku)) is not None:
        output.warn(back.said())


def warn_of_cause(app: App, complaint: Complaint, cause: str) -> None:
    """Warn of a cause that no advice is known for: a slip, or the shop's own word."""
    from svc.rules.answer import Citations
    from svc.rules.causes import doubtful

    cited = Citations(app.policy.at(complaint.on))
    if (doubt := doubtful(cited, complaint.category, cause)) is not None:
        output.warn(doubt)


def counted(complaint: Complaint, app: App) -> Complaint:
    """The complaint, with how many about the same goods there are; call it with the lock held."""
    same = app.store.complaints.where("purchase", complaint.purchase or "")
    return replace(complaint, repeat=1 + len(about_the_same(complaint, same)))


def whom_to_tell(app: App) -> InForce | None:
    """The post an urgent complaint is reported to; None where that is who writes it down."""
    from svc.approvals import acting

    found = app.policy.at(app.today)[URGENT_TO]
    told_at_once(found)  # which refuses a post there is not
    return None if acting(app).covers(found.text()) else found


def report_upward(change: Change, app: App, complaint: Complaint, upward: InForce) -> None:
    """S2-071: the report is on file with the complaint itself."""
    from svc.approvals import report

    report(
        change, app, about=complaint.id, post=upward.text(), what="urgent", text=complaint.text,
        rules=(upward.id,),
    )  # fmt: skip


def line_of(purchase: Purchase | None, sku: str | None) -> str | None:
    """The line of a purchase a complaint is about, by its SKU or, where it has none, its name.

    Raises:
        WrongUsage: no purchase is named.
        NoSuchRecord: the purchase has no such line.
    """
    if sku is None:
        return None
    if purchase is None:
        raise WrongUsage(
            say("--item names a line of a purchase."), say("Give --purchase REF with it.")
        )
    wanted = entry.one_line(sku)
    called = [item.sku or item.name for item in purchase.items]
    for item in purchase.items:
        if wanted and wanted.casefold() in (
            (item.sku or "").casefold(),
            (item.name or "").casefold(),
        ):
            return item.sku or item.name
    raise NoSuchRecord(
        say("Purchase {id} has no line {sku!r}.", id=purchase.id, sku=sku),
        say("Its lines: {skus}.", skus=", ".join(sorted({name for name in called if name}))),
    )
