"""What a warranty card says of a purchase, and what an opinion card asks.

A warranty card: pieces, until when each is mended free, care. An opinion card: the questions of
the questionnaire `opinion`, so that what is printed is what `svc survey add` takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.messages.facts import day_in_words, plain
from svc.rules.answer import Citations
from svc.rules.piece import warranty_of
from svc.rules.statute import title_of
from svc.rules.survey import questionnaire
from svc.rules.warranty import plain as plain_category
from svc.warranties import called, came_back_of, piece_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from svc.messages.facts import Facts, Row
    from svc.policy import DatedPolicy, Policy
    from svc.records.purchase import Item, Purchase
    from svc.rules.warranty import Warranty
    from svc.store.store import Store

CARE = "card.care"


class Owed(Frozen):
    """One line of a purchase on a warranty card: how many pieces she has, and their warranty."""

    item: Item
    qty: int
    warranty: Warranty
    sources: tuple[str, ...]


def owed(
    store: Store,
    policy: Policy,
    purchase: Purchase,
    on: date,
    *,
    region: str | None = None,
    by_law: bool = False,
) -> list[Owed]:
    """The lines of a purchase she still has, each with its warranty as of a day (S2-062).

    Raises:
        BadPolicy: a policy file the warranty rests on holds what it should not.
    """
    found = []
    for item in purchase.items:
        back = came_back_of(store, purchase, called(item))
        if back is not None and back.is_all:
            continue
        cited = Citations(policy.at(purchase.on))
        piece = piece_of(store, purchase, item)
        promise = warranty_of(piece, on, policy, cited, region=region, by_law=by_law)
        found.append(
            Owed(
                item=item,
                qty=item.qty - (back.qty if back else 0),
                warranty=promise.warranty,
                sources=tuple(cited.sources),
            )
        )
    return found


def warranty_facts(
    purchase: Purchase, lines: Iterable[Owed], policy: Policy, language: str
) -> Facts:
    """The facts of a warranty card, over those every card has (S2-022, S2-062).

    `basis` are the shop's rules its warranties rest on, `law` the articles and standards.
    """
    lines = list(lines)
    laws = [source for line in lines for source in line.sources if not _is_fact(source)]
    titles = [plain(line.warranty.title.told(language)) for line in lines]
    comma = "、" if language == "zh" else ", "
    installed, sold = purchase.installed_on, policy.at(purchase.on)
    return {
        "warranty": {
            "number": purchase.id,
            "receipt": plain(purchase.receipt or ""),
            "bought": day_in_words(purchase.on, language, year=True),
            "installed": day_in_words(installed, language, year=True) if installed else "",
            "basis": comma.join(dict.fromkeys(titles)),
            "law": comma.join(dict.fromkeys(_law(source, policy, language) for source in laws)),
        },
        "pieces": [_row(line, language) for line in lines],
        "tips": _tips(lines, sold, language),
    }


OPINION = "opinion"
ASKED = frozenset({OPINION, "rated", "written"})
"""The groups of facts that are an opinion card's."""


def opinion_facts(policy: Policy, on: date, language: str) -> Facts:
    """What an opinion card asks on a day: what is rated, and what is answered in words (S2-076).

    Raises:
        BadPolicy: the questionnaire is not what it should be.
    """
    form = questionnaire(policy, OPINION, on)
    rated = [each for each in form.questions if each.scale.is_counted and each.scale.is_ticked]
    ends = [rated[0].low, rated[0].high] if rated else []
    low, high = (plain(each.told(language)) if each else "" for each in ends or (None, None))
    return {
        OPINION: {
            "intro": plain(form.intro.told(language)) if form.intro else "",
            "low": low,
            "high": high,
        },
        "rated": [
            {
                "text": plain(each.text.told(language)),
                "steps": each.scale.high - each.scale.low + 1,
            }
            for each in rated
        ],
        "written": [
            {"text": plain(each.text.told(language)), "lines": each.lines}
            for each in form.questions
            if each.scale.is_words
        ],
    }


def _row(line: Owed, language: str) -> Row:
    item, runs = line.item, line.warranty
    name = plain(item.name or item.sku or item.category or runs.title.told(language))
    return {
        "name": f"{name} {plain(item.size)}" if item.size else name,
        "qty": line.qty,
        "months": runs.months,
        "until": day_in_words(runs.until, language, year=True),
    }


def _is_fact(source: str) -> bool:
    """Whether a source is a number of this tool's own list: nothing to a customer."""
    return source[:1] in {"S", "X"} and source[-3:].isdigit() and "-" in source


def _law(source: str, policy: Policy, language: str) -> str:
    """An article by its title in the card's language, a standard by its number."""
    for entry in policy.topic("statute").values():
        if source in entry.sources:
            return title_of(entry).told(language)
    return source


def _tips(lines: Iterable[Owed], in_force: DatedPolicy, language: str) -> list[Row]:
    """How these goods are washed, stored and kept: what holds for their categories, each once."""
    table: dict[str, Any] = in_force[CARE].table()
    usual = in_force["warranty.unknown_category"].text()
    found: dict[str, None] = {}
    for line in lines:
        category = plain_category(line.item.category, in_force)
        texts = table.get(category) or table.get(usual, {})
        found |= dict.fromkeys(texts.get(language, ()))
    return [{"text": plain(text)} for text in found]
