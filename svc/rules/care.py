"""Care scores of staff: contacts, files, timeliness, satisfaction, complaints, with their parts.

One basis of promotion and of bonuses (S2-017, S2-037, S0-062), never the only one: what each part
is made of stands beside it. Parts of too few figures are told and left out.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.rules.care_parts import TENTH, marks, parts_of, points_of
from svc.rules.care_words import told
from svc.rules.reward import Applies, Standing, applying, rules
from svc.rules.shares import share

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from svc.i18n import Sentence
    from svc.policy import DatedPolicy
    from svc.records.staff import Staff
    from svc.rules.care_parts import Known, Marks, Part
    from svc.rules.contest import Score


class Care(Frozen):
    """One member's score with its parts; rank and score are None where she is not judged."""

    rank: int | None
    staff: str
    name: str
    score: Decimal | None
    parts: Mapping[str, Part]
    rewards: tuple[Applies, ...]
    penalties: tuple[Applies, ...]
    why: tuple[Sentence, ...]

    def to_json(self) -> dict[str, Any]:
        """The keys for scripts; the score from 0 to 100 with one decimal."""
        return {
            "rank": self.rank,
            "staff": self.staff,
            "name": self.name,
            "score": None if self.score is None else str(self.score),
            "parts": {name: part.to_json() for name, part in self.parts.items()},
            "rewards": [each.to_json() for each in self.rewards],
            "penalties": [each.to_json() for each in self.penalties],
            "why": [str(each) for each in self.why],
        }


def cares(staff: Iterable[Staff], known: Known, policy: DatedPolicy) -> list[Care]:
    """The scores of a span, the highest first; who is not judged comes last, by id.

    A score is the mean of the parts that count, each with its weight (`staff.care`); equal scores
    share a rank. Contacts are held against the most anybody made, as the contest does with files.

    Raises:
        BadPolicy: policy/staff.toml cannot be worked with.
    """
    by = marks(policy)
    rewards, penalties = rules(policy, "rewards"), rules(policy, "penalties")
    members = sorted(staff, key=lambda member: member.id)
    points = {member.id: points_of(known.tallies.get(member.id), by) for member in members}
    scored = []
    for member in members:
        parts = parts_of(member.id, known, by, points)
        scored.append((member, parts, _mean(parts, by)))
    places = _ranks({m.id: score for m, _parts, score in scored if score is not None})
    contest, effective = _of_the_files({m.id: known.files.get(m.id) for m in members}, by)
    found = []
    for member, parts, score in scored:
        standing = Standing(
            contest_rank=contest.get(member.id),
            effective_rank=effective.get(member.id),
            score=score,
            referrals=known.referrals.get(member.id, 0),
            found=tuple(each for each in known.found if each.staff == member.id),
        )
        found.append(
            Care(
                rank=places.get(member.id),
                staff=member.id,
                name=member.name,
                score=score,
                parts=parts,
                rewards=tuple(applying(rewards, standing)),
                penalties=tuple(applying(penalties, standing)),
                why=told(parts, score, places.get(member.id), len(places), by.contacts),
            )
        )
    return sorted(found, key=lambda each: (each.rank or len(found) + 1, each.staff))


def _mean(parts: Mapping[str, Part], by: Marks) -> Decimal | None:
    """The weighted mean of the parts that count; None where she has too few contacts."""
    if parts["contacts"].few:
        return None
    weight = total = Decimal(0)
    for name, part in parts.items():
        if part.score is not None and part.counts:
            weight += by.weights[name]
            total += by.weights[name] * part.score
    if not weight:
        return None
    return (total / weight).quantize(TENTH, rounding=ROUND_HALF_UP)


def _ranks(scores: Mapping[str, Decimal]) -> dict[str, int]:
    """The rank of each, 1 for the highest; those alike share one."""
    return {
        who: 1 + sum(other > score for other in scores.values()) for who, score in scores.items()
    }


def _of_the_files(
    files: Mapping[str, Score | None], by: Marks
) -> tuple[dict[str, int], dict[str, int]]:
    """Ranks in the contest, and by how many customers came back, of those with enough files."""
    enough = {who: each for who, each in files.items() if each and each.files >= by.files}
    effective = {
        who: share(each.back, each.files) or Decimal(0)
        for who, each in enough.items()
        if each.back
    }
    return _ranks({who: each.score for who, each in enough.items()}), _ranks(effective)
