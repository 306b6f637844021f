"""Names lead to no other file, and reach no shell: files, gateways, lists, completion (P14)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from svc.messages.by_command import ByCommand
from svc.messages.by_http import ByHttp
from svc.messages.parcel import Parcel
from tests.security.conftest import NASTY
from tests.security.test_output import calm

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

TEXT = NASTY.replace("\x00", "") + "; touch ran | $(touch ran) `touch ran` && touch ran\ntouch ran"
PARCEL = Parcel(key="sms-birthday.C-261122-7KQ3MX.261122", phone="13800138000", text=TEXT)


@pytest.mark.parametrize("words", [["{text}"], ["-m", "{text}", "{phone}"], ["--text={text}"]])
def test_a_command_gets_words_not_a_shell(words: list[str], tmp_path: Path) -> None:
    """A message is one argument, and one line of JSON on stdin, whatever stands in it."""
    got = tmp_path / "got.json"
    program = [
        sys.executable, "-c",
        "import json, sys; json.dump([sys.argv[2:], sys.stdin.read()], open(sys.argv[1], 'w'))",
        str(got),
    ]  # fmt: skip
    gateway = ByCommand("test", [*program, *words], folder=str(tmp_path), timeout=30)
    assert gateway.send(PARCEL).state == "sent"
    given, read = json.loads(got.read_text("utf-8"))
    assert given == [
        word.replace("{text}", TEXT).replace("{phone}", PARCEL.phone) for word in words
    ]
    assert read.count("\n") == 1
    assert json.loads(read) == PARCEL.to_json()
    assert not [*tmp_path.rglob("ran")]


def test_http_gets_json(tmp_path: Path) -> None:
    """A message brings no header and no second request along."""
    seen: list[tuple[dict[str, str], bytes]] = []

    class Told(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            seen.append((dict(self.headers), self.rfile.read(length)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Told)
    Thread(target=server.handle_request, daemon=True).start()
    gateway = ByHttp(
        "test", f"http://127.0.0.1:{server.server_port}/", headers={}, accepted={}, timeout=10
    )
    assert gateway.send(PARCEL).state == "sent"
    server.server_close()
    ((headers, body),) = seen
    assert json.loads(body) == PARCEL.to_json()
    assert headers["Idempotency-Key"] == PARCEL.key
    assert "Begin" not in headers
    assert tmp_path.exists()


@pytest.mark.parametrize(
    "ref", ["../../evil", "/etc/passwd", "C-261122-7KQ3MX/../../x", "..\\evil", "CON", "a" * 5000]
)
def test_cards_are_named_by_id(
    ref: str, shop: Path, wang: str, svc: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many cards each file has its customer's id for a name; who is unknown has no file."""
    import io

    assert shop
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{ref}\n{wang}\n".encode())))
    folder = tmp_path / "cards"
    done = svc("card", "render", "birthday", "--customer", "-", "--out-dir", folder,
               "--form", "html", code=3)  # fmt: skip
    assert [file.name for file in folder.iterdir()] == [f"birthday-{wang}.html"]
    assert [*tmp_path.iterdir()] == [folder]
    assert calm(done.err)


OUT = [
    ("export customers --out {}", "{shop}/data/x.csv", 5),
    ("export customers --out {}", "{shop}/.svc/x.csv", 5),
    ("export customers --out {}", "{shop}/data/../data/customers/x.jsonl", 5),
    ("export customers --out {}", "{shop}/policy/x.csv", 5),
    ("export customers --format csv --out {}", "{shop}/.git/config", 5),
    ("export customers --out {}", "{tmp}/link/x.csv", 5),
    ("export customers --out {}", "{tmp}/none/x.csv", 74),
    ("export customers --out {}", "{tmp}/" + "n" * 300 + ".csv", 74),
    ("export customers --out {}", "{tmp}", 2),
    ("report ledger customers --out {}", "{shop}/data/x.csv", 5),
    ("report ledger customers --out {}", "{tmp}/none/x.md", 74),
    ("ics --out {}", "{shop}/data/x.ics", 5),
    ("card render birthday --customer 13800138000 --out {}", "{shop}/data/x.html", 5),
    ("card render birthday --customer 13800138000 --out {}", "{shop}/svc.toml/x.html", 74),
    ("customer export 13800138000 --out {}", "{shop}/data/x.json", 5),
]


@pytest.mark.parametrize(("row", "target", "code"), OUT)
def test_files_asked_for(
    row: str, target: str, code: int, shop: Path, wang: str, svc: Call, tmp_path: Path
) -> None:
    """No `--out` writes where the shop keeps its own, by whatever way; a bad name is told."""
    assert wang
    (tmp_path / "link").symlink_to(shop / "data")
    before = sorted(shop.rglob("*"))
    named = target.format(shop=shop, tmp=tmp_path)
    done = svc(*(named if word == "{}" else word for word in row.split()), code=None)
    assert done.code == code, done
    assert len(done.err.splitlines()) <= 3
    assert calm(done.err)
    assert sorted(shop.rglob("*")) == before


HEADINGS = ["\x1b[2J", "__class__", "id", "=1+1", "../x", "a" * 9999, "\u202ename", "$(touch ran)",
            "{0.__class__}", "%s", "name\nphone", ""]  # fmt: skip


@pytest.mark.parametrize("heading", HEADINGS)
def test_headings_of_lists(heading: str, shop: Path, svc: Call, tmp_path: Path) -> None:
    """A heading nobody knows is told harmlessly; nothing comes of it."""
    import csv

    with (tmp_path / "l.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["name", "phone", heading], ["李雷", "13900139001", "x"]])
    done = svc("import", "customers", tmp_path / "l.csv", "--dry-run", code=None)
    assert done.code in {0, 4}
    assert calm(done.out + done.err)
    assert shop


@pytest.mark.parametrize("shell", ["bash", "fish"])
@pytest.mark.parametrize("line", ["svc customer show ", "svc callback done ", "svc --staff "])
def test_completion(
    shell: str, line: str, hostile: dict[str, str], poisoned: tuple[Path, dict[str, str]]
) -> None:
    """What a shell is offered holds no control character, no line break and runs nothing."""
    assert hostile
    asked = {
        "_SVC_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": line,
        "COMP_BREAKS": "\"'@><=;|&(:",
    }
    done = subprocess.run(
        [sys.executable, "-m", "svc"], env=os.environ | asked, capture_output=True, text=True,
        encoding="utf-8", check=True, timeout=60,
    )  # fmt: skip
    for offered in done.stdout.splitlines():
        kind, word, shown = offered.split("\x1f")
        assert kind in {"plain", "open", "other", "file", "dir"}
        assert calm(word + shown)
        assert "$(" not in word
        assert "`" not in word
    assert not [*poisoned[0].rglob("ran")]
