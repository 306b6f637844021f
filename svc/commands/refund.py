"""`svc refund`: what a return costs, who decides, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion
from svc.commands.options import (
    DATE,
    PRICE,
    WordChoice,
    explained,
    formats,
    on_option,
    pass_app,
)
from svc.errors import BadData, WrongUsage
from svc.i18n import _, say
from svc.output import bold, pairs, prose, show_record
from svc.rules.authority import said
from svc.rules.refund import CAUSES, SCHEMES, Quote, RefundCase, quote
from svc.rules.ruling import (
    CAUSE_MEANINGS,
    DECISION_NAMES,
    Returned,
    Scheme,
    what_came_back,
)

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from svc.app import App
    from svc.i18n import Sentence
    from svc.store.settings import Settings


@click.group(help=_("What a return costs, who decides, and why."))
def command() -> None:
    """The group of `svc refund`."""


@command.command(
    "quote",
    help=_("Quote a return: by a purchase, or by price, category and day."),
    epilog=explained(_("What the words of --cause mean:"), CAUSE_MEANINGS),
)
@click.option(
    "--purchase",
    "ref",
    metavar="REF",
    shell_complete=completion.PURCHASE,
    help=_("The purchase it comes from."),
)
@click.option("--item", "sku", metavar="SKU", help=_("Which line of the purchase."))
@click.option(
    "--qty",
    type=click.IntRange(min=1),
    metavar="N",
    help=_("How many pieces of that line come back; all without it."),
)
@click.option("--price", type=PRICE, metavar="PRICE", help=_("What was really paid for it."))
@click.option("--category", help=_("textile, leather, suit, furniture, or the shop's own."))
@click.option("--bought", type=DATE, metavar="DATE", help=_("The day of the sale."))
@click.option("--cause", required=True, type=WordChoice(CAUSES), help=_("Why it comes back."))
@on_option
@click.option("--installed-on", type=DATE, metavar="DATE", help=_("The day installation ended."))
@click.option("--unrepairable", is_flag=True, help=_("It cannot be repaired to its former state."))
@click.option("--worn", is_flag=True, help=_("It cannot be sold again."))
@click.option("--no-stock", is_flag=True, help=_("There is no other piece to be had."))
@click.option("--insists", is_flag=True, help=_("The customer insists on a return."))
@click.option("--lower-price", type=PRICE, metavar="PRICE", help=_("The lower price on the tag."))
@click.option("--scheme", type=click.Choice(SCHEMES), help=_("By the shop's rules or the law."))
@click.option("--region", help=_("The province, whose rules are named too."))
@formats
@pass_app
def quote_command(
    app: App,
    /,
    *,
    ref: str | None,
    sku: str | None,
    qty: int | None,
    price: Decimal | None,
    category: str | None,
    bought: date | None,
    installed_on: date | None,
    scheme: Scheme | None,
    region: str | None,
    form: str,
    **facts: Any,
) -> None:
    """Fetch what was bought, quote it, show the quote."""
    if ref is not None:
        if (price, category, bought) != (None, None, None):
            raise _either_or()
        purchase = app.store.purchases.find(ref)
        came = what_came_back(purchase, sku, qty)
        bought, installed_on = purchase.on, installed_on or purchase.installed_on
    elif sku or qty or price is None or category is None or bought is None:
        raise _either_or()
    else:
        came = Returned(price=price, category=category)
    settings = app.store_or_none and app.store.settings
    case = RefundCase(
        price=came.price,
        category=came.category,
        goods=came.goods,
        bought=bought,
        installed_on=installed_on,
        scheme=scheme or (_scheme_of(settings) if settings else None),
        region=region,
        shop_region=settings.region if settings else None,
        **facts,
    )
    answer = quote(case, app.policy)
    show_record(answer.to_json(), form, text=lambda: as_text(answer, came.hint))


def _either_or() -> WrongUsage:
    return WrongUsage(
        say("Say what comes back."),
        say("Give --purchase REF (and --item SKU), or --price, --category and --bought."),
    )


def _scheme_of(settings: Settings) -> Scheme | None:
    for scheme in SCHEMES:
        if settings.refund_scheme == scheme:
            return scheme
    if settings.refund_scheme is not None:
        raise BadData(
            say("svc.toml: there is no refund_scheme {word!r}.", word=settings.refund_scheme),
            say("Choose one of: {words}.", words=", ".join(SCHEMES)),
        )
    return None


def as_text(answer: Quote, hint: Sentence | None) -> str:
    """The quote as a clerk wants it: what to do, goods and money, who decides, why, warnings."""
    *why, _authority = answer.explanation
    fee = None if answer.fee is None else _("{amount} yuan").format(amount=answer.fee)
    refund = None if answer.refund is None else _("{amount} yuan").format(amount=answer.refund)
    lines = [
        bold(prose(DECISION_NAMES[answer.decision])),
        pairs([*_goods(answer, hint), (_("Fee"), fee), (_("Money back"), refund)]),
        prose(said(answer.authority)),
        "",
        _("Why"),
        *(prose(sentence, "  ") for sentence in why),
        prose(_("Sources: {rules}").format(rules=", ".join(answer.rules)), "  "),
    ]
    if answer.warnings:
        lines += ["", _("Mind"), *(prose(sentence, "  ") for sentence in answer.warnings)]
    return "\n".join(lines)


def _goods(answer: Quote, hint: Sentence | None) -> list[tuple[str, Sentence]]:
    """The lines of the receipt that are quoted, and how to quote less; none by price."""
    said_of_each = [each.said() for each in answer.goods]
    if len(answer.goods) > 1:
        lines = say(
            "{n} lines of the receipt: {amount} yuan", n=len(answer.goods), amount=answer.price
        )
        said_of_each = [lines, *said_of_each]
    if hint is not None:
        said_of_each.append(hint)
    return [(_("Goods") if n == 0 else "", each) for n, each in enumerate(said_of_each)]
