"""What messages must not say, by kind: words of the policy, looked for in a text.

Holiday wishes name nothing the shop sells or holds (S2-029), season messages no new goods
(S2-032), one not seen for long is never asked what has happened (S2-035); carriers, gateways and
the advertising law add theirs (domain 3.2).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from svc.frozen import Frozen
from svc.i18n import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from svc.policy import Policy

TOPIC, BEGINS = "message", "taboo_"
"""The policy file of the taboos, and how the names of its entries begin."""
EVERY_KIND = "*"
NUMBER = "#"
"""What stands for a number in a word: `#折`, `#% off`."""
_NUMBER = r"(?:[0-9]+(?:[.,][0-9]+)*|[零〇一二两三四五六七八九十百千万半几]+)"


class Taboo(Frozen):
    """Words that messages of some kinds must not hold, and the entry of policy they stand in.

    Chinese words are looked for in either script, with white space and what breaks a word left
    out, English ones as whole words.
    """

    rule: str
    kinds: Collection[str]
    zh: tuple[str, ...]
    en: tuple[str, ...]

    def holds_for(self, kind: str) -> bool:
        """Whether messages of a kind are under this taboo."""
        return EVERY_KIND in self.kinds or kind in self.kinds


class Found(Frozen, kw_only=False):
    """A taboo that a text breaks, and the word it breaks it with."""

    rule: str
    word: str


def taboos(policy: Policy, day: date) -> list[Taboo]:
    """The taboos in force on a day, in the order of the file.

    Raises:
        BadPolicy: an entry is not as it should be.
    """
    in_force = policy.at(day)
    found = []
    for name in policy.topic(TOPIC):
        if name.startswith(BEGINS):
            entry = in_force[f"{TOPIC}.{name}"]
            if not is_taboo(entry.value):
                raise entry.wrong(say("kinds, and words in `zh` and `en`, each a list"))
            found.append(
                Taboo(
                    rule=name.removeprefix(BEGINS),
                    kinds=frozenset(entry.value["kinds"]),
                    zh=tuple(entry.value["zh"]),
                    en=tuple(entry.value["en"]),
                )
            )
    return found


def is_taboo(value: Any) -> bool:
    """Whether a value of policy says what must not be said."""
    return (
        isinstance(value, dict)
        and value.keys() == {"kinds", "zh", "en"}
        and all(
            isinstance(words, list) and all(isinstance(word, str) and word for word in words)
            for words in value.values()
        )
    )


class Ear:
    """The taboos of one kind of messages, ready to listen to many texts."""

    def __init__(self, all_taboos: Collection[Taboo], kind: str) -> None:
        held = [taboo for taboo in all_taboos if taboo.holds_for(kind)]
        self._zh = [(word, taboo.rule) for taboo in held for word in taboo.zh]
        self._en = [(word, taboo.rule) for taboo in held for word in taboo.en]
        # What most texts are asked: none holds the part of a word that is no number, and of
        # Chinese ones hardly any the character it begins with.
        self._zh_parts: dict[str, list[tuple[int, str]]] = {}
        for place, (word, _rule) in enumerate(self._zh):
            part = _folded(_longest_part(word))
            self._zh_parts.setdefault(part[:1], []).append((place, part))
        self._en_parts = [_spaced(_longest_part(word)) for word, _rule in self._en]

    @property
    def characters(self) -> frozenset[str]:
        """All that its words are made of, in one width and case, in either script."""
        made_of = _in_one_shape("".join(word for word, _rule in (*self._zh, *self._en)) + _NUMBER)
        return frozenset(made_of).union(
            chr(other) for other, plain in _SAME.items() if plain and plain in made_of
        )

    def hear(self, text: str) -> list[Found]:
        """Each taboo the text breaks, with the first of its words; in the order of the policy."""
        heard = [*self._chinese(text), *self._english(text)]
        if not heard:
            return heard
        return list({found.rule: found for found in reversed(heard)}.values())[::-1]

    def words(self, text: str) -> list[Found]:
        """Every word the text should not hold."""
        return [*self._chinese(text), *self._english(text)]

    def _chinese(self, text: str) -> Iterator[Found]:
        if text.isascii():
            return
        folded = _folded(text)
        if not (begun := self._zh_parts.keys() & {"", *folded}):
            return
        for place, part in sorted(each for first in begun for each in self._zh_parts[first]):
            if part in folded:
                word, rule = self._zh[place]
                if NUMBER not in word:
                    yield Found(rule, word)
                elif match := re.search(_pattern(_folded(word)), folded):
                    yield Found(rule, match[0])

    def _english(self, text: str) -> Iterator[Found]:
        if not _LETTER.search(normalize("NFKC", text).casefold()):
            return
        folded = _spaced(text)
        for place, part in enumerate(self._en_parts):
            if part in folded:
                word, rule = self._en[place]
                pattern = rf"(?<![a-z0-9]){_pattern(_spaced(word))}(?![a-z0-9])"
                if match := re.search(pattern, folded):
                    yield Found(rule, match[0])


def _folded(text: str) -> str:
    """A text without white space, in one width, case and script: `促 銷`, `促·销` are `促销`."""
    text = _in_one_shape(text)
    return text if _MARKS.isdisjoint(text) else re.sub(_JOINING, _unless_between_han, text)


def _unless_between_han(marks: re.Match[str]) -> str:
    """Marks as they are; nothing of those between two Chinese characters.

    Asked here, since a pattern with all of those takes a millisecond to compile.
    """
    before, after = marks.string[: marks.start()][-1:], marks.string[marks.end() :][:1]
    return "" if _is_han(before) and _is_han(after) else marks[0]


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _in_one_shape(text: str) -> str:
    """A text without white space, in one width, case and script, its marks as they are."""
    return "".join(normalize("NFKC", text).split()).casefold().translate(_SAME)


def _spaced(text: str) -> str:
    """A text in one width and case, white space folded, quotes straight; `S A L E` is `sale`."""
    text = " ".join(normalize("NFKC", text).casefold().translate(_SAME).split())
    return _APART.sub(lambda word: re.sub("[^a-z]", "", word[0]), text)


_UNSEEN = (
    "\xad\u034f\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufe0e\ufe0f"
)
"""Characters that take no room, so that a word may be broken with them and look whole."""
_OTHER_SCRIPT = (
    "萬万業业個个為为麼么麽么樂乐僅仅倉仓價价優优會会體体兌兑減减擊击動动捲卷發发員员國国塊块復复覆复獎奖當当"
    "搶抢換换無无時时術术殺杀極极檢检歡欢沒没滿满點点現现獨独盤盘禮礼積积級级給给絕绝網网裝装計计訂订評评貨货"
    "購购費费贈赠轉转還还進进選选郵邮裡里裏里錢钱鏈链銷销問问頂顶領领額额慶庆摺折熱热讓让鉅钜變变這这難难煩烦"
    "嗎吗幾几兩两圓元係系專专買买單单臨临樣样過过見见間间鋪铺門门開开遲迟紅红團团賣卖報报試试虧亏驚惊氣气號号"
)
"""Traditional characters of words such as these, the simplified one behind each."""
_SAME: dict[int, str | None] = {
    **dict.fromkeys(map(ord, _UNSEEN)),
    **dict(zip(map(ord, _OTHER_SCRIPT[::2]), _OTHER_SCRIPT[1::2], strict=True)),
    ord("’"): "'",
}
_MARKS = frozenset("·•*_/|+^-.")
_JOINING = r"[·•*_/|+^-]+|\."
"""Marks that no sentence has between two Chinese characters: somebody breaks a word with them."""
_APART = re.compile(r"(?<![a-z0-9])(?:[a-z][ .*_-]){3,}[a-z](?![a-z0-9])")
"""A word of four letters and more, written letter by letter."""
_LETTER = re.compile("[a-z]")


def _longest_part(word: str) -> str:
    """The longest part of a word that is not the number in it."""
    return max(word.split(NUMBER), key=len)


def _pattern(word: str) -> str:
    return _NUMBER.join(map(re.escape, word.split(NUMBER)))


MESSAGES = {
    "shop_events": say("{word!r}: wishes and care name nothing the shop sells or holds."),
    "new_goods": say("{word!r}: wishes and season messages bring no news of goods."),
    "what_happened": say("{word!r}: one not seen for long is not asked what has happened."),
    "amount_spent": say("{word!r}: thanks and wishes name no sum of money."),
    "superlatives": say("{word!r}: the advertising law forbids superlatives."),
    "gateways": say("{word!r}: gateways refuse messages that say this."),
    "old_opt_out": say("{word!r}: gateways no longer take these opt-out words."),
}
OWN = say("{word!r}: the shop does not want this said ({rule}).")


def told(found: Found) -> Sentence:
    """Why a word must not be said."""
    sentence = MESSAGES.get(found.rule, OWN)
    return say(sentence.msgid, word=found.word, rule=found.rule)
