"""The SEN2 return: its modules and fields, and which of our columns each of them fills.

    sen2.py           the structure, as seeds/sen2_columns.csv lists it
    sen2_xml.py       reads the XML, sen2_tables.py the CSV and workbook forms: both into temporary
                      tables of one shape, `sen2_<module>`
    sen2_extracts.py  turns those tables into our extracts, by SQL

Every form holds the same records. A person has requests; a request may have an assessment, plans
that were made after it, and the plan that is held in January with its placements and needs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.extracts import SEEDS, read_seed
from pipeline.sources.mapping import fold

MODULES = (
    "person",
    "request",
    "assessment",
    "named_plan",
    "plan_detail",
    "active_plan",
    "placement",
    "need",
)
# In which of our extracts the records of a module are counted.
EXTRACT_OF = dict.fromkeys(MODULES[:3], "needs_assessments") | dict.fromkeys(MODULES[3:], "plans")

Present = Mapping[str, frozenset[str]]  # the fields of each module that a return delivers


@dataclass(frozen=True)
class Field:
    """One field of a module, under the name that the collection system's export gives it."""

    module: str
    name: str
    kind: str  # id date code flag text, personal where it only serves to tell people apart
    first_year: int
    last_year: int | None
    fills: tuple[tuple[str, str], ...]  # our columns, each with its extract
    headings: tuple[str, ...]  # folded


@dataclass(frozen=True)
class Header:
    """What a return says of itself; None where it does not."""

    collection: str | None = None
    year: int | None = None  # that of the census day in January
    authority: str | None = None


@cache
def fields() -> tuple[Field, ...]:
    return tuple(
        Field(
            row["module"],
            row["field"],
            row["kind"],
            int(row["first_year"]),
            int(row["last_year"]) if row["last_year"] else None,
            tuple(_column(name) for name in row["fills"].split("|") if name),
            tuple(
                dict.fromkeys(fold(name) for name in (row["field"], *row["headings"].split("|")))
            ),
        )
        for row in read_seed(SEEDS / "sen2_columns.csv")
    )


def _column(name: str) -> tuple[str, str]:
    extract, _, column = name.partition(".")
    return extract, column


@cache
def fields_of(module: str) -> tuple[Field, ...]:
    return tuple(field for field in fields() if field.module == module)


@cache
def codes() -> dict[str, dict[str, str]]:
    """What each known code of a field becomes in our extracts; '' where it says nothing."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in read_seed(SEEDS / "sen2_codes.csv"):
        found[row["field"]][row["code"]] = row["becomes"]
    return dict(found)


def fields_of_year(year: int) -> dict[str, frozenset[str]]:
    """The fields of each module in the structure of a year; a later year is like the last known."""
    return {
        module: frozenset(
            field.name
            for field in fields_of(module)
            if field.first_year <= year and (field.last_year is None or year <= field.last_year)
        )
        for module in MODULES
    }


def not_stored(module: str) -> frozenset[str]:
    """The fields of a module that fill none of our columns and are no number of a record."""
    return frozenset(one.name for one in fields_of(module) if not one.fills and one.kind != "id")


def newest_year() -> int:
    """The year of the newest structure that is known."""
    return max(field.first_year for field in fields())


def places(module: str, headings: tuple[str, ...]) -> dict[str, int]:
    """The fields of a module among a table's headings, each with its first place."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        # Template headings explain themselves in brackets: they are compared with and without.
        ways = (fold(heading), fold(re.sub(r"\([^)]*\)", "", heading)))
        for way in ways:
            name = _names(module).get(way)
            if way and name:
                found.setdefault(name, place)
                break
    return found


@cache
def _names(module: str) -> dict[str, str]:
    return {way: field.name for field in fields_of(module) for way in field.headings}


# A table is one of a module's where it has all these fields, and none of those that are another's.
_SIGNS: dict[str, tuple[set[str], set[str]]] = {
    "header": ({"collection", "lea"}, set()),
    "person": ({"persontableid", "personbirthdate"}, {"requeststableid"}),
    "request": ({"requeststableid", "receiveddate", "requestoutcome"}, set()),
    "assessment": ({"requeststableid", "assessmentoutcome", "assessmentoutcomedate"}, set()),
    "named_plan": ({"startdate", "ceasedate"}, set()),
    "plan_detail": ({"placementrank"}, {"entrydate", "activeplanstableid"}),
    "active_plan": ({"requeststableid", "transferla"}, set()),
    "placement": ({"placementrank", "entrydate"}, set()),
    "need": ({"sentype", "sentyperank"}, set()),
}
# One of the keys that join a record to its parent; without it, it is no table of this return.
_PARENT_KEYS = {
    "named_plan": {"assessmenttableid", "requeststableid"},
    "plan_detail": {"namedplantableid", "requeststableid"},
    "placement": {"activeplanstableid", "requeststableid"},
    "need": {"activeplanstableid", "requeststableid"},
}


def modules_in(headings: tuple[str, ...]) -> tuple[str, ...]:
    """The modules of which a table with these headings holds the records."""
    found = []
    for module, (needed, foreign) in _SIGNS.items():
        # What tells modules apart may be a heading of another one: all of them are looked up.
        here = set(places(module, headings))
        strange = {name for other in MODULES for name in places(other, headings) if name in foreign}
        keys = _PARENT_KEYS.get(module)
        if needed <= here and not strange and (keys is None or keys & here):
            found.append(module)
    return tuple(found)


def delivered(present: Present, has_postcodes: bool) -> dict[str, frozenset[str]]:
    """The columns of each of our extracts that a return with these fields delivers."""
    columns: dict[str, set[str]] = {"needs_assessments": {"request_id", "person_id"}}
    if "startdate" in present.get("named_plan", ()):
        columns["plans"] = {"plan_id", "person_id", "request_id"}
    # Before 2024 a return has no meetings: the day of the last review stays with the plan.
    if "plans" in columns and "reviewmeeting" in present.get("active_plan", ()):
        columns["annual_reviews"] = {"review_id", "plan_id", "person_id"}
    for one in fields():
        for extract, column in one.fills:
            if extract in columns and one.name in present.get(one.module, ()):
                columns[extract].add(column)
    if has_postcodes and "postcode" in present.get("person", ()):
        for extract in columns.keys() - {"annual_reviews"}:
            columns[extract].add("district")
    return {extract: frozenset(names) for extract, names in columns.items()}
