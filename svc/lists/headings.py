"""Which column of a list holds which field: by its heading, by `--map`, or by `--columns`."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from svc.entry import own_name
from svc.errors import BadInput, WrongUsage
from svc.frozen import Frozen, replace
from svc.i18n import Sentence, say
from svc.lists.known_headings import (
    CUSTOMER_FIELDS,
    CUSTOMER_HEADINGS,
    IGNORED,
    LUNAR_HEADINGS,
    PROFILE_HEADINGS,
    PURCHASE_FIELDS,
    PURCHASE_HEADINGS,
    WITHHELD_HEADINGS,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from svc.lists.reading import Listed, Row

Kind = Literal["customers", "purchases"]
SKIP = "_"
SOME = 6
"""So many fields are named by the warning of an unknown heading."""
OWN = "profile."
_OWN_FIELD = re.compile(r"[^\W\d]\w{0,39}")
_HINT = re.compile(r"\([^)]*\)|\[[^]]*\]")
_MARKS = re.compile(r"[\s_\-.:*/#'\"]+")


class Columns(Frozen):
    """What each column of a list holds: a field or None, under the heading it had there."""

    headings: tuple[str, ...]
    fields: tuple[str | None, ...]
    lunar: bool = False
    warnings: tuple[Sentence, ...] = ()

    def cells(self, row: Row) -> dict[str, str]:
        """The cells of a row by field; those that are empty are left out.

        Raises:
            BadInput: the row has more cells than the list has columns.
        """
        if len(row.cells) > len(self.fields) and any(map(str.strip, self.beyond(row))):
            raise BadInput(
                say("The row has {n} cells, the list has {columns} columns.", n=len(row.cells),
                    columns=len(self.fields)),
                say("Quote the cell that holds a delimiter."),
            )  # fmt: skip
        return {
            field: cell
            for field, cell in zip(self.fields, row.cells, strict=False)
            if field is not None and not cell.isspace() and cell
        }

    def beyond(self, row: Row) -> tuple[str, ...]:
        """The cells of a row that stand under no column."""
        return row.cells[len(self.fields) :]

    def heading_of(self, field: str | None) -> str | None:
        """The heading of a field's column in the list; the field where it has none."""
        if field is None or field not in self.fields:
            return field
        return self.headings[self.fields.index(field)] or field


def fields_of(kind: Kind, profile: Collection[str]) -> list[str]:
    """The fields a list of this kind may fill, the shop's own profile fields among them."""
    if kind == "purchases":
        return list(PURCHASE_FIELDS)
    more = [*PROFILE_HEADINGS, *profile]
    return [*CUSTOMER_FIELDS, *dict.fromkeys(name for name in more if name not in CUSTOMER_FIELDS)]


def by_heading(
    kind: Kind, headings: Sequence[str], mapped: Mapping[str, str], profile: Collection[str]
) -> Columns:
    """The columns of a list with headings.

    `mapped` holds what `--map` says: a heading, or the number of a column, to a field.

    Raises:
        WrongUsage: a heading or field there is none of, or two columns for one field.
        BadInput: no column is known.
    """
    known = _known(kind, profile)
    fields: list[str | None] = []
    unknown: list[str] = []
    lunar = False
    for heading in headings:
        key = _key(heading)
        lunar_heading = kind == "customers" and key in LUNAR_HEADINGS
        field = "birthday" if lunar_heading else known.get(key)
        bare = _key(_HINT.sub("", unicodedata.normalize("NFKC", heading)))
        if field is None and bare in known:
            field = known[bare]
            lunar_heading = field == "birthday" and bool(re.search("[农阴]", heading))
            if lunar_heading and re.search("[公阳]", heading):
                lunar_heading = False  # 生日(公历/农历) asks for either
        if field is None and heading and key not in IGNORED:
            unknown.append(heading)
        lunar = lunar or lunar_heading
        fields.append(field)
    for column, field in mapped.items():
        place = _place(column, headings)
        fields[place] = _field(field, fields_of(kind, profile))
        unknown = [heading for heading in unknown if heading != headings[place]]
        if fields[place] == "birthday":
            lunar = _key(headings[place]) in LUNAR_HEADINGS
    return Columns(
        headings=tuple(headings),
        fields=_checked(kind, fields, headings, "--map COLUMN={field}"),
        lunar=lunar,
        warnings=tuple(_unread(heading, kind, fields, profile) for heading in unknown),
    )


def _unread(
    heading: str, kind: Kind, taken: Collection[str | None], profile: Collection[str]
) -> Sentence:
    """The warning of an unknown heading, with some fields that no column has yet."""
    free = [field for field in fields_of(kind, profile) if field not in taken][:SOME]
    return say("The column {heading!r} is not known and was not read: --map {heading}=FIELD reads "
               "it (FIELD: {fields} …; --help names them all).",
               heading=heading, fields=", ".join(free))  # fmt: skip


def by_place(kind: Kind, names: Sequence[str], profile: Collection[str]) -> Columns:
    """The columns of a list without headings, as `--columns` names them.

    Raises:
        WrongUsage: an unknown field, or one twice, or none at all.
    """
    fields = [_field(name, fields_of(kind, profile)) for name in names]
    if not any(fields):
        raise WrongUsage(say("--columns names no field."), _there_are(fields_of(kind, profile)))
    return Columns(
        headings=tuple(name.strip() for name in names),
        fields=_checked(kind, fields, names, "--columns …,{field},…"),
    )


def leaving_out(columns: Columns, withheld: Collection[str]) -> Columns:
    """The columns without those of fields that are not collected here, each with a warning.

    The law wants no more collected than a shop needs (Order 778 Art. 23).
    """
    left_out = [
        say("The column {heading!r} was not read: {field} is not collected here unless the shop "
            "turns it on in profile.allowed, with its reason.",
            heading=heading, field=say(field))
        for heading, field in zip(columns.headings, columns.fields, strict=True)
        if field in withheld and field is not None
    ]  # fmt: skip
    if not left_out:
        return columns
    return replace(
        columns,
        fields=tuple(None if field in withheld else field for field in columns.fields),
        warnings=(*columns.warnings, *left_out),
    )


def unheaded(found: Collection[int]) -> tuple[Sentence, ...]:
    """Warnings of columns with cells but without a heading: they are not read."""
    return tuple(
        say("Column {place} has no heading and was not read: --map {place}=FIELD reads it.",
            place=place + 1)
        for place in sorted(found)
    )  # fmt: skip


def noting_unheaded(
    columns: Columns, records: Iterator[Listed], found: set[int]
) -> Iterator[Listed]:
    """The records as they are; `found` gets the columns without a heading that hold something."""
    places = _unnamed(columns)
    return _noting(records, places, found) if places else records


def _noting(
    records: Iterable[Listed], places: Sequence[int], found: set[int]
) -> Iterator[Listed]:  # fmt: skip
    for record in records:
        for place in places:
            if place < len(cells := record[1]) and cells[place].strip():
                found.add(place)
        yield record


def _unnamed(columns: Columns) -> list[int]:
    return [
        place
        for place, heading in enumerate(columns.headings)
        if not heading and columns.fields[place] is None
    ]


def _known(kind: Kind, profile: Collection[str]) -> dict[str, str]:
    own: dict[str, str] = {name: name for name in profile}
    of_customers = [own, WITHHELD_HEADINGS, PROFILE_HEADINGS, CUSTOMER_HEADINGS]
    tables = [PURCHASE_HEADINGS] if kind == "purchases" else of_customers
    known: dict[str, str] = {}
    for table in tables:
        for field, names in table.items():
            known |= dict.fromkeys(map(_key, [field, *names.split()]), field)
    return known


def _key(heading: str) -> str:
    """A heading without case, spaces and marks, so that Member No. is memberno."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", heading).casefold())


def _place(column: str, headings: Sequence[str]) -> int:
    """Where a column stands: by its heading, else by its number from 1 on."""
    keys = [_key(heading) for heading in headings]
    if _key(column) and _key(column) in keys:
        return keys.index(_key(column))
    if column.strip() in headings:  # a heading of marks alone, such as #
        return headings.index(column.strip())
    if column.isdecimal() and 1 <= int(column) <= len(headings):
        return int(column) - 1
    raise WrongUsage(
        say("The list has no column {column!r}.", column=column),
        say("It has: {headings}.", headings=", ".join(filter(None, headings))),
    )


def _field(name: str, fields: Collection[str]) -> str | None:
    name = name.strip()
    if name == SKIP:
        return None
    if name in fields:
        return name
    own = own_name(name.removeprefix(OWN))
    if own in WITHHELD_HEADINGS:
        return own
    near = get_close_matches(name, fields, n=1)
    of_customers = "phone" in fields
    if of_customers and (own != name or not near) and _OWN_FIELD.fullmatch(own):
        return own
    if near:
        raise WrongUsage(
            say("There is no field {name!r}; did you mean {near}?", name=name, near=near[0]),
            _there_are(fields),
        )
    raise WrongUsage(say("There is no field {name!r}.", name=name), _there_are(fields))


def _there_are(fields: Collection[str]) -> Sentence:
    listed = ", ".join(fields)
    if "phone" in fields:
        return say("There are: {fields}; _ skips a column, profile.NAME is a field of your own.",
                   fields=listed)  # fmt: skip
    return say("There are: {fields}; _ skips a column.", fields=listed)


def _checked(
    kind: Kind, fields: Sequence[str | None], headings: Sequence[str], option: str
) -> tuple[str | None, ...]:
    for field in filter(None, fields):
        places = [place for place, found in enumerate(fields) if found == field]
        if len(places) > 1:
            names = [headings[place] or str(place + 1) for place in places]
            raise WrongUsage(
                say("Two columns are taken for {field}: {first!r} and {second!r}.", field=field,
                    first=names[0], second=names[1]),
                say("Say which is not: --map {second}=_ skips it.", second=names[1]),
            )  # fmt: skip
    there_are = say("Its headings: {headings}. Name the field with --map COLUMN=FIELD, "
                    "or use --columns for a list without headings.",
                    headings=", ".join(filter(None, headings)) or "-")  # fmt: skip
    if kind == "customers" and not {"phone", "number"} & set(fields):
        raise BadInput(
            say("No column of the list is known to hold {fields}.", fields="phone / number"),
            there_are,
        )
    for field, what in (("customer", say("the customer")), ("on", say("the day"))):
        if kind == "purchases" and field not in fields:
            raise BadInput(
                say("No column holds {what}; {option} says which.", what=what,
                    option=option.format(field=field)),
                there_are,
            )  # fmt: skip
    return tuple(fields)
