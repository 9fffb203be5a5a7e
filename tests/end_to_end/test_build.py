"""A build from the first file to the last page, as a user runs it."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from pipeline import lock
from pipeline.build import SAMPLE
from pipeline.publish import JOURNAL
from pipeline.settings import ROOT
from tests.command import NETWORK, Built, ehc
from tests.line import write_drop

POOR_REQUEST = {"request_id": "R1", "person_id": "a child's own number"}


def site_bytes(folder: Path) -> dict[str, tuple[str, int]]:
    """Digest and time stamp of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): (
            sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def mart_digests(warehouse: Path, folder: Path) -> dict[str, str]:
    """SHA-256 of each mart, written out in the order of all its columns."""
    digests = {}
    with duckdb.connect(str(warehouse), read_only=True) as database:
        tables = database.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts'"
        ).fetchall()
        for (name,) in tables:
            path = folder / "mart.csv"
            database.execute(f"copy (from marts.{name} order by all) to '{path.as_posix()}'")
            digests[name] = sha256(path.read_bytes()).hexdigest()
    return digests


@pytest.fixture(scope="module")
def poor_drop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drop of one request that cannot be used: it has no day on which it was received."""
    folder = tmp_path_factory.mktemp("poor") / "a drop"
    return write_drop(folder, {"needs_assessments": [POOR_REQUEST]}, "2026-10-31")


def test_a_build_leaves_both_editions_the_warehouse_and_its_record(built: Built) -> None:
    assert (built.out / "site" / "index.html").is_file()
    assert (built.out / "restricted" / "site" / "index.html").is_file()
    assert built.warehouse.is_file()
    names = {path.name for path in built.out.iterdir()}
    assert names == {".lock", "site", "restricted", "run.json", "runs"}
    assert not [p for p in built.warehouse.parent.iterdir() if "staging" in p.name]


def test_the_last_line_says_what_to_open_and_what_to_look_at_before(built: Built) -> None:
    last = built.printed.splitlines()[-1]
    assert last.endswith(str(built.out / "site" / "index.html"))
    assert str(built.out / "site" / "quality.html") in last
    assert re.search(r"[\d,]+ rows in quarantine, [\d,]+ warnings", last)


def test_run_json_records_what_went_in_and_where_every_row_went(built: Built) -> None:
    record = json.loads((built.out / "run.json").read_text(encoding="utf-8"))
    files = {one["file"]: one for one in record["inputs"]}
    for path in SAMPLE.glob("*.csv"):
        assert files[path.name]["sha256"] == sha256(path.read_bytes()).hexdigest()
        assert files[path.name]["rows"] > 0
    for one in record["reconciliation"]:
        assert one["landed"] == one["accepted"] + one["quarantined"] + one["set_aside"]
        assert one["landed"] == files[one["file"]]["rows"]
    assert {one["gate"] for one in record["expectations"]} == {1, 2}
    assert record["drop"]["as_of"] == "2026-10-31"
    assert record["settings"]["area_name"] == "Lancashire"
    assert record["versions"]["duckdb"] == duckdb.__version__
    assert "Landing the extracts" in record["timings"]


def test_run_json_and_the_logs_hold_no_person(built: Built) -> None:
    with (SAMPLE / "plans.csv").open(encoding="utf-8") as file:
        heading = file.readline().strip().split(",")
        people = {line.split(",")[heading.index("person_id")] for line in file}
    texts = [built.out / "run.json", *(built.out / "runs").rglob("*.log")]
    assert len(texts) > 3
    for path in texts:
        words = set(re.findall(r"[\w-]+", path.read_text(encoding="utf-8")))
        assert not words & people, path


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_what_is_about_children_is_for_its_owner_only(built: Built) -> None:
    folders = [built.out / "restricted", built.out / "runs"]
    paths = [built.warehouse, built.warehouse.parent, built.out / "run.json", *folders]
    paths += [path for folder in folders for path in folder.rglob("*")]
    for path in paths:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_build_calls_nobody(built: Built) -> None:
    local = r"127\.0\.0\.1|::1|localhost|/"
    calls = built.calls.read_text(encoding="utf-8") if built.calls.exists() else ""
    outside = [line for line in calls.splitlines() if not re.search(rf"'({local})", line)]
    assert outside == []


def test_a_call_would_have_been_seen(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    environment = os.environ | {"PYTHONPATH": str(NETWORK), "EHC_TEST_CALLS": str(calls)}
    # 192.0.2.1 is kept for documentation: nobody answers there.
    code = "import socket; s = socket.socket(); s.settimeout(0.01); s.connect(('192.0.2.1', 9))"
    child = [sys.executable, "-c", code]
    parent = f"import subprocess; subprocess.run({child!r}, stderr=subprocess.DEVNULL)"
    subprocess.run([sys.executable, "-c", parent], env=environment, check=True)
    assert "192.0.2.1" in calls.read_text(encoding="utf-8")


def test_the_same_drop_gives_the_same_marts_and_the_same_pages(
    built: Built, tmp_path: Path
) -> None:
    shown = site_bytes(built.out / "site") | site_bytes(built.out / "restricted")
    marts = mart_digests(built.warehouse, tmp_path)
    assert len(marts) > 5
    again = ehc("build", "--out", built.out, "--warehouse", built.warehouse)
    assert again.returncode == 0, again.stderr
    assert mart_digests(built.warehouse, tmp_path) == marts
    assert site_bytes(built.out / "site") | site_bytes(built.out / "restricted") == shown


def test_a_drop_that_is_too_poor_leaves_the_last_good_reports(
    built: Built, poor_drop: Path
) -> None:
    shown = site_bytes(built.out / "site")
    warehouse = sha256(built.warehouse.read_bytes()).hexdigest()
    run = ehc("build", poor_drop, "--out", built.out, "--warehouse", built.warehouse)
    assert run.returncode == 3
    last = run.stderr.splitlines()[-1]
    assert "needs_assessments.csv line 2" in last
    assert "run.log" in last
    assert POOR_REQUEST["person_id"] not in run.stdout + run.stderr
    assert site_bytes(built.out / "site") == shown
    assert sha256(built.warehouse.read_bytes()).hexdigest() == warehouse
    assert not (built.out / ".staging").exists()
    assert not (built.out / JOURNAL).exists()


def test_a_report_is_made_from_the_warehouse_alone(built: Built, tmp_path: Path) -> None:
    out = tmp_path / "for everyone"
    settings = SAMPLE / "settings.toml"
    arguments = ["--out", out, "--warehouse", built.warehouse, "--settings", settings]
    run = ehc("report", *arguments, "--edition", "published")
    assert run.returncode == 0, run.stderr
    assert not (out / "restricted").exists()
    published = {name: one[0] for name, one in site_bytes(out / "site").items()}
    assert published == {name: one[0] for name, one in site_bytes(built.out / "site").items()}

    run = ehc("report", *arguments, "--edition", "internal")
    assert run.returncode == 0, run.stderr
    assert (out / "restricted" / "site" / "index.html").is_file()
    assert {name: one[0] for name, one in site_bytes(out / "site").items()} == published


def test_a_report_finds_the_warehouse_and_the_settings_of_the_last_build(built: Built) -> None:
    shown = site_bytes(built.out / "site")
    run = ehc("report", "--out", built.out)
    assert run.returncode == 0, run.stderr
    assert site_bytes(built.out / "site") == shown


def test_a_second_run_is_turned_away(built: Built) -> None:
    with lock.held(built.out / ".lock", "The run of the tests"):
        run = ehc("report", "--out", built.out)
    assert run.returncode == 4
    assert run.stderr.startswith("The run of the tests holds")


def test_of_many_runs_the_last_twenty_are_kept(built: Built) -> None:
    runs = built.out / "runs"
    for day in range(10, 31):
        (runs / f"2020-01-{day}T00-00-00").mkdir()
    own = runs / "a folder of the user's"
    own.mkdir()
    assert ehc("report", "--out", built.out).returncode == 0
    kept = sorted(path.name for path in runs.iterdir() if path != own)
    assert len(kept) == 20
    assert "2020-01-10T00-00-00" not in kept
    assert own.exists()
    shutil.rmtree(own)


def test_a_model_that_fails_is_named_and_nothing_is_published(
    tmp_path: Path, poor_drop: Path
) -> None:
    """The project is copied and one of its models broken: that is how a step fails in real life."""
    project = tmp_path / "project"
    shutil.copytree(
        ROOT, project, ignore=shutil.ignore_patterns(".*", "out", "data", "target", "*.egg-info")
    )
    model = project / "models" / "staging" / "areas.sql"
    model.write_text(
        "select no_such_column from {{ source('raw', 'geography') }}\n", encoding="utf-8"
    )
    settings = tmp_path / "settings.toml"
    settings.write_text("max_quarantined_share = 1.0\n", encoding="utf-8")
    arguments = ["--out", tmp_path / "out", "--settings", settings]
    run = subprocess.run(
        [sys.executable, "-m", "pipeline", "build", poor_drop, *arguments],
        cwd=project,
        env=os.environ | {"EHC_PSEUDONYM_KEY": "a key for tests"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 5, run.stderr
    assert "the dbt model areas failed" in run.stderr
    assert "no_such_column" in run.stderr
    assert "dbt.log" in run.stderr
    assert "run.log" in run.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [".lock", "runs"]
