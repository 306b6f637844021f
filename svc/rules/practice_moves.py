"""What is heard in a line of practice: the moves and offers it makes, what it should not hold.

A line begins with the number or name of a move, or is told by its words: signs of policy. One
line may make several moves, in the order of its words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from svc.errors import BadInput
from svc.frozen import Frozen
from svc.i18n import Sentence, say, spoken
from svc.rules.causes import in_both
from svc.rules.practice import TOPIC, Move, Phrase, SmallTalk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from svc.policy import DatedPolicy, InForce
    from svc.rules.offers import Rung
    from svc.rules.practice import Stage
    from svc.rules.statute import InBoth
    from svc.rules.steps import Step

ROLES = ("hear", "sorry", "feel", "ask", "rule", "calm", "offer", "gift", "manager", "report",
         "close", "follow")  # fmt: skip
BESIDE = ("manager", "report", "close")
"""Moves of every scene, whichever steps the shop goes by."""
BESIDE_NAMES: dict[str, Sentence] = {
    "manager": say("ask whoever decides"),
    "report": say("report it upward"),
    "close": say("ask whether she is content, and thank her"),
}
SAID_BY_NUMBER = re.compile(r"\s*(\d+)\s*(?:[.:：、)）]|\s|$)\s*(.*)", re.DOTALL)
SAID_BY_NAME = re.compile(r"\s*([^\s:：]+(?: [^\s:：]+){0,5})\s*(?:[:：]\s*(.*)|$)", re.DOTALL)
LANGUAGES = ("zh", "en")
OFFER = "offer."


class Line(Frozen):
    """A line as it was heard: what was typed, the moves and offers by key, the own words."""

    typed: str
    keys: tuple[str, ...]
    words: str
    named: bool


def moves_of(found: InForce, steps: Sequence[Step]) -> tuple[Move, ...]:
    """The moves of a scene: the steps of the list in use, then those beside them.

    A step that no row of `practice.moves` names goes by how far it leads: it asks, or it offers.

    Raises:
        BadPolicy: a row is not as it should be.
    """
    rows = {str(row.get("role")): row for row in found.rows()}
    if not set(ROLES) <= rows.keys():
        raise found.wrong(say("a row for each of: {words}", words=", ".join(ROLES)))
    by_key = {key: role for role, row in rows.items() for key in row.get("keys", ())}
    usual = {"understood": "ask", "proposed": "offer"}
    moves = []
    for step in steps:
        role = by_key.get(step.key) or usual.get(step.state) or "hear"
        moves.append(_move(step.key, role, step.name, rows[role], found))
    taken = {move.role for move in moves}
    if not {"ask", "offer"} <= taken:
        raise found.wrong(say("a row for the step that asks, and one for the step that offers"))
    moves += [
        _move(role, role, str(BESIDE_NAMES[role]), rows[role], found)
        for role in BESIDE
        if role not in taken
    ]
    return tuple(moves)


def _move(key: str, role: str, name: str, row: Mapping[str, Any], found: InForce) -> Move:
    signs, line = row.get("signs", {}), row.get("line")
    if not isinstance(row.get("say"), dict) or not isinstance(row.get("reply"), dict):
        raise found.wrong(say("rows with say and reply in both languages"))
    return Move(
        key=key,
        role=role,
        name=name,
        line=line if isinstance(line, int) else None,
        must=row.get("must") is True,
        signs={language: tuple(signs.get(language, ())) for language in LANGUAGES},
        sentence=in_both(row["say"], found),
        reply=in_both(row["reply"], found),
    )


def phrases_of(policy: DatedPolicy, category: str) -> tuple[Phrase, ...]:
    """What must not be said in a scene of a category, each with the words by which it is heard.

    Those of the taboos (S0-045 to S0-050, S3-049 to S3-053), what stands there in quotation marks
    included; then the shop's own.

    Raises:
        BadPolicy: a row of `practice.phrases` names no taboo there is and says nothing itself.
    """
    found = policy[f"{TOPIC}.phrases"]
    rows = found.rows()
    heard: list[Phrase] = []
    for name in (category, "always"):
        taboos = policy[f"taboos.{name}"]
        for row in taboos.rows():
            text = in_both(row, taboos)
            rule = f"{name}.{row.get('key')}"
            words = [*_quoted(text)]
            for other in rows:
                if other.get("taboo") == rule:
                    words += [*other.get("zh", ()), *other.get("en", ())]
            heard.append(
                Phrase(
                    rule=rule, text=str(text), sources=tuple(row.get("sources", ())),
                    words=tuple(words),
                )
            )  # fmt: skip
    for row in rows:
        if "taboo" in row:
            continue
        if not isinstance(row.get("title"), dict):
            raise found.wrong(say("rows with `taboo`, or with `key` and `title`"))
        heard.append(
            Phrase(
                rule=str(row.get("key")), text=str(in_both(row["title"], found)),
                sources=tuple(row.get("sources", ())),
                words=(*row.get("zh", ()), *row.get("en", ())),
            )
        )  # fmt: skip
    return tuple(heard)


def small_talk_of(found: InForce) -> tuple[SmallTalk, ...]:
    """What costs nothing, from the rows of `practice.small_talk`; raises BadPolicy."""
    return tuple(
        SmallTalk(
            words=(*row.get("zh", ()), *row.get("en", ())),
            reply=in_both(row.get("reply", {}), found),
        )
        for row in found.rows()
    )


def _quoted(text: InBoth) -> Iterable[str]:
    """What stands between quotation marks, without the stops at its end."""
    for said in (text.en, text.zh):
        for quoted in re.findall("“([^”]+)”", said):
            yield quoted.strip(" .,!?。，！？…")


def menu(stage: Stage) -> list[tuple[str, str]]:
    """Key and name of every move, then of every offer; in the order of their keys.

    The order of a menu must not tell the order of the steps: that is what is practised.
    """
    moves = sorted(
        (move.key, move.name) for move in stage.moves if move.role not in {"offer", *BESIDE}
    )
    beside = [
        (move.key, move.name) for role in BESIDE for move in stage.moves if move.role == role
    ]
    offers = sorted((offer_key(rung), str(rung.text)) for rung in stage.offers)
    return [*moves, *beside, *offers]


def offer_key(rung: Rung) -> str:
    """The key of an offer among the moves: a step may be called as an offer is."""
    return f"{OFFER}{rung.key}"


def heard(stage: Stage, typed: str) -> Line:
    """The moves a line makes: by its number or name at the start, else by its words.

    Raises:
        BadInput: it begins with a number that is not in the menu.
    """
    choices = menu(stage)
    if by_number := SAID_BY_NUMBER.fullmatch(typed):
        number = int(by_number[1]) if len(by_number[1]) < 4 else 0
        if not 1 <= number <= len(choices):
            raise BadInput(
                say("There is no move {n}.", n=by_number[1]),
                say("Choose a number from 1 to {n}.", n=len(choices)),
            )
        words = by_number[2].strip()
        return Line(typed=typed.strip(), keys=(choices[number - 1][0],), words=words, named=True)
    by_name = SAID_BY_NAME.fullmatch(typed)
    if by_name and (key := _named(choices, by_name[1])):
        words = (by_name[2] or "").strip()
        return Line(typed=typed.strip(), keys=(key,), words=words, named=True)
    return Line(typed=typed.strip(), keys=by_words(stage, typed), words=typed.strip(), named=False)


def _named(choices: Iterable[tuple[str, str]], word: str) -> str | None:
    wanted = word.strip().casefold()
    return next(
        (
            key
            for key, name in choices
            if wanted in {key, name.casefold(), key.removeprefix(OFFER)}
        ),
        None,
    )


def by_words(stage: Stage, text: str, *, ready: bool = False) -> tuple[str, ...]:
    """The moves whose signs a text holds, in the order it holds them.

    An offer must be asked, unless all is `ready` for one.
    """
    found: dict[str, int] = {}
    for move in stage.moves:
        places = [place for sign in _all(move.signs) if (place := place_of(sign, text)) >= 0]
        if places:
            found[move.key] = min(places)
    offer = stage.move("offer").key
    asked = found.pop(offer, None)
    if asked is not None or ready:
        rungs = [
            (place, offer_key(rung))
            for rung in stage.offers
            for sign in _all(stage.offer_signs.get(rung.key, {}))
            if (place := place_of(sign, text)) >= 0
        ]
        if rungs:
            put = asked if asked is not None else min(rungs)[0]
            for key in {key for _place, key in rungs}:
                found[key] = put
            asking = [move.key for move in stage.moves if move.role in {"ask", "rule"}]
            found = {key: at for key, at in found.items() if key not in asking or at < put}
    return tuple(sorted(found, key=lambda key: (found[key], _rank(stage, key))))


def _rank(stage: Stage, key: str) -> int:
    """The place of a step in its list; offers after all steps, in their order."""
    if key in stage.steps:
        return stage.steps.index(key)
    keys = [offer_key(rung) for rung in stage.offers]
    return len(stage.steps) + (keys.index(key) if key in keys else len(keys))


def _all(signs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sign for language in LANGUAGES for sign in signs.get(language, ()))


def says(move: Move, words: str) -> bool:
    """Whether words hold a sign of the move they are said for."""
    signs = _all(move.signs)
    return not signs or any(place_of(sign, words) >= 0 for sign in signs)


def place_of(sign: str, text: str) -> int:
    """Where a sign stands in a text, -1 for nowhere: English as whole words, `*` for an ending.

    A single Chinese character counts only where no other stands beside it.
    """
    wanted, found = folded(sign), folded(text)
    if len(wanted) == 1 and wanted.isalnum() and not wanted.isascii():
        alone = re.search(rf"(?<!\w){wanted}(?!\w)", found)
        return alone.start() if alone else -1
    if not wanted.isascii() or not any(map(str.isalnum, wanted)):
        return found.replace(" ", "").find(wanted.replace(" ", ""))
    pattern = re.escape(wanted).replace(r"\*", r"[a-z]*")
    match = re.search(rf"(?<![a-z0-9]){pattern}(?![a-z0-9])", found)
    return match.start() if match else -1


def folded(text: str) -> str:
    """A text in one width and case, apostrophes straight, white space folded, 你 as 您."""
    told = normalize("NFKC", text).casefold().replace("’", "'").replace("你", "您")
    return " ".join(told.split())


def forbidden_in(stage: Stage, words: str) -> list[tuple[Phrase, str]]:
    """What must not be said and was, with the words it was heard by; the same words count once."""
    found: list[tuple[Phrase, str]] = []
    for phrase in stage.phrases:
        word = next((each for each in phrase.words if place_of(each, words) >= 0), None)
        if word is not None and not any(_same(word, other) for _phrase, other in found):
            found.append((phrase, word))
    return found


def _same(word: str, other: str) -> bool:
    """Whether one of two wordings holds the other."""
    short, long = sorted((folded(word), folded(other)), key=len)
    return short in long


def calls_by_name(stage: Stage, words: str) -> bool:
    """Whether she is called by her name: the family name is enough."""
    name = stage.scene.who
    if spoken() == "zh" and name.zh[:1] in words:
        return True
    return place_of(name.en, words) >= 0 or name.zh[:1] in words
