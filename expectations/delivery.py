"""What the suites must know of a drop before they can be written: counts, never cells."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from expectations.engine import Engine

SEEDS = Path(__file__).resolve().parents[1] / "seeds"


@cache
def seed(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one seed, as text."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def extracts() -> tuple[str, ...]:
    """The extracts that exist, in the order of their seed."""
    return tuple(dict.fromkeys(row["extract"] for row in seed("extract_columns")))


def pathways() -> list[str]:
    """The health pathways that have a clock: its id is `health_` and the pathway."""
    ids = (row["clock_id"] for row in seed("clock_register") if row["process"] == "health")
    return sorted(clock_id.removeprefix("health_") for clock_id in ids)


@dataclass(frozen=True)
class Landed:
    """One extract of this drop, delivered or not.

    `filled` counts the cells of each delivered date column that hold a date. `last_rows` is what
    landed in `last_month`, the last published month of the same authority and source system that
    is not later than this drop; None where there was none.
    """

    extract: str
    files: tuple[str, ...]
    landed: int
    accepted: int
    filled: dict[str, int]
    columns: frozenset[str]
    last_month: str | None
    last_rows: int | None

    @property
    def delivered(self) -> bool:
        return bool(self.columns)


@dataclass(frozen=True)
class Delivery:
    """One drop. `has_districts`: the area's geography names districts, so they can be known."""

    as_of: date
    has_districts: bool
    extracts: dict[str, Landed]


def read_delivery(engine: Engine, has_districts: bool) -> Delivery:
    """What landed, from the tables of the landing and of the published history."""
    ((as_of,),) = engine.rows("select as_of from raw.drop_info")
    columns = delivered_columns(engine)
    files: dict[str, list[tuple[str, int, int]]] = {}
    for extract, *counts in engine.rows(
        "select extract, file, landed, accepted from quality.reconciliation order by extract, file"
    ):
        files.setdefault(extract, []).append((counts[0], counts[1], counts[2]))
    last = {extract: (month, rows) for extract, month, rows in engine.rows(_LAST_SIZES)}
    return Delivery(
        as_of=as_of,
        has_districts=has_districts,
        extracts={
            extract: _landed(
                engine,
                extract,
                columns.get(extract, frozenset()),
                files.get(extract, []),
                last.get(extract, (None, None)),
            )
            for extract in extracts()
        },
    )


def delivered_columns(engine: Engine) -> dict[str, frozenset[str]]:
    """The columns of each extract that was delivered; an extract that was not is left out."""
    columns: dict[str, set[str]] = {}
    for extract, column in engine.rows("select extract, column_name from raw.delivered_columns"):
        columns.setdefault(extract, set()).add(column)
    return {extract: frozenset(names) for extract, names in columns.items()}


# A month that is published again is compared with what stood there before; an earlier month that
# is delivered late is not compared with a later one.
_LAST_SIZES = """
    select s.extract, s.month, s.landed
    from ops.extract_sizes s
    join raw.drop_info d on d.local_authority = s.la_code and d.source_system = s.source_system
    where s.month <= d.month
    qualify s.month = max(s.month) over ()
"""


def _landed(
    engine: Engine,
    extract: str,
    columns: frozenset[str],
    files: list[tuple[str, int, int]],
    last: tuple[str | None, int | None],
) -> Landed:
    dates = [
        row["column_name"]
        for row in seed("extract_columns")
        if row["extract"] == extract and row["kind"] == "date" and row["column_name"] in columns
    ]
    filled: dict[str, int] = {}
    if dates:
        counts = ", ".join(f"count({column})" for column in dates)
        (found,) = engine.rows(f"select {counts} from raw.accepted_{extract}")
        filled = dict(zip(dates, found, strict=True))
    return Landed(
        extract=extract,
        files=tuple(name for name, _, _ in files),
        landed=sum(landed for _, landed, _ in files),
        accepted=sum(accepted for _, _, accepted in files),
        filled=filled,
        columns=columns,
        last_month=last[0],
        last_rows=last[1],
    )
