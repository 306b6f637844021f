"""The kinds of question an exam asks, each drawn by chance and worked out by the shop's rules."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from svc.i18n import Sentence, say, spoken
from svc.records.complaint import CATEGORIES
from svc.rules.answer import Citations
from svc.rules.authority import POST_NAMES, said
from svc.rules.causes import in_both
from svc.rules.exam import Question
from svc.rules.offers import OLD_CUSTOMER
from svc.rules.refund import quote
from svc.rules.ruling import CAUSE_MEANINGS, DECISION_NAMES, Cause, RefundCase
from svc.rules.steps import list_named
from svc.rules.warranty import NOT_CATEGORIES, warranty

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from svc.rules.exam import Drawn
    from svc.rules.refund import Quote

LETTERS = "ABCDEFGH"
DAYS = (3, 14, 15, 16, 22, 29, 30, 31, 45, 59, 60, 61, 75, 88)
"""Days after the sale that are asked about: those beside each limit among them."""
GOODS = {"textile": say("textile goods"), "furniture": say("furniture")}
"""What is brought back: of a trade of its own its goods, else textile ones."""
NO_FIT: tuple[Cause, ...] = ("size", "style")
ASKED: tuple[Cause, ...] = ("customer", "size", "style", "promotion", "stock", "misadvice")


def warranty_ends(drawn: Drawn) -> Question:
    """Until which day a piece is repaired free of charge (S2-062)."""
    known = [name for name in drawn.policy.topic("warranty") if name not in NOT_CATEGORIES]
    category = drawn.chance.choice(known)
    bought = _day(drawn)
    cited = Citations(drawn.policy.at(bought))
    found = warranty(category, bought, bought, drawn.policy, cited)
    text = say(
        "{warranty}, bought on {day}: up to and including which day does it hold?",
        warranty=found.title,
        day=bought,
    )
    return Question(
        kind="warranty",
        text=str(text),
        marks=3,
        answer=found.until.isoformat(),
        lines=1,
        reasons=(str(found.said()),),
        sources=tuple(cited.sources),
    )


def fee(drawn: Drawn) -> Question:
    """What a piece beyond repair costs to bring back (S2-063, S2-064)."""
    case = _case(drawn, "quality", drawn.chance.choice(DAYS), unrepairable=True)
    found = quote(case, drawn.policy)
    text = say(
        "A piece ({goods}) for {price} yuan, bought on {bought}, comes back on {on} with a fault "
        "of ours that cannot be repaired. How many days is that, what fee is charged, and what "
        "goes back?",
        goods=GOODS[case.category or ""],
        price=case.price,
        bought=case.bought,
        on=case.on,
    )
    answer: object = DECISION_NAMES[found.decision]
    if found.fee is not None and found.refund is not None:
        answer = say("Day {days}: fee {fee} yuan, {refund} yuan back. {decision}.",
                     days=found.days, fee=found.fee, refund=found.refund,
                     decision=DECISION_NAMES[found.decision])  # fmt: skip
    return _of_quote("fee", str(text), 6, str(answer), found, lines=3)


def decision(drawn: Drawn) -> Question:
    """What is done for a cause: one of four answers (S3-015 to S3-025)."""
    case, text = _told(drawn, say("What is right?"))
    found = quote(case, drawn.policy)
    right = set(found.decision.split("_or_"))
    others = [word for word in DECISION_NAMES if not right & set(word.split("_or_"))]
    words = [found.decision, *drawn.chance.sample(others, 3)]
    drawn.chance.shuffle(words)
    return _of_quote("decision", text, 4, LETTERS[words.index(found.decision)], found,
                     choices=tuple(str(DECISION_NAMES[word]) for word in words))  # fmt: skip


def who(drawn: Drawn) -> Question:
    """Who decides, and who is told (X-09)."""
    case, text = _told(drawn, say("Who decides, and who is told?"))
    found = quote(case, drawn.policy)
    right = str(said(found.authority))
    others = [
        str(say("Decided by {handler} alone.", handler=POST_NAMES["clerk"])),
        str(say("Decided by {handler} alone.", handler=POST_NAMES["shop_manager"])),
        str(say("Decided by {handler}, who reports it to {told}.",
                handler=POST_NAMES["shop_manager"], told=POST_NAMES["regional_manager"])),
        str(say("Decided by {handler}, who reports it to {told}.",
                handler=POST_NAMES["shop_manager"], told=POST_NAMES["company_service"])),
        str(say("Referred upward: {handler} decides.", handler=POST_NAMES["company"])),
    ]  # fmt: skip
    words = [right, *drawn.chance.sample([each for each in others if each != right], 3)]
    drawn.chance.shuffle(words)
    return _of_quote("who", text, 3, LETTERS[words.index(right)], found, choices=tuple(words))


def steps(drawn: Drawn) -> Question:
    """The steps of a complaint in their order (S3-010, S2-046 to S2-054)."""
    policy = drawn.policy.at(drawn.start)
    by = policy["complaint.steps"].text()
    found = policy[f"complaint.steps_{by}"]
    right = [step.name for step in list_named(by, policy)]
    text = say("In which order is a complaint handled? Number the steps.")
    return _in_order(drawn, "steps", str(text), len(right), right, found.sources)


def offers(drawn: Drawn) -> Question:
    """What is offered first, what next (S3-038 to S3-047)."""
    policy = drawn.policy.at(drawn.start)
    known = [
        (entry, rows)
        for entry in drawn.policy.topic("offers").values()
        if entry.id != OLD_CUSTOMER
        and len(rows := [r for r in policy[entry.id].rows() if not r.get("needs")]) > 2
    ]
    if not known:
        return steps(drawn)
    entry, rows = drawn.chance.choice(known)
    found = policy[entry.id]
    right = [str(in_both(row, found)) for row in rows]
    text = say("“{title}”: number what you offer, in the order you offer it.", title=entry.title)
    return _in_order(drawn, "offers", str(text), 4, right, found.sources)


def forbidden(drawn: Drawn) -> Question:
    """Which sentence must not be said, and why (S0-045 to S0-050, S3-049 to S3-053)."""
    policy = drawn.policy.at(drawn.start)
    wrong: list[tuple[str, str, tuple[str, ...]]] = []
    for category in ("always", *CATEGORIES):
        found = policy[f"taboos.{category}"]
        for row in found.rows():
            wrong += [
                (quoted, category, tuple(row.get("sources", ())))
                for quoted in re.findall("“([^”]+)”", str(in_both(row, found)))
            ]
    good = [
        (row["say"]["zh"] if spoken() == "zh" else row["say"]["en"])
        for row in policy["practice.moves"].rows()
        if row.get("role") != "offer"
    ]
    if not wrong:
        return steps(drawn)
    said_wrongly, category, sources = drawn.chance.choice(wrong)
    words = [said_wrongly, *drawn.chance.sample(good, 3)]
    drawn.chance.shuffle(words)
    text = say("Which of these must never be said, and why?")
    about = say("whatever the complaint") if category == "always" else say(category)
    why = say("The shop's policy forbids it ({about}): it argues, blames her or sends her away, "
              "and she came for help.", about=about)  # fmt: skip
    return Question(kind="forbidden", text=str(text), marks=4,
                    answer=LETTERS[words.index(said_wrongly)], choices=tuple(words), lines=2,
                    reasons=(str(why),), sources=sources)  # fmt: skip


KINDS: tuple[Callable[[Drawn], Question], ...] = (
    warranty_ends, fee, decision, who, steps, offers, forbidden, fee,
)  # fmt: skip
"""Every kind in turn; fees twice, since they are most of what goes wrong."""


def _day(drawn: Drawn) -> date:
    found: date = drawn.start + timedelta(days=drawn.chance.randrange(0, 200))
    return found


def _case(
    drawn: Drawn,
    cause: Cause,
    days: int,
    *,
    unrepairable: bool = False,
    no_stock: bool = False,
    insists: bool = False,
) -> RefundCase:
    bought = _day(drawn)
    return RefundCase(
        price=Decimal(drawn.chance.randrange(89, 1299)) + Decimal("0.00"),
        category=drawn.policy.preset if drawn.policy.preset in GOODS else "textile",
        bought=bought,
        on=bought + timedelta(days=days),
        cause=cause,
        scheme=drawn.scheme,
        unrepairable=unrepairable,
        no_stock=no_stock,
        insists=insists,
    )


def _told(drawn: Drawn, question: Sentence) -> tuple[RefundCase, str]:
    """A case of any cause, and how it is told."""
    cause = drawn.chance.choice(ASKED)
    days = drawn.chance.choice((2, 6, 7, 8, 12, 20))
    none = cause in {*NO_FIT, "stock"} and drawn.chance.random() < 0.6
    insists = none and cause in NO_FIT and drawn.chance.random() < 0.7
    case = _case(drawn, cause, days, no_stock=none, insists=insists)
    parts: list[Sentence] = [
        say("Bought on {bought} for {price} yuan, brought back on {on}: {cause}.",
            bought=case.bought, price=case.price, on=case.on, cause=CAUSE_MEANINGS[cause])
    ]  # fmt: skip
    if cause in {*NO_FIT, "stock"}:
        parts.append(say("There is no other in stock.") if none else say("It is in stock."))
    if insists:
        parts.append(say("It is unworn, and she insists on a return."))
    join = "" if spoken() == "zh" else " "
    return case, join.join(map(str, [*parts, question]))


def _of_quote(
    kind: str,
    text: str,
    marks: int,
    answer: str,
    found: Quote,
    *,
    choices: tuple[str, ...] = (),
    lines: int = 0,
) -> Question:
    return Question(kind=kind, text=text, marks=marks, answer=answer, choices=choices,
                    lines=lines, reasons=tuple(map(str, found.explanation)),
                    sources=tuple(found.rules))  # fmt: skip


def _in_order(
    drawn: Drawn, kind: str, text: str, marks: int, right: Sequence[str], sources: Sequence[str]
) -> Question:
    """Words to be put in order: they are shown in another one."""
    shown = list(right)
    while shown == list(right) and len(set(right)) > 1:
        drawn.chance.shuffle(shown)
    answer = " ".join(f"{right.index(each) + 1}" for each in shown)
    numbered = tuple(f"{number} {each}" for number, each in enumerate(right, start=1))
    return Question(kind=kind, text=text, marks=marks, answer=answer, choices=tuple(shown),
                    pick=False, reasons=numbered, sources=tuple(sources))  # fmt: skip
