"""The steps by which a complaint is handled: a list of six and one of nine (X-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.errors import WrongUsage
from svc.frozen import Frozen, replace
from svc.i18n import Sentence, say, spoken
from svc.rules.complaint import PROGRESS, entry, forbidden, reached, refuse_before, standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from svc.policy import DatedPolicy
    from svc.records.complaint import Complaint

LISTS = ("six", "nine")


class Step(Frozen):
    """A step of a list: its key, its names, and how far a complaint has come once it is done."""

    key: str
    en: str
    zh: str
    state: str
    place: int

    @property
    def name(self) -> str:
        """What the step is called, in the language now in use."""
        return self.zh if spoken() == "zh" else self.en

    @property
    def word(self) -> str:
        """What one types for it: the key, or for whoever speaks Chinese its name."""
        return self.zh if spoken() == "zh" else self.key

    @property
    def asks(self) -> bool:
        """Whether the step asks the customer what happened (S3-011)."""
        return self.state == "understood"


def list_named(name: str, policy: DatedPolicy) -> tuple[Step, ...]:
    """The steps of the list `six` or `nine`, in order.

    Raises:
        BadPolicy: a row lacks its key or a name, or names a state there is not.
    """
    found = policy[f"complaint.steps_{name}"]
    steps = []
    for place, row in enumerate(found.rows()):
        texts = [row.get(key) for key in ("key", "en", "zh")]
        state = row.get("state", "acknowledged")
        if not all(isinstance(text, str) and text for text in texts) or state not in PROGRESS:
            raise found.wrong(say("rows with key, en, zh and, if any, one of the states known"))
        steps.append(Step(key=row["key"], en=row["en"], zh=row["zh"], state=state, place=place))
    return tuple(steps)


def list_in_use(complaint: Complaint, policy: DatedPolicy) -> str:
    """The list a complaint is handled by: that of its last step, else the shop's own.

    Raises:
        BadPolicy: complaint.steps is neither six nor nine.
    """
    for line in reversed(done(complaint)):
        if line.get("list") in LISTS:
            return str(line["list"])
    found = policy["complaint.steps"]
    if found.value not in LISTS:
        raise found.wrong(say("one of the words {words}", words=", ".join(LISTS)))
    return found.text()


def done(complaint: Complaint) -> Sequence[Mapping[str, Any]]:
    """The steps done since a complaint was logged, or reopened last."""
    reopened = [
        str(line.get("at", "")) for line in complaint.history if line.get("state") == "reopened"
    ]
    if not reopened:
        return complaint.steps
    return [line for line in complaint.steps if str(line.get("at", "")) >= reopened[-1]]


def next_step(complaint: Complaint, policy: DatedPolicy) -> Step | None:
    """The step after the furthest one done, by the list in use; None after the last."""
    steps = list_named(list_in_use(complaint, policy), policy)
    return _next(steps, done(complaint))


def _next(steps: tuple[Step, ...], lines: Iterable[Mapping[str, Any]]) -> Step | None:
    keys = {line.get("step") for line in lines}
    furthest = max((step.place for step in steps if step.key in keys), default=-1)
    return steps[furthest + 1] if furthest + 1 < len(steps) else None


def taken(
    complaint: Complaint,
    word: str,
    at: str,
    staff: str | None,
    policy: DatedPolicy,
    *,
    by: str | None = None,
    text: str | None = None,
) -> tuple[Complaint, list[Sentence]]:
    """The complaint with a step noted, moved as far as it leads, and what to warn of.

    A step out of order is allowed and marked; so are one done once more, and asking what is
    understood already (S3-011). `by` names the list; without it the one in use, or the one that
    has the step. A complaint that is resolved takes steps, too: asking for the result, following
    it up.

    Raises:
        WrongUsage: no list has the step.
        Refused: the complaint is closed.
    """
    if complaint.state == "closed":
        raise forbidden(complaint)
    names = [by] if by else sorted(LISTS, key=list_in_use(complaint, policy).__ne__)
    lists = {name: list_named(name, policy) for name in names}
    used, step = _found(word, lists)
    before = done(complaint)
    again = [str(line.get("at", "")) for line in before if line.get("step") == step.key]
    asked_again = step.asks and (bool(again) or _is_understood(complaint))
    expected = _next(lists[used], before)
    out_of_order = not again and step != expected
    warnings = []
    if asked_again:
        warnings.append(
            say("What happened is understood already: do not ask the customer again (S3-011).")
        )
    elif again:
        day = again[-1][:10]
        warnings.append(say("{step} was done on {day} already.", step=step.word, day=day))
    if out_of_order:
        warnings.append(_out_of_order(step, expected))
    complaint = _forward(complaint, step.state, at, staff)
    line = entry(
        at, staff, step=step.key, list=used, text=text,
        out_of_order=out_of_order or None, asked_again=asked_again or None,
        repeated=bool(again) or None,
    )  # fmt: skip
    return replace(complaint, steps=(*complaint.steps, line)), warnings


def _out_of_order(step: Step, expected: Step | None) -> Sentence:
    """What to say of a step that was not the next: one left out is made up for, or some are."""
    if expected is None:
        return say("{step} is made up for; the last step is done already.", step=step.word)
    if step.place < expected.place:
        return say(
            "{step} is made up for; the next step is still {next}.",
            step=step.word, next=expected.word,
        )  # fmt: skip
    return say("Out of order: the next step was {step}.", step=expected.word)


def _is_understood(complaint: Complaint) -> bool:
    if not complaint.is_open:
        return True
    return PROGRESS.get(standing(complaint), 0) >= PROGRESS["understood"]


def _forward(complaint: Complaint, state: str, at: str, staff: str | None) -> Complaint:
    if complaint.is_open:
        return reached(complaint, state, at, staff)
    refuse_before(complaint, at)
    return complaint


def _found(word: str, lists: Mapping[str, tuple[Step, ...]]) -> tuple[str, Step]:
    """The step a word means, its key or a name in either language, and its list."""
    wanted = " ".join(word.split()).casefold()
    for used, steps in lists.items():
        for step in steps:
            if wanted in {step.key.casefold(), step.en.casefold(), step.zh.casefold()}:
                return used, step
    known = ", ".join(step.key for steps in lists.values() for step in steps)
    raise WrongUsage(
        say("There is no step {word!r}.", word=word), say("Choose one of: {words}.", words=known)
    )


def names(policy: DatedPolicy) -> dict[str, str]:
    """What all steps are called, by key, in the language now in use."""
    return {step.key: step.name for name in LISTS for step in list_named(name, policy)}
