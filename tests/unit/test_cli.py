"""The command line: what it offers, and how it says no."""

from pathlib import Path

import duckdb
import pytest

from pipeline.build import Places
from pipeline.cli import run
from pipeline.errors import CallError
from pipeline.settings import ROOT


def test_help_names_the_commands_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    listed = capsys.readouterr().out.partition("Commands:")[2].splitlines()
    assert [line.split()[0] for line in listed if line.strip()] == [
        "build",
        "check",
        "report",
        "explain",
        "doctor",
        "sample",
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["bulid"], "No such command 'bulid'. Did you mean 'build'?: see ehc --help."),
        (["build", "--nope"], "No such option: --nope"),
        (["build", "--edition", "all"], "'all' is not one of 'both', 'published', 'internal'"),
        (["build", "one", "two"], "unexpected extra argument"),
        (["build", "one", "--drop", "two"], "Two drops were named, one and two"),
        (["build", "no folder of this name"], "no folder of this name: there is no such folder"),
        (["build", "--settings", "none.toml"], "There is no settings file none.toml"),
        (["build", "--as-of", "the last day"], '"the last day" is no date'),
        (["report", "--warehouse", "none.duckdb"], "none.duckdb: call `ehc build` first"),
        ([], "Missing command"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_touches_nothing(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: list[str],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    places = [] if not arguments or "bulid" in arguments else ["--out", str(tmp_path / "out")]
    assert run(arguments + places) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert len(said.err.splitlines()) == 1
    assert said.out == ""
    assert list(tmp_path.iterdir()) == []


def test_debug_adds_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["build", "no folder of this name", "--debug"]) == 2
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert said.splitlines()[-1].startswith("no folder of this name: there is no such folder")


def test_a_warehouse_of_another_area_is_not_rendered_under_this_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    warehouse = tmp_path / "other.duckdb"
    with duckdb.connect(str(warehouse)) as database:
        database.execute("create schema raw")
        database.execute("create table raw.drop_info as select 'E10000019' as local_authority")
    arguments = ["report", "--warehouse", str(warehouse), "--out", str(tmp_path / "out")]
    assert run(arguments) == 2
    assert "holds E10000019, and the settings" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_sample_and_ones_own_data_have_places_of_their_own() -> None:
    own, sample = Places.of(None, None, sample=False), Places.of(None, None, sample=True)
    assert own == Places(ROOT / "out", ROOT / "data" / "warehouse" / "ehc.duckdb")
    assert sample == Places(ROOT / "out" / "sample", ROOT / "data" / "warehouse" / "sample.duckdb")
    assert Places.of(Path("here"), Path("there.duckdb"), sample=True) == Places(
        Path("here").resolve(), Path("there.duckdb").resolve()
    )


@pytest.mark.parametrize("name", ["why?", "back\\slash"])
def test_a_path_that_the_database_takes_for_another_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(CallError, match="takes a path with"):
        Places.of(tmp_path / name, None, sample=True)
    with pytest.raises(CallError, match="takes a path with"):
        Places.of(None, tmp_path / name / "w.duckdb", sample=True)
