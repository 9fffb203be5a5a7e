"""How long the landing takes beside bare DuckDB, which reads the same files into text.

    python -m bench.landing [ROWS]          10,000,000 rows unless said otherwise

Three processes, one after the other, each timed and its peak memory asked for: the floor
(`read_csv` of all columns as text, nothing judged), the landing with people's ids as one constant
pseudonym, and the landing as it is. The goals are ratios, for a machine's own speed cancels out:
at most 1.5 times the floor without pseudonyms, 3.5 times with them, and 2 GB of memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from bench import extracts
from pipeline import pseudonym
from pipeline.land import MEMORY_LIMIT, land, read_drop
from pipeline.settings import ROOT, Settings

ROWS = 10_000_000
GOALS = {"without pseudonyms": 1.5, "landing": 3.5}
MEMORY_GOAL = 2.0  # GB


def floor(folder: Path, database: Path) -> int:
    """Every file into a table of text, by the engine alone. Gives the rows."""
    rows = 0
    with duckdb.connect(str(database), config={"memory_limit": MEMORY_LIMIT}) as con:
        for path in sorted(folder.glob("*.csv")):
            name = path.as_posix().replace("'", "''")
            con.execute(
                f"create table {path.stem} as select * from read_csv('{name}', all_varchar = true)"
            )
            rows += con.execute(f"select count(*) from {path.stem}").fetchall()[0][0]
    return rows


def landing(folder: Path, database: Path) -> int:
    """The landing as a build does it. Gives the rows."""
    drop = read_drop(folder, Settings(), None)
    report = land(drop, database, Settings(), b"a key for the benchmark", lambda note: None)
    return sum(report.rows.values())


def without_pseudonyms(folder: Path, database: Path) -> int:
    """The landing with a constant where each person's pseudonym would be."""
    pseudonym.sql_macro = lambda key: "create temp macro ehc_pseudonym(person) as 'x'"
    return landing(folder, database)


WAYS: dict[str, Callable[[Path, Path], int]] = {
    "floor": floor,
    "without pseudonyms": without_pseudonyms,
    "landing": landing,
}


def measured(way: str, folder: Path, work: Path) -> dict[str, float]:
    """Rows, seconds and peak memory in GB of one way, in a process of its own."""
    database = work / "bench.duckdb"
    database.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "bench.landing", "--one", way, str(folder), str(database)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def one(way: str, folder: Path, database: Path) -> None:
    """Do it once and print what `measured` reads."""
    began = time.perf_counter()
    rows = WAYS[way](folder, database)
    took = time.perf_counter() - began
    print(json.dumps({"rows": rows, "seconds": took, "memory": _peak_memory()}))


def _peak_memory() -> float:
    """Of this process, in GB; nought where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    unit = 1024**3 if sys.platform == "darwin" else 1024**2
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main(rows: int) -> None:
    """Make the extracts, measure the three ways and print a line for each."""
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as made:
        work = Path(made)
        print(f"Writing extracts of {rows:,} rows", flush=True)
        folder = extracts.write(work / "drop", rows)
        size = sum(path.stat().st_size for path in folder.glob("*.csv")) / 1024**2
        print(f"{size:,.0f} MB in {len(list(folder.glob('*.csv')))} files", flush=True)
        base = 0.0
        for way in WAYS:
            found = measured(way, folder, work)
            base = base or found["seconds"]
            goal = GOALS.get(way)
            told = f"{found['seconds'] / base:4.2f} times the floor" if goal else ""
            told += f", goal {goal}" if goal else ""
            print(
                f"{way:20} {found['rows']:>12,.0f} rows {found['seconds']:7.1f} s"
                f" {found['memory']:5.2f} GB (goal {MEMORY_GOAL:.0f})  {told}",
                flush=True,
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        main(int(sys.argv[1].replace("_", "").replace(",", "")) if sys.argv[1:] else ROWS)
