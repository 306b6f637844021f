"""`svc practice`: the scenes of the counter as role play, and exam sheets made from policy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.commands.options import formats, pass_app
from svc.errors import NoSuchRecord, WrongUsage
from svc.i18n import _, say
from svc.rules.practice import names, scene, stage

if TYPE_CHECKING:
    from svc.app import App
    from svc.rules.practice import Stage


def _scenes(_context: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """The scenes a shell may complete: those that are shipped."""
    from svc.policy import Policy

    return [name for name in names(Policy()) if name.startswith(begun)]


@click.command(
    "practice",
    help=_("Practise the scenes at the counter; print exam sheets."),
    epilog=_(
        "Without SCENE it lists the scenes. Nothing you say is stored. The shop's own scenes "
        "stand in policy/practice.toml."
    ),
)
@click.argument("name", metavar="[SCENE]", required=False, shell_complete=_scenes)
@click.option(
    "--answers",
    metavar="FILE",
    type=click.Path(allow_dash=True),
    help=_("Take what is said from a file, a turn a line; - reads stdin."),
)
@click.option("--model", "show", is_flag=True, help=_("Show lines that lose no point."))
@click.option("--exam", is_flag=True, help=_("Make an exam sheet from the shop's policy."))
@click.option(
    "--scenes", metavar="A,B", help=_("The scenes at the end of the exam; else two of them.")
)
@click.option(
    "--questions",
    type=click.IntRange(0, 60),
    metavar="N",
    help=_("How many questions the exam has before its scenes; else 10."),
)
@click.option(
    "--seed",
    type=click.IntRange(0, 999_999),
    metavar="N",
    help=_("Which of the exams: the same number gives the same sheet."),
)
@click.option("--solutions", is_flag=True, help=_("With the answers, the marks and the reasons."))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=_("Write the exam to a file: .html, .pdf, .md or .txt."),
)
@formats
@pass_app
def command(
    app: App,
    /,
    name: str | None,
    form: str,
    answers: str | None,
    show: bool,
    exam: bool,
    **of_the_exam: Any,
) -> None:
    """The list, a scene played, its model, or an exam."""
    if exam:
        from svc.commands.exam_sheet import write_exam

        if name is not None or answers is not None or show:
            raise WrongUsage(
                say("--exam takes no scene before it."), say("Name scenes with --scenes A,B.")
            )
        write_exam(app, form, **of_the_exam)
        return
    if any(value not in (None, False) for value in of_the_exam.values()):
        raise WrongUsage(
            say("--scenes, --questions, --seed, --solutions and --out go with --exam.")
        )
    if name is None:
        if answers is not None or show:
            raise WrongUsage(say("Which scene? `svc practice` lists them."))
        _list(app, form)
        return
    found = staged(app, name)
    if show:
        _model(app, found, form)
        return
    from svc.commands.playing import play

    play(app, found, form, answers)


def staged(app: App, name: str) -> Stage:
    """A scene by its name or its title, ready to be played; raises NoSuchRecord."""
    known = names(app.policy)
    wanted = name.strip().casefold()
    titles = {each: app.policy.entry(f"practice.{each}") for each in known}
    for each, entry in titles.items():
        if wanted in {each, entry.title_en.casefold(), entry.title_zh}:
            return stage(app.policy, each, app.today)
    from difflib import get_close_matches

    near = get_close_matches(wanted, known, n=1, cutoff=0.6)
    raise NoSuchRecord(
        say("There is no scene {name!r}.", name=name),
        say("Did you mean {name}? `svc practice` lists them all.", name=near[0])
        if near
        else say("`svc practice` lists the scenes."),
    )


def _list(app: App, form: str) -> None:
    """Every scene: its name, its title, what it trains."""
    rows = [scene(app.policy, name, app.today).to_json() for name in names(app.policy)]
    columns = {"scene": "scene", "title": "title", "trains": "trains"}
    headings = {key: _(text) for key, text in columns.items()}
    output.show_list(rows, headings, form, below=("trains",))


def _model(app: App, found: Stage, form: str) -> None:
    """Lines that lose nothing, as `--answers` takes them."""
    from svc.commands.scene_words import sentences_of
    from svc.rules.practice_judge import model

    lines = model(found, sentences_of(app, found))
    if form == "text":
        output.write("\n".join(map(output.safe, lines)))
    else:
        pairs = [line.partition(": ") for line in lines]
        rows = [{"step": key, "said": said} for key, _colon, said in pairs]
        output.show_list(rows, {}, form)
