"""What a merge of two tills takes as one, table by table: data, read by `svc.store.three_way`.

Fields that mean something only together are one unit and conflict together; logs are united; rows,
tables and sets are merged piece by piece; whatever is not named here is merged by itself. Why each
stands where it stands: docs/decisions/0029-merge.md. A new field has to be put here: a test asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.frozen import Frozen, field

if TYPE_CHECKING:
    from collections.abc import Mapping

MARK = "***"
"""What stands where erasing took a person's words, name or phone out."""
WORDLESS = (
    "at", "state", "staff", "on", "result", "for", "until", "step", "offer", "taken", "did",
    "point", "check", "ok", "by", "via", "was", "satisfied", "finding", "of", "assigned_to",
    "post", "approval", "approved", "refused", "out_of_order", "asked_again", "repeated",
)  # fmt: skip
"""What erasing leaves of each entry of a log."""


GUEST = (*WORDLESS, "customer", "answer", "came")
"""What erasing leaves of a guest."""
WHOLE = ("items", "goods", "taken", "case", "quote", "terms", "rules")
"""Fields that are the books': amounts and kinds stay, of words those that were on file before."""
NAMED = ("receipt", "invoice", "model", "name", "item", "window")
"""Texts of the books in which a name may stand."""
TYPED = ("cause", "supplier")
"""Codes of ours, or words in their place that somebody typed."""


class Rows(Frozen):
    """A list of rows: by which keys a row is known, and of which keys the first to say it counts.

    All other keys of a row are merged one by one.
    """

    known_by: tuple[str, ...]
    first: tuple[str, ...] = ()


class Along(Frozen):
    """A unit that moves along a path: of two moves the later holds, if nothing else differs.

    `apart` are states of which two tills may not both have reached one: each did it by itself.
    """

    by: str
    path: tuple[str, ...]
    apart: tuple[str, ...] = ()


class Tried(Frozen):
    """A unit of which a result settles what was only tried; of one result the first counts."""

    by: str
    trying: str


class Life(Frozen):
    """A unit that is a state, and what tells how it came to it: a log, rows that go with it.

    `once` are fields that say that money or goods changed hands: two tills may not both set one.
    """

    unit: str
    log: str
    rows: tuple[str, ...] = ()
    once: tuple[str, ...] = ()


class Plan(Frozen):
    """How the records of a table are merged.

    `together`: units by name. `logs`: lists that only grow. `rows`: lists whose rows change.
    `by_key`: tables merged entry by entry. `sets`: lists whose order means nothing. `alone`:
    fields that are a unit each. `settled`: units of which one word may settle another. `states`:
    their order, where a log knows only the day. `personal`: what erasing clears. `life`: the state
    whose log conflicts with it.
    """

    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    logs: tuple[str, ...] = ()
    rows: Mapping[str, Rows] = field(default_factory=dict)
    by_key: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    settled: Mapping[str, Along | Tried] = field(default_factory=dict)
    states: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    life: Life | None = None

    def along(self, unit: str) -> Along | None:
        """The path a unit moves along, if it does."""
        how = self.settled.get(unit)
        return how if isinstance(how, Along) else None

    @property
    def lists(self) -> tuple[str, ...]:
        """The fields of which another's word is taken piece by piece: what came since stays."""
        return (*self.logs, *self.rows, *self.by_key, *self.sets)

    @property
    def decided(self) -> list[str]:
        """Every field somebody has decided on."""
        return [
            *(name for fields in self.together.values() for name in fields),
            *self.logs, *self.rows, *self.by_key, *self.sets, *self.alone,
        ]  # fmt: skip


_WAITS = Rows(known_by=("at", "for", "staff", "text"))

PLANS: Mapping[str, Plan] = {
    "customers": Plan(
        together={"phone": ("phone", "phone_unchecked")},
        logs=("consent_log",),
        rows={"wishes": Rows(known_by=("theme",), first=("at", "staff"))},
        by_key=("profile", "consent", "declined"),
        sets=("not_same",),
        alone=(
            "name", "number", "birthday", "gender", "owner", "referred_by", "registered_by",
            "merged", "erased_on",
        ),
    ),
    "purchases": Plan(
        together={"money": ("items", "total")},
        alone=("customer", "on", "receipt", "installed_on", "staff", "exchange_of", "row"),
        personal=("row",),
    ),
    "complaints": Plan(
        life=Life(unit="state", log="history", rows=("waits",)),
        together={
            "state": ("state", "resolved_on", "closed_on"),
            "goods": ("purchase", "item"),
        },
        logs=("history", "steps"),
        rows={
            "offers": Rows(known_by=("at", "offer", "staff", "text", "taken")),
            "waits": _WAITS,
        },
        alone=(
            "customer", "on", "category", "text", "cause", "channel", "urgent", "staff",
            "assigned_to", "post", "repeat",
        ),
        settled={
            "state": Along(by="state", path=("logged", "acknowledged", "understood", "proposed"))
        },
        states=(
            "logged", "acknowledged", "understood", "proposed", "waiting", "resolved", "closed",
            "reopened",
        ),
        personal=("text",),
    ),
    "callbacks": Plan(
        together={
            "result": ("result", "done_on", "staff"),
            "question": ("question", "settle_on"),
            "forward": ("forward", "forwarded_on"),
            "answer": ("answer", "answered_on", "answered_by"),
        },
        logs=("tries",),
        alone=("kind", "customer", "about", "due", "satisfied", "text", "channel", "told_on"),
        settled={"result": Tried(by="result", trying="no-answer")},
        personal=("text", "question", "answer"),
    ),
    "staff": Plan(sets=("posts",), alone=("name", "code", "left_on")),
    "returns": Plan(
        life=Life(unit="money", log="history", once=("settled_on",)),
        together={
            "money": (
                "purchase", "cause", "outcome", "state", "goods", "case", "quote", "fee", "refund",
                "taken", "new_purchase", "difference", "settled_on", "paid_by",
            ),
            "invoice": ("invoice", "invoice_amount", "checked_by"),
        },
        logs=("history",),
        alone=(
            "customer", "on", "complaint", "receipt", "signed", "phone", "defect", "second_price",
            "staff",
        ),
        states=("waiting", "approved", "rejected", "settled", "check_refund"),
        personal=("phone", "defect"),
    ),
    "repairs": Plan(
        life=Life(
            unit="money", log="history", rows=("waits",), once=("paid_on", "handed_back_on")
        ),
        together={
            "money": (
                "state", "free", "terms", "price", "invoice", "paid_on", "paid_by",
                "to_finance_on", "done_on", "handed_back_on", "diagnosis", "unrepairable",
                "caused_by",
            ),
            "goods": ("purchase", "item", "model", "bought_on"),
        },
        logs=("history",),
        rows={"waits": _WAITS},
        alone=(
            "customer", "on", "problem", "symptom", "address", "phone", "complaint", "care",
            "received_on", "signed", "repairer", "helper", "staff",
        ),
        states=(
            "opened", "received", "diagnosed", "waiting", "done", "handed_back", "cancelled",
        ),
        personal=("problem", "symptom", "address", "phone", "diagnosis", "helper"),
    ),
    "parts": Plan(
        together={"move": ("move", "code", "qty", "price", "order", "below_zero")},
        alone=(
            "on", "name", "model", "about", "supplier", "expected_on", "text", "fitted_by",
            "warranty_until", "staff",
        ),
        personal=("text",),
    ),
    "deliveries": Plan(
        life=Life(unit="state", log="history"),
        together={
            "state": ("state", "planned_on", "window", "done_on"),
            "receipt": ("accepted_by", "signed"),
        },
        logs=("checks", "history"),
        alone=(
            "customer", "on", "purchase", "address", "phone", "driver", "fitter", "install",
            "damaged", "text", "staff",
        ),
        states=("planned", "failed", "done", "cancelled"),
        personal=("address", "phone", "accepted_by", "damaged", "text"),
    ),
    "approvals": Plan(
        together={
            "decision": (
                "kind", "post", "what", "state", "amount", "rules", "decided_on", "decided_by",
                "decided_as", "answer", "report_to",
            )
        },
        alone=("about", "on", "text", "asked_by"),
        personal=("text", "answer"),
    ),
    "events": Plan(
        life=Life(unit="state", log="history"),
        together={"state": ("state", "on", "time")},
        logs=("history",),
        rows={"invited": Rows(known_by=("customer",), first=("at", "by", "staff"))},
        alone=("theme", "title", "place", "text", "sales", "staff", "places"),
        states=("planned", "held", "cancelled"),
    ),
    "surveys": Plan(
        alone=(
            "form", "on", "answers", "customer", "about", "served_by", "channel", "text", "trial",
            "sheet", "staff",
        ),
        personal=("text",),
    ),
    "messages": Plan(
        life=Life(unit="state", log="history"),
        together={"state": ("state", "template", "text", "via", "reference")},
        logs=("history",),
        alone=("kind", "customer", "due", "about"),
        settled={
            "state": Along(
                by="state", path=("queued", "approved", "sending", "sent"),
                apart=("sending", "sent"),
            )
        },
        states=("queued", "approved", "sending", "unknown", "failed", "sent", "cancelled"),
        personal=("text", "reference"),
    ),
    "conflicts": Plan(sets=("others",), alone=("table", "record")),
}  # fmt: skip
"""By table what belongs together."""
