"""Publishing: whole or not at all, at whatever instant it is cut off."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pipeline import publish
from pipeline.errors import StepFailed
from pipeline.settings import ROOT

# A process that makes a set and dies, as by a loss of power, at the step that it is told.
CUT_OFF = """
import os, sys
from pathlib import Path
from pipeline import publish
from tests.unit.test_publish import make

out, warehouse, deadly_step, can_exchange, *stuck = sys.argv[1:]
publish._CAN_EXCHANGE = can_exchange == "True" and publish._CAN_EXCHANGE
steps = iter(range(int(deadly_step)))

def fault(step):
    if next(steps, None) is None:
        os._exit(9)
    if stuck and step == "ehc.duckdb in":
        raise PermissionError(13, "in use by another program", step)

make(Path(out), Path(warehouse), "new").publish(fault)
"""


def make(out: Path, warehouse: Path, words: str) -> publish.Staging:
    """A finished set in its staging folders; every part of it says `words`."""
    staging = publish.Staging(out, warehouse)
    staging.carry_history()
    with duckdb.connect(str(staging.warehouse)) as database:
        database.execute("create table told as select ? as words", [words])
    for folder in (staging.site / "districts", staging.restricted / "site"):
        folder.mkdir(parents=True)
        (folder / "page.html").write_text(words, encoding="utf-8")
    staging.run_json.write_text(json.dumps(words), encoding="utf-8")
    return staging


def what_readers_see(out: Path, warehouse: Path) -> set[str]:
    """The words of every part of the set."""
    with duckdb.connect(str(warehouse), read_only=True) as database:
        told = {row[0] for row in database.execute("select words from told").fetchall()}
    pages = [out / "site/districts/page.html", out / "restricted/site/page.html"]
    told |= {page.read_text(encoding="utf-8") for page in pages}
    return told | {json.loads((out / "run.json").read_text(encoding="utf-8"))}


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """Where a set has been published already; its folders have blanks in their names."""
    out, warehouse = tmp_path / "the reports", tmp_path / "ware house" / "it's.duckdb"
    make(out, warehouse, "old").publish()
    return out, warehouse


def test_what_was_published_replaces_the_last_set(places: tuple[Path, Path]) -> None:
    make(*places, "new").publish()
    assert what_readers_see(*places) == {"new"}
    out, warehouse = places
    assert sorted(path.name for path in out.iterdir()) == ["restricted", "run.json", "site"]
    assert [path.name for path in warehouse.parent.iterdir()] == ["it's.duckdb"]


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_publish_that_is_cut_off_leaves_one_whole_set(tmp_path: Path, can_exchange: bool) -> None:
    seen = []
    for step in range(20):
        places = (tmp_path / f"out {step}", tmp_path / f"warehouse {step}" / "ehc.duckdb")
        make(*places, "old").publish()
        arguments = [*map(str, places), str(step), str(can_exchange)]
        command = [sys.executable, "-c", CUT_OFF, *arguments]
        child = subprocess.run(command, cwd=ROOT, check=False)
        publish.recover(*places)
        told = what_readers_see(*places)
        assert len(told) == 1, f"cut off at step {step}, readers see {told}"
        assert publish.recover(*places) is None
        assert sorted(p.name for p in places[0].iterdir()) == ["restricted", "run.json", "site"]
        seen += told
        if child.returncode == 0:
            break
    assert child.returncode == 0, "there are more steps than this test has tried"
    # Before the journal the old set counts, from then on the new one.
    assert seen[0] == "old"
    assert set(seen[1:]) == {"new"}
    assert len(seen) >= (7 if can_exchange else 9)


@pytest.mark.parametrize("can_exchange", [True, False])
@pytest.mark.parametrize("stuck", ["site in", "restricted in", "run.json in", "ehc.duckdb in"])
def test_a_part_that_cannot_be_moved_brings_the_last_set_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stuck: str, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(publish, "_CAN_EXCHANGE", False)
    places = tmp_path / "out", tmp_path / "warehouse" / "ehc.duckdb"
    make(*places, "old").publish()

    def fault(step: str) -> None:
        if step == stuck:
            raise PermissionError(13, "in use by another program", str(places[0] / "site"))

    with pytest.raises(StepFailed, match="in use by another program"):
        make(*places, "new").publish(fault)
    assert what_readers_see(*places) == {"old"}
    assert publish.recover(*places) is None


@pytest.mark.parametrize("can_exchange", [True, False])
@pytest.mark.parametrize("step", range(1, 9))
def test_an_undoing_that_is_cut_off_brings_the_last_set_back(
    tmp_path: Path, step: int, can_exchange: bool
) -> None:
    places = tmp_path / "out", tmp_path / "warehouse" / "ehc.duckdb"
    make(*places, "old").publish()
    arguments = [*map(str, places), str(step), str(can_exchange), "stuck"]
    child = subprocess.run([sys.executable, "-c", CUT_OFF, *arguments], cwd=ROOT, check=False)
    assert child.returncode != 0
    publish.recover(*places)
    told = what_readers_see(*places)
    assert len(told) == 1, f"cut off at step {step}, readers see {told}"
    assert publish.recover(*places) is None


def test_an_unchanged_file_keeps_its_time_stamp(places: tuple[Path, Path]) -> None:
    out, _ = places
    page, other = out / "site/districts/page.html", out / "restricted/site/page.html"
    for path in (page, other):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    staging = make(*places, "old")
    (staging.restricted / "site/page.html").write_text("new", encoding="utf-8")
    staging.publish()
    assert page.stat().st_mtime == 1_000_000_000
    assert other.stat().st_mtime > 1_000_000_000


def test_what_a_run_does_not_make_stays_as_it_is(places: tuple[Path, Path]) -> None:
    out, warehouse = places
    staging = publish.Staging(out, warehouse)
    staging.site.mkdir()
    (staging.site / "index.html").write_text("new", encoding="utf-8")
    staging.publish()
    assert [path.name for path in (out / "site").iterdir()] == ["index.html"]
    assert (out / "restricted/site/page.html").read_text(encoding="utf-8") == "old"
    with duckdb.connect(str(warehouse), read_only=True) as database:
        assert database.execute("select words from told").fetchall() == [("old",)]


def test_the_lists_of_a_check_stay(places: tuple[Path, Path]) -> None:
    out, warehouse = places
    (out / "restricted" / "check").mkdir()
    (out / "restricted" / "check" / "plans.xlsx").write_text("noted", encoding="utf-8")
    staging = publish.Staging(out, warehouse)
    staging.restricted.mkdir()
    staging.publish()
    assert (out / "restricted" / "check" / "plans.xlsx").read_text(encoding="utf-8") == "noted"


def test_history_is_carried_over_and_the_rest_is_not(places: tuple[Path, Path]) -> None:
    out, warehouse = places
    with duckdb.connect(str(warehouse)) as database:
        database.execute(
            "insert into ops.extract_sizes values ('2026-09', 'E1', 'canonical', 'plans', 12)"
        )
        database.execute("create table ops.of_a_later_version as select 1 as number")
    staging = publish.Staging(out, warehouse)
    staging.carry_history()
    with duckdb.connect(str(staging.warehouse), read_only=True) as fresh:
        assert fresh.execute("select landed from ops.extract_sizes").fetchall() == [(12,)]
        assert fresh.execute("select number from ops.of_a_later_version").fetchall() == [(1,)]
        names = fresh.execute("select table_name from duckdb_tables()").fetchall()
    assert ("told",) not in names


def test_a_warehouse_that_is_damaged_stops_the_run_and_stays(tmp_path: Path) -> None:
    warehouse = tmp_path / "ehc.duckdb"
    warehouse.write_bytes(b"no database" * 1000)
    with pytest.raises(StepFailed, match=r"ehc\.duckdb cannot be read"):
        publish.Staging(tmp_path / "out", warehouse).carry_history()
    assert warehouse.read_bytes() == b"no database" * 1000


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_restricted_and_warehouse_are_for_their_owner_only(places: tuple[Path, Path]) -> None:
    out, warehouse = places
    private = [warehouse.parent, warehouse, *[out / "restricted", *(out / "restricted").rglob("*")]]
    for path in private:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    assert stat.S_IMODE((out / "site/districts/page.html").stat().st_mode) & 0o044
