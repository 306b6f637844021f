"""Files that may be of one person, found in one pass over what stands in them.

Each file is put under a few keys: its phones, its name with the birthday, the address or the end
of a phone. Whoever stands under one key may be one person; people decide. Who lives at one address
under different names is shown after them: perhaps a family, perhaps one who changed her name.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from svc.errors import BadInput
from svc.frozen import Frozen
from svc.i18n import Sentence, say
from svc.phones import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Key = tuple[str, ...]
TAIL = 7
"""So many digits at the end of a phone tell one from another where the name is the same."""
FEW = 30
"""Among so many under one key each pair is looked at; more are taken as a chain."""
RULES: Mapping[str, Sentence] = {
    "phone": say("one phone number in both files"),
    "name_birthday": say("the same name and birthday"),
    "address": say("the same name and address"),
    "phone_tail": say("the same name and end of the phone number"),
}
FAMILY = say("the same address under different names: perhaps one family")
HOME = "home"
"""The rule of those who share an address alone."""
MOST_AT_HOME = 12
"""So many files at one address may be a family's; more are a building's."""
_MOBILE = re.compile(r"(?<!\d)(?:(?:\+|00)?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)")
_PLAIN = re.compile("1[3-9][0-9]{9}")
_YEAR = re.compile("[0-9]{4}-")
_MARKS = re.compile(r"[\s,.;:、,。;:·\-_()()/]+")


class Group(Frozen):
    """Files that may be one person's: by which rules, and whether there is hardly a doubt.

    Those of a `family` share the address and not the name.
    """

    customers: tuple[str, ...]
    names: tuple[str, ...]
    rules: tuple[str, ...]
    sure: bool
    family: bool = False

    @property
    def merge(self) -> str:
        """The command that makes one file of them: the oldest is kept."""
        keep, *others = self.customers
        return " && ".join(f"svc customer merge {keep} {other}" for other in others)

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        return {
            "customers": list(self.customers),
            "names": list(self.names),
            "why": [str(FAMILY if self.family else RULES[rule]) for rule in self.rules],
            "rules": list(self.rules),
            "sure": self.sure,
            "merge": self.merge,
        }


def folded(text: str) -> str:
    """A name as names are compared: no spaces, one width, one case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def place(text: str) -> str:
    """An address as addresses are compared: one width, one case, no spaces or marks, # for 号."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("号", "#").replace("號", "#")
    return _MARKS.sub("", plain)


def phone_key(text: str, country: str) -> str:
    """A phone number as phones are compared, also one kept by force in another form."""
    if country == "CN" and _PLAIN.fullmatch(text):
        return text
    try:
        return normalise(text, country)
    except BadInput:
        digits = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isdigit())
        if country == "CN" and (found := _MOBILE.fullmatch(digits)):
            return found[1]
        return digits


def phones_in(text: str, country: str) -> Iterator[str]:
    """The mobile numbers in a text of her profile, and the whole text where it is a phone."""
    if sum(map(str.isdigit, text)) < TAIL:
        return
    plain = unicodedata.normalize("NFKC", text)
    if country == "CN":
        for found in _MOBILE.findall(plain):
            yield re.sub("[- ]", "", found)
    try:
        yield normalise(plain, country)
    except BadInput:
        return


def keys_of(raw: Mapping[str, Any], country: str) -> Iterator[tuple[str, Key]]:
    """The rules by which this file could be another's, each with what must be equal."""
    profile = raw.get("profile")
    profile = profile if isinstance(profile, dict) else {}
    phone, name = raw.get("phone"), raw.get("name")
    known = phone_key(phone, country) if isinstance(phone, str) and phone else ""
    phones = {known} if known else set()
    for value in profile.values():
        if isinstance(value, str):
            phones.update(phones_in(value, country))
    for each in sorted(phones):
        yield "phone", ("phone", each)
    if not isinstance(name, str) or name in (raw.get("number"), phone):
        return
    called = folded(name)
    if isinstance(birthday := raw.get("birthday"), str):
        yield "name_birthday", ("birthday", called, _YEAR.sub("", birthday))
    if isinstance(address := profile.get("address"), str) and (where := place(address)):
        yield "address", ("address", called, where)
        yield HOME, (HOME, where)
    if len(known) >= TAIL:
        yield "phone_tail", ("tail", called, known[-TAIL:])


def _may_be(rule: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two under one key may be one: not with two years of birth."""
    if rule != "name_birthday":
        return True
    years = {found[0] for raw in (one, other) if (found := _YEAR.search(raw["birthday"]))}
    return len(years) < 2


class Search:
    """Takes each file once; holds no more of it than where it stands under which key."""

    def __init__(self, country: str) -> None:
        self._country = country
        self._first: dict[Key, str] = {}
        self._several: dict[Key, list[str]] = {}
        self._rule: dict[Key, str] = {}

    def take(self, raw: Mapping[str, Any]) -> None:
        """Look at a file; one that is merged away or erased is nobody's."""
        if raw.get("merged") or raw.get("erased_on"):
            return
        for rule, key in keys_of(raw, self._country):
            if (first := self._first.setdefault(key, raw["id"])) != raw["id"]:
                several = self._several.setdefault(key, [first])
                if several[-1] != raw["id"]:
                    several.append(raw["id"])
                self._rule[key] = rule

    @property
    def wanted(self) -> set[str]:
        """The files that stand under one key with another: these are to be read whole."""
        alike = (ids for key, ids in self._several.items() if key[0] != HOME or _is_home(ids))
        return {each for several in alike for each in several}

    def groups(self, files: Mapping[str, Mapping[str, Any]]) -> list[Group]:
        """Who may be one person, by id, then families; `files` are the fields of those wanted."""
        pairs: dict[tuple[str, str], set[str]] = {}
        for key, several in self._several.items():
            if key[0] == HOME:
                continue
            for one, other in _pairs(sorted(set(several))):
                if _apart(files[one], files[other]):
                    continue
                if _may_be(self._rule[key], files[one], files[other]):
                    pairs.setdefault((one, other), set()).add(self._rule[key])
        homes = (ids for key, ids in self._several.items() if key[0] == HOME and _is_home(ids))
        return [*_groups(pairs, files), *_families(homes, files)]


def _is_home(several: list[str]) -> bool:
    return len(set(several)) <= MOST_AT_HOME


def _families(homes: Iterable[list[str]], files: Mapping[str, Mapping[str, Any]]) -> list[Group]:
    """Those at one address with somebody of another name whom nobody has called another person."""
    found = []
    for home in homes:
        members = sorted(set(home))
        called = {each: folded(str(files[each].get("name", ""))) for each in members}
        named = [
            one
            for one in members
            if any(
                called[one] != called[other] and not _apart(files[one], files[other])
                for other in members
            )
        ]
        if named:
            names = tuple(str(files[each].get("name", "")) for each in named)
            found.append(
                Group(customers=tuple(named), names=names, rules=("address",), sure=False,
                      family=True)
            )  # fmt: skip
    return sorted(found, key=lambda group: group.customers)


def _pairs(several: list[str]) -> Iterator[tuple[str, str]]:
    if len(several) <= FEW:
        for n, one in enumerate(several):
            yield from ((one, other) for other in several[n + 1 :])
    else:
        yield from ((several[0], other) for other in several[1:])


def _apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether the shop has said that these are two people."""
    return other["id"] in one.get("not_same", ()) or one["id"] in other.get("not_same", ())


def _groups(
    pairs: Mapping[tuple[str, str], set[str]], files: Mapping[str, Mapping[str, Any]]
) -> list[Group]:
    """Those who are joined, also through others, unless two of them are known to be two people.

    A pair that cannot join a group for that reason is a group of its own.
    """
    joined: dict[str, list[str]] = {}
    for one, other in sorted(pairs):
        first, second = joined.setdefault(one, [one]), joined.setdefault(other, [other])
        if first is second or any(_apart(files[a], files[b]) for a in first for b in second):
            continue
        first.extend(second)
        joined |= dict.fromkeys(second, first)
    rules: dict[tuple[str, ...], set[str]] = {}
    for (one, other), found in pairs.items():
        together = joined[one] if joined[one] is joined[other] else [one, other]
        rules.setdefault(tuple(sorted(together)), set()).update(found)
    return [_group(members, rules[members], files) for members in sorted(rules)]


def _group(
    members: tuple[str, ...], rules: set[str], files: Mapping[str, Mapping[str, Any]]
) -> Group:
    names = [str(files[each].get("name", "")) for each in members]
    told = rules - {"phone_tail"} if "phone" in rules else rules
    return Group(
        customers=members,
        names=tuple(names),
        rules=tuple(rule for rule in RULES if rule in told),
        sure="phone" in rules and len({folded(name) for name in names}) == 1,
    )
