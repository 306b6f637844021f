"""Bring the Chinese catalogue up to date with the sentences in the code, and compile it.

`python tools/catalogue.py` keeps every translation, adds what is new (empty), drops what is gone.
`--check` changes nothing and ends with 1 if that would change a file or a sentence lacks its
Chinese. Click's own sentences are taken from the installed click, so that errors and help are
Chinese to the last word.
"""

from __future__ import annotations

import io
import string
import sys
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "svc" / "locale" / "zh_CN" / "LC_MESSAGES" / "svc.po"
KEYWORDS = {"_": None, "say": None, "gettext": None, "ngettext": (1, 2), "dngettext": (2, 3)}


def sentences() -> Catalog:
    """Every sentence of the code and of click, with the file it stands in (lines would churn)."""
    found = Catalog(locale="zh_CN", domain="svc", charset="utf-8", fuzzy=False)
    for folder in (ROOT / "svc", Path(str(click.__file__)).parent):
        method = [("**.py", "python")]
        for name, _line, message, _comments, _context in extract_from_dir(
            str(folder), method, keywords=KEYWORDS
        ):
            if message and message != "":
                found.add(message, locations=[(f"{folder.name}/{name}", 0)])
    return found


def updated() -> Catalog:
    """The catalogue as it should be: today's sentences with yesterday's Chinese."""
    with FILE.open("rb") as file:
        known = read_po(file, locale="zh_CN", domain="svc")
    wanted = sentences()
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
    try:
        return {name for _text, name, _spec, _conv in string.Formatter().parse(text) if name}
    except ValueError:
        return {"?"}


def lacking(catalog: Catalog) -> list[str]:
    """The sentences without Chinese, or whose Chinese has other places to fill."""

    def wrong(message: Message) -> bool:
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        spoken = message.string if isinstance(message.string, tuple) else (message.string,)
        if not all(spoken) or message.fuzzy:
            return True
        return any(places(text) - places(originals[-1]) for text in spoken) or (
            places(originals[0]) - places(spoken[0]) - {"count"} != set()
        )

    return [str(message.id) for message in catalog if message.id and wrong(message)]


def main(arguments: list[str]) -> int:
    """Update or check; gives the exit code."""
    fresh = updated()
    po, mo = as_po(fresh), as_mo(fresh)
    compiled = FILE.with_suffix(".mo")
    missing = lacking(fresh)
    if "--check" in arguments:
        stale = FILE.read_bytes() != po or not compiled.exists() or compiled.read_bytes() != mo
        if stale:
            print("The catalogue is stale: make catalogue")
        for sentence in missing:
            print(f"no good Chinese yet: {sentence}")
        return 1 if stale or missing else 0
    FILE.write_bytes(po)
    compiled.write_bytes(mo)
    print(f"{len(fresh)} sentences, {len(missing)} without good Chinese")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
