"""The case of a piece that comes back, and what a cause leads to; `refund` makes the quote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self, get_args

from svc.frozen import Frozen
from svc.i18n import Sentence, say, word

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from svc.policy import InForce, Policy
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
CAUSE_WORDS = {"customer": say("the customer's doing")}
"""Causes whose code is a word for something else, too."""
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


def cause_word(cause: str) -> str:
    """A cause in a word or two, the shop's own as they stand."""
    return str(CAUSE_WORDS[cause]) if cause in CAUSE_WORDS else word(cause)


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
    """What comes back of a purchase: the amount, the category, the goods, how to quote less.

    `notes` say how its pieces were counted, where that is not plain from the receipt.
    """

    price: Decimal
    category: str | None
    goods: tuple[Goods, ...] = ()
    hint: Sentence | None = None
    notes: tuple[Sentence, ...] = ()


class RefundCase(Frozen):
    """What a clerk knows of a piece that comes back; `price` is the amount really paid for it.

    `region` is the province that was asked for; without it `shop_region`, svc.toml's, is used.
    `paused_days` were spent in repair: the warranty ends so much later, fees stay as they are.
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
    paused_days: int = 0

    @classmethod
    def from_raw(cls, raw: Mapping[str, Any]) -> Self:
        """The case that `to_raw` wrote; keys it does not know are passed over.

        Raises:
            ValueError: a field is missing or does not hold what it should; the text names it.
        """
        from svc.rules.case_fields import read

        return cls(**read(raw))

    def to_raw(self) -> dict[str, Any]:
        """What was asked, as plain data to be worked out again: nothing that is not so, no goods.

        An amount of nothing stays: a tag may ask 0.00.
        """
        from svc.rules.case_fields import written

        return written(self)

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
        raise found.bad(
            say("Policy {id} says {word!r}.", id=found.id, word=word),
            say("Choose one of: {words}.", words=", ".join(words)),
        )
    return word
