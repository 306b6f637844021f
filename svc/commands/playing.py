"""A scene played on the screen, or from lines that were written down before."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from svc import output
from svc.commands.scene_words import sentences_of
from svc.errors import BadInput, CannotReadOrWrite, WrongUsage
from svc.i18n import _, labelled, say
from svc.output import bold, dim, prose
from svc.rules.practice_judge import judge
from svc.rules.practice_marks import PART_NAMES
from svc.rules.practice_moves import OFFER, heard, menu

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from svc.app import App
    from svc.rules.practice import Stage
    from svc.rules.practice_marks import Loss, Turn, Verdict

LARGEST = 200_000
"""Bytes of a file of answers."""
ASK_MENU = ("?", "？", "h", "help", "menu")


def play(app: App, stage: Stage, form: str, answers: str | None) -> None:
    """Play a scene to its end, and print the mark.

    Raises:
        WrongUsage: there is neither a terminal nor a file of answers.
        BadInput: the file cannot be read as text, or a line of it names no move.
    """
    if answers is None and (sys.stdin is None or not sys.stdin.isatty()):
        raise WrongUsage(
            say("A scene is played at a terminal."),
            say("Elsewhere give the lines: --answers FILE, or --answers - for stdin."),
        )
    sentences = sentences_of(app, stage)
    tell: Callable[[str], None] = output.write if form == "text" else _on_stderr
    if answers is not None:
        lines = _read(stage, answers)
        verdict = judge(stage, lines, sentences)
        if form == "text":
            _opening(stage, tell)
            for turn in verdict.turns:
                tell("\n".join(["", *_said(stage, turn, sentences), *_answered(turn)]))
    else:
        if form == "text":
            _refuse_pipes()
        played = _at_the_terminal(stage, sentences, tell)
        if played is None:
            return
        verdict = played
    if form == "text":
        tell("\n".join(["", *_marks(stage, verdict)]))
    else:
        output.show_record(verdict.to_json(), form)


def _refuse_pipes() -> None:
    """A play that nobody sees is none: stdout must be a terminal, too."""
    if not output.out().isatty():
        raise WrongUsage(
            say("A scene is played at a terminal."),
            say("Elsewhere give the lines: --answers FILE, or --answers - for stdin."),
        )


def _on_stderr(text: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(text + "\n")


def _read(stage: Stage, answers: str) -> list[str]:
    """The lines of a file of answers, each looked at: a wrong one is named."""
    try:
        if answers == "-":
            raw = b"" if sys.stdin is None else sys.stdin.buffer.read(LARGEST + 1)
        else:
            with open(answers, "rb") as file:
                raw = file.read(LARGEST + 1)
    except OSError as error:
        raise CannotReadOrWrite(
            say("{file} cannot be read: {reason}.", file=answers, reason=error.strerror)
        ) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if len(raw) > LARGEST or (raw and not text) or "\0" in text:
        raise BadInput(
            say("{file} is no list of answers.", file=answers),
            say("Write what is said, a turn a line, as UTF-8 text."),
        )
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        try:
            heard(stage, line)
        except BadInput as error:
            raise BadInput(
                say("Line {n}: {what}", n=number, what=error.message), error.hint
            ) from None
    return lines


def _at_the_terminal(
    stage: Stage, sentences: Mapping[str, str], tell: Callable[[str], None]
) -> Verdict | None:
    """Line after line until the scene is over; None where somebody leaves before."""
    _opening(stage, tell)
    tell("\n".join(["", *_menu(stage)]))
    lines: list[str] = []
    while True:
        try:
            typed = _typed(tell)
        except EOFError:
            _left(tell)
            return None
        except KeyboardInterrupt:
            _left(tell)
            click.get_current_context().exit(130)
        if not typed.strip() or typed.strip().casefold() in ASK_MENU:
            tell("\n".join(_menu(stage)))
            continue
        try:
            verdict = judge(stage, [*lines, typed], sentences, finished=False)
        except BadInput as error:
            output.say_on_stderr(error.message, *([error.hint] if error.hint else []))
            continue
        lines.append(typed)
        turn = verdict.turns[-1]
        spoken = _said(stage, turn, sentences) if not heard(stage, typed).words else []
        tell("\n".join([*spoken, *_answered(turn)]))
        if verdict.over:
            return judge(stage, lines, sentences)


def _typed(tell: Callable[[str], None]) -> str:
    """A line from the keyboard; where stdout is for programs, the sign to type is on stderr."""
    if tell is output.write:
        return input(f"\n{_('You')} > ")
    sys.stderr.write(f"\n{_('You')} > ")
    sys.stderr.flush()
    return input()


def _left(tell: Callable[[str], None]) -> None:
    tell("\n" + prose(_("You left before the end, so there is no mark. Come again.")))


def _opening(stage: Stage, tell: Callable[[str], None]) -> None:
    """What it is about, how it stands, her first words."""
    scene = stage.scene
    lines = [bold(prose(str(scene.title))), dim(prose(str(scene.setting)))]
    if scene.price is not None:
        about = say(
            "{item}, {price} yuan, bought {days} days ago",
            item=scene.item or say("the goods"), price=scene.price, days=scene.days,
        )  # fmt: skip
        lines.append(dim(prose(about)))
    tell("\n".join([*lines, "", _she(str(scene.opens))]))


def _she(text: str) -> str:
    return prose(labelled(_("She"), text))


def _menu(stage: Stage) -> list[str]:
    """Moves and offers by number; in an order that tells nothing."""
    how = _("Say it, or begin with a number; ? shows these again, Ctrl-D leaves")
    lines = [dim(prose(how))]
    offers = False
    for number, (key, name) in enumerate(menu(stage), start=1):
        if key.startswith(OFFER) and not offers:
            offers = True
            lines.append(dim(_("Offers")))
        lines.append(prose(f"{number:>2} {name}", "  "))
    return lines


def _said(stage: Stage, turn: Turn, sentences: Mapping[str, str]) -> list[str]:
    """What was said: as typed, or for a number alone the sentence that goes with it."""
    line = heard(stage, turn.said)
    if line.words:
        return [prose(labelled(_("You"), line.words))]
    key = line.keys[0]
    if key.startswith(OFFER):
        rung = next(each for each in stage.offers if f"{OFFER}{each.key}" == key)
        text = sentences["offer"].replace("{offer}", str(rung.text))
    else:
        text = sentences[next(move.role for move in stage.moves if move.key == key)]
    return [prose(labelled(_("You"), text))]


def _answered(turn: Turn) -> list[str]:
    """Her reply, what it cost and why, and the better sentence."""
    lines = [bold(_she(turn.reply))] if turn.reply else []
    lines += _lost(turn.losses)
    if turn.better:
        lines.append(prose(labelled(_("Better"), turn.better), "  "))
    return lines


def _lost(losses: Iterable[Loss]) -> list[str]:
    return [prose(f"−{each.points} {each.text}{_sources(each)}", "  ") for each in losses]


def _sources(each: Loss) -> str:
    return f" [{', '.join(each.sources)}]" if each.sources else ""


def _marks(stage: Stage, verdict: Verdict) -> list[str]:
    """The mark by its parts, and what never came."""
    lines = [bold(prose(say("{score} of {of} points", score=verdict.score, of=verdict.of)))]
    rows = []
    for mark in verdict.marks:
        if mark.points is None:
            shown = _("not judged: nothing was said in your own words")
        else:
            shown = f"{mark.points} / {mark.of}"
        rows.append((str(PART_NAMES[mark.part]), shown))
    lines.append(output.pairs(rows))
    if verdict.missed:
        lines += ["", _("Missed"), *_lost(verdict.missed)]
    if verdict.score < verdict.of:
        how = say("How it goes without losing a point: svc practice {name} --model",
                  name=stage.scene.name)  # fmt: skip
        lines += ["", dim(prose(how))]
    return lines
