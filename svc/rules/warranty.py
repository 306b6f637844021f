"""How long the shop repairs free of charge (S2-062), and what the law adds (domain section 2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from svc.errors import BadInput, BadPolicy
from svc.i18n import Sentence, say, spoken

if TYPE_CHECKING:
    from svc.policy import DatedPolicy, Entry, Policy
    from svc.rules.answer import Citations

NOT_CATEGORIES = frozenset({"unknown_category", "also_called"})
REGION = "region_"
NATIONAL = ("consumer_law_24", "order_778_18")


@dataclass(frozen=True, slots=True)
class InBoth:
    """A text of the policy files in both languages, which chooses when it is spoken."""

    en: str
    zh: str

    def __str__(self) -> str:
        return self.zh if spoken() == "zh" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article of law: its title, what it says, and the warranty it sets at least."""

    title: InBoth
    says: InBoth
    least_months: int | None = None

    def said(self) -> Sentence:
        """The article with what it says."""
        return say("{article}: {says}.", article=self.title, says=self.says)


@dataclass(frozen=True, slots=True, kw_only=True)
class Warranty:
    """A warranty in calendar months; its last day is `until`."""

    title: InBoth
    months: int
    start: date
    until: date
    warnings: tuple[Sentence, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether the warranty still runs on a day."""
        return day <= self.until

    def said(self) -> Sentence:
        """Which warranty, and until when."""
        return say(
            "{warranty}: {months} months from {start}, up to and including {until}.",
            warranty=self.title,
            months=self.months,
            start=self.start,
            until=self.until,
        )


def warranty(
    category: str | None, start: date, sold: date, policy: Policy, cited: Citations
) -> Warranty:
    """The warranty of a category from a start day, by the policy of the sale day (S2-062)."""
    known = policy.topic("warranty")
    name = _plain(category, policy.at(sold))
    warnings: tuple[Sentence, ...] = ()
    if name not in known or name in NOT_CATEGORIES:
        name = cited["warranty.unknown_category"].text()
        if name not in known or name in NOT_CATEGORIES:
            raise BadPolicy(
                say("Policy warranty.unknown_category names {name!r}, no category.", name=name),
                say("Run `svc policy show warranty` for the categories."),
            )
        counted = title_of(known[name])
        warnings = (
            say(
                "Category {category} is not known: {counted} is used.",
                category=category,
                counted=counted,
            )
            if category
            else say("The goods have no category: {counted} is used.", counted=counted),
        )
    months = cited[f"warranty.{name}"].whole()
    return Warranty(
        title=title_of(known[name]),
        months=months,
        start=start,
        until=months_after(start, months),
        warnings=warnings,
    )


def lengthened(promised: Warranty, article: Article | None) -> Warranty:
    """The warranty, or a longer one where an article of the province asks for it."""
    least = article.least_months if article else None
    if least is None or least <= promised.months:
        return promised
    return replace(promised, months=least, until=months_after(promised.start, least))


def _plain(category: str | None, in_force: DatedPolicy) -> str:
    """The category as policy calls it: tills write 皮服 for leather."""
    name = (category or "").strip().lower()
    called = in_force["warranty.also_called"].table().get(name, name)
    return called if isinstance(called, str) else name


def months_after(start: date, months: int) -> date:
    """The day some calendar months later; a day the month does not have is its last (S2-062)."""
    from dateutil.relativedelta import relativedelta

    try:
        return start + relativedelta(months=months)
    except (ValueError, OverflowError):  # past the year 9999
        return date.max


def national(policy: Policy, looked_up: DatedPolicy | Citations) -> list[Article]:
    """The articles on faults that hold everywhere; looked up in citations, they are cited."""
    return [_article(policy, looked_up, key) for key in NATIONAL]


def region_named(name: str, policy: Policy, looked_up: DatedPolicy | Citations) -> Article:
    """The article a province adds.

    Raises:
        BadInput: there is no article of such a province.
    """
    region = name.strip().lower()
    known = known_regions(policy)
    if region not in known:
        raise BadInput(
            say("Region {name!r} is not known.", name=name),
            say("Known regions: {regions}.", regions=", ".join(known)),
        )
    return _article(policy, looked_up, REGION + region)


def known_regions(policy: Policy) -> list[str]:
    """The provinces whose rules are known."""
    statute = policy.topic("statute")
    return [key.removeprefix(REGION) for key in statute if key.startswith(REGION)]


def _article(policy: Policy, looked_up: DatedPolicy | Citations, key: str) -> Article:
    found = looked_up[f"statute.{key}"]
    row = found.table()
    least = row.get("min_warranty_months")
    if not isinstance(row.get("en"), str) or not (least is None or type(least) is int):
        raise BadPolicy(
            say("Policy {id} needs `en` and `zh` texts and whole months.", id=found.id),
            say("Run `svc policy check`."),
        )
    return Article(
        title=title_of(policy.entry(found.id)),
        says=InBoth(row["en"], str(row.get("zh", row["en"]))),
        least_months=least,
    )


def title_of(entry: Entry) -> InBoth:
    """What an entry of policy is called."""
    return InBoth(entry.title_en, entry.title_zh)
