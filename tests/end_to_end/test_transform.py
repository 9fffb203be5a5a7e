"""The dbt child: what an area's settings change in it, and that it never outlives its run."""

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import StepFailed
from pipeline.settings import ROOT, Settings, load
from pipeline.transform import Transformer
from tests.line import fetch, ledger, write_drop

DIES_AT_ONCE = """
import os, sys
from datetime import date
from pathlib import Path
from pipeline.settings import Settings
from pipeline.transform import Transformer
folder = Path(sys.argv[1])
child = Transformer(folder, folder / "w.duckdb", Settings(), date(2026, 10, 31))
print(child._child.pid, flush=True)
os._exit(9)
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty month of an area that has districts of its own and one neighbour."""
    folder = tmp_path_factory.mktemp("an area's own")
    (folder / "own districts.csv").write_text(
        "\ufeffla_code,district_code,district_name,remark\n"
        "E10000017,W2,O'Hara's Wood,last\n"
        "E10000017,W1,Ash,first\n",
        encoding="utf-8",
    )
    settings = folder / "settings.toml"
    settings.write_text(
        'geography = "own districts.csv"\nstatistical_neighbours = ["E10000019"]\n',
        encoding="utf-8",
    )
    chosen = load(settings)
    return ledger(
        write_drop(folder / "drop", {}, "2026-10-31"),
        folder,
        geography=chosen.geography,
        statistical_neighbours=chosen.statistical_neighbours,
    )


def test_an_areas_own_districts_take_the_place_of_those_that_ship(warehouse: Path) -> None:
    rows = fetch(warehouse, "select * from raw.geography order by district_code")
    assert [(row["district_code"], row["district_name"]) for row in rows] == [
        ("W1", "Ash"),
        ("W2", "O'Hara's Wood"),
    ]
    assert {row["tile_row"] for row in rows} == {None}
    districts = fetch(
        warehouse, "select area_name from staging.areas where level = 'district' order by position"
    )
    assert [row["area_name"] for row in districts][:2] == ["Ash", "O'Hara's Wood"]


def test_an_areas_neighbours_reach_the_comparators(warehouse: Path) -> None:
    lines = fetch(warehouse, "select distinct comparator from marts.comparators order by 1")
    assert "Statistical neighbours" in [row["comparator"] for row in lines]


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot ask whether a process lives")
def test_the_child_ends_with_a_run_that_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", DIES_AT_ONCE, str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    assert run.returncode == 9
    child = int(run.stdout)
    deadline = time.monotonic() + 60
    while _lives(child):
        assert time.monotonic() < deadline, "the child goes on without its run"
        time.sleep(0.2)
    assert not (tmp_path / "w.duckdb").exists()


def test_a_child_that_died_early_is_told_of_and_hides_no_other_error(tmp_path: Path) -> None:
    transformer = Transformer(tmp_path, tmp_path / "w.duckdb", Settings(), date(2026, 10, 31))
    transformer._child.kill()
    transformer._child.wait()
    transformer.go()
    with pytest.raises(StepFailed, match=r"dbt ended with code .*console\.log"):
        transformer.finish()
    transformer.close()


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # A container's first process may leave the dead in the table of processes.
    stat = Path(f"/proc/{process}/stat")
    return not (
        stat.exists() and stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
    )
