"""Pictures of the reports for the docs: `make pictures`.

Makes a small shop with some weeks of cases and sheets, always the same one; runs each report of
`REPORTS` in it, opens the page in the system's chromium, and writes
`docs/pictures/NAME-light.png`, `-dark.png` and `-phone.png`; the week in Chinese, too, as
`week-zh-light.png`.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PICTURES = ROOT / "docs" / "pictures"
DEMO = ROOT / "svc" / "demo"

TODAY = date(2026, 11, 23)
REPORTS = {
    "week": "report week --week 2026-W47",
    "month": "report month --month 2026-10",
    "year": "report year --year 2026",
    "complaints": "report complaints --from 2026-09-01 --to 2026-11-22",
    "staff": "report staff --from 2026-09-01 --to 2026-11-22",
    "satisfaction": "report satisfaction --from 2026-09-01 --to 2026-11-22",
    "servqual": "report servqual --from 2026-09-01 --to 2026-11-22",
    "silence": "report silence --from 2026-01-01 --to 2026-11-22",
    "fading": "report fading --on 1998-06-30 --top 12",
    "rfm": "report rfm --on 1998-06-30",
    "tiers": "report tiers --on 1998-06-30",
    "gold": "report gold --on 1998-06-30",
    "contest": "report contest --from 2025-09-01 --to 2026-11-22",
    "ledger": "report ledger complaints --month 2026-11",
}
"""Each picture: its name, and the report it shows; what svc does not know is left out."""
MODES = {"light": (960, 1180), "dark": (960, 1180), "phone": (360, 900)}
"""Width and height in pixels, from the top of the page."""
COLOURS = (64, 48, 32, 24, 16)
"""How many a picture keeps: as many as let it be small enough."""
LARGEST = 80_000

GOODS = (("C1", "羊毛大衣", "woollen", "1299"), ("S2", "白衬衫", "textile", "259"),
         ("K3", "羊绒衫", "woollen", "899"), ("D4", "连衣裙", "textile", "459"))  # fmt: skip
TURNED = {10, 11, 12, 13, 18, 19, 20, 21, 22}
"""The questions of service quality that tell what is wrong: who is content disagrees."""
PEOPLE = (("李娜", "li", "clerk"), ("陈静", "chen", "clerk"), ("周敏", "zhou", "shop_manager"))
CUSTOMERS = tuple(f + g for f in "王李张刘陈杨赵黄" for g in ("芳", "秀英", "敏", "静"))
TROUBLES = (("quality", 40), ("size", 16), ("attitude", 12), ("price", 10), ("stock", 8),
            ("style", 6), ("cashier", 4), ("other", 4))  # fmt: skip


class Shop:
    """A shop that is made again as it was: its ids are drawn from a seed, its clock is told."""

    def __init__(self, folder: Path, language: str) -> None:
        self.chance = Random(47)
        self.folder = folder
        os.urandom = Random(48).randbytes  # before svc is imported, which draws ids with it
        for name in [*os.environ]:
            if name.startswith(("SVC_", "LC_", "GIT_")):
                del os.environ[name]
        os.environ |= {"SVC_STORE": str(folder), "SVC_LANG": language}

    def svc(self, *words: object, at: date = TODAY, hour: int = 10) -> str:
        """Run a command on a day; gives what it printed.

        Raises:
            RuntimeError: it failed; the message is what it said.
        """
        from svc.cli import run

        out, err = io.StringIO(), io.StringIO()
        os.environ["SVC_TODAY"] = f"{at}T{hour:02}:{self.chance.randrange(60):02}"
        with redirect_stdout(out), redirect_stderr(err):
            code = run([str(word) for word in words])
        if code:
            raise RuntimeError(f"{' '.join(map(str, words))}: {code} {err.getvalue()}")
        return out.getvalue().strip()

    def chosen(self, weighted: tuple[tuple[str, int], ...]) -> str:
        """One of these, as often as its weight."""
        names, weights = zip(*weighted, strict=True)
        return str(self.chance.choices(names, weights)[0])


def made(shop: Shop) -> None:
    """The shop: its staff, customers of real lists, and some weeks of sales, cases and sheets."""
    shop.folder.parent.mkdir(parents=True, exist_ok=True)
    shop.svc("init", shop.folder, "--name", "雅衣阁", "--no-git", at=date(2025, 9, 1))
    staff = [
        shop.svc(
            "staff", "add", "--name", name, "--code", code, "--post", post, at=date(2025, 9, 1)
        )
        for name, code, post in PEOPLE
    ]
    shop.svc(
        "import", "purchases", DEMO / "cdnow_sample.txt", "--columns", "customer,_,on,qty,total",
        "--delimiter", "space", "--create-customers",
    )  # fmt: skip
    customers = [
        shop.svc(
            "--staff", staff[n % 3 % 2], "customer", "add", "--name", name, "--phone",
            f"138{n:08}", "--owner", staff[n % 2],
            *(("--birthday", f"{1970 + n}-05-{n % 28 + 1:02}", "--gender", "f") if n % 4 else ()),
            at=date(2025, 9, 2),
        )
        for n, name in enumerate(CUSTOMERS)
    ]  # fmt: skip
    for monday, count in weeks():
        week(shop, monday, count, customers, staff)
        calls(shop, monday + timedelta(days=6), staff)
    for form, sheets in (("satisfaction", 64), ("nps", 58), ("servqual", 46)):
        answers(shop, form, sheets)


def weeks() -> list[tuple[date, int]]:
    """The Mondays there were cases in, and how many: last year's week, then eleven of this."""
    counts = (4, 5, 3, 6, 8, 7, 5, 9, 7, 10, 12)
    first = date(2026, 9, 7)
    this_year = [(first + timedelta(weeks=n), count) for n, count in enumerate(counts)]
    return [(date(2025, 11, 17), 9), *this_year]


def week(shop: Shop, monday: date, count: int, customers: list[str], staff: list[str]) -> None:
    """A week of complaints: sold some days before, most of them settled some days after."""
    for _case in range(count):
        on = monday + timedelta(days=shop.chance.randrange(7))
        customer, clerk = shop.chance.choice(customers), shop.chance.choice(staff[:2])
        sku, name, category, price = shop.chance.choice(GOODS)
        sale = shop.svc(
            "--staff", clerk, "purchase", "add", "--customer", customer, "--item",
            f"sku={sku},name={name},category={category},price={price}",
            at=on - timedelta(days=shop.chance.randrange(3, 25)),
        )  # fmt: skip
        trouble = shop.chosen(TROUBLES)
        case = shop.svc(
            "--staff", clerk, "complaint", "log", "--customer", customer, "--purchase", sale,
            "--category", trouble, "--channel", shop.chance.choice(("visit", "call", "message")),
            "--text", "顾客来店说明情况", at=on, hour=shop.chance.randrange(9, 18),
        )  # fmt: skip
        days = shop.chance.choice((0, 0, 1, 1, 2, 3, 5, 30))
        done = on + timedelta(days=days)
        if done > TODAY - timedelta(days=1):
            continue
        found = ("--finding", "light") if trouble in {"attitude", "cashier"} else ()
        content = "--satisfied" if shop.chance.random() < 0.8 else "--unsatisfied"
        shop.svc(
            "--staff", staff[2], "complaint", "resolve", case, "--text", "已处理", content, *found,
            at=done, hour=19,
        )  # fmt: skip


def calls(shop: Shop, sunday: date, staff: list[str]) -> None:
    """Most of the callbacks that fall due in a week, each on its day."""
    kinds = ("--kind", "purchase", "--kind", "complaint")
    due = json.loads(shop.svc("callback", "due", *kinds, "--json", at=sunday))
    for n, each in enumerate(due):
        if shop.chance.random() < 0.15:
            continue
        came = ("reached", "--satisfied" if shop.chance.random() < 0.85 else "--unsatisfied")
        result = ("no-answer",) if shop.chance.random() < 0.1 else came
        shop.svc(
            "--staff", staff[n % 2], "callback", "done", each["key"], "--result", *result,
            at=max(date.fromisoformat(each["due"]), sunday - timedelta(days=6)), hour=19,
        )  # fmt: skip


def answers(shop: Shop, form: str, sheets: int) -> None:
    """Sheets filled in: the list svc gives to fill in, read back."""
    listed = shop.folder.parent / f"{form}.csv"
    shop.svc("survey", "form", form, "--out", listed)
    with listed.open(encoding="utf-8-sig", newline="") as file:
        keys, asked = list(csv.reader(file))[:2]
    rows = []
    for sheet in range(sheets):
        row = dict.fromkeys(keys, "")
        row |= {"on": str(date(2026, 9, 7) + timedelta(days=sheet)), "channel": "paper"}
        for key, question in zip(keys, asked, strict=True):
            row[key] = row[key] or answer(shop.chance, form, key, question)
        rows.append(row)
    with listed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, keys)
        writer.writeheader()
        writer.writerows(rows)
    shop.svc("survey", "import", listed, "--form", form, at=TODAY - timedelta(days=2))


def answer(chance: Random, form: str, key: str, question: str) -> str:
    """What somebody ticks: mostly content; nothing where words are asked for."""
    if key.startswith("points_"):
        return "20"
    if question.endswith("(0-10)"):
        return str(chance.choice((10, 10, 9, 9, 9, 8, 8, 7, 6, 3)))
    if question.endswith("(1-7)"):
        ticked = chance.choice((7, 6, 6, 5) if key.startswith("e") else (7, 6, 5, 5, 4))
        return str(8 - ticked if int(key[1:]) in TURNED else ticked)
    if question.endswith("(1-5)"):
        return str(chance.choice((5, 5, 4, 4, 4, 3, 2)))
    return "" if form else question


def pictured(pages: dict[str, Path], modes: dict[str, tuple[int, int]]) -> None:
    """A picture of each page in each mode, small enough to keep."""
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"],
        )
        for mode, (wide, high) in modes.items():
            context = browser.new_context(
                viewport={"width": wide, "height": high},
                color_scheme="dark" if mode == "dark" else "light",
                offline=True,
            )
            for name, page in pages.items():
                opened = context.new_page()
                opened.goto(page.as_uri())
                tall = opened.evaluate("document.documentElement.scrollHeight")
                clip: Any = {"x": 0, "y": 0, "width": wide, "height": min(high, tall)}
                shot = opened.screenshot(clip=clip)
                (PICTURES / f"{name}-{mode}.png").write_bytes(small(shot))
                opened.close()
        browser.close()


def small(shot: bytes) -> bytes:
    """A picture in few colours: 80 kB at most, and the same bytes for the same picture."""
    from PIL import Image

    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    for colours in COLOURS:
        kept = io.BytesIO()
        fewer = picture.quantize(colours, dither=Image.Dither.NONE)
        fewer.save(kept, "PNG", optimize=True)
        if kept.tell() <= LARGEST:
            break
    return kept.getvalue()


def main() -> int:
    """Make the shop, the pages and their pictures; tell what could not be shown."""
    wanted = sys.argv[1:] or [*REPORTS]
    left_out = 0
    with tempfile.TemporaryDirectory() as place:
        shop = Shop(Path(place) / "shop", "en")
        made(shop)
        pages = {}
        for name in wanted:
            page = Path(place) / f"{name}.html"
            try:
                shop.svc(*REPORTS[name].split(), "--out", page)
            except RuntimeError as error:
                left_out += 1
                print(f"left out: {error}", file=sys.stderr)
            else:
                pages[name] = page
        pictured(pages, MODES)
        if "week" in pages:
            os.environ["SVC_LANG"] = "zh"
            page = Path(place) / "week-zh.html"
            shop.svc(*REPORTS["week"].split(), "--out", page)
            pictured({"week-zh": page}, {"light": MODES["light"]})
    return 1 if left_out else 0


if __name__ == "__main__":
    sys.exit(main())
