"""A refund quote as `refund quote` and `return open` ask for it, and as people read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from svc.commands.options import DATE, PRICE, on_option
from svc.errors import BadData, WrongUsage
from svc.frozen import replace
from svc.i18n import _, say
from svc.output import bold, pairs, prose
from svc.rules.authority import said
from svc.rules.refund import quote
from svc.rules.ruling import DECISION_NAMES, SCHEMES, RefundCase, Returned, Scheme

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from svc.app import App
    from svc.i18n import Sentence
    from svc.records.purchase import Purchase
    from svc.rules.refund import Quote
    from svc.store.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])


ITEM = click.option(
    "--item",
    "sku",
    metavar="SKU",
    help=_("Which line of the purchase; all of them without it, where they are of one kind."),
)


PIECE = (
    click.option(
        "--unrepairable", is_flag=True, help=_("It cannot be repaired to its former state.")
    ),
    click.option("--worn", is_flag=True, help=_("It cannot be sold again.")),
    click.option("--no-stock", is_flag=True, help=_("There is no other piece to be had.")),
    click.option("--insists", is_flag=True, help=_("The customer insists on a return.")),
)
"""What may be so of a piece, as options."""


def case_options(command: F) -> F:
    """What a clerk may know of a piece that comes back, as options."""
    for option in reversed(
        (
            on_option,
            click.option(
                "--installed-on", type=DATE, metavar="DATE", help=_("The day installation ended.")
            ),
            *PIECE,
            click.option(
                "--lower-price",
                type=PRICE,
                metavar="PRICE",
                help=_("The lower price on the tag; of one piece, where a purchase is named."),
            ),
            click.option(
                "--scheme",
                type=click.Choice(SCHEMES),
                help=_("By the shop's rules or the law."),
            ),
            click.option("--region", help=_("The province, whose rules are named too.")),
        )
    ):
        command = option(command)
    return command


def case_of(
    app: App,
    came: Returned,
    *,
    bought: date,
    on: date,
    installed_on: date | None,
    scheme: Scheme | None,
    lower_price: Decimal | None,
    purchase: Purchase | None = None,
    sku: str | None = None,
    **facts: Any,
) -> RefundCase:
    """The case of what came back, with the shop's scheme and province where none was said.

    Days that a line of `purchase` spent in repair are not counted against its warranty; a tag asks
    its lower price for each piece of the goods (S3-015).

    Raises:
        BadData: svc.toml names a scheme there is not.
        WrongUsage: one tag is said to be on several lines.
    """
    settings = app.store_or_none and app.store.settings
    return RefundCase(
        price=came.price,
        category=came.category,
        goods=came.goods,
        bought=bought,
        on=on,
        installed_on=installed_on,
        lower_price=None if lower_price is None else lower_price * _tags(came),
        paused_days=_paused(app, purchase, sku, on) if purchase else 0,
        scheme=scheme or (_scheme_of(settings) if settings else None),
        shop_region=settings.region if settings else None,
        **facts,
    )


def quoted(app: App, case: RefundCase, came: Returned) -> Quote:
    """The quote of a case, with what there is to say of how its pieces were counted."""
    answer = quote(case, app.policy)
    *why, who_decides = answer.explanation
    return replace(answer, explanation=(*why, *came.notes, who_decides))


def _tags(came: Returned) -> int:
    """How many pieces of what comes back bear a tag with its price; one without a receipt's line.

    Raises:
        WrongUsage: they are of several lines, whose tags ask different prices.
    """
    if len(came.goods) > 1:
        raise WrongUsage(
            say("--lower-price is of one line's tag, and here are {n} lines.", n=len(came.goods)),
            say("Name one with --item."),
        )
    return sum(each.qty for each in came.goods) or 1


def _paused(app: App, purchase: Purchase, sku: str | None, on: date) -> int:
    if not app.store.repairs.where("purchase", purchase.id):
        return 0
    from svc.warranties import paused_days

    return paused_days(app.store, app.policy, purchase, sku, on)


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
    fee = None if answer.fee is None else _("{amount} yuan").format(amount=answer.fee)
    refund = None if answer.refund is None else _("{amount} yuan").format(amount=answer.refund)
    lines = [
        bold(prose(DECISION_NAMES[answer.decision])),
        pairs([*_goods(answer, hint), (_("Fee"), fee), (_("Money back"), refund)]),
        prose(said(answer.authority)),
        *reasons(answer.explanation, answer.rules, answer.warnings),
    ]
    return "\n".join(lines)


def reasons(
    explanation: Sequence[Sentence | str],
    rules: Sequence[str],
    warnings: Sequence[Sentence | str],
) -> list[str]:
    """Why a quote is what it is but for who decides, its sources, and what to mind, in lines."""
    why = explanation[:-1]
    lines = [
        "",
        _("Why"),
        *(prose(sentence, "  ") for sentence in why),
        prose(_("Sources: {rules}").format(rules=", ".join(rules)), "  "),
    ]
    if warnings:
        lines += ["", _("Mind"), *(prose(sentence, "  ") for sentence in warnings)]
    return lines


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
