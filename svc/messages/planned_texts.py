"""The words of a day's messages, written template by template, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from svc.errors import BadTemplate, NoSuchRecord
from svc.i18n import say
from svc.messages.counting import segments
from svc.messages.known import About, facts_of
from svc.messages.problems import Reader
from svc.messages.render import Wording, signature
from svc.messages.templates import template
from svc.rules.plan import Skipped
from svc.rules.taboo import Ear, taboos

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from svc.app import App
    from svc.messages.counting import Route
    from svc.messages.everyone import Calendar
    from svc.policy import DatedPolicy
    from svc.rules.plan import Due


class Text(NamedTuple):
    """What a message says, signature included, in how many parts, and what keeps it from going."""

    text: str | None
    segments: int | None
    problem: Skipped | None = None


def written(
    app: App,
    policy: DatedPolicy,
    calendar: Calendar,
    dues: Iterable[Due],
    customers: Mapping[str, Mapping[str, Any]],
) -> dict[str, Text]:
    """The text of each due message by its contact's key; its customer must be among those given.

    Raises:
        BadPolicy: what must not be said, or the route, is not as it should be.
    """
    groups: dict[tuple[Any, ...], list[Due]] = {}
    for due in dues:
        key = (due.template, due.kind, *sorted(due.given.items()))
        groups.setdefault(key, []).append(due)
    if not groups:
        return {}
    pen = _Pen(app, policy, calendar)
    found: dict[str, Text] = {}
    for group in groups.values():
        found.update(pen.write(group, customers))
    return found


class _Pen:
    """What all messages of a day have in common: who signs, the route, what must not be said."""

    def __init__(self, app: App, policy: DatedPolicy, calendar: Calendar) -> None:
        self._app, self._calendar = app, calendar
        self._language = app.to_customers
        self._head = head(app, policy)
        self._route = route(policy)
        self._taboos = taboos(app.policy, policy.day)

    def write(
        self, group: list[Due], customers: Mapping[str, Mapping[str, Any]]
    ) -> dict[str, Text]:
        """The texts of messages that share a template and what is filled in."""
        first = group[0]
        try:
            found = template(
                first.template, channel="sms", language=self._language, store=self._app.store.root
            )
            given = {name: told for name, told in first.given.items() if name in found.defaults}
            wording = Wording(found, given)
            files = ((customers[due.customer], About(due.bought, due.assignee)) for due in group)
            facts = facts_of(
                self._app, files, wording.asks,
                on=self._calendar.on,
                language=self._language,
                festival=self._calendar.festival[1] if self._calendar.festival else None,
            )  # fmt: skip
            bodies = list(wording.texts(facts))
        except NoSuchRecord as error:
            nothing = Text(None, None, Skipped("no_template", error.message))
            return {due.contact: nothing for due in group}
        except BadTemplate as error:
            why = error.message
            if error.hint is not None:
                why = say("{problem} {hint}", problem=why, hint=error.hint)
            nothing = Text(None, None, Skipped("bad_template", why))
            return {due.contact: nothing for due in group}
        reader = Reader(self._head, Ear(self._taboos, first.kind))
        texts = {}
        for due, body in zip(group, bodies, strict=True):
            wrong = reader.problems(body, customers[due.customer].get("name") or "")
            problem = Skipped(wrong[0].rule, wrong[0].message) if wrong else None
            whole = self._head + body
            texts[due.contact] = Text(whole, segments(whole, self._route), problem)
        return texts


def head(app: App, policy: DatedPolicy) -> str:
    """The signature of the shop's messages: the policy's, else the shop's name; in 【】."""
    return signed(policy, app.store.settings.name)


def signed(policy: DatedPolicy, shop: str) -> str:
    """The signature of the messages of a shop of this name."""
    return signature(policy["message.signature"].text().strip() or shop)


def route(policy: DatedPolicy) -> Route:
    """Whose rules count the shop's messages; raises BadPolicy."""
    found = policy["message.route"]
    if found.value == "gsm":
        return "gsm"
    if found.value != "mainland":
        raise found.wrong(say("mainland or gsm"))
    return "mainland"
