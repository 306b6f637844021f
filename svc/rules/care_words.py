"""A care score in sentences: what it is made of, and what is too little to count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.i18n import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from svc.i18n import Sentence
    from svc.rules.care_parts import Part

PART_NAMES: dict[str, Sentence] = {
    "contacts": say("contacts"),
    "files": say("quality of files"),
    "timeliness": say("timeliness"),
    "satisfaction": say("satisfaction"),
    "complaints": say("complaints"),
}


def told(
    parts: Mapping[str, Part], score: Decimal | None, rank: int | None, judged: int, least: int
) -> tuple[Sentence, ...]:
    """Why a score is what it is, or why there is none; `judged` is how many have one."""
    return tuple(_sentences(parts, score, rank, judged, least))


def _sentences(
    parts: Mapping[str, Part], score: Decimal | None, rank: int | None, judged: int, least: int
) -> Iterator[Sentence]:
    contacts = parts["contacts"]
    if contacts.few:
        yield say(
            "Not judged: {n} contacts, and nobody is judged on fewer than {least} "
            "(staff.least).",
            n=contacts.n, least=least,
        )  # fmt: skip
    elif score is None:
        yield say("Not judged: no part has enough figures.")
    else:
        yield say(
            "Score {score}, rank {rank} of {judged} who are judged.",
            score=score, rank=rank, judged=judged,
        )  # fmt: skip
    for name, part in parts.items():
        yield part.why
        if name == "contacts":
            if part.score is None and part.n:
                yield say("Nobody else made contacts to compare with: they are left out.")
        elif not part.counts:
            yield say(
                "Left out, too few to say (n = {n}): {part}.", part=PART_NAMES[name], n=part.n
            )
