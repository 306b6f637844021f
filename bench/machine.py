"""What machine this is, in neutral words: no names, no paths."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

from bench.places import WORK


def machine() -> dict[str, Any]:
    """Cores, memory, system, file system, Python."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "ram": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "files": file_system(WORK),
        "python": platform.python_version(),
    }


def file_system(folder: Path) -> str:
    """The kind of file system a folder is on: ext4, overlay, tmpfs."""
    here = str(folder.resolve())
    best, kind = "", "an unknown file system"
    for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines():
        _device, mounted, name, *_rest = line.split()
        inside = here == mounted or here.startswith(mounted.rstrip("/") + "/")
        if inside and len(mounted) >= len(best):
            best, kind = mounted, name
    return kind
