"""Questionnaires as data: their questions by policy, and what may be answered to each.

A questionnaire is an entry of policy/survey.toml; a shop adds its own (S2-076, S2-088, S2-090,
S1-030). Each is dated, and answers are judged by the questionnaire of their day. Answers are whole
numbers (of a choice the how-manieth, of yes and no 1 and 0) or words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.errors import BadInput, NoSuchRecord
from svc.frozen import Frozen
from svc.i18n import Sentence, say
from svc.rules.scale import Scale, scale_of
from svc.rules.statute import InBoth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from svc.policy import InForce, Policy

    Value = int | str

TOPIC = "survey"
MEASURES = ("csat", "nps", "weight")
DIMENSIONS = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")
"""The five dimensions of service quality (S1-030)."""
QUALITIES = ("technical", "functional")
"""The two parts of service quality: what a customer gets, and how she gets it (S1-029)."""
EXPECTED, PERCEIVED = "e", "p"
POINTS = 100
"""What questions that weigh share out among them."""


class Question(Frozen):
    """One question; a pair is two: what is expected (`e1`) and what is perceived (`p1`).

    `measures` is one of `MEASURES`, `dimension` one of `DIMENSIONS`, `quality` one of `QUALITIES`;
    a negative one is worded the other way round and reversed when it is reckoned.
    """

    key: str
    text: InBoth
    scale: Scale
    side: str | None = None
    item: str | None = None
    measures: str | None = None
    dimension: str | None = None
    quality: str | None = None
    negative: bool = False
    required: bool = False
    lines: int = 1
    low: InBoth | None = None
    high: InBoth | None = None

    def read(self, value: object) -> Value | None:
        """An answer from what was typed or stands in a cell; None where nothing was answered.

        Raises:
            BadInput: it is not on the scale; the sentence names the question and the scale.
        """
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if self.scale.is_words:
            from svc.entry import clean

            return clean(str(value)) or None
        number = self.scale.number(value)
        if number is None:
            raise BadInput(self._off(value))
        return number

    def holds(self, value: object) -> bool:
        """Whether it is an answer as it stands on file: words, or a number on the scale."""
        if self.scale.is_words:
            return isinstance(value, str)
        return type(value) is int and self.scale.number(value) is not None

    def _off(self, value: object) -> Sentence:
        return say(
            "{key} ({question}): {value!r} is not on its scale, {scale}.",
            key=self.key, question=self.text, value=value, scale=self.scale,
        )  # fmt: skip

    def reckoned(self, value: int) -> int:
        """The answer as it counts: of a negative question 8 - x on 1-7, else as it was given."""
        return self.scale.low + self.scale.high - value if self.negative else value


class Questionnaire(Frozen):
    """A questionnaire as it was on a day: its title, what it is for, and its questions.

    `aim` is what the shop wants to know (S2-019), `intro` stands above the questions, `back`
    tells where to put the filled sheet.
    """

    name: str
    title: InBoth
    aim: InBoth | None
    intro: InBoth | None
    back: InBoth | None
    questions: tuple[Question, ...]

    def question(self, key: str) -> Question | None:
        """The question of a key, or None."""
        return next((each for each in self.questions if each.key == key), None)

    @property
    def keys(self) -> str:
        """The keys of the questions in their order, numbered ones as `e1 … e22`."""
        runs: list[list[str]] = []
        for question in self.questions:
            if runs and _counts_on(runs[-1][-1], question.key):
                runs[-1].append(question.key)
            else:
                runs.append([question.key])
        return ", ".join(
            f"{run[0]} … {run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs
        )

    def measuring(self, measure: str) -> list[Question]:
        """The questions that measure this (`csat`, `nps`, `weight`), in their order."""
        return [each for each in self.questions if each.measures == measure]

    def on_side(self, side: str) -> list[Question]:
        """The questions of what is expected (`EXPECTED`), or of what is perceived."""
        return [each for each in self.questions if each.side == side]


class Answers(Frozen):
    """What can be taken of answers given, and a sentence for each that cannot.

    `is_keyed_wrong` where a question is unknown, or one that needs an answer has none.
    """

    values: dict[str, Value]
    wrong: tuple[Sentence, ...] = ()
    is_keyed_wrong: bool = False


def answers(form: Questionnaire, given: Mapping[str, object]) -> Answers:
    """Answers read by the questionnaire of their day: by key, in its order, skipped ones left out.

    Wrong are a question the questionnaire does not have, an answer off its scale, none to a
    required question, points that do not add up to 100, and a sheet without any answer.
    """
    taken: dict[str, Value] = {}
    wrong = [
        say("{form} has no question {key!r}.", form=form.name, key=key)
        for key in given
        if form.question(key) is None
    ]
    is_keyed_wrong = bool(wrong)
    for question in form.questions:
        try:
            value = question.read(given.get(question.key))
        except BadInput as error:
            wrong.append(error.message)
            continue
        if value is not None:
            taken[question.key] = value
        elif question.required:
            is_keyed_wrong = True
            wrong.append(
                say(
                    "{key} ({question}) needs an answer.", key=question.key, question=question.text
                )
            )
    wrong += _points(form, taken)
    if not taken and not wrong:
        is_keyed_wrong = True
        wrong.append(say("Nothing is answered."))
    return Answers(values=taken, wrong=tuple(wrong), is_keyed_wrong=is_keyed_wrong)


def _counts_on(key: str, following: str) -> bool:
    """Whether a key is the next one by number: `e2` after `e1`."""
    stem = key.rstrip("0123456789")
    number = key.removeprefix(stem)
    return bool(number) and following == f"{stem}{int(number) + 1}"


def _points(form: Questionnaire, taken: Mapping[str, Value]) -> Iterator[Sentence]:
    """What is wrong with points shared out: they add up to 100, or none are given."""
    given = [taken[each.key] for each in form.measuring("weight") if each.key in taken]
    total = sum(each for each in given if isinstance(each, int))
    if given and total != POINTS:
        yield say("The points add up to {total}, not to {all}.", total=total, all=POINTS)


def names_of(policy: Policy) -> list[str]:
    """The names of all questionnaires, the shipped ones first, then the shop's own."""
    return list(policy.topic(TOPIC))


def since(policy: Policy, name: str, on: date) -> date | None:
    """The day from which the questions in force on a day hold; None from the beginning."""
    return policy.at(on)[f"{TOPIC}.{name}"].since


def questionnaire(policy: Policy, name: str, on: date) -> Questionnaire:
    """A questionnaire as it was on a day; its name is taken in any case, its titles, too.

    Raises:
        NoSuchRecord: there is none of this name.
        BadPolicy: its policy is not what it should be.
    """
    entries = policy.topic(TOPIC)
    wanted = name.strip().casefold()
    found = [
        key
        for key, entry in entries.items()
        if wanted in (key.casefold(), entry.title_en.casefold(), entry.title_zh.casefold())
    ]
    if not found:
        raise NoSuchRecord(
            say("There is no questionnaire {name!r}.", name=name),
            say("Choose one of: {words}.", words=", ".join(entries)),
        )
    entry, in_force = entries[found[0]], policy.at(on)[f"{TOPIC}.{found[0]}"]
    return _read(found[0], InBoth(entry.title_en, entry.title_zh), in_force)


def _read(name: str, title: InBoth, found: InForce) -> Questionnaire:
    table = found.table()
    try:
        return Questionnaire(
            name=name,
            title=title,
            aim=_both(table.get("aim")),
            intro=_both(table.get("intro")),
            back=_both(table.get("back")),
            questions=tuple(_questions(table)),
        )
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        from svc.rules.survey_values import of_surveys

        for fault, hint in of_surveys(TOPIC, name, found.value):
            what = say("{name}: {fault}", name=f"{TOPIC}.{name}", fault=fault)
            raise found.bad(what, hint or _explained(found)) from None
        raise found.wrong(say("questions, each with a key, a scale and its texts")) from None


def _explained(found: InForce) -> Sentence:
    return say("See `svc policy explain {id}`, then mend the file.", id=found.id)


def _questions(table: Mapping[str, Any]) -> Iterator[Question]:
    """The questions in their order; of pairs that follow each other the expected ones first."""
    held: list[Question] = []
    for row in table["questions"]:
        if row.get("pair"):
            yield _question(row, table, EXPECTED)
            held.append(_question(row, table, PERCEIVED))
            continue
        yield from held
        held = []
        yield _question(row, table)
    yield from held


def _question(row: Mapping[str, Any], table: Mapping[str, Any], side: str = "") -> Question:
    ends = row.get("ends") or table.get("ends") or {"en": ("", ""), "zh": ("", "")}
    low, high = (InBoth(ends["en"][nth], ends["zh"][nth]) for nth in (0, 1))
    return Question(
        key=side + row["key"],
        text=InBoth(row["en"], row["zh"]),
        scale=scale_of(row),
        side=side or None,
        item=row["key"] if side else None,
        measures=row.get("measures"),
        dimension=row.get("dimension"),
        quality=row.get("quality"),
        negative=row.get("negative", False),
        required=row.get("required", False),
        lines=row.get("lines", 1),
        low=low,
        high=high,
    )


def _both(texts: Mapping[str, str] | None) -> InBoth | None:
    return InBoth(texts["en"], texts["zh"]) if texts else None
