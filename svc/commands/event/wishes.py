"""`svc event wishes`: which gatherings customers would like most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.commands.event import VERBS
from svc.commands.options import formats, pass_app
from svc.i18n import _, say
from svc.rules.event import themes
from svc.rules.wishes import WISH_KEYS, most_wanted

if TYPE_CHECKING:
    from svc.app import App

COLUMNS = {
    "name": "theme", "wishes": "wished by", "judged": "fits", "last_on": "held last",
    "next_on": "planned next", "said": "text",
}  # fmt: skip
ASKED = {
    "brand": say("brand image hurt?"),
    "feasible": say("feasible?"),
    "no_conflict": say("conflict of interest?"),
}
FAILING = {
    "brand": say("hurts the brand image"),
    "feasible": say("not feasible"),
    "no_conflict": say("conflict of interest"),
}


@click.command(help=str(VERBS["wishes"]))
@formats
@pass_app
def command(app: App, form: str) -> None:
    """S2-060: most wanted first; done where the three conditions hold, as policy notes them."""
    known = themes(app.policy.at(app.today))
    customers = (each for each in app.store.customers.all() if each.wishes)
    rows = most_wanted(customers, known, list(app.store.events.all()), app.today)
    if form == "text":
        rows = [row | {"judged": judged(row), "said": "; ".join(row["texts"])} for row in rows]
    output.show_list(rows, COLUMNS, form, keys=WISH_KEYS, below=("said",))
    if form == "text" and any(row["fits"] is None for row in rows):
        output.say_on_stderr(
            say(
                "Judge a theme in policy/event.toml: brand, feasible and no_conflict, "
                "each true or false; `svc policy explain event.themes` shows the table."
            )
        )


def judged(row: dict[str, Any]) -> str:
    """Whether a theme fits the shop, in words: yes, why not, or what is to be asked."""
    if row["fits"]:
        return _("yes")
    words = FAILING if row["failing"] else ASKED
    named = ("; " if row["failing"] else " ").join(
        str(words[name]) for name in row["failing"] or row["unjudged"]
    )
    return f"{_('no')}: {named}" if row["failing"] else named
