"""dbt's own unit tests: the law and the measures on small fixtures, with the real register."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.line import ledger, write_drop

ROOT = Path(__file__).parents[2]

RUN = """
import sys
from dbt.cli.main import dbtRunner
done = dbtRunner().invoke(sys.argv[1:])
for one in getattr(done.result, "results", []):
    if one.status not in ("pass", "success"):
        print(one.node.name, one.message)
print("ran", len(getattr(done.result, "results", [])))
raise SystemExit(0 if done.success else 1)
"""


def test_every_dbt_unit_test_passes(tmp_path: Path) -> None:
    """They need tables to look at, so they run on the warehouse of a drop without rows."""
    warehouse = ledger(write_drop(tmp_path / "drop", {}, "2026-06-30"), tmp_path)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            RUN,
            "test",
            "--select",
            "test_type:unit",
            "--no-partial-parse",
            "--vars",
            json.dumps({"as_of": "2026-06-30", "statistical_neighbours": []}),
            "--target-path",
            str(tmp_path / "target"),
            "--log-path",
            str(tmp_path / "logs"),
            "--quiet",
        ],
        cwd=ROOT,
        env=os.environ | {"EHC_WAREHOUSE": str(warehouse), "EHC_TEMP": str(tmp_path / "temp")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        pytest.fail(done.stdout + done.stderr)
    assert int(done.stdout.split("ran ")[-1]) > 10
