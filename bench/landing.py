"""How fast a national drop lands, as a ratio to DuckDB's bare reading of the same files.

    python bench/landing.py             10 million rows, some minutes and 2 GB of disk
    python bench/landing.py 1000000     fewer

Each reading runs in a process of its own, one after the other on the same machine, and prints its
seconds and its peak memory: bare `read_csv` into text, the landing with the person's id left as it
is, and the landing as it is, with pseudonyms. Ratios are what counts; seconds are the machine's.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

# Shares of the rows, much as England has them; the rest is advice.
SHARES = {"needs_assessments": 0.14, "plans": 0.06, "annual_reviews": 0.34, "tribunals": 0.02}
# SQL of each column of row i; a day lies in the ten years before the drop.
DAY = "(date '2016-11-01' + (i * 7919 % 3600)::int"
COLUMNS = {
    "needs_assessments": {
        "request_id": "'R' || i",
        "person_id": "'P' || (i * 3 % 1000003)",
        "district": "'Burnley'",
        "date_of_birth": "(date '2008-01-01' + (i % 4000)::int)",
        "primary_need": "'ASD'",
        "received_date": f"{DAY})",
        "request_outcome": "'Y'",
        "request_outcome_date": f"{DAY} + 40)",
        "assessment_outcome": "'Y'",
        "draft_plan_date": f"{DAY} + 110)",
        "final_plan_date": f"{DAY} + 100 + (i % 90)::int)",
    },
    "plans": {
        "plan_id": "'L' || i",
        "person_id": "'P' || (i * 3 % 1000003)",
        "request_id": "'R' || i",
        "district": "'Burnley'",
        "start_date": f"{DAY})",
    },
    "annual_reviews": {
        "review_id": "'V' || i",
        "plan_id": "'L' || (i % greatest(1, {plans}))",
        "meeting_date": f"{DAY})",
        "decision": "'amend'",
        "decision_date": f"{DAY} + 30)",
        "amendment_notice_date": f"{DAY} + 30)",
        "final_plan_date": f"{DAY} + 70)",
    },
    "tribunals": {
        "appeal_id": "'A' || i",
        "person_id": "'P' || (i * 3 % 1000003)",
        "request_id": "'R' || i",
        "route": "'appeal'",
        "ground": "'contents'",
        "decision_date": f"{DAY})",
        "outcome": "'upheld'",
        "outcome_date": f"{DAY} + 200)",
        "remedy": "'amend_contents'",
    },
    "advice": {
        "advice_id": "'D' || i",
        "request_id": "'R' || (i % greatest(1, {needs_assessments}))",
        "contributor": "'health'",
        "requested_date": f"{DAY})",
        "received_date": f"{DAY} + 45)",
    },
}


def make_drop(folder: Path, rows: int) -> int:
    """A drop of about so many rows; how many there are."""
    sizes = {extract: int(rows * share) for extract, share in SHARES.items()}
    sizes["advice"] = rows - sum(sizes.values())
    (folder / "drop.toml").write_text(
        'as_of = 2026-10-31\nextracted_on = 2027-12-31\nlocal_authority = "E10000017"\n', "utf-8"
    )
    with duckdb.connect() as db:
        for extract, columns in COLUMNS.items():
            cells = ", ".join(f"{sql.format(**sizes)} as {name}" for name, sql in columns.items())
            target = (folder / f"{extract}.csv").as_posix()
            db.execute(
                f"copy (select {cells} from range({sizes[extract]}) t(i))"
                f" to '{target}' (header, delimiter ',')"
            )
    return sum(sizes.values())


def bare(folder: Path, work: Path) -> None:
    """DuckDB alone: every file into a table of text."""
    with duckdb.connect(str(work / "bare.duckdb"), config={"memory_limit": "2GB"}) as db:
        for extract, columns in COLUMNS.items():
            types = ", ".join(f"'{name}': 'VARCHAR'" for name in columns)
            db.execute(
                f"create table {extract} as select * from read_csv("
                f"'{(folder / f'{extract}.csv').as_posix()}', columns = {{{types}}},"
                " auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"')"
            )


def landing(folder: Path, work: Path, pseudonyms: bool) -> None:
    """The landing of a build, with or without making pseudonyms."""
    from pipeline import land, pseudonym
    from pipeline.settings import Settings

    if not pseudonyms:
        pseudonym.sql_macro = lambda key: "create temp macro ehc_pseudonym(id) as id"
    chosen = Settings()
    drop = land.read_drop(folder, chosen, None)
    land.land(drop, work / "landed.duckdb", chosen, b"a key for the benchmark", lambda note: None)


READINGS = {
    "bare read_csv": bare,
    "landing, ids as they are": lambda folder, work: landing(folder, work, pseudonyms=False),
    "landing with pseudonyms": lambda folder, work: landing(folder, work, pseudonyms=True),
}


def measure(reading: str, folder: Path) -> dict[str, float]:
    """Seconds and peak megabytes of a reading, in a process of its own."""
    run = subprocess.run(
        [sys.executable, __file__, "--reading", reading, str(folder)],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    return dict(json.loads(run.stdout))


def read_once(reading: str, folder: Path) -> None:
    """What the child does."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        start = time.perf_counter()
        READINGS[reading](folder, Path(work))
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": peak}))


def main(rows: int) -> None:
    """Make the drop, read it three ways, print the ratios."""
    with tempfile.TemporaryDirectory() as space:
        folder = Path(space) / "drop"
        folder.mkdir()
        held = make_drop(folder, rows)
        size = sum(path.stat().st_size for path in folder.iterdir()) / 1024**2
        print(f"{held:,} rows of {len(COLUMNS)} extracts, {size:,.0f} MB")
        floor = None
        for reading in READINGS:
            found = measure(reading, folder)
            floor = floor or found["seconds"]
            print(
                f"{reading:<26} {found['seconds']:7.1f} s   {found['seconds'] / floor:5.2f} x"
                f"   {found['megabytes']:6,.0f} MB",
                flush=True,
            )


if __name__ == "__main__":
    if "--reading" in sys.argv:
        read_once(sys.argv[2], Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
