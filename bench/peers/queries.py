"""The SQL of a shop in SQLite: its tables, and what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = """
CREATE TABLE customers (id TEXT PRIMARY KEY, name TEXT NOT NULL, phone TEXT, birthday TEXT,
    kept TEXT, gender TEXT, rest TEXT);
CREATE TABLE purchases (id TEXT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customers(id),
    "on" TEXT NOT NULL, items TEXT, fen INTEGER NOT NULL, staff TEXT);
CREATE TABLE complaints (id TEXT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customers(id),
    "on" TEXT NOT NULL, state TEXT NOT NULL, resolved_on TEXT, rest TEXT);
CREATE TABLE callbacks (id TEXT PRIMARY KEY, kind TEXT, customer TEXT REFERENCES customers(id),
    about TEXT, due TEXT, done_on TEXT, result TEXT, settle_on TEXT, rest TEXT);
"""
OWED = """
CREATE UNIQUE INDEX customers_phone ON customers (phone);
CREATE INDEX customers_kept ON customers (kept);
CREATE INDEX purchases_customer ON purchases (customer);
CREATE INDEX purchases_on ON purchases ("on");
CREATE INDEX complaints_resolved ON complaints (resolved_on);
CREATE INDEX complaints_open ON complaints (state, "on");
CREATE INDEX callbacks_settle ON callbacks (settle_on) WHERE settle_on IS NOT NULL;
ANALYZE;
"""

_CALLS = """
SELECT date("on", '+7 day') AS due, 'purchase.' || id AS key, customer FROM purchases
    WHERE "on" BETWEEN date('{first}', '-7 day') AND date('{last}', '-7 day')
UNION ALL SELECT date(resolved_on, '+1 day'), 'complaint.' || id, customer FROM complaints
    WHERE resolved_on BETWEEN date('{first}', '-1 day') AND date('{last}', '-1 day')
UNION ALL SELECT settle_on, 'appointment.' || about || '.' ||
    substr(replace(settle_on, '-', ''), 3), customer FROM callbacks
    WHERE settle_on BETWEEN '{first}' AND '{last}'
"""
_WISHES = """
SELECT day AS due, 'birthday.' || c.id || '.' || substr(replace(day, '-', ''), 3) AS key,
    c.id AS customer
    FROM (SELECT column1 AS kept, column2 AS day FROM (VALUES {window})) w
    JOIN customers c ON c.kept = w.kept
"""
_OPEN = """
SELECT {part}x.due, x.key, c.name, c.phone FROM ({contacts}) x
    JOIN customers c ON c.id = x.customer LEFT JOIN callbacks made ON made.id = x.key
    WHERE made.id IS NULL OR made.result = 'no-answer'
"""
_COMPLAINTS = """
SELECT 'complaints' AS part, k."on" AS due, k.id AS key, c.name, c.phone
    FROM complaints k JOIN customers c ON c.id = k.customer
    WHERE k.state = 'logged' AND k."on" <= '{pressing}'
"""


def _values(window: Mapping[str, list[str]]) -> str:
    return ", ".join(f"('{kept}', '{day}')" for kept, days in window.items() for day in days)


def due_sql(asked: Mapping[str, Any]) -> str:
    """Calls and wishes of the span that nobody has made, by day, then key."""
    both = f"{_CALLS} UNION ALL {_WISHES}"
    contacts = both.format(**{**asked, "window": _values(asked["window"])})
    return _OPEN.format(part="", contacts=contacts) + " ORDER BY x.due, x.key"


def today_sql(asked: Mapping[str, Any]) -> str:
    """The morning board: calls of the span, today's wishes, complaints near their time."""
    calls = _OPEN.format(part="'callbacks' AS part, ", contacts=_CALLS.format(**asked))
    born = _WISHES.format(window=_values(asked["born_today"]))
    wishes = _OPEN.format(part="'birthdays', ", contacts=born)
    return f"{calls} UNION ALL {wishes} UNION ALL {_COMPLAINTS.format(**asked)}"
