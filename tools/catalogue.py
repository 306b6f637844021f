"""Bring the Chinese catalogue up to date with the sentences in the code, and compile it.

`python tools/catalogue.py` keeps every translation, adds what is new (empty), drops what is gone.
`--check` changes nothing and ends with 1 if that would change a file or a sentence lacks its
Chinese. Click's own sentences are taken from the installed click, so that errors and help are
Chinese to the last word; those of other releases of click stay, and `--check` does not ask which
one is installed.
"""

from __future__ import annotations

import io
import re
import string
import sys
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "svc" / "locale" / "zh_CN" / "LC_MESSAGES" / "svc.po"
CLICK = Path(str(click.__file__)).parent
KEYWORDS = {"_": None, "say": None, "gettext": None, "ngettext": (1, 2), "dngettext": (2, 3)}


def sentences(*folders: Path) -> Catalog:
    """Every sentence of the code in some folders, with its file (lines would churn)."""
    found = Catalog(locale="zh_CN", domain="svc", charset="utf-8", fuzzy=False)
    for folder in folders:
        method = [("**.py", "python")]
        for name, _line, message, _comments, _context in extract_from_dir(
            str(folder), method, keywords=KEYWORDS
        ):
            if message:
                found.add(message, locations=[(f"{folder.name}/{name}", 0)])
    return found


def on_file() -> Catalog:
    """The catalogue as it is."""
    with FILE.open("rb") as file:
        return read_po(file, locale="zh_CN", domain="svc")


def updated(*, with_click: bool = True) -> Catalog:
    """The catalogue as it should be: today's sentences with yesterday's Chinese."""
    known = on_file()
    wanted = sentences(ROOT / "svc", *([CLICK] if with_click else []))
    for message in known:
        if any(name.startswith("click/") for name, _line in message.locations):
            wanted.add(message.id, locations=message.locations, flags=message.flags)
    fresh = Catalog(
        locale="zh_CN", domain="svc", charset="utf-8", fuzzy=False, project="svc-desk",
        version="", header_comment="# Chinese for svc. New sentences: make catalogue.",
        creation_date=known.creation_date, revision_date=known.revision_date,
    )  # fmt: skip
    for message in sorted(wanted, key=lambda message: str(message.id)):
        if message.id:
            old = known.get(message.id if isinstance(message.id, str) else message.id[0])
            files = sorted({(name, 0) for name, _line in message.locations})
            fresh.add(
                message.id, old.string if old else None, locations=files, flags=message.flags
            )
    return fresh


def as_po(catalog: Catalog) -> bytes:
    """The catalogue as text, without line numbers."""
    out = io.BytesIO()
    write_po(out, catalog, include_lineno=False, omit_header=False, width=99)
    return out.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """The catalogue compiled."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def places(text: str) -> set[str]:
    """The named places of a sentence: `{day}`, `%(name)s` stay the same in both languages."""
    old_style = set(re.findall(r"%\((\w+)\)s", text))
    try:
        return old_style | {name for _, name, _, _ in string.Formatter().parse(text) if name}
    except ValueError:
        return old_style | {"?"}


def lacking(catalog: Catalog) -> list[str]:
    """The sentences without Chinese, or whose Chinese has other places to fill.

    Chinese has one form for singular and plural: it may fill the places of either.
    """

    def wrong(message: Message) -> bool:
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        spoken = message.string if isinstance(message.string, tuple) else (message.string,)
        if not all(spoken) or message.fuzzy:
            return True
        known = [places(str(text)) for text in originals]
        return any(
            not has <= known[0] | known[-1] or not any(each <= has for each in known)
            for has in (places(str(text)) for text in spoken)
        )

    return [str(message.id) for message in catalog if message.id and wrong(message)]


def pairs(catalog: Catalog) -> dict[str, str]:
    """Each sentence with its Chinese: what two catalogues must share to be equal."""

    def plain(text: str | list[str] | tuple[str, ...] | None) -> str:  # plurals: a list in .mo
        return text if isinstance(text, str) else "\n".join(text or ())

    return {plain(message.id): plain(message.string) for message in catalog if message.id}


def is_stale(fresh: Catalog) -> bool:
    """Whether the file, or its compiled form, says something else than it should."""
    compiled = FILE.with_suffix(".mo")
    if not compiled.exists() or pairs(on_file()) != pairs(fresh):
        return True
    with compiled.open("rb") as file:
        return pairs(read_mo(file)) != pairs(fresh)


def main(arguments: list[str]) -> int:
    """Update or check; gives the exit code."""
    checking = "--check" in arguments
    fresh = updated(with_click=not checking)
    missing = lacking(fresh)
    if checking:
        stale = is_stale(fresh)
        if stale:
            print("The catalogue is stale: make catalogue")
        for sentence in missing:
            print(f"no good Chinese yet: {sentence}")
        return 1 if stale or missing else 0
    FILE.write_bytes(as_po(fresh))
    FILE.with_suffix(".mo").write_bytes(as_mo(fresh))
    print(f"{len(fresh)} sentences, {len(missing)} without good Chinese")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
