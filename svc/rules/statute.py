"""The law beside the shop's scheme: articles on faults, and what the provinces add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.errors import BadInput
from svc.frozen import Frozen, replace
from svc.i18n import Sentence, say, spoken

if TYPE_CHECKING:
    from svc.policy import DatedPolicy, Entry, Policy
    from svc.rules.answer import Citations
    from svc.rules.ruling import RefundCase, Scheme

REGION = "region_"
PROVINCES = "provinces"
NATIONAL = ("consumer_law_24", "order_778_18")


class InBoth(Frozen, kw_only=False):
    """A text of the policy files in both languages, which chooses when it is spoken."""

    en: str
    zh: str

    def __str__(self) -> str:
        return self.told(spoken())

    def told(self, language: str) -> str:
        """The text in a language, whatever is spoken just now: for papers."""
        return self.zh if language == "zh" else self.en


class Article(Frozen):
    """An article of law: its title, what it says, and the warranty it sets at least."""

    title: InBoth
    says: InBoth
    least_months: int | None = None

    def said(self) -> Sentence:
        """The article with what it says."""
        return say("{article}: {says}.", article=self.title, says=self.says)


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
    from difflib import get_close_matches

    regions = _regions(policy)
    names = [each for code, called in regions.items() for each in (code, *called)]
    known = InBoth(", ".join(regions), "、".join(map(with_its_name, regions, regions.values())))
    if close := get_close_matches(name.strip().lower(), names, n=1):
        return say("Did you mean {name}? Known regions: {regions}.", name=close[0], regions=known)
    return say("Known regions: {regions}.", regions=known)


def with_its_name(code: str, called: list[str]) -> str:
    """A code with the first of its other names: `zhejiang (浙江)`."""
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
        raise found.bad(
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


def in_its_region(
    case: RefundCase, scheme: Scheme, policy: Policy
) -> tuple[RefundCase, tuple[Sentence, ...]]:
    """The case with its province as policy names it; a province that is not known is told.

    Raises:
        BadInput: an unknown province was asked for, or svc.toml has one and the law decides.
    """
    if case.region is not None:
        return _with_rules(case, region_of(case.region, policy), policy)
    if case.shop_region is None:
        return case, ()
    region = region_code(case.shop_region, policy)
    if region is None and scheme == "statutory":
        raise BadInput(
            say("svc.toml: region {name!r} is not known.", name=case.shop_region),
            region_hint(case.shop_region, policy),
        )
    if region is None:
        doubt = say(
            "svc.toml: region {name!r} is not known, so no province's rules were looked at.",
            name=case.shop_region,
        )
        return case, (doubt,)
    return _with_rules(case, region, policy)


def _with_rules(
    case: RefundCase, region: str, policy: Policy
) -> tuple[RefundCase, tuple[Sentence, ...]]:
    """The case in its province if rules of that province are on file; else that they are not."""
    if has_rules(region, policy):
        return replace(case, region=region), ()
    doubt = say("No rules of {region} are on file here; only the national law was looked at.",
                region=region)  # fmt: skip
    return replace(case, region=None), (doubt,)
