"""The ledgers of people and parts: customer files, callbacks, what customers say, parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.records.survey import Survey
from svc.rules import complete
from svc.rules.books import Coded
from svc.rules.completeness import completeness, wanted
from svc.rules.noting import attempts
from svc.rules.spend import spend

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from svc.policy import DatedPolicy
    from svc.records.callback import Callback
    from svc.records.customer import Customer
    from svc.records.part import Part
    from svc.rules.books import Books
    from svc.rules.survey import Questionnaire

Row = dict[str, Any]
OWN = (
    *("id", "on", "number", "name", "phone", "gender", "birthday", "age", "spend", "purchases"),
    *("last_on", "styles", "owner", "referred_by", "consent", "completeness", "missing"),
)
"""What a file's line holds whatever the shop keeps in the profile."""
STYLES_SHOWN = 20
"""So many style numbers stand on a customer's line, the latest."""


def customer(kept: Customer, opened: date, books: Books) -> Row:
    """A customer file on one line: what is known, what is still to learn (S2-002, S2-003).

    Which profile fields a shop keeps is its policy.
    """
    bought = books.bought.get(kept.id, [])
    returned = books.returned.get(kept.id, [])
    policy = books.policy
    sums = spend(bought, policy.day, returned)
    known = completeness(kept, bought, policy)
    profile = profile_fields(policy)
    return {
        "id": kept.id,
        "on": opened,
        "number": kept.number,
        "name": kept.name,
        "phone": kept.phone,
        "gender": kept.gender,
        "birthday": str(kept.birthday) if kept.birthday else None,
        "age": _age(kept, policy.day),
        **{name: kept.profile.get(name) for name in profile},
        "spend": sums.total,
        "purchases": sums.purchases,
        "last_on": sums.last_on,
        "styles": _styles(bought),
        "owner": books.who(kept.owner),
        "referred_by": kept.referred_by,
        "consent": [
            channel
            for channel, state in kept.consent.items()
            if not (isinstance(state, dict) and state.get("withdrawn"))
        ],
        "completeness": known.score,
        "missing": list(known.missing),
    }


def _age(kept: Customer, on: date) -> int | None:
    """The age she reaches in the year of a day, else what the profile says."""
    if kept.birthday is not None and kept.birthday.year is not None:
        return on.year - kept.birthday.year
    said = str(kept.profile.get("age") or "")
    return int(said) if said.isascii() and said.isdigit() else None


def profile_fields(policy: DatedPolicy) -> list[str]:
    """The fields of the profile a shop keeps, by its policy: hard ones first."""
    return [name for name in wanted(policy).fields if name not in OWN]


def _styles(bought: Iterable[Any]) -> list[str]:
    """The style numbers bought, each once, the latest last (S2-002)."""
    found = {item.style or item.sku: None for sale in bought for item in sale.items}
    return [style for style in found if style][-STYLES_SHOWN:]


def callback(kept: Callback, books: Books) -> Row:
    """A line of the callback ledger: due, made, and what she said (S0-024, S2-039)."""
    return {
        "id": kept.id,
        "due": kept.due,
        "on": kept.done_on,
        **books.whose(kept.customer),
        "kind": kept.kind,
        "about": kept.about,
        "goods": _goods(kept, books),
        "result": kept.result,
        "tries": len(attempts(kept.tries)),
        "satisfied": kept.satisfied,
        "text": kept.text,
        "question": kept.question,
        "settle_on": kept.settle_on,
        "forward": kept.forward,
        "staff": books.who(kept.staff),
        "missing": complete.of_callback(kept),
    }


def satisfaction(kept: Callback | Survey, books: Books) -> Row | None:
    """A line of the satisfaction register (S2-088): whoever was reached and asked, and sheets.

    A sheet the shop filled in to try its own questionnaire is none (S2-019).
    """
    if isinstance(kept, Survey):
        return surveyed(kept, books)
    if kept.result != "reached":
        return None
    line = callback(kept, books) | {"questionnaire": None, "csat": None, "nps": None}
    names = ("id", "on", "customer", "name", "phone", "kind", "questionnaire", "about", "goods",
             "satisfied", "csat", "nps", "text", "staff", "missing")  # fmt: skip
    return {name: line[name] for name in names}


def surveyed(kept: Survey, books: Books) -> Row | None:
    """A filled-in questionnaire on one line: which, the two figures if asked, the words."""
    if kept.trial:
        return None
    form = books.forms.get(kept.id)
    words = [str(each) for each in kept.answers.values() if isinstance(each, str)]
    goods = books.goods(kept.about) if kept.about in books.purchases else None
    return {
        "id": kept.id,
        "on": kept.on,
        **books.whose(kept.customer),
        "kind": "survey",
        "questionnaire": Coded(kept.form, str(form.title)) if form else kept.form,
        "about": kept.about,
        "goods": goods,
        "satisfied": None,
        "csat": _measured(kept, form, "csat"),
        "nps": _measured(kept, form, "nps"),
        "text": "; ".join(filter(None, [*words, kept.text])) or None,
        "staff": books.who(kept.staff),
        "missing": [],
    }


def _measured(kept: Survey, form: Questionnaire | None, measure: str) -> int | None:
    """The answer to the question that measures this, if it was asked and answered."""
    for question in form.measuring(measure) if form else ():
        answer = kept.answers.get(question.key)
        if isinstance(answer, int):
            return answer
    return None


def opinion(kept: Callback, books: Books) -> Row | None:
    """A line of the register of opinions and of how quality holds (S2-076, S2-090).

    It holds every contact in which she said something, asked something or was not content, and to
    whom it was passed on (S2-075).
    """
    if not (kept.text or kept.question or kept.satisfied is False):
        return None
    line = callback(kept, books)
    names = ("id", "on", "customer", "name", "phone", "kind", "about", "goods", "satisfied",
             "text", "question", "settle_on")  # fmt: skip
    return {
        **{name: line[name] for name in names},
        "settled_on": _answered(kept, books),
        "forward": kept.forward,
        "staff": line["staff"],
        "missing": line["missing"],
    }


def _answered(kept: Callback, books: Books) -> date | None:
    """The day an open question was answered on, by the appointment made for it (S2-039)."""
    if kept.settle_on is None:
        return None
    days = [
        made.done_on
        for made in books.callbacks.get(kept.about, ())
        if made.kind == "appointment" and made.due == kept.settle_on and made.result == "reached"
    ]
    return max(days, default=None)


def _goods(kept: Callback, books: Books) -> str | None:
    """The goods a contact was about: of its purchase, or of its complaint's."""
    case = books.cases.get(kept.about)
    purchase = getattr(case, "purchase", None) if case else kept.about
    return books.goods(purchase) if purchase in books.purchases else None


def parts(moves: Iterable[Part], books: Books) -> Iterator[Row]:
    """The lines of the parts ledger, each with what is on hand after it (S0-024)."""
    on_hand: dict[str, int] = {}
    for move in moves:
        coming = move.qty if move.move == "in" else 0
        going = move.qty if move.move == "out" else 0
        on_hand[move.code] = on_hand.get(move.code, 0) + coming - going
        case = books.cases.get(move.about or "")
        yield {
            "id": move.id,
            "on": move.on,
            "move": move.move,
            "code": move.code,
            "part": move.name,
            "model": move.model,
            "ordered": move.qty if move.move == "order" else None,
            "in": coming or None,
            "out": going or None,
            "on_hand": on_hand[move.code],
            "about": move.about,
            **books.whose(case.customer if case else None),
            "order": move.order,
            "supplier": move.supplier,
            "expected_on": move.expected_on,
            "price": move.price,
            "fitted_by": books.who(move.fitted_by),
            "warranty_until": move.warranty_until,
            "text": move.text,
            "staff": books.who(move.staff),
            "missing": complete.of_part(move),
        }
