"""Two lists into a new TinyDB by `insert_multiple`: `bench-tiny-import FILE CUSTOMERS PURCHASES`.

It checks nothing: what it shows is what writing alone costs there.
"""

import csv
import sys

from tinydb import TinyDB


def main() -> None:
    """Read both lists and insert them."""
    target, *lists = sys.argv[1:]
    db = TinyDB(target)
    for table, file in zip(("customers", "purchases"), lists, strict=True):
        with open(file, encoding="utf-8", newline="") as rows:  # noqa: PTH123
            db.table(table).insert_multiple(csv.DictReader(rows))
    db.close()
