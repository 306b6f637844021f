"""`svc slip print`: the slip of a case, as text for a till's printer, as HTML or PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from svc import completion, output
from svc.commands.options import PRICE, code_of, pass_app, with_word
from svc.commands.slip import VERBS
from svc.commands.slip.case import amount_of, case_of, refuse_unfit, told_of
from svc.errors import WrongUsage
from svc.i18n import _, say
from svc.papers.slip import KINDS, form_of, paper_of, slip
from svc.rules.paper_values import PAPERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from click.shell_completion import CompletionItem

    from svc.app import App


def _complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The kinds, and the cases there may be a slip of."""
    from click.shell_completion import CompletionItem

    kinds = [CompletionItem(kind) for kind in KINDS if kind.startswith(incomplete)]
    cases = (completion.RETURN, completion.REPAIR, completion.DELIVERY, completion.COMPLAINT)
    found = [item for complete in cases for item in complete(ctx, param, incomplete)]
    typed = ctx.params.get("words") or ()
    return found if typed else [*kinds, *found]


WHICH = {
    "return": say("Which return?"),
    "goods": say("The receipt for the goods of which repair?"),
    "repair": say("Which repair?"),
    "delivery": say("Which delivery?"),
    "money": say("A receipt for the money of which case?"),
}
CHECK = say(
    "Behind the id a slip prints a check character: W-261122-7KQ3MX·X. Typed along with the id it "
    "catches what was misread; it may be left out. Besides digits and letters it may be one of "
    "* ~ $ =, so put an id typed with it in quotes: 'W-261122-7KQ306·*'."
)


@click.command("print", help=str(VERBS["print"]), epilog=str(CHECK))
@click.argument("words", metavar="[KIND] REF", nargs=-1, shell_complete=_complete)
@click.option(
    "--width",
    "paper",
    type=click.Choice(PAPERS),
    help=_("The paper: a roll of 58 or 80 mm, or a5; else as the policy slip.paper says."),
)
@click.option(
    "--amount", type=PRICE, help=_("How much money changed hands, on a receipt for money.")
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=_("Write it to a file, .txt, .html or .pdf; else as text to stdout."),
)
@pass_app
def command(
    app: App,
    words: Sequence[str],
    paper: str | None,
    amount: Decimal | None,
    out: Path | None,
) -> None:
    """KIND may be left out where the id says it: R-… return, W-… goods or repair, D-… delivery."""
    form = form_of(out)
    kind, ref = _kind_and_ref(words)
    kind, _table, case = case_of(app.store, kind, ref)
    refuse_unfit(kind, case)
    paper, columns = paper_of(app.policy.at(app.today), paper)
    told = told_of(app, kind, case, paper=paper, amount=amount_of(app.store, kind, case, amount))
    shown = "txt" if form == "txt" else "html"
    text = slip(told, form=shown, columns=columns, store=app.store.root)
    if out is None:
        output.write(text)
        return
    from svc.commands.export import refuse_the_stores_own
    from svc.lists.writing import put_in_place

    refuse_the_stores_own(out, app.store)
    if form == "pdf":
        from svc.papers.pdf import pdf

        put_in_place(out, pdf(text, roll_mm=int(paper) if paper.isdecimal() else None))
    else:
        put_in_place(out, (text + "\n").encode())
    output.say_on_stderr(say("The slip is in {file}.", file=out))


def _kind_and_ref(words: Sequence[str]) -> tuple[str | None, str]:
    """The kind, if it was said, and the reference; raises WrongUsage."""
    if not words:
        raise WrongUsage(
            say("A slip of which case?"),
            say("Give its id: `svc slip print W-…`; `svc slip print --help` shows the kinds."),
        )
    kind = code_of(words[0], [*KINDS])
    if len(words) == 1:
        if kind in KINDS:
            raise WrongUsage(
                WHICH[kind], say("Give its id: `svc slip print {kind} …`.", kind=kind)
            )
        return None, words[0]
    if len(words) > 2 or kind not in KINDS:
        raise WrongUsage(
            say("Say one kind of slip and one case."),
            say("Kinds: {words}.", words=", ".join(map(with_word, KINDS))),
        )
    return kind, words[1]
