"""Two files of one person: what the one kept takes over, and how both are parted again.

Everything here is done with the plain fields of records, so that nothing a later version put
there is left behind: a reference is a text that is the other's id, wherever it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.rules.consent import withdrawn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Raw = dict[str, Any]
OWN = ("id", "schema", "name", "consent", "merged", "erased_on", "phone_unchecked")
"""Fields that are not simply filled."""
FILLED = ("phone", "number", "birthday", "gender", "owner", "referred_by", "registered_by")
"""Fields the kept file takes over where it has none."""
FILLED_BY_KEY = ("profile", "declined")
"""Tables of which the kept file takes over each entry it has not."""
UNITED = ("consent_log", "wishes", "not_same")
"""Lists that become one of both. A new field has to be put into one of these: a test asks."""
LOG = "consent_log"
NOT_DUE_OF_HERSELF = ("appointment", "contact")
"""Kinds of contacts that nobody works out from the customer's file."""
ANSWERED = ("reached", "refused")
GONE_OUT = ("sent",)
WAITING = ("queued", "approved")
STANDS_IN = "= "
"""How the text of a line begins that stands in for one under the other file's key."""


def named_by(record_id: str) -> str | None:
    """The id a contact's or message's key carries (`birthday.C-261122-7KQ3MX.261122`)."""
    parts = record_id.split(".")
    return parts[1] if len(parts) > 1 else None


def repointed(raw: Mapping[str, Any], old: str, new: str) -> Raw:
    """A record's fields with each reference to one customer turned to another.

    Its own key stays as it is, and with it what the key says it is about.
    """
    kept = {"id", "merged"} | ({"about"} if named_by(raw["id"]) == old else set())
    return {
        name: value if name in kept else _turned(value, old, new) for name, value in raw.items()
    }


def _turned(value: Any, old: str, new: str) -> Any:
    if isinstance(value, str):
        return new if value == old else value
    if isinstance(value, dict):
        return {name: _turned(each, old, new) for name, each in value.items()}
    if isinstance(value, list):
        return [_turned(each, old, new) for each in value]
    return value


def tidied(raw: Raw) -> Raw:
    """A record in which nobody is named twice: two invitations of one person become one.

    Of two rows the first stays, with what only the second says; who came, came (S2-060).
    """
    found = dict(raw)
    if isinstance(rows := found.get("invited"), list):
        found["invited"] = _once(rows)
    if isinstance(others := found.get("not_same"), list):
        found["not_same"] = [each for each in dict.fromkeys(others) if each != raw["id"]]
    if found.get("referred_by") == raw["id"]:
        del found["referred_by"]
    return found


def _once(rows: Iterable[Any]) -> list[Any]:
    by_guest: dict[Any, Any] = {}
    for row in rows:
        guest = row.get("customer") if isinstance(row, dict) else None
        if guest is None:
            by_guest[id(row)] = row
        elif guest in by_guest:
            first = by_guest[guest]
            came = {"came": True} if True in (first.get("came"), row.get("came")) else {}
            by_guest[guest] = {**row, **first, **came}
        else:
            by_guest[guest] = row
    return list(by_guest.values())


def moved(raw: Mapping[str, Any], old: str, new: str) -> tuple[Raw, Raw | None]:
    """A record re-pointed, and both its lines where turning it back would not give the first."""
    after = tidied(repointed(raw, old, new))
    exact = repointed(after, new, old) == raw
    return after, None if exact else lines(raw, after)


def lines(was: Mapping[str, Any], now: Mapping[str, Any]) -> Raw:
    """The two lines of a record that a merge changed in more than whom it names."""
    return {"was": dict(was), "now": dict(now)}


def moved_back(now: Raw, both: Mapping[str, Any] | None, kept: str, dup: str) -> Raw:
    """A record as before the merge; what was changed in it since stays."""
    if both is None:
        return repointed(now, kept, dup)
    found = dict(now)
    for name in {*both["was"], *both["now"]}:
        was, became = both["was"].get(name), both["now"].get(name)
        if was != became and now.get(name) == became:
            found.pop(name, None)
            if name in both["was"]:
                found[name] = was
    return found


def stand_in(table: str, raw: Mapping[str, Any], dup: str, keep: str) -> Raw | None:
    """The line under the key of whom she was merged into: what was done once is done (S2-037).

    None where the contact is still to be made, or is due by something else than her file. It says
    no more than that, so that nothing is counted twice.
    """
    if named_by(raw["id"]) != dup or raw.get("kind") in NOT_DUE_OF_HERSELF:
        return None
    found = {name: raw[name] for name in ("kind", "due") if name in raw}
    found |= {"id": raw["id"].replace(dup, keep), "text": STANDS_IN + raw["id"]}
    found["customer"] = keep if raw["customer"] == dup else raw["customer"]
    if "about" in raw:
        found["about"] = keep if raw["about"] == dup else raw["about"]
    if table == "callbacks":
        if raw.get("result") not in ANSWERED:
            return None
        return found | {"done_on": raw.get("done_on"), "result": raw["result"]}
    state = "sent" if raw.get("state") in GONE_OUT else "cancelled"
    return found | {"template": raw.get("template"), "state": state}


def stands_in(text: str | None, log: Sequence[Any]) -> bool:
    """Whether a line only says that a contact was made under another file: it counts for nothing.

    `log` is its history or its tries: it has none of its own.
    """
    return not log and text is not None and text.startswith(STANDS_IN)


def called_off(raw: Raw, at: str, staff: str | None) -> Raw:
    """A message that waits, cancelled: the same is waiting for her under the file that is kept."""
    entry = {"at": at, "state": "cancelled", **({"staff": staff} if staff else {})}
    return {**raw, "state": "cancelled", "history": [*raw.get("history", []), entry]}


class Joined(Frozen):
    """The kept file's fields after a merge.

    `gave` lists each thing the other file gave, with what stood there, so that it can be taken
    back; `filled` are those by name, `differs` what both say differently: the kept file's stays.
    """

    raw: Raw
    gave: list[Raw]
    filled: Raw
    differs: list[Raw]


def joined(keep: Mapping[str, Any], dup: Mapping[str, Any]) -> Joined:
    """The file that is kept, with what only the other knows; the stricter consent wins.

    Fields of a later version are not understood: they stay with the other file.
    """
    made = Joined(raw=dict(keep), gave=[], filled={}, differs=[])
    _name(made, dup)
    for name in sorted(dup.keys() & {*FILLED, *FILLED_BY_KEY, *UNITED}):
        value = dup[name]
        if name == "referred_by" and value == keep["id"]:
            continue  # nobody brings herself
        if name in UNITED:
            _unite(made, name, value, {keep["id"], dup["id"]})
        elif name in FILLED_BY_KEY:
            for key in sorted(value):
                _fill(made, name, key, value[key])
        elif _fill(made, name, None, value) and name == "phone" and dup.get("phone_unchecked"):
            _give(made, "phone_unchecked", None, value=True)
    for channel in sorted(dup.get("consent", {})):
        _consent(made, channel, dup["consent"][channel])
    if made.raw.get("referred_by") == dup["id"]:
        made.gave.append({"field": "referred_by", "was": made.raw.pop("referred_by")})
    return made


def _name(made: Joined, dup: Mapping[str, Any]) -> None:
    """A file only named by its number or phone takes the name of the other."""
    named = {file["id"]: file["name"] for file in (made.raw, dup)}
    nameless = {
        file["id"]: file["name"] in (file.get("number"), file.get("phone"))
        for file in (made.raw, dup)
    }
    if nameless[made.raw["id"]] and not nameless[dup["id"]]:
        _give(made, "name", None, dup["name"])
        made.filled["name"] = dup["name"]
    elif named[made.raw["id"]] != named[dup["id"]] and not nameless[dup["id"]]:
        made.differs.append({"field": "name", "kept": made.raw["name"], "was": dup["name"]})


def _give(made: Joined, field: str, key: str | None, value: Any) -> None:
    """Put a value and note what stood there."""
    holder = made.raw if key is None else dict(made.raw.get(field, {}))
    name = field if key is None else key
    row = {"field": field, **({} if key is None else {"key": key}), "is": value}
    if name in holder:
        row["was"] = holder[name]
    holder[name] = value
    if key is not None:
        made.raw[field] = holder
    made.gave.append(row)


def _fill(made: Joined, field: str, key: str | None, value: Any) -> bool:
    """Fill what is empty; where both say something, the kept one's stays and both are told."""
    holder = made.raw if key is None else made.raw.get(field, {})
    own = holder.get(field if key is None else key)
    named = field if key is None else f"{field}.{key}"
    if own in (None, "", [], {}):
        _give(made, field, key, value)
        made.filled[named] = value
        return True
    if own != value:
        made.differs.append({"field": named, "kept": own, "was": value})
    return False


def _unite(made: Joined, field: str, rows: list[Any], both: set[str]) -> None:
    """A log of both, in the order of time where both are; of other lists what is not there yet."""
    own = list(made.raw.get(field, []))
    if field == LOG:
        united = [*own, *rows]
        if all(_in_order(each) for each in (own, rows)):
            united.sort(key=lambda row: str(row.get("at", "")))
    else:
        united = [*own, *(row for row in rows if row not in own)]
    united = [row for row in united if not (isinstance(row, str) and row in both)]
    if united != own:
        _give(made, field, None, united)
        made.filled[field] = [row for row in rows if row not in own]


def _in_order(rows: list[Any]) -> bool:
    days = [str(row.get("at", "")) if isinstance(row, dict) else "" for row in rows]
    return days == sorted(days)


def _consent(made: Joined, channel: str, theirs: Any) -> None:
    """Of two words on a channel the stricter holds: withdrawn, then nothing said, then given."""
    held = made.raw.get("consent", {})
    own = held.get(channel)
    if own is None:
        stricter = theirs
    elif withdrawn(held, channel) or own is False:
        return
    elif withdrawn({channel: theirs}, channel):
        stricter = {**(own if isinstance(own, dict) else {}), "withdrawn": theirs["withdrawn"]}
    elif theirs is False:
        stricter = theirs
    else:
        return
    _give(made, "consent", channel, stricter)
    made.filled[f"consent.{channel}"] = stricter


def parted(now: Mapping[str, Any], gave: Iterable[Mapping[str, Any]]) -> Raw:
    """The kept file without what the other gave it; what was changed since stays as it is."""
    raw = dict(now)
    for row in reversed(list(gave)):
        field, key = row["field"], row.get("key")
        holder = raw if key is None else dict(raw.get(field, {}))
        name = field if key is None else key
        if isinstance(row.get("is"), list):
            left = _without(holder.get(name, []), row["is"], row.get("was", []))
            holder[name] = left
            if not left:
                del holder[name]
        elif holder.get(name) == row.get("is"):
            holder.pop(name, None)
            if "was" in row:
                holder[name] = row["was"]
        if key is not None:
            raw[field] = holder
            if not holder:
                del raw[field]
    return raw


def _without(now: list[Any], united: list[Any], own: list[Any]) -> list[Any]:
    """A list without what came in by the merge, and with what was added since."""
    if now[: len(united)] == united:
        return [*own, *now[len(united) :]]
    given = list(united)
    for row in own:
        given.remove(row)
    left = list(now)
    for row in given:
        if row in left:
            left.remove(row)
    return left


def opted_out(consent: Mapping[str, Any]) -> list[str]:
    """The channels by which she wants nothing any more."""
    return sorted(channel for channel in consent if withdrawn(consent, channel))


def obeying(was: Mapping[str, Any], kept: Mapping[str, Any], before: Iterable[str]) -> Raw:
    """The other file as it was, with what she took back since the merge taken back there, too."""
    held = dict(was.get("consent", {}))
    late = [
        channel
        for channel in opted_out(kept.get("consent", {}))
        if channel not in before and not withdrawn(held, channel)
    ]
    for channel in late:
        own = held.get(channel)
        day = kept["consent"][channel]["withdrawn"]
        held[channel] = {**(own if isinstance(own, dict) else {}), "withdrawn": day}
    return {**was, "consent": held} if late else dict(was)
