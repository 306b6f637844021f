"""The case of a piece that comes back, and what a cause leads to; `refund` makes the quote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

from svc.errors import BadInput, BadPolicy, NoSuchRecord, WrongUsage
from svc.frozen import Frozen
from svc.i18n import Sentence, say
from svc.money import ZERO, to_fen

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from svc.policy import InForce, Policy
    from svc.records.purchase import Item, Purchase
    from svc.rules.answer import Citations
    from svc.rules.warranty import Warranty

Cause = Literal[
    "quality", "customer", "size", "style", "two_tags", "promotion", "stock", "misadvice"
]
Scheme = Literal["shop", "statutory"]
Decision = Literal[
    "free_return",
    "return_with_fee",
    "exchange",
    "exchange_or_return",
    "repair",
    "pay_difference",
    "no_difference",
    "transfer",
    "refund_or_exchange",
    "explain",
    "hand_upward",
]
CAUSES: tuple[Cause, ...] = get_args(Cause)
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
CAUSE_MEANINGS: dict[Cause, Sentence] = {
    "quality": say("a fault of the goods"),
    "customer": say("damage she caused herself"),
    "size": say("it does not fit"),
    "style": say("it is not liked"),
    "two_tags": say("two prices on the tag"),
    "promotion": say("cheaper on another day"),
    "stock": say("promised goods that are not to be had"),
    "misadvice": say("wrong advice of ours"),
}
DECISION_NAMES: dict[Decision, Sentence] = {
    "free_return": say("Return, the whole price back"),
    "return_with_fee": say("Return for a fee"),
    "exchange": say("Exchange"),
    "exchange_or_return": say("Exchange or return, as the customer likes"),
    "repair": say("Repair"),
    "pay_difference": say("Pay the difference back"),
    "no_difference": say("No difference is paid"),
    "transfer": say("Bring the goods from another shop"),
    "refund_or_exchange": say("Money back or exchange, as the customer likes"),
    "explain": say("Explain, then make the offers"),
    "hand_upward": say("Refer it upward"),
}


class Goods(Frozen):
    """Pieces of one line of a receipt that come back, and what was paid for them."""

    sku: str | None
    name: str | None
    qty: int
    amount: Decimal

    def to_json(self) -> dict[str, Any]:
        """As the quote prints them."""
        return {"sku": self.sku, "name": self.name, "qty": self.qty, "amount": str(self.amount)}

    def said(self) -> Sentence:
        """What it is, how many pieces, how much: `Coat (A1), 2 pieces, 40.00 yuan`."""
        what: object = self.name or self.sku or say("goods")
        if self.name and self.sku:
            what = f"{self.name} ({self.sku})"
        if self.qty == 1:
            return say("{goods}, 1 piece, {amount} yuan", goods=what, amount=self.amount)
        return say(
            "{goods}, {qty} pieces, {amount} yuan", goods=what, qty=self.qty, amount=self.amount
        )


class Returned(Frozen):
    """What comes back of a purchase: the amount, the category, the goods, how to quote less."""

    price: Decimal
    category: str | None
    goods: tuple[Goods, ...] = ()
    hint: Sentence | None = None


class RefundCase(Frozen):
    """What a clerk knows of a piece that comes back; `price` is the amount really paid for it.

    `region` is the province that was asked for; without it `shop_region`, svc.toml's, is used.
    """

    price: Decimal
    category: str | None
    bought: date
    on: date
    cause: Cause
    installed_on: date | None = None
    unrepairable: bool = False
    worn: bool = False
    no_stock: bool = False
    insists: bool = False
    lower_price: Decimal | None = None
    scheme: Scheme | None = None
    region: str | None = None
    shop_region: str | None = None
    goods: tuple[Goods, ...] = ()

    @property
    def start(self) -> date:
        """The day that days and warranties count from: the sale, or the end of installation."""
        return self.installed_on or self.bought

    @property
    def days(self) -> int:
        """Days since the start, the first not counted; none before installation has ended."""
        return max((self.on - self.start).days, 0)

    def counted(self) -> Sentence:
        """How many days, and from when."""
        if self.on < self.start:
            return say(
                "On {on} the installation has not ended: it ends on {start}, so no day counts.",
                on=self.on,
                start=self.start,
            )
        if self.installed_on is not None:
            return say(
                "{on} is day {days} after the end of installation on {start}, itself not counted.",
                on=self.on,
                days=self.days,
                start=self.start,
            )
        return say(
            "{on} is day {days} after the sale on {start}, itself not counted.",
            on=self.on,
            days=self.days,
            start=self.start,
        )


class Band(Frozen):
    """Days of the fee table, both ends included, and the part of the price that is kept."""

    first: int
    last: int
    rate: Decimal

    @property
    def label(self) -> str:
        """The band as the contract writes it."""
        return f"{self.first}-{self.last}"


class Ruling(Frozen):
    """What a cause leads to: the decision, the money, the row of authority, and the reasons."""

    decision: Decision
    row: str
    reasons: tuple[Sentence, ...]
    fee: Decimal | None = None
    refund: Decimal | None = None
    band: Band | None = None
    warranty: Warranty | None = None
    warnings: tuple[Sentence, ...] = ()


class Matter(Frozen):
    """A case with the policy of its sale day, and the scheme it is quoted by."""

    case: RefundCase
    policy: Policy
    cited: Citations
    scheme: Scheme


def one_of(found: InForce, words: tuple[str, ...]) -> str:
    """The word an entry of policy holds.

    Raises:
        BadPolicy: it is none of the words to choose from.
    """
    word = found.text()
    if word not in words:
        raise BadPolicy(
            say("Policy {id} says {word!r}.", id=found.id, word=word),
            say("Choose one of: {words}.", words=", ".join(words)),
        )
    return word


def what_came_back(purchase: Purchase, sku: str | None, qty: int | None = None) -> Returned:
    """What comes back of a purchase: a line or pieces of it, or the whole if it is of one kind.

    Raises:
        NoSuchRecord: no line has this SKU.
        WrongUsage: lines of several categories, or pieces of several lines, and none is named.
        BadInput: the line has fewer pieces.
    """
    skus = ", ".join(sorted({_called(item) for item in purchase.items}))
    lines = [item for item in purchase.items if sku is None or _is_called(item, sku)]
    if sku is not None and not lines:
        raise NoSuchRecord(
            say("Purchase {id} has no line {sku!r}.", id=purchase.id, sku=sku),
            say("Its lines: {skus}.", skus=skus),
        )
    categories = {item.category for item in lines}
    if len(categories) > 1:
        raise WrongUsage(
            say("Purchase {id} has lines of several categories.", id=purchase.id),
            say("Name one with --item: {skus}.", skus=skus),
        )
    if qty is not None and len(lines) != 1:
        raise WrongUsage(
            say("--qty counts the pieces of one line, and here are {n}.", n=len(lines)),
            say("Name one with --item: {skus}.", skus=skus),
        )
    if not lines:
        return Returned(price=purchase.total, category=None)
    goods = tuple(_pieces(item, qty) for item in lines)
    hint = None
    if len(lines) > 1 and sku is None:
        hint = say("To quote one of them, name it with --item: {skus}.", skus=skus)
    elif len(lines) == 1 and qty is None and lines[0].qty > 1:
        hint = say("All pieces of the line; --qty quotes fewer.")
    return Returned(
        price=sum((each.amount for each in goods), ZERO),
        category=categories.pop(),
        goods=goods,
        hint=hint,
    )


def _pieces(item: Item, qty: int | None) -> Goods:
    """So many pieces of a line, all without a number, with their share of its amount."""
    if qty is None:
        return Goods(sku=item.sku, name=item.name, qty=item.qty, amount=to_fen(item.amount))
    if not 1 <= qty <= item.qty:
        raise BadInput(
            say(
                "{goods}: {qty} pieces cannot come back of {all} bought.",
                goods=_called(item),
                qty=qty,
                all=item.qty,
            ),
            say("--qty is a whole number from 1 to {all}.", all=item.qty),
        )
    return Goods(
        sku=item.sku, name=item.name, qty=qty, amount=to_fen(item.amount * qty / item.qty)
    )


def _called(item: Item) -> str:
    return item.sku or item.name or "-"


def _is_called(item: Item, sku: str) -> bool:
    return _called(item).lower() == sku.strip().lower()
