"""What values of callback.toml must be like: the schedule, what keeps in touch, the scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.i18n import say
from svc.records.callback import FORWARDS
from svc.rules import keeping, scripts
from svc.rules.answer import POSTS
from svc.rules.callback import CAUSES, is_row
from svc.rules.findings import Finding, whole, word

if TYPE_CHECKING:
    from collections.abc import Iterator

TOPICS = frozenset({"callback"})
LAPSE_MOST = 3660
WORDS = {"feb29": ("02-28", "03-01"), "leap_month": ("plain", "skip"), "day30": ("29", "skip")}
WAYS = ("phone", "visit", "message")
KINDS_OF = {keeping.entry_id(kind).partition(".")[2]: kind for kind in keeping.ENTRIES}
A_ROW = '{ key = "purchase", kind = "purchase", after = 7, channel = "phone" }'


def of_callbacks(_topic: str, name: str, value: Any) -> Iterator[Finding]:
    """What is wrong with one value of an entry about callbacks."""
    if name == "schedule":
        yield from _schedule(value)
    elif name in KINDS_OF:
        if not isinstance(value, dict) or not keeping.is_kept(KINDS_OF[name], value):
            yield (
                say("It should say whether it is on, the way, and its figures."),
                say("Write {example}.", example=keeping.example(KINDS_OF[name])),
            )
        elif "post" in value:
            yield from _post(value["post"])
    elif name == "scripts":
        yield from _scripts(value)
    elif name == "forward":
        yield from _forward(value)
    elif name == "lapse":
        if type(value) is int:
            yield from whole(value, most=LAPSE_MOST)
    else:
        yield from word(value, WORDS.get(name, WAYS))


def _rows(value: Any) -> list[dict[str, Any]] | None:
    return value if isinstance(value, list) and all(isinstance(r, dict) for r in value) else None


def _schedule(value: Any) -> Iterator[Finding]:
    rows = _rows(value)
    if rows is None:
        yield say("It should be a list of rows."), say("Write rows as {example}.", example=A_ROW)
        return
    keys = [row.get("key") for row in rows]
    for nth, row in enumerate(rows, start=1):
        if not is_row(row):
            yield (
                say("Row {nth} is no contact after one of: {kinds}.", nth=nth,
                    kinds=", ".join(CAUSES)),
                say("Write rows as {example}.", example=A_ROW),
            )  # fmt: skip
        elif keys.count(row["key"]) > 1:
            yield say("Row {nth}: there are two rows {key!r}.", nth=nth, key=row["key"]), None


def _scripts(value: Any) -> Iterator[Finding]:
    rows = _rows(value)
    if rows is None:
        yield say("It should be a list of rows."), None
        return
    for nth, row in enumerate(rows, start=1):
        if not scripts.is_line(row):
            yield (
                say("Row {nth} is no line of a script.", nth=nth),
                say("Write kind, source, en and zh; kind is one of: {words}.",
                    words=", ".join(scripts.SORTS)),
            )  # fmt: skip


def _forward(value: Any) -> Iterator[Finding]:
    posts = value if isinstance(value, dict) else {}
    for place in FORWARDS:
        yield from _post(posts.get(place))


def _post(word: Any) -> Iterator[Finding]:
    if word not in POSTS:
        yield (
            say("There is no post {post!r}.", post=word),
            say("Choose one of: {words}.", words=", ".join(POSTS)),
        )
