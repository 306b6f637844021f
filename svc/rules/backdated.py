"""A return filed for an earlier day: said, and where that changes the money, agreed from above.

A day that has passed may be one on which the rules gave more. So what the quote of that day gives
beyond today's needs the word of the next post up, which the sources do not speak of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.frozen import replace
from svc.i18n import say
from svc.rules.answer import POSTS
from svc.rules.authority import POST_NAMES, authority_of, settled_by
from svc.rules.ruling import DECISION_NAMES

if TYPE_CHECKING:
    from datetime import date

    from svc.i18n import Sentence
    from svc.rules.answer import Authority, Citations
    from svc.rules.refund import Quote
    from svc.rules.return_ import Terms

ROW = "authority.back_dated"


def note(on: date, today: date) -> Sentence:
    """That a return is filed for an earlier day, and how many days lie between."""
    return say(
        "Back-dated to {on} (days: {days}): the quote of that day is taken.",
        on=on,
        days=(today - on).days,
    )


def held(
    agreed: Terms, quoted: Quote, now: Quote, *, on: date, today: date, cited: Citations
) -> Terms:
    """The terms of a back-dated return, with its reason and who has to agree to it (X-09).

    Args:
        agreed: what it comes to by the quote of its day.
        quoted: that quote.
        now: the same case quoted as of today.
        on: the day it is filed for.
        today: the day it is filed on.
        cited: the policy of the sale day, for who has to agree.

    Raises:
        BadPolicy: the row of authority names a verb or a post there is not.
    """
    why: tuple[Sentence, ...] = (*agreed.why, note(on, today))
    if _figures(quoted) == _figures(now):
        return replace(agreed, why=why)
    authority = authority_of(cited.unquoted(ROW))
    why = (
        *why,
        say(
            "As of {today} the quote is another: {decision}; fee {fee}, money back {refund}.",
            today=today,
            decision=DECISION_NAMES[now.decision],
            fee="-" if now.fee is None else now.fee,
            refund="-" if now.refund is None else now.refund,
        ),
    )
    needed = settled_by(authority)
    if POSTS.index(needed) <= POSTS.index(settled_by(agreed.authority)):
        return replace(agreed, why=why)
    why = (*why, say("So {post} has to agree to the earlier day.", post=POST_NAMES[needed]))
    return replace(
        agreed,
        authority=authority,
        rows=(*agreed.rows, ROW),
        why=why,
        tell=_told(agreed.authority),
    )


def _told(authority: Authority) -> str | None:
    """Who has the report of a decision that its handler takes alone."""
    return authority.notify if authority.verb == "alone_and_report" else None


def _figures(found: Quote) -> tuple[object, ...]:
    return found.decision, found.fee, found.refund
