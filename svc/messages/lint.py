"""Looking through templates of messages for what they must not say (S2-028 to S2-035, domain 3.2).

Twice: the words as they stand in the file, so that a line can be named, and the texts they make
for several customers and days, so that no branch and no word put together goes unheard.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from svc.frozen import Frozen
from svc.i18n import Sentence, say
from svc.messages.counting import segments
from svc.messages.header import without_header
from svc.messages.lint_samples import many_facts, usual_values
from svc.messages.planned_texts import route
from svc.messages.problems import (
    LINK,
    PHONE,
    REFUSED_BY_CARRIERS,
    STILL_BLANK,
    problems_of_text,
    unwritten,
)
from svc.messages.render import Wording
from svc.rules.plan import NEEDS
from svc.rules.taboo import Ear, taboos, told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from svc.messages.templates import Template
    from svc.policy import Policy

PRIVATE = frozenset(
    {"phone", "mobile", "tel", "telephone", "address", "email", "values", "family"}
    | {"ethnic_group", "age", "spend", "spent", "spent_before", "amount", "total", "paid", "price"}
    | {"profile", "character", "work", "birthday", "notes", "id_card"}
)
"""Facts and variables that have no business in a message."""
OF_TEXTS = frozenset({"unwritten", "empty", "too_long", "refused_marks", "phone_number", "link"})
"""Rules a text breaks as a whole (`problems_of_text`): told once, by the source where it shows."""
_MASK = "\x00"
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_LITERAL = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_FACT = re.compile(r"\b(?:customer|purchase|staff|shop)\s*\.\s*([a-z_]+)")
_ADJACENT = re.compile(r"\}\}\s*\{\{")
_PUNCTUATION = re.compile(r"[\W_\x00]+")


class Finding(Frozen):
    """What a template must not say: the line of its file, the rule, the words found."""

    template: str
    file: str
    language: str
    kind: str
    line: int
    rule: str
    found: str
    message: Sentence

    def to_json(self) -> dict[str, str | int]:
        """The keys of the contract, and more."""
        return {
            "template": self.template,
            "line": self.line,
            "rule": self.rule,
            "found": self.found,
            "message": str(self.message),
            "file": self.file,
            "language": self.language,
            "kind": self.kind,
        }


class Linter:
    """The rules of a shop on a day, ready to look through one template after another."""

    def __init__(self, policy: Policy, day: date, head: str) -> None:
        in_force = policy.at(day)
        self._day, self._head = day, head
        self._taboos = taboos(policy, day)
        self._needs = in_force["message.needs"].table()
        self._refused = in_force["message.refused_kinds"].texts()
        self._opt_out = in_force["message.opt_out"].texts()
        self._most = in_force["message.most_parts"].table()
        self._route = route(in_force)
        self._festivals = [row.get("name") for row in in_force["message.festivals"].rows()]

    def lint(self, template: Template) -> list[Finding]:
        """What is wrong with a template, line by line.

        Raises:
            BadTemplate: it cannot be read or written; file and line are named.
        """
        found = [*self._in_source(template)]
        if any(each.rule == "private" for each in found):
            return _in_order(found)  # such a fact cannot be filled in: there is no text to look at
        rules, said = {each.rule for each in found}, {(each.rule, each.found) for each in found}
        for each in self._in_texts(template):
            known = (
                each.rule in rules if each.rule in OF_TEXTS else (each.rule, each.found) in said
            )
            if not known:
                found.append(each)
        return _in_order(found)

    def parts(self, template: Template) -> tuple[int, int] | None:
        """How many parts its longest usual text takes and how many are wanted, if too many."""
        most = self._most.get(template.info.language, 1)
        longest = max(segments(self._head + text, self._route) for text in self._texts(template))
        return (longest, most) if longest > most else None

    def _texts(self, template: Template) -> Iterator[str]:
        """The texts a template makes for many customers, days and values of its variables."""
        language = template.info.language
        for given in ({}, usual_values(template)):
            wording = Wording(template, given)
            yield from wording.texts(
                many_facts(language, self._day, wording.asks, self._festivals)
            )

    def _in_source(self, template: Template) -> Iterator[Finding]:
        text = template.text
        at = _Place(template)
        kind = template.info.kind
        if kind in self._refused:
            why = say("Gateways refuse messages of kind {kind} in this trade.", kind=kind)
            yield at.finding(at.line_of("kind"), "refused_kind", kind, why)
        for number, line in enumerate(_words_alone(text).split("\n"), start=1):
            yield from self._in_line(at, number, line, Ear(self._taboos, kind))
        for tag in _TAG.finditer(text):
            for fact in _FACT.findall(tag[0]):
                if fact in PRIVATE and not tag[0].startswith("{#"):
                    yield at.finding(at.line_at(tag.start()), "private", fact, _private(fact))
        for name in PRIVATE.intersection(template.defaults):
            yield at.finding(at.line_of(name), "private", name, _private(name))
        for match in _ADJACENT.finditer(text):
            why = say("Gateways refuse variables side by side: put a word between them.")
            yield at.finding(at.line_at(match.start()), "adjacent_variables", "}}{{", why)
        body = _TAG.sub(lambda tag: _blotted(tag[0]), text[at.body :])
        if not _PUNCTUATION.sub("", body) and _TAG.search(text, at.body):
            why = say("Gateways refuse a text that is nothing but variables.")
            yield at.finding(at.first_line, "all_variables", text[at.body :].strip()[:40], why)

    def _in_line(self, at: _Place, number: int, line: str, ear: Ear) -> Iterator[Finding]:
        for each in ear.words(line):
            yield at.finding(number, each.rule, each.word, told(each))
        if blank := unwritten(line):
            yield at.finding(number, "unwritten", blank, say(STILL_BLANK.msgid, words=blank))
        for mark in dict.fromkeys(mark for mark in line if mark in REFUSED_BY_CARRIERS):
            why = say("Carriers refuse these marks: {marks}", marks=mark)
            yield at.finding(number, "refused_marks", mark, why)
        if match := re.search(PHONE, normalize("NFKC", line)):
            why = say("There seems to be a phone number in the text.")
            yield at.finding(number, "phone_number", match[0], why)
        if match := re.search(LINK, line):
            yield at.finding(number, "link", match[0], say("Gateways refuse links in a text."))

    def _in_texts(self, template: Template) -> Iterator[Finding]:
        """What only the texts themselves show: each problem once."""
        at = _Place(template)
        kind = template.info.kind
        ear = Ear(self._taboos, kind)
        told_already: set[tuple[str, str]] = set()
        marketing = self._needs.get(kind, NEEDS[-1]) == "marketing"
        for text in self._texts(template):
            found = [(each.rule, each.word, told(each)) for each in ear.words(text)]
            heard = {rule for rule, _word, _why in found}
            found += [
                (each.rule, text[:40], each.message)
                for each in problems_of_text(text, signature=self._head)
                if each.rule not in heard
            ]
            if marketing and not any(word in "".join(text.split()) for word in self._opt_out):
                words = " / ".join(self._opt_out)
                why = say("A message of kind {kind} must say how to refuse: {words}.",
                          kind=kind, words=words)  # fmt: skip
                found.append(("opt_out", "", why))
            for rule, word, why in found:
                key = (rule, "" if rule in OF_TEXTS else word)
                if key not in told_already:
                    told_already.add(key)
                    yield at.finding(at.first_line, rule, word, why)


class _Place:
    """Where things stand in a template's file."""

    def __init__(self, template: Template) -> None:
        self._template = template
        text = template.text
        body = without_header(text)
        self.body = len(text) - len(text if body is None else body)
        start = len(text) - len(text[self.body :].lstrip())
        self.first_line = self.line_at(start)

    def line_at(self, place: int) -> int:
        """The line of the file a character stands on."""
        return self._template.text.count("\n", 0, place) + 1

    def line_of(self, key: str) -> int:
        """The line of the header a key stands on, else the first."""
        match = re.search(rf"(?m)^\s*\"?{re.escape(key)}\"?\s*=", self._template.text[: self.body])
        return self.line_at(match.end()) if match else 1

    def finding(self, line: int, rule: str, found: str, message: Sentence) -> Finding:
        """A finding of this template."""
        info = self._template.info
        return Finding(
            template=info.name, file=info.file, language=info.language, kind=info.kind,
            line=line, rule=rule, found=found, message=message,
        )  # fmt: skip


def _private(fact: str) -> Sentence:
    return say("{fact!r} is not for messages: what is not told cannot leak.", fact=fact)


def _in_order(found: list[Finding]) -> list[Finding]:
    return sorted(found, key=lambda each: (each.line, each.rule, each.found))


def _words_alone(text: str) -> str:
    """A template's text with all that is not words blotted out, each line where it was.

    Of the header the texts of variables stay, of tags the texts they print.
    """
    body = without_header(text)
    cut = 0 if body is None else len(text) - len(body)
    head = "\n".join(_texts_in(line) if "=" in line else "" for line in text[:cut].split("\n"))
    return head + _TAG.sub(lambda tag: _blotted(tag[0]), text[cut:])


def _texts_in(line: str) -> str:
    """The texts in quotes of a line of the header; its `kind` is none of them."""
    if re.match(r"\s*(?:kind|preset)\s*=", line):
        return ""
    return _MASK.join(double or single for double, single in _LITERAL.findall(line))


def _blotted(tag: str) -> str:
    if tag.startswith("{{"):
        kept = _MASK.join(double or single for double, single in _LITERAL.findall(tag))
        return _MASK + kept + _MASK + "\n" * (tag.count("\n") - kept.count("\n"))
    return _MASK + "\n" * tag.count("\n")
