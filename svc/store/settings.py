"""`svc.toml`: what shop this is."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

from svc.errors import BadData
from svc.frozen import Frozen, field
from svc.i18n import say
from svc.store.files import plain_errors

if TYPE_CHECKING:
    from pathlib import Path

FILE = "svc.toml"
SCHEMA = 1
LANGUAGES = ("zh", "en")


class Settings(Frozen):
    """The shop: name, preset, country, language, time zone, region and scheme of refunds."""

    name: str
    preset: str = "clothing"
    country: str = "CN"
    language: str | None = None
    timezone: str | None = None
    region: str | None = None
    refund_scheme: str | None = None
    schema: int = SCHEMA
    raw: dict[str, Any] = field(default_factory=dict)

    def to_toml(self) -> str:
        """The file's text, with a word on each setting for whoever opens it."""

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
"""


def read_settings(folder: Path) -> Settings:
    """The settings of the store in a folder.

    Raises:
        BadData: the file is broken, or made by a newer svc.
    """
    try:
        with plain_errors(folder / FILE):
            content = (folder / FILE).read_bytes()
        raw = tomllib.loads(content.decode("utf-8-sig"))  # Windows' editors begin with a mark
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
    if wrong:
        raise BadData(
            say("{file}: {name} is missing or not as it should be.", file=FILE, name=wrong[0]),
            say("Mend that line; `svc init` elsewhere shows the form."),
        )
    return Settings(**values, schema=schema, raw=raw)
