"""`svc complaint`: complaints, from the first word to the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, entry, fetch, output
from svc.commands.options import (
    WordChoice,
    changes,
    code_of,
    explained,
    formats,
    names_of,
    of_customer,
    pass_app,
    show_changed,
)
from svc.errors import BadInput, Refused
from svc.frozen import replace
from svc.i18n import _, say
from svc.records.complaint import CATEGORIES, CHANNELS, Complaint
from svc.rules.authority import told_at_once
from svc.rules.complaint import deadlines
from svc.rules.ruling import CAUSES

if TYPE_CHECKING:
    from svc.app import App

COLUMNS = {
    "id": "id",
    "on": "date",
    "customer": "customer",
    "category": "category",
    "urgent": "urgent",
    "state": "state",
    "due": "due",
    "text": "text",
}
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
KEYS = ("id", *Complaint.fields_known(), "deadlines")


@click.group(help=_("Complaints, from the first word to the answer."))
def command() -> None:
    """The noun; its verbs follow."""


def view(complaint: Complaint, app: App) -> dict[str, Any]:
    """A complaint as the contract shows it, with its deadlines."""
    targets = deadlines(complaint, app.policy, app.today)
    return complaint.to_json() | {
        "deadlines": {step: target.to_json() for step, target in targets.items()}
    }


@command.command(
    help=_("Write down a complaint; prints its id."),
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
@click.option("--channel", type=WordChoice(CHANNELS), help=_("How it came."))
@click.option("--text", required=True, help=_("What she says, in her words."))
@click.option("--urgent", is_flag=True, help=_("Report it upward at once."))
@changes
@formats
@pass_app
def log(
    app: App,
    form: str,
    dry_run: bool,
    ref: str,
    category: str,
    cause: str | None,
    bought: str | None,
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
    report = told_at_once(app.policy.at(app.today)["complaint.urgent_to"]) if urgent else None
    with app.store.change(dry_run=dry_run) as change:
        complaint = Complaint(
            id=change.new_id("complaints", app.today),
            customer=app.store.customers.get(customer.id).id,  # still there, now that we write
            on=app.today,
            category=category,
            cause=code_of(entry.one_line(cause or ""), CAUSES) or None,
            purchase=purchase.id if purchase else None,
            channel=channel,
            text=said,
            urgent=urgent,
            staff=app.staff_id,
            history=(step("logged", app, None),),
        )
        change.put(complaint)
    if report is not None and not dry_run:
        output.say_on_stderr(report)
    show_changed(complaint, form, dry_run=dry_run, shown=view(complaint, app))


def step(state: str, app: App, text: str | None) -> dict[str, Any]:
    """One line of a complaint's history; what is missing is left out."""
    line = {"at": app.today.isoformat(), "state": state, "staff": app.staff_id, "text": text}
    return {key: value for key, value in line.items() if value}


@command.command(help=_("Show one complaint."))
@click.argument("ref", shell_complete=completion.COMPLAINT)
@formats
@pass_app
def show(app: App, ref: str, form: str) -> None:
    """With its history and its deadlines."""
    complaint = app.store.complaints.find(ref)
    output.show_record(view(complaint, app), form, lambda: as_text(complaint, app))


def as_text(complaint: Complaint, app: App) -> str:
    """A complaint for people."""
    rows: list[tuple[str, Any]] = [
        (_("id"), complaint.id),
        (_("customer"), of_customer(complaint.customer, app.store)),
        (_("purchase"), complaint.purchase),
        (_("date"), complaint.on),
        (_("category"), _(complaint.category)),
        (_("cause"), complaint.cause and _(complaint.cause)),
        (_("state"), _(complaint.state) + (f" ({_('urgent')})" if complaint.urgent else "")),
        (_("text"), complaint.text),
    ]
    for name, target in deadlines(complaint, app.policy, app.today).items():
        said = _("late") if target.late else _("done") if target.met_at else _("open")
        rows.append((_(f"{name} by"), f"{target.due}  {said}"))
    for line in complaint.history:
        words = [_(str(line.get("state", ""))), line.get("staff", ""), line.get("text", "")]
        rows.append((str(line.get("at", "")), "  ".join(word for word in words if word)))
    return output.pairs(row for row in rows if row[1] not in (None, ""))


@command.command("list", help=_("List complaints."))
@click.option("--open", "only_open", is_flag=True, help=_("Only those still open."))
@click.option("--late", "only_late", is_flag=True, help=_("Only open ones past their time."))
@formats
@pass_app
def list_(app: App, form: str, only_open: bool, only_late: bool) -> None:
    """By day, then id."""
    complaints = sorted(app.store.complaints.all(), key=lambda found: (found.on, found.id))
    rows = [view(c, app) for c in complaints if c.is_open or not (only_open or only_late)]
    if only_late:
        rows = [row for row in rows if row["deadlines"]["resolve"]["late"]]
    if form == "text":
        names = names_of(app.store)
        for row in rows:
            row["customer"] = names.get(row["customer"], row["customer"])
            row["due"] = row["deadlines"]["resolve"]["due"]
            row["urgent"] = _("urgent") if row["urgent"] else None
            row["category"], row["state"] = _(row["category"]), _(row["state"])
    output.show_list(rows, COLUMNS, form, keys=KEYS, below=("text",))


@command.command(help=_("Note that a complaint is settled, and how."))
@click.argument("ref", shell_complete=completion.COMPLAINT)
@click.option("--text", help=_("How it was settled."))
@changes
@formats
@pass_app
def resolve(app: App, ref: str, form: str, dry_run: bool, text: str | None) -> None:
    """S2-054: the day after, a callback asks whether it holds."""
    said = entry.clean(text) if text else None
    complaint_id = app.store.complaints.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.complaints.get(complaint_id)
        refuse_settled(before, app)
        complaint = replace(
            before,
            state="resolved",
            resolved_on=app.today,
            history=(*before.history, step("resolved", app, said)),
        )
        change.put(complaint)
    show_changed(complaint, form, dry_run=dry_run, shown=view(complaint, app), before=before)


def refuse_settled(complaint: Complaint, app: App) -> None:
    """Refuse to settle what is settled, or was not yet logged; call it with the lock held."""
    if not complaint.is_open:
        raise Refused(
            say("{id} was settled on {day} already.", id=complaint.id, day=complaint.resolved_on),
            say("`svc complaint show {id}` shows how.", id=complaint.id),
        )
    if app.today < complaint.on:
        raise BadInput(
            say(
                "{id} was logged on {day}: it cannot be settled before.",
                id=complaint.id,
                day=complaint.on,
            ),
            say("Look at --today, or this computer's clock."),
        )
