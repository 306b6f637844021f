"""What keeps old customers in touch: regular calls, not seen for long, thanks, care months.

Each kind is one entry of `policy/callback.toml`: whether it is on, the way, and its figures. The
keys are made from causes alone, as those of `svc.rules.callback`.
"""

from __future__ import annotations

from binascii import crc32
from datetime import MAXYEAR, date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from svc.dates import short
from svc.frozen import Frozen
from svc.i18n import say
from svc.money import ZERO
from svc.records.base import MONEY
from svc.rules.callback import Contact, ahead, back, in_few_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from svc.i18n import Sentence
    from svc.policy import DatedPolicy
    from svc.records.purchase import Purchase
    from svc.rules.callback import Span

WAYS = ("phone", "visit", "message")
ENTRIES: dict[str, tuple[str, ...]] = {
    "regular": ("after",),
    "fading": ("after",),
    "referral-old": (),
    "referral-new": (),
    "threshold": ("purchases",),
    "top": ("day", "post", "among"),
    "care-new": ("month", "within"),
    "care-old": ("month", "purchases"),
}
"""The kinds, each with what its entry holds beside `on` and `channel`."""


class Kept(Frozen):
    """One kind of contact that keeps customers in touch, as the shop's policy has it."""

    channel: str
    after: int = 0
    day: str = "12-20"
    post: str = "regional_manager"
    month: int = 1
    within: int = 0
    purchases: int = 1
    among: int = 1


def entry_id(kind: str) -> str:
    """The entry of policy that sets a kind."""
    return f"callback.{kind.replace('-', '_')}"


def kept(policy: DatedPolicy, kind: str) -> Kept | None:
    """How a kind is kept, or None where the shop has switched it off.

    Raises:
        BadPolicy: its entry is not as it should be.
    """
    found = policy[entry_id(kind)]
    value = found.table()
    if not is_kept(kind, value):
        raise found.wrong(say("a table such as {example}", example=example(kind)))
    figures = {name: each for name, each in value.items() if name != "on"}
    return Kept(**figures) if value["on"] else None


def example(kind: str) -> str:
    """A table as the entry of a kind should hold it."""
    shown = {"day": '"12-20"', "post": '"regional_manager"', "month": "4", "after": "90",
             "within": "90", "purchases": "3", "among": "10"}  # fmt: skip
    figures = "".join(f", {name} = {shown[name]}" for name in ENTRIES[kind])
    return f'{{ on = true, channel = "phone"{figures} }}'


def is_kept(kind: str, value: Mapping[str, Any]) -> bool:
    """Whether a table is what the entry of a kind should hold.

    Of one that is off the rest may be left out; the days of `fading` are asked for elsewhere, too.
    """
    if value == {"on": False} and kind != "fading":
        return True
    if value.keys() != {"on", "channel", *ENTRIES[kind]}:
        return False
    figures = {name: value[name] for name in ENTRIES[kind] if name not in {"day", "post"}}
    return (
        isinstance(value["on"], bool)
        and value["channel"] in WAYS
        and all(type(figure) is int and figure >= 1 for figure in figures.values())
        and figures.get("month", 1) <= 12
        and isinstance(value.get("post", ""), str)
        and ("day" not in value or _is_day_of_year(value["day"]))
    )


def _is_day_of_year(text: object) -> bool:
    """Whether a text is a day that every year has, such as 12-20."""
    try:
        return isinstance(text, str) and f"{date.fromisoformat(f'2027-{text}'):%m-%d}" == text
    except ValueError:
        return False


def regular(last: Mapping[str, Any], how: Kept, *, came_back: bool = False) -> Contact:
    """So many days after her latest purchase a greeting: how it wears (S2-025, S2-082).

    Where every piece of it `came_back`, who greets her knows.

    The purchase comes as its line on file: there are many. What is not as it should be there
    raises whatever it raises; the record tells then.
    """
    day = date.fromisoformat(last["on"])
    names = [row.get("name") or row.get("sku") or row.get("category") for row in last["items"]]
    bought = in_few_words(names, MONEY.read(last["total"]))
    why = say("bought {goods} on {day}, and nothing since", goods=bought, day=day)
    if came_back:
        why = say(
            "bought {goods} on {day} and brought it back, and bought nothing since",
            goods=bought, day=day,
        )  # fmt: skip
    return Contact(
        key=f"regular.{last['id']}",
        kind="regular",
        customer=last["customer"],
        due=ahead(day, how.after),
        channel=how.channel,
        about=last["id"],
        sold_by=last.get("staff"),
        why=why,
    )


def fading(customer_id: str, seen: date, how: Kept, *, bought: bool) -> Contact:
    """Not seen for so many days: that she is missed, by who is closest to her (S2-033, S2-034).

    `seen` is the day of her last purchase, of one who never bought that on which her file was
    opened; it is in the key, so that each time she stays away is one contact.
    """
    return Contact(
        key=f"fading.{customer_id}.{short(seen)}",
        kind="fading",
        customer=customer_id,
        due=ahead(seen, how.after),
        channel=how.channel,
        about=customer_id,
        why=_not_seen(seen, bought=bought),
    )


@cache  # hundreds have a day in common
def _not_seen(day: date, *, bought: bool) -> Sentence:
    if bought:
        return say("not seen since {day}", day=day)
    return say("on file since {day}, and never bought", day=day)


def referral(
    kind: str, new: tuple[str, str], old: tuple[str, str], day: date, how: Kept
) -> Contact:
    """Thanks on the day a new customer came by an old one, whatever she spends (S2-040).

    `new` and `old` are each the id and the name; the cause is the new one's file.
    """
    brought = say("brought {name} on {day}", name=new[1], day=day)
    came = say("was brought by {name} on {day}", name=old[1], day=day)
    return Contact(
        key=f"{kind}.{new[0]}",
        kind=kind,
        customer=old[0] if kind == "referral-old" else new[0],
        due=day,
        channel=how.channel,
        about=new[0],
        why=brought if kind == "referral-old" else came,
    )


def threshold(mark: Decimal, sale: Purchase, how: Kept) -> Contact:
    """Thanks on the day of the purchase by which her spending in all reached a mark (S2-041)."""
    return Contact(
        key=f"threshold-{_in_key(mark)}.{sale.id}",
        kind="threshold",
        customer=sale.customer,
        due=sale.on,
        channel=how.channel,
        about=sale.id,
        sold_by=sale.staff,
        why=say("reached ¥{mark} in all on {day}", mark=f"{mark:.2f}", day=sale.on),
    )


def _in_key(mark: Decimal) -> str:
    """An amount as a part of a key: 5000, or 99_50 where it is not in whole yuan."""
    text = f"{mark:.2f}"
    return text.removesuffix(".00").replace(".", "_")


def days_of_top(how: Kept, span: Span) -> Iterator[date]:
    """The days of a span on which a year's top spender is visited."""
    for year in range(span.first.year, span.last.year + 1):
        if span.holds(day := date.fromisoformat(f"{year:04}-{how.day}")):
            yield day


def top(spent: Mapping[str, Decimal], day: date, how: Kept, staff: str | None) -> list[Contact]:
    """The visit to who spent most in a year, with flowers (S2-043); several may have.

    Where only a few bought anything in the year, nobody is the highest spender yet.
    """
    if len(spent) < how.among:
        return []
    most = max(spent.values(), default=ZERO)
    why = say(
        "spent most of all in {year} (¥{amount}): thanks with flowers, and what she suggests",
        year=day.year,
        amount=f"{most:.2f}",
    )
    return [
        Contact(
            key=f"top.{customer}.{short(day)}",
            kind="top",
            customer=customer,
            due=day,
            channel=how.channel,
            about=customer,
            assignee=staff,
            why=why,
        )
        for customer, amount in spent.items()
        if amount == most > ZERO
    ]


def months(how: Kept, span: Span) -> Iterator[date]:
    """The first days of the care months whose calls may fall into a span."""
    for year in range(span.first.year, span.last.year + 1):
        first = date(year, how.month, 1)
        if first <= span.last and span.first <= ahead(first, _length(first) - 1):
            yield first


def _length(first: date) -> int:
    """How many days the month has that begins on a day."""
    if first.month == 12:
        return 31
    return (first.replace(month=first.month + 1) - first).days


def care_day(customer_id: str, first: date) -> date:
    """The day of a month on which she is called: the calls of a month are spread evenly (S2-026).

    It comes from her id alone, so that every till has the same.
    """
    return first + timedelta(days=crc32(customer_id.encode()) % _length(first))


def bought_before(kind: str, first: date, how: Kept) -> tuple[date, date]:
    """The days whose purchases make one new, or old, to the care month that begins on a day."""
    from svc.rules.spend import a_year_before  # in two months of the year

    since = back(first, how.within) if kind == "care-new" else a_year_before(first)
    return since, back(first, 1)


def care(kind: str, customer_id: str, first: date, how: Kept) -> Contact:
    """A call in the care month of new customers, or of old ones (S2-026)."""
    new = say("care month of new customers: how she has found us so far")
    old = say("care month of old customers: thanks for coming again and again")
    return Contact(
        key=f"{kind}.{customer_id}.{short(first)}",
        kind=kind,
        customer=customer_id,
        due=care_day(customer_id, first),
        channel=how.channel,
        about=customer_id,
        why=new if kind == "care-new" else old,
    )


def is_cared_for(kind: str, bought: Iterable[Purchase], first: date, how: Kept) -> bool:
    """Whether she is one of the new, or of the old customers, of a care month.

    New is whose first purchase was so many days before the month; old who bought so many times in
    the twelve months before it.
    """
    since, until = bought_before(kind, first, how)
    days = [purchase.on for purchase in bought if purchase.exchange_of is None]
    if kind == "care-new":
        return since <= min(days, default=date(MAXYEAR, 12, 31)) <= until
    return sum(since <= day <= until for day in days) >= how.purchases
