"""`svc` and `python -m svc`."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Start the program; Ctrl-C while it is still being imported is as quiet as later."""
    try:
        from svc.cli import main as start

        start()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
