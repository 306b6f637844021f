"""Every table: the letter its ids begin with, and what it keeps, imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svc.records.base import Record

TABLES = {
    "customers": "C",
    "purchases": "P",
    "complaints": "K",
    "callbacks": "",
    "staff": "T",
    "returns": "R",
    "repairs": "W",
    "parts": "B",
    "deliveries": "D",
    "approvals": "A",
    "events": "E",
    "surveys": "S",
    "messages": "",
    "conflicts": "",
}
"""The letter of each table's ids; a key made from another id has none of its own."""
KINDS = {
    "customers": ("customer", "Customer"),
    "purchases": ("purchase", "Purchase"),
    "complaints": ("complaint", "Complaint"),
    "callbacks": ("callback", "Callback"),
    "staff": ("staff", "Staff"),
    "returns": ("return_", "Return"),
    "repairs": ("repair", "Repair"),
    "parts": ("part", "Part"),
    "deliveries": ("delivery", "Delivery"),
    "approvals": ("approval", "Approval"),
    "events": ("event", "Event"),
    "surveys": ("survey", "Survey"),
    "messages": ("message", "Message"),
    "conflicts": ("conflict", "Conflict"),
}


def kind_of(table: str) -> type[Record]:
    """What a table keeps."""
    module, name = KINDS[table]
    kind: type[Record] = getattr(import_module(f"svc.records.{module}"), name)
    return kind
