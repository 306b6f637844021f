"""Who decides a case: the rows of `policy/authority.toml`, and how they are said (X-09)."""

from __future__ import annotations

from contextlib import suppress
from operator import itemgetter
from typing import TYPE_CHECKING, Any, get_args

from svc.errors import BadInput
from svc.frozen import Frozen, replace
from svc.i18n import Sentence, say
from svc.money import price
from svc.rules.answer import POSTS, Authority, Citations, Verb

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from svc.policy import InForce

VERBS: tuple[str, ...] = get_args(Verb)
POST_NAMES = {
    "clerk": say("the clerk"),
    "shop_manager": say("the shop manager"),
    "regional_manager": say("the regional manager"),
    "company_service": say("the company's customer service"),
    "company": say("the company"),
}


LIMITS = "authority.limits"
UNNAMED = "authority.unnamed"


def who_decides(cited: Citations, problem: str, amount: Decimal | None = None) -> Authority:
    """Who decides a problem by its row of the decision table, and above an amount by its limit.

    `amount` is the money that goes out, in yuan (S3-015 to S3-030, X-09). The highest limit that
    is reached holds, but never asks for less than the row does, or a lower limit: neither a freer
    verb nor a lower post.

    Raises:
        BadPolicy: the row, or a limit that is reached, names a verb or a post there is not.
    """
    row = decides = authority_of(cited[f"authority.{problem}"])
    if amount is None:
        return row
    for limit in _reached(cited.unquoted(LIMITS), problem, amount):
        cited[LIMITS]
        if not _asks_less(limit, decides):
            decides = limit
    return replace(decides, ladder=row.ladder)


def _reached(found: InForce, problem: str, amount: Decimal) -> list[Authority]:
    """The limits for a problem that an amount reaches, the lowest first."""
    of_it = [each for each in found.rows() if each.get("problem") in (None, problem)]
    limits = sorted(
        ((_amount(each.get("from"), found), each) for each in of_it), key=itemgetter(0)
    )
    return [_read(each, found) for limit, each in limits if limit <= amount]


def _asks_less(one: Authority, other: Authority) -> bool:
    """Whether a verb is freer, or a post lower, than the other's."""
    return VERBS.index(one.verb) < VERBS.index(other.verb) or (
        POSTS.index(settled_by(one)) < POSTS.index(settled_by(other))
    )


def _amount(text: object, found: InForce) -> Decimal:
    """The amount from which a limit holds."""
    with suppress(BadInput):
        if isinstance(text, str):
            return price(text)
    raise found.wrong(say('rows with `from`, an amount in quotes like "500.00"'))


def authority_of(found: InForce) -> Authority:
    """The authority a row of the decision table holds."""
    return _read(found.table(), found)


def _read(row: Mapping[str, Any], found: InForce) -> Authority:
    verb, handler, notify = row.get("verb"), row.get("handler"), row.get("notify")
    ladder = row.get("ladder", [])
    if (
        verb not in VERBS
        or handler not in POSTS
        or notify not in (None, *POSTS)
        or not isinstance(ladder, list)
        or not set(ladder) <= set(POSTS)
    ):
        raise found.bad(
            say("Policy {id} names a verb or a post there is not.", id=found.id),
            say("Run `svc policy check`: it names the words to choose from."),
        )
    return Authority(verb=verb, handler=handler, notify=notify, ladder=tuple(ladder))


class Acting(Frozen):
    """Who acts, with what posts: one person may hold several (S0-013)."""

    staff: str | None
    posts: tuple[str, ...]

    @property
    def rank(self) -> int:
        """The place of her highest post on the ladder; -1 for none known."""
        return max((POSTS.index(post) for post in self.posts if post in POSTS), default=-1)

    @property
    def highest(self) -> str:
        """Her highest post."""
        return POSTS[max(self.rank, 0)]

    def covers(self, post: str) -> bool:
        """Whether she may decide what this post decides: hers is it, or one above it."""
        return post in POSTS and self.rank >= POSTS.index(post)


class Need(Frozen):
    """What a decision still needs: nothing, or a post's decision or consent; and who is told."""

    kind: str | None
    post: str | None
    report_to: str | None


def above(post: str) -> str:
    """The next post up the ladder; the company has none above it."""
    return POSTS[min(POSTS.index(post) + 1, len(POSTS) - 1)]


def settled_by(authority: Authority) -> str:
    """The post whose word makes a decision hold: the handler's, or the one that must agree."""
    if authority.verb == "consent_first":
        return authority.notify or above(authority.handler)
    return authority.handler


def needs(authority: Authority, acting: Acting) -> Need:
    """What a decision needs before it holds, for who acts (X-09).

    Alone, and alone and report: the handler's post decides. Consent first: the post named by
    `notify`, else the next one up, has to agree (S2-087). Hand upward: the handler's post decides,
    who is further up.
    """
    report = authority.notify if authority.verb == "alone_and_report" else None
    if report is not None and acting.covers(report):
        report = None
    post = settled_by(authority)
    waits = "consent" if authority.verb == "consent_first" else "decision"
    kind = None if acting.covers(post) else waits
    return Need(kind=kind, post=post if kind else None, report_to=report)


def told_at_once(found: InForce) -> Sentence:
    """Whom to tell of an urgent complaint, as a sentence for the clerk (S2-071).

    Raises:
        BadPolicy: the entry names a post there is not.
    """
    post = found.text()
    if post not in POST_NAMES:
        raise found.bad(
            say("Policy {id} names a verb or a post there is not.", id=found.id),
            say("Choose one of: {words}.", words=", ".join(POST_NAMES)),
        )
    return say("Urgent: report it to {post} at once (S2-071).", post=POST_NAMES[post])


def said(authority: Authority) -> Sentence:
    """Who decides, as a sentence for the clerk."""
    handler = POST_NAMES[authority.handler]
    told = None if authority.notify is None else POST_NAMES[authority.notify]
    match authority.verb:
        case "alone_and_report" if told:
            return say(
                "Decided by {handler}, who reports it to {told}.", handler=handler, told=told
            )
        case "consent_first" if told:
            return say("Decided by {handler} once {told} has agreed.", handler=handler, told=told)
        case "consent_first":
            return say("Decided by {handler} with consent from above first.", handler=handler)
        case "hand_upward":
            return say("Referred upward: {handler} decides.", handler=handler)
    return say("Decided by {handler} alone.", handler=handler)
