"""The lock: one run at a time, and nobody waits for the dead."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import lock
from pipeline.errors import Locked
from pipeline.settings import ROOT

DIES_HOLDING_IT = """
import os, sys
from pathlib import Path
from pipeline import lock
with lock.held(Path(sys.argv[1]), "A run that dies"):
    os._exit(9)
"""


def test_a_second_run_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "out" / ".lock"
    with (
        lock.held(path, "The run of 3 November"),
        pytest.raises(Locked, match=r"The run of 3 November holds .*\.lock"),
        lock.held(path, "Another"),
    ):
        pass
    with lock.held(path, "The next"):
        assert path.read_text(encoding="utf-8") == "The next"


def test_a_dead_run_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    command = [sys.executable, "-c", DIES_HOLDING_IT, str(path)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 9
    assert path.read_text(encoding="utf-8") == "A run that dies"
    with lock.held(path, "The next"):
        pass
