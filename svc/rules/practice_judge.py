"""A scene played: what each line did, what she said to it, what it cost, and the mark at the end.

The whole play is judged anew from its lines, so the same lines always get the same mark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.errors import BadInput
from svc.i18n import say
from svc.rules.authority import POST_NAMES, settled_by
from svc.rules.practice_marks import Loss, Turn, Verdict, loss, marks
from svc.rules.practice_moves import calls_by_name, forbidden_in, heard, offer_key, says
from svc.rules.practice_turn import by_key, in_turn, small_talk_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from svc.i18n import Sentence
    from svc.rules.offers import Rung
    from svc.rules.practice import Move, Stage
    from svc.rules.practice_moves import Line

LONGEST = 200
"""More lines than that no scene takes."""


class _Play:
    """How far a scene has come."""

    def __init__(self, stage: Stage, sentences: Mapping[str, str]) -> None:
        self.stage, self.scene, self.sentences = stage, stage.scene, sentences
        self.moves = {move.key: move for move in stage.moves}
        self.by_key = by_key(stage, sentences)
        self.rungs = [rung for rung in stage.offers if rung.allowed]
        self.done: list[str] = []
        self.offered: list[str] = []
        self.taken: str | None = None
        self.asked = self.reported = self.over = self.named = self.in_own_words = False
        self.skipped: set[str] = set()
        self.losses: list[Loss] = []
        self.reply = ""

    # ---- what is due

    def missing(self, before: str | None = None) -> list[str]:
        steps = self.stage.steps
        upto = steps.index(before) if before in steps else len(steps)
        return [key for key in steps[:upto] if key not in self.done]

    def due(self) -> tuple[str, str]:
        """The move that is due now and its model sentence."""
        offer = self.stage.move("offer")
        if first := self.missing(offer.key):
            return first[0], self.sentence(self.moves[first[0]].role)
        if self.taken is None:
            rung = next((r for r in self.rungs if r.key not in self.offered), self.rungs[-1])
            if self.needs_asking(rung.key) and not self.asked:
                return "manager", self.sentence("manager")
            return offer_key(rung), self.sentence("offer").replace("{offer}", str(rung.text))
        if self.stage.must_tell and not self.reported:
            return "report", self.sentence("report")
        if rest := self.missing():
            return rest[0], self.sentence(self.moves[rest[0]].role)
        return self.stage.ends_with, self.sentence("close")

    def ahead(self) -> list[str]:
        """The moves and offers to come, the one that is due first; an offer at most once."""
        offer = self.stage.move("offer").key
        coming = self.missing(offer)
        if self.taken is None:
            rung = next((r for r in self.rungs if r.key not in self.offered), self.rungs[-1])
            asking = self.needs_asking(rung.key) and not self.asked
            coming += [*(["manager"] if asking else []), offer_key(rung)]
        if self.stage.must_tell and not self.reported:
            coming.append("report")
        rest = [key for key in self.missing() if key not in coming and key != offer]
        return list(dict.fromkeys([*coming, *rest, self.stage.ends_with]))

    def sentence(self, role: str) -> str:
        return self.sentences.get(role) or str(self.stage.move(role).sentence)

    def needs_asking(self, key: str) -> bool:
        return key not in self.stage.clerk_may

    # ---- a line

    def take(self, line: Line) -> Turn:
        due = self.due()
        line = in_turn(self.stage, line, self.ahead(), self.done, self.by_key)
        self.losses, self.reply = [], ""
        offers_before = len(self.offered)
        if line.keys or forbidden_in(self.stage, line.words):
            self.in_own_words = self.in_own_words or bool(line.words)
        elif talk := small_talk_in(self.stage, line.words):
            self.reply = str(talk.reply)
        else:
            self.lose("unclear", say("It is not clear what that does: begin with its number."))
            self.reply = str(self.stage.replies["unclear"])
        for key in line.keys:
            if key in self.moves:
                self.step(self.moves[key], alone=len(line.keys) == 1)
            elif len(self.offered) > offers_before:
                self.lose("too_big", say("One offer at a time: wait for her answer."))
            else:
                self.offer(next(r for r in self.stage.offers if offer_key(r) == key))
        if line.words:
            self.listen(line)
        better = None
        if self.losses:
            key = line.keys[0] if line.keys else due[0]
            about_words = all(each.part == "words" for each in self.losses)
            better = self.model(key) if about_words else due[1]
        return Turn(said=line.typed, keys=line.keys, reply=self.reply,
                    losses=tuple(self.losses), better=better)  # fmt: skip

    def model(self, key: str) -> str:
        """The sentence of a move or an offer."""
        if key in self.moves:
            return self.sentence(self.moves[key].role)
        rung = next(each for each in self.stage.offers if offer_key(each) == key)
        return self.sentence("offer").replace("{offer}", str(rung.text))

    def listen(self, line: Line) -> None:
        self.named = self.named or calls_by_name(self.stage, line.words)
        for phrase, word in forbidden_in(self.stage, line.words):
            text = (
                say("“{word}” is not to be said.", word=word)
                if phrase.text.strip("“”.。") == word
                else say("“{word}” is not to be said: {why}", word=word, why=phrase.text)
            )
            self.losses.append(loss(self.stage, "forbidden", text, phrase.sources))
            self.reply = str(self.stage.replies["forbidden"])
        move = self.moves.get(line.keys[0]) if line.named and line.keys else None
        if move is not None and move.must and not says(move, line.words):
            self.lose("not_said", say("These words do not say it: {step}.", step=move.name))

    def step(self, move: Move, *, alone: bool) -> None:
        if move.role in {"manager", "report"}:
            self.beside(move)
            return
        if move.key in self.done:
            self.again(move, alone=alone)
            return
        if move.role != "close":
            self.in_order(move.key)
        self.done.append(move.key)
        self.reply = str(self.scene.answers.get(move.role) or move.reply)
        self.over = move.key == self.stage.ends_with

    def in_order(self, before: str) -> None:
        """Whether nothing was left out before a move; each step left out is told once."""
        left = self.missing(before)
        if left and left[0] not in self.skipped:
            self.skipped.update(left)
            first = self.moves[left[0]].name
            self.lose("out_of_order", say("Out of order: first {step}.", step=first))

    def again(self, move: Move, *, alone: bool) -> None:
        self.reply = str(move.reply)
        if move.role == "ask":
            self.lose("asked_again", say("She has told that already."))
            self.reply = str(self.stage.replies["again"])
        elif move.role == "sorry" and alone:
            self.lose("only_sorry", say("Saying sorry again helps nobody: say what is done."))

    def beside(self, move: Move) -> None:
        self.reply = str(move.reply)
        asking = self.stage.move("ask")
        if move.role == "manager":
            if asking.key not in self.done:
                self.lose("out_of_order", say("Out of order: first {step}.", step=asking.name))
            self.asked = True
        else:
            self.reported = True

    def offer(self, rung: Rung) -> None:
        step = self.stage.move("offer")
        self.reply = str(self.scene.declines.get(rung.key) or step.reply)
        asking = self.stage.move("ask")
        if asking.key not in self.done:
            text = say("Too early to offer anything: first {step}.", step=asking.name)
            self.lose("too_early", text)
            self.reply = str(self.stage.replies["too_early"])
        elif not rung.allowed:
            self.lose("not_due", say("That is for old customers only: {offer}", offer=rung.text))
        elif self.taken is not None:
            self.lose("offered_again", say("She has agreed already: offer no more."))
            self.reply = str(self.stage.replies["takes"])
        elif rung.key in self.offered:
            self.lose("offered_again", say("That was offered before, and she declined."))
        else:
            self.made(rung, step)

    def made(self, rung: Rung, step: Move) -> None:
        keys = [each.key for each in self.rungs]
        place = keys.index(rung.key)
        if smaller := [r for r in self.rungs[:place] if r.key not in self.offered]:
            text = say("Too big too early: first “{offer}”", offer=smaller[0].text)
            self.lose("too_big", text, ("S0-042", *self.scene.sources))
        if self.needs_asking(rung.key) and not self.asked:
            decides = rung.authority or self.stage.advice.authority
            text = say("Not yours to offer: {post} decides, ask first.",
                       post=POST_NAMES[settled_by(decides)])  # fmt: skip
            self.lose("not_asked", text)
            self.asked = True
        self.in_order(step.key)
        self.offered.append(rung.key)
        if step.key not in self.done:
            self.done.append(step.key)
        accepts = [keys.index(key) for key in self.scene.accepts if key in keys]
        if rung.key in self.scene.accepts or place > max(accepts):
            self.taken = rung.key
            wished = self.scene.takes if rung.key in self.scene.accepts else None
            self.reply = str(wished or self.stage.replies["takes"])

    def lose(self, rule: str, text: Sentence, sources: tuple[str, ...] | None = None) -> None:
        self.losses.append(loss(self.stage, rule, text, sources))

    # ---- the end

    def missed(self) -> list[Loss]:
        """What never came: steps, an agreement, a report, thanks, her name."""
        self.losses = []
        step = self.stage.move("offer").key
        closing = [move.key for move in self.stage.moves if move.role == "close"]
        for key in self.missing():
            if key != step and key not in closing:
                self.lose("left_out", say("Left out: {step}.", step=self.moves[key].name))
        if self.taken is None:
            self.lose("unsettled", say("She left without an answer."))
        elif self.stage.must_tell and not self.reported:
            self.lose("not_reported", say("Nobody was told: it has to be reported upward."))
        if not set(closing) & set(self.done):
            self.lose("no_thanks", say("She was not asked whether she is content, nor thanked."))
        if self.in_own_words and not self.named:
            self.lose("no_name", say("She was never called by her name."))
        return self.losses


def judge(
    stage: Stage, lines: Sequence[str], sentences: Mapping[str, str], *, finished: bool = True
) -> Verdict:
    """The play of some lines, each judged, and the mark (S0-020, S3-048).

    Args:
        stage: the scene with the shop's policy.
        lines: what the clerk said, a turn each; empty ones and those after the end do not count.
        sentences: model sentences by role, from the script's template; `{offer}` stands for one.
        finished: whether no more comes: then what was missed counts, too.

    Raises:
        BadInput: a line begins with a number that is not in the menu, or there are too many.
    """
    play = _Play(stage, sentences)
    turns: list[Turn] = []
    losses: list[Loss] = []
    spoken = [line for line in lines if line.strip()]
    if len(spoken) > LONGEST:
        raise BadInput(say("No scene takes {n} lines.", n=len(spoken)))
    for line in spoken:
        if play.over:
            break
        turns.append(play.take(heard(stage, line)))
        losses += turns[-1].losses
    missed = play.missed() if finished or play.over else []
    return Verdict(
        scene=stage.scene.name,
        turns=tuple(turns),
        missed=tuple(missed),
        marks=marks(
            stage,
            [*losses, *missed],
            in_own_words=play.in_own_words,
            nothing=_nothing_in(play),
        ),
        over=play.over,
        settled=play.taken,
    )


def _nothing_in(play: _Play) -> frozenset[str]:
    """The parts nothing was done in: they are worth nothing."""
    parts = set()
    if not (play.done or play.offered):
        parts.add("steps")
    if not play.offered:
        parts.add("offers")
        if not play.reported:
            parts.add("duty")
    return frozenset(parts)


def model(stage: Stage, sentences: Mapping[str, str]) -> list[str]:
    """The lines of a play that loses no point: each with the key of its move before it."""
    play = _Play(stage, sentences)
    lines: list[str] = []
    while not play.over and len(lines) < LONGEST:
        key, sentence = play.due()
        lines.append(f"{key}: {sentence}")
        play.take(heard(stage, lines[-1]))
    return lines
