"""What is wrong in the policy files: all of it, with file and line, not only the first.

`svc.policy` refuses a broken file when it is read; here every file is read as plain TOML, so that
one mistake does not hide the next.
"""

from __future__ import annotations

from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from svc.i18n import Sentence, say
from svc.policy import KEYS, SHIPPED, VALUE_KEYS, preset_folder
from svc.policy.page import Page, read_pages
from svc.problem import Problem
from svc.rules.advice_values import TOPICS, authority_rows
from svc.rules.answer import POSTS
from svc.rules.authority import LIMITS, UNNAMED
from svc.rules.policy_values import of_one_value, of_the_categories, of_the_fee_table
from svc.rules.profile_values import of_the_profiles
from svc.rules.statute import REGION
from svc.rules.tier_values import NAMES_TIERS, of_the_names
from svc.rules.warranty import NAME_CATEGORIES, NOT_CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from svc.policy import Policy

OWN_ENTRIES = {
    "warranty": "", "statute": REGION, "offers": "", "questions": "", "message": "taboo_",
    "survey": "",
    "practice": "",
}  # fmt: skip
"""Files in which a shop may add entries of its own, and how those begin."""


def check_policy(policy: Policy) -> list[Problem]:
    """Everything wrong in the policy files in use, the shipped ones first (S2-065).

    A broken file or entry is told and left out; what remains is checked on.
    """
    problems: list[Problem] = []
    shipped: list[Page] = []
    for folder in (SHIPPED, preset_folder(policy.preset)):
        shipped += _good_ones(read_pages(folder), problems)
    own = [] if policy.folder is None else _good_ones(read_pages(policy.folder), problems)
    good = _looked_over(shipped, own, shipped, problems)
    problems += _fee_table(good)
    problems += _categories(good)
    problems += _limited(good)
    problems += _authority_rows(good)
    problems += of_the_profiles(good)
    problems += _tiers(good)
    return problems


def check_changes(folder: str, preset: str) -> list[Problem]:
    """What is wrong in files to be laid over a shop's policy, each entry looked at alone."""
    problems: list[Problem] = []
    shipped = [
        page
        for place in (SHIPPED, preset_folder(preset))
        for page in read_pages(place)
        if isinstance(page, Page)
    ]
    own = _good_ones(read_pages(folder), problems)
    _looked_over([], own, shipped, problems)
    return problems


def _looked_over(
    pages: list[Page], own: list[Page], shipped: list[Page], problems: list[Problem]
) -> dict[str, tuple[Page, list[Any]]]:
    """The entries of these pages and the shop's own in order; what is wrong joins the problems."""
    known = _known(shipped)
    good: dict[str, tuple[Page, list[Any]]] = {}
    for nth, page in enumerate((*pages, *own)):
        topic, is_own = page.topic, nth >= len(pages)
        like = [other for other in shipped if other.topic == topic] if is_own else []
        if is_own:
            problems += _unknown(page, known)
        for name, raw in page.content.items():
            found = list(_entry(page, name, raw)) or list(_kind(page, name, raw, like))
            problems += found
            if not any(problem.level == "error" for problem in found):
                good[f"{topic}.{name}"] = (page, raw["values"])
    return good


def _good_ones(pages: Iterable[Page | Problem], problems: list[Problem]) -> list[Page]:
    """The pages among these; what keeps the others from being ones joins the problems."""
    found = list(pages)
    problems += [page for page in found if isinstance(page, Problem)]
    return [page for page in found if isinstance(page, Page)]


def _known(pages: Iterable[Page]) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for page in pages:
        known.setdefault(page.topic, set()).update(page.content)
    return known


def _unknown(page: Page, known: dict[str, set[str]]) -> Iterator[Problem]:
    """Files and entries of the shop's that no rule will ever ask for."""
    if page.topic not in known:
        yield Problem(
            level="error",
            rule=page.topic,
            message=say("No rule reads a policy file of this name."),
            hint=_did_you_mean(page.topic, known),
            file=page.place,
        )
        return
    names = known[page.topic]
    for name in page.content:
        if name in names:
            continue
        begins = OWN_ENTRIES.get(page.topic)
        if begins is None or not name.startswith(begins):
            yield page.problem(
                name, say("No rule asks for this entry."), _did_you_mean(name, names)
            )
        elif not begins and get_close_matches(name, names, n=1, cutoff=0.75):
            yield page.problem(
                name, say("This entry is new here."), _did_you_mean(name, names), warning=True
            )


def _did_you_mean(name: str, names: Iterable[str]) -> Sentence:
    names = sorted(names)
    if close := get_close_matches(name, names, n=1):
        return say("Did you mean {name}?", name=close[0])
    return say("Known here: {names}.", names=", ".join(names))


def _entry(page: Page, name: str, raw: Any) -> Iterator[Problem]:
    if not isinstance(raw, dict):
        yield page.problem(
            name,
            say("This stands outside of any entry."),
            say("Write it as [{name}], then [[{name}.values]] with `value = …`.", name=name),
        )
        return
    for key in raw:
        if key not in KEYS:
            yield page.problem(
                name, say("No entry has a key {key!r}.", key=key), _did_you_mean(key, KEYS)
            )
    sources = raw.get("sources", [])
    named = isinstance(sources, list) and all(isinstance(each, str) for each in sources)
    if not named or not (sources or raw.get("default_of_tool") is True):
        yield page.problem(
            name,
            say("It names no source."),
            say('Add sources = ["…"]: a fact, an article of law, or a decision of the shop.'),
            warning=True,
        )
    if (post := raw.get("changed_by")) not in (None, *POSTS):
        yield page.problem(
            name, say("changed_by: there is no post {post!r}.", post=post), _posts_hint(post)
        )
    values = raw.get("values")
    if not isinstance(values, list) or not values or not all(isinstance(v, dict) for v in values):
        yield page.problem(
            name,
            say("It has no value."),
            say("Add [[{name}.values]] with `value = …`.", name=name),
        )
        return
    yield from _dates(page, name, values)
    for nth, row in enumerate(values):
        for key in row.keys() - VALUE_KEYS:
            yield page.problem(
                name,
                say("No value has a key {key!r}.", key=key),
                _did_you_mean(key, VALUE_KEYS),
                value=nth,
            )
        if "value" not in row:
            yield page.problem(
                name,
                say("This value is missing."),
                say("Add `value = …` below [[{name}.values]].", name=name),
                value=nth,
            )
            continue
        for message, hint in of_one_value(page.topic, name, row["value"]):
            yield page.problem(name, message, hint, value=nth)


def _kind(page: Page, name: str, raw: Any, shipped: list[Page]) -> Iterator[Problem]:
    """Values of another kind than those of shipped files: text where rules expect a number."""
    like = [other.content[name] for other in shipped if name in other.content]
    kinds = {type(row["value"]) for entry in like for row in entry["values"]}
    for nth, row in enumerate(raw["values"]):
        if kinds and type(row["value"]) not in kinds:
            yield page.problem(
                name,
                say(
                    "It holds {value!r}, of a different kind from the shipped value.",
                    value=row["value"],
                ),
                say("Shipped: {value!r}.", value=like[-1]["values"][0]["value"]),
                value=nth,
            )


def _posts_hint(post: Any) -> Sentence:
    return _did_you_mean(str(post), POSTS)


def _dates(page: Page, name: str, values: list[dict[str, Any]]) -> Iterator[Problem]:
    """The first value has no start date; the others have one each, in order."""
    last: date | None = None
    for nth, row in enumerate(values):
        since = row.get("since")
        if nth == 0:
            if since is not None:
                yield page.problem(
                    name,
                    say("The first value has a start date; it should hold from the beginning."),
                    say("Leave out its `since`, or put the value before it above."),
                    value=nth,
                )
        elif since is None:
            yield page.problem(
                name,
                say("This value has no start date."),
                say("Add `since = 2027-01-01`: the first day it holds."),
                value=nth,
            )
        elif not isinstance(since, date) or isinstance(since, datetime):
            yield page.problem(
                name,
                say("`since` is no date."),
                say("Write it as 2027-01-01, without quotes."),
                value=nth,
            )
        else:
            if since == last:
                yield page.problem(
                    name,
                    say("Two of its values begin on {since}.", since=since),
                    say("Keep one of them, or give the later one its own day."),
                    value=nth,
                )
            elif last is not None and since < last:
                yield page.problem(
                    name,
                    say("It starts on {since}, not after the value above it.", since=since),
                    say("Put the values in order of their start dates."),
                    value=nth,
                )
            last = since


def _fee_table(good: dict[str, tuple[Page, list[Any]]]) -> Iterator[Problem]:
    """Days that no row of the fee table covers, or two do, on every day either entry changes."""
    if "refund.bands" not in good or "refund.free_days" not in good:
        return
    page, tables = good["refund.bands"]
    _, free = good["refund.free_days"]
    starts = {row.get("since") for row in (*tables, *free)}
    told: set[str] = set()
    for day in sorted(start or date.min for start in starts):
        nth = _in_force(tables, day)
        free_days = free[_in_force(free, day)]["value"]
        for message, hint in of_the_fee_table(tables[nth]["value"], free_days):
            if str(message) not in told:
                told.add(str(message))
                yield page.problem("bands", message, hint, value=nth)


def _categories(good: dict[str, tuple[Page, list[Any]]]) -> Iterator[Problem]:
    """Names in the warranty file that lead to no category."""
    names = [each.removeprefix("warranty.") for each in good if each.startswith("warranty.")]
    known = sorted(set(names) - NOT_CATEGORIES)
    for name in sorted(NAME_CATEGORIES & set(names)):
        page, values = good[f"warranty.{name}"]
        for nth, row in enumerate(values):
            value = row["value"]
            named = list(value) if isinstance(value, dict) else [str(value)]
            for message, hint in of_the_categories(named, known):
                yield page.problem(name, message, hint, value=nth)


def _limited(good: dict[str, tuple[Page, list[Any]]]) -> Iterator[Problem]:
    """Limits by amount on a problem that no row of the decision table names (X-09)."""
    if LIMITS not in good:
        return
    page, values = good[LIMITS]
    rows = {each for each in good if each.startswith("authority.")} - {LIMITS, UNNAMED}
    known = {each.removeprefix("authority.") for each in rows}
    for nth, row in enumerate(values):
        for limit in row["value"]:
            if (problem := limit.get("problem")) is not None and problem not in known:
                yield page.problem(
                    "limits",
                    say("No row says who decides {problem!r}.", problem=problem),
                    _did_you_mean(str(problem), known),
                    value=nth,
                )


def _authority_rows(good: dict[str, tuple[Page, list[Any]]]) -> Iterator[Problem]:
    """Remedies and offers that name a row of authority there is not."""
    for entry_id, (page, values) in good.items():
        if page.topic not in TOPICS:
            continue
        for nth, row in enumerate(values):
            for name in authority_rows(row["value"]):
                if f"authority.{name}" not in good:
                    yield page.problem(
                        entry_id.partition(".")[2],
                        say("There is no row {name!r} in authority.toml.", name=name),
                        value=nth,
                    )


def _tiers(good: dict[str, tuple[Page, list[Any]]]) -> Iterator[Problem]:
    """Entries that name tiers nobody can have on a day on which both are in force."""
    if "tier.levels" not in good:
        return
    levels = good["tier.levels"][1]
    for entry_id in NAMES_TIERS:
        if entry_id not in good:
            continue
        page, values = good[entry_id]
        told: set[tuple[int, str]] = set()
        for day in sorted({row.get("since") or date.min for row in (*levels, *values)}):
            nth = _in_force(values, day)
            known = [str(row.get("key")) for row in levels[_in_force(levels, day)]["value"]]
            for message, hint in of_the_names(known, values[nth]["value"]):
                if (nth, str(message)) not in told:
                    told.add((nth, str(message)))
                    yield page.problem(entry_id.partition(".")[2], message, hint, value=nth)


def _in_force(values: list[Any], day: date) -> int:
    begun = [nth for nth, row in enumerate(values) if (row.get("since") or date.min) <= day]
    return max(begun, default=0)
