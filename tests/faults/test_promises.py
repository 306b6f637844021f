"""What the ordinary suite holds, counted: each of its cases is one run of a promise."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.faults.conftest import ROOT, Figures

pytestmark = pytest.mark.faults
HELD = {
    "P5": ("tests of how damaged files are read, named and left alone",
           ("tests/store/test_json_suite.py", "tests/store/test_lines.py")),
    "P8": ("merges that break a rule, found before money or messages move",
           ("tests/commands/test_broken_rules.py",)),
    "P14": ("cases of names and notes that want to do harm, by where they are shown",
            ("tests/security/test_output.py", "tests/security/test_places.py")),
    "P15": ("attacks by a template", ("tests/security/test_templates.py",)),
    "P16": ("pipes, signals, outputs, prompts and surroundings: transcripts and cases",
            ("tests/terminal", "tests/test_cli.py")),
}  # fmt: skip


@pytest.mark.parametrize("promise", HELD)
def test_every_case_of_a_promise(promise: str, tmp_path: Path, figures: Figures) -> None:
    """Counted where the tests stand; a case skipped is not counted."""
    what, places = HELD[promise]
    told = tmp_path / "told.xml"
    words = ["-q", "-p", "no:cacheprovider", f"--junit-xml={told}", *places]
    environment = {each: os.environ[each] for each in os.environ if "PYTEST" not in each}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words], cwd=ROOT, env=environment, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert told.exists(), done
    suite = ET.parse(told).getroot()[0].attrib  # noqa: S314 - our own file
    runs = int(suite["tests"]) - int(suite["skipped"])
    bad = int(suite["failures"]) + int(suite["errors"])
    assert runs, done.stdout
    figures(promise, what, runs=runs, bad=bad, note="tests: " + ", ".join(places))
