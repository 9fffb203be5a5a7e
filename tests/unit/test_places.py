"""The file of an area's districts: our headings, or those of the ONS."""

from pathlib import Path

import pytest
from landing import land_folder, make_drop

from pipeline import places, settings
from pipeline.errors import CallError

LOOKUP = """FID,LAD23CD,LAD23NM,CTY23CD,CTY23NM
1,E07000117,Burnley,E10000017,Lancashire
2,E08000026,Coventry,E11000005,West Midlands
"""


def chosen(folder: Path, geography: str) -> settings.Settings:
    """Settings that name a file with this content as the geography."""
    (folder / "lookup.csv").write_text(geography, encoding="utf-8")
    path = folder / "settings.toml"
    path.write_text('geography = "lookup.csv"\n', encoding="utf-8")
    return settings.load(path)


def test_a_lookup_of_any_year_serves_as_the_geography(tmp_path: Path) -> None:
    landed = land_folder(make_drop(tmp_path / "drop"), chosen(tmp_path, LOOKUP))
    assert landed.rows("select * from raw.geography order by all") == [
        ("E10000017", "E07000117", "Burnley", None, None, None),
        ("E11000005", "E08000026", "Coventry", None, None, None),
    ]


def test_a_file_of_our_own_keeps_its_localities_and_tiles(tmp_path: Path) -> None:
    text = "\ufeffla_code,district_code,district_name,locality,tile_row,remark\nL,D,Dale,,3,old\n\n"
    found = places.read(chosen(tmp_path, text).geography)
    assert found == [
        {
            "la_code": "L",
            "district_code": "D",
            "district_name": "Dale",
            "locality": None,
            "tile_row": "3",
            "tile_col": None,
        }
    ]


def test_half_a_lookup_is_no_geography(tmp_path: Path) -> None:
    headings = ["LAD23CD", "LAD23NM"]
    assert not places.is_lookup(headings)
    with pytest.raises(CallError, match="has no column la_code; it has district_code"):
        chosen(tmp_path, ",".join(headings) + "\n")
