"""`svc` and `python -m svc`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Start the program; Ctrl-C while it is still being imported is as quiet as later.

    A command lives too briefly for the collector of cycles to find anything (docs/decisions/0012).
    """
    gc.disable()
    try:
        from svc.cli import main as start

        start()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
