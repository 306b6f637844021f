"""What tests of commands at two tills share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from svc.store import syncing
from tests.commands.sync_tills import Till, make, till_of
from tests.conftest import Call


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Where a hub and two tills were made once, to be copied."""
    return {"in": tmp_path_factory.mktemp("made")}


@pytest.fixture
def tills(
    made: dict[str, Path], svc: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Till, Till]]:
    """Two tills and their hub: `a`, `b` and `hub.git`; whoever was outrun does not wait."""
    monkeypatch.setattr(syncing, "PAUSE", 0)
    if not (made["in"] / "b").exists():
        make(made["in"], svc)
    shutil.copytree(made["in"], tmp_path, dirs_exist_ok=True)
    yield till_of(tmp_path / "a", svc), till_of(tmp_path / "b", svc)
    for name in ("a", "b"):
        assert not (tmp_path / name / ".svc/merged").exists()
        assert not list(tmp_path.glob(f"{name}/.git/svc-index*"))
