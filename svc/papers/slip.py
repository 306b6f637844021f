"""Slips for the counter: return, goods receipt, repair order, delivery receipt, money (X-08).

A return slip has the customer's signature and phone (S3-034), a goods receipt what she left with
us (S2-080), a repair order all of S2-077, a delivery receipt her acceptance (S1-024), and for
money she got back she writes a receipt (S3-046).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from svc.errors import NoSuchRecord, WrongUsage
from svc.i18n import say
from svc.messages.render import Wording
from svc.messages.templates import template
from svc.papers.slip_facts import Told, slip_facts
from svc.papers.width import laid_out
from svc.records.repair import Repair
from svc.rules.paper_values import PAPERS, fits

if TYPE_CHECKING:
    from os import PathLike

    from svc.policy import DatedPolicy

KINDS: dict[str, tuple[str, ...]] = {
    "return": ("returns",),
    "goods": ("repairs",),
    "repair": ("repairs",),
    "delivery": ("deliveries",),
    "money": ("returns", "complaints", "repairs"),
}
"""The kinds of slips, each with the tables whose cases it is for."""
UNNAMED = ("returns", "repairs", "deliveries")
"""Where a case is looked for whose slip nobody named."""
FORMS = {".txt": "txt", ".html": "html", ".htm": "html", ".pdf": "pdf"}
COLUMNS = "slip.columns"
PAPER = "slip.paper"


def kind_of(table: str, case: object) -> str:
    """The slip a case calls for: of goods in our hands their receipt, of others the order."""
    if isinstance(case, Repair):
        return "goods" if in_custody(case) else "repair"
    return {"returns": "return", "deliveries": "delivery"}[table]


def in_custody(repair: Repair) -> bool:
    """Whether the customer's goods lie with us."""
    return was_in_custody(repair) and repair.handed_back_on is None


def was_in_custody(repair: Repair) -> bool:
    """Whether her goods were ever taken in: their receipt can be printed again (S2-080)."""
    return repair.received_on is not None


def form_of(file: str | PathLike[str] | None) -> str:
    """The form a slip takes in a file of this name; without a file it is text.

    Raises:
        WrongUsage: no such form; the hint names those there are.
    """
    if file is None:
        return "txt"
    if form := FORMS.get(os.path.splitext(file)[1].lower()):
        return form
    raise WrongUsage(
        say("A slip cannot be written as {name}.", name=os.path.basename(file)),
        say("Name the file .txt, .html or .pdf."),
    )


def paper_of(policy: DatedPolicy, paper: str | None = None) -> tuple[str, int]:
    """The paper of a slip and how many columns of text it holds, by the shop's policy.

    Raises:
        BadPolicy: the policy names no such paper, or no number of columns for it.
    """
    usual = policy[PAPER]
    paper = paper or usual.text()
    if paper not in PAPERS:
        raise usual.wrong(say("one of: {words}", words=", ".join(PAPERS)))
    found = policy[COLUMNS]
    columns = found.table().get(paper)
    if columns is None or not fits(columns):
        raise found.wrong(say("a number of columns for each paper, 16 to 200"))
    return paper, columns


def slip(told: Told, *, form: str, columns: int, store: str | PathLike[str] | None = None) -> str:
    """A slip as text of so many columns, or as one HTML page that needs nothing else.

    Args:
        told: the case, and what on file belongs to it.
        form: `txt` or `html`.
        columns: how many columns the paper has.
        store: the shop's folder, whose templates come first.

    Raises:
        NoSuchRecord: there is no template for this kind of slip.
        BadTemplate: its template cannot be rendered.
    """
    found = template(told.kind, channel="slip", language=told.language, store=store, form=form)
    words = Wording(found).text(slip_facts(told))
    return laid_out(words, columns) if form == "txt" else words


def unknown(ref: str) -> NoSuchRecord:
    """The error for a reference that names no case of which there is a slip."""
    return NoSuchRecord(
        say("No return, repair or delivery matches {ref!r}.", ref=ref),
        say("Give its id: `svc return list`, `svc repair list`, `svc delivery list` show them."),
    )
