"""Cards to hand over or send by post: birthday, thanks, opinion (S1-015, S2-025, S2-057)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.errors import WrongUsage
from svc.i18n import say
from svc.messages.render import render
from svc.messages.templates import template

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from svc.messages.facts import Facts

FORMS = {".txt": "txt", ".html": "html"}


def form_of(out: Path | None) -> str:
    """The form a card takes in a file of this name; without a file it is text.

    Raises:
        WrongUsage: no such form; the hint names those there are.
    """
    if out is None:
        return "txt"
    if form := FORMS.get(out.suffix.lower()):
        return form
    raise WrongUsage(
        say("A card cannot be written as {name}.", name=out.name),
        say("Name the file .txt or .html; a browser prints the HTML on A6 paper."),
    )


def card(
    name: str,
    facts: Facts,
    given: Mapping[str, str] | None = None,
    *,
    language: str,
    form: str = "txt",
    store: Path | None = None,
) -> str:
    """A card as text or as one HTML page that needs nothing else.

    Args:
        name: the card's template.
        facts: what it may know.
        given: the caller's variables.
        language: `zh` or `en`.
        form: `txt` or `html`.
        store: the shop's folder, whose templates come first.

    Raises:
        NoSuchRecord: there is no such card.
        WrongUsage: it has no such variable.
        BadTemplate: it cannot be rendered.
    """
    found = template(name, channel="card", language=language, store=store, form=form)
    return render(found, facts, given)
