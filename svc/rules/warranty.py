"""How long the shop repairs free of charge (S2-062), and what the law adds (domain section 2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from svc.errors import BadInput, BadPolicy
from svc.i18n import Sentence, say, spoken

if TYPE_CHECKING:
    from svc.policy import DatedPolicy, Entry, Policy
    from svc.rules.answer import Citations

NOT_CATEGORIES = frozenset({"unknown_category", "also_called"})
REGION = "region_"
PROVINCES = "provinces"
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


def unknown(category: str | None, sold: date, policy: Policy) -> Sentence | None:
    """What to tell whoever records goods of a category no warranty names; None where one does."""
    known = [name for name in policy.topic("warranty") if name not in NOT_CATEGORIES]
    in_force = policy.at(sold)
    if not category or _plain(category, in_force) in known:
        return None
    names: dict[str, list[str]] = {name: [] for name in known}
    for called, name in _other_names(in_force).items():
        if name in names:
            names[name].append(called)
    return say(
        "Category {category} is not known: it counts as {counted}. Known: {known}.",
        category=category,
        counted=in_force["warranty.unknown_category"].text(),
        known=InBoth(", ".join(names), "、".join(map(_with_its_name, names, names.values()))),
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
    return _other_names(in_force).get(name, name)


def _other_names(in_force: DatedPolicy) -> dict[str, str]:
    """The category of each other name it goes by."""
    table = in_force["warranty.also_called"].table()
    return {called: name for name, others in table.items() for called in others}


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
    return _article(policy, looked_up, REGION + region_of(name, policy))


def region_of(name: str, policy: Policy) -> str:
    """The province as policy names it: `zhejiang` of `浙江省`.

    Raises:
        BadInput: there is no article of such a province.
    """
    code = region_code(name, policy)
    if code is None:
        raise BadInput(say("Region {name!r} is not known.", name=name), region_hint(name, policy))
    return code


def region_code(name: str, policy: Policy) -> str | None:
    """The province as policy names it, or None where no such article is known."""
    wanted = name.strip().lower()
    found = (code for code, called in _regions(policy).items() if wanted in (code, *called))
    return next(found, None)


def has_rules(region: str, policy: Policy) -> bool:
    """Whether rules of a province are on file, by its name in policy."""
    return REGION + region in policy.topic("statute")


def region_hint(name: str, policy: Policy) -> Sentence:
    """The provinces there are, and the one that was perhaps meant."""
    regions = _regions(policy)
    names = [each for code, called in regions.items() for each in (code, *called)]
    known = InBoth(", ".join(regions), "、".join(map(_with_its_name, regions, regions.values())))
    if close := get_close_matches(name.strip().lower(), names, n=1):
        return say("Did you mean {name}? Known regions: {regions}.", name=close[0], regions=known)
    return say("Known regions: {regions}.", regions=known)


def _with_its_name(code: str, called: list[str]) -> str:
    return f"{code} ({called[0]})" if called else code


def _regions(policy: Policy) -> dict[str, list[str]]:
    """The provinces, those whose rules are on file first, each with what else it is called."""
    found: dict[str, list[str]] = {}
    for key, entry in policy.topic("statute").items():
        if key.startswith(REGION):
            rows = [each.value for each in entry.values if isinstance(each.value, dict)]
            called = [row["called"] for row in rows if isinstance(row.get("called"), list)]
            found[key.removeprefix(REGION)] = [str(name) for names in called for name in names]
    if PROVINCES in policy.topic("statute"):
        for each in policy.topic("statute")[PROVINCES].values:
            more = each.value if isinstance(each.value, dict) else {}
            found |= {name: called for name, called in more.items() if name not in found}
    return found


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
