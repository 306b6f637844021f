"""What the policy of profiles, stages, questions and the contest must be like."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from svc.i18n import Sentence, say
from svc.rules.findings import Finding, whole
from svc.rules.questions import REASONS, TEXTS, in_the_companys_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from svc.policy.page import Page
    from svc.problem import Problem

TOPICS = ("profile", "questions")
HALVES = ("hard", "soft")
LISTS = (*HALVES, "withheld")
SPOKEN = frozenset({"purpose", "promise", "parting"})
AN_ALLOWED_ONE = '{ field = "family", reason = "…", since = "2027-01-01" }'
A_STAGE = '{ key = "first_contact", after = 0, en = "…", zh = "…", fields = ["name", "phone"] }'
A_SENTENCE = '{ en = "…", zh = "…" }'
A_QUESTION = '{ en = "…", zh = "…", why_en = "…", why_zh = "…" }'


def of_profile(topic: str, name: str, value: Any) -> Iterator[Finding]:
    """What is wrong with one value of `profile` or `questions`, looked at alone."""
    if topic == "questions":
        yield from _texts(value, (*TEXTS, *REASONS), A_QUESTION)
    elif name in SPOKEN:
        yield from _texts(value, TEXTS, A_SENTENCE)
    elif name in LISTS:
        yield from _names(value)
    elif name == "allowed":
        yield from _allowed(value)
    elif name == "stages":
        yield from _stages(value)
    elif name in {"weights", "contest"}:
        yield from _shares(name, value)
    elif name in {"at_once", "ask_again"}:
        yield from whole(value, least=1 if name == "at_once" else 0)


def of_the_profiles(good: Mapping[str, tuple[Page, list[Any]]]) -> Iterator[Problem]:
    """Where the lists of fields contradict each other, as they hold last (S2-002, S2-012)."""
    names = (*LISTS, "stages", "allowed")
    if not all(f"profile.{name}" in good for name in names):
        return
    held = {name: good[f"profile.{name}"][1][-1]["value"] for name in names}
    turned_on = [row["field"] for row in held["allowed"]]
    staged = [field for row in held["stages"] for field in row["fields"]]

    def problem(name: str, message: Sentence, hint: Sentence) -> Problem:
        return good[f"profile.{name}"][0].problem(name, message, hint)

    for half in HALVES:
        for name in held[half]:
            if name in held["withheld"] and name not in turned_on:
                yield problem(
                    half,
                    say("{field} is withheld: it is not collected.", field=name),
                    say("Give the reason in [allowed]: {example}.", example=AN_ALLOWED_ONE),
                )
    for name in turned_on:
        if name not in held["withheld"]:
            yield problem(
                "allowed",
                say("{field} is not withheld: it needs no reason.", field=name),
                say("Add it to [hard] or [soft]."),
            )
    for name in staged:
        if f"questions.{name}" not in good:
            yield problem(
                "stages",
                say("There is no question for {field}.", field=name),
                say("Add [{field}] to questions.toml.", field=name),
            )


def _texts(value: Any, names: tuple[str, ...], example: str) -> Iterator[Finding]:
    """Sentences in both languages, none of them in the company's name (S2-013)."""
    given: Mapping[str, Any] = value if isinstance(value, dict) else {}
    lacking = [n for n in names if not isinstance(given.get(n), str) or not given[n].strip()]
    if lacking:
        yield (
            say("It lacks {names}.", names=", ".join(lacking)),
            say("Write {example}.", example=example),
        )
    for name in names:
        if isinstance(text := given.get(name), str) and in_the_companys_name(text):
            yield (
                say("{name} asks in the company's name: {text}", name=name, text=text),
                say("Say what she gains by it; nothing is demanded for the company."),
            )


def _names(value: Any) -> Iterator[Finding]:
    names = value if isinstance(value, list) else [None]
    if not all(isinstance(name, str) and name for name in names):
        yield say("It should be a list of fields."), say('Write them as ["name", "phone"].')
        return
    for name in dict.fromkeys(each for each in names if names.count(each) > 1):
        yield say("{field} is there twice.", field=name), None


def _allowed(value: Any) -> Iterator[Finding]:
    """Fields turned on, each with the shop's reason (Order 778 Art. 23)."""
    rows = value if isinstance(value, list) else [None]
    for nth, row in enumerate(rows, start=1):
        given = row if isinstance(row, dict) else {}
        hint = say("Write {example}.", example=AN_ALLOWED_ONE)
        if not isinstance(given.get("field"), str) or not given["field"]:
            yield say("Row {nth} names no field.", nth=nth), hint
        elif not isinstance(given.get("reason"), str) or not given["reason"].strip():
            yield (
                say("Row {nth} gives no reason to collect {field}.", nth=nth,
                    field=given["field"]),
                hint,
            )  # fmt: skip
        if not _is_day(given.get("since", "2027-01-01")):
            yield (
                say("{day!r} is no day.", day=given["since"]),
                say("Write it as 2027-02-17, in quotes."),
            )
        for key in sorted(given.keys() - {"field", "reason", "since"}):
            yield say("Row {nth}: there is no {key!r} here.", nth=nth, key=key), hint


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _stages(value: Any) -> Iterator[Finding]:
    rows: list[Any] = value if isinstance(value, list) else []
    hint = say("Write rows as {example}.", example=A_STAGE)
    if not rows or not all(isinstance(row, dict) for row in rows):
        yield say("It should be a list of rows."), hint
        return
    keys, seen = [row.get("key") for row in rows], set()
    for nth, row in enumerate(rows, start=1):
        lacking = [name for name in ("key", *TEXTS) if not isinstance(row.get(name), str)]
        if lacking:
            yield say("Row {nth} lacks {names}.", nth=nth, names=", ".join(lacking)), hint
        elif keys.count(row["key"]) > 1:
            yield say("Row {nth}: there are two stages {key!r}.", nth=nth, key=row["key"]), None
        if type(row.get("after", 0)) is not int or row.get("after", 0) < 0:
            yield say("Row {nth}: `after` is a whole number of days.", nth=nth), hint
        fields = row.get("fields")
        if not isinstance(fields, list) or not all(isinstance(name, str) for name in fields):
            yield say("Row {nth} names no fields.", nth=nth), hint
            continue
        for name in fields:
            if name in seen:
                yield say("Row {nth}: {field} is there twice.", nth=nth, field=name), None
            seen.add(name)


def _shares(name: str, value: Any) -> Iterator[Finding]:
    """Weights of two halves that make one whole; the contest's mark of a complete file, too."""
    given = value if isinstance(value, dict) else {}
    halves = HALVES if name == "weights" else ("quantity", "quality")
    wanted = halves if name == "weights" else (*halves, "complete")
    shares = {each: _share(given.get(each)) for each in wanted}
    for each, share in shares.items():
        if share is None:
            yield (
                say("{name} is not a share from 0 to 1.", name=each),
                say('5 % is written "0.05", in quotes.'),
            )
    weights = [share for each in halves if (share := shares[each]) is not None]
    if len(weights) == len(halves) and sum(weights) != 1:
        yield say("{names} do not add up to 1.", names=", ".join(halves)), None


def _share(value: Any) -> Decimal | None:
    try:
        share = Decimal(value) if isinstance(value, str) else Decimal(-1)
    except InvalidOperation:
        return None
    return share if 0 <= share <= 1 else None
