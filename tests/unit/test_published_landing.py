"""The folder of published files: which files are read, which are refused, and what was revised."""

from pathlib import Path
from typing import Any

import pytest
from landing import land_folder, make_drop
from published_loading import ENGLAND, KENT, TIDY, load

from pipeline import published
from pipeline.errors import CallError, StepFailed
from pipeline.sources import published as sources

FIRST = f"{TIDY},plans,late\n{ENGLAND},10,4\n{KENT},5,x\n"
WAITS = '"","Therapy","Total waiting list"\n"1","Audiology",172\n"2",NA,38\n'


def test_no_folder_and_an_empty_one_are_fine(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("what this folder is for", encoding="utf-8")
    (tmp_path / ".hidden").write_text("nobody's", encoding="utf-8")
    assert published.files(None) == published.files(tmp_path / "none") == []
    assert load(tmp_path).said == []
    landed = land_folder(make_drop(tmp_path / "drop"))
    assert landed.value("select count(*) from raw.published_figures") == 0


@pytest.mark.parametrize("content", [WAITS, "a,b\n1,2\n", "only words\n"])
def test_another_layout_is_refused_and_the_ones_that_are_read_are_named(
    tmp_path: Path, content: str
) -> None:
    with pytest.raises(CallError) as refused:
        load(tmp_path, figures=FIRST, waits=content)
    told = str(refused.value)
    assert "waits.csv: it has none of the layouts that are read here" in told
    assert all(words in told for words in ("Explore Education", "SEND appeal", "neighbours", "ONS"))
    assert refused.value.exit_code == 2


def test_a_file_that_is_no_csv_is_refused(tmp_path: Path) -> None:
    (tmp_path / "release.zip").write_bytes(b"PK")
    with pytest.raises(CallError, match=r"release\.zip: published files are read as CSV"):
        load(tmp_path)


def test_nothing_is_read_where_one_file_is_refused(tmp_path: Path) -> None:
    first = load(tmp_path, figures=FIRST)
    with pytest.raises(CallError):
        load(tmp_path, first.con, waits=WAITS)
    assert first.rows("select count(*) from raw.published_files") == [(0,)]


def test_a_file_that_changes_while_it_is_read_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = sources.read

    def late(*given: Any) -> sources.Found:
        found = read(*given)
        (tmp_path / "figures.csv").write_text(FIRST + "\n", encoding="utf-8")
        return found

    monkeypatch.setattr(sources, "read", late)
    with pytest.raises(StepFailed, match=r"figures\.csv: it changed while it was being read"):
        load(tmp_path, figures=FIRST)


def test_a_revision_is_told_cell_by_cell_and_the_same_at_every_build(tmp_path: Path) -> None:
    first = load(tmp_path, figures=FIRST)
    assert first.notes() == []
    assert load(tmp_path, first.con).notes() == []
    # Another number, a symbol that became one, and columns in another order, which is no change.
    second = f"late,{TIDY},plans\n4,{ENGLAND},11\n1,{KENT},5.0\n"
    told = "it differs from the file of this name that was loaded before: 2 of 4 cells changed"
    for _ in range(2):
        found = load(tmp_path, first.con, figures=second)
        assert found.notes() == [(None, "revised", told)]
    third = f"{TIDY},plans,early\n{ENGLAND},11,6\n"
    [(_, _, note)] = load(tmp_path, first.con, figures=third).notes()
    assert note.endswith("0 of 4 cells changed, 1 are new and 3 are gone")


def test_another_file_has_a_history_of_its_own(tmp_path: Path) -> None:
    first = load(tmp_path, figures=FIRST)
    assert load(tmp_path, first.con, more=FIRST.replace("10", "12")).notes() == []
