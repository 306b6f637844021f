"""The table of work: what is done, by whom, and how their answers are held against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.peers import git, jq, recutils, sqlite, svc, taskwarrior, tiny

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.work import Contender

BARE = "bare"
OURS = frozenset(("bare", "svc", "parse", "git"))
"""Asked at every size, however slow: what they take is the question."""
PATIENCE = 900.0
"""Seconds after which even one of ours is ended."""
ORDER = (
    "bare", "svc", "parse", "sqlite3", "python", "sqlite-utils", "jq", "recutils", "tinydb",
    "cached", "taskwarrior", "git",
)  # fmt: skip
_FOUND = {
    contender.name: contender
    for module in (svc, sqlite, jq, recutils, tiny, taskwarrior, git)
    for contender in module.CONTENDERS
}
CONTENDERS: Mapping[str, Contender] = {name: _FOUND[name] for name in ORDER}


@dataclass(frozen=True)
class Row:
    """One kind of work.

    `usable` is how many seconds a peer may take before it is no longer asked of a larger shop,
    `cap` how many before a run is ended. `writes` works on copies. `proof` names how the answers
    are made comparable where what is printed does not tell (see `bench.proof`). The row is asked
    at no size above `largest`, of `names` alone where there are any.
    """

    name: str
    title: str
    says: str
    usable: float = 2.0
    cap: float = 60.0
    rounds: int = 21
    writes: bool = False
    proof: str = ""
    largest: int | None = None
    names: tuple[str, ...] = ()

    def cap_of(self, name: str) -> float:
        """Seconds after which a run of a contender is ended."""
        return PATIENCE if name in OURS else self.cap


ROWS = (
    Row("version", "--version", "The least a command can do."),
    Row("help", "--help", "The list of commands."),
    Row(
        "id",
        "one customer by id",
        "`svc customer show ID --json`: her record, and what she spent in how many purchases.",
    ),
    Row(
        "record",
        "her record alone, by id",
        "The same command of svc, which knows no shorter one; peers look at customers only.",
    ),
    Row("phone", "one customer by phone", "As by id, but the phone number is known."),
    Row(
        "cloned",
        "first command after a clone",
        "As by id, in a folder without `.svc/`: what is derived is made again.",
        writes=True,
        rounds=5,
        cap=300.0,
    ),
    Row(
        "add",
        "add a customer",
        "A phone that nobody has yet; on disk when the command ends. A phone on file is refused.",
        writes=True,
        proof="add",
    ),
    Row(
        "sell",
        "add a purchase",
        "Of a customer on file; on disk when the command ends.",
        writes=True,
        proof="sell",
    ),
    Row("history", "a customer's history", "All her purchases, by day."),
    Row(
        "due",
        "what is due today",
        "Calls after purchases and settled complaints, appointments, birthdays solar and lunar, "
        "less those in the ledger, each with name and phone.",
    ),
    Row(
        "contacts",
        "all contacts",
        "The whole `svc callback due --json`: those who bought nothing lately, those not seen for "
        "long, whose sum passed a mark, thanks, care months; no peer tells these.",
        names=("svc",),
    ),
    Row(
        "today",
        "the morning board",
        "`svc today --json`: what is due, and complaints near their time. svc tells more than the "
        "others are asked: all contacts, the day's messages with their words, what waits.",
    ),
    Row(
        "cases",
        "the board with open cases",
        "The same in a shop that is behind: a case open for every 20 customers, complaints, "
        "repairs, parts on order, approvals.",
        largest=100_000,
        cap=300.0,
        names=("svc",),
    ),
    Row(
        "quote",
        "a refund quote",
        "`svc refund quote --purchase ID --item SKU --cause quality --json`.",
        names=("svc",),
    ),
    Row(
        "advise",
        "advice on a complaint",
        "`svc complaint advise ID --json`: remedies, who decides, offers, deadlines.",
        names=("svc",),
    ),
    Row("messages", "1,000 messages", "Birthday wishes rendered, the customers' ids on stdin."),
    Row(
        "plan",
        "the day's messages",
        "`svc sms plan --json` on a usual day: birthdays, thanks, who has not been seen for long.",
        names=("svc",),
    ),
    Row(
        "festival",
        "a festival's messages",
        "The same at Spring Festival: every customer on file is wished well or skipped, with why.",
        largest=100_000,
        cap=300.0,
        rounds=5,
        names=("svc",),
    ),
    Row(
        "week",
        "the report of a week",
        "`svc report week --json`, with the week before and the same a year ago, to the strict "
        "parsing of the files that hold the two weeks.",
        names=("svc", "parse"),
    ),
    Row(
        "year",
        "the report of a year",
        "`svc report year --json`, with the year before, to a strict reading of every file.",
        largest=100_000,
        cap=300.0,
        rounds=5,
        names=("svc", "parse"),
    ),
    Row("complete", "completion of a phone", "What the shell asks after eight digits and Tab."),
    Row(
        "check",
        "check everything",
        "svc: every record, reference, policy; recfix: types and keys; sqlite3: pages, indexes, "
        "foreign keys.",
        usable=30.0,
        cap=120.0,
        rounds=3,
        largest=100_000,  # svc holds all records at once: 50 GB at a million customers
    ),
    Row(
        "import",
        "import two lists",
        "Customers and purchases from CSV into a fresh shop. svc and the script on Python's "
        "sqlite3 check phones, days, prices and buyers, and that nothing comes twice; the others "
        "check nothing.",
        usable=30.0,
        cap=600.0,
        rounds=3,
        proof="import",
    ),
    Row(
        "commit",
        "git add and commit",
        "`git add -A && git commit` after one purchase was added: git's own time.",
        writes=True,
        rounds=11,
        proof="commit",
        largest=100_000,
    ),
)  # fmt: skip
BY_NAME: Mapping[str, Row] = {row.name: row for row in ROWS}


def asked(name: str) -> list[str]:
    """Who does a row's work, in the order they are asked; the bare program comes first."""
    row = BY_NAME[name]
    able = (n for n, c in CONTENDERS.items() if name in c.works)
    return [BARE, *(n for n in able if not row.names or n in row.names)]
