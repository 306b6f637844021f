"""The checklists of a delivery's three control points: what is asked, answered, still open.

S0-026, S1-017, S1-022 to S1-028. A driver's and a porter's conduct is asked where policy says at
which point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.errors import BadInput, Refused
from svc.frozen import Frozen, replace
from svc.i18n import say
from svc.rules.service import POINTS
from svc.rules.statute import InBoth

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from svc.policy import DatedPolicy, InForce
    from svc.records.delivery import Delivery

BEFORE_DONE = ("before", "during")
"""The control points whose questions are answered when a delivery is done."""
ACCEPTED = "accepted"
"""The question that the customer's signature answers."""


class Question(Frozen):
    """A question of a checklist: at which control point, its key, its text, who looks."""

    point: str
    key: str
    text: InBoth
    by: str | None = None

    @property
    def name(self) -> str:
        """The question among those of all points: `before.goods`."""
        return f"{self.point}.{self.key}"


def questions(policy: DatedPolicy, *, install: bool) -> list[Question]:
    """What is asked of a delivery, point by point: the shop's lists, then driver and porter.

    Raises:
        BadPolicy: a list is not as it should be.
    """
    keeps_stock = _flag(policy["delivery.keeps_stock"])
    asked = {None: True, "install": install, "stock": keeps_stock}
    found: dict[str, Question] = {}
    conduct = [policy["service.driver"], policy["service.porter"]]
    for point in POINTS:
        own = policy[f"delivery.{point}"]
        rows = [(row, own) for row in own.rows()]
        rows += [(r, each) for each in conduct for r in each.rows() if r.get("point") == point]
        for row, entry in rows:
            question = _question(point, row, entry)
            if asked.get(row.get("when")):
                found.setdefault(question.name, question)
    return list(found.values())


def titles(policy: DatedPolicy) -> dict[str, InBoth]:
    """What the shop calls its control points (S0-026), by their keys."""
    rows = policy["service.control_points"].rows()
    return {str(r.get("key")): InBoth(str(r.get("en")), str(r.get("zh"))) for r in rows}


def _question(point: str, row: Mapping[str, Any], entry: InForce) -> Question:
    texts = [row.get("key"), row.get("en"), row.get("zh")]
    if not all(isinstance(text, str) for text in texts):
        raise entry.wrong(say("rows of key, en and zh"))
    by = row.get("by")
    return Question(
        point=point,
        key=str(row["key"]),
        text=InBoth(str(row["en"]), str(row["zh"])),
        by=by if isinstance(by, str) else None,
    )


def _flag(found: InForce) -> bool:
    if not isinstance(found.value, bool):
        raise found.wrong(say("true or false"))
    return found.value


def is_strict(policy: DatedPolicy) -> bool:
    """Whether the shop refuses to call a delivery done that is not checked and signed for."""
    return _flag(policy["delivery.strict"])


def moves_of(delivery: Delivery) -> list[Mapping[str, Any]]:
    """The lines of its history that say how its state changed: none of what was only noted."""
    return [line for line in delivery.history if not line.get("did")]


def attempt(delivery: Delivery) -> int:
    """Which try to deliver this is: one more than how often it failed."""
    return 1 + len([line for line in moves_of(delivery) if line.get("state") == "failed"])


def answers(delivery: Delivery) -> dict[str, Mapping[str, Any]]:
    """The last answer to each question of this try, by the question's name.

    A delivery that failed is checked anew when it is tried again.
    """
    now = attempt(delivery)
    return {
        f"{entry.get('point')}.{entry.get('check')}": entry
        for entry in delivery.checks
        if entry.get("try", 1) == now
    }


def unanswered(delivery: Delivery, asked: Iterable[Question]) -> list[str]:
    """The names of the questions that are open, or were answered with no."""
    known = answers(delivery)
    return [each.name for each in asked if known.get(each.name, {}).get("ok") is not True]


def checked(
    delivery: Delivery,
    point: str,
    said: Mapping[str, bool],
    asked: Sequence[Question],
    at: str,
    staff: str | None,
    text: str | None = None,
) -> Delivery:
    """The delivery with answers to questions of one control point (S0-026).

    A signature that turns up after it was done is noted this way, too.

    Raises:
        BadInput: there is no such question at that point.
        Refused: it is cancelled, or not delivered yet and the callback is asked about.
    """
    known = [each.key for each in asked if each.point == point]
    if strange := [key for key in said if key not in known]:
        raise BadInput(
            say("{key!r} is no question of this checklist.", key=strange[0]),
            say("Known here: {names}.", names=", ".join(known)),
        )
    if delivery.state == "cancelled":
        raise Refused(
            say("{id} was cancelled: there is nothing to check.", id=delivery.id),
            say("`svc delivery plan` plans another one."),
        )
    if point == "after" and delivery.state != "done":
        raise Refused(
            say("{id} is not delivered yet.", id=delivery.id),
            say("First `svc delivery done {id}`.", id=delivery.id),
        )
    now = attempt(delivery)
    about_failures = not all(said.values())  # then the remark is about what is wrong
    entries = [
        _check(at, point, key, staff, None if ok and about_failures else text, now, ok=ok)
        for key, ok in said.items()
    ]
    signed = delivery.signed or (
        delivery.state == "done" and point == "during" and said.get(ACCEPTED) is True
    )
    return replace(delivery, checks=(*delivery.checks, *entries), signed=signed)


def _check(
    at: str, point: str, key: str, staff: str | None, text: str | None, now: int, *, ok: bool
) -> dict[str, Any]:
    entry: dict[str, Any] = {"at": at, "point": point, "check": key, "ok": ok}
    entry |= {"staff": staff} if staff else {}
    entry |= {"text": text} if text else {}
    return entry | ({"try": now} if now > 1 else {})


def left_open(delivery: Delivery) -> list[str]:
    """What was open when a delivery was done and was not answered with yes since.

    It rests on the record alone: a checklist changed later changes nothing.
    """
    at_the_end = [entry for entry in moves_of(delivery) if entry.get("state") == "done"]
    known = answers(delivery)
    names = [name for entry in at_the_end for name in entry.get("open", ())]
    refused = [name for name, entry in known.items() if entry.get("ok") is False]
    return [
        name
        for name in dict.fromkeys([*names, *refused])
        if known.get(name, {}).get("ok") is not True
    ]
