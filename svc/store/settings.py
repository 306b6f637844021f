"""`svc.toml`: what shop this is."""

from __future__ import annotations

import os
from stat import S_ISREG
from typing import TYPE_CHECKING, Any

from svc.errors import BadData
from svc.frozen import Frozen, field
from svc.i18n import say
from svc.kept import kept

if TYPE_CHECKING:
    from os import PathLike

FILE = "svc.toml"
SCHEMA = 1
LANGUAGES = ("zh", "en")
COMMITS = ("each", "day", "off")
"""When a change is committed to git: at once, with its day, or by whoever does it by hand."""


class Settings(Frozen):
    """The shop: name, preset, country, language, time zone, region and scheme of refunds."""

    name: str
    preset: str = "clothing"
    country: str = "CN"
    language: str | None = None
    timezone: str | None = None
    region: str | None = None
    refund_scheme: str | None = None
    git_commit: str = "off"
    schema: int = SCHEMA
    raw: dict[str, Any] = field(default_factory=dict)

    def to_toml(self) -> str:
        """The file's text, with a word on each setting for whoever opens it."""
        import json

        def quoted(text: str) -> str:
            return json.dumps(text, ensure_ascii=False)

        language = f"language = {quoted(self.language)}" if self.language else '# language = "zh"'
        zone = (
            f"timezone = {quoted(self.timezone)}"
            if self.timezone
            else ('# timezone = "Asia/Shanghai"')
        )
        region = f"region = {quoted(self.region)}" if self.region else '# region = "zhejiang"'
        return f"""\
# 本店设置 / What shop this is. svc reads it; change it with any editor.
schema = {self.schema}
name = {quoted(self.name)}
preset = {quoted(self.preset)}  # clothing, furniture
country = {quoted(self.country)}  # phone numbers are read as this country's
{zone}  # whose midnight ends a day; without it this computer's
{language}  # zh, en; without it the locale decides
{region}  # province: refund quotes name its rules too
# refund_scheme = "statutory"  # shop (the default) or statutory
# git.commit = "each"  # each: git keeps every change at once; day: a day's together; off: by hand
"""


def is_shop(folder: str | PathLike[str]) -> bool:
    """Whether a folder holds `svc.toml`; raises OSError where we may not look."""
    try:
        return S_ISREG(os.stat(os.path.join(folder, FILE)).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def folder_upward(start: str) -> str | None:
    """The nearest folder upward that is a shop, or None; raises OSError where we may not look."""
    folder = start
    while not is_shop(folder):
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return None
    return folder


def read_settings(folder: str | PathLike[str], *, anew: bool = False) -> Settings:
    """The settings of the store in a folder; `anew` from the file, whatever is kept of it.

    Raises:
        BadData: the file is broken, or made by a newer svc.
        CannotReadOrWrite: it cannot be read at all.
    """
    shop = os.fspath(folder)
    file = os.path.join(shop, FILE)
    if anew:
        return _settings(_read(file))
    return kept(shop, "settings", [__file__, file], lambda: _read(file), _settings)


def _read(file: str) -> dict[str, Any]:
    import tomllib

    from svc.store.files import plain_errors

    try:
        with plain_errors(file), open(file, "rb") as opened:
            content = opened.read()
        text = content.decode("utf-8").removeprefix("\ufeff")  # Windows' editors begin with it
        return tomllib.loads(text)
    except UnicodeDecodeError:
        raise BadData(
            say("{file} is not UTF-8 (perhaps saved as GBK).", file=FILE),
            say("Save it as UTF-8 in your editor."),
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise BadData(
            say("{file} cannot be read: {reason}.", file=FILE, reason=str(error)),
            say("Mend that line; `svc init` elsewhere shows the form."),
        ) from None


def _settings(raw: dict[str, Any]) -> Settings:
    """The settings a file holds; raises BadData."""
    schema = raw.get("schema", 1)
    if type(schema) is not int or schema > SCHEMA:
        raise BadData(
            say("This store was made by a newer svc (schema {schema}).", schema=schema),
            say("Install the newer svc; nothing was changed."),
        )
    known = ("name", "preset", "country", "language", "timezone", "region", "refund_scheme")
    values = {name: raw[name] for name in known if name in raw}
    wrong = [name for name, value in values.items() if not isinstance(value, str)]
    if "language" in values and values["language"] not in LANGUAGES:
        wrong.append("language")
    if "name" not in values:
        wrong.append("name")
    git = raw.get("git", {})
    commit = git.get("commit", "off") if isinstance(git, dict) else ""
    if commit not in COMMITS:
        wrong.append("git.commit")
    if wrong:
        raise BadData(
            say("{file}: {name} is missing or not as it should be.", file=FILE, name=wrong[0]),
            say("Mend that line; `svc init` elsewhere shows the form."),
        )
    return Settings(**values, git_commit=commit, schema=schema, raw=raw)
