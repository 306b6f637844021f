"""`svc card render`: a card for a customer, or for many."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from svc import completion, fetch, output
from svc.commands.card import VERBS
from svc.commands.card.facts import facts_for
from svc.commands.options import pass_app
from svc.commands.recipient import IN_WHAT_LANGUAGE, recipient, written_in
from svc.commands.sms.stdin import STDIN, from_stdin
from svc.errors import SvcError, WrongUsage
from svc.i18n import _, say
from svc.papers.card import FORMS, form_of, wording

if TYPE_CHECKING:
    from svc.app import App
    from svc.papers.card import CardWording


@click.command("render", help=str(VERBS["render"]), epilog=IN_WHAT_LANGUAGE)
@recipient
@click.option(
    "--purchase",
    metavar="REF",
    shell_complete=completion.PURCHASE,
    help=_("The purchase it is about; else the latest."),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=_("Write it to a file, .txt, .html, .svg, .pdf or .png; else as text to stdout."),
)
@click.option(
    "--out-dir",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=_("With --customer -: one file each in this folder, named by card and customer."),
)
@click.option(
    "--form",
    type=click.Choice(sorted(set(FORMS.values()))),
    help=_("The form of the files in --out-dir; pdf without it."),
)
@pass_app
def command(
    app: App,
    name: str,
    ref: str,
    given: dict[str, str],
    purchase: str | None,
    out: Path | None,
    folder: Path | None,
    form: str | None,
) -> int | None:
    """S2-025: text to stdout, any other form to a file; `--customer -` reads one a line."""
    if ref.strip() == STDIN or folder is not None:
        return _many(app, name, ref, given, folder, form or "pdf", (purchase, out))
    if form is not None:
        raise WrongUsage(say("--form is for --out-dir."), say("The name of --out says the form."))
    form = form_of(out)
    customer = fetch.customer(app.store, ref)
    card = _wording(app, name, given, form)
    facts = facts_for(app, customer, card, purchase)
    if out is None:
        output.write(card.text(facts))
        return None
    (content,) = card.contents([facts])
    _put(app, out, content)
    output.say_on_stderr(say("The card is in {file}.", file=out))
    _warn_of_boxes(card)
    return None


def _warn_of_boxes(card: CardWording) -> None:
    """Names what stands as a box on what was printed, for want of a font."""
    if card.missing:
        shown = " ".join(f"{each} (U+{ord(each):04X})" for each in sorted(card.missing))
        output.warn(
            say("No font on this computer has {what}: a box stands for it on the card. Install "
                "one, such as Noto Color Emoji for pictures, or write the name without it.",
                what=shown)
        )  # fmt: skip


def _wording(app: App, name: str, given: dict[str, str], form: str) -> CardWording:
    return wording(name, given, language=written_in(app), form=form, store=app.store.root)


def _many(
    app: App,
    name: str,
    ref: str,
    given: dict[str, str],
    folder: Path | None,
    form: str,
    alone: tuple[object, object],
) -> int | None:
    """A file for each customer on stdin; who is unknown or has no such card stops nobody else."""
    if folder is None or any(alone):
        raise WrongUsage(
            say("Many cards go into --out-dir, one file each, without --out and --purchase."),
            say("For example: svc card render birthday --customer - --out-dir cards --form pdf"),
        )
    card = _wording(app, name, given, form)
    lines = _lines(ref)
    folder.mkdir(parents=True, exist_ok=True)
    wrong: SvcError | None = None
    for line in lines:
        try:
            customer = fetch.customer(app.store, line)
            content = next(card.contents([facts_for(app, customer, card, None)]))
            _put(app, file := folder / f"{name}-{customer.id}.{form}", content)
        except SvcError as error:
            if isinstance(error, WrongUsage):  # it holds for all the others, too
                raise
            wrong = wrong or error
            output.say_on_stderr(_("svc: ") + str(error.message))
        else:
            output.write(str(file))
    _warn_of_boxes(card)
    return wrong.exit_code if wrong else None


def _lines(ref: str) -> list[str]:
    if ref.strip() != STDIN:
        return [ref]
    text = from_stdin(
        say("There is nobody on stdin."),
        say("Pipe it one customer a line: an id, a phone, number:0001."),
    )
    found = map(str.strip, text.removeprefix("\ufeff").splitlines())
    return list(dict.fromkeys(filter(None, found)))


def _put(app: App, file: Path, content: bytes) -> None:
    from svc.commands.export import refuse_the_stores_own
    from svc.lists.writing import put_in_place

    refuse_the_stores_own(file, app.store)
    put_in_place(file, content)
