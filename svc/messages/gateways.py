"""The gateways of this computer: a TOML file that never comes with the shop's data.

`SVC_GATEWAYS` names it, else it is `.svc/gateways.toml`. A program it names runs here, so nothing
that git brings from another computer may be it, or be run by it. Secrets stay in the environment
or in files elsewhere: `${NAME}` and `${file:/path}` stand for them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from svc.errors import BadInput, Refused, SvcError, WrongUsage
from svc.i18n import say
from svc.messages.bulk import COLUMNS, FORMS, Bulk
from svc.messages.gateway_table import Told
from svc.store.finding import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svc.messages.gateway_table import Table
    from svc.messages.parcel import Gateway

VARIABLE, FILE = "SVC_GATEWAYS", ".svc/gateways.toml"
TIMEOUT = 30
KINDS = ("command", "http", "apprise", "file")
KNOWN = {
    "command": {"words"},
    "http": {"url", "headers", "accepted"},
    "apprise": {"url_env"},
    "file": {"folder", "form", "bom", "columns"},
}
ANY = {"kind", "timeout", "per_minute", "per_day"}


def place(root: str) -> Path:
    """The gateways file of this computer for a shop's folder."""
    return Path(os.environ.get(VARIABLE) or os.path.join(root, FILE))


def private(folder: Path) -> Answer:
    """The gateways file, which may hold a secret after all, is for nobody else to read."""
    file = place(str(folder))
    if not file.exists():
        return Answer("ok", say("No gateway for messages is set up on this computer."))
    if os.name != "nt" and file.stat().st_mode & 0o077:
        return Answer(
            "warning",
            say("Others can read {file}.", file=file.name),
            say("chmod 600 {file}", file=file),
        )
    try:
        read(file, str(folder))
    except SvcError as error:
        return Answer("warning", error.message, error.hint)
    return Answer("ok", say("Nobody else can read {file}.", file=file.name))


def gateway(root: str, name: str | None, out: Path | None = None) -> Gateway | Bulk:
    """The gateway of this name; without one the only one, or the one that `default` names.

    Raises:
        WrongUsage: none, or more than one, could be meant.
        BadInput: the file cannot be read, or says what it must not.
        Refused: it, or what it runs, comes with the shop's data.
    """
    form = out.suffix.lower().removeprefix(".") if out is not None else ""
    if name in FORMS and out is not None:
        if form in FORMS and form != name:
            raise WrongUsage(
                say("{name} ends like another format than {form}.", name=out.name, form=name),
                say("Leave --via away: the file's name tells."),
            )
        return Bulk(name=name, form=name, out=out)
    if out is not None and name is None:
        if form not in FORMS:
            raise WrongUsage(
                say("{name} does not tell the format.", name=out.name),
                say("Let it end in .csv or .xlsx."),
            )
        return Bulk(name=form, form=form, out=out)
    if out is not None:
        raise WrongUsage(
            say("Only --via csv and --via xlsx write the file that --out names."),
            say("Leave one of the two away."),
        )
    file = place(root)
    settings = read(file, root)
    tables = {key: value for key, value in settings.items() if isinstance(value, dict)}
    chosen = name or settings.get("default") or (next(iter(tables)) if len(tables) == 1 else None)
    if chosen in FORMS and chosen not in tables:
        raise WrongUsage(
            say("--via {form} writes a file.", form=chosen), say("Name it with --out FILE.")
        )
    if chosen is None or chosen not in tables:
        raise _no_such(chosen, sorted(tables))
    return made(str(chosen), tables[chosen], file, root)


def read(file: Path, root: str) -> dict[str, Any]:
    """What the gateways file says; nothing where there is none."""
    from svc import toml

    if not file.exists():
        if os.environ.get(VARIABLE):
            raise BadInput(
                say("There is no file {file}.", file=file.name),
                say("{variable} names the gateways file.", variable=VARIABLE),
            )
        return {}
    _refuse_shared(file, root)
    try:
        _text, settings = toml.read(file)
    except toml.NotToml as error:
        raise BadInput(
            say("{file}, line {line}: {reason}.", file=file.name, line=error.line,
                reason=error.reason),
            error.hint or say("Mend that line; docs/sending.md shows the form."),
        ) from None  # fmt: skip
    except OSError as error:
        raise BadInput(
            say("{name}: {reason}.", name=file.name, reason=error.strerror or "?"),
            say("{variable} names the gateways file.", variable=VARIABLE),
        ) from None
    return settings


def _no_such(name: object, names: list[str]) -> WrongUsage:
    if not names:
        return WrongUsage(
            say("No gateway is set up on this computer."),
            say("Write a file with --via csv --out FILE, or set up {file}.", file=FILE),
        )
    if name is None:
        return WrongUsage(
            say("There are several gateways: {names}.", names=", ".join(names)),
            say('Say which with --via, or set `default = "…"` in the gateways file.'),
        )
    return WrongUsage(
        say("There is no gateway {name!r}.", name=name),
        say("Known here: {names}.", names=", ".join([*names, *FORMS])),
    )


def _refuse_shared(file: Path, root: str) -> None:
    """Refuse a file that git brings: whoever may push would run programs here."""
    from svc.store.repository import is_tracked

    if is_tracked(file) or is_tracked(Path(os.path.realpath(file))):
        raise Refused(
            say("{file} is in git, so others could have this computer run programs.",
                file=file.name),
            say("Take it out (`git rm --cached`) and keep it in .svc or outside the shop."),
        )  # fmt: skip
    inside = Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root))
    own = Path(root, ".svc")
    if inside and (own.is_symlink() or not file.absolute().is_relative_to(own.absolute())):
        raise Refused(
            say("{file} lies among the shop's data.", file=file.name),
            say("Keep it in .svc or outside the shop."),
        )


def made(name: str, table: Table, file: Path, root: str) -> Gateway | Bulk:
    """The gateway a table describes; raises BadInput, Refused, WrongUsage."""
    told = Told(name, table, root)
    kind = told.word("kind", KINDS)
    if unknown := sorted(set(table) - ANY - KNOWN[kind]):
        raise told.wrong(say("it has no setting {name!r}", name=unknown[0]))
    limits = {key: told.count(key) for key in ("per_minute", "per_day")}
    timeout = told.count("timeout") or TIMEOUT
    if kind == "file":
        return _bulk(told)
    if kind == "command":
        from svc.messages.by_command import ByCommand

        folder = os.path.dirname(os.path.abspath(file))
        return ByCommand(name, told.program(folder), folder=folder, timeout=timeout, **limits)
    if kind == "http":
        return _http(told, timeout, limits)
    from svc.messages.by_apprise import ByApprise

    url = told.secret("${" + told.text("url_env") + "}")
    if "{phone}" not in url:
        raise told.wrong(
            say("its address has no {phone}: all would go to one place", phone="{phone}")
        )
    return ByApprise(name, url, timeout=timeout, **limits)


def _http(told: Told, timeout: float, limits: Mapping[str, int | None]) -> Gateway:
    from svc.messages.by_http import ByHttp, is_address, is_header, is_loopback

    url = told.secret(told.text("url"))
    if not is_address(url):
        raise told.wrong(
            say("its url is no address: no spaces, no Chinese, no name or password in it")
        )
    if not url.startswith("https://") and not (url.startswith("http://") and is_loopback(url)):
        raise told.wrong(say("its url is neither https nor on this computer"))
    headers = {key: told.secret(str(v)) for key, v in told.table("headers").items()}
    if not all(is_header(*each) for each in headers.items()):
        raise told.wrong(say("a header holds what no header may: it is one line of ASCII"))
    accepted = told.table("accepted")
    return ByHttp(
        told.name, url, headers=headers, accepted=accepted, timeout=timeout,
        secrets=told.secrets, **limits,
    )  # fmt: skip


def _bulk(told: Told) -> Bulk:
    columns = told.values.get("columns", list(COLUMNS))
    if not isinstance(columns, list) or len(columns) != len(COLUMNS):
        raise told.wrong(say("columns should name three: {names}", names=", ".join(COLUMNS)))
    bom = told.values.get("bom", True)
    if not isinstance(bom, bool):
        raise told.wrong(say("bom is neither true nor false"))
    folder = Path(told.text("folder"))
    if not folder.is_absolute():
        raise told.wrong(say("its folder should be a whole path"))
    return Bulk(
        name=told.name, form=told.word("form", FORMS), folder=folder, bom=bom,
        headings=tuple(map(str, columns)),
    )  # fmt: skip
