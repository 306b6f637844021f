"""`svc practice --exam`: a sheet of questions, on the screen or on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc import output
from svc.errors import WrongUsage
from svc.i18n import say
from svc.rules.practice import names, stage

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from svc.app import App
    from svc.rules.practice import Stage
    from svc.rules.ruling import Scheme

QUESTIONS, SCENES, SEED = 10, 2, 1
"""What an exam is where nothing is said."""


def write_exam(
    app: App,
    form: str,
    *,
    scenes: str | None,
    questions: int | None,
    seed: int | None,
    solutions: bool,
    out: Path | None,
) -> None:
    """Draw a sheet and print it, or write it to a file in the form of its name.

    Raises:
        NoSuchRecord: a scene named is not there.
        WrongUsage: the file's name tells no form, or nothing is asked at all.
    """
    from svc.commands.scene_words import sentences_of
    from svc.papers.exam import form_of, text, written
    from svc.rules.exam import exam
    from svc.rules.practice_judge import model

    kind = form_of(out) if out is not None else None
    number = SEED if seed is None else seed
    staged = _scenes(app, scenes, number)
    count = QUESTIONS if questions is None else questions
    if not count and not staged:
        raise WrongUsage(say("An exam needs a question or a scene."))
    store = app.store_or_none
    sheet = exam(
        app.policy,
        app.today,
        seed=number,
        chance=_chance(number),
        count=count,
        scenes=[(each, model(each, sentences_of(app, each))) for each in staged],
        shop=store.settings.name if store else "",
        scheme=_scheme(app),
    )
    if out is not None and kind is not None:
        from svc.commands.export import refuse_the_stores_own
        from svc.lists.writing import put_in_place

        if store is not None:
            refuse_the_stores_own(out, store)
        put_in_place(out, written(sheet, kind, solved=solutions))
        output.say_on_stderr(say("The exam is in {file}.", file=out))
    elif form == "text":
        output.write(text(sheet, solved=solutions))
    else:
        output.show_record(sheet.to_json(solved=solutions), form)


def _scenes(app: App, named: str | None, seed: int) -> list[Stage]:
    """The scenes named, or some drawn by the sheet's number."""
    from svc.commands.practice import staged

    if named is not None:
        wanted = [each.strip() for each in named.replace("，", ",").replace("、", ",").split(",")]
        return [staged(app, each) for each in wanted if each]
    known = names(app.policy)
    drawn = _chance(seed).sample(known, min(SCENES, len(known)))
    return [stage(app.policy, name, app.today) for name in drawn]


def _chance(seed: int) -> Random:
    """What draws, begun by a number."""
    from random import Random

    return Random(seed)


def _scheme(app: App) -> Scheme | None:
    """The shop's scheme of refunds, where svc.toml names one there is."""
    from svc.rules.ruling import SCHEMES

    store = app.store_or_none
    named = store.settings.refund_scheme if store else None
    return next((each for each in SCHEMES if each == named), None)
