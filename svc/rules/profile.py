"""What to learn next of a customer, and how to put it: stage by stage, kindly, for her own sake.

At first contact only the name and the phone are asked for; the birthday and the address if she
does not mind; all else by and by, a few questions at a time (S2-012).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from svc.errors import Refused, WrongUsage
from svc.frozen import Frozen
from svc.i18n import Sentence, say, spoken
from svc.rules.completeness import Wanted, known_fields, wanted, withheld
from svc.rules.questions import question_of, questions, sentence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from svc.policy import DatedPolicy, InForce
    from svc.records.customer import Customer
    from svc.rules.questions import Question

OPTIONAL = "birthday"
"""Asked for, though no file is less complete without it (S2-014)."""


class Stage(Frozen):
    """A step of getting to know a customer: what it asks for, how many days after the first."""

    key: str
    fields: tuple[str, ...]
    after: int
    title: str
    tells_of_tiers: bool


class Declined(Frozen):
    """A question she would rather not answer: when she said so, and when it may be put again."""

    field: str
    on: date
    again_on: date

    def to_json(self) -> dict[str, Any]:
        """Days in ISO form."""
        return {
            "field": self.field,
            "on": self.on.isoformat(),
            "again_on": self.again_on.isoformat(),
        }


class Asking(Frozen):
    """What to ask now, what later, what to leave be; no stage where nothing is left to ask.

    `waits_until` is the day the stage opens, where that is not today. `noted` are the fields never
    asked for: they are seen, or come with purchases.
    """

    stage: Stage | None
    nth: int
    stages: int
    ask: tuple[Question, ...]
    later: tuple[str, ...]
    declined: tuple[Declined, ...]
    noted: tuple[str, ...]
    waits_until: date | None
    purpose: str
    promise: str
    parting: str
    taboos: tuple[Sentence, ...]

    def to_json(self) -> dict[str, Any]:
        """The keys for scripts, sentences in the language of the moment."""
        return {
            "stage": self.stage.key if self.stage else None,
            "ask": [question.to_json() for question in self.ask],
            "later": list(self.later),
            "declined": [each.to_json() for each in self.declined],
            "noted": list(self.noted),
            "waits_until": self.waits_until and self.waits_until.isoformat(),
            "purpose": self.purpose,
            "promise": self.promise,
            "parting": self.parting,
            "taboos": [str(taboo) for taboo in self.taboos],
        }


def asking(
    known: Collection[str], declined: Mapping[str, Any], opened: date, policy: DatedPolicy
) -> Asking:
    """What to ask a customer on a day, of whose file so much is known (S2-008 to S2-014).

    A stage opens when everything of the one before is known or declined; a question she
    declined is not put again for `profile.ask_again` days.

    Raises:
        BadPolicy: stages or questions cannot be worked with, or a question is put in the company's
            name.
    """
    fields, all_stages = wanted(policy), stages(policy)
    silent = {
        each.field: each
        for each in _declined(declined, known, policy)
        if each.again_on > policy.day
    }
    open_ones = [
        (nth, stage, [f for f in stage.fields if f not in known and f not in silent])
        for nth, stage in enumerate(all_stages, start=1)
    ]
    nth, stage, left = next((each for each in open_ones if each[2]), (0, None, []))
    waits_until = None if stage is None else _opens(stage, opened, policy.day)
    asked = [] if waits_until else left[: policy["profile.at_once"].whole()]
    staged = [field for each in all_stages for field in each.fields]
    return Asking(
        stage=stage,
        nth=nth,
        stages=len(all_stages),
        ask=tuple(questions(asked, policy)),
        later=tuple(f for _nth, _stage, more in open_ones for f in more if f not in asked),
        declined=tuple(silent[field] for field in staged if field in silent),
        noted=tuple(f for f in fields.fields if f not in known and f not in staged),
        waits_until=waits_until,
        purpose=sentence(policy["profile.purpose"]),
        promise=sentence(policy["profile.promise"]),
        parting=sentence(policy["profile.parting"]),
        taboos=taboos(policy),
    )


def _opens(stage: Stage, opened: date, today: date) -> date | None:
    """The day a stage opens, if it does so only after today."""
    if (today - opened).days >= stage.after:
        return None
    return opened + timedelta(days=stage.after)


def _declined(
    declined: Mapping[str, Any], known: Collection[str], policy: DatedPolicy
) -> Iterator[Declined]:
    """What she declined and has not told since; what a hand has written wrongly is passed over."""
    rest = policy["profile.ask_again"].whole()
    for field, day in declined.items():
        try:
            on = date.fromisoformat(day)
            again = on + timedelta(days=rest)
        except (ValueError, TypeError, OverflowError):
            continue
        if field not in known:
            yield Declined(field=field, on=on, again_on=again)


def stages(policy: DatedPolicy) -> list[Stage]:
    """The stages in their order, each with the fields this shop may ask for (S2-012).

    A field of the shop's own that no stage names and that has a question is asked for in the last.

    Raises:
        BadPolicy: the stages cannot be worked with.
    """
    found = policy["profile.stages"]
    fields = wanted(policy)
    made = [_stage(row, found, fields) for row in found.rows()]
    if not made:
        raise found.wrong(say("rows of a key, titles and fields"))
    named = {name for row in found.rows() for name in row["fields"]}
    own = [f for f in fields.fields if f not in named and question_of(f, policy) is not None]
    last = made[-1]
    made[-1] = Stage(
        key=last.key,
        fields=(*last.fields, *own),
        after=last.after,
        title=last.title,
        tells_of_tiers=last.tells_of_tiers,
    )
    return made


def _stage(row: Mapping[str, Any], found: InForce, fields: Wanted) -> Stage:
    names, after, key = row.get("fields"), row.get("after", 0), row.get("key")
    if (
        not isinstance(key, str)
        or not isinstance(names, list)
        or not all(isinstance(name, str) for name in names)
        or type(after) is not int
    ):
        raise found.wrong(say("rows of a key, titles and fields"))
    return Stage(
        key=key,
        fields=tuple(name for name in names if name in fields.fields or name == OPTIONAL),
        after=after,
        title=str(row.get(spoken()) or row.get("en") or key),
        tells_of_tiers=bool(row.get("tiers")),
    )


def declining(customer: Customer, fields: Iterable[str], policy: DatedPolicy) -> dict[str, Any]:
    """What she would rather not tell: these fields too, from this day on (S2-012).

    Raises:
        WrongUsage: a field nobody would ask for.
        Refused: it is on file already.
    """
    asked_for = [field for stage in stages(policy) for field in stage.fields]
    known = known_fields(customer, ())
    found = dict(customer.declined)
    for name in fields:
        if name not in asked_for:
            raise WrongUsage(
                say("{field} is not asked for.", field=name),
                say("There are: {fields}.", fields=", ".join(asked_for)),
            )
        if name in known:
            raise Refused(
                say("{field} is on file: she has told it.", field=name),
                say("`svc customer edit {id} --set {field}=` takes it out.", id=customer.id,
                    field=name),
            )  # fmt: skip
        found[name] = policy.day.isoformat()
    return found


def taboos(policy: DatedPolicy) -> tuple[Sentence, ...]:
    """What not to do when asking: S2-013, S2-012, and what the law wants left out."""
    off = [name for name in policy["profile.withheld"].texts() if name in withheld(policy)]
    found = [
        say("Never ask in the name of the company, as in “the company requires it”."),
        say(
            "Not more than {n} questions at once; what she would rather not say is let be.",
            n=policy["profile.at_once"].whole(),
        ),
    ]
    if off:
        found.append(say("Not collected here: {fields}.", fields=_Words(off)))
    return tuple(found)


class _Words:
    """Fields as people read them, spoken when the sentence is."""

    def __init__(self, fields: list[str]) -> None:
        self._fields = fields

    def __str__(self) -> str:
        from svc.i18n import word

        return ("、" if spoken() == "zh" else ", ").join(map(word, self._fields))
