"""The pseudonym key: where it comes from, and that DuckDB's pseudonym is Python's HMAC."""

import hashlib
import hmac
import os

import duckdb
import pytest
from landing import EMPTY, KEY, land_folder, make_drop

from pipeline.errors import CallError
from pipeline.pseudonym import SAMPLE_KEY, load_key, sql_macro, user_key_path
from pipeline.settings import Settings


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.delenv("EHC_PSEUDONYM_KEY", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "home" / "appdata"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))


@pytest.mark.parametrize("key", [b"k", b"key of the month", b"x" * 64, b"y" * 65, b"z" * 300])
@pytest.mark.parametrize("person", ["1", "00012", "P é \u2019", "x" * 1000, "A'B\"C"])
def test_duckdb_makes_the_hmac_that_python_makes(key, person):
    with duckdb.connect() as con:
        con.execute(sql_macro(key))
        made = con.execute("select ehc_pseudonym($1)", [person]).fetchall()[0][0]
    assert made == hmac.new(key, person.encode(), hashlib.sha256).hexdigest()


def test_the_environment_beats_the_settings(tmp_path, monkeypatch):
    file = tmp_path / "key"
    file.write_text("from the file\n", encoding="utf-8")
    settings = Settings(pseudonym_key_file=file)
    assert load_key(settings, False, tmp_path) == (b"from the file", file, False)
    monkeypatch.setenv("EHC_PSEUDONYM_KEY", " from the environment ")
    assert load_key(settings, False, tmp_path) == (b"from the environment", None, False)


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    key, path, made = load_key(Settings(), False, tmp_path)
    assert (path, made) == (user_key_path(), True)
    assert len(key) == 64
    assert load_key(Settings(), False, tmp_path) == (key, path, False)
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe"])
def test_a_named_key_that_holds_nothing_stops_the_call(tmp_path, content):
    file = tmp_path / "named.key"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CallError, match=r"named\.key: .*pseudonym_key_file"):
        load_key(Settings(pseudonym_key_file=file), False, tmp_path)
    assert not user_key_path().exists()


def test_synthetic_drops_never_touch_the_real_key(tmp_path, monkeypatch):
    monkeypatch.setenv("EHC_PSEUDONYM_KEY", "the real one")
    sample = SAMPLE_KEY.read_text(encoding="utf-8").strip().encode()
    assert load_key(Settings(), True, tmp_path) == (sample, SAMPLE_KEY, False)
    (tmp_path / "key").write_text("its own", encoding="utf-8")
    assert load_key(Settings(), True, tmp_path) == (b"its own", tmp_path / "key", False)


def test_no_plain_person_id_key_or_birth_date_is_in_the_database_file(tmp_path):
    people = [f"SECRETPERSON{number:05}" for number in range(3000)]
    rows = "".join(f"R{i},{person},2016-07-19,2026-03-08\n" for i, person in enumerate(people))
    duplicate = f"R5,{people[5]},2016-07-19,2026-03-08\nR6,{people[7]},2016-07-19,2026-03-08\n"
    folder = make_drop(
        tmp_path / "drop",
        needs_assessments="request_id,person_id,date_of_birth,received_date\n" + rows + duplicate,
        plans=EMPTY["plans"] + f"PL1,{people[0]},not a date\n",
    )
    landed = land_folder(folder)
    stored = landed.column("select person_key from raw.accepted_needs_assessments where line = 2")
    assert stored == [hmac.new(KEY, people[0].encode(), hashlib.sha256).hexdigest()]
    assert len(landed.reasons()) == 4
    found = landed.database.read_bytes()
    for secret in (b"SECRETPERSON", b"2016-07-19", KEY, people[7].encode()):
        assert secret not in found
    assert {path.name for path in tmp_path.iterdir()} == {"drop", "drop.duckdb"}


def test_the_same_person_has_one_key_in_every_extract(tmp_path):
    landed = land_folder(
        make_drop(
            tmp_path / "drop",
            needs_assessments=EMPTY["needs_assessments"] + "R1, P1 ,2026-03-08\n",
            plans=EMPTY["plans"] + "PL1,P1,2026-05-08\nPL2,P2,2026-05-08\n",
        )
    )
    keys = landed.rows("select plan_id, person_key from raw.accepted_plans order by 1")
    request = landed.value("select person_key from raw.accepted_needs_assessments")
    assert keys[0][1] == request != keys[1][1]
