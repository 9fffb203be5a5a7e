"""How long the landing takes beside bare DuckDB, which reads the same files into text.

    python -m bench.landing [ROWS]          10,000,000 rows unless said otherwise

Four processes, one after the other, each with its time, its processor's time and its peak memory:
the floor (`read_csv` of all columns as text, nothing judged), the reading of the files alone, the
landing with one constant as everybody's pseudonym, and the landing as it is. The goals are ratios,
for a machine's own speed cancels out: at most 1.5 times the floor without pseudonyms, 3.5 times
with them, and 2 GB of memory. On a busy machine the ratio of the processor's time says more.
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
from pipeline import dates, pseudonym
from pipeline.land import MEMORY_LIMIT, land, read_drop
from pipeline.settings import ROOT, Settings
from pipeline.sources.delimited import Wanted

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


def reading(folder: Path, database: Path) -> int:
    """The files as the landing reads them, cleaned and unjudged, into tables that are not kept."""
    drop = read_drop(folder, Settings(), None)
    rows = 0
    with duckdb.connect(str(database), config={"memory_limit": MEMORY_LIMIT}) as con:
        con.execute(dates.sql_macros())
        for file in drop.files:
            wanted = [Wanted(name, place, "ehc_cell") for name, place in file.places.items()]
            rows += file.table.load(con, wanted, file.extract, folder).records
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
    "reading alone": reading,
    "without pseudonyms": without_pseudonyms,
    "landing": landing,
}


def measured(way: str, folder: Path, work: Path) -> dict[str, float]:
    """Rows, seconds by the clock and of the processor, and peak memory in GB of one way."""
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
    took, worked = time.perf_counter() - began, time.process_time()
    found = {"rows": rows, "seconds": took, "worked": worked, "memory": _peak_memory()}
    print(json.dumps(found))


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
        base: dict[str, float] = {}
        for way in WAYS:
            found = measured(way, folder, work)
            base = base or found
            by_clock, by_work = (found[name] / base[name] for name in ("seconds", "worked"))
            goal = f"goal {GOALS[way]}" if way in GOALS else ""
            print(
                f"{way:20} {found['rows']:>12,.0f} rows {found['seconds']:7.1f} s {by_clock:5.2f}"
                f"   processor {found['worked']:7.1f} s {by_work:5.2f}   {goal:8}"
                f"   {found['memory']:5.2f} GB",
                flush=True,
            )
        print(f"The numbers behind the seconds are ratios to the floor; goal {MEMORY_GOAL:.0f} GB.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        main(int(sys.argv[1].replace("_", "").replace(",", "")) if sys.argv[1:] else ROWS)
