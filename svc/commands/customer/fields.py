"""What `svc customer add` and `edit` share: her fields as options, and what is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry, fetch, output
from svc.commands.options import WordChoice
from svc.errors import Refused
from svc.i18n import _, say
from svc.records.customer import GENDERS
from svc.rules.completeness import allowed, wanted, withheld

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.app import App
    from svc.commands.options import F
    from svc.records.customer import Customer
    from svc.store.store import Store


def her_fields(command: F) -> F:
    """Her fields as options."""
    for option in (
        click.option(
            "--force-phone",
            is_flag=True,
            help=_("Keep a phone number that is none of the country's."),
        ),
        click.option(
            "--referred-by",
            metavar="REF",
            shell_complete=completion.CUSTOMER,
            help=_("The customer who brought her."),
        ),
        click.option(
            "--owner",
            metavar="STAFF",
            shell_complete=completion.STAFF,
            help=_("The assistant closest to her."),
        ),
        click.option(
            "--set",
            "fields",
            multiple=True,
            metavar="FIELD=VALUE",
            shell_complete=completion.PROFILE,
            help=_("Any other field of her file; may be given more than once."),
        ),
        click.option("--gender", type=WordChoice(GENDERS, case_sensitive=False)),
        click.option(
            "--birthday",
            metavar="DATE",
            help=_("1990-05-12, 05-12, 5月12日, 农历八月十五, lunar:1988-08-15, …"),
        ),
        click.option("--number", help=_("The shop's own customer number.")),
        click.option("--phone", help=_("Her phone number, in any way of writing it.")),
    ):
        command = option(command)
    return command


def refuse_if_on_file(customer: Customer, store: Store) -> None:
    """Refuse a phone or number that another customer has; call it with the lock held."""
    for field, what in (("phone", say("phone number")), ("number", say("customer number"))):
        value = getattr(customer, field)
        for other in fetch.holders(store, field, value) if value else []:
            if other.id != customer.id:
                raise Refused(
                    say("That {what} is on file already: {id}.", what=what, id=other.id),
                    say("`svc customer show {id}` shows whose it is.", id=other.id),
                )


def collected(pairs: Sequence[tuple[str, str]], app: App) -> list[tuple[str, str]]:
    """The fields to be set, none of them one the law wants left out; raises Refused."""
    return entry.unless_withheld(pairs, withheld(app.policy.at(app.today))) if pairs else []


def warn_of(customer: Customer, pairs: Sequence[tuple[str, str]], app: App) -> None:
    """Warn of fields named that no policy knows, and of a birthday that cannot quite be."""
    policy = app.policy.at(app.today)
    known = [*wanted(policy).fields, *allowed(policy)]
    named = [name for name, value in pairs if value.strip()]
    doubt = customer.birthday.doubt() if customer.birthday else None
    for warning in (entry.unknown_fields(named, known), doubt):
        if warning is not None:
            output.warn(warning)
