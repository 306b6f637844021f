"""A complaint as people read it: what it is, its deadlines, and all that was done in one log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import output
from svc.commands.complaint.view import nth_in_words, repeat
from svc.commands.options import of_customer
from svc.i18n import _, say, word
from svc.rules import steps as handling
from svc.rules.authority import POST_NAMES
from svc.rules.complaint import waits_for
from svc.rules.complaint_log import in_order
from svc.rules.deadlines import deadlines
from svc.rules.ruling import cause_word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svc.app import App
    from svc.policy import DatedPolicy
    from svc.records.complaint import Complaint
    from svc.rules.deadlines import Deadline
    from svc.rules.steps import Step


def as_text(complaint: Complaint, app: App) -> str:
    """A complaint for people."""
    policy = app.policy.at(complaint.on)
    step = handling.next_step(complaint, policy) if complaint.is_open else None
    nth = repeat(complaint, app)
    people = {member.id: member.name for member in app.store.staff.all()}
    rows: list[tuple[str, Any]] = [
        (_("id"), complaint.id),
        (_("customer"), of_customer(complaint.customer, app.store)),
        (_("purchase"), complaint.purchase),
        (_("item"), complaint.item),
        (_("repeat"), nth > 1 and nth_in_words(nth)),
        (_("date"), complaint.on),
        (_("category"), _(complaint.category)),
        (_("cause"), complaint.cause and cause_word(complaint.cause)),
        (_("state"), _(complaint.state) + (f" ({_('urgent')})" if complaint.urgent else "")),
        (_("assigned to"), people.get(complaint.assigned_to or "", complaint.assigned_to)),
        (_("with"), complaint.post and POST_NAMES.get(complaint.post, complaint.post)),
        (_("text"), complaint.text),
    ]
    for name, target in deadlines(complaint, app.policy, app.at).items():
        rows.append((_(f"{name} by"), deadline_of(target, complaint)))
    rows.append((_("next step"), step and step.name))
    rows += log_of(complaint, policy, people)
    return output.pairs(row for row in rows if row[1] not in (None, "", False))


def deadline_of(target: Deadline, complaint: Complaint) -> str:
    """A target as people read it: when it is due and how it stands; of a paused one that it is."""
    standing = standing_of(target, complaint)
    if target.paused and not target.late:
        return standing
    return f"{target.due_at.strftime('%Y-%m-%d %H:%M')}  {standing}"


def standing_of(target: Deadline, complaint: Complaint) -> str:
    """Whether a target was met, and how late it is or how much is left, in working hours."""
    shown = target.to_json()
    if target.late:
        if target.met_at:
            return str(say("done, {hours} working hours late", hours=shown["late_by"]))
        return str(say("late by {hours} working hours", hours=shown["late_by"]))
    if target.met_at:
        return _("done")
    if target.paused:
        what = waits_for(complaint)
        return str(say("paused: it waits for {what}", what=_(what) if what else ""))
    return str(say("{hours} working hours left", hours=shown["left"]))


CAME_OF_IT = {
    ("taken", True): say("accepted"),
    ("taken", False): say("declined"),
    ("satisfied", True): say("satisfied"),
    ("satisfied", False): say("not satisfied"),
}


def log_of(
    complaint: Complaint, policy: DatedPolicy, people: Mapping[str, str]
) -> list[tuple[str, str]]:
    """What was done, one line each, the first first; `people` are the names of the staff."""
    steps = {
        each.key: each for name in handling.LISTS for each in handling.list_named(name, policy)
    }
    rows = []
    for line in in_order(complaint, {key: each.state for key, each in steps.items()}):
        staff = str(line.get("staff", ""))
        words = [*_what(line, steps, people), people.get(staff, staff), line.get("text", "")]
        at = str(line.get("at", "")).replace("T", " ")
        rows.append((at, "  ".join(str(word) for word in words if word)))
    return rows


MARKS = {
    "out_of_order": "out of order",
    "asked_again": "asked again",
    "repeated": "repeated",
    "refused": "not granted",
    "approved": "approved",
}


def _what(line: Any, steps: Mapping[str, Step], people: Mapping[str, str]) -> list[str]:
    """What one line of a log says was done."""
    words = []
    passed_on = "assigned_to" in line or "post" in line
    if "state" in line and not passed_on:
        words.append(_(str(line["state"])))
    if "step" in line:
        step = steps.get(str(line["step"]))
        words.append(f"{_('step')}: {step.name if step else line['step']}")
    if "taken" in line or "offer" in line or not (words or passed_on):
        words.append(
            f"{_('offer')}: {word(str(line['offer']))}" if "offer" in line else _("offer")
        )
    words += [str(said) for (name, value), said in CAME_OF_IT.items() if line.get(name) is value]
    words += [_(said) for name, said in MARKS.items() if line.get(name)]
    if "approval" in line:
        words.append(str(line["approval"]))
    if "for" in line:
        words.append(str(say("waits for {what}", what=_(str(line["for"])))))
    if "finding" in line:
        words.append(f"{_('finding')}: {_(str(line['finding']))}")
    if "of" in line:
        whose = str(line["of"])
        words.append(str(say("about {name}", name=people.get(whose, whose))))
    if "post" in line:
        post = str(line["post"])
        words.append(str(say("passed up to {post}", post=POST_NAMES.get(post, post))))
    if "assigned_to" in line:
        member = str(line["assigned_to"])
        words.append(str(say("given to {name}", name=people.get(member, member))))
    return words
