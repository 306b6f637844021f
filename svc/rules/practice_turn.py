"""What a line in free words does at its place in a scene: context decides between its signs.

A sentence of the shop's own script is that step's, whichever signs it holds. Otherwise the steps
whose turn it is go before all others, and what was done before does not count a second time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from svc.rules.practice_moves import (
    OFFER,
    Line,
    by_words,
    folded,
    forbidden_in,
    offer_key,
    place_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from svc.rules.practice import SmallTalk, Stage

SHORTEST = 4
"""Letters a sentence of the script has at least to be known again."""
LEFT_OVER = 2
"""Letters that may stand beside a greeting without saying anything."""
TELLING = frozenset({"ask", "rule"})
"""Who asks or explains speaks of offers without making one."""
BETWEEN = frozenset({"manager", "report"})


def in_turn(
    stage: Stage,
    line: Line,
    ahead: Sequence[str],
    done: Collection[str],
    sentences: Mapping[str, str],
) -> Line:
    """A line with the moves it makes at its place (S0-020, S3-010).

    Args:
        stage: the scene.
        line: as it was heard by itself; one that names its move stays as it is.
        ahead: the moves and offers to come, the one that is due first.
        done: the moves made before.
        sentences: the model sentence of each move and offer, by key.
    """
    if line.named:
        return line
    spoken, rest = _by_heart(line.words, ahead, sentences)
    coming = [key for key in ahead if key not in spoken]
    asked = list(by_words(stage, rest))
    signs = list(by_words(stage, rest, ready=_promises(stage, rest) or _at_offers(coming)))
    if forbidden_in(stage, line.words) or _only_small_talk(stage, rest):
        asking = stage.move("ask").key
        asked, signs = ([k for k in each if k != asking] for each in (asked, signs))
    now = _one_after_another(coming, signs)
    keys = [*spoken, *now]
    if keys:
        keys += _beside_them(stage, keys, asked, signs)
    else:
        keys = _out_of_turn(stage, rest, signs, coming, done)
    return Line(typed=line.typed, keys=tuple(keys), words=line.words, named=False)


def small_talk_in(stage: Stage, words: str) -> SmallTalk | None:
    """A greeting, or other words that do nothing and cost nothing."""
    for each in stage.small_talk:
        if any(place_of(word, words) >= 0 for word in each.words):
            return each
    return None


def _only_small_talk(stage: Stage, words: str) -> bool:
    """Whether a text holds hardly more than a greeting or the like."""
    rest = folded(words)
    phrases = {folded(word).rstrip("*") for each in stage.small_talk for word in each.words}
    for phrase in sorted(phrases, key=lambda each: (-len(each), each)):
        rest = rest.replace(phrase, "")
    return len(rest) < len(folded(words)) and sum(map(str.isalnum, rest)) <= LEFT_OVER


def _by_heart(
    words: str, ahead: Sequence[str], sentences: Mapping[str, str]
) -> tuple[list[str], str]:
    """The moves whose model sentences a text holds, those to come first; and the rest of it."""
    found: dict[str, int] = {}
    rest = words
    for key in (*ahead, *(each for each in sentences if each not in ahead)):
        letters = [re.escape(each) for each in sentences.get(key, "") if each.isalnum()]
        if len(letters) < SHORTEST:
            continue
        match = re.search(r"\W*".join(letters), rest, re.IGNORECASE)
        if match:
            found[key] = words.find(match[0])
            rest = rest[: match.start()] + rest[match.end() :].lstrip(" ?？!！.。…")
    return sorted(found, key=found.__getitem__), rest


def _promises(stage: Stage, words: str) -> bool:
    """Whether something is promised outright, without asking her."""
    return any(place_of(sign, words) >= 0 for sign in stage.promises)


def _at_offers(coming: Sequence[str]) -> bool:
    """Whether an offer is due, or the manager to be asked for one."""
    return next((key for key in coming if key not in BETWEEN), "").startswith(OFFER)


def _one_after_another(coming: Sequence[str], signs: Iterable[str]) -> list[str]:
    """The moves whose turn it is, up to an offer: then it is her turn."""
    found: list[str] = []
    for key in coming:
        if key not in signs:
            break
        found.append(key)
        if key.startswith(OFFER):
            break
    return found


def _beside_them(
    stage: Stage, keys: Sequence[str], asked: Iterable[str], signs: Iterable[str]
) -> list[str]:
    """What a line does besides that whose turn it is: offers made, somebody called."""
    telling = {stage.move(role).key for role in TELLING if _has(stage, role)}
    offers = asked if telling & set(keys) or any(k.startswith(OFFER) for k in keys) else signs
    return [key for key in offers
            if key not in keys and (key.startswith(OFFER) or key in BETWEEN)]  # fmt: skip


def _out_of_turn(
    stage: Stage,
    words: str,
    signs: Sequence[str],
    coming: Sequence[str],
    done: Collection[str],
) -> list[str]:
    """What a line does where nothing in it is due: what is new before what was done already."""
    due = next((key for key in coming if key not in BETWEEN), None)
    asking, closing = stage.move("ask").key, stage.ends_with
    closes = {move.key for move in stage.moves if move.role == "close"} | {closing}
    if small_talk_in(stage, words):
        signs = [key for key in signs if key != asking]
    if _only_small_talk(stage, words):
        signs = [key for key in signs if not key.startswith(OFFER) or key == due]
    early = any(key.startswith(OFFER) for key in coming)
    signs = [key for key in signs if not (early and key in closes)]
    fresh = [key for key in signs if key not in done]
    if fresh:
        return fresh
    puts = any(place_of(sign, words) >= 0 for each in stage.move("offer").signs.values()
               for sign in each)  # fmt: skip
    return [key for key in signs if not (puts and key == asking)]


def _has(stage: Stage, role: str) -> bool:
    return any(move.role == role for move in stage.moves)


def by_key(stage: Stage, sentences: Mapping[str, str]) -> dict[str, str]:
    """The model sentence of each move and each offer of a scene, by its key."""
    found = {
        move.key: sentences.get(move.role) or str(move.sentence)
        for move in stage.moves
        if move.role != "offer"
    }
    put = sentences.get("offer") or str(stage.move("offer").sentence)
    return found | {offer_key(r): put.replace("{offer}", str(r.text)) for r in stage.offers}
