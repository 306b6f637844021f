"""For transcripts only: ids drawn in a fixed order, so that the docs show the same ones again.

Put this folder on PYTHONPATH and name a counter file in STEADY_IDS; everything else is the real
program in real processes.
"""

import os

_real = os.urandom


def _steady(size: int) -> bytes:
    # Ids take four bytes each; temporary files' names take five.
    if size % 4 or (place := os.environ.get("STEADY_IDS")) is None:
        return _real(size)
    from hashlib import sha256
    from pathlib import Path

    file = Path(place)
    first = int(file.read_text()) if file.exists() else 0
    after = first + size // 4
    file.write_text(str(after))
    return b"".join(sha256(str(count).encode()).digest()[:4] for count in range(first, after))


os.urandom = _steady
