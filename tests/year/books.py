"""What is known of the made shop on a day, by the story alone: files, sales, returns, cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tests.year import story
from tests.year.story import Event, Person


@dataclass
class File:
    """A customer's file; `into` names the one it was merged into."""

    id: str
    person: Person
    said: dict[str, str] = field(default_factory=dict)
    birthday: str | None = None
    into: str | None = None
    erased: bool = False

    @property
    def is_there(self) -> bool:
        """Whether it is still a person's file."""
        return self.into is None and not self.erased

    @property
    def is_mobile(self) -> bool:
        """Whether messages reach her phone."""
        return self.person.phone.startswith("1")


@dataclass
class Sale:
    """A sale; `back` is the day its goods came back for the money, `of` whose it is now."""

    id: str
    of: str
    on: date
    total: int
    goods: str
    back: date | None = None


@dataclass
class Cases:
    """The days of complaints, repairs and deliveries: id, whose, day."""

    answered: list[tuple[str, str, date]] = field(default_factory=list)
    fitted: list[tuple[str, str, date]] = field(default_factory=list)
    fetched: list[tuple[str, str, date]] = field(default_factory=list)
    ready: dict[str, tuple[str, date]] = field(default_factory=dict)
    planned: dict[str, tuple[str, date]] = field(default_factory=dict)


class Books:
    """All that is on file, event by event."""

    def __init__(self, ids: dict[str, str]) -> None:
        self._ids = ids
        self.files: dict[str, File] = {}
        self.sales: dict[str, Sale] = {}
        self.cases = Cases()
        self.merged: tuple[str, str] | None = None

    def take(self, event: Event) -> None:
        """Put down what happened."""
        self.merged = None
        getattr(self, "_" + event.what.replace(" ", "_"))(event, self._ids[event.who])

    def sales_of(self, customer: str) -> list[Sale]:
        """Her sales, the first first."""
        found = [sale for sale in self.sales.values() if sale.of == customer]
        return sorted(found, key=lambda sale: (sale.on, sale.id))

    def _opens(self, event: Event, her: str) -> None:
        person = next(each for each in story.PEOPLE if each.who == event.who)
        said = dict.fromkeys((person.consent or "").split(","), "given")
        self.files[her] = File(her, person, said, person.birthday)

    def _buys(self, event: Event, her: str) -> None:
        assert event.dated
        sale = self._ids[event.ref]
        self.sales[sale] = Sale(sale, her, event.dated, event.total, event.goods)

    def _returns(self, event: Event, her: str) -> None:
        self.sales[self._ids[event.ref]].back = event.on

    def _takes_back(self, event: Event, her: str) -> None:
        self.files[her].said[event.other] = "withdrawn"

    def _opts_out(self, event: Event, her: str) -> None:
        self.files[her].said |= {"sms": "withdrawn", "marketing": "withdrawn"}

    def _merged(self, event: Event, her: str) -> None:
        other = self.files[self._ids[event.other]]
        other.into, mine = her, self.files[her]
        mine.birthday = mine.birthday or other.birthday
        mine.said |= {what: how for what, how in other.said.items() if how == "withdrawn"}
        for sale in self.sales.values():
            sale.of = her if sale.of == other.id else sale.of
        self.merged = (other.id, her)

    def _is_erased(self, event: Event, her: str) -> None:
        self.files[her].erased = True

    def _complains(self, event: Event, her: str) -> None:
        """Nothing falls due before it is answered."""

    def _is_answered(self, event: Event, her: str) -> None:
        self.cases.answered.append((self._ids[f"complaint {event.ref}"], her, event.on))

    def _delivery_planned(self, event: Event, her: str) -> None:
        assert event.dated
        self.cases.planned[self._ids[f"delivery {event.ref}"]] = (her, event.dated)

    def _delivered(self, event: Event, her: str) -> None:
        del self.cases.planned[self._ids[f"delivery {event.ref}"]]
        self.cases.fitted.append((self._ids[event.ref], her, event.on))

    def _brings_in_for_repair(self, event: Event, her: str) -> None:
        """Nothing falls due before it is done."""

    def _is_repaired(self, event: Event, her: str) -> None:
        self.cases.ready[self._ids[f"repair {event.ref}"]] = (her, event.on)

    def _fetches_it(self, event: Event, her: str) -> None:
        repair = self._ids[f"repair {event.ref}"]
        del self.cases.ready[repair]
        self.cases.fetched.append((repair, her, event.on))
