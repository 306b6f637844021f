"""Gateways: a program, an address, apprise, a file; and what may never be one."""

from __future__ import annotations

import csv
import io
import json
import socket
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from svc.errors import (
    BadInput,
    CannotReadOrWrite,
    OtherProgramFailed,
    Refused,
    SvcError,
    WrongUsage,
)
from svc.lists.reading import FORMULA_STARTS
from svc.messages.bulk import Bulk, digest, put_in_place, stands
from svc.messages.by_http import is_loopback
from svc.messages.gateways import gateway
from svc.messages.parcel import Parcel

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "sms-birthday.C-261122-7KQ3MX.261122"
PARCEL = Parcel(key=KEY, phone="13800138000", text="【雅衣阁】祝您\n生日快乐，1+1")


@pytest.fixture
def own(shop: Path) -> Path:
    """The gateways file of this computer."""
    (shop / ".svc").mkdir(exist_ok=True)
    return shop / ".svc/gateways.toml"


def send(shop: Path, parcel: Parcel = PARCEL) -> tuple[str, str | None, str | None, bool]:
    """What the one gateway of the file answers."""
    by = gateway(str(shop), None)
    assert not isinstance(by, Bulk)
    answer = by.send(parcel)
    return answer.state, answer.reference, answer.reason, answer.ends


# ---- a program


def script(own: Path, text: str, more: str = "") -> None:
    """A shell script as the gateway."""
    file = own.parent.parent.parent / "gateway.sh"
    file.write_text("#!/bin/sh\n" + text)
    file.chmod(0o755)
    own.write_text(f'[shop]\nkind = "command"\nwords = ["{file}"]\n{more}')


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("echo R-17; echo more", ("sent", "R-17", None, False)),
        ("exit 0", ("sent", None, None, False)),
        ("cat", ("sent", None, None, False)),  # the text itself is no reference
        ("echo 13800138000", ("sent", "138****8000", None, False)),
        ("echo 138-0013-8000", ("sent", None, None, False)),
        ("printf '\\033[31mR-1\\n'", ("sent", None, None, False)),
        ("head -c 9000000 /dev/zero; echo", ("sent", None, None, False)),
        ("head -c 9000000 /dev/zero >&2; exit 65", ("failed", None, "exit 65", False)),
        ("printf '\\377\\376\\0' >&2; exit 65", ("failed", None, "exit 65: \ufffd\ufffd", False)),
        ("exit 65", ("failed", None, "exit 65", False)),
        ("exit 1", ("failed", None, "exit 1", True)),
        ("exit 75", ("later", None, "exit 75", True)),
        ("exit 76", ("unknown", None, "exit 76", True)),
        ("kill -9 $$", ("unknown", None, "signal 9", True)),
        ("exit 143", ("unknown", None, "exit 143", True)),
    ],
)
def test_a_program_answers_by_its_exit_code(
    own: Path, shop: Path, text: str, answer: tuple[Any, ...]
) -> None:
    """0 sent, 65 this one refused, 75 later, 76 and signals unknown, others refused for all."""
    script(own, text)
    assert send(shop) == answer


def test_a_program_gets_the_message_on_stdin(own: Path, shop: Path, tmp_path: Path) -> None:
    """As one line of JSON: nobody who lists programs sees a phone."""
    script(own, f"cat > {tmp_path}/got; pwd > {tmp_path}/where")
    assert send(shop)[0] == "sent"
    assert json.loads((tmp_path / "got").read_text()) == PARCEL.to_json()
    assert Path((tmp_path / "where").read_text().strip()) == (shop / ".svc").resolve()


def test_a_program_may_have_the_message_in_its_words(
    own: Path, shop: Path, tmp_path: Path
) -> None:
    """Each place is one word, whatever the text holds; the program's name is not filled in."""
    log = tmp_path / "words"
    own.write_text(
        '[shop]\nkind = "command"\n'
        f'words = ["sh", "-c", "printf %s\\\\| \\"$@\\" > {log}", "sh", "{{phone}}", '
        '"--text={text}", "{key}"]\n'
    )
    odd = Parcel(key=KEY, phone="13800138000", text='a "b" $(touch x) {phone}; 祝')
    assert send(shop, odd)[0] == "sent"
    assert log.read_text() == f'13800138000|--text=a "b" $(touch x) {{phone}}; 祝|{KEY}|'
    assert not (shop / ".svc/x").exists()


def test_a_program_that_gives_no_answer_is_ended(own: Path, shop: Path, tmp_path: Path) -> None:
    """With all it started; whether the message went nobody knows."""
    script(own, f"(sleep 30; touch {tmp_path}/late) & sleep 30", "timeout = 1\n")
    assert send(shop) == ("unknown", None, "no_answer", True)
    assert not (tmp_path / "late").exists()


def test_what_a_program_leaves_running_is_not_waited_for(own: Path, shop: Path) -> None:
    """It has the pipe still, and yet what the program said and ended with is known."""
    script(own, "sleep 20 & echo R-1\n", "timeout = 10\n")
    before = len(list(Path("/dev/fd").iterdir()))
    assert send(shop) == ("sent", "R-1", None, False)
    now = len(list(Path("/dev/fd").iterdir()))
    assert now == before  # a run of a thousand would be out of them


def test_a_program_found_in_the_shops_folder_is_refused(
    own: Path, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where PATH names the folder one is in, git could bring the program."""
    program = shop / "send-sms"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    own.write_text('[shop]\nkind = "command"\nwords = ["send-sms"]\n')
    monkeypatch.chdir(shop)
    monkeypatch.setenv("PATH", ".:/usr/bin:/bin")
    with pytest.raises(Refused):
        gateway(str(shop), None)


def test_a_program_that_cannot_be_started_took_nothing(own: Path, shop: Path) -> None:
    """It is said once, not once a message."""
    for word in ("/nowhere/send", "no-such-program-here"):
        own.write_text(f'[shop]\nkind = "command"\nwords = ["{word}"]\n')
        with pytest.raises(OtherProgramFailed):
            send(shop)


def test_a_program_that_does_not_read_is_no_fault(own: Path, shop: Path) -> None:
    """It may end before it has read the message."""
    script(own, "exec 0<&-; exit 0")
    long = Parcel(key=KEY, phone="13800138000", text="长" * 100_000)
    assert send(shop, long)[0] == "sent"


# ---- what may never be run


def git(shop: Path, *words: str) -> None:
    """Git in the shop's folder."""
    subprocess.run(["git", "-C", str(shop), *words], check=True, capture_output=True)


def test_a_gateway_that_git_brings_is_refused(own: Path, shop: Path) -> None:
    """A pulled commit must not have this computer run anything."""
    script(own, "exit 0")
    git(shop, "init", "-q")
    assert send(shop)[0] == "sent"
    git(shop, "add", "-f", ".svc/gateways.toml")
    with pytest.raises(Refused, match="is in git"):
        gateway(str(shop), None)


def test_nor_by_a_link_or_a_folder_that_git_brings(
    own: Path, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`.svc` itself as a link into the data, the file as one, or SVC_GATEWAYS into the shop."""
    script(own, "exit 0")
    git(shop, "init", "-q")
    evil = shop / "evil"
    evil.mkdir()
    (evil / "gateways.toml").write_text(own.read_text())
    monkeypatch.setenv("SVC_GATEWAYS", str(evil / "gateways.toml"))
    with pytest.raises(Refused, match="among the shop's data"):
        gateway(str(shop), None)
    git(shop, "add", "evil")
    with pytest.raises(Refused, match="is in git"):
        gateway(str(shop), None)
    monkeypatch.delenv("SVC_GATEWAYS")
    own.unlink()
    own.symlink_to(evil / "gateways.toml")
    with pytest.raises(Refused):
        gateway(str(shop), None)
    own.unlink()
    (shop / ".svc").rename(shop.parent / "old")
    (shop / ".svc").symlink_to(evil)
    with pytest.raises(Refused):
        gateway(str(shop), None)


def test_a_program_among_the_shops_data_is_refused(own: Path, shop: Path) -> None:
    """Also as a word given to an interpreter; in `.svc` it may be, unless git keeps it."""
    git(shop, "init", "-q")
    (shop / "send.sh").write_text("exit 0")
    for words in (f'["sh", "{shop}/send.sh"]', '["sh", "../send.sh"]', f'["{shop}/send.sh"]'):
        own.write_text(f'[shop]\nkind = "command"\nwords = {words}\n')
        with pytest.raises(Refused, match="comes with the shop's data"):
            gateway(str(shop), None)
    (shop / ".svc/send.sh").write_text("exit 0")
    own.write_text('[shop]\nkind = "command"\nwords = ["sh", "send.sh"]\n')
    assert send(shop)[0] == "sent"
    git(shop, "add", "-f", ".svc/send.sh")
    with pytest.raises(Refused, match="comes with the shop's data"):
        gateway(str(shop), None)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", WrongUsage),
        ("[a]\nkind='command'\nwords=['true']\n[b]\nkind='command'\nwords=['true']", WrongUsage),
        ("default='c'\n[a]\nkind='command'\nwords=['true']", WrongUsage),
        ("[a", BadInput), ("[a]\nkind='fax'", BadInput), ("[a]\nwords=['true']", BadInput),
        ("[a]\nkind='command'", BadInput), ("[a]\nkind='command'\nwords='true'", BadInput),
        ("[a]\nkind='command'\nwords=[]", BadInput),
        ("[a]\nkind='command'\nwords=['./send']", BadInput),
        ("[a]\nkind='command'\nwords=['true']\ntimeout='x'", BadInput),
        ("[a]\nkind='command'\nwords=['true']\nper_minute=-1", BadInput),
        ("[a]\nkind='command'\nwords=['true']\nurl='x'", BadInput),
        ("[a]\nkind='http'", BadInput), ("[a]\nkind='http'\nurl='http://example.com/'", BadInput),
        ("[a]\nkind='http'\nurl='ftp://127.0.0.1/'", BadInput),
        ("[a]\nkind='http'\nurl='https://x/'\nheaders={A='${SVC_NOT_SET}'}", BadInput),
        ("[a]\nkind='http'\nurl='https://x/'\nheaders=1", BadInput),
        ("[a]\nkind='http'\nurl='https://x/'\nheaders={A=\"x\\r\\nB: y\"}", BadInput),
        ("[a]\nkind='apprise'\nurl_env='SVC_NOT_SET'", BadInput),
        ("[a]\nkind='file'\nfolder='here'\nform='csv'", BadInput),
        ("[a]\nkind='file'\nfolder='/tmp'\nform='doc'", BadInput),
        ("[a]\nkind='file'\nfolder='/tmp'\nform='csv'\ncolumns=['a']", BadInput),
        ("[a]\nkind='file'\nfolder='/tmp'\nform='csv'\nbom=1", BadInput),
    ],
)  # fmt: skip
def test_a_broken_file_is_one_sentence(
    own: Path, shop: Path, text: str, error: type[SvcError]
) -> None:
    """It names the gateway and what is wrong, never a secret."""
    own.write_text(text)
    with pytest.raises(error):
        gateway(str(shop), None)


def test_several_gateways_have_a_default(own: Path, shop: Path) -> None:
    """Or one is named; an unknown one is told with those there are."""
    two = "[a]\nkind='command'\nwords=['true']\n[b]\nkind='command'\nwords=['true']"
    own.write_text("default='b'\n" + two)
    assert gateway(str(shop), None).name == "b"
    assert gateway(str(shop), "a").name == "a"
    with pytest.raises(WrongUsage) as unknown:
        gateway(str(shop), "c")
    assert "a, b" in str(unknown.value.hint)


def test_a_named_file_that_is_not_there_is_said(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SVC_GATEWAYS with a slip in it does not quietly mean another."""
    monkeypatch.setenv("SVC_GATEWAYS", str(shop.parent / "gatways.toml"))
    with pytest.raises(BadInput, match=r"gatways\.toml"):
        gateway(str(shop), None)


# ---- an address


class Listener:
    """What was posted, and what is to be answered."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str], Any]] = []
        self.code = 200
        self.answer: bytes = b'{"id": "M-1"}'
        self.where = ""


@contextmanager
def listening() -> Iterator[Listener]:
    """A real server on this computer."""
    told = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Take a message."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            told.got.append((self.path, headers, json.loads(body)))
            if told.code == 0:
                self.connection.close()
                return
            self.send_response(told.code)
            if 300 <= told.code < 400:
                self.send_header("Location", told.where + "/elsewhere")
            self.send_header("Content-Length", str(len(told.answer)))
            self.end_headers()
            self.wfile.write(told.answer)

        def log_message(self, *_args: object) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.where = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        (200, ("sent", "M-1", None, False)), (202, ("sent", "M-1", None, False)),
        (302, ("failed", None, "HTTP 302", True)), (400, ("failed", None, "HTTP 400", False)),
        (401, ("failed", None, "HTTP 401", True)), (422, ("failed", None, "HTTP 422", False)),
        (408, ("unknown", None, "HTTP 408", True)), (429, ("later", None, "HTTP 429", True)),
        (500, ("unknown", None, "HTTP 500", True)), (503, ("unknown", None, "HTTP 503", True)),
        (0, ("unknown", None, "no_answer", True)),
    ],
)  # fmt: skip
def test_an_address_answers_by_its_status(
    own: Path, shop: Path, code: int, answer: tuple[Any, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """2xx sent; 4xx of the message, or of who asks; 429 later; 5xx and silence unknown."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")  # not asked for what is here
    monkeypatch.setenv("SVC_TOKEN", "geheim")
    token = shop.parent / "token"
    token.write_text("s3cret\n")
    with listening() as told:
        told.code = code
        own.write_text(
            f'[net]\nkind = "http"\nurl = "{told.where}/sms"\n[net.headers]\n'
            f'Authorization = "Bearer ${{SVC_TOKEN}}"\nX-Key = "${{file:{token}}}"\n'
        )
        assert send(shop) == answer
    ((path, headers, body),) = told.got
    assert (path, body) == ("/sms", PARCEL.to_json())
    assert headers["idempotency-key"] == KEY
    assert headers["authorization"] == "Bearer geheim"
    assert headers["x-key"] == "s3cret"


def test_an_address_nobody_listens_at_took_nothing(own: Path, shop: Path) -> None:
    """The message stays as it was, and the next run tries again."""
    with listening() as told:
        where = told.where
    own.write_text(f'[net]\nkind = "http"\nurl = "{where}"\n')
    assert send(shop) == ("later", None, "no_connection", True)


@pytest.mark.parametrize(
    ("answer", "got"),
    [
        (b'{"Code": "OK", "BizId": "9^0"}', ("sent", "9^0", None, False)),
        (b'{"Code": "LIMIT"}', ("failed", None, "Code: LIMIT", False)),
        (b'{"Code": "138-0013-8000"}', ("failed", None, "Code: -", False)),
        (b'{"Code": ["OK"]}', ("failed", None, "Code: -", False)),
        (b"<html>back soon", ("unknown", None, "Code: -", True)),
        (b'{"error": "x"}', ("unknown", None, "Code: -", True)),
        (b"[" * 60_000, ("unknown", None, "Code: -", True)),
        (b"", ("unknown", None, "Code: -", True)),
    ],
)
def test_an_address_may_say_no_in_an_answer_that_says_yes(
    own: Path, shop: Path, answer: bytes, got: tuple[Any, ...]
) -> None:
    """`accepted` names the fields that must be so; an answer without them says neither."""
    with listening() as told:
        told.answer = answer
        own.write_text(
            f'[net]\nkind = "http"\nurl = "{told.where}"\naccepted = {{ Code = "OK" }}\n'
        )
        assert send(shop) == got


@pytest.mark.parametrize(
    ("wanted", "told"),
    [("0", b'"0"'), ('"0"', b"0"), ("true", b"true"), ("true", b'"true"'), ('"true"', b"true")],
)
def test_a_number_in_an_answer_may_be_a_text(
    own: Path, shop: Path, wanted: str, told: bytes
) -> None:
    """Whoever writes the gateways file has not seen the quotes: what went is not sent again."""
    with listening() as server:
        server.answer = b'{"id": "7", "code": ' + told + b"}"
        own.write_text(
            f'[net]\nkind = "http"\nurl = "{server.where}"\naccepted = {{ code = {wanted} }}\n'
        )
        assert send(shop) == ("sent", "7", None, False)


def test_a_secret_that_is_told_back_is_not_kept(
    own: Path, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reference stands in the shop's data, which goes to every till."""
    monkeypatch.setenv("SVC_TOKEN", "s3cret-4711")
    with listening() as server:
        server.answer = b'{"id": "for:s3cret-4711"}'
        own.write_text(
            f'[net]\nkind = "http"\nurl = "{server.where}"\n'
            'headers = { Authorization = "Bearer ${SVC_TOKEN}" }\n'
        )
        assert send(shop) == ("sent", None, None, False)


@pytest.mark.parametrize(
    "setting",
    [
        'url = "https://x.com/a b"', 'url = "https://x.com/短信"', 'url = "https://[::1/"',
        'url = "https://x.com:99999/"', 'url = "https:///x"', 'url = "https://u:s3cret@x.com/"',
        f'url = "https://{"a" * 70}.com/"', 'url = "http://127.0.0.1/"\nheaders = { X = "店" }',
        'url = "http://127.0.0.1/"\nheaders = { "X Y" = "a" }',
        'url = "http://127.0.0.1/"\nheaders = { "店" = "a" }',
    ],
)  # fmt: skip
def test_what_no_library_can_send_is_said_before_anything_is_begun(
    own: Path, shop: Path, setting: str
) -> None:
    """Else the first message of each run would be of unknown fate."""
    own.write_text(f'[net]\nkind = "http"\n{setting}\n', encoding="utf-8")
    with pytest.raises(BadInput) as wrong:
        gateway(str(shop), None)
    assert "s3cret" not in str(wrong.value)


def test_an_answer_that_drips_is_not_waited_for(own: Path, shop: Path) -> None:
    """The time is that of the whole call: each character alone would come in time."""
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        over = threading.Event()

        def drip() -> None:
            connection, _from = server.accept()
            with connection, suppress(OSError):
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                while not over.wait(0.2):
                    connection.sendall(b"H")

        pool.submit(drip)
        where = f"http://127.0.0.1:{server.getsockname()[1]}"
        own.write_text(f'[net]\nkind = "http"\nurl = "{where}"\ntimeout = 1\n')
        assert send(shop) == ("unknown", None, "no_answer", True)
        over.set()


def test_a_redirect_that_points_nowhere_is_an_answer(own: Path, shop: Path) -> None:
    """Nobody looks where it points."""
    with listening() as server:
        server.code, url, server.where = 301, server.where, "http://["
        own.write_text(f'[net]\nkind = "http"\nurl = "{url}"\n')
        assert send(shop) == ("failed", None, "HTTP 301", True)


def test_a_secret_in_the_shops_folder_is_refused(own: Path, shop: Path) -> None:
    """It would go with the data to every till."""
    (shop / "token").write_text("s3cret")
    own.write_text(
        f'[net]\nkind = "http"\nurl = "https://x/"\nheaders = {{ A = "${{file:{shop}/token}}" }}\n'
    )
    with pytest.raises(BadInput) as wrong:
        gateway(str(shop), None)
    assert "s3cret" not in str(wrong.value)


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("http://localhost:80/", True), ("http://127.8.9.1/", True), ("http://[::1]/x", True),
        ("http://127.0.0.1.example.com/", False), ("http://example.com/", False),
        ("http://user@127.0.0.1@example.com/", False), ("http:///x", False),
    ],
)  # fmt: skip
def test_only_this_computer_may_be_asked_in_the_clear(url: str, ours: bool) -> None:
    """Anything else is https."""
    assert is_loopback(url) is ours


# ---- apprise


def test_apprise_sends(own: Path, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its address comes from the environment, with the phone and the key in it."""
    pytest.importorskip("apprise")
    own.write_text('[many]\nkind = "apprise"\nurl_env = "SVC_APPRISE"\n')
    with listening() as told:
        where = told.where.removeprefix("http://")
        monkeypatch.setenv("SVC_APPRISE", f"json://{where}/{{phone}}?+Idempotency-Key={{key}}")
        assert send(shop) == ("sent", None, None, False)
        ((path, headers, body),) = told.got
        assert path.rstrip("/") == "/13800138000"
        assert headers["idempotency-key"] == KEY
        assert "生日快乐" in body["message"]
        told.code = 500
        assert send(shop) == ("unknown", None, "no_answer", True)


def test_apprise_must_be_told_whom_to_write_to(
    own: Path, shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A group's robot would show every wish to the group; a bad address is said without it."""
    pytest.importorskip("apprise")
    own.write_text('[many]\nkind = "apprise"\nurl_env = "SVC_APPRISE"\n')
    monkeypatch.setenv("SVC_APPRISE", "json://127.0.0.1/token-4711")
    with pytest.raises(BadInput, match="one place") as wrong:
        gateway(str(shop), None)
    monkeypatch.setenv("SVC_APPRISE", "no-such-service://token-4711/{phone}")
    with pytest.raises(BadInput) as other:
        send(shop)
    printed = capsys.readouterr()
    for text in (str(wrong.value), str(other.value), printed.out, printed.err):
        assert "4711" not in text


# ---- a file


def test_a_bulk_file_can_be_read_back(tmp_path: Path) -> None:
    """CSV with a mark for Excel or without, quoted where it must be; and as a spreadsheet."""
    parcels = [PARCEL, Parcel(key=KEY + "x", phone="19912345678", text='a "b", c')]
    rows = [[p.phone, p.text, p.key] for p in parcels]
    day = date(2026, 11, 22)
    for bom, encoding in ((True, "utf-8-sig"), (False, "utf-8")):
        content = Bulk(name="csv", form="csv", bom=bom).content(parcels, day)
        assert content.startswith(b"\xef\xbb\xbf") is bom
        assert list(csv.reader(io.StringIO(content.decode(encoding), newline=""))) == [
            ["phone", "text", "key"],
            *rows,
        ]
    named = Bulk(name="up", form="xlsx", headings=("手机", "内容", "编号"))
    file = tmp_path / "up.xlsx"
    file.write_bytes(named.content(parcels, day))
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    assert sheet == [["手机", "内容", "编号"], *rows]


@pytest.mark.parametrize("start", sorted(FORMULA_STARTS))
def test_no_cell_of_a_bulk_file_is_a_formula(start: str) -> None:
    """Should a text begin like one."""
    odd = Parcel(key=KEY, phone="13800138000", text=start + "1+1")
    content = Bulk(name="csv", form="csv").content([odd], date(2026, 11, 22)).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content, newline="")))[1][1] == "'" + start + "1+1"


def test_two_shops_that_write_to_one_folder_keep_both_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who comes second to a name is refused, and its messages have not gone."""
    file = tmp_path / "sms.csv"
    noted: list[str] = []

    def other_shop(beside: str) -> None:
        noted.append(beside)
        file.write_bytes(b"theirs")

    with pytest.raises(Refused):
        put_in_place(file, b"ours", other_shop)
    assert file.read_bytes() == b"theirs"
    assert stands(str(file), digest(b"ours"), noted[0]) is False
    Path(noted[0]).unlink()
    assert stands(str(file), digest(b"ours"), noted[0]) is None
    for case in ("with links", "without"):
        if case == "without":
            monkeypatch.setattr("os.link", lambda *_: (_ for _ in ()).throw(PermissionError()))
        put_in_place(tmp_path / case, b"ours", noted.append)
        assert stands(str(tmp_path / case), digest(b"ours"), noted[-1]) is True
        assert not Path(noted[-1]).exists()


def test_a_bulk_file_is_never_written_over(tmp_path: Path) -> None:
    """One that is there may not have been uploaded yet."""
    bulk = Bulk(name="csv", form="csv", folder=tmp_path)
    target = bulk.target("2026-11-22T10:00", 2)
    assert target == tmp_path / "sms-2026-11-22-1000-2.csv"
    target.write_bytes(b"x")
    with pytest.raises(Refused):
        bulk.target("2026-11-22T10:00", 2)
    with pytest.raises(CannotReadOrWrite):
        Bulk(name="csv", form="csv", folder=tmp_path / "gone").target("2026-11-22", 2)
    assert stands(str(target), digest(b"x"), None) is True
    assert stands(str(target), digest(b"y"), None) is None
    assert stands(str(tmp_path / "no.csv"), digest(b"y"), None) is None
    assert stands(str(tmp_path / "no.csv"), digest(b"y"), str(target)) is False


def test_via_and_out_go_together(shop: Path, tmp_path: Path) -> None:
    """--out alone tells the form by its name."""
    found = gateway(str(shop), None, tmp_path / "x.XLSX")
    assert isinstance(found, Bulk)
    assert (found.name, found.form) == ("xlsx", "xlsx")
    assert isinstance(gateway(str(shop), "csv", tmp_path / "x"), Bulk)
    for via, out in ((None, "x.doc"), ("shop", "x.csv"), ("csv", "x.xlsx"), ("xlsx", "x.csv")):
        with pytest.raises(WrongUsage):
            gateway(str(shop), via, tmp_path / out)
    with pytest.raises(WrongUsage, match="writes a file"):
        gateway(str(shop), "csv")
