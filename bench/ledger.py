"""The callbacks of a generated shop that keeps up with its work.

Of what fell due before today nearly all was done; a few could not be reached, a few were
forgotten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.town import Shards, Town

REACHED, NO_ANSWER = 0.97, 0.02
"""Of a hundred callbacks; the one left over was never made."""
AFTER_PURCHASE, AFTER_COMPLAINT = 7, 1
"""Days after which they fall due: the shipped policy's."""
QUESTIONS = 0.004
"""Of those reached, how many asked what could not be answered at once."""
QUESTION = "袖子能不能改短？"


class Ledger:
    """Writes the callbacks that were made into their table's files."""

    def __init__(self, town: Town, shards: Shards) -> None:
        self._town = town
        self._shards = shards

    def after_purchase(self, purchase: str, ago: int, customer: str, staff: str) -> None:
        """One week after a purchase of so many days ago; what she asked then was answered too."""
        town, due = self._town, ago - AFTER_PURCHASE
        done = max(due - town.below(3), 1)
        settle = max(done - 2 - town.below(3), 0) if town.chance(QUESTIONS) else None
        whose = f'"about":"{purchase}","customer":"{customer}"'
        key = f"purchase.{purchase}"
        if self._made(key, "purchase", whose, staff, due, done, settle) and settle is not None:
            key = f"appointment.{purchase}.{town.short(settle)}"
            self._made(key, "appointment", whose, staff, settle, settle)

    def after_complaint(self, complaint: str, ago: int, customer: str, staff: str) -> None:
        """The day after a complaint was settled."""
        due = ago - AFTER_COMPLAINT
        whose = f'"about":"{complaint}","customer":"{customer}"'
        self._made(f"complaint.{complaint}", "complaint", whose, staff, due, due)

    def on_birthday(self, customer: str, ago: int, staff: str) -> None:
        """A wish, on the day itself."""
        key = f"birthday.{customer}.{self._town.short(ago)}"
        whose = f'"about":"{customer}","customer":"{customer}"'
        self._made(key, "birthday", whose, staff, ago, ago)

    def _made(
        self, key: str, kind: str, whose: str, staff: str, due: int, done: int,
        settle: int | None = None,
    ) -> bool:  # fmt: skip
        """One line, unless it falls due today or was forgotten; gives whether she was reached."""
        town = self._town
        luck = town.random.random()
        if due <= 0 or luck >= REACHED + NO_ANSWER:
            return False
        reached = luck < REACHED
        result = "reached" if reached else "no-answer"
        question = satisfied = settle_on = ""
        if reached and settle is not None:
            question = f'"question":"{QUESTION}",'
            settle_on = f'"settle_on":"{town.iso(settle)}",'
        if reached and kind == "purchase":
            satisfied = f'"satisfied":{"true" if town.chance(0.95) else "false"},'
        day = town.iso(done)
        self._shards.add(
            key,
            f'{whose},"done_on":"{day}","due":"{town.iso(due)}","kind":"{kind}",{question}'
            f'"result":"{result}",{satisfied}{settle_on}"staff":"{staff}",'
            f'"tries":[{{"on":"{day}","result":"{result}","staff":"{staff}"}}]',
        )
        return reached
