"""The command line as a user runs it, for tests."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from pipeline.settings import ROOT

NETWORK = ROOT / "tests" / "network"


@dataclass(frozen=True)
class Built:
    """A finished build of the sample: its places, and what it printed.

    `calls` holds a line for each network call that any of its Python processes tried.
    """

    out: Path
    warehouse: Path
    printed: str
    calls: Path


def ehc(*arguments: str | Path, calls: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does, in a process of its own."""
    environment = dict(os.environ)
    if calls is not None:
        environment |= {"PYTHONPATH": str(NETWORK), "EHC_TEST_CALLS": str(calls)}
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
