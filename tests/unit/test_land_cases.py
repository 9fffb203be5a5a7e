"""Deliveries as councils' people report them, landed whole: what a right reading gives."""

import gzip
import hashlib
import shutil
from datetime import date

import pytest
from landing import CASES, DROP_TOML, EMPTY, land_folder, make_drop

from pipeline.errors import StepFailed
from pipeline.extracts import EXTRACTS, columns
from pipeline.land import land, read_drop
from pipeline.settings import Settings


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """Lands a case, once."""
    folder = tmp_path_factory.mktemp("cases")
    done = {}

    def landed(name):
        if name not in done:
            done[name] = land_folder(shutil.copytree(CASES / name, folder / name))
        return done[name]

    return landed


def requests(landed, what):
    return dict(landed.rows(f"select request_id, {what} from raw.accepted_needs_assessments"))


def test_p07_every_date_of_a_mixed_column(case):
    landed = case("P07")
    received = requests(landed, "received_date")
    assert [received[f"N{i}"] for i in range(1, 9)] == [date(2026, 3, day) for day in range(8, 16)]
    assert received["N9"] == date(2026, 5, 4)
    assert landed.reasons() == [("needs_assessments", 11, "needed_date")]
    assert (landed.report.rows["needs_assessments"], len(received)) == (40, 39)


def test_p09_windows_1252_and_nothing_of_the_dropped_columns(case):
    landed = case("P09")
    assert set(requests(landed, "line")) == {"C1", "C2", "C3"}
    assert landed.value("select encoding from raw.files where rows = 3") == "Windows-1252"
    assert any("Windows-1252" in line for line in landed.said)
    dropped = ["Family name", "Case notes \u2013 officer"]
    assert landed.report.dropped == {"needs_assessments.csv": dropped}
    assert landed.column("select heading from raw.dropped_columns") == dropped
    stored = landed.database.read_bytes()
    for text in ("Neill", "O\u2019Neill", "Slate", "naïve", "mother"):
        assert text.encode() not in stored


def test_p11_line_breaks_within_quotes_and_a_byte_order_mark(case):
    landed = case("P11")
    assert requests(landed, "line") == {"Q1": 2, "Q2": 4}
    assert landed.reasons() == [("needs_assessments", 5, "needed_date")]
    delivered = landed.column(
        "select column_name from raw.delivered_columns where extract = 'needs_assessments'"
    )
    assert "request_id" in delivered


def test_p17_flags_and_grounds(case):
    landed = case("P17")
    ground = "exceptional_personal_circumstances"
    assert requests(landed, "exception_ground") == {
        **dict.fromkeys(["T1", "T2", "T5", "T7", "T8"]),
        **dict.fromkeys(["T3", "T4", "T6"], ground),
    }
    assert [i for i, flag in requests(landed, "week20_exception").items() if flag == "Y"] == (
        ["T3", "T4", "T6"]
    )
    assert landed.reasons() == landed.issues() == []


def test_p19_as_of_is_the_drops_own(case):
    landed = case("P19")
    assert len(requests(landed, "line")) == 6
    days = (date(2026, 1, 31), date(2026, 2, 4))
    assert landed.rows("from raw.drop_info") == [
        (*days, "E10000017", "Lancashire", "canonical", False, "2026-01")
    ]


def test_p25_one_authority_under_many_spellings(case):
    landed = case("P25")
    assert set(requests(landed, "la_code").values()) == {"E10000017"}
    districts = requests(landed, "district_code")
    assert [districts[f"L{i}"] for i in range(1, 7)] == (
        ["E07000117"] * 4 + ["E10000017-not-known", "E07000117"]
    )
    assert landed.issues() == [
        (6, "district", "unknown_district", "St Annes"),
        (7, "la_code", "unknown_authority", "999"),
    ]


def test_p27_the_same_case_twice(case):
    landed = case("P27")
    reconciled = landed.rows("select landed, accepted, quarantined from quality.reconciliation")
    assert reconciled[0] == (66, 63, 3)
    assert landed.reasons() == [
        ("needs_assessments", 3, "duplicate"),
        ("needs_assessments", 4, "conflicting"),
        ("needs_assessments", 5, "conflicting"),
    ]
    assert {"X1", "x1", "X3"} <= set(requests(landed, "line"))
    assert landed.rows("select line, other_line from quality.look_alikes") == [(6, 2)]


def test_p29_grounds_stay_as_delivered(case):
    landed = case("P29")
    assert requests(landed, "exception_ground") == {"S1": "missed_appointment", "S2": "EP shortage"}
    advice = landed.rows("select advice_id, exception_ground from raw.accepted_advice order by 1")
    assert advice == [("AD1", "missed_appointment"), ("AD2", None)]
    assert landed.issues() == []


def test_every_extract_has_its_tables_with_the_columns_that_are_promised(case):
    landed = case("P07")
    kept = {
        "person": ["person_key"],
        "birth_date": ["age_band"],
        "district": ["district_code", "district_name"],
    }
    for extract in EXTRACTS:
        promised = ["file", "line"]
        for column in columns(extract):
            promised += kept.get(column.kind, [column.name])
        described = landed.rows(
            f"select column_name, column_type from (describe raw.accepted_{extract})"
        )
        assert [name for name, _ in described] == promised
        types = dict(described)
        assert types["line"] == "BIGINT"
        for column in columns(extract):
            if column.kind == "date":
                assert types[column.name] == "DATE"
    assert landed.value("select count(*) from raw.accepted_health_waits") == 0


def test_what_is_delivered_is_told_of_its_file(tmp_path):
    folder = make_drop(
        tmp_path / "drop",
        needs_assessments="request_id,person_id,received_date,sex\n"
        " R1 ,P1, 8/3/26 ,female\nR2,P1,N/A,-\n",
    )
    landed = land_folder(folder)
    assert landed.rows(
        "select file, line, request_id, received_date, sex from raw.accepted_needs_assessments"
    ) == [("needs_assessments.csv", 2, "R1", date(2026, 3, 8), "F")]
    assert landed.rows("select file, line, cells from quality.quarantine") == [
        ("needs_assessments.csv", 3, '{"request_id":"R2","sex":null,"received_date":null}')
    ]
    delivered = landed.column(
        "select column_name from raw.delivered_columns where extract = 'needs_assessments'"
    )
    assert sorted(delivered) == ["person_id", "received_date", "request_id", "sex"]
    data = (folder / "needs_assessments.csv").read_bytes()
    assert landed.rows("from raw.files where extract = 'needs_assessments'") == [
        (
            "needs_assessments", "needs_assessments.csv", hashlib.sha256(data).hexdigest(),
            len(data), 2, "UTF-8", "comma",
        )
    ]  # fmt: skip


def test_the_same_rows_in_any_format_land_alike(tmp_path):
    text = (CASES / "P27" / "needs_assessments.csv").read_text(encoding="utf-8")
    found = []
    for name, data in {
        "plain": text.encode(),
        "utf16": text.replace(",", "\t").encode("utf-16"),
        "semicolons": text.replace(",", ";").replace("\n", "\r\n").encode("utf-8-sig"),
    }.items():
        folder = make_drop(tmp_path / name, needs_assessments=data)
        if name == "plain":
            (folder / "needs_assessments.csv").unlink()
            (folder / "Needs_Assessments.CSV.gz").write_bytes(gzip.compress(data))
        landed = land_folder(folder)
        found.append(
            [
                landed.rows(f"select * exclude (file) from {table} order by all")
                for table in ("raw.accepted_needs_assessments", "quality.quarantine")
            ]
        )
    assert found[0] == found[1] == found[2]
    assert len(found[0][0]) == 63


def test_rows_that_do_not_reconcile_stop_the_run(tmp_path, monkeypatch):
    folder = make_drop(
        tmp_path / "drop", needs_assessments=EMPTY["needs_assessments"] + "R1,P1,2026-03-08\n"
    )
    monkeypatch.setattr("pipeline.rows._quarantine", lambda context, name: "select 1")
    land_folder(folder)
    (folder / "needs_assessments.csv").write_text(
        EMPTY["needs_assessments"] + "R1,P1,soon\n", encoding="utf-8"
    )
    with pytest.raises(StepFailed, match=r"needs_assessments\.csv: 1 rows landed, yet 0 accepted"):
        land_folder(folder)


def test_a_failure_of_the_engine_repeats_nothing_of_a_row(tmp_path):
    folder = make_drop(tmp_path / "drop")
    drop = read_drop(folder, Settings(), None)
    database = tmp_path / "broken.duckdb"
    database.write_bytes(b"this is no database, and Jo Bloggs is in it" * 400)
    with pytest.raises(StepFailed) as error:
        land(drop, database, Settings(), b"k", print)
    assert "Bloggs" not in str(error.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.duckdb", "drop"]


def test_nothing_of_a_landing_is_left_beside_the_database(tmp_path):
    folder = make_drop(tmp_path / "drop", DROP_TOML)
    landed = land_folder(folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["drop", "drop.duckdb"]
    assert landed.report.rows == dict.fromkeys(EMPTY, 0)


def test_a_geography_without_districts(tmp_path):
    geography = tmp_path / "geography.csv"
    geography.write_text(
        "la_code,district_code,district_name,locality,tile_row,tile_col\n", encoding="utf-8"
    )
    rows = "request_id,person_id,received_date,district\nR1,P1,2026-03-08,Burnley\n"
    folder = make_drop(tmp_path / "drop", needs_assessments=rows)
    landed = land_folder(folder, Settings(geography=geography))
    assert requests(landed, "district_name") == {"R1": "Not known"}
    assert landed.issues() == []  # there is none that it could be


def test_an_areas_own_districts_take_the_place_of_those_that_ship(tmp_path):
    geography = tmp_path / "geography.csv"
    geography.write_text(
        "la_code,district_code,district_name\nE10000017,W1,North ward\n", encoding="utf-8"
    )
    rows = "request_id,person_id,received_date,district\nR1,P1,2026-03-08,NORTH WARD\n"
    folder = make_drop(tmp_path / "drop", needs_assessments=rows)
    landed = land_folder(folder, Settings(geography=geography))
    assert requests(landed, "district_code") == {"R1": "W1"}
    places = landed.rows("select district_code, locality, tile_row from raw.geography")
    assert places == [("W1", None, None)]
