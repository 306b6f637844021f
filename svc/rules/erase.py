"""What is taken out of the records when a person is erased, and what the books keep (PIPL 47).

What is kept is listed, field by field: anything else that is text goes, also what a later version
put there. A mark stands in its place, so that a record that needs a word still has one: an offer
in words, a finding, the result of a complaint.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import Sentence, say
from svc.records.customer import Customer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

Raw = dict[str, Any]
MARK = "***"
"""What stands where a person's words, name or phone stood."""
SHORTEST = 2
"""A name of one character is in half of all words: it is not looked for inside others."""
PHONE = 7
"""Digits from which a number is a phone's: a shorter one may be anybody's sum."""

_CASE = ("id", "customer", "on", "state", "staff")
KEPT: Mapping[str, tuple[str, ...]] = {
    "purchases": (
        "id", "customer", "on", "items", "total", "receipt", "installed_on", "staff",
        "exchange_of",
    ),
    "complaints": (
        *_CASE, "purchase", "item", "category", "cause", "channel", "resolved_on", "closed_on",
        "assigned_to", "post", "history", "steps", "offers", "waits", "urgent", "repeat",
    ),
    "returns": (
        *_CASE, "purchase", "complaint", "cause", "outcome", "goods", "case", "quote", "fee",
        "refund", "taken", "new_purchase", "difference", "receipt", "invoice", "second_price",
        "checked_by", "settled_on", "paid_by", "history", "invoice_amount", "signed",
    ),
    "repairs": (
        *_CASE, "purchase", "complaint", "item", "model", "bought_on", "care", "terms",
        "received_on", "price", "invoice", "paid_on", "to_finance_on", "done_on",
        "handed_back_on", "repairer", "waits", "history", "caused_by", "paid_by", "free",
        "signed", "unrepairable",
    ),
    "parts": (
        "id", "on", "move", "code", "name", "model", "about", "order", "supplier", "expected_on",
        "price", "fitted_by", "warranty_until", "staff", "qty", "below_zero",
    ),
    "deliveries": (
        *_CASE, "purchase", "planned_on", "window", "driver", "fitter", "done_on", "checks",
        "history", "install", "signed",
    ),
    "approvals": (
        "id", "about", "on", "kind", "post", "what", "state", "amount", "rules", "asked_by",
        "decided_on", "decided_by", "decided_as", "report_to",
    ),
    "callbacks": (
        "id", "kind", "customer", "about", "due", "done_on", "result", "settle_on", "forward",
        "staff", "tries", "channel", "answered_on", "answered_by", "forwarded_on", "told_on",
        "satisfied",
    ),
    "messages": (
        "id", "kind", "customer", "template", "due", "state", "about", "via", "history",
    ),
    "events": (
        "id", "theme", "title", "on", "time", "place", "text", "staff", "state", "invited",
        "history", "sales", "places",
    ),
    "surveys": (
        "id", "form", "on", "answers", "customer", "about", "served_by", "channel", "trial",
        "sheet", "staff",
    ),
    "conflicts": ("id", "table", "record", "others"),
    "customers": ("id", "name", "registered_by", "consent_log", "merged", "erased_on"),
}  # fmt: skip
"""The fields that stay, by table: of texts and lists no others; of a log what `_LOG` names.

Of a customer's file `name` stays as a mark.
"""
CLEARED: Mapping[str, tuple[str, ...]] = {
    "purchases": ("row",),
    "complaints": ("text",),
    "returns": ("phone", "defect"),
    "repairs": ("problem", "symptom", "address", "phone", "diagnosis", "helper"),
    "parts": ("text",),
    "deliveries": ("address", "phone", "accepted_by", "damaged", "text"),
    "approvals": ("text", "answer"),
    "callbacks": ("text", "question", "answer"),
    "messages": ("text", "reference"),
    "events": (),
    "surveys": ("text",),
    "conflicts": (),
    "customers": (
        "phone", "number", "birthday", "gender", "owner", "referred_by", "profile", "consent",
        "phone_unchecked", "wishes", "not_same", "declined",
    ),
}  # fmt: skip
"""The fields that go, by table. A new field has to be put here or into `KEPT`: a test asks."""
WHOLE = ("items", "goods", "taken", "case", "quote", "terms", "rules", "others")
"""Lists and tables that are the books': goods, amounts, the quote a refund rests on.

And what another till has of a record that is not hers; the conflicts about her own go whole.
"""
NAMED = ("receipt", "invoice", "model", "name", "item", "window", "cause", "supplier")
"""Texts of the books that people type: a name may stand in them."""
CODES = (
    "id", "schema", "customer", "about", "kind", "state", "on", "at", "due", "done_on",
    "settle_on", "channel", "result", "by", "via", "staff", "till", "template", "record", "unit",
    "table",
)  # fmt: skip
"""Ids, days and words of our own: no name stands in them, whatever she is called."""
_LOG = (
    "at", "state", "staff", "on", "result", "for", "until", "step", "offer", "taken", "did",
    "point", "check", "ok", "by", "via", "was", "satisfied", "finding", "of", "assigned_to",
    "post", "approval", "approved", "refused", "out_of_order", "asked_again", "repeated",
)  # fmt: skip
"""What stays of each entry of a log: when, who of the staff, what became of it."""
_CONSENT = ("at", "act", "channel", "purpose", "by", "staff")
_GUEST = (*_LOG, "customer", "answer", "came")

WHY: Mapping[str, Sentence] = {
    "purchases": say(
        "Goods, amounts and receipts belong to the books: five years (Invoice Measures Art. 28)."
    ),
    "returns": say(
        "Money given back, receipts and invoices belong to the books: five years (Invoice "
        "Measures Art. 28)."
    ),
    "repairs": say(
        "What was paid, invoices and parts put in: five years (Invoice Measures Art. 28); her "
        "words, address and phone are gone."
    ),
    "complaints": say(
        "Kind, days and outcome, without a word of hers: the shop has to show that it answered."
    ),
    "deliveries": say("What was delivered when, without address, phone and who took it in."),
    "parts": say("The parts ledger adds up only whole; it names nobody."),
    "approvals": say("Who decided about money: a part of the books; the texts are gone."),
    "callbacks": say("That a contact was made, by whom and when; what was said is gone."),
    "messages": say("That a message went out, and when; its text is gone."),
    "events": say("That an invitation was answered; the name is gone."),
    "surveys": say("What she ticked counts on; what she wrote is gone."),
    "conflicts": say("What another till has of somebody else's record; her name is gone."),
    "customers": say(
        "The bare id with the day of erasure, so that the books lead somewhere; and when which "
        "consent was given or taken back, as proof."
    ),
}
"""Why the records of each table stay, and what of them."""


class Person(Frozen):
    """What tells of one person: words by which she is found in other fields."""

    id: str
    words: tuple[str, ...] = ()

    @classmethod
    def of(cls, record_id: str, files: Iterable[Mapping[str, Any]]) -> Person:
        """The person of her file and of those merged into it."""
        words = {
            value
            for raw in files
            for value in (raw.get("name"), raw.get("phone"))
            if isinstance(value, str)
            and len(value) >= (PHONE if value.isdigit() else SHORTEST)
            and value != MARK
        }
        return cls(id=record_id, words=tuple(sorted(words, key=lambda each: (-len(each), each))))

    def out_of(self, text: str) -> str:
        """A text without her name and phone; a name in Latin letters is looked for as a word."""
        for word in self.words:
            text = _spelling(word).sub(MARK, text)
        return text


@cache
def _spelling(word: str) -> re.Pattern[str]:
    """A phone also as people write it, 139-1111-2222; Ann not in "annual", nor Rose in "arose"."""
    if word.isdigit():
        return re.compile("[- ]?".join(word))
    latin = "(?{}[A-Za-z])" if word.isascii() else ""
    return re.compile(f"{latin.format('<!')}{re.escape(word)}{latin.format('!')}")


def unnamed(raw: Mapping[str, Any], person: Person) -> Raw:
    """Somebody else's record in which she is named: her name and phone go, all else is theirs."""
    return {name: _without(value, person, name) for name, value in raw.items()}


def erased(
    table: str, raw: Mapping[str, Any], person: Person, ids: Iterable[str], on: date
) -> Raw:
    """A record without what is personal; one of an event keeps what is of other guests.

    One of another customer's loses her name and phone alone: the thanks to whoever brought her.
    """
    if raw.get("customer") is not None and raw["customer"] not in ids:
        return unnamed(raw, person)
    if table == "customers":
        return _file(raw, person, on)
    kept = KEPT.get(table, _CASE)
    found: Raw = {}
    for name, value in raw.items():
        if name == "row":
            continue  # a number made of her phone or name among others (imports)
        if table == "events":
            found[name] = (
                _of_guests(value, {*ids}) if name == "invited" else _without(value, person, name)
            )
        elif name == "answers" and isinstance(value, dict):
            found[name] = {
                key: MARK if isinstance(said, str) else said for key, said in value.items()
            }
        elif name in WHOLE:
            found[name] = _without(value, person, name)
        elif isinstance(value, (list, dict)):
            found[name] = _log(value) if name in kept else MARK_OF[type(value)]
        elif isinstance(value, str):
            found[name] = value if name in kept else MARK
            if name in NAMED:
                found[name] = person.out_of(found[name])
        else:
            found[name] = value
    return found


MARK_OF: Mapping[type, Any] = {list: [], dict: {}}


def _file(raw: Mapping[str, Any], person: Person, on: date) -> Raw:
    """Her file: the id, the day, and the proof of her consents; of a redirect where it leads."""
    known = Customer.fields_known()
    found: Raw = {name: MARK for name in raw if name not in known}  # of a later version
    found |= {"id": raw["id"], "name": MARK, "erased_on": raw.get("erased_on", on.isoformat())}
    for name in ("schema", "registered_by"):
        if name in raw:
            found[name] = raw[name]
    if raw.get("consent_log"):
        found["consent_log"] = [_row(act, _CONSENT) for act in raw["consent_log"]]
    merged = raw.get("merged")
    if isinstance(merged, dict) and raw["id"] != person.id:
        found["merged"] = {name: merged[name] for name in ("into", "at", "staff")
                           if name in merged}  # fmt: skip
    return found


def _log(value: Any) -> Any:
    """A log without words: where an entry had some, the mark."""
    if isinstance(value, list):
        return [_log(each) for each in value]
    if isinstance(value, dict):
        words = {"text": MARK} if value.get("text") else {}
        return _row(value, _LOG) | words
    return value


def _row(row: Mapping[str, Any], kept: Iterable[str]) -> Raw:
    return {name: each for name, each in row.items() if name in kept}


def _of_guests(rows: Any, ids: set[str]) -> Any:
    """The guests of a gathering, hers without words."""
    return [
        _row(row, _GUEST) if isinstance(row, dict) and row.get("customer") in ids else row
        for row in rows
    ]


def _without(value: Any, person: Person, name: str) -> Any:
    """What the books keep whole, without her name and phone in any text that people type."""
    if isinstance(value, str):
        return value if name in CODES else person.out_of(value)
    if isinstance(value, list):
        return [_without(each, person, name) for each in value]
    if isinstance(value, dict):
        return {key: _without(each, person, key) for key, each in value.items()}
    return value
