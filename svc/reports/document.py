"""What a report is, whatever its form: a title, key figures, sections with a table and a chart.

Values stay what they are until a form shows them: whole numbers, `Decimal`, days, text. `None` is
nothing to show; `TooFew` is a figure that so few answers do not bear (docs/decisions/0036).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.frozen import Frozen

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from typing import TypeAlias

    from svc.i18n import Sentence

    Words: TypeAlias = Sentence | str
    Value: TypeAlias = "Words | int | Decimal | date | bool | TooFew | As | None"

KINDS = ("text", "count", "money", "percent", "hours", "days", "number", "day", "words")
"""What a column holds: `percent` is a share of one, `hours` working hours, `days` a number of
days, `number` a `Decimal` shown as it is, `day` a date, `words` text that may be long and is
broken across lines."""
CHARTS = ("pareto", "bars", "lines", "pairs")
"""`pareto`: bars of one series, with the cumulative share as a line; `bars`: one bar a label;
`lines`: one line a series along the labels; `pairs`: the series side by side at each label."""


class TooFew(Frozen):
    """A figure of so few answers that nothing should be read out of it."""

    n: int


class As(Frozen, kw_only=False):
    """A figure of another kind than its column: an amount in a table of counts."""

    value: int | Decimal | None
    kind: str


class Column(Frozen, kw_only=False):
    """A column of a table: its key for programs, its heading, and what it holds (`KINDS`)."""

    key: str
    heading: Words
    kind: str = "text"


class Table(Frozen):
    """Rows of values, one a column; `total` is a last row that adds up, shown apart."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...] | None = None


class Series(Frozen, kw_only=False):
    """Values along the labels of a chart; None leaves a gap."""

    name: Words
    values: tuple[int | Decimal | None, ...]


class Chart(Frozen):
    """A picture of figures that stand in the table beside it, with a title and a unit.

    `kind` is one of `CHARTS`; `values` tells how figures are shown (`KINDS`).
    """

    kind: str
    title: Words
    unit: Words
    labels: tuple[Words, ...]
    series: tuple[Series, ...]
    values: str = "count"


class Figure(Frozen):
    """A figure that comes first: what it is, and what it was (`(label, value)` each)."""

    label: Words
    value: Value
    kind: str = "count"
    before: tuple[tuple[Words, Value], ...] = ()
    bad: bool = False


class Section(Frozen):
    """A part of a report: sentences, a table, a chart of it; what a table lacks is said in words.

    `notes` come before the table, `after` follows it (how it is reckoned, say).
    """

    heading: Words
    notes: tuple[Words, ...] = ()
    table: Table | None = None
    chart: Chart | None = None
    after: tuple[Words, ...] = ()


class Report(Frozen):
    """A whole report; `name` is the command's word, `about` what stands under the title."""

    name: str
    title: Words
    shop: str
    about: tuple[Words, ...] = ()
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...] = ()
    after: tuple[Words, ...] = ()
