"""Scenes to practise: who stands there, what she says, and what the shop's policy asks for.

A scene is an entry of `practice` (S0-020, S3-048). Steps, offers, taboos and who decides are those
of `svc complaint advise` for the same case, so a scene follows the shop's policy as it changes.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import say
from svc.records.complaint import Complaint
from svc.records.purchase import Item, Purchase
from svc.rules.advice import Advice, advise
from svc.rules.causes import in_both
from svc.rules.offers import OLD_CUSTOMER
from svc.rules.remedies import FLAGS, SAME_DAY, Asked
from svc.rules.ruling import RefundCase
from svc.rules.statute import InBoth
from svc.rules.steps import list_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svc.policy import Entry, InForce, Policy
    from svc.rules.offers import Rung

TOPIC = "practice"
SETTINGS = frozenset(
    {
        "parts",
        "points",
        "clerk_may",
        "moves",
        "replies",
        "offer_signs",
        "promises",
        "small_talk",
        "phrases",
    }
)
"""Entries of the file that are no scenes."""
KNOWN_FACTS = frozenset({*FLAGS, SAME_DAY, "light", "serious", "none"})
PARTS = ("steps", "offers", "words", "duty")
_NOBODY = "C-000000-000000"
_LONG_AGO = 1


class Scene(Frozen):
    """One scene: the customer, her case, and her words; texts in both languages.

    `found` are facts that come out only when she is asked; `accepts` the offers she takes.
    """

    name: str
    title: InBoth
    trains: InBoth
    who: InBoth
    gender: str | None
    category: str
    cause: str
    item: InBoth | None
    price: Decimal | None
    goods: str | None
    days: int
    facts: frozenset[str]
    found: frozenset[str]
    old_customer: bool
    accepts: tuple[str, ...]
    setting: InBoth
    opens: InBoth
    takes: InBoth | None
    answers: Mapping[str, InBoth]
    declines: Mapping[str, InBoth]
    sources: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """A line of the list of scenes."""
        return {
            "scene": self.name,
            "title": str(self.title),
            "trains": str(self.trains),
            "category": self.category,
            "cause": self.cause,
            "sources": list(self.sources),
        }


class Move(Frozen):
    """Something to do in a scene: a step of the list in use, or one of the moves beside them."""

    key: str
    role: str
    name: str
    line: int | None
    must: bool
    signs: Mapping[str, tuple[str, ...]]
    sentence: InBoth
    reply: InBoth


class Stage(Frozen):
    """A scene with all it is judged by: steps, offers, who decides, words not to be said."""

    scene: Scene
    advice: Advice
    moves: tuple[Move, ...]
    steps: tuple[str, ...]
    offers: tuple[Rung, ...]
    all_offers: tuple[str, ...]
    clerk_may: frozenset[str]
    parts: Mapping[str, int]
    points: Mapping[str, int]
    replies: Mapping[str, InBoth]
    offer_signs: Mapping[str, Mapping[str, tuple[str, ...]]]
    phrases: tuple[Phrase, ...]
    promises: tuple[str, ...]
    small_talk: tuple[SmallTalk, ...]

    def move(self, role: str) -> Move:
        """The move that does this in the scene; raises KeyError."""
        for each in self.moves:
            if each.role == role:
                return each
        raise KeyError(role)

    @property
    def ends_with(self) -> str:
        """The key of the move that ends the scene: following it up, where that is a step."""
        keys = {move.role: move.key for move in self.moves}
        return keys.get("follow") or keys["close"]

    @property
    def must_tell(self) -> bool:
        """Whether somebody further up has to be told (X-09, S2-071)."""
        deciding = [self.advice.authority]
        deciding += [
            rung.authority
            for rung in self.offers
            if rung.key in self.scene.accepts and rung.authority is not None
        ]
        told = any(each.verb == "alone_and_report" and each.notify for each in deciding)
        return told or bool(self.advice.told)


class Phrase(Frozen):
    """A sentence that must not be said: by which words it is heard, what it is, its sources."""

    rule: str
    text: str
    sources: tuple[str, ...]
    words: tuple[str, ...]


class SmallTalk(Frozen):
    """Words that do nothing and cost nothing, a greeting or so; and what she says to them."""

    words: tuple[str, ...]
    reply: InBoth


def names(policy: Policy) -> list[str]:
    """The names of all scenes for this kind of shop, in the order of the files."""
    return [
        name
        for name, entry in policy.topic(TOPIC).items()
        if name not in SETTINGS and _fits(entry, policy.preset)
    ]


def _fits(entry: Entry, preset: str) -> bool:
    """Whether a scene is for shops of a kind: those it names, or all."""
    value = entry.values[-1].value
    presets = value.get("presets") if isinstance(value, dict) else None
    return not isinstance(presets, list) or preset in presets


def scene(policy: Policy, name: str, day: date) -> Scene:
    """A scene as it stands in the policy of a day.

    Raises:
        KeyError: there is none of that name.
        BadPolicy: it lacks something, or names a category, a fact or a price there is not.
    """
    if name in SETTINGS:
        raise KeyError(name)
    return _read(policy.entry(f"{TOPIC}.{name}"), policy.at(day)[f"{TOPIC}.{name}"])


def _read(entry: Entry, found: InForce) -> Scene:
    from svc.rules.practice_values import of_scene

    row = found.table()
    for what, _hint in of_scene(row):
        raise found.wrong(say("a scene: {what}", what=what))

    def texts(key: str) -> dict[str, InBoth]:
        return {role: in_both(text, found) for role, text in row.get(key, {}).items()}

    return Scene(
        name=entry.id.partition(".")[2],
        title=InBoth(entry.title_en, entry.title_zh),
        trains=in_both(row["trains"], found),
        who=in_both(row["name"], found),
        gender=row.get("gender"),
        category=row["category"],
        cause=row["cause"],
        item=in_both(row["item"], found) if "item" in row else None,
        price=Decimal(row["price"]) if "price" in row else None,
        goods=row.get("goods"),
        days=row["days"],
        facts=frozenset(row.get("facts", ())),
        found=frozenset(row.get("found", ())),
        old_customer=row.get("old_customer", False),
        accepts=tuple(row["accepts"]),
        setting=in_both(row["setting"], found),
        opens=in_both(row["opens"], found),
        takes=in_both(row["takes"], found) if "takes" in row else None,
        answers=texts("answers"),
        declines=texts("declines"),
        sources=tuple(entry.sources),
    )


def stage(policy: Policy, name: str, day: date) -> Stage:
    """A scene with what it is judged by, from the shop's policy of a day.

    Raises:
        KeyError: there is no such scene.
        BadPolicy: the scene, or what it rests on, is not as it should be; the customer accepts
            nothing that may be offered her.
    """
    from svc.rules.practice_moves import moves_of, phrases_of, small_talk_of

    told = scene(policy, name, day)
    in_force = policy.at(day)
    advice = advise(asked_of(told, policy, day), policy)
    steps = list_named(advice.steps_by, in_force)
    open_to_her = [rung.key for rung in advice.offers.rungs if rung.allowed]
    if not set(told.accepts) & set(open_to_her):
        raise in_force[f"{TOPIC}.{name}"].wrong(
            say("`accepts`, one of the offers open to her: {words}", words=", ".join(open_to_her))
        )
    signs = in_force[f"{TOPIC}.offer_signs"].table()
    replies = in_force[f"{TOPIC}.replies"]
    return Stage(
        scene=told,
        advice=advice,
        moves=moves_of(in_force[f"{TOPIC}.moves"], steps),
        steps=tuple(step.key for step in steps),
        offers=advice.offers.rungs,
        all_offers=tuple(sorted(advice.offers.known)),
        clerk_may=frozenset(in_force[f"{TOPIC}.clerk_may"].texts()),
        parts=in_force[f"{TOPIC}.parts"].table(),
        points=in_force[f"{TOPIC}.points"].table(),
        replies={key: in_both(text, replies) for key, text in replies.table().items()},
        offer_signs={
            key: {language: tuple(words) for language, words in each.items()}
            for key, each in signs.items()
        },
        phrases=phrases_of(in_force, told.category),
        promises=tuple(
            word for words in in_force[f"{TOPIC}.promises"].table().values() for word in words
        ),
        small_talk=small_talk_of(in_force[f"{TOPIC}.small_talk"]),
    )


def asked_of(told: Scene, policy: Policy, day: date) -> Asked:
    """The case of a scene as `complaint advise` would take it: a piece bought so many days ago."""
    bought = day - timedelta(days=told.days)
    complaint = Complaint(
        id="K-000000-000000",
        customer=_NOBODY,
        on=day,
        category=told.category,
        cause=told.cause,
        text=str(told.opens),
        history=tuple(
            {"finding": fact} for fact in sorted(told.found & {"light", "serious", "none"})
        ),
    )
    facts = told.facts | told.found
    purchase, case = None, None
    if told.price is not None:
        item = Item(name=str(told.item or ""), category=told.goods, price=told.price,
                    amount=told.price)  # fmt: skip
        purchase = Purchase(id="P-000000-000000", customer=_NOBODY, on=bought, items=(item,),
                            total=told.price)  # fmt: skip
        case = RefundCase(
            price=told.price,
            category=told.goods,
            bought=bought,
            on=day,
            cause="quality",
            unrepairable="unrepairable" in facts,
            worn="worn" in facts,
            no_stock="no_stock" in facts,
            insists="insists" in facts,
        )
    return Asked(
        complaint=complaint,
        today=day,
        facts=facts,
        purchase=purchase,
        purchases=_bought_before(told, policy, bought),
        case=case,
    )


def _bought_before(told: Scene, policy: Policy, bought: date) -> tuple[Purchase, ...]:
    """As many purchases as make an old customer, where the scene says that she is one."""
    if not told.old_customer:
        return ()
    least = policy.at(bought)[OLD_CUSTOMER].table().get("purchases_before", _LONG_AGO)
    return tuple(
        Purchase(
            id=f"P-000000-{nth:06d}",
            customer=_NOBODY,
            on=bought - timedelta(days=nth + 1),
            items=(),
        )
        for nth in range(int(least))
    )
