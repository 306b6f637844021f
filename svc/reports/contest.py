"""The contest of customers' files, arranged as a report with its scores as bars (S2-007)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.i18n import say
from svc.reports.document import Chart, Column, Figure, Report, Section, Series, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from svc.i18n import Sentence
    from svc.reports.document import Words
    from svc.rules.contest import Score


def arranged(
    scores: Sequence[Score],
    names: Mapping[str, str],
    days: Words,
    sentences: Sequence[Sentence | str],
    shop: str,
) -> Report:
    """The report; `days` are those the files were opened on, `sentences` how it is judged."""
    files = sum(score.files for score in scores)
    return Report(
        name="contest",
        title=say("The contest of customers' files"),
        shop=shop,
        about=(days,) if days else (),
        figures=(
            Figure(label=say("files in the contest"), value=files),
            Figure(label=say("of them complete"), value=sum(score.complete for score in scores)),
            Figure(label=say("came back"), value=sum(score.back for score in scores)),
        ),
        sections=(_ranks(scores, names),),
        after=tuple(sentences),
    )


def _ranks(scores: Sequence[Score], names: Mapping[str, str]) -> Section:
    heading = say("Who keeps most, and best")
    if not scores:
        return Section(heading=heading, notes=(say("No file names who registered it."),))
    who = [names.get(score.staff, score.staff) for score in scores]
    return Section(
        heading=heading,
        table=Table(
            columns=(
                Column("rank", say("rank"), "count"), Column("name", say("name")),
                Column("files", say("files"), "count"),
                Column("complete", say("complete"), "count"),
                Column("back", say("came back"), "count"),
                Column("quantity", say("quantity"), "percent"),
                Column("quality", say("quality"), "percent"),
                Column("score", say("score"), "percent"),
                Column("said", say("satisfied")),
            ),
            rows=tuple(
                (
                    score.rank, name, score.files, score.complete, score.back, score.quantity,
                    score.quality, score.score,
                    f"{score.satisfied}/{score.asked}" if score.asked else None,
                )
                for score, name in zip(scores, who, strict=True)
            ),
        ),
        chart=Chart(
            kind="bars", title=say("Scores"), unit=say("percent"), values="percent",
            labels=tuple(who),
            series=(Series(say("score"), tuple(score.score for score in scores)),),
        ),
    )  # fmt: skip
