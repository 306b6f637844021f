"""What a slip's template may say, by name; `svc.papers.slip_facts` tells it of one case."""

from __future__ import annotations

LINE = ("name", "sku", "size", "qty", "amount")
WORDS = ("state", "outcome", "cause", "care", "category", "paid_by")
"""The fields of a case that are codes: shown as the words people have for them."""
FIELDS = (
    *("on", "purchase", "receipt", "invoice", "defect", "fee", "refund", "second_price"),
    *("settled_on", "new_purchase", "complaint", "item", "model", "bought_on", "problem"),
    *("symptom", "received_on", "diagnosis", "price", "paid_on", "done_on", "handed_back_on"),
    *("repairer", "helper", "planned_on", "window", "driver", "fitter", "accepted_by", "damaged"),
    *("text", "free", "install", "signed", "unrepairable"),
)
WORKED_OUT = (
    "kind_of",
    "to_get",
    "to_pay",
    "piece",
    "condition",
    "amount",
    "amount_words",
    "from_her",
    "warranty_until",
)
NAMES: dict[str, tuple[str, ...]] = {
    "slip": ("kind", "id", "number", "paper", "reprint"),
    "shop": ("name",),
    "staff": ("name",),
    "customer": ("name", "call", "gender", "number", "phone", "address"),
    "today": ("date", "words", "year", "month", "day"),
    "case": (*FIELDS, *WORDS, *WORKED_OUT),
    "goods": (),
    "taken": (),
    "parts": (),
    "language": (),
}
"""Every fact of a slip. `goods`, `taken` and `parts` are lists whose rows have `LINE`."""
