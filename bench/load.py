"""A contender's files made from a shop: `python -m bench.load NAME SIZE_FOLDER FOLDER`."""

from __future__ import annotations

import gc
import shutil
import sys
from pathlib import Path

from bench.rows import CONTENDERS

if __name__ == "__main__":
    gc.disable()
    name, size = sys.argv[1], Path(sys.argv[2])
    folder = Path(sys.argv[3])
    half = folder.with_name(f"{folder.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    make = CONTENDERS[name].load
    if make is not None:
        make(size, half)
        half.rename(folder)
