"""How every report ends: JSON for programs, text for people, or a file in the form of its name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.i18n import _, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from svc.app import App
    from svc.reports.document import Report


def out_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--out FILE`: the report in the form the file's name asks for."""
    return click.option(
        "--out",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help=_("Write it to a file: .html, .xlsx, .md, .pdf, .txt or .json."),
    )(command)


def tell(app: App, make: Callable[[], Report], found: Any, form: str, out: Path | None) -> None:
    """Print a report, or write it to a file; `make` arranges it only where people read it.

    Raises:
        WrongUsage: the file's name tells no form, or a library for it is not installed.
        Refused: the file lies where the shop keeps its own.
        CannotReadOrWrite: the file cannot be written; what was there is as it was.
    """
    if out is None:
        output.show_record(found, form, lambda: for_screen(make()))
    else:
        put(app, make, found, out)


def put(app: App, make: Callable[[], Report], found: Any, out: Path) -> None:
    """Write a report to a file, whole or not at all; raises as `tell` does."""
    from svc.commands.export import refuse_the_stores_own
    from svc.lists.writing import put_in_place
    from svc.reports.forms import form_of, lacks_charts, written

    kind = form_of(out)
    refuse_the_stores_own(out, app.store)
    report = make()
    put_in_place(out, written(report, kind, found, app.store.root))
    if lacks_charts(report, kind):
        output.warn(
            say("Charts need one more library, lets-plot: the file holds the tables alone. "
                "Install it with: pip install 'svc-desk[charts]'.")
        )  # fmt: skip
    output.say_on_stderr(say("The report is in {file}.", file=out))


def for_screen(report: Report) -> str:
    """The report as text for whoever reads stdout: as wide, as coloured as that is."""
    from svc.reports.text import text
    from svc.screen import columns

    return text(
        report, columns=columns(), in_ascii=output.out().isatty() and asks_for_c(os.environ)
    )


def asks_for_c(environ: Mapping[str, str]) -> bool:
    """Whether somebody set the locale to C: a terminal that may know no more than ASCII."""
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    return next((environ[name] for name in names if environ.get(name)), "") in {"C", "POSIX"}
