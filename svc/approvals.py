"""Decisions, consents and reports on file: asked for when needed, given later (X-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc import output
from svc.errors import BadInput, Refused
from svc.frozen import replace
from svc.i18n import say
from svc.records.approval import Approval
from svc.rules.answer import POSTS
from svc.rules.authority import POST_NAMES, UNNAMED, Acting, needs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from svc.app import App
    from svc.rules.answer import Authority
    from svc.store.change import Change
    from svc.store.store import Store

NOBODY = "clerk"
"""Where people are on file, one who does not say who she is has the least authority."""


def acting(app: App) -> Acting:
    """Who acts in this call, with her posts; unnamed by `authority.unnamed`, or as a clerk."""
    if (staff := app.staff) is not None:
        return Acting(staff=staff.id, posts=staff.posts)
    known = any(member.left_on is None for member in app.store.staff.all())
    post = NOBODY if known else app.policy.at(app.today)[UNNAMED].text()
    return Acting(staff=None, posts=(post,) if post in POSTS else (NOBODY,))


def ask(
    change: Change,
    app: App,
    *,
    about: str,
    what: str,
    authority: Authority,
    amount: Decimal | None = None,
    text: str | None = None,
    rules: Sequence[str] = (),
    tell: str | None = None,
) -> list[Approval]:
    """Put on file what a decision needs: the word of a post that waits, else the report (X-09).

    A report tells of what is decided: where a word is waited for, it goes on file with that word.
    Gives the approvals put; without any that waits the decision holds at once. `what` is the
    decision's word, `rules` the policy ids it rests on, `tell` a post that has a report besides.
    """
    who = acting(app)
    need = needs(authority, who)
    told = need.report_to or (None if tell is None or who.covers(tell) else tell)
    if need.kind is not None and need.post is not None:
        waits = Approval(
            id=change.new_id("approvals", app.today),
            about=about,
            on=app.today,
            kind=need.kind,
            post=need.post,
            what=what,
            amount=amount,
            text=text,
            rules=tuple(rules),
            asked_by=who.staff,
            report_to=told,
        )
        change.put(waits)
        if not _held(app, need.post):
            output.warn(
                say(
                    "Nobody on file is {post}, or above: `svc staff add --post {code}`.",
                    post=POST_NAMES[need.post],
                    code=need.post,
                )
            )
        return [waits]
    if told is None:
        return []
    return [
        report(
            change, app, about=about, post=told, what=what, amount=amount, text=text, rules=rules
        )
    ]


def report(
    change: Change,
    app: App,
    *,
    about: str,
    post: str,
    what: str,
    amount: Decimal | None = None,
    text: str | None = None,
    rules: Sequence[str] = (),
) -> Approval:
    """Put on file that a post was told of a case, nothing being asked of it (S2-071)."""
    told = Approval(
        id=change.new_id("approvals", app.today),
        about=about,
        on=app.today,
        kind="report",
        post=post,
        what=what,
        state="reported",
        amount=amount,
        text=text,
        rules=tuple(rules),
        asked_by=acting(app).staff,
    )
    change.put(told)
    return told


def _held(app: App, post: str) -> bool:
    """Whether anybody on the staff holds a post, or one above it."""
    return any(
        Acting(staff=member.id, posts=member.posts).covers(post)
        for member in app.store.staff.all()
        if member.left_on is None
    )


def about(store: Store, record_id: str) -> list[Approval]:
    """The approvals and reports of a case, the oldest first."""
    return sorted(store.approvals.where("about", record_id), key=in_order)


def in_order(approval: Approval) -> tuple[date, bool, str]:
    """The order they are shown in: by day, a word that was asked for before the report of it."""
    return approval.on, approval.kind == "report", approval.id


def waiting(store: Store, record_id: str) -> list[Approval]:
    """What a case still waits for."""
    return [each for each in about(store, record_id) if each.state == "waiting"]


def settle(
    change: Change, app: App, approval: Approval, *, approve: bool, answer: str | None = None
) -> Approval:
    """Put a decision or consent on file as given, or refused; call it with the lock held.

    Once it is given, whoever is to be told has the report, unless the one who gave it is told so.

    Raises:
        Refused: it was settled already, or who acts has too little authority.
        BadInput: it was asked for later than today.
    """
    may_settle(app, approval)
    who = acting(app)
    settled = replace(
        approval,
        state="approved" if approve else "rejected",
        decided_on=app.today,
        decided_by=who.staff,
        decided_as=who.highest,
        answer=answer,
    )
    change.put(settled)
    if approve and settled.report_to is not None and not who.covers(settled.report_to):
        report(
            change, app, about=settled.about, post=settled.report_to, what=settled.what,
            amount=settled.amount, text=settled.text, rules=settled.rules,
        )  # fmt: skip
    return settled


def may_settle(app: App, approval: Approval) -> None:
    """Refuse to settle what is settled, or what is not for this post to settle."""
    if approval.state != "waiting":
        raise Refused(
            say(
                "{id} does not wait: it is {state} already.", id=approval.id, state=approval.state
            ),
            say("`svc approval show {id}` shows by whom.", id=approval.id),
        )
    if not acting(app).covers(approval.post):
        raise Refused(
            say(
                "{id} is for {post} to decide, not for {acting}.",
                id=approval.id,
                post=POST_NAMES.get(approval.post, approval.post),
                acting=POST_NAMES[acting(app).highest],
            ),
            say("Whoever may decide does it with `svc --staff ID …`."),
        )
    if app.today < approval.on:
        raise BadInput(
            say(
                "{id} was asked for on {day}: it cannot be decided before.",
                id=approval.id,
                day=approval.on,
            ),
            say("Look at --today, or this computer's clock."),
        )
