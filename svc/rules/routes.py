"""Where a complaint goes and whom it is told to: tables of policy by cause and category (X-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import Sentence, say
from svc.rules.answer import POSTS
from svc.rules.causes import in_both, words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from svc.rules.answer import Authority, Citations

DEPARTMENTS = ("shop", "quality_inspection", "maker", "warehouse", "sales")
DEPARTMENT_NAMES = {
    "shop": say("the shop itself"),
    "quality_inspection": say("quality inspection"),
    "maker": say("the maker"),
    "warehouse": say("the warehouse"),
    "sales": say("the sales department"),
}
TYPES = ("product_quality", "service_attitude", "sales_behaviour")
TYPE_NAMES = {
    "product_quality": say("product quality"),
    "service_attitude": say("service attitude"),
    "sales_behaviour": say("sales behaviour"),
}
OWN = "shop"


class InOrder(Frozen, kw_only=False):
    """Posts or departments one after the other, named in the language they are spoken in."""

    codes: tuple[str, ...]
    names: Mapping[str, Sentence]

    def __str__(self) -> str:
        return " → ".join(str(self.names[code]) for code in self.codes)


def route(cited: Citations, category: str, cause: str) -> tuple[str, ...]:
    """The departments a complaint goes to, in order: by its cause, else its category (S2-072-074).

    Raises:
        BadPolicy: the table names a department there is not.
    """
    found = cited["advice.routes"]
    table = found.table()
    departments = table.get(cause, table.get(category, [OWN]))
    words = words_of(departments, found)
    if not words or not set(words) <= set(DEPARTMENTS):
        raise found.wrong(say("departments: {words}", words=", ".join(DEPARTMENTS)))
    return tuple(words)


def type_of(cited: Citations, category: str) -> str:
    """Which of the three types of complaint a category is (S0-039, X-04).

    Raises:
        BadPolicy: the table names none of them for it.
    """
    found = cited["advice.types"]
    if (kind := found.table().get(category)) not in TYPES:
        raise found.wrong(say("one of: {words}", words=", ".join(TYPES)))
    return str(kind)


def told(cited: Citations, facts: Collection[str], *, urgent: bool) -> tuple[str, ...]:
    """The posts that are told at once, the lowest first (S2-071, S3-037, S3-047).

    Raises:
        BadPolicy: a table names a post there is not.
    """
    posts: set[str] = set()
    table = cited.unquoted("advice.tell").table()
    if holding := [fact for fact in table if fact in facts]:
        found = cited["advice.tell"]
        for fact in holding:
            posts |= set(words_of(table[fact], found))
        if not posts <= set(POSTS):
            raise found.wrong(say("posts: {words}", words=", ".join(POSTS)))
    if urgent:
        found = cited["complaint.urgent_to"]
        if found.text() not in POSTS:
            raise found.wrong(say("posts: {words}", words=", ".join(POSTS)))
        posts.add(found.text())
    return tuple(post for post in POSTS if post in posts)


def upward(cited: Citations, authority: Authority) -> tuple[str, ...]:
    """Whom a case goes up to, step by step: the row's own ladder, else the shop's (S3-026).

    From who decides upward, with whoever is told on the way.

    Raises:
        BadPolicy: the ladder names a post there is not.
    """
    if authority.ladder:
        return authority.ladder
    found = cited["advice.ladder"]
    words = found.texts()
    if not set(words) <= set(POSTS):
        raise found.wrong(say("posts: {words}", words=", ".join(POSTS)))
    lowest = POSTS.index(authority.handler)
    named = {authority.handler, authority.notify, *words}
    return tuple(post for post in POSTS[lowest:] if post in named)


def taboos(cited: Citations, category: str) -> list[dict[str, Any]]:
    """What not to say or do, for every complaint and for one of this category (S0-045, S3-049).

    Raises:
        BadPolicy: a row lacks its key or its words.
    """
    shown = []
    for name in (category, "always"):
        found = cited[f"taboos.{name}"]
        for row in found.rows():
            if not isinstance(row.get("key"), str):
                raise found.wrong(say("rows, each with its key"))
            sources = words_of(row.get("sources"), found)
            cited.cite(*sources)
            shown.append(
                {
                    "id": f"{name}.{row['key']}",
                    "text": str(in_both(row, found)),
                    "sources": sources,
                }
            )
    return shown


def principles(cited: Citations) -> list[dict[str, Any]]:
    """What to bear in mind with every complaint (S0-040 to S0-042, S3-012).

    Raises:
        BadPolicy: a row lacks its key or its words.
    """
    found = cited["advice.principles"]
    shown = []
    for row in found.rows():
        if not isinstance(row.get("key"), str):
            raise found.wrong(say("rows, each with its key"))
        sources = words_of(row.get("sources"), found)
        cited.cite(*sources)
        shown.append(
            {
                "key": row["key"],
                "text": str(in_both(row, found)),
                "brief": row.get("brief") is True,
                "sources": sources,
            }
        )
    return shown
