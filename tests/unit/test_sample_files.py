"""The sample in each of its forms lands as the same rows."""

import csv
from itertools import islice
from pathlib import Path

import pytest
from landing import Landed, land_folder

from pipeline.cli import run
from pipeline.extracts import EXTRACTS
from pipeline.sample_files import FORMS
from pipeline.settings import ROOT

SAMPLE = ROOT / "data" / "sample"
ROWS = 3_000  # so many that every kind of fault is among them


def written(folder: Path, form: str) -> Path:
    """The first rows of the committed sample, in a form."""
    folder.mkdir()
    (folder / "drop.toml").write_bytes((SAMPLE / "drop.toml").read_bytes())
    for extract in EXTRACTS:
        with (SAMPLE / f"{extract}.csv").open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(islice(reader, ROWS))
            FORMS[form](folder, extract, list(reader.fieldnames or ()), rows)
    return folder


def tables(landed: Landed) -> dict[str, list[tuple]]:
    """The accepted rows, the refused ones and the cells that were emptied; the name of a file is
    its form's own.
    """
    found = {
        extract: landed.rows(f"select * exclude (file) from raw.accepted_{extract} order by all")
        for extract in EXTRACTS
    }
    refused = "select extract, line, reason, detail from quality.quarantine order by all"
    return found | {"quarantine": landed.rows(refused), "issues": landed.issues()}


@pytest.fixture(scope="module")
def as_csv(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple]]:
    return tables(land_folder(written(tmp_path_factory.mktemp("sample") / "csv", "csv")))


@pytest.mark.parametrize("form", [form for form in FORMS if form != "csv"])
def test_every_form_lands_as_the_same_rows(
    form: str, tmp_path: Path, as_csv: dict[str, list[tuple]]
) -> None:
    found = tables(land_folder(written(tmp_path / form, form)))
    assert found["quarantine"] and found["issues"]
    for table, rows in as_csv.items():
        assert found[table] == rows, table


def test_another_form_needs_a_folder_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sample", "--as", "parquet"]) == 2
    assert "name a folder for it as parquet with --out" in capsys.readouterr().err
