"""Returns on file: approved or refused, and their pieces priced as seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import approvals
from svc.errors import BadInput, Refused, WrongUsage
from svc.frozen import replace
from svc.i18n import say
from svc.rules.agreed import ABOUT_THE_PIECE, awaits_amount
from svc.rules.authority import POST_NAMES, authority_of
from svc.rules.quoted import post_needed
from svc.rules.sold import worth

if TYPE_CHECKING:
    from decimal import Decimal

    from svc.app import App
    from svc.records.approval import Approval
    from svc.records.return_ import Return
    from svc.store.change import Change


def line(
    app: App, state: str, text: str | None = None, amount: Decimal | None = None
) -> dict[str, Any]:
    """One line of a return's history: when, what, who, acting as what; nothing empty.

    Where money moves it names the till: what two tills did each for itself is never one line.
    """
    found = {
        "at": app.at,
        "state": state,
        "staff": app.staff_id,
        "post": approvals.acting(app).highest,
        "text": text,
        "amount": None if amount is None else str(amount),
        "till": app.store.till if state == "settled" else None,
    }
    return {key: value for key, value in found.items() if value}


def waiting(app: App, returned: Return) -> list[Approval]:
    """The decisions and consents a return itself waits for."""
    found = approvals.waiting(app.store, returned.id)
    return [each for each in found if each.what not in ABOUT_THE_PIECE]


def decided(change: Change, app: App, approval: Approval) -> None:
    """Let a return go on after one of its approvals was given or refused.

    Raises:
        Refused: its money is still to be named, or it was refused before.
    """
    returned = app.store.returns.get(approval.about)
    approved = approval.state == "approved"
    if approval.what == "price_second":
        if approved and returned.state == "rejected":
            raise _no_piece(returned)
        if approved:
            change.put(priced(app, returned, approval.amount))
        return
    if returned.state != "waiting":
        return
    if not approved:
        history = (*returned.history, line(app, "rejected", approval.answer))
        change.put(replace(returned, state="rejected", history=history))
    elif awaits_amount(returned):
        raise Refused(
            say("{id}: nobody has said yet how much goes back.", id=returned.id),
            say("`svc return approve {id} --refund AMOUNT` says it.", id=returned.id),
        )
    elif not waiting(app, returned):
        change.put(_approved(app, returned, approval.answer))


def _approved(
    app: App, returned: Return, text: str | None, amount: Decimal | None = None
) -> Return:
    history = (*returned.history, line(app, "approved", text, amount))
    return replace(returned, state="approved", history=history)


def approve(
    change: Change,
    app: App,
    before: Return,
    *,
    refund: Decimal | None = None,
    text: str | None = None,
) -> Return:
    """Approve a return by all that waits for the post of who acts; twice is once (X-09).

    Of one that is approved already the price of its piece is given, where that waits for the post.

    Raises:
        Refused: it was refused before or is settled, or is another post's to approve, by now too;
            the money is fixed, or too much.
        WrongUsage: how much goes back is still to be said.
        BadInput: it is of a later day.
    """
    if before.state == "rejected":
        raise Refused(
            say("{id} was refused: it cannot be approved any more.", id=before.id),
            say("Open it again if the case has changed."),
        )
    if before.state == "settled":
        raise _settled(app, before)
    if refund is not None and not awaits_amount(before) and refund != before.refund:
        raise Refused(
            say("{id}: how much goes back is fixed by its quote.", id=before.id),
            say("`svc return show {id}` shows how much.", id=before.id),
        )
    if before.state != "waiting":
        return _price_given(change, app, before, text)
    mine = _mine(app, before)
    named = refund if awaits_amount(before) else None
    if awaits_amount(before):
        before = _named(before, refund)
    change.put(before)
    for each in mine:
        asked = replace(each, amount=refund) if refund is not None else each
        settled = approvals.settle(change, app, asked, approve=True, answer=text)
        decided(change, app, settled)
    if not mine:
        change.put(_approved(app, before, text, named))
    return app.store.returns.get(before.id)


def _price_given(change: Change, app: App, before: Return, text: str | None) -> Return:
    """An approved return, with the price of its piece where that waited for who acts (S3-036).

    Raises:
        Refused: no price waits for this post, which could not have approved the return either.
    """
    who = approvals.acting(app)
    mine = [
        each
        for each in approvals.waiting(app.store, before.id)
        if each.what in ABOUT_THE_PIECE and who.covers(each.post)
    ]
    if not mine:
        _refuse_others(app, before)
    for each in mine:
        settled = approvals.settle(change, app, each, approve=True, answer=text)
        decided(change, app, settled)
    return app.store.returns.get(before.id)


def _settled(app: App, returned: Return) -> Refused:
    """The error for a decision about a return that is settled; it names a price that waits."""
    hint = say("`svc return show {id}` shows how it stands.", id=returned.id)
    for each in approvals.waiting(app.store, returned.id):
        hint = say("`svc approval approve {id}` answers what still waits.", id=each.id)
    return Refused(
        say("{id} was settled on {day} already.", id=returned.id, day=returned.settled_on), hint
    )


def _named(before: Return, refund: Decimal | None) -> Return:
    """The return with the money its approver names."""
    if refund is None:
        raise WrongUsage(
            say("{id}: say how much goes back.", id=before.id), say("Give it as --refund 99.00.")
        )
    paid = worth(before)
    if refund > paid:
        raise Refused(
            say(
                "{amount} yuan cannot go back: {price} yuan were paid.", amount=refund, price=paid
            ),
            say("--refund is at most that."),
        )
    return replace(
        before,
        fee=paid - refund,
        refund=None if before.outcome == "exchange" else refund,
    )


def _mine(app: App, before: Return) -> list[Approval]:
    """What a return waits for that who acts may decide.

    Raises:
        Refused: it waits, but not for this post.
        BadInput: it is of a later day.
    """
    _not_before(app, before)
    who = approvals.acting(app)
    pending = waiting(app, before)
    if mine := [each for each in pending if who.covers(each.post)]:
        return mine
    for each in pending:
        approvals.may_settle(app, each)
    _refuse_others(app, before)
    return []


def _refuse_others(app: App, returned: Return) -> None:
    """Refuse whoever holds too low a post for the decision a return needs by its quote."""
    post = post_needed(returned.quote)
    if post in POST_NAMES and not approvals.acting(app).covers(post):
        raise not_for(app, returned, post)


def _not_before(app: App, returned: Return) -> None:
    if app.today < returned.on:
        raise BadInput(
            say("{id} is of {day}: it cannot be decided before.", id=returned.id, day=returned.on),
            say("Look at --today, or this computer's clock."),
        )


def not_for(app: App, returned: Return, post: str) -> Refused:
    """The error for a decision about a return that is another post's."""
    return Refused(
        say(
            "{id} is for {post} to decide, not for {acting}.",
            id=returned.id,
            post=POST_NAMES[post],
            acting=POST_NAMES[approvals.acting(app).highest],
        ),
        say("Whoever may decide does it with `svc --staff ID …`."),
    )


def reject(change: Change, app: App, before: Return, text: str | None = None) -> Return:
    """Refuse a return, or take back one that was approved and not settled.

    Raises:
        Refused: it was refused already or is settled, or is for another post.
        BadInput: it is of a later day.
    """
    if before.state == "rejected":
        raise Refused(
            say("{id} was refused already.", id=before.id),
            say("`svc return show {id}` shows by whom.", id=before.id),
        )
    if before.state == "settled":
        raise _settled(app, before)
    for each in _mine(app, before):
        approvals.settle(change, app, each, approve=False, answer=text)
    history = (*before.history, line(app, "rejected", text))
    refused = replace(before, state="rejected", history=history)
    change.put(refused)
    return refused


def price_second(change: Change, app: App, before: Return, price: Decimal) -> list[Approval]:
    """Price a piece that is sold as a second, or ask the regional manager to (S3-036).

    Gives what waits then; without any the price is on file. A price that waits is answered by
    whoever may decide it: given where it is the same, else refused for the new one.

    Raises:
        Refused: the return was refused, or a price waits already for another post.
        BadInput: it is of a later day.
    """
    if before.state == "rejected":
        raise _no_piece(before)
    _not_before(app, before)
    who = approvals.acting(app)
    for each in approvals.waiting(app.store, before.id):
        if each.what not in ABOUT_THE_PIECE:
            continue
        if not who.covers(each.post):
            raise Refused(
                say("{id}: a price as a second waits already.", id=before.id),
                say("`svc approval list --about {id}` shows it.", id=before.id),
            )
        answer = str(say("the price is {price} yuan", price=price))
        approvals.settle(change, app, each, approve=each.amount == price, answer=answer)
    found = app.policy.at(app.today)["authority.price_second"]
    waits = approvals.ask(
        change,
        app,
        about=before.id,
        what="price_second",
        authority=authority_of(found),
        amount=price,
        rules=[found.id],
    )
    waits = [each for each in waits if each.state == "waiting"]
    if not waits:
        change.put(priced(app, before, price))
    return waits


def _no_piece(returned: Return) -> Refused:
    return Refused(say("{id} was refused: no piece came back.", id=returned.id))


def priced(app: App, returned: Return, price: Decimal | None) -> Return:
    """The return with the price of its piece as a second."""
    history = (*returned.history, line(app, "price_second", str(price)))
    return replace(returned, second_price=price, history=history)
