"""The rules that a page speaks of: the clock register and its companions, in plain words.

Read from schema `seeds` of the warehouse; a limit stands nowhere else. Nothing here is a number
about children, so nothing here is suppressed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from reports import vocabulary, words

KINDS = {
    "statutory": "Law",
    "derived": "Law, two limits added",
    "guidance": "Statutory guidance",
    "local_standard": "Local standard, not a legal limit",
}
# The settings of the law: what each asks, in words, and how each value reads.
SETTINGS: dict[str, tuple[str, dict[Any, str]]] = {
    "day_one_is_receipt": (
        "Is the day on which something is received day 1 of a limit in weeks?",
        {
            False: "No. The limit is counted from the day after.",
            True: "Yes. Every limit in weeks ends a day earlier.",
        },
    ),
    "phase_transfer_on_the_day": (
        "Is a plan sent on 15 February or 31 March itself in time?",
        {False: "No. It must be sent before that day.", True: "Yes."},
    ),
    "review_on_the_anniversary": (
        "Is a review completed on the anniversary of the last one in time?",
        {False: "No. The 12 months end the day before.", True: "Yes."},
    ),
    "combined_order_weeks": (
        "How long is there after an order about both contents and placement?",
        {5: "5 weeks, as for other amendments.", 2: "2 weeks, as for naming a school."},
    ),
    "dfe_exclude_appealed": (
        "Do plans that followed a mediation or an appeal leave the Department's 20-week figure?",
        {True: "Yes, as its guide says.", False: "No."},
    ),
}
# The setting that changes the status of no case: it is about a figure of the Department's.
WITHOUT_FLIPS = "dfe_exclude_appealed"


@dataclass(frozen=True)
class Rule:
    """One row of the clock register. `headline` is 1 to 6 for the clocks of the first page."""

    clock_id: str
    title: str
    duty: str
    process: str
    starts_when: str
    stops_when: str
    limit: str
    kind: str
    minimum_period: bool
    whose: str
    grounds: tuple[str, ...]
    source: str
    source_url: str
    headline: int | None
    calendar: tuple[int, int] | None  # day and month, where the limit is a day of the year

    @property
    def phrase(self) -> vocabulary.Phrase:
        """How sentences speak of this clock's cases."""
        return vocabulary.phrase(self.clock_id, self.title)

    @property
    def kind_label(self) -> str:
        """Whose limit it is: law, guidance or a local standard."""
        return KINDS[self.kind]

    @property
    def counts(self) -> bool:
        """Whether the clock has a timeliness set: it is the authority's, and no minimum period."""
        return self.whose == "authority" and not self.minimum_period


@dataclass(frozen=True)
class Rules:
    """The register by clock id, in its order, and the labels of codes, statuses and grounds."""

    by_id: dict[str, Rule]
    statuses: tuple[dict[str, object], ...]
    grounds: dict[str, str]
    labels: dict[tuple[str, str], str]

    @property
    def headline(self) -> tuple[Rule, ...]:
        """The six headline clocks, in their order."""
        found = [rule for rule in self.by_id.values() if rule.headline]
        return tuple(sorted(found, key=lambda rule: rule.headline or 0))

    def of(self, *processes: str) -> tuple[Rule, ...]:
        """The rules of these processes, in the register's order."""
        return tuple(rule for rule in self.by_id.values() if rule.process in processes)

    def label(self, code_list: str, code: object) -> str:
        """The label of a code; the code itself, made readable, where the list has none."""
        text = str(code)
        return self.labels.get((code_list, text), text.replace("_", " ").capitalize())


def limit_words(row: dict[str, object], local_weeks: int | None, on_the_day: bool) -> str:
    """A register row's limit: `20 weeks`, `at least 15 days`, `before 15 February`."""
    value, unit = int(str(row["limit_value"])), str(row["limit_unit"])
    if local_weeks is not None:
        value, unit = local_weeks, "weeks"
    if unit == "calendar_date":
        month, day = divmod(value, 100)
        name = words.month(date(2000, month, day)).split()[0]
        return f"{'by' if on_the_day else 'before'} {day} {name}"
    length = words.count(abs(value), unit.replace("_", " ").removesuffix("s"))
    if is_set(row["minimum_period"]):
        return f"at least {length}"
    if value < 0:
        return f"{length} before the move"
    if row["second_limit_value"] is not None:
        second = int(str(row["second_limit_value"]))
        unit = str(row["second_limit_unit"]).removesuffix("s")
        return f"{length}, or {words.count(second, unit)} from a second start where that is later"
    return length


def is_set(flag: object) -> bool:
    """Whether a flag of the register is set; seeds hold it as text or as a boolean."""
    return str(flag).lower() == "true"


def calendar(row: dict[str, object]) -> tuple[int, int] | None:
    """Day and month of a limit that is a day of the year: the register has 215 for 15 February."""
    if row["limit_unit"] != "calendar_date":
        return None
    month, day = divmod(int(str(row["limit_value"])), 100)
    return day, month


def rows(db: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, object]]:
    """The result of a query as dictionaries, in the query's order."""
    cursor = db.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def read(db: duckdb.DuckDBPyConnection, settings: object) -> Rules:
    """Read the register, statuses, grounds and code lists from an open warehouse."""
    local = dict(getattr(settings, "local_standards", {}) or {})
    on_the_day = bool(getattr(settings, "phase_transfer_on_the_day", False))
    by_id = {}
    for row in rows(db, "select * from seeds.clock_register order by rowid"):
        clock_id = str(row["clock_id"])
        by_id[clock_id] = Rule(
            clock_id=clock_id,
            title=str(row["title"]),
            duty=str(row["duty"]),
            process=str(row["process"]),
            starts_when=str(row["starts_when"]),
            stops_when=str(row["stops_when"]),
            limit=limit_words(row, local.get(clock_id), on_the_day),
            kind=str(row["kind"]),
            minimum_period=is_set(row["minimum_period"]),
            whose=str(row["whose"]),
            grounds=tuple(str(row["exception_grounds"] or "").split("|"))
            if row["exception_grounds"]
            else (),
            source=str(row["source"]),
            source_url=str(row["source_url"] or ""),
            headline=int(str(row["headline"])) if row["headline"] else None,
            calendar=calendar(row),
        )
    statuses = rows(db, "select * from seeds.statuses order by cast(position as int)")
    grounds = rows(db, "select ground, label from seeds.exception_grounds order by ground")
    codes = rows(db, "select code_list, code, label from seeds.code_lists order by code_list, code")
    return Rules(
        by_id=by_id,
        statuses=tuple(statuses),
        grounds={str(row["ground"]): str(row["label"]) for row in grounds},
        labels={(str(r["code_list"]), str(r["code"])): str(r["label"]) for r in codes},
    )
