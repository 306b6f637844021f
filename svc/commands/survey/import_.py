"""`svc survey import`: filled sheets from a list, all of them or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, output
from svc.commands.import_ import staff_names, take_rows
from svc.commands.list_input import Options, mappings, opened, reading_options, same_file
from svc.commands.options import DATE, pass_app
from svc.commands.survey.facts import refuse_future, whose
from svc.errors import WrongUsage
from svc.frozen import replace
from svc.i18n import _, say
from svc.rules.survey import questionnaire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path

    from svc.app import App
    from svc.lists.headings import Columns
    from svc.lists.outcomes import Outcomes
    from svc.lists.reading import Listed, Reading
    from svc.rules.survey import Questionnaire
    from svc.store.change import Change

NAMED = 5
"""So many rows that are on file already are named."""


@click.command(
    "import",
    help=_(
        "Read filled sheets from a list, one a row; - is stdin. Its columns are headed with "
        "questions or their keys: `svc survey form NAME --out FILE.xlsx` makes such a list."
    ),
    epilog=_(
        "FIELD is a question's key, or one of: on | served_by | customer | about | channel | "
        "text. A row that begins with # is skipped."
    ),
)
@click.option(
    "--form",
    "name",
    required=True,
    metavar="NAME",
    shell_complete=completion.QUESTIONNAIRE,
    help=_("Which questionnaire: `svc survey form` lists them."),
)
@click.option(
    "--on",
    type=DATE,
    metavar="DATE",
    help=_("The day on which those sheets were filled in whose rows do not tell."),
)
@reading_options
@pass_app
def command(
    app: App, /, file: Path, name: str, on: date | None, form: str, **given: Any
) -> None:  # fmt: skip
    """S2-076: a list read twice adds nothing; two equal rows of one list are two sheets."""
    from svc.lists.reading import read_list

    options = Options(**given)
    refuse_together(options, file)
    if on is not None:
        refuse_future(on, app.today)
    asked = questionnaire(app.policy, name, on or app.today)
    names = [] if options.names is None else options.names.split(",")
    with opened(file) as content:
        reading = read_list(
            content,
            encoding=options.encoding,
            delimiter=options.delimiter,
            columns=len(names),
        )
        for warning in reading.warnings:  # which sheet was read, too, where no column fits
            output.warn(warning)
        columns = columns_in(asked, reading, names, options)
        for warning in columns.warnings:
            output.warn(warning)
        take_rows(app, reading, columns, options, form=form, take=taking(app, asked, reading, on))


def refuse_together(options: Options, file: Path) -> None:
    """Raises WrongUsage for options that do not go together."""
    if options.names is not None and options.mapped:
        raise WrongUsage(
            say("--columns and --map do not go together."),
            say("--columns is for lists without headings, --map for those with."),
        )
    if options.rejects is not None and same_file(options.rejects, file):
        raise WrongUsage(
            say("--rejects names the list itself."), say("Give another file: it would be lost.")
        )


def columns_in(
    asked: Questionnaire, reading: Reading, names: list[str], options: Options
) -> Columns:
    """What the columns hold, by their headings or as `--columns` names them."""
    from svc.lists.survey_headings import by_place, columns_of

    if names:
        return by_place(asked, names)
    return columns_of(asked, reading.headings, mappings(options.mapped))


def taking(
    app: App, asked: Questionnaire, reading: Reading, on: date | None
) -> Callable[[Change, Iterable[Listed], Columns], tuple[Outcomes, Callable[[], None]]]:
    """What takes the rows of a list: the sheets get their ids when all are good."""
    from svc.lists.surveys import Facts, take

    forms: dict[date, Questionnaire] = {}

    def form_of(day: date) -> Questionnaire:
        if day not in forms:
            forms[day] = questionnaire(app.policy, asked.name, day)
        return forms[day]

    def named(customer: str | None, about: str | None) -> tuple[str | None, str | None]:
        found = whose(app, customer, about)
        return found.customer, found.about

    def taken(
        change: Change, records: Iterable[Listed], columns: Columns
    ) -> tuple[Outcomes, Callable[[], None]]:
        facts = Facts(
            form=form_of,
            on=on,
            today=app.today,
            whose=named,
            staff=staff_names(app.store.staff.all()),
            on_file={raw["sheet"] for raw in app.store.surveys.fields() if "sheet" in raw},
            merged=reading.merged,
            by=app.staff_id,
        )
        found = take(records, columns, facts)
        if found.remarks:
            output.say_on_stderr(
                say("Rows that begin with #, taken for remarks: {n}.", n=found.remarks)
            )
        if found.known:
            tell_of_the_known(found.known)

        def put() -> None:
            ids = change.new_ids("surveys", app.today, len(found.sheets))
            for sheet, new_id in zip(found.sheets, ids, strict=True):
                change.put(replace(sheet, id=new_id))

        return found.outcomes, put

    return taken


def tell_of_the_known(rows: list[int]) -> None:
    """Which rows are as sheets on file, and what to do where they are other people's."""
    named = ", ".join(map(str, rows[:NAMED])) + (" …" if len(rows) > NAMED else "")
    output.say_on_stderr(
        say("Rows that are as sheets already on file: {n} (row {rows}). Nothing was added for "
            "them.", n=len(rows), rows=named),
        say("If they are other people's, number them in a column `no`, and read the list again."),
    )  # fmt: skip
