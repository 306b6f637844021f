"""How the reports of a week, a month and a year end: arranged once, told in the form asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.commands.progress import watch
from svc.commands.report.period import assembled
from svc.commands.report.written import tell

if TYPE_CHECKING:
    from pathlib import Path

    from svc.app import App
    from svc.reports.document import Report
    from svc.rules.period import Period


def told(app: App, whole: Period, form: str, out: Path | None, *, is_long: bool = False) -> None:
    """Print the report of a period or write it to a file; one that `is_long` shows its progress.

    Raises:
        WrongUsage: the file's name tells no form. Nothing was worked out then.
    """
    if out is not None:
        from svc.reports.forms import form_of

        form_of(out)
    if is_long:
        watch(app.store)
    found = assembled(app, whole, is_long=is_long)

    def arranged() -> Report:
        from svc.reports.week import arranged as as_report

        names = {member.id: member.name for member in app.store.staff.all()}
        return as_report(found, app.store.settings.name, names)

    tell(app, arranged, found.to_json(), form, out)
