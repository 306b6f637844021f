"""`svc sms count`: a text as carriers bill it."""

from __future__ import annotations

import click

from svc import output
from svc.commands.options import formats
from svc.commands.sms import VERBS
from svc.commands.sms.stdin import STDIN, from_stdin
from svc.i18n import _, say
from svc.messages.counting import ROUTES, Route, count


@click.command("count", help=str(VERBS["count"]))
@click.argument("text", required=False)
@click.option(
    "--route",
    type=click.Choice(ROUTES),
    default="mainland",
    show_default=True,
    help=_("Whose rules count: the mainland's carriers or GSM 03.38."),
)
@formats
def command(text: str | None, route: Route, form: str) -> None:
    """Domain 3.1: the text as given; nothing is added, nothing refused."""
    if text is None or text == STDIN:
        text = from_stdin(
            say("There is no text to count."), say("Give the text, or pipe it to `svc sms count`.")
        )
        if text.endswith("\n"):
            text = text.removesuffix("\n").removesuffix("\r")
    counted = count(text, route)
    shown = {
        "route": counted.route,
        "encoding": counted.encoding,
        "characters": counted.characters,
        "segments": counted.segments,
        "split": list(counted.split),
    }
    parts = ((f"{n}/{counted.segments}", part) for n, part in enumerate(counted.split, start=1))
    rows = (
        (_("characters"), counted.characters),
        (_("messages"), counted.segments),
        (_("encoding"), counted.encoding),
        *parts,
    )
    output.show_record(shown, form, lambda: output.pairs(rows))
