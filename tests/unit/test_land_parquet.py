"""Parquet: a column has a type, and a cell of it lands as that of a CSV would."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
from landing import land_folder, make_drop

from pipeline import doctor_read
from pipeline.errors import CallError, StepFailed


def write_parquet(folder: Path, columns: str) -> Path:
    """A drop whose plans are one row of these columns."""
    make_drop(folder)
    (folder / "plans.csv").unlink()
    with duckdb.connect() as db:
        db.execute("set timezone = 'UTC'")
        db.execute(f"copy (select {columns}) to '{folder.as_posix()}/plans.parquet'")
    return folder


@pytest.mark.parametrize("zone", ["UTC", "Europe/London", "America/New_York"])
@pytest.mark.parametrize("moment", ["2025-06-30 23:00:00+00", "2025-07-01 00:00:00+00"])
def test_a_moment_in_parquet_is_the_day_it_was_here_on_any_machine(
    moment: str, zone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some systems write midnight of a summer's day as 23:00 of the day before."""
    folder = write_parquet(
        tmp_path / "drop", f"1 as plan_id, 'p' as person_id, timestamptz '{moment}' as start_date"
    )
    monkeypatch.setenv("TZ", zone)
    landed = land_folder(folder)
    assert landed.column("select start_date from raw.accepted_plans") == [date(2025, 7, 1)]


def test_no_number_in_parquet_is_a_blank(tmp_path: Path) -> None:
    folder = write_parquet(
        tmp_path / "drop",
        "unnest([7.0, 'nan'::double, 8.0]) as plan_id, 'p' as person_id,"
        " '31/01/2025' as start_date",
    )
    landed = land_folder(folder)
    assert landed.column("select plan_id from raw.accepted_plans order by line") == ["7", "8"]
    assert landed.reasons() == [("plans", 3, "no_key")]


def test_text_that_parquet_does_not_mark_as_text(tmp_path: Path) -> None:
    folder = write_parquet(
        tmp_path / "drop",
        "encode('\u00c91') as plan_id, encode('p') as person_id, encode('31/1/25') as start_date",
    )
    landed = land_folder(folder)
    assert landed.rows("select plan_id, start_date from raw.accepted_plans") == [
        ("\u00c91", date(2025, 1, 31))
    ]


def test_unmarked_text_that_is_no_utf8_is_said_in_one_sentence(tmp_path: Path) -> None:
    folder = write_parquet(
        tmp_path / "drop",
        "'\\xC91'::blob as plan_id, 'p' as person_id, '2025-01-31' as start_date",
    )
    with pytest.raises(StepFailed, match=r"^plans\.parquet: it cannot be read as Parquet; export"):
        land_folder(folder)


def test_a_column_of_ours_with_a_table_in_its_cells_is_refused(tmp_path: Path) -> None:
    folder = write_parquet(
        tmp_path / "drop",
        "'1' as plan_id, 'p' as person_id, '2025-01-31' as start_date,"
        " {'day': '2026-01-31'} as \"Ceased Date\"",
    )
    with pytest.raises(CallError, match=r"plans\.parquet: column Ceased Date holds lists or"):
        land_folder(folder)


def test_what_parquet_knows_of_a_cell_is_what_a_csv_would_hold(tmp_path: Path) -> None:
    folder = write_parquet(
        tmp_path / "drop",
        "unnest([7, 8, null])::decimal(9, 2) as plan_id, 12::bigint as person_id,"
        " unnest(['2025-01-31'::date, '2025-02-28', null]) as start_date,"
        " '2026-01-31 10:30:00'::timestamp_ns as ceased_date,"
        " 'ASD'::enum ('ASD', 'MLD') as primary_need, true as pfa_outcomes,"
        " 11::utinyint as year_group, 12.5::float as setting_type, [1, 2] as not_ours",
    )
    landed = land_folder(folder)
    assert landed.rows(
        "select line, plan_id, start_date, ceased_date, primary_need, pfa_outcomes, year_group,"
        " setting_type from raw.accepted_plans order by line"
    ) == [
        (2, "7", date(2025, 1, 31), date(2026, 1, 31), "ASD", "Y", "11", "12.5"),
        (3, "8", date(2025, 2, 28), date(2026, 1, 31), "ASD", "Y", "11", "12.5"),
    ]
    assert landed.reasons() == [("plans", 4, "no_key")]


def test_the_doctor_reads_parquet_as_the_landing_does(tmp_path: Path) -> None:
    folder = write_parquet(
        tmp_path / "[drop]",
        "12.0::double as plan_id, 'nan'::double as person_id,"
        " timestamptz '2025-06-30 23:00:00+00' as start_date",
    )
    looked = doctor_read.look(folder / "plans.parquet", len)
    assert looked.rows == (("12", "", "2025-07-01 00:00:00"),)
