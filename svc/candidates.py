"""What the beginning of a word may become: customers by phone, id, number and name, and the rest.

The shards' canonical bytes are searched and only what is found is parsed, the newest first, until
there are fifty: a tenth of a second must do. The bytes are canonical whatever the files look like,
so a line edited by hand is found, too.
"""

from __future__ import annotations

import re
from itertools import islice
from json import dumps, loads
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from svc import i18n
from svc.errors import SvcError
from svc.i18n import say
from svc.records.message import SETTLED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from svc.app import App

Candidate = tuple[str, str]
"""A word that may stand there, and what to say of it."""

MOST = 50
MOST_BYTES = 50_000_000
"""So much of a table is searched, the newest records: 250,000 customers, 200,000 purchases."""

MOST_PARSED = 2_000
"""So many records are looked at for fifty different names."""

_TAIL = "[0-9A-HJKMNP-TV-Z]{1,6}"


def customers(app: App, typed: str) -> list[Candidate]:
    """Customers by the beginning of what names one; without any, the newest."""
    head, sign, number = typed.partition(":")
    if sign and head == "number":
        found = islice(_with(app, "customers", "number", number), MOST)
        return [(f"number:{raw['number']}", _name(raw)) for raw in found]
    if typed.isdecimal():
        found = islice(_with(app, "customers", "phone", typed), MOST)
        phones = [(raw["phone"], _name(raw)) for raw in found]
        return phones or _ids(app, "customers", typed)
    if not typed or any(map(str.isdigit, typed)):  # nobody's name has a digit in it, or hardly
        return _ids(app, "customers", typed) or _names(app, typed)
    prefix = [("number:", str(say("The shop's own customer number.")))]
    named = [*(prefix if "number:".startswith(typed) else []), *_names(app, typed)]
    return [*named, *_ids(app, "customers", typed)][:MOST]


def purchases(app: App, typed: str) -> list[Candidate]:
    """Purchases by the beginning of an id or of its tail; without any, the newest."""
    return _ids(app, "purchases", typed)


def complaints(app: App, typed: str) -> list[Candidate]:
    """Complaints by the beginning of an id or of its tail; without any, the newest."""
    return _ids(app, "complaints", typed)


def returns(app: App, typed: str) -> list[Candidate]:
    """Returns by the beginning of an id or of its tail; without any, the newest."""
    return _ids(app, "returns", typed)


def repairs(app: App, typed: str) -> list[Candidate]:
    """Repairs by the beginning of an id or of its tail; without any, the newest."""
    return _ids(app, "repairs", typed)


def deliveries(app: App, typed: str) -> list[Candidate]:
    """Deliveries by the beginning of an id or of its tail; without any, the newest."""
    return _ids(app, "deliveries", typed)


def approvals(app: App, typed: str) -> list[Candidate]:
    """Approvals by the beginning of an id or of its tail; without any, the newest."""
    return _ids(app, "approvals", typed)


def events(app: App, typed: str) -> list[Candidate]:
    """Gatherings by the beginning of an id or of its tail; without any, the newest."""
    return _ids(app, "events", typed)


def surveys(app: App, typed: str) -> list[Candidate]:
    """Filled-in questionnaires by the beginning of an id or of its tail; else the newest."""
    return _ids(app, "surveys", typed)


def questionnaires(app: App, typed: str) -> list[Candidate]:
    """The questionnaires of the policy, with their titles."""
    entries = app.policy.topic("survey")
    return _beginning(typed, ((name, entry.title) for name, entry in entries.items()))


def messages(app: App, typed: str) -> list[Candidate]:
    """The keys of messages in the outbox that are not settled."""
    found = app.store.messages.may_hold("open", ["open"])
    waiting = (each for each in found if each.state not in SETTLED)
    return [(each.id, each.text[:30]) for each in waiting if each.id.startswith(typed.strip())]


def contacts(app: App, typed: str) -> list[Candidate]:
    """The keys of callbacks that are due."""
    from svc import due
    from svc.rules import callback as rule

    policy = app.policy.at(app.today)
    found = due.open_contacts(app.store, policy, rule.span(policy, app.today, 0))
    rows = due.as_rows(found, app.today)
    told = ((row["key"], f"{row['name'] or row['customer']} {row['due']}") for row in rows)
    return _beginning(typed, told)


def staff(app: App, typed: str) -> list[Candidate]:
    """The people of the shop, by code, name or id."""
    people = [member for member in app.store.staff.all() if member.left_on is None]
    codes = ((member.code, member.name) for member in people if member.code)
    names = ((member.name, member.code or member.id) for member in people if typed)
    ids = ((m.id, m.name) for m in people if typed or not m.code)
    return _beginning(typed, [*codes, *names, *ids])


def templates(app: App, typed: str, *, channel: str | None) -> list[Candidate]:
    """The names of templates, of a channel or of all."""
    from svc.messages.templates import CHANNELS, names

    store = app.store_or_none.root if app.store_or_none else None
    found = {name: each for each in CHANNELS if channel in {None, each} for name in
             names(each, store)}  # fmt: skip
    return _beginning(typed, ((name, "") for name in sorted(found)))


def variables(app: App, typed: str, *, channel: str, name: str) -> list[Candidate]:
    """`K=` for the variables of a template, with what stands there if nobody gives any."""
    from svc.messages.templates import template

    store = app.store_or_none.root if app.store_or_none else None
    found = template(name, channel=channel, language=i18n.spoken(), store=store)
    return _beginning(typed, ((f"{word}=", told) for word, told in found.defaults.items()))


def profile(app: App, typed: str) -> list[Candidate]:
    """`FIELD=` for the fields of a customer's profile."""
    return _beginning(typed, ((f"{name}=", _said(name)) for name in _profile_fields(app)))


def _profile_fields(app: App) -> list[str]:
    from svc.rules.completeness import wanted

    return list(wanted(app.policy.at(app.today)).fields)


def topics(app: App, typed: str) -> list[Candidate]:
    """The topics of the policy."""
    return _beginning(typed, ((topic, "") for topic in app.policy.topics))


def entries(app: App, typed: str) -> list[Candidate]:
    """The entries of the policy."""
    return _beginning(typed, ((entry.id, entry.title) for entry in app.policy.entries()))


def steps(app: App, typed: str) -> list[Candidate]:
    """The steps of handling a complaint, those of both lists."""
    from svc.rules.steps import names

    return _beginning(typed, names(app.policy.at(app.today)).items())


def columns(
    app: App, typed: str, *, table: str, before: str, form: str | None = None
) -> list[Candidate]:
    """The fields of a list to import, for the last of those typed; of sheets, their questions."""
    head, sign, _field = typed.rpartition(before)
    if before == "=" and not sign:
        return []
    if table == "import":
        asked = _questions_of(app, form)
        return _beginning(typed, ((head + sign + key, told) for key, told in asked))
    from svc.lists.headings import fields_of

    profile = _profile_fields(app) if table == "customers" else []
    fields = fields_of("purchases" if table == "purchases" else "customers", profile)
    return _beginning(typed, ((head + sign + field, _said(field)) for field in [*fields, "_"]))


def _questions_of(app: App, form: str | None) -> Iterator[Candidate]:
    """The questions of a questionnaire by key, and what a list of sheets holds beside them."""
    from svc.lists.survey_headings import FIELDS
    from svc.rules.survey import questionnaire

    if form is not None:
        for question in questionnaire(app.policy, form, app.today).questions:
            yield question.key, str(question.text)
    for field in (*FIELDS, "_"):
        yield field, _said(field)


def _beginning(typed: str, found: Iterable[Candidate]) -> list[Candidate]:
    """Those that begin with what was typed, the first fifty."""
    return [each for each in found if each[0].startswith(typed)][:MOST]


def _said(field: str) -> str:
    """What people call a field, where that is another word."""
    word = field.replace("_", " ")
    return "" if i18n._(word) == field else i18n._(word)


def _names(app: App, typed: str) -> list[Candidate]:
    """Whole names that begin so, each with a phone; of a name that several have, their ids.

    Those only once it is typed as a whole: until then it may become another.
    """
    typed = normalize("NFC", typed)
    found: dict[str, list[dict[str, Any]]] = {}
    for raw in islice(_with(app, "customers", "name", typed, typed.title()), MOST_PARSED):
        if raw["name"] not in (raw.get("phone"), raw.get("number")):
            found.setdefault(raw["name"], []).append(raw)
        if len(found) > MOST:
            break
    same = found.pop(typed, []) if len(found.get(typed, [])) > 1 else []
    return [
        *((raw["id"], " ".join(filter(None, (typed, _reached(raw))))) for raw in same),
        *((name, _reached(raws[0]) if len(raws) == 1 else _several(raws))
          for name, raws in found.items()),
    ]  # fmt: skip


def _several(raws: list[dict[str, Any]]) -> str:
    return str(say("{n} customers", n=len(raws)))


def _ids(app: App, table: str, typed: str) -> list[Candidate]:
    """Ids that begin so, or whose last six characters do."""
    letter = app.store.table(table).letter
    word = typed.upper()
    if re.fullmatch(rf"(?:{letter}(?:-[0-9]{{0,6}}(?:-(?:{_TAIL})?)?)?)?", word):
        found = _lines(app, table, re.escape(f'{{"id":"{word}'.encode()), word[2:8])
    elif re.fullmatch(_TAIL, word):
        found = _lines(app, table, b'\\{"id":"%b-[0-9]{6}-%b' % (letter.encode(), word.encode()))
    else:
        return []
    return [(raw["id"], _TOLD[table](raw)) for raw in islice(found, MOST)]


def _with(app: App, table: str, field: str, *beginnings: str) -> Iterator[dict[str, Any]]:
    """The records whose field begins with one of these."""
    quoted = (dumps(each, ensure_ascii=False)[1:-1].encode() for each in dict.fromkeys(beginnings))
    fragment = b'"%b":"(?:%b)' % (field.encode(), b"|".join(map(re.escape, quoted)))
    for raw in _lines(app, table, fragment):
        value = raw.get(field)  # the bytes may stand elsewhere, in a profile say
        if isinstance(value, str) and value.startswith(beginnings):
            yield raw


def _lines(app: App, table: str, fragment: bytes, day: str = "") -> Iterator[dict[str, Any]]:
    """The records whose lines match, the newest first; `day` is the beginning of an id's day.

    Customers who were merged into others, or erased, are nobody any more.
    What cannot be read is passed over: `svc check` is there to tell of it.
    """
    shards, matches = app.store.shards, re.compile(fragment).finditer
    searched = 0
    for name in reversed(shards.names(table)):
        shard = name.rpartition("/")[2].replace("-", "")[2:]
        if not (shard.startswith(day) or day.startswith(shard[:6])):
            continue
        try:
            content = shards.canonical(name, keep=False)
        except SvcError:
            continue
        starts = {content.rfind(b"\n", 0, match.start()) + 1 for match in matches(content)}
        for start in sorted(starts, reverse=True):
            raw = loads(content[start : content.index(b"\n", start)])
            if not (table == "customers" and (raw.get("merged") or raw.get("erased_on"))):
                yield raw
        searched += len(content)
        if searched > MOST_BYTES:
            return


def _name(raw: dict[str, Any]) -> str:
    return str(raw.get("name", ""))


def _reached(raw: dict[str, Any]) -> str:
    """How else she is named: by her phone, her number or her id."""
    number = raw.get("number")
    return str(raw.get("phone") or (f"number:{number}" if number else raw["id"]))


def _goods(raw: dict[str, Any]) -> str:
    """What was bought, and when."""
    names = [item.get("name") or item.get("sku") or "" for item in raw.get("items", ())]
    return " ".join(filter(None, [raw.get("on"), *names]))


def _grievance(raw: dict[str, Any]) -> str:
    """What was complained about, in the first words."""
    return " ".join(filter(None, [i18n._(raw.get("category", "")), raw.get("text", "")[:30]]))


def _case(raw: dict[str, Any]) -> str:
    """A return, a repair, a delivery or an approval: its day and how it stands."""
    day = raw.get("planned_on") or raw.get("on") or ""
    return " ".join(filter(None, (str(day), i18n._(str(raw.get("state", ""))))))


def _sheet(raw: dict[str, Any]) -> str:
    """A filled-in questionnaire: its day and which it is."""
    return f"{raw.get('on') or ''} {raw.get('form') or ''}"


_TOLD = {
    "customers": _name,
    "purchases": _goods,
    "complaints": _grievance,
    "returns": _case,
    "repairs": _case,
    "deliveries": _case,
    "approvals": _case,
    "events": _case,
    "surveys": _sheet,
}
