"""Annex A of an area SEND inspection: the workbook of lists of children that inspectors ask for.

List 1 holds children with a plan and gives `plans`; list 2, children with SEN support and no plan,
is set aside row by row. The lists are known by their headings, wherever on a sheet they stand and
whatever the sheet is called. The workbook of the same name for children's social care is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from pipeline.errors import CallError
from pipeline.extracts import SEEDS, codes, read_seed
from pipeline.sources import files, grids
from pipeline.sources.grids import Grid
from pipeline.sources.mapping import fold
from pipeline.sources.sen2_records import FileRead

_TITLE_ROWS = 50  # how far down a sheet the headings of a list may stand
# Columns that only the other workbook of this name has, folded.
_SOCIAL_CARE = {
    "childuniqueid",
    "dateofcontact",
    "dateofreferral",
    "dateofassessmentstart",
    "dateofassessmentstarted",
    "datecinplanstarted",
    "cinstartdate",
    "datestartedcp",
    "datestartedtobelookedafter",
    "datestartedlookedafter",
    "socialworkername",
    "allocatedworker",
    "childsocialworker",
}


@dataclass(frozen=True)
class AnnexA:
    """A workbook that was looked at: its list of plans, and that of children without one."""

    path: Path
    plans: Grid
    places: dict[str, int]  # where the columns of list 1 stand
    support: Grid | None
    support_places: dict[str, int]

    @property
    def columns(self) -> frozenset[str]:
        """The columns of `plans` that it delivers."""
        return frozenset(self.places) - {"upn", "uln", "home_education"} | {"person_id"}


@cache
def _names() -> dict[str, str]:
    return {
        fold(name): row["column_name"]
        for row in read_seed(SEEDS / "annex_a_columns.csv")
        for name in row["headings"].split("|")
    }


def _places(headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = _name(heading)
        if name:
            found.setdefault(name, place)
    return found


def _name(heading: str) -> str | None:
    """The column of a heading, which may explain itself in brackets: "UPN (13 characters)"."""
    bare = fold(re.sub(r"\([^)]*\)", "", heading))
    return _names().get(fold(heading)) or _names().get(bare)


def _is_stored(heading: str) -> bool:
    return _name(heading) not in (None, "upn", "uln")


def look(path: Path) -> AnnexA | None:
    """The lists of a workbook; None where it is a workbook of another kind.

    Raises CallError where it is the workbook for children's social care, or where it holds list 2
    alone or list 1 twice.
    """
    plans: list[Grid] = []
    support: list[Grid] = []
    strange = 0
    for page in grids.sheets(path):
        for number, cells in enumerate(page.rows[:_TITLE_ROWS], 1):
            places = _places(cells)
            if {"plan_id", "start_date"} <= places.keys():
                plans.append(grids.below(page, number))
                break
            if {"plan_id", "upn", "primary_need"} <= places.keys():
                support.append(grids.below(page, number))
                break
            folded = {fold(cell) for cell in cells if cell}
            is_list = fold(page.sheet).startswith("list") or len(folded & _SOCIAL_CARE) > 1
            if "childuniqueid" in folded and is_list:
                strange += 1
                break
    if not plans and strange:
        raise CallError(
            f"{path.name}: this is the Annex A workbook of children's social care inspections,"
            " which holds no plans; deliver that of the area SEND inspection, with a list of"
            " children who have an EHC plan."
        )
    if not plans and not support:
        return None
    if len(plans) != 1 or len(support) > 1:
        named = ", ".join(grid.sheet for grid in (*plans, *support))
        raise CallError(
            f"{path.name}: an Annex A workbook needs one list of children with a plan and at most"
            f" one of children with SEN support; these sheets look like them: {named}."
        )
    return AnnexA(
        path,
        plans[0],
        _places(plans[0].headings),
        support[0] if support else None,
        _places(support[0].headings) if support else {},
    )


def _bare(name: str) -> str:
    """An answer without what the list that it was picked from puts around it, in SQL.

    That is a letter before it, "k) ASD", "(k) ASD" or "k. ASD", and for a need its name behind the
    code, "SEMH - Social, emotional and mental health".
    """
    # The name of a school may begin like a letter and a point: "St. Mary's".
    letter = "[A-Za-z]{1,2}[)]" if name == "setting_type" else "[(]?[A-Za-z]{1,2}[).:]"
    bare = f"regexp_replace(ehc_return_cell({name}), '^{letter}[ ]*', '')"
    if name != "primary_need":
        return bare
    needs = "|".join(codes("primary_need"))
    return f"regexp_replace({bare}, '(?i)^({needs})[ ]*[-:(\u2013].*$', '\\1')"


def load(con: duckdb.DuckDBPyConnection, found: AnnexA) -> list[FileRead]:
    """Make `returned_plans` and `return_fates` of a workbook (see pipeline/returns.py)."""
    grids.load(con, found.plans, found.places, "annex_a_list_1")

    def cell(name: str) -> str:
        return f"ehc_null({_bare(name)})" if name in found.places else "null::varchar"

    def day(name: str) -> str:
        return f"ehc_day_cell({name})" if name in found.places else "null::varchar"

    con.execute(
        f"""
        create temp table returned_plans as
        select
            line, {cell("plan_id")} as plan_id,
            coalesce(upper(replace({cell("upn")}, ' ', '')), {cell("uln")}, {cell("plan_id")})
                as person_id,
            {day("date_of_birth")} as date_of_birth, {cell("sex")} as sex,
            {cell("ethnicity")} as ethnicity, {cell("primary_need")} as primary_need,
            case when lower({cell("home_education")}) in ('yes', 'y', '1', 'true') then 'EHE'
                else {cell("setting_type")} end as setting_type,
            {day("start_date")} as start_date, {day("last_reviewed_date")} as last_reviewed_date
        from annex_a_list_1 order by line
        """
    )
    con.execute(
        """
        create temp table return_fates as
        select 'plans' as extract, $1::varchar as file, line, 'list 1' as module, 'row' as fate,
            null::varchar as reason, null::varchar as detail
        from returned_plans
        """,
        [found.plans.file],
    )
    lists = [found.plans]
    if found.support is not None:
        lists.append(found.support)
        grids.load(con, found.support, found.support_places, "annex_a_list_2")
        con.execute(
            "insert into return_fates"
            " select 'plans', $1, line, 'list 2', 'set_aside', 'annex_a_list_2', null"
            " from annex_a_list_2",
            [found.support.file],
        )
    files.check_unchanged(found.path, found.plans.sha256)
    return [
        FileRead(
            file=one.file,
            modules=(),
            sha256=one.sha256,
            bytes=found.path.stat().st_size,
            encoding="workbook",
            delimiter="",
            dropped=tuple(("plans", t) for t in one.headings if t and not _is_stored(t)),
        )
        for one in lists
    ]
