"""A delivery as it is listed and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import output
from svc.commands.options import of_customer
from svc.i18n import _, say
from svc.records.delivery import Delivery
from svc.rules import checklist as lists
from svc.rules import delivery as rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from svc.app import App
    from svc.rules.checklist import Question

KEYS = ("id", *Delivery.fields_known(), "late", "days_late")


def questions_of(app: App, delivery: Delivery) -> list[Question]:
    """What is asked of a delivery, by the policy of the day it was put on file."""
    return lists.questions(app.policy.at(delivery.on), install=delivery.install)


def as_row(delivery: Delivery, today: date) -> dict[str, Any]:
    """A delivery as JSON, with how late it is."""
    is_late = bool(rule.late([delivery], today))
    days = (today - delivery.planned_on).days if is_late else 0
    return delivery.to_json() | {"late": is_late, "days_late": days}


def checklist(delivery: Delivery, asked: Sequence[Question]) -> list[dict[str, Any]]:
    """Each question with its last answer: `ok` is null where it is open."""
    known = lists.answers(delivery)
    return [
        {
            "point": each.point,
            "key": each.key,
            "question": str(each.text),
            "by": each.by,
            "ok": known.get(each.name, {}).get("ok"),
            "at": known.get(each.name, {}).get("at"),
            "staff": known.get(each.name, {}).get("staff"),
            "text": known.get(each.name, {}).get("text"),
        }
        for each in asked
    ]


DID = {"sign": say("signed for afterwards"), "edit": say("address, phone or time mended")}
"""What a line of the history says where the state stayed as it was."""
MARKS = {True: "✓", False: "✗", None: "·"}


def as_text(delivery: Delivery, asked: Sequence[Question], app: App) -> str:
    """A delivery for people: the facts, then the three checklists."""
    names = {member.id: member.name for member in app.store.staff.all()}
    rows: list[tuple[str, Any]] = [
        (_("id"), delivery.id),
        (_("customer"), of_customer(delivery.customer, app.store)),
        (_("purchase"), delivery.purchase),
        (_("state"), _(delivery.state)),
        (_("planned on"), delivery.planned_on),
        (_("window"), delivery.window),
        (_("address"), delivery.address),
        (_("phone"), delivery.phone),
        (_("driver"), names.get(delivery.driver or "", delivery.driver)),
        (_("fitter"), names.get(delivery.fitter or "", delivery.fitter)),
        (_("install"), delivery.install or None),
        (_("delivered on"), delivery.done_on),
        (_("accepted by"), delivery.accepted_by),
        (_("signed"), delivery.signed if delivery.done_on else None),
        (_("damaged"), delivery.damaged),
        (_("text"), delivery.text),
    ]
    lines = [output.pairs(row for row in rows if row[1] is not None)]
    titles = lists.titles(app.policy.at(delivery.on))
    point = None
    for row in checklist(delivery, asked):
        if row["point"] != point:
            point = row["point"]
            lines += ["", output.bold(f"{titles.get(point, _(point))} ({point})")]
        told = f" — {row['text']}" if row["text"] else ""
        lines.append(output.safe(f"  {MARKS[row['ok']]} {row['question']} ({row['key']}){told}"))
    lines += ["", *history_lines(delivery, names)]
    return "\n".join(lines)


def history_lines(delivery: Delivery, names: Mapping[str, str]) -> list[str]:
    """How it came to this: a line for each move, with the day it was planned for, and why."""
    rows = []
    for line in delivery.history:
        who = str(line.get("staff", ""))
        done = str(DID.get(str(line.get("did")), "")) or _(str(line.get("state", "")))
        words = [done, line.get("planned_on", ""), names.get(who, who),
                 line.get("text", "")]  # fmt: skip
        rows.append((str(line.get("at", "")), "  ".join(str(each) for each in words if each)))
    return [output.pairs(rows)] if rows else []
