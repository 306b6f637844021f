"""What silence costs: the shares the sources give, laid on the shop's own figures.

An estimate, said to be one: every step is a row with what it is multiplied by and whose figure
that is. Ranges stay ranges. Beside it stands what the shop's own complainants did afterwards.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import say
from svc.money import ZERO, to_fen
from svc.rules.csat import said
from svc.rules.deadlines import deadlines
from svc.rules.few import least

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from svc.i18n import Sentence
    from svc.policy import DatedPolicy, Policy
    from svc.records.complaint import Complaint
    from svc.rules.csat import Satisfied

SHARES: dict[str, tuple[str, ...]] = {
    "spoken": ("speak", "leave", "never_back"),
    "told": ("on",),
    "back": ("in_time_low", "in_time_high", "delayed"),
}
"""By entry the shares of one it holds."""
COUNTS: dict[str, tuple[str, ...]] = {"told": ("low", "high", "each")}
"""By entry the numbers of people it holds."""
HOW = ("in_time", "late", "unsettled")
"""How a complaint ended: settled in time, settled late, not settled."""
HOW_NAMES: dict[str, Sentence] = {
    "in_time": say("settled in time"),
    "late": say("settled late"),
    "unsettled": say("not settled"),
}


class Step(Frozen):
    """A row of the reckoning: what is multiplied or divided by what, and what that makes.

    `of` is the step it goes on from, `low` and `high` the ends of the range, exact; `source` is
    the policy a factor stands in, None for the shop's own figures. `money` steps are yuan.
    """

    key: str
    name: Sentence
    low: Decimal
    high: Decimal
    of: str | None = None
    times: str | None = None
    factor: tuple[Decimal, Decimal] | None = None
    policy: str | None = None
    sources: tuple[str, ...] = ()
    money: bool = False

    def rounded(self) -> tuple[Decimal, Decimal]:
        """Both ends in whole people, or to the fen."""
        if self.money:
            return to_fen(self.low), to_fen(self.high)
        low, high = (each.quantize(Decimal(1), ROUND_HALF_UP) for each in (self.low, self.high))
        return low, high

    def to_json(self) -> dict[str, Any]:
        """The keys for scripts: people as whole numbers, yuan as text."""
        low, high = self.rounded()
        return {
            "step": self.key,
            "name": str(self.name),
            "of": self.of,
            "does": self.times,
            "factor": None if self.factor is None else [str(each) for each in self.factor],
            "policy": self.policy,
            "sources": list(self.sources),
            "low": str(low) if self.money else int(low),
            "high": str(high) if self.money else int(high),
        }


class Came(Frozen):
    """Complainants by how their complaint ended, and how many of them bought again."""

    shares: Mapping[str, Satisfied]

    def to_json(self) -> dict[str, Any]:
        """The keys for scripts; shares of one with four decimals."""
        return {
            key: {
                "customers": each.n, "bought_again": each.satisfied,
                "share": None if each.share is None else str(each.share), "few": each.few,
            }
            for key, each in self.shares.items()
        }  # fmt: skip


class Silence(Frozen):
    """The whole sheet: complaints and complainants, the steps, and what complainants did.

    `expected` is what the sources say of those whose complaint was settled in time (from, to) and
    late. `exceeds` is how many customers ever bought, where more than those are estimated never to
    come back: the shares cannot hold for so small a shop.
    """

    complaints: int
    complainants: int
    few: bool
    median: Decimal | None
    mean: Decimal | None
    spenders: int
    steps: tuple[Step, ...]
    came: Came
    expected: Mapping[str, tuple[Decimal, Decimal]]
    exceeds: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The keys for scripts."""
        return {
            "complaints": self.complaints,
            "complainants": self.complainants,
            "few": self.few,
            "spend_a_customer": {
                "customers": self.spenders,
                "median": None if self.median is None else str(self.median),
                "mean": None if self.mean is None else str(self.mean),
            },
            "exceeds_buyers": self.exceeds,
            "steps": [step.to_json() for step in self.steps],
            "bought_again": self.came.to_json(),
            "expected": {k: [str(low), str(high)] for k, (low, high) in self.expected.items()},
        }


class _Factors:
    """The sources' figures in force, each entry looked over once."""

    def __init__(self, policy: DatedPolicy) -> None:
        self.policy = policy
        self.tables = {name: self._table(name) for name in SHARES}
        for name, low, high in (("told", "low", "high"), ("back", "in_time_low", "in_time_high")):
            if self.tables[name][low] > self.tables[name][high]:
                raise policy[f"silence.{name}"].wrong(
                    say("{low} not above {high}", low=low, high=high)
                )

    def _table(self, name: str) -> dict[str, Decimal]:
        found = self.policy[f"silence.{name}"]
        given = found.table()
        counts = COUNTS.get(name, ())
        try:
            shares = {key: Decimal(given[key]) for key in SHARES[name]}
            people = {key: Decimal(given[key]) for key in counts if type(given[key]) is int}
            is_good = all(0 < each <= 1 for each in shares.values())
        except (InvalidOperation, KeyError, TypeError, ValueError):
            is_good = False
        if not is_good or len(people) < len(counts) or any(each < 0 for each in people.values()):
            names = ", ".join((*SHARES[name], *counts))
            raise found.wrong(
                say("shares in quotes and whole numbers of people: {names}", names=names)
            )
        return shares | people

    def after(
        self, step: Step, key: str, name: Sentence, entry: str, *keys: str, by: str = "×"
    ) -> Step:
        """The step that comes of another by one figure of an entry, or by a range of them."""
        factors = [self.tables[entry][each] for each in keys]
        low, high = factors[0], factors[-1]
        ends = (
            (step.low / low, step.high / high) if by == "÷" else (step.low * low, step.high * high)
        )
        found = self.policy[f"silence.{entry}"]
        return Step(
            key=key, name=name, low=ends[0], high=ends[1], of=step.key, times=by,
            factor=(low, high), policy=found.id, sources=found.sources,
        )  # fmt: skip


def silence(
    complaints: Sequence[Complaint],
    bought: Mapping[str, str],
    spent: Collection[Decimal],
    policy: Policy,
    last: date,
    ever: Callable[[], int] | None = None,
) -> Silence:
    """The sheet of a span: its complaints, as they were known at the end of its last day.

    `bought` is the day of each customer's latest purchase up to then, as text; `spent` what each
    customer spent in the twelve months up to it. `ever` counts who ever bought; it is asked where
    the estimate is above those of the twelve months. S0-036, S0-037, S0-038.

    Raises:
        BadPolicy: policy/silence.toml, complaint.toml or hours.toml cannot be worked with.
    """
    dated = policy.at(last)
    factors, few = _Factors(dated), least(dated)
    who = {each.customer for each in complaints}
    paid = sorted(each for each in spent if each > 0)
    back = factors.tables["back"]
    middle, mean = _middle(paid), to_fen(sum(paid, ZERO) / len(paid)) if paid else None
    steps = tuple(_steps(len(who), factors, middle, mean))
    return Silence(
        complaints=len(complaints),
        complainants=len(who),
        few=len(who) < few,
        median=middle,
        mean=mean,
        spenders=len(paid),
        steps=steps,
        came=_came(complaints, bought, policy, last, few),
        expected={
            "in_time": (back["in_time_low"], back["in_time_high"]),
            "late": (back["delayed"], back["delayed"]),
        },
        exceeds=_exceeded(steps, len(paid), ever),
    )


def _exceeded(steps: Iterable[Step], spenders: int, ever: Callable[[], int] | None) -> int | None:
    """How many ever bought, where more are estimated never to come back."""
    never = max(step.rounded()[1] for step in steps if step.key == "never_back")
    if ever is None or never <= spenders:
        return None
    buyers = ever()
    return buyers if never > buyers else None


def _middle(paid: Sequence[Decimal]) -> Decimal | None:
    """The median of amounts in order, to the fen."""
    if not paid:
        return None
    half = len(paid) // 2
    return paid[half] if len(paid) % 2 else to_fen((paid[half - 1] + paid[half]) / 2)


def _steps(
    complainants: int, factors: _Factors, middle: Decimal | None, mean: Decimal | None
) -> Iterator[Step]:
    own = Decimal(complainants)
    spoke = Step(key="spoke", name=say("customers who complained"), low=own, high=own)
    yield spoke
    unhappy = factors.after(
        spoke, "unhappy", say("dissatisfied customers"), "spoken", "speak", by="÷"
    )
    yield unhappy
    left = factors.after(unhappy, "left", say("left without a word"), "spoken", "leave")
    yield left
    never = factors.after(left, "never_back", say("never come back"), "spoken", "never_back")
    yield never
    first = factors.after(left, "heard", say("hear of it from them"), "told", "low", "high")
    yield first
    again = factors.after(first, "tell_on", say("of these tell it on"), "told", "on")
    yield again
    second = factors.after(again, "heard_on", say("hear of it from those"), "told", "each")
    yield second
    yield Step(
        key="all", name=say("hear of it in all"), low=first.low + second.low,
        high=first.high + second.high, of="heard", times="+",
    )  # fmt: skip
    if middle is not None and mean is not None:
        low, high = sorted((middle, mean))
        yield Step(
            key="at_stake", name=say("their spending in a year"), low=never.low * low,
            high=never.high * high, of="never_back", times="×", factor=(low, high), money=True,
        )  # fmt: skip


def _came(
    complaints: Iterable[Complaint],
    bought: Mapping[str, str],
    policy: Policy,
    last: date,
    few: int,
) -> Came:
    """Who bought again on a later day, by how her last complaint of the span ended (S0-038)."""
    latest: dict[str, Complaint] = {}
    for each in sorted(complaints, key=lambda one: (one.on, one.id)):
        latest[each.customer] = each
    again: dict[str, list[bool]] = {how: [] for how in HOW}
    moment = f"{last.isoformat()}T23:59"
    for customer, each in latest.items():
        target = deadlines(each, policy, moment, ("resolve",))["resolve"]
        how = "unsettled" if each.is_open else "late" if target.late else "in_time"
        again[how].append(bought.get(customer, "") > each.on.isoformat())
    return Came(shares={how: said(found, few) for how, found in again.items()})
