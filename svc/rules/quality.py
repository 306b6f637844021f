"""A fault of the goods: free days, free repair, and the fee for what cannot be mended.

S2-063 and S2-064 give the shop's scheme; by the law's (`statutory`) a fault the shop answers for
goes back without any fee (X-02, Order 778 Art. 18).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from svc.frozen import replace
from svc.i18n import Sentence, say
from svc.money import ZERO, share, to_fen
from svc.rules.ruling import Band, Matter, Ruling, one_of
from svc.rules.statute import Article, national, region_named
from svc.rules.warranty import lengthened, warranty

if TYPE_CHECKING:
    from svc.errors import BadPolicy
    from svc.policy import InForce

PAST_BANDS = ("hand_upward", "last_band")


def quality(matter: Matter) -> Ruling:
    """What a fault leads to, by its day and whether it can be mended (S2-062 to S2-065)."""
    case = matter.case
    by_law = matter.scheme == "statutory"
    free = matter.cited["refund.free_days"].whole()
    promised = warranty(
        case.category, case.start, case.bought, matter.policy, matter.cited
    ).paused(case.paused_days)
    articles = _articles(matter)
    owed = lengthened(promised, articles[-1])
    runs = owed if by_law else promised
    if by_law and case.unrepairable and runs.covers(case.on):
        ruling = _free_return(matter)
    elif case.days <= free:
        ruling = _free_days(matter, free)
    elif not runs.covers(case.on):
        ruling = _after_warranty(matter)
        if owed.covers(case.on):
            ruling = replace(ruling, warnings=(_law_differs(), articles[-1].said()))
    elif not case.unrepairable:
        ruling = _free_repair()
    else:
        ruling = _return_with_fee(matter, articles)
    if by_law:
        law = [article.said() for article in articles]
        if owed is not promised:
            law.append(
                say(
                    "So the warranty is {months} months, not {promised}.",
                    months=owed.months,
                    promised=promised.months,
                )
            )
        ruling = replace(ruling, reasons=(*law, *ruling.reasons))
    return replace(ruling, warranty=runs)


def _articles(matter: Matter) -> list[Article]:
    """The law on faults, the province's last; cited only where the quote rests on it."""
    case = matter.case
    looked_up = matter.cited if matter.scheme == "statutory" else matter.policy.at(case.bought)
    articles = national(matter.policy, looked_up)
    if case.region:
        articles.append(region_named(case.region, matter.policy, looked_up))
    return articles


def _free_days(matter: Matter, free: int) -> Ruling:
    return Ruling(
        decision="exchange_or_return",
        row="quality_exchange_or_return",
        fee=ZERO,
        refund=matter.case.price,
        reasons=(
            say(
                "Up to and including day {free} a fault of ours means an exchange or the whole "
                "price back, as the customer likes, without a fee.",
                free=free,
            ),
        ),
    )


def _free_repair() -> Ruling:
    return Ruling(
        decision="repair",
        row="quality_repair",
        fee=ZERO,
        reasons=(say("Within the warranty a fault is repaired free of charge."),),
    )


def _free_return(matter: Matter) -> Ruling:
    price = matter.case.price
    return Ruling(
        decision="free_return",
        row="quality_free_return",
        fee=ZERO,
        refund=price,
        reasons=(
            say(
                "It cannot be repaired: by law the whole price of {price} yuan goes back.",
                price=price,
            ),
        ),
    )


def _after_warranty(matter: Matter) -> Ruling:
    if matter.case.unrepairable:
        return Ruling(
            decision="hand_upward",
            row="quality_after_warranty",
            reasons=(
                say("The warranty is over; what cannot be repaired is for the company to settle."),
            ),
        )
    return Ruling(
        decision="repair",
        row="quality_after_warranty",
        reasons=(say("The warranty is over: a repair is paid for, its price agreed first."),),
    )


def _return_with_fee(matter: Matter, articles: list[Article]) -> Ruling:
    price, days = matter.case.price, matter.case.days
    table = bands(matter.cited["refund.bands"])
    band = next((row for row in table if row.first <= days <= row.last), None)
    if band is None:
        past = one_of(matter.cited["refund.past_bands"], PAST_BANDS)
        if past == "hand_upward" or days <= table[-1].last:
            return _no_band(days)
        band = table[-1]
    fee = share(price, band.rate)
    percent = f"{(band.rate * 100).normalize():f}"
    return Ruling(
        decision="return_with_fee",
        row="quality_return_with_fee",
        fee=fee,
        refund=price - fee,
        band=band,
        reasons=(
            say(
                "It cannot be repaired, so it may go back for a fee: from day {first} to day "
                "{last} it is {percent} % of the price paid.",
                first=band.first,
                last=band.last,
                percent=percent,
            ),
            say(
                "{percent} % of {price} yuan, half up to the fen, are {fee} yuan; {refund} yuan "
                "go back.",
                percent=percent,
                price=price,
                fee=fee,
                refund=price - fee,
            ),
        ),
        warnings=((_law_differs(), *(article.said() for article in articles[1:])) if fee else ()),
    )


def _no_band(days: int) -> Ruling:
    return Ruling(
        decision="hand_upward",
        row="quality_past_bands",
        reasons=(
            say("It cannot be repaired, and the fee table has no row for day {days}.", days=days),
        ),
        warnings=(
            say(
                "The rules leave a gap here (S2-065): nothing is said of a return on day {days}. "
                "Promise nothing before the company has decided.",
                days=days,
            ),
        ),
    )


def _law_differs() -> Sentence:
    return say("The law may ask more of the shop: compare `--scheme statutory`.")


def bands(found: InForce) -> list[Band]:
    """The fee table of the policy, in order of days (S2-064).

    Raises:
        BadPolicy: there is no row, or one that is no band; `svc policy check` says which.
    """
    table = sorted((_band(found, row) for row in found.rows()), key=lambda band: band.first)
    if not table:
        raise _no_table(found)
    return table


def _band(found: InForce, row: dict[str, Any]) -> Band:
    first, last, rate = row.get("from"), row.get("to"), row.get("rate")
    if type(first) is not int or type(last) is not int or not isinstance(rate, str):
        raise _no_table(found)
    try:
        share_kept = Decimal(rate)
        if not 0 <= share_kept <= 1:
            raise _no_table(found)
        in_hundredths = to_fen(share_kept)  # the contract writes 0.1 as "0.10"
    except ArithmeticError:
        raise _no_table(found) from None
    return Band(
        first=first,
        last=last,
        rate=in_hundredths if in_hundredths == share_kept else share_kept,
    )


def _no_table(found: InForce) -> BadPolicy:
    return found.bad(
        say("Policy {id} is no table of days and rates.", id=found.id),
        say('Each row needs `from`, `to` and a `rate` from "0" to "1"; run `svc policy check`.'),
    )
