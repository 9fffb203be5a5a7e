"""The settings of an area: one readable file, every key checked before anything else happens."""

import csv
import difflib
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from pipeline import places
from pipeline.errors import CallError

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
FILE_NAME = "settings.toml"


@dataclass(frozen=True)
class Settings:
    """What an area may choose. The comments on each key are in `settings.toml`.

    `local_standards` is in weeks by clock id; the two `max_` keys are shares from 0 to 1.
    `source` is the file that was read.
    """

    area_name: str = "Lancashire"
    la_code: str = "E10000017"
    brand_name: str = "Lancashire County Council"
    brand_colour: str = "#12436D"
    contact: str = ""
    geography: Path = SEEDS / "geography.csv"
    statistical_neighbours: tuple[str, ...] = ()
    reference: Path | None = None
    day_one_is_receipt: bool = False
    phase_transfer_on_the_day: bool = False
    review_on_the_anniversary: bool = False
    combined_order_weeks: int = 5
    dfe_exclude_appealed: bool = True
    postcodes: Path | None = None
    pseudonym_key_file: Path | None = None
    max_quarantined_share: float = 0.05
    max_shrink_share: float = 0.20
    local_standards: dict[str, int] = field(default_factory=dict)
    disclosure_threshold: int = 5
    disclosure_min_denominator: int = 10
    keep_months: int = 24
    source: Path = ROOT / FILE_NAME


@dataclass(frozen=True)
class _Rule:
    """What a key accepts, and the words that say so in an error."""

    accepts: Callable[[Any], bool]
    wanted: str


def _whole(value: Any, least: int = 1) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _authorities() -> dict[str, str]:
    """Name by code of every English authority."""
    return {row["la_code"]: row["la_name"] for row in _seed("authorities")}


def _local_clocks() -> list[str]:
    return [row["clock_id"] for row in _seed("clock_register") if row["kind"] == "local_standard"]


def _seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


_TEXT = _Rule(lambda v: isinstance(v, str) and v.strip() != "", "a text in quotation marks")
_SWITCH = _Rule(lambda v: isinstance(v, bool), "true or false")
_SHARE = _Rule(_share, "a share from 0 to 1, such as 0.05")
_COUNT = _Rule(_whole, "a whole number of 1 or more")
_AUTHORITY = _Rule(
    lambda v: isinstance(v, str) and v in _authorities(),
    "the nine-character code of an English authority, as in seeds/authorities.csv",
)

_RULES: dict[str, _Rule] = {
    "area_name": _TEXT,
    "la_code": _AUTHORITY,
    "brand_name": _TEXT,
    "brand_colour": _Rule(
        lambda v: isinstance(v, str) and re.fullmatch(r"#[0-9A-Fa-f]{6}", v) is not None,
        'a colour such as "#12436D"',
    ),
    "contact": _Rule(lambda v: isinstance(v, str), "a text in quotation marks"),
    "geography": _TEXT,
    "statistical_neighbours": _Rule(
        lambda v: isinstance(v, list) and all(_AUTHORITY.accepts(code) for code in v),
        "a list of authority codes, as in seeds/authorities.csv",
    ),
    "reference": _TEXT,
    "day_one_is_receipt": _SWITCH,
    "phase_transfer_on_the_day": _SWITCH,
    "review_on_the_anniversary": _SWITCH,
    "combined_order_weeks": _Rule(lambda v: _whole(v) and v in (5, 2), "5 or 2"),
    "dfe_exclude_appealed": _SWITCH,
    "postcodes": _TEXT,
    "pseudonym_key_file": _TEXT,
    "max_quarantined_share": _SHARE,
    "max_shrink_share": _SHARE,
    "local_standards": _Rule(lambda v: isinstance(v, dict), "a table, [local_standards]"),
    "disclosure_threshold": _COUNT,
    "disclosure_min_denominator": _COUNT,
    "keep_months": _COUNT,
}


def find(given: Path | None, drop: Path | None) -> Path:
    """The settings file that counts: the one given, else the drop's own, else the project's."""
    if given is not None:
        if not given.is_file():
            raise CallError(f"There is no settings file {given}: check the path after --settings.")
        return given
    if drop is not None and (drop / FILE_NAME).is_file():
        return drop / FILE_NAME
    return ROOT / FILE_NAME


def load(given: Path | None = None, drop: Path | None = None) -> Settings:
    """Read the settings that count for a drop; a key that is left out takes its default.

    Raises CallError for a file that is not TOML, an unknown key or a wrong value.
    """
    path = find(given, drop)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CallError(f"{path} is not a settings file that can be read: {error}.") from None
    for key, value in values.items():
        if key not in _RULES:
            raise CallError(_unknown(path, key, list(_RULES)))
        if not _RULES[key].accepts(value):
            raise CallError(f"{path}: {key} should be {_RULES[key].wanted}, not {value!r}.")
    _check_local_standards(path, values.get("local_standards", {}))
    return Settings(
        **{**_names(values), **values, **_paths(path, values), **_tuples(values)}, source=path
    )


def _unknown(path: Path, key: str, known: list[str]) -> str:
    nearest = difflib.get_close_matches(key, known, n=1, cutoff=0.4)
    advice = f"did you mean {nearest[0]}?" if nearest else f"the keys are {', '.join(known)}."
    return f"{path}: there is no setting {key}; {advice}"


def _check_local_standards(path: Path, standards: dict[str, Any]) -> None:
    known = _local_clocks()
    for clock_id, weeks in standards.items():
        if clock_id not in known:
            raise CallError(_unknown(path, clock_id, known))
        if not _COUNT.accepts(weeks):
            raise CallError(
                f"{path}: local_standards.{clock_id} should be a whole number of weeks,"
                f" not {weeks!r}."
            )


def _paths(path: Path, values: dict[str, Any]) -> dict[str, Path]:
    """Paths are read from the settings file's own folder; two of them also from the project."""
    found: dict[str, Path] = {}
    if "geography" in values:
        wanted = [folder / values["geography"] for folder in (path.resolve().parent, ROOT)]
        existing = [place for place in wanted if place.is_file()]
        if not existing:
            raise CallError(f"{path}: geography names {wanted[0]}, and there is no such file.")
        _check_geography(path, existing[0])
        found["geography"] = existing[0].resolve()
    if "reference" in values:
        wanted = [folder / values["reference"] for folder in (path.resolve().parent, ROOT)]
        found["reference"] = next((place for place in wanted if place.is_dir()), wanted[0])
    if "postcodes" in values:
        found["postcodes"] = path.resolve().parent / Path(values["postcodes"]).expanduser()
        if not found["postcodes"].is_file():
            raise CallError(f"{path}: postcodes names {found['postcodes']}, which is no file.")
    if "pseudonym_key_file" in values:
        key_file = Path(values["pseudonym_key_file"]).expanduser()
        found["pseudonym_key_file"] = path.resolve().parent / key_file
    return found


def _check_geography(path: Path, geography: Path) -> None:
    try:
        headings = places.headings(geography)
    except (OSError, UnicodeDecodeError) as error:
        raise CallError(
            f"{path}: geography names {geography}, which cannot be read as UTF-8 CSV: {error}."
        ) from None
    for needed in places.NEEDED:
        if needed not in headings:
            raise CallError(
                f"{path}: {geography} has no column {needed}; it has {', '.join(headings)}."
            )


def _names(values: dict[str, Any]) -> dict[str, str]:
    """What an area is called where its file gives a code and leaves the names out."""
    if "la_code" not in values:
        return {}
    name = values.get("area_name", _authorities()[values["la_code"]])
    return {"area_name": name, "brand_name": name}


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    key = "statistical_neighbours"
    return {key: tuple(values[key])} if key in values else {}


def as_record(settings: Settings) -> dict[str, Any]:
    """The settings as plain values, for `run.json`."""
    record = {key.name: getattr(settings, key.name) for key in fields(settings)}
    return {key: str(value) if isinstance(value, Path) else value for key, value in record.items()}
