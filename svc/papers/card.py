"""Cards to hand over or send by post: birthday, thanks, opinion (S1-015, S2-025, S2-057)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from svc.errors import WrongUsage
from svc.i18n import say
from svc.messages.render import Wording
from svc.messages.templates import template

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

    from svc.messages.facts import Facts

FORMS = {".txt": "txt", ".html": "html"}


def form_of(file: str | PathLike[str] | None) -> str:
    """The form a card takes in a file of this name; without a file it is text.

    Raises:
        WrongUsage: no such form; the hint names those there are.
    """
    if file is None:
        return "txt"
    if form := FORMS.get(os.path.splitext(file)[1].lower()):
        return form
    raise WrongUsage(
        say("A card cannot be written as {name}.", name=os.path.basename(file)),
        say("Name the file .txt or .html; a browser prints the HTML on A6 paper."),
    )


def wording(
    name: str,
    given: Mapping[str, str] | None = None,
    *,
    language: str,
    form: str = "txt",
    store: str | PathLike[str] | None = None,
) -> Wording:
    """A card's template, ready to be written for somebody.

    Args:
        name: the card's template.
        given: the caller's variables.
        language: `zh` or `en`.
        form: `txt` or `html`.
        store: the shop's folder, whose templates come first.

    Raises:
        NoSuchRecord: there is no such card.
        WrongUsage: it has no such variable.
        BadTemplate: it cannot be read as a template.
    """
    found = template(name, channel="card", language=language, store=store, form=form)
    return Wording(found, given)


def card(
    name: str,
    facts: Facts,
    given: Mapping[str, str] | None = None,
    *,
    language: str,
    form: str = "txt",
    store: str | PathLike[str] | None = None,
) -> str:
    """A card as text or as one HTML page that needs nothing else, for whom these facts tell of.

    Raises as `wording` does, and BadTemplate where it cannot be rendered.
    """
    return wording(name, given, language=language, form=form, store=store).text(facts)
