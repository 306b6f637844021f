"""The return slip as options: till slip, signature, phone, invoice (S3-032, S3-034)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from svc import entry
from svc.i18n import _
from svc.phones import normalise

if TYPE_CHECKING:
    from svc.app import App

F = TypeVar("F", bound=Callable[..., Any])
EXCHANGE = click.option(
    "--exchange",
    multiple=True,
    metavar="sku=…,name=…,category=…,price=399.00,qty=1",
    help=_("Goods taken instead; may be given more than once."),
)


def slip_options(command: F) -> F:
    """What is noted on the return slip."""
    for option in (
        click.option("--invoice", metavar="NO", help=_("The number of the invoice.")),
        click.option("--phone", metavar="P", help=_("The phone she left on the slip.")),
        click.option("--signed", is_flag=True, help=_("She signed the slip.")),
        click.option("--receipt", metavar="NO", help=_("The till slip that is attached.")),
    ):
        command = option(command)
    return command


def normal(app: App, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed of the slip and the defect, as records hold it.

    Raises:
        BadInput: the phone is none, or a text holds what no text should.
    """
    found: dict[str, Any] = {}
    for name in ("receipt", "invoice", "defect"):
        if name in given:
            found[name] = entry.one_line(given[name] or "") or None
    if "text" in given:
        found["text"] = entry.clean(given["text"] or "") or None
    if "phone" in given:
        found["phone"] = normalise(given["phone"], app.country) if given["phone"] else None
    return found
