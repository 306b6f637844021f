"""`svc report staff`: care scores with their parts, and what the rules give (S2-017, S2-037)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc.commands.options import formats, from_to, pass_app
from svc.commands.progress import watch
from svc.commands.report import VERBS
from svc.commands.report.written import out_option, tell
from svc.i18n import _, say
from svc.rules.as_of import as_of, entered_on
from svc.rules.care import cares
from svc.rules.care_parts import Known, marks
from svc.rules.conduct import Share, called_in_time, conduct, settled_in_time
from svc.rules.contest import Bought, contest
from svc.rules.tally import tallied

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from svc.app import App
    from svc.records.callback import Callback
    from svc.records.complaint import Complaint
    from svc.records.message import Message
    from svc.records.staff import Staff
    from svc.reports.document import Report
    from svc.rules.conduct import Conduct
    from svc.store.store import Store


FEW = 2_000
"""What more customers bought is found sooner by reading all purchases."""


SPAN = _("Without --from and --to it is of the last month that is over.")
"""What its own page says of its days."""


@click.command(help=f"{VERBS['staff']}\n\n{SPAN}")
@from_to
@out_option
@formats
@pass_app
def command(app: App, form: str, first: date | None, last: date | None, out: Path | None) -> None:
    """The last whole month without --from and --to; nobody is judged on a few contacts."""
    since, until = span(first, last, app.today)
    policy = app.policy.at(until)
    watch(app.store)
    known, of_conduct = gathered(app, since, until)
    members = [each for each in app.store.staff.all() if _is_of_the_span(each, since, until)]
    found = cares(members, known, policy)
    weights = {name: str(weight) for name, weight in marks(policy).weights.items()}
    nobodys = [each for each in of_conduct.found if each.staff is None]
    shown = {
        "from": since.isoformat(),
        "to": until.isoformat(),
        "staff": [each.to_json() for each in found],
        "weights": weights,
        "unnamed": [each.to_json() for each in nobodys],
        "unfound": list(of_conduct.unfound),
    }

    def report() -> Report:
        from svc.reports.staff import arranged

        shop = app.store.settings.name
        return arranged(found, of_conduct, marks(policy), (since, until), shop)

    tell(app, report, shown, form, out)


def span(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """The days asked for, both included: the last whole month where none is said.

    With one end alone the other is that of its month, but not after today.

    Raises:
        BadInput: the first is after the last, or the last is yet to come.
    """
    from svc.errors import BadInput
    from svc.rules.period import MONTH, period

    if first is None:
        if last is None:
            month = period(MONTH, None, today)
            return month.first, month.last
        first = last.replace(day=1)
    if last is None:
        last = period(MONTH, f"{first:%Y-%m}", max(first, today)).last
    if first > last:
        raise BadInput(say("{first} is after {last}.", first=first, last=last))
    if last > today:
        raise BadInput(say("{day} is yet to come.", day=last), say("Mend --to."))
    return first, last


def gathered(app: App, first: date, last: date) -> tuple[Known, Conduct]:
    """What the store knows of a span, as it was at the end of its last day.

    Raises:
        BadPolicy: a policy needed cannot be worked with.
        BadData: a record cannot be read.
    """
    store, policy = app.store, app.policy.at(last)
    complaints = list(complaints_of(store, last))
    of_conduct = conduct(complaints, _sold_by(store, complaints), first, last)
    made = list(_calls_of(store, first, last))
    tallies = tallied(made, _messages_of(store, first, last), first, last)
    files, referrals = _files_of(store, first, last)
    scores = contest(files, _bought_by(store, {raw["id"] for raw in files}, last), {}, policy)
    return Known(
        tallies={tally.staff: tally for tally in tallies if tally.staff},
        files={score.staff: score for score in scores},
        cases=settled_in_time(complaints, app.policy, first, last),
        calls=called_in_time(made, first, last),
        sheets=_sheets_of(app, first, last),
        found=of_conduct.found,
        referrals=referrals,
    ), of_conduct


def _is_of_the_span(member: Staff, first: date, last: date) -> bool:
    """Whether a member was on file by its end, and had not left before it began."""
    return entered_on(member) <= last and (member.left_on is None or member.left_on > first)


def complaints_of(store: Store, last: date) -> Iterator[Complaint]:
    """All complaints as they were known at the end of a day."""
    from svc.store.ids import FIRST_DAY

    for each in store.complaints.between(FIRST_DAY, last):
        known = as_of(each, last)
        if known is not None:
            yield known


def _sold_by(store: Store, complaints: Iterable[Complaint]) -> dict[str, str]:
    """By purchase who sold it, of those that complaints about staff name."""
    from svc.rules.complaint import OF_STAFF

    named = {each.purchase for each in complaints if each.category in OF_STAFF and each.purchase}
    sold = store.purchases.raws(sorted(filter(None, named))) if named else {}
    return {key: raw["staff"] for key, raw in sold.items() if raw.get("staff")}


def _calls_of(store: Store, first: date, last: date) -> Iterator[Callback]:
    """The calls made in a span; lines of others make no records."""
    from svc.store.sold import naming

    low, high = first.isoformat(), last.isoformat()
    for raw in naming(store, "callbacks", first, last):
        days = [str(line.get("on", "")) for line in raw.get("tries") or ()]
        if any(low <= day <= high for day in (*days, str(raw.get("done_on", "")))):
            known = as_of(store.callbacks.record(raw, "callbacks"), last)
            if known is not None:
                yield known


def _messages_of(store: Store, first: date, last: date) -> Iterator[Message]:
    """The messages of which a step lies in a span."""
    from svc.store.sold import naming

    low, high = first.isoformat(), last.isoformat()
    for raw in naming(store, "messages", first, last):
        if any(low <= str(line.get("at", ""))[:10] <= high for line in raw.get("history") or ()):
            yield store.messages.record(raw, "messages")


def _files_of(
    store: Store, first: date, last: date
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """The files opened in a span that say who opened them; how many name who brought her."""
    from svc.commands.report.contest import registered

    files, _nobodys = registered(store, first, last)
    referrals: dict[str, int] = {}
    for raw in files:
        if raw.get("referred_by"):
            who = raw["registered_by"]
            referrals[who] = referrals.get(who, 0) + 1
    return files, referrals


def _bought_by(store: Store, ids: Collection[str], last: date) -> Bought:
    """What these customers bought up to a day: when last, and whether goods are known by style."""
    latest: dict[str, str] = {}
    styled: set[str] = set()
    until = last.isoformat()
    for raw in _sales_of(store, ids):
        who, on = raw.get("customer", ""), raw.get("on") or ""
        if who not in ids or on > until:
            continue
        latest[who] = max(latest.get(who, ""), on)
        if any(item.get("style") or item.get("sku") for item in raw.get("items") or ()):
            styled.add(who)
    return Bought(last=latest, styled=styled)


def _sales_of(store: Store, ids: Collection[str]) -> Iterable[dict[str, Any]]:
    """The fields of what these customers bought, and maybe of more: of a few by the index."""
    if len(ids) > FEW:
        return store.purchases.fields()
    found = store.purchases.ids_holding("customer", ids).values() if ids else ()
    return store.purchases.raws(set().union(*found)).values()


def _sheets_of(app: App, first: date, last: date) -> dict[str, Share]:
    """By who served: how many said on a sheet whether they are satisfied, and how many are."""
    from svc.commands.report.answered import Span, sheets_of
    from svc.rules.satisfaction import Sheet, figures

    found: dict[str, list[Sheet]] = {}
    for sheet, asked in sheets_of(app, Span(first=first, last=last)).sheets:
        if sheet.served_by:
            found.setdefault(sheet.served_by, []).append(
                Sheet(id=sheet.id, on=sheet.on, form=asked, answers=sheet.answers)
            )
    told = {who: figures(sheets, (), 0).csat for who, sheets in found.items()}
    return {who: Share(each.n, each.satisfied) for who, each in told.items()}
