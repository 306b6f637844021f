"""What templates may know of customers on file: told from their files, many at once.

A message to a customer not seen for long comes best from her own assistant (S2-034), unless
somebody says who acts. A phone number that stands for a name not yet known is not passed on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from svc.messages.facts import facts, of_the_customer, of_the_festival, of_the_purchase, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
    from datetime import date

    from svc.app import App
    from svc.calendar.festivals import Festival
    from svc.messages.facts import Facts
    from svc.records.customer import Customer
    from svc.records.purchase import Purchase

    Raw = Mapping[str, Any]
    File = tuple[Raw, "About"]

TOLD = ("id", "name", "gender", "number", "phone", "owner", "consent")
"""The fields of a customer's file that count for messages."""
HERS = frozenset({"customer", "staff", "purchase"})
"""The groups of facts that differ from one customer to the next; what fits her gender may, too."""


class About(NamedTuple):
    """What a message is about beside its customer, and who signs it.

    `bought` is the day and the goods of a purchase, None her latest; without an `assignee` the
    assistant closest to her signs.
    """

    bought: tuple[date, str] | None = None
    assignee: str | None = None


NOTHING = About()


def as_raw(customer: Customer) -> dict[str, Any]:
    """A customer's file as its line has it, as far as messages go."""
    return {name: getattr(customer, name) for name in TOLD}


def facts_of(
    app: App,
    files: Iterable[File],
    asked: Set[str],
    *,
    on: date,
    language: str,
    festival: Festival | None = None,
) -> Iterator[Facts]:
    """What a template may know of each of these on a day, as far as it asks."""
    if not (rows := list(files)):
        return
    any_festival = festival is None and "festival" in asked
    of_all = facts(
        name="",
        gender=None,
        number=None,
        shop=app.store.settings.name,
        today=on,
        language=language,
        festival=festival,
        asked=asked - HERS - ({"festival"} if any_festival else set()),
    )
    signs = signatures(app) if "staff" in asked else None
    latest: dict[str, Purchase] = {}
    if "purchase" in asked:
        latest = latest_purchases(app, {raw["id"] for raw, about in rows if not about.bought})
    of_her, of_bought, country = "customer" in asked, "purchase" in asked, app.country
    for raw, (about, assignee) in rows:
        found = {**of_all}
        if of_her:
            name = raw.get("name") or ""
            if not name.isalpha() and _is_her_phone(name, raw, country):
                name = ""
            found["customer"] = of_the_customer(
                name, raw.get("gender"), raw.get("number"), language
            )
        if signs:
            found["staff"] = {"name": plain(signs(assignee or raw.get("owner")))}
        if of_bought:
            day, goods = about or _latest(latest.get(raw["id"]))
            found["purchase"] = of_the_purchase(day, goods, language)
        if any_festival:
            found["festival"] = of_the_festival(None, on, raw.get("gender"))
        yield found


def _latest(purchase: Purchase | None) -> tuple[date | None, str]:
    """The day of a purchase and the name of its dearest piece."""
    return (purchase.on, dearest(purchase)) if purchase else (None, "")


def signatures(app: App) -> Callable[[str | None], str]:
    """Who signs: who acts, else the assistant of this id, by name; nobody where she is unknown."""
    names: dict[str | None, str] = {None: ""}

    def name(staff_id: str | None) -> str:
        if app.staff:
            return app.staff.name
        if staff_id not in names:
            found = app.store.staff.peek(staff_id) if staff_id else None
            names[staff_id] = found.name if found else ""
        return names[staff_id]

    return name


def dearest(purchase: Purchase) -> str:
    """The name of the dearest piece of a purchase that has one, or nothing."""
    named = [item for item in purchase.items if item.name]
    return max(named, key=lambda item: item.amount).name or "" if named else ""


def latest_purchases(app: App, wanted: Collection[str]) -> dict[str, Purchase]:
    """The latest purchase of each of these customers who bought anything, by her id."""
    latest: dict[str, Purchase] = {}
    for purchase in app.store.purchases.may_hold("customer", wanted) if wanted else ():
        if purchase.customer in wanted:
            before = latest.get(purchase.customer, purchase)
            latest[purchase.customer] = max(before, purchase, key=lambda each: (each.on, each.id))
    return latest


def _is_her_phone(name: str, raw: Raw, country: str) -> bool:
    """Whether her phone number stands where her name will."""
    phone = raw.get("phone")
    if not phone or not any(map(str.isdigit, name)):
        return False
    from svc import fetch

    return phone in (fetch.phone_or_none(name, country), fetch.digits_alone(name))
