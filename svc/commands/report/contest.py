"""`svc report contest`: who registered most customers, and whose files are most complete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.commands.options import formats, from_to, pass_app
from svc.commands.report import VERBS
from svc.commands.report.written import out_option, put
from svc.errors import BadInput
from svc.i18n import say
from svc.rules.contest import Bought, contest, marks, opened_on

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from pathlib import Path

    from svc.app import App
    from svc.i18n import Sentence
    from svc.rules.contest import Marks
    from svc.store.store import Store

COLUMNS = {
    "rank": "rank", "name": "name", "files": "files", "complete": "complete", "back": "came back",
    "quantity": "quantity", "quality": "quality", "score": "score", "said": "satisfied",
}  # fmt: skip
KEYS = (
    "rank", "staff", "name", "files", "complete", "back", "quantity", "quality", "score", "asked",
    "satisfied",
)  # fmt: skip


@click.command(help=str(VERBS["contest"]))
@from_to
@out_option
@formats
@pass_app
def command(app: App, form: str, first: date | None, last: date | None, out: Path | None) -> None:
    """S2-007: quantity and quality of the files opened on these days, as they are today."""
    if first and last and first > last:
        raise BadInput(say("{first} is after {last}.", first=first, last=last))
    store, policy = app.store, app.policy.at(app.today)
    files, nobodys = registered(store, first, last)
    ids = {raw["id"] for raw in files}
    scores = contest(files, bought_by(store, ids), said_by(store, ids), policy)
    names = {member.id: member.name for member in store.staff.all()}
    rows = [score.to_json(names) for score in scores]
    told = why(marks(policy))
    lost = nameless(nobodys)
    if out is not None:
        from svc.reports.contest import arranged

        sentences = [told, *([lost] if lost else [])]
        put(
            app,
            lambda: arranged(scores, names, opened(first, last), sentences, store.settings.name),
            rows, out,
        )  # fmt: skip
        return
    if form == "text":
        rows = [
            row | {"said": f"{row['satisfied']}/{row['asked']}" if row["asked"] else None}
            for row in rows
        ]
    output.show_list(rows, COLUMNS, form, keys=KEYS, below=("said",))
    if form == "text" and rows:
        output.write(output.prose(told))
    if lost:
        output.say_on_stderr(lost)


def nameless(nobodys: int) -> Sentence | None:
    """How many files are in no score, if any."""
    if not nobodys:
        return None
    if nobodys == 1:
        return say(
            "One file names nobody who registered it (from a list, say): it is in no score."
        )
    return say(
        "{n} files name nobody who registered them (from a list, say): they are in no score.",
        n=nobodys,
    )


def opened(first: date | None, last: date | None) -> Sentence | str:
    """On which days the files were opened."""
    if first and last:
        return say("{first} to {last}", first=first, last=last)
    if first:
        return say("from {first} on", first=first)
    return say("up to {last}", last=last) if last else ""


def why(judged: Marks) -> Sentence:
    """How a score comes about, in a sentence."""
    return say(
        "Score = {quantity} % quantity (files against the most) + {quality} % quality (how "
        "complete they are on average); a file counts as complete from {complete} % on.",
        quantity=int(judged.quantity * 100),
        quality=int(judged.quality * 100),
        complete=int(judged.complete * 100),
    )


def registered(
    store: Store, first: date | None, last: date | None
) -> tuple[list[dict[str, Any]], int]:
    """The files opened on some days that say who registered them, and how many say nobody."""
    low = first.isoformat() if first else ""
    high = last.isoformat() if last else "~"
    files, nobodys = [], 0
    for raw in store.customers.fields():
        if raw.get("merged") or raw.get("erased_on"):
            continue
        if low <= opened_on(raw["id"][2:8]) <= high:
            if raw.get("registered_by"):
                files.append(raw)
            else:
                nobodys += 1
    return files, nobodys


def bought_by(store: Store, ids: Collection[str]) -> Bought:
    """The day each of these customers bought last, and whose style numbers are known."""
    latest: dict[str, str] = {}
    styled: set[str] = set()
    for raw in store.purchases.fields() if ids else ():
        who: str = raw.get("customer", "")
        if who not in ids:
            continue
        latest[who] = max(latest.get(who, ""), raw.get("on") or "")
        if who not in styled and any(
            item.get("style") or item.get("sku") for item in raw.get("items") or ()
        ):
            styled.add(who)
    return Bought(last=latest, styled=styled)


def said_by(store: Store, ids: Collection[str]) -> dict[str, bool]:
    """Whether each of these customers was satisfied when she last said (S2-017)."""
    found: dict[str, tuple[str, bool]] = {}
    for raw in store.callbacks.fields() if ids else ():
        who: str = raw.get("customer", "")
        said = raw.get("satisfied")
        if who in ids and isinstance(said, bool):
            found[who] = max(found.get(who, ("", said)), (raw.get("done_on") or "", said))
    return {who: said for who, (_day, said) in found.items()}
