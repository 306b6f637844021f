"""What a value of policy must be like: words to choose from, whole numbers, whole tables."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from svc.errors import BadInput
from svc.i18n import say
from svc.money import price
from svc.rules.advice_values import TOPICS, of_advice
from svc.rules.answer import POSTS
from svc.rules.authority import LIMITS, VERBS
from svc.rules.callback_values import TOPICS as CALLBACK_TOPICS
from svc.rules.callback_values import of_callbacks
from svc.rules.card_values import TOPICS as CARD_TOPICS
from svc.rules.card_values import of_cards
from svc.rules.event_values import TOPICS as EVENT_TOPICS
from svc.rules.event_values import of_events
from svc.rules.findings import Finding, whole, word
from svc.rules.hours import CALENDARS
from svc.rules.message_values import of_messages
from svc.rules.paper_values import TOPICS as PAPER_TOPICS
from svc.rules.paper_values import of_papers
from svc.rules.practice_values import TOPICS as PRACTICE_TOPICS
from svc.rules.practice_values import of_practice
from svc.rules.profile_values import TOPICS as PROFILE_TOPICS
from svc.rules.profile_values import of_profile
from svc.rules.quality import PAST_BANDS
from svc.rules.refund import DISTURBED
from svc.rules.repair_values import TABLES, of_repairs
from svc.rules.report_values import TOPICS as REPORT_TOPICS
from svc.rules.report_values import of_reports
from svc.rules.ruling import SCHEMES
from svc.rules.sending_values import TOPICS as SENDING_TOPICS
from svc.rules.sending_values import of_sending
from svc.rules.service import is_list, of_the_rows
from svc.rules.servqual_values import TOPICS as SERVQUAL_TOPICS
from svc.rules.servqual_values import of_servqual
from svc.rules.staff_values import TOPICS as STAFF_TOPICS
from svc.rules.staff_values import of_staff
from svc.rules.statute import REGION
from svc.rules.steps import LISTS
from svc.rules.survey_values import TOPICS as SURVEY_TOPICS
from svc.rules.survey_values import of_surveys
from svc.rules.taboo import TOPIC as MESSAGE
from svc.rules.tier_values import TOPICS as TIER_TOPICS
from svc.rules.tier_values import of_tiers
from svc.rules.time_values import TIMES, of_times
from svc.rules.warranty import NOT_CATEGORIES, REPLACEMENT

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS: dict[str, tuple[str, ...]] = {
    "refund.past_bands": PAST_BANDS,
    "refund.scheme": SCHEMES,
    "refund.business_disturbed": DISTURBED,
    "complaint.urgent_to": POSTS,
    "complaint.steps": LISTS,
    "hours.calendar": CALENDARS,
    "authority.unnamed": POSTS,
    "warranty.replacement": REPLACEMENT,
}
A_ROW = '{ from = 16, to = 30, rate = "0.05" }'
FLAGS = frozenset({"delivery.strict", "delivery.keeps_stock"})
AMOUNTS = frozenset({"delivery.free_from"})
DAYS = frozenset(
    {
        "refund.free_days",
        "refund.no_fit_days",
        "repair.exchange_after",
        "repair.remind_after",
        "repair.collect_after",
        "part.warranty_months",
        "part.late_after",
    }
)
WHOLE_TOPICS = {
    **dict.fromkeys(CALLBACK_TOPICS, of_callbacks),
    **dict.fromkeys(CARD_TOPICS, of_cards),
    **dict.fromkeys(EVENT_TOPICS, of_events),
    MESSAGE: of_messages,
    **dict.fromkeys(PAPER_TOPICS, of_papers),
    **dict.fromkeys(PRACTICE_TOPICS, of_practice),
    **dict.fromkeys(PROFILE_TOPICS, of_profile),
    **dict.fromkeys(REPORT_TOPICS, of_reports),
    **dict.fromkeys(SENDING_TOPICS, of_sending),
    **dict.fromkeys(SERVQUAL_TOPICS, of_servqual),
    **dict.fromkeys(STAFF_TOPICS, of_staff),
    **dict.fromkeys(SURVEY_TOPICS, of_surveys),
    **dict.fromkeys(TIER_TOPICS, of_tiers),
}
"""Files all of whose values are looked at in a module of their own."""


def of_one_value(topic: str, name: str, value: Any) -> Iterator[Finding]:
    """What is wrong with one value of one entry, looked at alone."""
    entry_id = f"{topic}.{name}"
    if entry_id in WORDS:
        yield from word(value, WORDS[entry_id])
    elif entry_id in DAYS:
        yield from whole(value, least=0)
    elif entry_id == "refund.bands":
        yield from _rows(value)
    elif entry_id == LIMITS:
        yield from _limits(value)
    elif entry_id in TIMES or entry_id in TABLES:
        yield from (of_times if entry_id in TIMES else of_repairs)(entry_id, value)
    elif topic in {"authority", *TOPICS}:
        yield from _authority(value) if topic == "authority" else of_advice(topic, name, value)
    elif is_list(entry_id):
        yield from of_the_rows(entry_id, value)
    elif entry_id in FLAGS | AMOUNTS:
        yield from (_flag if entry_id in FLAGS else _an_amount)(value)
    elif topic in WHOLE_TOPICS:
        yield from WHOLE_TOPICS[topic](topic, name, value)
    elif topic == "warranty" and name not in NOT_CATEGORIES:
        yield from whole(value, least=0)
    elif entry_id in {"warranty.also_called", "statute.provinces"}:
        yield from _names(value)
    elif topic == "statute":
        yield from _article(value, is_region=name.startswith(REGION))


def of_the_fee_table(value: Any, free_days: int) -> Iterator[Finding]:
    """Days no row covers and days two rows cover, from the end of the free days on (S2-065)."""
    rows = sorted(value, key=lambda row: (row["from"], row["to"]))
    after = free_days
    for row in rows:
        first, last = row["from"], row["to"]
        if first > after + 1:
            yield (
                say("No row covers days {first} to {last}.", first=after + 1, last=first - 1),
                say(
                    "Let each row begin the day after the one before it, the first on the day "
                    "after refund.free_days."
                ),
            )
        elif first <= after:
            covered = (
                say(
                    "Days {first} to {last} are free and in the table.",
                    first=first,
                    last=min(free_days, last),
                )
                if first <= free_days
                else say(
                    "Days {first} to {last} are in two rows.", first=first, last=min(after, last)
                )
            )
            yield covered, say("Let each row begin the day after the one before it ends.")
        after = max(after, last)


def of_the_categories(named: list[str], known: list[str]) -> Iterator[Finding]:
    """Categories that other entries name but that have no warranty of their own."""
    for name in sorted(set(named) - set(known)):
        yield (
            say("There is no category {name!r}.", name=name),
            say("Known here: {names}.", names=", ".join(known)),
        )


def _flag(value: Any) -> Iterator[Finding]:
    if not isinstance(value, bool):
        yield (
            say("{value!r} is neither true nor false.", value=value),
            say("Write true or false, without quotes."),
        )


def _an_amount(value: Any) -> Iterator[Finding]:
    try:
        price(value if isinstance(value, str) else "")
    except BadInput:
        yield (
            say("{value!r} is no amount.", value=value),
            say('Write it in quotes: "2000.00".'),
        )


def _rows(value: Any) -> Iterator[Finding]:
    if not isinstance(value, list) or not value or not all(isinstance(r, dict) for r in value):
        yield (
            say("It should be a table of days and rates."),
            say("Write rows as {example}.", example=A_ROW),
        )
        return
    for nth, row in enumerate(value, start=1):
        days = [row.get("from"), row.get("to")]
        if not all(type(day) is int for day in days):
            yield (
                say("Row {nth} lacks its days.", nth=nth),
                say("Write rows as {example}.", example=A_ROW),
            )
        elif days[0] > days[1]:
            yield (
                say("Row {nth} ends on day {last}, before it begins.", nth=nth, last=days[1]),
                None,
            )
        if not _is_share(row.get("rate")):
            yield (
                say(
                    "Row {nth}: the rate {rate!r} is not from 0 to 1.",
                    nth=nth,
                    rate=row.get("rate"),
                ),
                say('5 % is written "0.05", in quotes.'),
            )


def _is_share(rate: Any) -> bool:
    try:
        return isinstance(rate, str) and 0 <= Decimal(rate) <= 1
    except InvalidOperation:
        return False


def _authority(value: Any) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield (
            say("It should say who decides."),
            say("Write {example}.", example='{ verb = "alone", handler = "shop_manager" }'),
        )
        return
    if value.get("verb") not in VERBS:
        yield (
            say("There is no verb {verb!r}.", verb=value.get("verb")),
            say("Choose one of: {words}.", words=", ".join(VERBS)),
        )
    posts = [value.get("handler"), *([value["notify"]] if "notify" in value else [])]
    ladder = value.get("ladder", [])
    posts += ladder if isinstance(ladder, list) else [ladder]
    for post in posts:
        if post not in POSTS:
            yield (
                say("There is no post {post!r}.", post=post),
                say("Choose one of: {words}.", words=", ".join(POSTS)),
            )


def _limits(value: Any) -> Iterator[Finding]:
    """Rows of amounts from which somebody else decides."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        yield say("It should be a list of rows."), None
        return
    for nth, row in enumerate(value, start=1):
        try:
            price(row.get("from") or "")
        except (BadInput, AttributeError):
            yield (
                say("Row {nth}: `from` is no amount.", nth=nth),
                say('Write it in quotes: from = "500.00".'),
            )
        yield from _authority(row)


def _names(value: Any) -> Iterator[Finding]:
    lists = list(value.values()) if isinstance(value, dict) else [None]
    if not all(isinstance(names, list) and set(map(type, names)) <= {str} for names in lists):
        yield (
            say("It should say by which names each category goes."),
            say("Write {example}.", example='{ leather = ["皮服", "皮衣"] }'),
        )


def _article(value: Any, *, is_region: bool) -> Iterator[Finding]:
    texts = value if isinstance(value, dict) else {}
    if not all(isinstance(texts.get(key), str) for key in ("en", "zh")):
        yield say("It should say what the article says, as `en` and `zh`."), None
    if "min_warranty_months" in texts:
        if is_region:
            yield from whole(texts["min_warranty_months"], least=0)
        else:
            yield say("Only a region sets a least warranty."), None
