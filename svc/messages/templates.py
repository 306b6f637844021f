"""Finding templates: the shop's own folder first, the shipped ones after (S2-027).

A template is a file `CHANNEL/NAME.LANGUAGE.FORM`, as `sms/birthday.zh.txt`. A shop changes the
wording by putting a file of the same name into its own `templates/`.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final, Literal

from svc.errors import BadTemplate, NoSuchRecord
from svc.frozen import Frozen
from svc.i18n import say
from svc.messages.header import broken, nearest, read_header

Source = Literal["shop", "shipped"]
CHANNELS: Final = ("sms", "card", "slip", "script")
LANGUAGES: Final = ("zh", "en")
FORMS: Final = ("txt", "html")
LARGEST = 256 * 1024

_NAME = re.compile(r"[a-z0-9_-]{1,40}")
_FILE = re.compile(r"([a-z0-9_-]{1,40})\.(zh|en)\.(txt|html)")
_PIECE = re.compile(r"_[a-z0-9_-]{1,39}\.(txt|html)")


class TemplateInfo(Frozen):
    """One template file, as `template list` shows it."""

    name: str
    kind: str
    channel: str
    language: str
    source: Source
    variables: tuple[str, ...]
    path: Path
    form: str = "txt"
    preset: str | None = None


class Template(Frozen):
    """A template read from its file: what it is, its words, and what its variables start as."""

    info: TemplateInfo
    text: str
    defaults: dict[str, str]
    folders: tuple[Path, ...]


@cache
def shipped() -> Path:
    """The folder of the templates svc ships."""
    return Path(import_module("svc_templates").__path__[0])


def folders(store: Path | None) -> tuple[Path, ...]:
    """Where templates are looked for, the first first; without a store only the shipped ones."""
    return (store / "templates", shipped()) if store else (shipped(),)


def templates(store: Path | None, *, preset: str | None = None) -> tuple[TemplateInfo, ...]:
    """Every template there is, the shop's in place of shipped ones of the same file name.

    With a preset, those made for another kind of shop are left out. Sorted by channel, name,
    language and form.

    Raises:
        BadTemplate: a header cannot be read, or a file leads out of the folder.
    """
    found: dict[tuple[str, str, str, str], TemplateInfo] = {}
    for folder in folders(store):
        for channel in CHANNELS:
            for path in _files(folder / channel):
                if match := _FILE.fullmatch(path.name):
                    key = (channel, match[1], match[2], match[3])
                    if key not in found:
                        found[key] = _read(path, folder, store).info
    wanted = (None, preset) if preset else None
    return tuple(
        found[key] for key in sorted(found) if wanted is None or found[key].preset in wanted
    )


def template(
    name: str, *, channel: str, language: str, store: Path | None, form: str = "txt"
) -> Template:
    """The template of this name, in the language asked for or, failing that, in the other one.

    Raises:
        NoSuchRecord: there is no such template; the hint names the nearest.
        BadTemplate: its file cannot be read.
    """
    if _NAME.fullmatch(name):
        for spoken in sorted(LANGUAGES, key=lambda other: other != language):
            for folder in folders(store):
                path = folder / channel / f"{name}.{spoken}.{form}"
                if path.is_file():
                    return _read(path, folder, store)
    known = {
        match[1]
        for folder in folders(store)
        for path in _files(folder / channel)
        if (match := _FILE.fullmatch(path.name)) and match[3] == form
    }
    raise NoSuchRecord(
        say("There is no template {name!r} for {channel}.", name=name, channel=channel),
        nearest(name, tuple(sorted(known))),
    )


def piece(name: str, places: tuple[Path, ...]) -> tuple[str, Path] | None:
    """A part shared by templates (`card/_card.html`): its text and its file, or None."""
    channel, _, file = name.partition("/")
    if channel in CHANNELS and _PIECE.fullmatch(file):
        for folder in places:
            if (path := folder / channel / file).is_file():
                return text_of(path, folder), path
    return None


def text_of(path: Path, folder: Path) -> str:
    """The words of a template file that lies within its folder.

    Raises:
        BadTemplate: a link leads elsewhere, the file is huge, or it is not UTF-8.
    """
    if not path.resolve().is_relative_to(folder.resolve()):
        raise BadTemplate(
            say("{path} leads out of the folder of templates.", path=path),
            say("Put a copy of the file there instead of a link."),
        )
    raw = path.read_bytes()
    if len(raw) > LARGEST:
        raise BadTemplate(say("{path} is too large for a template.", path=path))
    try:
        # Windows' editors begin a file with a mark and end lines their own way.
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise broken(
            path,
            raw.count(b"\n", 0, error.start) + 1,
            say("This is not UTF-8."),
            say("Save the file as UTF-8 in your editor."),
        ) from error


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _read(path: Path, folder: Path, store: Path | None) -> Template:
    name, language, form = path.name.split(".")
    text = text_of(path, folder)
    header = read_header(text, path, name)
    info = TemplateInfo(
        name=name,
        kind=header.kind,
        channel=path.parent.name,
        language=language,
        source="shipped" if folder == shipped() else "shop",
        variables=tuple(header.variables),
        path=path,
        form=form,
        preset=header.preset,
    )
    return Template(info=info, text=text, defaults=header.variables, folders=folders(store))
