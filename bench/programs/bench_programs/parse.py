"""Strict parsing of a shop's files alone: `python -m bench_programs.parse SHOP FIRST LAST`.

Those are read whole that hold some of these days; what the reports of a period are held against.
"""

import json
import sys
from datetime import date

from svc.store.store import Store
from svc.store.strict import read_shard
from svc.store.tables import TABLES


def main() -> None:
    """Print how many records are in them."""
    shop, first, last = sys.argv[1], *map(date.fromisoformat, sys.argv[2:4])
    shards = Store(shop).shards
    records = 0
    for table, letter in TABLES.items():
        for name in shards.names(table):
            day = name.partition("/")[2][:10].rstrip("x")
            if first.isoformat()[: len(day)] <= day <= last.isoformat()[: len(day)]:
                records += len(read_shard(shards.content(name) or b"", name, letter))
    print(json.dumps({"records": records}))


if __name__ == "__main__":
    main()
