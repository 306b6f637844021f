"""Who decides a case: the rows of `policy/authority.toml`, and how they are said (X-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from svc.errors import BadPolicy
from svc.i18n import Sentence, say
from svc.rules.answer import POSTS, Authority, Citations, Verb

if TYPE_CHECKING:
    from svc.policy import InForce

VERBS: tuple[str, ...] = get_args(Verb)
POST_NAMES = {
    "clerk": say("the clerk"),
    "shop_manager": say("the shop manager"),
    "regional_manager": say("the regional manager"),
    "company_service": say("the company's customer service"),
    "company": say("the company"),
}


def who_decides(cited: Citations, problem: str) -> Authority:
    """Who decides a problem by its row of the decision table (S3-015 to S3-030).

    Raises:
        BadPolicy: the row names a verb or a post there is not.
    """
    return authority_of(cited[f"authority.{problem}"])


def authority_of(found: InForce) -> Authority:
    """The authority a row of the decision table holds."""
    row = found.table()
    verb, handler, notify = row.get("verb"), row.get("handler"), row.get("notify")
    if verb not in VERBS or handler not in POSTS or notify not in (None, *POSTS):
        raise BadPolicy(
            say("Policy {id} names a verb or a post there is not.", id=found.id),
            say("Run `svc policy check`: it names the words to choose from."),
        )
    return Authority(verb=verb, handler=handler, notify=notify)


def told_at_once(found: InForce) -> Sentence:
    """Whom to tell of an urgent complaint, as a sentence for the clerk (S2-071).

    Raises:
        BadPolicy: the entry names a post there is not.
    """
    post = found.text()
    if post not in POST_NAMES:
        raise BadPolicy(
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
