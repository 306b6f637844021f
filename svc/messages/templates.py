"""Finding templates: the shop's own folder first, the shipped ones after (S2-027).

A template is a file `CHANNEL/NAME.LANGUAGE.FORM`, as `sms/birthday.zh.txt`. A shop changes the
wording by putting a file of the same name into its own `templates/`.
"""

from __future__ import annotations

import os
import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final, Literal

from svc.errors import BadTemplate, NoSuchRecord
from svc.frozen import Frozen, replace
from svc.i18n import say
from svc.messages.header import as_path, broken, nearest, read_header

if TYPE_CHECKING:
    from os import PathLike
    from pathlib import Path

    Folder = str | PathLike[str]

Source = Literal["shop", "shipped"]
CHANNELS: Final = ("sms", "card", "slip", "script")
PIECES: Final = (*CHANNELS, "report")
"""Where parts shared by templates lie; of reports there is one template (svc/reports/page.py)."""
LANGUAGES: Final = ("zh", "en")
FORMS: Final = ("txt", "html", "svg")
DRAWN_FROM: Final = {"svg": ("svg", "html")}
"""The forms whose templates a form is made of, the first that is there."""
LARGEST = 256 * 1024

NAME = r"[a-z0-9_-]{1,40}"
_FILE = r"([a-z0-9_-]{1,40})\.(zh|en)\.(txt|html|svg)"
_PIECE = r"_[a-z0-9_-]{1,39}\.(txt|html|svg)"


class TemplateInfo(Frozen):
    """One template file, as `template list` shows it."""

    name: str
    kind: str
    channel: str
    language: str
    source: Source
    variables: tuple[str, ...]
    file: str
    form: str = "txt"
    preset: str | None = None

    @property
    def path(self) -> Path:
        """Its file as a path; what only reads templates does without."""
        from pathlib import Path

        return Path(self.file)


class Template(Frozen):
    """A template read from its file: what it is, its words, and what its variables start as."""

    info: TemplateInfo
    text: str
    defaults: dict[str, str]
    folders: tuple[str, ...]


@cache
def shipped() -> str:
    """The folder of the templates svc ships."""
    return str(import_module("svc_templates").__path__[0])


def folders(store: Folder | None) -> tuple[str, ...]:
    """Where templates are looked for, the first first; without a store only the shipped ones."""
    return (os.path.join(store, "templates"), shipped()) if store else (shipped(),)


def templates(store: Folder | None, *, preset: str | None = None) -> tuple[TemplateInfo, ...]:
    """Every template there is, the shop's in place of shipped ones of the same file name.

    With a preset, those made for another kind of shop are left out. Sorted by channel, name,
    language and form.

    Raises:
        BadTemplate: a header cannot be read, or a file leads out of the folder.
    """
    found: dict[tuple[str, str, str, str], TemplateInfo] = {}
    for folder in folders(store):
        for channel in CHANNELS:
            for file in _files(folder, channel):
                if match := re.fullmatch(_FILE, file):
                    key = (channel, match[1], match[2], match[3])
                    if key not in found:
                        found[key] = _read(folder, channel, file, store).info
    wanted = (None, preset) if preset else None
    return tuple(
        found[key] for key in sorted(found) if wanted is None or found[key].preset in wanted
    )


def template(
    name: str, *, channel: str, language: str, store: Folder | None, form: str = "txt"
) -> Template:
    """The template of this name, in the language asked for or, failing that, in the other one.

    A drawing without a template of its own is made of that of the page of HTML.

    Raises:
        NoSuchRecord: there is no such template; the hint names the nearest.
        BadTemplate: its file cannot be read.
    """
    if re.fullmatch(NAME, name):
        for spoken in sorted(LANGUAGES, key=lambda other: other != language):
            for folder in folders(store):
                for drawn_from in DRAWN_FROM.get(form, (form,)):
                    file = f"{name}.{spoken}.{drawn_from}"
                    if os.path.isfile(os.path.join(folder, channel, file)):
                        found = _read(folder, channel, file, store)
                        if drawn_from == form:
                            return found
                        return replace(found, info=replace(found.info, form=form))
    known = names(channel, store, form)
    raise NoSuchRecord(
        say("There is no template {name!r} for {channel}.", name=name, channel=channel),
        nearest(name, known),
    )


def names(channel: str, store: Folder | None, form: str = "txt") -> tuple[str, ...]:
    """The names of a channel's templates, in order; their files are not opened."""
    found = {
        match[1]
        for folder in folders(store)
        for file in _files(folder, channel)
        if (match := re.fullmatch(_FILE, file)) and match[3] in DRAWN_FROM.get(form, (form,))
    }
    return tuple(sorted(found))


def piece(name: str, places: tuple[str, ...]) -> tuple[str, str] | None:
    """A part shared by templates (`card/_card.html`): its text and its file, or None."""
    channel, _, file = name.partition("/")
    if channel in PIECES and re.fullmatch(_PIECE, file):
        for folder in places:
            if os.path.isfile(path := os.path.join(folder, channel, file)):
                return text_of(path, folder), path
    return None


def text_of(path: str, folder: str) -> str:
    """The words of a template file that lies within its folder.

    Raises:
        BadTemplate: a link leads elsewhere, the file is huge, or it is not UTF-8.
    """
    inside = os.path.join(os.path.realpath(folder), "")
    if not os.path.realpath(path).startswith(inside):
        raise BadTemplate(
            say("{path} leads out of the folder of templates.", path=as_path(path)),
            say("Put a copy of the file there instead of a link."),
        )
    with open(path, "rb") as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise BadTemplate(say("{path} is too large for a template.", path=as_path(path)))
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


def _files(folder: str, channel: str) -> list[str]:
    """The names of the files of a channel, in order."""
    place = os.path.join(folder, channel)
    if not os.path.isdir(place):
        return []
    return sorted(file for file in os.listdir(place) if os.path.isfile(os.path.join(place, file)))


def _read(folder: str, channel: str, file: str, store: Folder | None) -> Template:
    name, language, form = file.split(".")
    path = os.path.join(folder, channel, file)
    text = text_of(path, folder)
    header = read_header(text, path, name)
    info = TemplateInfo(
        name=name,
        kind=header.kind,
        channel=channel,
        language=language,
        source="shipped" if folder == shipped() else "shop",
        variables=tuple(header.variables),
        file=path,
        form=form,
        preset=header.preset,
    )
    return Template(info=info, text=text, defaults=header.variables, folders=folders(store))
