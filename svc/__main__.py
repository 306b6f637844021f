"""`svc` and `python -m svc`."""

from svc.cli import main

if __name__ == "__main__":
    main()
