"""Any report hypothesis can think of, and one that holds something of everything."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from svc.i18n import say
from svc.reports.document import (
    CHARTS,
    KINDS,
    Chart,
    Column,
    Figure,
    Report,
    Section,
    Series,
    Table,
    TooFew,
)

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from svc.reports.document import Value

ATTACKS = (
    "=1+1", "+8613800138000", "-1", "@SUM(A1)", "\t=1+1", "http://a.example/",
    "mailto:a@b.example", "{=1}", "|x|", "<script>", "[a](b)", "王\x1b[31m芳", "a\nb", "\u202egnp",
    "＝1+1", "`", "#", "''",
)  # fmt: skip
"""What a spreadsheet, Markdown, a page or a terminal could take for more than text."""

words = st.one_of(
    st.sampled_from([*ATTACKS, "质量", "service", "王芳", "K-261122-7KQ3MX"]),
    st.text(max_size=24),
    st.text("店员态度差，袖口起球。洗了 a b c", max_size=120),
)
numbers = st.one_of(
    st.integers(-9999, 10**7),
    st.decimals(-9999, 10**7, places=4, allow_nan=False, allow_infinity=False),
)
shares = st.decimals(-1, 1, places=4, allow_nan=False, allow_infinity=False)


def values(kind: str) -> SearchStrategy[Value]:
    """What a column of a kind may hold."""
    few = st.builds(TooFew, n=st.integers(0, 29))
    if kind == "day":
        return st.one_of(st.none(), st.dates(date(1970, 1, 1), date(2069, 12, 31)))
    if kind in {"text", "words"}:
        return st.one_of(st.none(), words, st.booleans())
    if kind == "percent":
        return st.one_of(st.none(), few, shares)
    return st.one_of(st.none(), few, st.integers(0, 99) if kind == "count" else numbers)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """One to six columns, none to five rows."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=6))
    columns = tuple(Column(f"k{n}", draw(words), kind) for n, kind in enumerate(kinds))
    row = st.tuples(*(values(kind) for kind in kinds))
    rows = tuple(draw(st.lists(row, max_size=5)))
    return Table(columns=columns, rows=rows, total=draw(st.one_of(st.none(), row)))


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """Of each kind, with gaps, with figures below nothing, with all alike."""
    labels = tuple(draw(st.lists(words, max_size=6)))
    one = st.lists(st.one_of(st.none(), numbers), min_size=len(labels), max_size=len(labels))
    kind = draw(st.sampled_from(CHARTS))
    most = 1 if kind in {"bars", "pareto"} else 3
    series = draw(st.lists(st.builds(Series, words, one.map(tuple)), min_size=1, max_size=most))
    return Chart(
        kind=kind, title=draw(words), unit=draw(words), labels=labels, series=tuple(series),
        values=draw(st.sampled_from(["count", "money", "percent", "hours", "days", "number"])),
    )  # fmt: skip


some = st.lists(words, max_size=2).map(tuple)
figures = st.builds(
    Figure, label=words, value=values("money"), kind=st.just("money"), bad=st.booleans(),
    before=st.lists(st.tuples(words, values("money")), max_size=2).map(tuple),
)  # fmt: skip
sections = st.builds(
    Section, heading=words, notes=some, after=some,
    table=st.one_of(st.none(), tables()), chart=st.one_of(st.none(), charts()),
)  # fmt: skip
reports = st.builds(
    Report, name=st.just("any"), title=words, shop=words, about=some, after=some,
    figures=st.lists(figures, max_size=3).map(tuple),
    sections=st.lists(sections, max_size=3).map(tuple),
)  # fmt: skip

CLASSES = ("质量问题", "服务态度", "=1+1", "其他")
COUNTS = (7, 3, 1, 1)
WEEKS = tuple(f"W{week}" for week in range(40, 48))


def sample() -> Report:
    """Key figures, each kind of chart beside its table, too few answers, names that attack."""
    share = (Decimal("0.5833"), Decimal("0.2500"), Decimal("0.0833"), Decimal("0.0833"))
    day = date(2026, 11, 16)
    return Report(
        name="any",
        title=say("customers"),
        shop="雅衣阁",
        about=("2026-W47", "2026-11-16 – 2026-11-22"),
        figures=(
            Figure(label="新投诉", value=12, before=(("上周", 9), ("去年同期", 15))),
            Figure(label="late", value=3, bad=True, before=(("last week", 3),)),
            Figure(label="on time", value=Decimal("0.8333"), kind="percent",
                   before=(("last week", Decimal("0.7500")), ("a year ago", None))),
            Figure(label="satisfied", value=TooFew(n=7), kind="percent",
                   before=(("last week", Decimal("0.9")),)),
            Figure(label="refunds", value=Decimal("1299.00"), kind="money"),
        ),
        sections=(
            Section(
                heading="Complaints: by class/kind?",
                notes=("质量问题占一半以上。",),
                table=Table(
                    columns=(
                        Column("class", "class"), Column("n", "count", "count"),
                        Column("share", "share", "percent"), Column("on", "first on", "day"),
                        Column("paid", "paid", "money"), Column("hours", "hours", "hours"),
                        Column("do", "what to do", "words"),
                    ),
                    rows=tuple(
                        (name, n, part, day, Decimal("12.50") * n, Decimal("3.5"), "每天整理。"*n)
                        for name, n, part in zip(CLASSES, COUNTS, share, strict=True)
                    ),
                    total=("total", 12, Decimal(1), None, Decimal("150.00"), None, None),
                ),
                chart=Chart(kind="pareto", title="Complaints by class", unit="cases",
                            labels=CLASSES, series=(Series("cases", COUNTS),)),
                after=("How it is reckoned.",),
            ),
            Section(
                heading="Complaints: by class/kind?",
                table=Table(
                    columns=(Column("d", "dimension"), Column("e", "expected", "number"),
                             Column("p", "perceived", "number"),
                             Column("few", "share", "percent")),
                    rows=(("有形性", Decimal("6.10"), Decimal("5.40"), TooFew(n=7)),
                          ("reliability", Decimal("6.50"), Decimal("4.90"), None)),
                ),
                chart=Chart(kind="pairs", title="Expected and perceived", unit="points",
                            labels=("有形性", "reliability"), values="number",
                            series=(Series("expected", (Decimal("6.10"), Decimal("6.50"))),
                                    Series("perceived", (Decimal("5.40"), Decimal("4.90"))))),
            ),
            Section(
                heading="Weeks",
                table=Table(columns=(Column("w", "week"), Column("n", "cases", "count")),
                            rows=tuple((week, n % 5) for n, week in enumerate(WEEKS))),
                chart=Chart(kind="lines", title="Cases a week", unit="cases", labels=WEEKS,
                            series=(Series("cases", tuple(n % 5 for n in range(8))),)),
            ),
            Section(
                heading="Gaps",
                table=Table(columns=(Column("d", "dimension"), Column("g", "gap", "number")),
                            rows=(("a", Decimal("-1.20")), ("b", Decimal("0.40")), ("c", None))),
                chart=Chart(kind="bars", title="Gaps", unit="points", labels=("a", "b", "c"),
                            series=(Series("gap", (Decimal("-1.20"), Decimal("0.40"), None)),),
                            values="number"),
            ),
            Section(heading="Batches", notes=("Nothing to tell.",)),
        ),
        after=("What was entered later counts in the week it was entered in.",),
    )  # fmt: skip
