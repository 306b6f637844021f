"""`svc demo`: build a small shop from real lists and run a day in it, showing each command."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from svc import i18n, output
from svc.commands.options import pass_app
from svc.errors import OtherProgramFailed, Refused, Waits
from svc.i18n import _, say

if TYPE_CHECKING:
    from svc.app import App

LISTS = Path(__file__).parent.parent / "demo"
CUSTOMERS = "messy-customers.gbk.csv"
PURCHASES = "cdnow_sample.txt"
SHEETS = "satisfaction.csv"


@click.command(help=_("Build a small shop in DIR (demo-shop without it) and run a day in it."))
@click.argument("folder", metavar="[DIR]", default="demo-shop", type=click.Path(path_type=Path))
@pass_app
def command(app: App, folder: Path) -> None:
    """Every line after `$` is a real call; what follows is what came back."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused(
            say("{folder} is there already.", folder=folder),
            say("Name another folder, or remove that one."),
        )
    day = Day(folder, app)
    for scene in (open_shop, read_lists, morning, counter, words, opinions, evening):
        scene(day)


class Day:
    """A day in the demo shop: types each command, and remembers the ids that came back."""

    def __init__(self, folder: Path, app: App) -> None:
        self.folder = folder
        self.today = app.today
        self.ids: dict[str, str] = {}

    def headline(self, text: str) -> None:
        """Say what comes next."""
        output.write("\n" + output.bold(f"# {text}"))

    def type(
        self, *words: str, keep: str | None = None, lines: int | None = None, code: int = 0
    ) -> None:
        """Type one command and show what it prints; `keep` names the id it gives.

        `lines` shows only so many of them, as `| head` would; `code` is how it should end.

        Raises:
            OtherProgramFailed: the command failed, which it should not.
        """
        filled = [word.format(**self.ids) for word in words]
        typed = " ".join(map(quoted, ("svc", *filled)))
        prompt = f"{keep}=$({typed})" if keep else typed
        output.write(f"$ {prompt}" + (f" | head -{lines}" if lines else ""))
        done = self._run(filled, code)
        if keep:
            self.ids[keep] = done.stdout.strip()
            output.write(f"  {keep} = {self.ids[keep]}")
        elif done.stdout:
            shown = done.stdout.splitlines(keepends=True)
            output.write("".join(shown[:lines]))

    def _run(self, words: list[str], code: int) -> subprocess.CompletedProcess[str]:
        output.out().flush()
        environment = os.environ | {
            "SVC_STORE": str(self.folder),
            "SVC_TODAY": self.today.isoformat(),
            "SVC_LANG": i18n.spoken(),
        }
        done = subprocess.run(
            [sys.executable, "-m", "svc", *words],
            env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        if done.returncode != code:
            raise OtherProgramFailed(
                say("The command failed with exit code {n}.", n=done.returncode)
            )
        return done


def quoted(word: str) -> str:
    """A word as one types it in a shell: quoted only where it must be."""
    if re.fullmatch(r"[\w@%+=:,./-]+", word):
        return word
    return "'" + word.replace("'", "'\\''") + "'"


def open_shop(day: Day) -> None:
    """The shop and its people."""
    day.headline(_("A new shop"))
    day.type("init", str(day.folder), "--name", "雅衣阁", "--no-git")
    day.type("staff", "add", "--name", "李娜", "--code", "li", keep="li")
    day.type(
        "staff", "add", "--name", "周敏", "--code", "zhou", "--post", "shop_manager", keep="zhou"
    )


def read_lists(day: Day) -> None:
    """Lists as shops keep them: customers in GBK with every kind of damage, real purchases."""
    day.headline(_("Its customers, from a list as shops keep them"))
    listed = str(LISTS / CUSTOMERS)
    rejects = str(day.folder / "rejects.csv")
    day.type("import", "customers", listed, "--skip-bad", "--rejects", rejects, lines=12)
    day.headline(_("And 6,919 real purchases of 1997 and 1998"))
    day.type(
        "import",
        "purchases",
        str(LISTS / PURCHASES),
        "--columns",
        "customer,_,on,qty,total",
        "--delimiter",
        "space",
        "--create-customers",
    )
    day.type("callback", "due", "--on", "1997-03-10", lines=6)


def morning(day: Day) -> None:
    """A week ago someone bought a coat, and today is somebody's birthday."""
    week_ago = (day.today - timedelta(days=7)).isoformat()
    month_ago = (day.today - timedelta(days=40)).isoformat()
    day.headline(_("Two customers of last month"))
    day.type(
        "customer",
        "add",
        "--name",
        "王芳",
        "--phone",
        "138 0013 8000",
        "--gender",
        "F",
        "--birthday",
        f"{day.today:%m-%d}",
        "--owner",
        "li",
        "--consent",
        "sms",
        keep="wang",
    )
    day.type(
        "customer",
        "add",
        "--name",
        "欧阳娜娜",
        "--phone",
        "１３８００１３８００１",
        "--gender",
        "F",
        "--birthday",
        "lunar:1988-08-15",
        "--set",
        "size=165/88A",
        keep="ouyang",
    )
    day.type(
        "purchase",
        "add",
        "--customer",
        "{wang}",
        "--on",
        week_ago,
        "--staff",
        "li",
        "--item",
        "sku=A1,name=羊毛大衣,category=textile,price=1299.00,size=M",
        keep="coat",
    )
    day.type(
        "purchase",
        "add",
        "--customer",
        "13800138001",
        "--on",
        month_ago,
        "--item",
        "sku=B7,name=黑色T恤,category=textile,price=399.00,qty=1",
        keep="shirt",
    )
    day.type(
        "complaint",
        "log",
        "--customer",
        "{ouyang}",
        "--purchase",
        "{shirt}",
        "--category",
        "quality",
        "--channel",
        "visit",
        "--urgent",
        "--text",
        "T恤洗了一次就掉色",
        keep="faded",
    )
    day.headline(_("The morning board"))
    day.type("today")


def counter(day: Day) -> None:
    """The customer stands at the counter."""
    day.headline(_("What does a return cost, who decides, and why?"))
    day.type("refund", "quote", "--purchase", "{shirt}", "--cause", "quality", "--unrepairable")
    day.type(
        "refund",
        "quote",
        "--purchase",
        "{shirt}",
        "--cause",
        "quality",
        "--unrepairable",
        "--scheme",
        "statutory",
        "--region",
        "zhejiang",
        "--json",
    )
    day.headline(_("What to say to her, what to offer, and what not to say"))
    day.type("--staff", "li", "complaint", "advise", "{faded}", "--unrepairable", lines=24)
    day.headline(_("A clerk opens the return: it waits for the shop manager (exit 6)"))
    back = ("return", "open", "--complaint", "{faded}", "--cause", "quality", "--unrepairable")
    day.type("--staff", "li", *back, "--defect", "洗后褪色", keep="back", code=Waits.exit_code)
    day.type("approval", "list")
    day.type("--staff", "zhou", "return", "approve", "{back}")
    day.type(
        "--staff", "li", "return", "settle", "{back}",
        "--receipt", "0042", "--signed", "--paid-by", "wechat",
    )  # fmt: skip
    day.type("slip", "print", "{back}", "--width", "58")
    day.type("complaint", "resolve", "{faded}", "--text", "退货，收折旧费")


def words(day: Day) -> None:
    """Calls, messages and a card."""
    day.headline(_("The call that is due, and what came of it"))
    day.type(
        "callback",
        "done",
        "purchase.{coat}",
        "--result",
        "reached",
        "--satisfied",
        "--text",
        "很暖和",
    )
    day.headline(_("What to learn next of her, and which tier she has"))
    day.type("customer", "ask", "{wang}", lines=6)
    day.type("tier", "show", "{wang}")
    day.headline(_("Who gets a message and who does not; reviewed, then sent once"))
    day.type("sms", "plan", "--status", "ready")
    day.type("sms", "plan", "--status", "skipped", lines=3)
    day.type("sms", "queue")
    day.type("--staff", "zhou", "sms", "approve", "--all")
    day.type("sms", "send", "--out", str(day.folder / "messages.csv"))
    day.type("sms", "send", "--out", str(day.folder / "messages.csv"))
    day.headline(_("A card"))
    day.type("card", "render", "birthday", "--customer", "{wang}")
    day.type(
        "card",
        "render",
        "birthday",
        "--customer",
        "{wang}",
        "--out",
        str(day.folder / "birthday-card.html"),
    )


def opinions(day: Day) -> None:
    """Sheets customers filled in, and what the manager reads."""
    day.headline(_("What customers ticked on the sheets from the box at the till"))
    sheets = ("survey", "import", str(LISTS / SHEETS), "--form", "satisfaction")
    day.type(*sheets, "--on", day.today.isoformat())
    day.type("report", "satisfaction", lines=8)
    day.type("report", "satisfaction", "--out", str(day.folder / "satisfaction.html"))
    day.headline(_("The week after sales, as the manager reads it"))
    day.type("report", "week", "--week", "this", lines=12)


def evening(day: Day) -> None:
    """Everything in order?"""
    day.headline(_("In the evening: is everything in order?"))
    day.type("check")
    day.type("calendar", "show", "today")
    output.write("")
    output.out().flush()  # what was printed comes before what is said on stderr
    program = "svc" if shutil.which("svc") else sys.argv[0]
    output.say_on_stderr(
        say(
            "The shop is in {folder}: try `{program} --store {folder} today`.",
            folder=day.folder,
            program=program,
        )
    )
