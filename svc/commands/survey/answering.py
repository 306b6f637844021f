"""Where answers come from: options, a file of JSON, or somebody at the keyboard."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.commands.customer.asking import on_terminal
from svc.errors import BadInput, CannotReadOrWrite, WrongUsage
from svc.i18n import _, say
from svc.rules.survey import answers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from svc.i18n import Sentence
    from svc.rules.survey import Question, Questionnaire, Value

STDIN = "-"


def taken(form: Questionnaire, pairs: Sequence[str], file: str | None) -> dict[str, Value]:
    """The answers given, by options, by a file, or, on a terminal, by whoever is asked.

    Raises:
        BadInput: answers are not what the questionnaire takes; every one of them is named.
        WrongUsage: there are none, and nobody to ask.
        Abort: who is asked stopped; nothing is kept.
    """
    if pairs and file is not None:
        raise WrongUsage(say("Give the answers once: as --answer or as --answers-file."))
    if pairs:
        return judged(form, from_pairs(pairs))
    if file is not None:
        return judged(form, from_file(file))
    if not on_terminal():
        raise WrongUsage(
            say("No answer is given to any question."),
            say("Give --answer KEY=VALUE (KEY: {keys}) or --answers-file FILE; on a terminal each "
                "is asked.", keys=form.keys),
        )  # fmt: skip
    return asked(form)


def judged(form: Questionnaire, given: Mapping[str, object]) -> dict[str, Value]:
    """The answers as they are kept; raises BadInput with a sentence for each that is wrong."""
    found = answers(form, given)
    if found.wrong:
        hint = (
            say("Nothing was kept. The questions of {name}: {keys}.",
                name=form.name, keys=form.keys)
            if found.is_keyed_wrong
            else say("Nothing was kept. `svc survey form {name}` shows questions and scales.",
                     name=form.name)
        )  # fmt: skip
        raise BadInput(say("{text}", text=" ".join(map(str, found.wrong))), hint)
    return found.values


def from_pairs(pairs: Iterable[str]) -> dict[str, object]:
    """`KEY=VALUE` texts by key; the key in any case.

    Raises:
        WrongUsage: one has no `=`, or two are to the same question.
    """
    found: dict[str, object] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        key = key.strip().lower()
        if not sign or not key:
            raise WrongUsage(
                say("{text!r} does not say KEY=VALUE.", text=pair),
                say("For example --answer service=4."),
            )
        if key in found:
            raise WrongUsage(say("{key} is answered twice.", key=key), say("Give it once."))
        found[key] = value
    return found


def from_file(name: str) -> dict[str, object]:
    """The answers of a JSON object, by key; `-` is stdin.

    Raises:
        BadInput: it is no JSON object of numbers and words.
        CannotReadOrWrite: it cannot be read.
    """
    try:
        text = sys.stdin.read() if name == STDIN else Path(name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise _no_answers(name) from None
    except OSError as error:
        raise CannotReadOrWrite(
            say("{file} cannot be read: {reason}.", file=name, reason=error.strerror or "")
        ) from None
    try:
        found = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise _no_answers(name) from None
    plain = (str, int, float, bool, type(None))
    if not isinstance(found, dict) or not all(isinstance(v, plain) for v in found.values()):
        raise _no_answers(name)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose keys are all different; raises ValueError."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _no_answers(name: str) -> BadInput:
    return BadInput(
        say("{file} is no JSON object of answers, each question once.", file=name),
        say("Write {example}.", example='{"service": 4, "better": "…"}'),
    )


def asked(form: Questionnaire) -> dict[str, Value]:
    """The answers of whoever is asked, question by question; nothing skips one, Ctrl-D stops.

    Raises:
        Abort: it was stopped; nothing is kept.
    """
    output.say_on_stderr(str(form.title))
    if form.intro is not None:
        output.say_on_stderr(str(form.intro))
    output.say_on_stderr(say("Nothing and Enter leaves a question out; Ctrl-D stops, and nothing "
                             "is kept."))  # fmt: skip
    told: dict[str, object] = {}
    to_ask: Sequence[Question] = form.questions
    try:
        while True:
            for question in to_ask:
                told[question.key] = _ask(question, form)
            found = answers(form, told)
            if not found.wrong:
                return found.values
            output.say_on_stderr(*found.wrong)
            to_ask = form.measuring("weight") if found.values else form.questions
    except click.Abort:
        output.say_on_stderr("", say("Nothing was kept."))
        raise


def _ask(question: Question, form: Questionnaire) -> Value | None:
    """One question, until its answer is on the scale, or left out where that may be."""
    place = form.questions.index(question) + 1
    side = {"e": _("an excellent shop"), "p": _("our shop")}.get(question.side or "")
    head = f"{place}/{len(form.questions)}  {question.text}"
    line = " ".join(filter(None, [head, side and f"— {side}", f"[{_scale(question)}]"]))
    while True:
        said = click.prompt(output.safe(line), default="", show_default=False, err=True)
        problem: Sentence
        try:
            value = question.read(said)
        except BadInput as error:
            problem = error.message
        else:
            if value is not None or not question.required:
                return value
            problem = say("{key} ({question}) needs an answer.", key=question.key,
                          question=question.text)  # fmt: skip
        output.say_on_stderr(problem)


def _scale(question: Question) -> str:
    """The scale with what its ends mean, or the choices with their numbers."""
    scale = question.scale
    if scale.choices:
        return ", ".join(f"{nth} {each}" for nth, each in enumerate(scale.choices, start=1))
    if scale.is_counted and question.low and question.high and str(question.low):
        return f"{scale}: {scale.low} {question.low}, {scale.high} {question.high}"
    return str(scale)
