"""Settings: every key known, every value checked, the right file chosen."""

from dataclasses import fields
from pathlib import Path

import pytest

from pipeline.errors import CallError
from pipeline.settings import ROOT, SEEDS, Settings, as_record, load


def written(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_projects_own_file_names_every_key_with_its_default() -> None:
    text = (ROOT / "settings.toml").read_text(encoding="utf-8")
    keys = {key.name for key in fields(Settings)} - {"source"}
    assert {key for key in keys if f"{key} =" in text or f"[{key}]" in text} == keys
    given = {"contact", "statistical_neighbours", "reference", "source"}
    own, default = as_record(load()), as_record(Settings())
    assert {k: v for k, v in own.items() if k not in given} == {
        k: v for k, v in default.items() if k not in given
    }


def test_the_file_given_counts_before_the_drops_and_the_drops_before_the_projects(
    tmp_path: Path,
) -> None:
    drop, elsewhere = tmp_path / "drop", tmp_path / "elsewhere"
    drop.mkdir()
    elsewhere.mkdir()
    assert load(None, drop).source == ROOT / "settings.toml"
    written(drop, "keep_months = 12")
    assert load(None, drop).keep_months == 12
    given = written(elsewhere, "keep_months = 6")
    assert load(given, drop).keep_months == 6


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("keep_month = 12", "no setting keep_month; did you mean keep_months?"),
        ("zzzz = 12", "no setting zzzz; the keys are area_name"),
        ("[local_standards]\nhealth_cahms = 12", "did you mean health_camhs?"),
        ("[local_standards]\nfinal_plan_20w = 30", "no setting final_plan_20w"),
        ("[local_standards]\nhealth_camhs = 0", "health_camhs should be a whole number of weeks"),
        ('keep_months = "12"', "keep_months should be a whole number of 1 or more, not '12'"),
        ("keep_months = 0", "keep_months should be"),
        ("keep_months = true", "keep_months should be"),
        ("combined_order_weeks = 3", "combined_order_weeks should be 5 or 2, not 3"),
        ("day_one_is_receipt = 1", "day_one_is_receipt should be true or false, not 1"),
        ("max_quarantined_share = 5", "max_quarantined_share should be a share from 0 to 1"),
        ('la_code = "888"', "la_code should be the nine-character code"),
        ('statistical_neighbours = ["E10000019", "Bury"]', "statistical_neighbours should be"),
        ('brand_colour = "red"', 'brand_colour should be a colour such as "#12436D"'),
        ('area_name = ""', "area_name should be a text"),
        ('geography = "nowhere.csv"', "nowhere.csv, and there is no such file"),
        ("local_standards = 3", "local_standards should be a table"),
        ("keep_months = ", "is not a settings file that can be read"),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence_that_names_file_and_key(
    tmp_path: Path, text: str, told: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(CallError) as error:
        load(path)
    assert told in str(error.value)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(CallError, match="no settings file"):
        load(Path("nowhere.toml"))


def test_names_that_are_left_out_are_those_of_the_authority(tmp_path: Path) -> None:
    settings = load(written(tmp_path, 'la_code = "E10000019"'))
    assert (settings.area_name, settings.brand_name) == ("Lincolnshire", "Lincolnshire")
    assert settings.statistical_neighbours == ()


def test_paths_start_from_the_settings_file(tmp_path: Path) -> None:
    own = tmp_path / "districts.csv"
    own.write_text("la_code,district_code,district_name\n", encoding="utf-8")
    text = 'geography = "districts.csv"\npseudonym_key_file = "secret/key"'
    settings = load(written(tmp_path, text))
    assert settings.geography == own
    assert settings.pseudonym_key_file == tmp_path / "secret" / "key"


def test_a_copy_of_the_projects_file_still_finds_the_geography_that_ships(tmp_path: Path) -> None:
    copy = written(tmp_path, (ROOT / "settings.toml").read_text(encoding="utf-8"))
    assert load(copy).geography == SEEDS / "geography.csv"


def test_a_geography_without_a_needed_column_is_told(tmp_path: Path) -> None:
    (tmp_path / "districts.csv").write_text("la_code,name\n", encoding="utf-8")
    with pytest.raises(CallError, match=r"has no column district_code; it has la_code, name"):
        load(written(tmp_path, 'geography = "districts.csv"'))
