"""How a repair goes on: what may be done in which state, and what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.errors import BadInput, Refused, WrongUsage
from svc.i18n import Sentence, say
from svc.rules.piece import day_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from svc.records.customer import Customer
    from svc.records.repair import Repair

MOVES: dict[str, dict[str, str]] = {
    "opened": {
        "receive": "received",
        "diagnose": "diagnosed",
        "help": "opened",
        "edit": "opened",
        "cancel": "cancelled",
    },
    "received": {
        "diagnose": "diagnosed",
        "help": "received",
        "edit": "received",
        "cancel": "cancelled",
    },
    "diagnosed": {
        "receive": "diagnosed",
        "diagnose": "diagnosed",
        "wait": "waiting",
        "help": "diagnosed",
        "pay": "diagnosed",
        "to-finance": "diagnosed",
        "edit": "diagnosed",
        "done": "done",
        "hand-back": "handed_back",
        "cancel": "cancelled",
    },
    "waiting": {
        "receive": "waiting",
        "diagnose": "waiting",
        "resume": "diagnosed",
        "help": "waiting",
        "pay": "waiting",
        "to-finance": "waiting",
        "edit": "waiting",
        "cancel": "cancelled",
    },
    "done": {
        "pay": "done",
        "to-finance": "done",
        "edit": "done",
        "hand-back": "handed_back",
    },
    "handed_back": {
        "sign": "handed_back",
        "to-finance": "handed_back",
        "edit": "handed_back",
    },
    "cancelled": {"sign": "cancelled"},
}
"""What may be done with a repair in a state, and the state it is in afterwards."""
INTAKE = {
    "name": "--name",
    "address": "--address",
    "phone": "--phone",
    "model": "--model",
    "bought_on": "--bought",
    "problem": "--problem",
    "symptom": "--symptom",
}
"""What is written down when goods come in for repair (S2-077), and the option that says it."""


def moved(repair: Repair, verb: str, today: date) -> str:
    """The state after a move; what is mended on the spot needs no custody receipt (S2-080).

    Raises:
        Refused: the move is not allowed in its state, or was made before.
        BadInput: the day is before the last thing that happened to it.
    """
    after = MOVES[repair.state].get(verb)
    if repair.handed_back_on is not None and verb == "hand-back":
        raise Refused(
            say("{id} was handed back on {day} already.", id=repair.id, day=repair.handed_back_on),
            say("`svc repair show {id}` shows its history.", id=repair.id),
        )
    _refuse_twice(repair, verb)
    if after is None:
        words = [word for word in possible_now(repair) if repair.is_open or word != "edit"]
        possible = ", ".join(f"`svc repair {word}`" for word in words)
        raise Refused(
            say(
                "{id} is {state}: `svc repair {verb}` is not possible.",
                id=repair.id,
                state=say(repair.state),
                verb=verb,
            ),
            say("Possible now: {verbs}.", verbs=possible)
            if possible
            else say("A new fault is a new repair: `svc repair open`."),
        )
    if (last := last_day(repair)) > today:
        raise BadInput(
            say("{id}: something was noted on {last}, after {day}.",
                id=repair.id, last=last, day=today),
            say("Look at --today, or this computer's clock."),
        )  # fmt: skip
    return after


def possible_now(repair: Repair) -> list[str]:
    """What can be done next with a repair as it stands."""
    sense = {
        "receive": repair.received_on is None,
        "done": not repair.unrepairable,
        "hand-back": repair.state == "done" or repair.unrepairable,
        "pay": is_paid_work(repair) and repair.paid_on is None,
        "to-finance": repair.paid_on is not None and repair.to_finance_on is None,
        "sign": repair.handed_back_on is not None and not repair.signed,
    }
    return [verb for verb in MOVES[repair.state] if sense.get(verb, True)]


def _refuse_twice(repair: Repair, verb: str) -> None:
    noted = {
        "receive": (repair.received_on, say("{id} was received on {day} already.",
                                            id=repair.id, day=repair.received_on)),
        "done": (repair.done_on, say("{id} was done on {day} already.",
                                     id=repair.id, day=repair.done_on)),
        "pay": (repair.paid_on, say("{id} was paid on {day} already.",
                                    id=repair.id, day=repair.paid_on)),
        "to-finance": (repair.to_finance_on, say("The money of {id} went to finance on {day}.",
                                                 id=repair.id, day=repair.to_finance_on)),
    }  # fmt: skip
    if verb in noted and noted[verb][0] is not None:
        raise Refused(noted[verb][1], say("`svc repair show {id}` shows its history.",
                                          id=repair.id))  # fmt: skip


def is_paid_work(repair: Repair) -> bool:
    """Whether money is due: the repair is not free, and its price is not nothing."""
    return not repair.free and repair.price != 0


def refuse_unpriced(repair: Repair) -> None:
    """Refuse work that is to be paid for while nobody has agreed to a price (S2-079)."""
    if not repair.free and repair.price is None:
        raise Refused(
            say("{id} is to be paid for, and no price is agreed.", id=repair.id),
            say("`svc repair diagnose {id} --price …`; 0 is a price, too.", id=repair.id),
        )


def refuse_price_of_free(repair: Repair) -> None:
    """Refuse a price for what the customer gets free of charge."""
    if repair.free and repair.price:
        raise Refused(
            say("{id} is free of charge: it has no price.", id=repair.id),
            say("Damage of her own making is paid for: `--caused-by customer`."),
        )


def refuse_other_terms(before: Repair, after: Repair) -> None:
    """Refuse another price, or to make work free, that she has paid for already (S2-079)."""
    if before.paid_on is not None and (before.price, before.free) != (after.price, after.free):
        raise Refused(
            say("{id} was paid on {day} already: {price} yuan.",
                id=before.id, day=before.paid_on, price=before.price),
            say("Its price stays; money she gets back goes on a complaint."),
        )  # fmt: skip


def refuse_payment(repair: Repair) -> None:
    """Refuse money where none is due, and money without an agreed price or invoice (S2-079)."""
    refuse_unpriced(repair)
    if not is_paid_work(repair):
        raise Refused(say("{id} is free of charge: nothing is paid.", id=repair.id))
    if repair.invoice is None:
        raise WrongUsage(
            say("{id}: paid work needs an invoice.", id=repair.id), say("Give --invoice NO.")
        )


def refuse_unpaid(repair: Repair) -> None:
    """Refuse to hand back what is not done, and paid work not paid for (S2-079).

    What cannot be repaired goes back as it is, and costs nothing.
    """
    if repair.unrepairable:
        return
    if repair.done_on is None:
        raise Refused(
            say("{id} is not done yet.", id=repair.id),
            say("`svc repair done {id}`, or `diagnose --unrepairable`.", id=repair.id),
        )
    refuse_unpriced(repair)
    if is_paid_work(repair) and (repair.paid_on is None or repair.invoice is None):
        raise Refused(
            say("{id} is to be paid for: {price} yuan, against an invoice.",
                id=repair.id, price=repair.price),
            say("Give --invoice NO and --paid-by."),
        )  # fmt: skip


def refuse_signature(repair: Repair) -> None:
    """Refuse a signature for what she has not got back, or signed for already (S2-080)."""
    if repair.signed:
        raise Refused(
            say("{id} is signed for already.", id=repair.id),
            say("`svc repair show {id}` shows its history.", id=repair.id),
        )
    if repair.handed_back_on is None:
        raise Refused(say("{id}: no goods were taken in, none went back.", id=repair.id))


def refuse_other_sale(repair: Repair, bought_on: date) -> None:
    """Refuse a day of the sale that its purchase says already, or that is after the repair.

    Raises:
        Refused: there is a purchase, which says when it was bought.
        BadInput: it was reported before it was sold.
    """
    if repair.purchase is not None and repair.bought_on is not None:
        raise Refused(
            say("{id} is about {purchase}, which says when it was bought.",
                id=repair.id, purchase=repair.purchase),
            say("Leave out --bought."),
        )  # fmt: skip
    if bought_on > repair.on:
        raise BadInput(
            say("{on} is before the sale on {bought}.", on=repair.on, bought=bought_on),
            say("Mend --bought."),
        )


def refuse_money_left(repair: Repair) -> None:
    """Refuse to hand money to finance that nobody has paid."""
    if repair.paid_on is None:
        raise Refused(say("Nothing was paid for {id}.", id=repair.id))


def missing(repair: Repair, customer: Customer | None) -> list[str]:
    """What the intake lacks of the seven things to write down (S2-077).

    A care service has no symptom.
    """
    known = {name: getattr(repair, name) for name in INTAKE if name != "name"}
    known["name"] = customer is not None and customer.name not in (
        customer.number,
        customer.phone,
        None,
    )
    known["symptom"] = known["symptom"] or repair.care
    return [name for name in INTAKE if not known[name]]


def to_complete(repair: Repair, lacking: list[str]) -> Sentence:
    """What to type once she has said what the intake lacks (S2-077)."""
    given = [f"{INTAKE[name]} …" for name in lacking if name != "name"]
    typed = [f"`svc repair edit {repair.id} {' '.join(given)}`"] if given else []
    if "name" in lacking:
        typed.append(f"`svc customer edit {repair.customer} --name …`")
    return say("Ask her, then: {commands}.", commands=", ".join(typed))


def open_wait(repair: Repair) -> Mapping[str, Any] | None:
    """The wait that has not ended, or None."""
    return next((wait for wait in reversed(repair.waits) if not wait.get("until")), None)


def last_day(repair: Repair) -> date:
    """The last day on which something was noted of a repair."""
    return max([repair.on, *(day_of(line["at"]) for line in repair.history if line.get("at"))])


def waiting_since(repair: Repair) -> date:
    """Since which day a repair has stood where it stands: its state's first day in a row."""
    since = repair.on
    state = None
    for line in repair.history:
        if (now := line.get("state")) and now != state:
            state, since = now, day_of(line["at"])
    return since
