"""A complaint as programs get it, and as it is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import entry
from svc.commands.options import show_changed
from svc.i18n import say
from svc.records.complaint import Complaint
from svc.rules import steps as handling
from svc.rules.complaint import nth_about_the_same, waits_for
from svc.rules.deadlines import deadlines, late_ones

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from svc.app import App
    from svc.i18n import Sentence

KEYS = (
    "id", *Complaint.fields_known(), "deadlines", "late", "waits_for", "step_list", "next_step",
)  # fmt: skip


def view(
    complaint: Complaint, app: App, same: Iterable[Complaint] | None = None
) -> dict[str, Any]:
    """A complaint as the contract shows it: its deadlines, its next step, the how-manieth it is.

    `same` are the complaints about the same purchase; they are looked up where it is not given.
    """
    targets = deadlines(complaint, app.policy, app.at)
    policy = app.policy.at(complaint.on)
    step = handling.next_step(complaint, policy) if complaint.state != "closed" else None
    return complaint.to_json() | {
        "deadlines": {name: target.to_json() for name, target in targets.items()},
        "late": late_ones(targets),
        "waits_for": waits_for(complaint),
        "step_list": handling.list_in_use(complaint, policy),
        "next_step": step and step.key,
        "repeat": repeat(complaint, app, same),
    }


def repeat(complaint: Complaint, app: App, same: Iterable[Complaint] | None = None) -> int:
    """The how-manieth complaint about the same goods it is."""
    if complaint.repeat is not None or complaint.purchase is None:
        return complaint.repeat or 1
    if same is None:
        same = app.store.complaints.where("purchase", complaint.purchase)
    return nth_about_the_same(complaint, same)


def changed(
    app: App, ref: str, form: str, *, dry_run: bool, make: Callable[[Complaint], Complaint]
) -> Complaint:
    """Change a complaint with the lock held, and show it; `make` raises to change nothing."""
    complaint_id = app.store.complaints.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.complaints.get(complaint_id)
        complaint = make(before)
        change.put(complaint)
    show_changed(complaint, form, dry_run=dry_run, shown=view(complaint, app), before=before)
    return complaint


def said_or_none(text: str | None) -> str | None:
    """A text option cleaned; None for an empty one; raises BadInput."""
    return (entry.clean(text) or None) if text else None


def nth_in_words(nth: int) -> Sentence:
    """How often the same goods were complained about by now."""
    return say("complaint no. {n} about the same goods", n=nth)
