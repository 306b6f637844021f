"""The store as commands see it: what a change sees and keeps, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import pytest

from svc.errors import AmbiguousRef, BadData, CannotReadOrWrite, NoStore, NoSuchRecord, Refused
from svc.frozen import replace
from svc.records.customer import Customer
from svc.records.staff import Staff
from svc.store.settings import Settings, read_settings
from svc.store.store import Store, find_folder

Unprivileged = Callable[[Path], AbstractContextManager[None]]

DAY = date(2026, 11, 22)


def month(store: Store) -> Path:
    return store.folder / "data/customers/2026-11.jsonl"


def test_a_change_sees_what_it_has_put(store: Store, add: Callable[..., str]) -> None:
    """So that the second row of a list is told that its phone is the first one's."""
    old = add("王芳", phone="13800138000")
    with store.change() as change:
        new = change.new_id("customers", DAY)
        change.put(Customer(id=new, name="李娜", phone="13800138001"))
        change.put(replace(store.customers.get(old), phone="13800138002"))
        assert store.customers.get(new).name == "李娜"
        assert [c.id for c in store.customers.where("phone", "13800138001")] == [new]
        assert store.customers.where("phone", "13800138000") == []
        assert len(list(store.customers.all())) == 2
    assert len(list(Store(store.folder).customers.all())) == 2


def test_a_dry_run_writes_nothing_and_forgets(store: Store, add: Callable[..., str]) -> None:
    """It takes no lock, so it leaves not even a file of the lock's."""
    add()
    before = month(store).read_bytes()
    (store.folder / ".svc/lock").unlink()
    with store.change(dry_run=True) as change:
        change.put(Customer(id=change.new_id("customers", DAY), name="李娜"))
    assert month(store).read_bytes() == before
    assert not (store.folder / ".svc/lock").exists()
    assert len(list(store.customers.all())) == 1


def test_a_change_reads_again_under_the_lock(store: Store, add: Callable[..., str]) -> None:
    """What another command wrote since is there, not overwritten."""
    list(store.customers.all())
    record_id = add("王芳")
    store.customers.get(record_id)
    other = Store(store.folder)
    with other.change() as change:
        change.put(Customer(id=change.new_id("customers", DAY), name="the other till"))
    add("李娜")
    assert sorted(c.name for c in store.customers.all()) == ["the other till", "李娜", "王芳"]


def test_fields_svc_does_not_know_survive(store: Store, add: Callable[..., str]) -> None:
    """Through an edit, through a rewrite of the file, and where the record was made anew."""
    record_id = add("王芳")
    line = month(store).read_text().replace("}", ',"wechat":{"of":"wang","since":[2020]}}')
    month(store).write_text(line)
    add("李娜")
    assert '"wechat":{"of":"wang","since":[2020]}' in month(store).read_text()
    with store.change() as change:
        change.put(replace(store.customers.get(record_id), name="王小芳"))
    with store.change() as change:
        change.put(Customer(id=record_id, name="王大芳"))
    text = month(store).read_text()
    assert '"wechat":{"of":"wang","since":[2020]}' in text
    assert "王大芳" in text


@pytest.mark.parametrize("schema", ["2", '"3"', "null"])
def test_a_record_of_a_newer_svc_is_kept(
    schema: str, store: Store, add: Callable[..., str]
) -> None:
    """Read, rewritten with its file, never changed: not even by one made anew under its id."""
    record_id = add("王芳")
    month(store).write_text(month(store).read_text().replace("}", f',"schema":{schema}}}'))
    before = month(store).read_text()
    assert store.customers.get(record_id).name == "王芳"
    for record in (store.customers.get(record_id), Customer(id=record_id, name="anew")):
        with pytest.raises(Refused, match="newer"), store.change() as change:
            change.put(replace(record, name="王小芳"))
    assert month(store).read_text() == before
    add("李娜")
    assert before.strip() in month(store).read_text().splitlines()


def test_a_newer_record_of_another_shape_says_so(store: Store, add: Callable[..., str]) -> None:
    """Not that a field is wrong: nothing there needs mending."""
    add("王芳")
    text = month(store).read_text().replace('"name":"王芳"', '"name":["王","芳"],"schema":2')
    month(store).write_text(text)
    with pytest.raises(BadData, match="newer svc"):
        list(store.customers.all())


@pytest.mark.parametrize(
    "record",
    [
        Customer(id="", name="x"),
        Customer(id="C-261122", name="x"),
        Customer(id="P-261122-7KQ3MX", name="x"),
        Customer(id="purchase.P-261122-7KQ3MX", name="x"),
        Customer(id="C-261131-7KQ3MX", name="x"),
        Customer(id="C-261122-7KQ3MX", name="\ud800"),
        Customer(id="C-261122-7KQ3MX", name="x", profile={"size": 1.5}),
        Customer(id="C-261122-7KQ3MX", name="x", profile={"n": 10**18}),
        Customer(id="C-261122-7KQ3MX", name="x", profile={"\u00e9": 1, "e\u0301": 2}),
    ],
)
def test_what_could_not_be_read_again_is_not_written(record: Customer, store: Store) -> None:
    """A fault of ours must not make a shop unreadable."""

    def put_both() -> None:
        with store.change() as change:
            change.put(Customer(id=change.new_id("customers", DAY), name="good"))
            change.put(record)

    with pytest.raises(ValueError):  # noqa: PT011 - of any kind
        put_both()
    assert list(store.folder.glob("data/**/*.jsonl")) == []


def test_an_id_is_drawn_again_while_taken(store: Store) -> None:
    """On file or only put: nobody gets another's."""
    tails = iter([b"\0\0\0\1", b"\0\0\0\1", b"\0\0\0\2"])
    with store.change() as change:
        first = change.new_id("customers", DAY, lambda _n: b"\0\0\0\0")
        change.put(Customer(id=first, name="a"))
        second = change.new_id("customers", DAY, lambda _n: next(tails))
        change.put(Customer(id=second, name="b"))
    with store.change() as change:
        third = change.new_id("customers", DAY, lambda _n: next(tails))
    assert [each[-6:] for each in (first, second, third)] == ["000000", "000001", "000002"]


def test_finding_by_a_part(store: Store, add: Callable[..., str]) -> None:
    """Any part that only one id has; several are listed; too short a part names nobody."""
    one, two = add(), add("李娜")
    assert store.customers.find(f" {one.lower()} ").id == one
    assert store.customers.find(two[-6:].lower()).id == two
    with pytest.raises(AmbiguousRef, match=one):
        store.customers.find("C-261122")
    for ref in ("", "C", "26", "nobody", "C-261122-0000", "P-261122-7KQ3MX"):
        with pytest.raises(NoSuchRecord):
            store.customers.find(ref)


@pytest.mark.parametrize(
    ("damage", "where"),
    [
        (b"torn", "line 2: not a line of JSON"),
        (b'{"id":"C-261122-AAAAAA","name":"a"}', "line 2: the last line has no line feed"),
        (b"<<<<<<< HEAD\n", "line 2: a conflict marker"),
        (b"=======\n", "line 2: a conflict marker"),
        ("{'王芳'}\n".encode("gbk"), "line 2: not UTF-8 \\(perhaps saved as GBK\\)"),
        (b'{"id":"C-261122-000000","name":"a"}\n', "line 2: the id C-261122-000000 stands twice"),
        (b"\0" * 512 + b"\n", "line 2: a NUL byte"),
        (b"\xef\xbb\xbf\n", "line 2: a byte order mark"),
    ],
)
def test_a_bad_file_is_named_with_its_line(damage: bytes, where: str, store: Store) -> None:
    """By readers and writers alike, and its bytes stay as they are."""
    with store.change() as change:
        change.put(Customer(id="C-261122-000000", name="王芳"))
    month(store).write_bytes(month(store).read_bytes() + damage)
    before = month(store).read_bytes()
    with pytest.raises(BadData, match=rf"^data/customers/2026-11\.jsonl, {where}"):
        list(Store(store.folder).customers.all())
    with pytest.raises(BadData, match=where), store.change() as change:
        change.put(Customer(id="C-261122-000001", name="李娜"))
    assert month(store).read_bytes() == before
    with store.change() as change:  # other tables go on
        change.put(Staff(id=change.new_id("staff", DAY), name="李娜"))


def test_a_folder_that_is_no_shop(tmp_path: Path, folder: Path) -> None:
    """Found upward from anywhere inside, or not at all."""
    assert find_folder(folder / "data") == folder
    for missing in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(NoStore):
            Store(missing)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"name = 'x'\nlanguage = zh", "line 2"),
        ("name = '雅衣阁'".encode("gbk"), "GBK"),
        (b"", "name"),
        (b"name = 3", "name"),
        (b"name = 'x'\nlanguage = 'fr'", "language"),
        (b"name = 'x'\nschema = 2", "newer"),
        (b"name = 'x'\nschema = 'x'", "newer"),
        (b"name = 'x'\nschema = nan", "newer"),
    ],
)
def test_broken_settings_are_one_sentence(content: bytes, word: str, folder: Path) -> None:
    """With the file's name, and the line where there is one."""
    (folder / "svc.toml").write_bytes(content)
    with pytest.raises(BadData, match=word):
        Store(folder)


def test_settings_come_back_as_they_were_written(folder: Path) -> None:
    """Quotes, backslashes and all; also after an editor put a mark at the start."""
    settings = Settings(
        name='雅"衣\\阁\n', preset="furniture", language="zh", timezone="Asia/Shanghai",
        region="zhejiang",
    )  # fmt: skip
    (folder / "svc.toml").write_text("\ufeff" + settings.to_toml(), encoding="utf-8")
    assert replace(read_settings(folder), raw={}) == settings


def test_a_folder_that_cannot_be_written_is_told(
    store: Store,
    add: Callable[..., str],
    unprivileged: Unprivileged,
) -> None:
    """And can still be read."""
    add()
    store.folder.joinpath("data/customers").chmod(0o500)
    with unprivileged(store.folder):
        with pytest.raises(CannotReadOrWrite, match="may not"):
            add("李娜")
        assert len(list(store.customers.all())) == 1


def test_a_line_taken_out_meanwhile_is_told_of(store: Store, add: Callable[..., str]) -> None:
    """Whoever edits or pulls while a change is made: nothing is written, nothing breaks."""
    old, other = add("王芳", phone="13800138000"), add("李娜", phone="13800138001")
    left = b""

    def changed() -> None:
        nonlocal left
        with store.change() as change:
            change.put(replace(store.customers.get(old), phone="13800138002"))
            lines = month(store).read_bytes().splitlines(keepends=True)
            left = b"".join(line for line in lines if old.encode() not in line)
            month(store).write_bytes(left)

    with pytest.raises(BadData, match=r"2026-11\.jsonl") as told:
        changed()
    assert "Nothing has been changed" in str(told.value.hint)
    assert month(store).read_bytes() == left
    assert [each.id for each in Store(store.folder).customers.all()] == [other]


def test_many_are_moved_as_one_by_one(store: Store, add: Callable[..., str]) -> None:
    """Looked up together; None leaves one out, itself leaves it as it is; what is put is seen."""
    ids = [add(f"顾客{n}", phone=f"1380013{n:04d}") for n in range(12)]

    def moved(her: Customer) -> Customer | None:
        if her.id == ids[0]:
            return None
        return her if her.id == ids[1] else replace(her, name=her.name + "女士")

    with store.change() as change:
        change.put(replace(store.customers.get(ids[2]), phone="13900139000"))
        found = change.move("customers", [*ids, "C-261122-000000"], moved)
    assert list(found) == ids[1:]
    assert {key: each.name for key, each in found.items()} == {
        key: f"顾客{n}" + ("女士" if n > 1 else "") for n, key in enumerate(ids) if n
    }
    assert store.customers.get(ids[2]).phone == "13900139000"
    assert store.customers.get(ids[0]).name == "顾客0"
    assert store.customers.get(ids[2]).name == "顾客2女士"
    assert sorted(each.id for each in Store(store.folder).customers.all()) == sorted(ids)
