"""`ehc check`, as a user runs it: what it says, what it writes, and that it touches no more."""

import csv
import gzip
import stat
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from pipeline import lock
from pipeline.build import SAMPLE
from pipeline.extracts import EXTRACTS
from tests.command import ehc
from tests.line import write_drop

POOR = {"request_id": "R1", "person_id": "a child's own number"}


def good_drop(folder: Path) -> Path:
    """Three plans of which nothing is to be said but that the other extracts are empty."""
    plans = [
        {"plan_id": f"E{number}", "person_id": f"P{number}", "start_date": "2026-10-01"}
        for number in (1, 2, 3)
    ]
    return write_drop(folder, {"plans": plans}, "2026-10-31")


def digests(*places: Path) -> dict[str, str]:
    """SHA-256 of every file in some folders, bar the logs of runs and locks."""
    found = {}
    for place in places:
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.is_file() and "runs" not in path.parts and not path.name.endswith(".lock"):
                found[path.as_posix()] = sha256(path.read_bytes()).hexdigest()
    return found


def rows(path: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Rows").to_python()[1:]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The sample, checked into a folder with blanks: the folder and what was printed."""
    folder = tmp_path_factory.mktemp("checked in a folder with blanks")
    run = ehc("check", "--out", folder / "out", "--warehouse", folder / "w.duckdb")
    assert run.returncode == 0, run.stderr
    return folder, run.stdout


def test_the_sample_would_pass_and_its_lists_say_what_to_mend(checked: tuple[Path, str]) -> None:
    folder, printed = checked
    lists = folder / "out" / "restricted" / "check"
    *_, counts, where = printed.strip().splitlines()
    assert counts.endswith("0 failed that stop publication, 0 that warn, 8 for information.")
    assert where == f"The lists are in {lists}"
    assert {path.stem for path in lists.iterdir()} == set(EXTRACTS)
    for path in lists.iterdir():
        found = rows(path)
        # The places of a file's rows are in order, and every row in quarantine is listed.
        assert [row[:2] for row in found] == sorted(row[:2] for row in found)
        left_out = sum(row[5].partition(":")[1] == ":" for row in found)
        assert f"{path.stem}: {left_out:,} rows left out, " in printed
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_leaves_no_warehouse_and_no_staging_behind(checked: tuple[Path, str]) -> None:
    folder, _ = checked
    left = {path.relative_to(folder).parts[:3] for path in folder.rglob("*") if path.is_file()}
    assert {parts for parts in left if parts[:2] != ("out", "runs")} == {
        ("out", ".lock"),
        (".w.duckdb.lock",),
        ("out", "restricted", "check"),
    }


def test_no_person_of_the_sample_is_in_a_list(checked: tuple[Path, str]) -> None:
    folder, _ = checked
    with (SAMPLE / "plans.csv").open(encoding="utf-8", newline="") as file:
        people = {row["person_id"] for row in csv.DictReader(file)}
    for path in (folder / "out" / "restricted" / "check").iterdir():
        shown = {str(cell) for row in rows(path) for cell in row}
        assert not shown & people


def test_the_same_drop_twice_gives_the_same_lists(tmp_path: Path) -> None:
    drop = write_drop(
        tmp_path / "drop", {"needs_assessments": [POOR], "plans": [POOR]}, "2026-10-31"
    )
    found = []
    for name in ("one", "two"):
        run = ehc("check", drop, "--out", tmp_path / name, "--warehouse", tmp_path / f"{name}.db")
        assert run.returncode == 3
        lists = tmp_path / name / "restricted" / "check"
        found.append({path.name: path.read_bytes() for path in sorted(lists.iterdir())})
    assert found[0] == found[1] != {}


def test_a_drop_that_would_not_pass_is_listed_and_ends_with_3(tmp_path: Path) -> None:
    drop = write_drop(tmp_path / "drop", {"needs_assessments": [POOR]}, "2026-10-31")
    run = ehc("check", drop, "--out", tmp_path / "out", "--warehouse", tmp_path / "w.duckdb")
    assert run.returncode == 3
    assert "needs_assessments.quarantined_share failed: 1 of 1 requests" in run.stderr
    lists = tmp_path / "out" / "restricted" / "check"
    assert run.stdout.strip().splitlines()[-1] == f"The lists are in {lists}"
    [row] = rows(lists / "needs_assessments.xlsx")
    assert row[:4] == ["needs_assessments.csv", 2, "R1", "received_date"]
    assert "a child's own number" not in run.stdout + run.stderr


def test_what_was_published_is_not_touched(tmp_path: Path) -> None:
    """Neither by a drop that would pass nor by one that would not; earlier lists are replaced."""
    out, warehouse = tmp_path / "out", tmp_path / "w.duckdb"
    for name in ("site/index.html", "restricted/site/index.html", "run.json"):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("{}", encoding="utf-8")
    with duckdb.connect(str(warehouse)) as db:
        db.execute(
            "create schema ops; create table ops.extract_sizes (month varchar, la_code varchar,"
            " source_system varchar, extract varchar, landed bigint);"
            "insert into ops.extract_sizes values"
            " ('2026-09', 'E10000017', 'canonical', 'plans', 30)"
        )
    before = digests(out, warehouse)
    call = ("--out", out, "--warehouse", warehouse)
    smaller = ehc("check", good_drop(tmp_path / "good"), *call)
    # The history of the published warehouse is what the drop is compared with.
    assert smaller.returncode == 3
    assert "3 plans were delivered and 30 in 2026-09" in smaller.stderr
    assert before.items() <= digests(out, warehouse).items()
    with duckdb.connect(str(warehouse)) as db:
        db.execute("delete from ops.extract_sizes")
    before = digests(out / "site", out / "restricted" / "site", warehouse)
    assert ehc("check", good_drop(tmp_path / "again"), *call).returncode == 0
    assert before == digests(out / "site", out / "restricted" / "site", warehouse)


def test_what_is_wrong_with_the_call_ends_with_2_and_touches_nothing(tmp_path: Path) -> None:
    drop = good_drop(tmp_path / "drop")
    (drop / "plans.csv").unlink()
    run = ehc("check", drop, "--out", tmp_path / "out", "--warehouse", tmp_path / "w.duckdb")
    assert run.returncode == 2
    assert "the needed extract plans is missing" in run.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"drop"}


def test_it_waits_for_no_other_run(tmp_path: Path) -> None:
    drop, out = good_drop(tmp_path / "drop"), tmp_path / "out"
    with lock.held(out / ".lock", "The run of today"):
        run = ehc("check", drop, "--out", out, "--warehouse", tmp_path / "w.duckdb")
    assert run.returncode == 4
    assert "The run of today holds" in run.stderr


def test_a_file_that_cannot_be_read_ends_with_5(tmp_path: Path) -> None:
    drop = good_drop(tmp_path / "drop")
    packed = gzip.compress((drop / "plans.csv").read_bytes())
    (drop / "plans.csv").unlink()
    (drop / "plans.csv.gz").write_bytes(packed[: len(packed) // 2])
    run = ehc("check", drop, "--out", tmp_path / "out", "--warehouse", tmp_path / "w.duckdb")
    assert run.returncode == 5
    assert not (tmp_path / "out" / "restricted").exists()
