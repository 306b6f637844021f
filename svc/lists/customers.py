"""A list of customers against those on file: what becomes of each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import entry
from svc.errors import BadInput
from svc.frozen import Frozen, field, replace
from svc.i18n import Sentence, say
from svc.lists.amounts import money_of, unshortened
from svc.lists.birthdays import birthday_of
from svc.lists.consents import told_in_a_cell, with_given
from svc.lists.known_headings import CUSTOMER_FIELDS
from svc.lists.outcomes import Outcome, Unfit, filled, rejected
from svc.phones import normalise
from svc.records.customer import Customer
from svc.rules.consent import acts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from svc.lists.headings import Columns
    from svc.lists.known import Ids, KnownCustomers
    from svc.lists.reading import Row


class Facts(Frozen):
    """What reading customers goes by: the country of phones, today, and where ids come from.

    `staff` gives a member's id by id, code and name; `at` is the moment and `staff_id` who reads
    the list, for the log of consents.
    """

    country: str
    today: date
    new_id: Callable[[], str]
    staff: Mapping[str, str] = field(default_factory=dict)
    at: str = ""
    staff_id: str | None = None

    def log_of(self, consent: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
        """What is put down of consents that a list brings."""
        at = self.at or self.today.isoformat()
        return tuple(acts("given", consent, at=at, by="import", staff=self.staff_id))


def outcome_of(
    row: Row, columns: Columns, known: KnownCustomers, facts: Facts
) -> Outcome:  # fmt: skip
    """What becomes of a row; earlier rows count as on file.

    This reads any row. `svc.lists.fast_customers` reads plain ones, and does the same with them.
    """
    cells: dict[str, str] = {}
    try:
        cells = columns.cells(row)
        told = customer_of(cells, columns, facts)
        outcome = _taken(row, told, known, facts)
        return replace(outcome, stranger=stranger_in(cells.get("owner"), facts))
    except (BadInput, Unfit) as error:
        return rejected(row, error, columns, cells)


def customer_of(cells: dict[str, str], columns: Columns, facts: Facts) -> Customer:
    """The customer a row tells of, without an id, and without a name where it has none.

    Raises:
        Unfit: a cell cannot be read.
    """
    own: dict[str, Any] = {}
    profile: dict[str, str] = {}
    for name, cell in cells.items():
        try:
            value = value_of(name, cell, columns, facts)
        except BadInput as error:
            raise Unfit(name, error.message) from None
        if value:
            (own if name in CUSTOMER_FIELDS else profile)[name] = value
    log = facts.log_of(own.get("consent", {}))
    return Customer(id="", name=own.pop("name", ""), profile=profile, consent_log=log, **own)


def value_of(name: str, cell: str, columns: Columns, facts: Facts) -> Any:
    """What a cell tells of a field; nothing in some form where it tells nothing.

    Raises:
        BadInput: it cannot be read.
    """
    if name == "name":
        return entry.one_line(cell)
    if name not in READ:
        return entry.clean(cell)
    text = filled(cell)
    return READ[name](text, columns, facts) if text else None


READ: dict[str, Callable[[str, Columns, Facts], Any]] = {
    "phone": lambda text, _columns, facts: normalise(text, facts.country),
    "number": lambda text, _columns, _facts: entry.one_line(unshortened(text)),
    "birthday": lambda text, columns, facts: birthday_of(text, facts.today, lunar=columns.lunar),
    "owner": lambda text, _columns, facts: facts.staff.get(entry.one_line(text)),
    "consent": lambda text, _columns, facts: with_given({}, told_in_a_cell(text), facts.today),
    "gender": lambda text, _columns, _facts: entry.gender_of(text),
    "spent_before": lambda text, _columns, _facts: str(money_of(text)),
}
"""How a filled cell of each field is read; a name, and other fields of the profile, are texts."""


def stranger_in(cell: str | None, facts: Facts) -> str | None:
    """Whom a cell names as an assistant, if it is nobody on the staff."""
    owner = entry.one_line(filled(cell))
    return owner if owner and owner not in facts.staff else None


def _taken(row: Row, told: Customer, known: KnownCustomers, facts: Facts) -> Outcome:
    """What becomes of a readable row.

    Raises:
        Unfit: it names nobody, or somebody on file under another name.
    """
    if not told.phone and not told.number:
        raise Unfit("phone", say("Neither a phone nor a customer number."))
    holder = _holder(told, known)
    if holder is None:
        if not told.name and not told.number:
            raise Unfit("name", say("A name is missing."))
        added = replace(told, id=facts.new_id(), name=told.name or told.number or "")
        known.open(added, row.number)
        return Outcome(row=row, result="added", records=(added,))
    merged = _filled_up(holder, told)
    if merged == holder:
        return Outcome(row=row, result="updated")
    known.fill_up(merged)
    return Outcome(row=row, result="updated", records=(merged,))


def _holder(told: Customer, known: KnownCustomers) -> Customer | None:
    """Whose file the row is about, if there is one."""
    by_phone = _with(known.phones, told.phone, known)
    by_number = _with(known.numbers, told.number, known)
    holders = {customer.id: customer for customer in (*by_number, *by_phone)}
    for name, found in (("number", by_number), ("phone", by_phone)):
        for customer in found:
            called = (customer.name, *known.also_called(customer.id))
            if told.name and not _nameless(customer) and not _same(told.name, *called):
                raise Unfit(name, _taken_by(name, customer, known))
    if len(holders) > 1:
        if by_phone and by_number:
            raise Unfit("number", say("The phone and the customer number are two people's: "
                                      "{first} and {second}.",
                                      first=_whose(by_phone[0], known),
                                      second=_whose(by_number[0], known)))  # fmt: skip
        name = "phone" if by_phone else "number"
        raise Unfit(name, say("Several customers on file have it: {ids}.",
                              ids=", ".join(holders)))  # fmt: skip
    return next(iter(holders.values()), None)


def _with(ids: Ids, name: str | None, known: KnownCustomers) -> list[Customer]:
    return [known.record(found) for found in ids.of(name)] if name else []


def _taken_by(name: str, customer: Customer, known: KnownCustomers) -> Sentence:
    whose = _whose(customer, known)
    if name == "phone":
        return say("This phone is on file under another name: {whose}.", whose=whose)
    return say("This customer number is on file under another name: {whose}.", whose=whose)


def _whose(customer: Customer, known: KnownCustomers) -> Sentence | str:
    """A customer as a reason may name her: by the list's row or the id, never by her data."""
    if (row := known.rows.get(customer.id)) is not None:
        return say("row {row}", row=row)
    return customer.id


def _nameless(customer: Customer) -> bool:
    """Whether she is only named by her number, until someone learns the name."""
    return customer.name in (customer.number, customer.phone)


def _same(name: str, *others: str) -> bool:
    """Whether a name is one of these, spaces and case aside."""
    names = ["".join(each.split()).casefold() for each in (name, *others)]
    return names[0] in names[1:]


def _filled_up(customer: Customer, told: Customer) -> Customer:
    """The customer with what the row knows and her file does not; nothing is overwritten."""
    news: dict[str, Any] = {
        name: getattr(told, name)
        for name in ("phone", "number", "birthday", "gender", "owner")
        if getattr(customer, name) is None and getattr(told, name) is not None
    }
    if told.name and _nameless(customer):
        news["name"] = told.name
    missing = {name: value for name, value in told.profile.items() if name not in customer.profile}
    if missing:
        news["profile"] = {**customer.profile, **missing}
    if agreed_now := set(told.consent) - set(customer.consent):  # what was withdrawn stays so
        news["consent"] = {**told.consent, **customer.consent}
        log = (act for act in told.consent_log if act["channel"] in agreed_now)
        news["consent_log"] = (*customer.consent_log, *log)
    return replace(customer, **news) if news else customer
