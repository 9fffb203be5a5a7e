"""The sample's shape in another place: a part of its people, moved to an area of its own."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.settings import ROOT, SEEDS

SAMPLE = ROOT / "data" / "sample"
IDS = {f"{of}_id" for of in ("request", "plan", "review", "appeal", "advice", "referral", "person")}
HEADING = "la_code,district_code,district_name,locality,tile_row,tile_col\n"


@dataclass(frozen=True)
class Area:
    """An authority, and its districts as (name, locality); without districts, none."""

    code: str
    name: str
    districts: Sequence[tuple[str, str]] = ()
    settings: str = ""  # further lines of settings.toml
    is_guest: bool = False  # its cases stand in another's drop, and each says whose it is

    @property
    def geography(self) -> str:
        """The text of its geography file."""
        rows = [
            f"{self.code},{self.code[:1]}07{place:06},{name},{locality},,\n"
            for place, (name, locality) in enumerate(self.districts, 900)
        ]
        return HEADING + "".join(rows)

    def district_for(self, other: str) -> str:
        """Its district that stands for one of the sample's; none where it has none."""
        if not self.districts or other not in _ours():
            return ""
        return self.districts[_ours().index(other) % len(self.districts)][0]


@dataclass
class Moved:
    """A drop in the making: rows by extract, each a dictionary of its cells."""

    headings: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def write(self, folder: Path, area: Area) -> Path:
        """The drop with its settings and geography, in `folder`."""
        folder.mkdir(parents=True)
        for extract, rows in self.rows.items():
            with (folder / f"{extract}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, self.headings[extract], lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
        (folder / "drop.toml").write_text(
            "as_of = 2026-10-31\nextracted_on = 2026-11-04\nsynthetic = true\n"
            f'local_authority = "{area.code}"\n',
            encoding="utf-8",
        )
        (folder / "settings.toml").write_text(
            f'la_code = "{area.code}"\ngeography = "places.csv"\n'
            f'pseudonym_key_file = "key"\n{area.settings}',
            encoding="utf-8",
        )
        (folder / "places.csv").write_text(area.geography, encoding="utf-8")
        (folder / "key").write_bytes(b"a key for tests, and for nothing else")
        (folder / "key").chmod(0o600)
        return folder


def move(area: Area, one_in: int) -> Moved:
    """Every so many people of the sample with all that is theirs, moved to an area."""
    moved, people, cases = Moved(), _people(one_in), set[str]()
    for extract in (
        "needs_assessments",
        "plans",
        "annual_reviews",
        "tribunals",
        "advice",
        "health_waits",
    ):
        with (SAMPLE / f"{extract}.csv").open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            headings = list(reader.fieldnames or ())
            rows = []
            for row in reader:
                parent = row.get("request_id" if extract == "advice" else "plan_id", "")
                is_theirs = row.get("person_id") in people
                if extract in ("advice", "annual_reviews"):
                    is_theirs = parent in cases
                if is_theirs:
                    cases.add(row[headings[0]])
                    rows.append(_moved(row, area))
        moved.headings[extract], moved.rows[extract] = headings, rows
    return moved


def together(own: Moved, guest: Moved) -> Moved:
    """The rows of two authorities in one drop; no id of one is an id of the other."""
    both = Moved(own.headings, {extract: list(rows) for extract, rows in own.rows.items()})
    for extract, rows in guest.rows.items():
        for row in rows:
            ids = {name: f"G{cell}" for name, cell in row.items() if name in IDS and cell}
            both.rows[extract].append(row | ids)
    return both


def _moved(row: dict[str, str], area: Area) -> dict[str, str]:
    places = {}
    if "la_code" in row:
        places["la_code"] = area.code if row["la_code"] or area.is_guest else ""
    if "district" in row:
        places["district"] = area.district_for(row["district"])
    if "provider" in row:
        places["provider"] = "A provider"
    return row | places


def _people(one_in: int) -> set[str]:
    with (SAMPLE / "plans.csv").open(encoding="utf-8", newline="") as file:
        people = {row["person_id"] for row in csv.DictReader(file)}
    with (SAMPLE / "needs_assessments.csv").open(encoding="utf-8", newline="") as file:
        people |= {row["person_id"] for row in csv.DictReader(file)}
    return set(sorted(people)[::one_in])


def _ours() -> list[str]:
    """The districts of the geography that ships."""
    with (SEEDS / "geography.csv").open(encoding="utf-8", newline="") as file:
        return [row["district_name"] for row in csv.DictReader(file)]
