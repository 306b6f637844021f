"""Cards to hand over or send by post: birthday, thanks, festival, opinion, warranty (S2-025).

Text and HTML are the templates' own; a drawing (SVG) is set by `svc.papers.svg`, and PDF and PNG
are printed from the drawing, so that all three look alike.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from svc.errors import WrongUsage
from svc.i18n import say
from svc.messages.render import Wording
from svc.messages.templates import template

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from os import PathLike

    from svc.messages.facts import Facts
    from svc.messages.templates import Template

FORMS = {
    ".txt": "txt",
    ".html": "html",
    ".htm": "html",
    ".svg": "svg",
    ".pdf": "pdf",
    ".png": "png",
}
"""What a card is written as, by how its file's name ends."""
PRINTED = frozenset({"pdf", "png"})
"""What is printed from the drawing, with libraries that are extras."""


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
        say("Name the file .txt, .html, .svg, .pdf or .png."),
    )


class CardWording:
    """A card's template, ready to be written for one customer after another, in one form."""

    def __init__(self, found: Template, given: Mapping[str, str] | None, form: str) -> None:
        self._wording = Wording(found, given)
        self._path, self._language, self._form = found.info.file, found.info.language, form
        self.kind, self.asks = found.info.kind, self._wording.asks
        self.missing: set[str] = set()
        """What was printed so far that no font here has: boxes stand for it."""

    def texts(self, many: Iterable[Facts]) -> Iterator[str]:
        """The card for each of these facts, as text, a page, or a drawing.

        Raises:
            BadTemplate: it cannot be rendered, draws nothing, or its words do not fit on a card.
        """
        texts = self._wording.texts(many)
        if self._form in {"txt", "html"}:
            return texts
        from svc.papers.svg import drawn

        return (drawn(text, self._path) for text in texts)

    def text(self, facts: Facts) -> str:
        """The card for these facts; raises as `texts` does."""
        (text,) = self.texts([facts])
        return text

    def contents(self, many: Iterable[Facts]) -> Iterator[bytes]:
        """The bytes of a file for each of these facts; the same facts give the same bytes.

        Raises:
            WrongUsage: a PDF or a picture is asked for and a library is not installed.
        """
        for text in self.texts(many):
            yield (text + "\n").encode() if self._form not in PRINTED else self._printed(text)

    def _printed(self, drawing: str) -> bytes:
        from svc.papers.pdf import pdf
        from svc.papers.sheet import sheet

        document = pdf(sheet(drawing, self._language), missing=self.missing)
        if self._form == "pdf":
            return document
        from svc.papers.png import png

        return png(document)


def wording(
    name: str,
    given: Mapping[str, str] | None = None,
    *,
    language: str,
    form: str = "txt",
    store: str | PathLike[str] | None = None,
) -> CardWording:
    """A card's template, ready to be written for somebody.

    Args:
        name: the card's template.
        given: the caller's variables.
        language: `zh` or `en`.
        form: one of `FORMS`.
        store: the shop's folder, whose templates come first.

    Raises:
        NoSuchRecord: there is no such card.
        WrongUsage: it has no such variable.
        BadTemplate: it cannot be read as a template.
    """
    shown = "svg" if form in PRINTED else form
    found = template(name, channel="card", language=language, store=store, form=shown)
    return CardWording(found, given, form)


def card(
    name: str,
    facts: Facts,
    given: Mapping[str, str] | None = None,
    *,
    language: str,
    form: str = "txt",
    store: str | PathLike[str] | None = None,
) -> str:
    """A card as text, as one HTML page or one drawing that needs nothing else.

    Raises as `wording` does, and BadTemplate where it cannot be rendered.
    """
    return wording(name, given, language=language, form=form, store=store).text(facts)
