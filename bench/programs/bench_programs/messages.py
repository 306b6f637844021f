"""Messages by Python's sqlite3 and jinja2: `bench-messages DATABASE TEMPLATE SIGNATURE < ids`."""

import sqlite3
import sys

from jinja2 import Environment, StrictUndefined

TITLES = {"F": "女士", "M": "先生"}


def main() -> None:
    """One line for each customer whose id stands on stdin."""
    database, template, signature = sys.argv[1:]
    with open(template, encoding="utf-8") as file:  # noqa: PTH123
        compiled = Environment(undefined=StrictUndefined, autoescape=False).from_string(  # noqa: S701
            file.read().strip()
        )
    look = sqlite3.connect(database).execute
    written = []
    for line in sys.stdin:
        sql = "SELECT name, gender FROM customers WHERE id = ?"
        name, gender = look(sql, [line.strip()]).fetchone()
        call = name + TITLES.get(gender, "")
        written.append(signature + compiled.render(customer={"name": name, "call": call}))
    sys.stdout.write("\n".join(written) + "\n")
