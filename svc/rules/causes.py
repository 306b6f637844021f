"""The causes of a complaint: the nine categories' tables in `policy/advice.toml` (S3-009)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from svc.frozen import Frozen
from svc.i18n import Sentence, say, spoken
from svc.records.complaint import CATEGORIES
from svc.rules.ruling import CAUSES, Cause
from svc.rules.statute import InBoth

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from svc.policy import InForce
    from svc.rules.answer import Citations

Row = dict[str, Any]


class KnownCause(Frozen):
    """One cause of a category: what it is called, what it leads to, what is done anyway.

    A `usual` one is taken without a doubt when none is noted. `quoted` is the cause as a refund
    quote knows it; `worn_as` the cause it turns into when the piece was worn too long; `ladder`
    and `script` name the offers and the words for it.
    """

    category: str
    cause: str
    text: InBoth
    ladder: str
    script: str
    usual: bool = False
    quoted: Cause | None = None
    worn_as: str | None = None
    remedies: tuple[Row, ...] = ()
    principles: tuple[InBoth, ...] = ()
    sources: tuple[str, ...] = ()
    called: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """What one types for it: the code, or for whoever speaks Chinese what it is called."""
        return self.called[0] if self.called and spoken() == "zh" else self.cause

    def to_json(self) -> dict[str, str]:
        """A cause to choose from."""
        return {"cause": self.cause, "text": str(self.text)}

    def goes_by(self, word: str) -> bool:
        """Whether it goes by a word, in code, in words, in either language."""
        names = (self.cause, self.text.en, self.text.zh, *self.called)
        return word.strip().casefold() in {name.casefold() for name in names}


class Taken(Frozen):
    """What a complaint's cause was taken for, and the doubt that is left."""

    row: KnownCause
    choices: tuple[KnownCause, ...] = ()
    doubt: Sentence | None = None


def causes(cited: Citations, category: str) -> list[KnownCause]:
    """The causes of a category, the one that is assumed first (S3-009).

    Raises:
        BadPolicy: there is none, or one lacks its code or its words.
    """
    found = cited[f"advice.{category}"]
    rows = found.rows()
    if not rows:
        raise found.wrong(say("at least one cause"))
    return [_known(row, rows, category, found) for row in rows]


def _known(row: Row, rows: list[Row], category: str, found: InForce) -> KnownCause:
    code, quoted = row.get("cause"), row.get("as")
    if not isinstance(code, str) or quoted not in (None, *CAUSES):
        raise found.wrong(say("causes, each with its code"))
    like = next((each for each in rows if each.get("cause") == quoted), row)
    return KnownCause(
        category=category,
        cause=code,
        text=in_both(row, found),
        usual=row.get("usual") is True,
        quoted=cast("Cause | None", quoted),
        worn_as=row.get("worn_as"),
        ladder=str(row.get("ladder") or code),
        script=str(row.get("script") or code),
        remedies=tuple(rows_of(row.get("remedies", like.get("remedies", [])), found)),
        principles=tuple(in_both(each, found) for each in rows_of(row.get("principles"), found)),
        sources=tuple(words_of(row.get("sources"), found)),
        called=tuple(words_of(row.get("called"), found)),
    )


def taken_for(cited: Citations, category: str, word: str | None) -> Taken:
    """The cause a complaint goes by: its own, or the one assumed till it is known (S0-046)."""
    rows = causes(cited, category)
    choices = tuple(rows)
    if word is None:
        if rows[0].usual:
            return Taken(row=rows[0], choices=choices)
        doubt = say(
            "No cause is noted. Until it is known, this holds for: {cause}.", cause=rows[0].text
        )
        return Taken(row=rows[0], choices=choices, doubt=doubt)
    for row in rows:
        if row.goes_by(word):
            return Taken(row=row)
    for other in CATEGORIES:
        if other != category and (row_there := _there(cited, other, word)):
            cited.cite("S3-009")
            doubt = say("The cause {cause} is one of another category.", cause=row_there.text)
            return Taken(row=row_there, doubt=doubt)
    doubt = say(
        "Policy advice.{category} has no cause {word!r}: this holds for: {cause}.",
        category=category,
        word=word,
        cause=rows[0].text,
    )
    return Taken(row=rows[0], choices=choices, doubt=doubt)


def _there(cited: Citations, category: str, word: str) -> KnownCause | None:
    """The cause of this name in another category; cited only where it is found."""
    found = cited.unquoted(f"advice.{category}")
    rows = found.rows()
    for row in rows:
        known = _known(row, rows, category, found)
        if known.goes_by(word):
            return _known(row, rows, category, cited[found.id])
    return None


def doubtful(cited: Citations, category: str, word: str) -> Sentence | None:
    """What to say of a cause nobody knows: neither advice nor a quote; near ones are named."""
    known = [row for each in CATEGORIES for row in causes(cited, each)]
    if word in CAUSES or any(row.goes_by(word) for row in known):
        return None
    from difflib import get_close_matches

    meant = {name: row.word for row in known for name in (row.cause, row.text.zh, *row.called)}
    near = get_close_matches(word, meant, n=3, cutoff=0.6)
    if near:
        return say(
            "No advice knows the cause {word!r}; it goes on file as it stands. "
            "Did you mean {names}?",
            word=word,
            names=", ".join(dict.fromkeys(meant[each] for each in near)),
        )
    return say(
        "No advice knows the cause {word!r}; it goes on file as it stands. "
        "For {category} it knows: {names}.",
        word=word,
        category=say(category),
        names=", ".join(row.word for row in known if row.category == category),
    )


def fits(row: Mapping[str, Any], facts: Collection[str], found: InForce) -> bool:
    """Whether a row holds for these facts: all it needs are there, and none it excludes."""
    needs, unless = words_of(row.get("needs"), found), words_of(row.get("unless"), found)
    return all(each in facts for each in needs) and not any(each in facts for each in unless)


def in_both(row: Mapping[str, Any], found: InForce) -> InBoth:
    """The text of a row in both languages; in English where the Chinese is missing.

    Raises:
        BadPolicy: the row has no text.
    """
    if not isinstance(row.get("en"), str) or not isinstance(row.get("zh", ""), str):
        raise found.bad(
            say("Policy {id} needs `en` and `zh` texts in each row.", id=found.id),
            say("Run `svc policy check`."),
        )
    return InBoth(row["en"], row.get("zh") or row["en"])


def rows_of(value: Any, found: InForce) -> list[Row]:
    """A list of tables within a row; none for what is left out. Raises BadPolicy."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise found.wrong(say("a list of rows"))
    return value


def words_of(value: Any, found: InForce) -> list[str]:
    """A list of words within a row; none for what is left out. Raises BadPolicy."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise found.wrong(say("a list of words in quotes"))
    return value
