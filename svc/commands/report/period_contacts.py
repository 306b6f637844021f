"""The contacts of a period, fetched: what fell due by its causes, and which of them were made.

After sales there are many: their lines lie side by side in files sorted by keys, and are read as
one piece of each file.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from json import loads
from typing import TYPE_CHECKING, Any

from svc.dates import from_short
from svc.records.callback import Callback
from svc.rules.as_of import as_of
from svc.rules.callback import NO_ANSWER, Span, ahead, schedule, settlement
from svc.rules.few import least
from svc.rules.merge import stands_in
from svc.rules.period_contacts import Contacts, Made, Occasion, contacts_between, looked_at
from svc.rules.promise import as_agreed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from svc.policy import DatedPolicy
    from svc.records.complaint import Complaint
    from svc.records.delivery import Delivery
    from svc.records.repair import Repair
    from svc.records.return_ import Return
    from svc.rules.callback import Step
    from svc.rules.period import Period
    from svc.store.store import Store


def lapse_of(policy: DatedPolicy) -> int:
    """How many days after it fell due a contact is still made; raises BadPolicy."""
    return max(policy["callback.lapse"].whole(), 0)


def reach(policy: DatedPolicy) -> int:
    """How many days before a period the causes of its contacts may lie; raises BadPolicy."""
    return lapse_of(policy) + 1 + max((step.after for step in schedule(policy)), default=0)


def contacts_of(
    store: Store,
    policy: DatedPolicy,
    whole: Period,
    *,
    complaints: Sequence[Complaint],
    repairs: Sequence[Repair],
    returns: Sequence[Return],
    deliveries: Sequence[Delivery],
    watched: Callable[[Sequence[str]], Iterable[str]] | None = None,
) -> Contacts:
    """The contacts of a period, out of the cases as they were known at its end.

    `watched` shows how far the sales have been gone through.

    Raises:
        BadPolicy: the schedule of contacts cannot be read.
        BadData: a record cannot be read.
    """
    lapse = lapse_of(policy)
    span = looked_at(whole.first, whole.last, lapse)
    gone = _gone(store, returns)
    occasions: list[Occasion] = []
    made: dict[str, Made] = {}
    for step in schedule(policy, "purchase"):
        here = span.before(step.after)
        sold = sorted(store.purchases.ids_between(here.first, here.last) - gone)
        occasions += _after_sales(step, watched(sold) if watched else sold)
        made |= _made_after_sales(store, step, here, whole.last)
    others = [
        *_after_installations(store, policy, span, gone, deliveries),
        *_after_cases(
            policy, "complaint", span, ((settlement(k), k.resolved_on) for k in complaints)
        ),
        *_after_cases(
            policy, "repair", span,
            ((w.id, w.handed_back_on) for w in repairs if w.state != "cancelled"),
        ),
        *_as_agreed(store, span, whole.last),
    ]  # fmt: skip
    raws = store.callbacks.raws([each.key for each in others]).values()
    made |= _made(raws, whole.last)
    occasions += others
    _add_messages(store, occasions, made, whole.last)
    return contacts_between(occasions, made, whole.first, whole.last, lapse, least(policy))


def _after_sales(step: Step, sold: Iterable[str]) -> list[Occasion]:
    """One contact for each of these sales."""
    head, due = step.key + ".", _Due(step.after)
    return [Occasion(head + each, "purchase", due[each[2:8]]) for each in sold]


class _Due(dict[str, date]):
    """When contacts fall due after the sales of a day, by its six digits."""

    def __init__(self, after: int) -> None:
        self._after = after

    def __missing__(self, digits: str) -> date:
        self[digits] = ahead(from_short(digits), self._after)
        return self[digits]


def _made_after_sales(store: Store, step: Step, sold: Span, until: date) -> dict[str, Made]:
    """The lines of a step's contacts about the sales of some days."""
    from svc.store.sorted_lines import lines_between

    head = f"{step.key}.P-"
    found: dict[str, Made] = {}
    for content in store.callbacks.lines_between(sold.first, sold.last):
        for low, high in _by_century(sold):
            lines = lines_between(content, f"{head}{low}-".encode(), f"{head}{high}-~".encode())
            if lines:
                found |= made_in(lines, until)
    return found


_TEXT = r'"(?:[^"\\]|\\.)*"'
_PLAIN = re.compile(
    r'\{"id":"([^"\\]*)","about":"[^"]*",'
    rf'(?:"answer":{_TEXT},)?(?:"answered_by":"[^"]*",)?(?:"answered_on":"[^"]*",)?'
    r'(?:"channel":"[^"]*",)?"customer":"[^"]*",'
    r'"done_on":"([0-9]{4}-[0-9]{2}-[0-9]{2})","due":"[^"]*",'
    r'(?:"forward":"[^"]*",)?(?:"forwarded_on":"[^"]*",)?"kind":"[^"]*",'
    rf'(?:"question":{_TEXT},)?"result":"([^"]*)"(?:,"satisfied":(true|false))?[^\n]*'
    r"|([^\n]+)"
)
"""A callback's line as svc writes it, whose fields are in order; or any other line."""
_SAID = {"true": True, "false": False, "": None}


def made_in(lines: bytes, until: date) -> dict[str, Made]:
    """What canonical lines tell of contacts after sales, as known at the end of a day.

    Lines that are as svc writes them, and were done by then, are not parsed.
    """
    from svc.store.sorted_lines import line_of

    end = until.isoformat()
    found: dict[str, Made] = {}
    others = []
    for key, done, result, said, other in _PLAIN.findall(lines.decode()):
        if other:
            others.append(loads(other))
        elif done <= end:
            found[key] = Made(_day(done), result, _SAID[said])
        else:
            others.append(loads(line_of(lines, key.encode()) or b"{}"))
    if WAS in lines:
        others += [loads(line) for line in lines.splitlines() if WAS in line]
    return found | _made(others, until) if others else found


WAS = b'"was":'
"""What a log holds where more was told of a contact after the day it was made."""


def _by_century(sold: Span) -> list[tuple[str, str]]:
    """The first and last six digits of these days; two pairs where a century ends in between."""
    first, last = f"{sold.first:%y%m%d}", f"{sold.last:%y%m%d}"
    return [(first, last)] if first <= last else [(first, "991231"), ("000101", last)]


def _after_installations(
    store: Store,
    policy: DatedPolicy,
    span: Span,
    gone: Collection[str],
    deliveries: Iterable[Delivery],
) -> Iterator[Occasion]:
    """Contacts after goods were put up: by their delivery as it was known, where there is one."""
    known: dict[str, date | None] = {}
    for each in deliveries:
        if each.install and each.state != "cancelled":
            known[each.purchase] = each.done_on if each.state == "done" else None
    for step in schedule(policy, "installation"):
        done = span.before(step.after)
        on_file = store.purchases.ids_where_between("installed_on", done.first, done.last)
        for key, raw in sorted(store.purchases.raws(on_file).items()):
            told = raw.get("installed_on")
            day = known[key] if key in known else _iso(told)
            if day is not None and done.holds(day) and key not in gone:
                yield Occasion(step.key_of(key), "installation", ahead(day, step.after))


def _iso(text: Any) -> date | None:

    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def _after_cases(
    policy: DatedPolicy, kind: str, span: Span, ended: Iterable[tuple[str, date | None]]
) -> Iterator[Occasion]:
    """Contacts after complaints were settled, or repairs handed back."""
    steps = schedule(policy, kind)
    for key, day in ended:
        for step in steps:
            if day is not None and span.holds(due := ahead(day, step.after)):
                yield Occasion(step.key_of(key), kind, due)


def _as_agreed(store: Store, span: Span, until: date) -> Iterator[Occasion]:
    """The promises for these days, as far as they had been made."""
    promises = store.callbacks.where_between("settle_on", span.first, span.last)
    pairs = ((each, as_of(each, until)) for each in promises)
    known = [then for each, then in pairs if then and then.settle_on == each.settle_on]
    for contact in as_agreed(known, "phone"):
        yield Occasion(contact.key, "appointment", contact.due)


def _gone(store: Store, returns: Iterable[Return]) -> set[str]:
    """The sales of which every piece had come back: nobody asks how the rest wears."""
    from svc.rules.sold import all_came_back

    brought: dict[str, list[Return]] = {}
    for each in returns:
        if each.state == "settled" and each.outcome != "difference":
            brought.setdefault(each.purchase, []).append(each)
    sold = store.purchases.many(brought) if brought else {}
    return {key for key, each in sold.items() if all_came_back(each, brought[key])}


def _made(raws: Iterable[dict[str, Any]], until: date) -> dict[str, Made]:
    """What is known at the end of a day of contacts that were tried."""
    end = until.isoformat()
    found: dict[str, Made] = {}
    for raw in raws:
        done = raw.get("done_on")
        if type(done) is str and done <= end >= _last_told(raw):
            if "text" in raw and stands_in(raw["text"], raw.get("tries", ())):
                continue
            found[raw["id"]] = Made(_day(done), raw["result"], raw.get("satisfied"))
        elif (known := as_of(Callback.from_raw(raw), until)) is not None:
            found[raw["id"]] = Made(known.done_on, known.result, known.satisfied)
    return found


def _last_told(raw: Mapping[str, Any]) -> str:
    """The last day on which more was told of a contact that was made; nothing where none was."""
    tries = raw.get("tries") or ()
    return str(tries[-1].get("on", "")) if tries and "was" in tries[-1] else ""


@cache
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _add_messages(
    store: Store, occasions: Iterable[Occasion], made: dict[str, Made], until: date
) -> None:
    """A contact nobody reached counts as made where its message went out."""
    if not store.shards.names("messages"):
        return
    from svc.records.message import PREFIX

    left = [
        PREFIX + each.key
        for each in occasions
        if each.key not in made or made[each.key].result == NO_ANSWER
    ]
    for key, message in store.messages.many(left).items():
        known = as_of(message, until)
        if known is not None and known.state == "sent":
            at = _iso(str(known.history[-1].get("at", ""))[:10]) if known.history else None
            made[key.removeprefix(PREFIX)] = Made(at or known.due, "message")
