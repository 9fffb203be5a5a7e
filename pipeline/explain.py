"""`ehc explain`: how one case came to its verdicts, from the warehouse alone.

It reads what the models computed and judges nothing anew: the verdict and the steps to it
(clock_verdicts), the cells that show its days (clock_evidence), the same clock under the other
value of a setting (clock_readings) and what it adds to clock_monthly (int_clock_events).

Restricted: it speaks of one child's case. Nothing of it is written to a file or a log.
"""

import difflib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb

from pipeline.errors import CallError
from pipeline.explain_words import FATES, sum_of, verdict_of
from pipeline.explained import (
    ROLES,
    Case,
    Clock,
    Counted,
    Evidence,
    OtherReading,
    RecordedGround,
    Row,
)

# What a clock adds to the columns of clock_monthly: on a day, and at every month's end between two.
ON_A_DAY = (
    *("started", "stopped", "ended", "stopped_in_time", "stopped_exception"),
    *("due", "due_met", "due_exception"),
)
AT_MONTH_ENDS = {
    "open_change": "open_at_end",
    "overdue_change": "overdue_at_end",
    "overdue_exception_change": "overdue_exception_at_end",
}
# Where the key of each kind of case stands in what was delivered.
KEYS = {
    "request": ("needs_assessments", "request_id"),
    "plan": ("plans", "plan_id"),
    "review": ("annual_reviews", "review_id"),
    "appeal": ("tribunals", "appeal_id"),
    "advice": ("advice", "advice_id"),
    "referral": ("health_waits", "referral_id"),
}


def explain(warehouse: Path, case_id: str, clock_id: str | None = None) -> list[Case]:
    """Every case of this id (a request and a plan may share one), with its clocks or the one named.

    Raises CallError where there is no such case, no such clock, or no such clock for the case, and
    says why as far as the warehouse knows.
    """
    with _opened(warehouse) as db:
        if clock_id is not None:
            _check_clock(db, clock_id)
        cases = _cases(db, [case_id])
        if not cases:
            raise CallError(_why_unknown(db, case_id, warehouse))
        if clock_id is None:
            return cases
        running = [one for one in (_only(case, clock_id) for case in cases) if one.clocks]
        if not running:
            raise CallError(_why_not_running(db, cases, clock_id))
        return running


def explain_all(warehouse: Path, case_ids: Sequence[str]) -> list[Case]:
    """The same for many cases at once; an id that no case has is left out."""
    with _opened(warehouse) as db:
        return _cases(db, case_ids)


# --- From the warehouse ---------------------------------------------------------------------------


@contextmanager
def _opened(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        db = duckdb.connect(str(warehouse), read_only=True)
    except duckdb.Error:
        raise CallError(
            f"{warehouse} cannot be read as a warehouse: call `ehc build` first, or name another"
            " with --warehouse."
        ) from None
    try:
        yield db
    except duckdb.CatalogException:
        raise CallError(
            f"{warehouse} was built by another version: call `ehc build` again."
        ) from None
    finally:
        db.close()


def _rows(db: duckdb.DuckDBPyConnection, sql: str, *values: object) -> list[Row]:
    cursor = db.execute(sql, list(values))
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _cases(db: duckdb.DuckDBPyConnection, case_ids: Sequence[str]) -> list[Case]:
    as_of = db.execute("select as_of from raw.drop_info").fetchall()[0][0]
    chosen = f"case_id in ({', '.join('?' for _ in case_ids)})"
    parts = {
        table: _by(
            "clock_key",
            _rows(db, f"select * from staging.{table} where {chosen} order by all", *case_ids),
        )
        for table in ("clock_evidence", "clock_readings", "int_clock_events")
    }
    clocks = _rows(
        db,
        "select verdicts.*, register.title, register.duty, register.source, register.source_url,"
        " register.whose, statuses.label as status_label"
        " from staging.clock_verdicts as verdicts"
        " inner join seeds.clock_register as register on verdicts.clock_id = register.clock_id"
        " and verdicts.started_on between register.valid_from"
        " and coalesce(register.valid_to, verdicts.started_on)"
        " inner join seeds.statuses as statuses on verdicts.status = statuses.status"
        f" where {chosen} order by verdicts.started_on, verdicts.clock_id, verdicts.cycle",
        *case_ids,
    )
    explained: dict[tuple[str, str], list[Clock]] = defaultdict(list)
    for clock in clocks:
        evidence, readings, events = (found[clock["clock_key"]] for found in parts.values())
        explained[clock["case_type"], clock["case_id"]].append(
            _clock(clock, as_of, evidence, readings, events)
        )
    return [
        Case(
            case_type,
            row["case_id"],
            row["file"],
            row["line"],
            as_of,
            tuple(explained[case_type, row["case_id"]]),
            _notes(db, extract, row),
        )
        for case_type, (extract, key) in KEYS.items()
        for row in _rows(
            db,
            f"select {key} as case_id, file, line from raw.accepted_{extract}"
            f" where {chosen} order by all",
            *case_ids,
        )
    ]


def _notes(db: duckdb.DuckDBPyConnection, extract: str, row: Row) -> tuple[str, ...]:
    """What was emptied or logged in the row of a case."""
    notes = _rows(
        db,
        "select column_name, reason, to_do from quality.cell_issues"
        " where extract = ? and file = ? and line = ? order by all",
        *(extract, row["file"], row["line"]),
    )
    return tuple(f"{note['column_name']}: {note['reason']}. {note['to_do']}" for note in notes)


def _by(key: str, rows: list[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row[key]].append(row)
    return grouped


def _clock(
    clock: Row, as_of: date, evidence: list[Row], readings: list[Row], events: list[Row]
) -> Clock:
    in_force = {row["setting"]: row["setting_value"] for row in readings}
    return Clock(
        clock_key=clock["clock_key"],
        clock_id=clock["clock_id"],
        title=clock["title"],
        rule=clock["duty"],
        source=clock["source"],
        source_url=clock["source_url"] or "",
        family=clock["whose"] == "family",
        district=clock["district_name"],
        started_on=clock["started_on"],
        due_on=clock["due_on"],
        stopped_on=clock["done_on"],
        ended_on=clock["left_on"],
        exception_ground=clock["exception_ground"],
        status=clock["status"],
        status_label=clock["status_label"],
        days_taken=clock["days_taken"],
        days_overdue=clock["days_overdue"],
        sum=f"{sum_of(clock, in_force)}; {verdict_of(clock, as_of)}.",
        evidence=_evidence(evidence),
        exception=_exception(clock),
        settings=tuple(
            OtherReading(
                row["setting"],
                row["other_value"],
                row["due_on"],
                row["status"],
                row["days_overdue"],
                row["status"] != clock["status"],
            )
            for row in readings
            if row["due_on"] != clock["due_on"]
        ),
        counted=tuple(_counted(events)),
    )


def _evidence(rows: list[Row]) -> tuple[Evidence, ...]:
    """The cells by role; the latest events of a row only where no column dates an end."""
    dated = {row["role"] for row in rows if row["is_named"]}
    found = [
        Evidence(
            row["role"],
            row["day"],
            row["extract"],
            row["file"],
            row["line"],
            row["column_name"],
            row["is_named"],
        )
        for row in rows
        if row["is_named"] or row["role"] not in dated
    ]
    # A day from which a limit counts is told once, as the start where it is the start.
    starts = {(one.file, one.line, one.column) for one in found if one.role == "started"}
    kept = [
        one
        for one in found
        if one.role != "counted" or (one.file, one.line, one.column) not in starts
    ]
    return tuple(sorted(kept, key=lambda one: (ROLES.index(one.role), one.day, one.line)))


def _exception(clock: Row) -> RecordedGround | None:
    if clock["ground"] is None:
        return None
    fate = clock["ground_fate"]
    words = FATES[fate]
    if fate == "stands" and clock["status"] not in ("exception",):
        words += " It was not needed." if clock["days_overdue"] == 0 else ""
    return RecordedGround(
        clock["ground"],
        clock["ground_from"],
        clock["ground_to"],
        clock["advice_asked_on"],
        fate,
        fate == "stands",
        words,
    )


def _counted(events: list[Row]) -> Iterator[Counted]:
    for column in ON_A_DAY:
        for row in events:
            if row[column]:
                yield Counted(column, row["month"], row["month"])
    for change, column in AT_MONTH_ENDS.items():
        begins = [row["month"] for row in events if row[change] > 0]
        leaves = [row["month"] for row in events if row[change] < 0]
        if begins and not leaves:
            yield Counted(column, begins[0], None)
        elif begins and begins[0] < leaves[0]:
            yield Counted(column, begins[0], _month_before(leaves[0]))


def _month_before(month: date) -> date:
    """The last day of the month before that of a date."""
    return date.fromordinal(month.replace(day=1).toordinal() - 1)


def _only(case: Case, clock_id: str) -> Case:
    clocks = tuple(clock for clock in case.clocks if clock.clock_id == clock_id)
    return Case(case.case_type, case.case_id, case.file, case.line, case.as_of, clocks, case.notes)


# --- Why there is nothing to explain --------------------------------------------------------------


def _check_clock(db: duckdb.DuckDBPyConnection, clock_id: str) -> None:
    known = [str(row["clock_id"]) for row in _rows(db, "select clock_id from seeds.clock_register")]
    if clock_id not in known:
        near = difflib.get_close_matches(clock_id, known, 3, 0.3)
        meant = f": did you mean {' or '.join(near)}?" if near else "."
        raise CallError(f"The register has no clock {clock_id}{meant}")


def _why_unknown(db: duckdb.DuckDBPyConnection, case_id: str, warehouse: Path) -> str:
    for extract, key in KEYS.values():
        held = _rows(
            db,
            "select file, line, reason, detail from quality.quarantine"
            " where extract = ? and json_extract_string(cells, ?) = ? order by line",
            extract,
            f"$.{key}",
            case_id,
        )
        if held:
            first = held[0]
            return (
                f"Case {case_id} is in quarantine, so it has no clock: {first['file']}, line"
                f" {first['line']}: {first['detail']} ({first['reason']}). Mend the row and build"
                " again."
            )
    names = ", ".join(key for _, key in KEYS.values())
    return (
        f"No case {case_id} is in {warehouse}. Give the id as it was delivered ({names});"
        " 00012 and 12 are two cases."
    )


def _why_not_running(db: duckdb.DuckDBPyConnection, cases: list[Case], clock_id: str) -> str:
    lacking = _rows(
        db,
        "select extract, column_name from quality.not_measurable where clock_id = ? order by all",
        clock_id,
    )
    if lacking:
        columns = " or ".join(f"{row['extract']}.{row['column_name']}" for row in lacking)
        return f"{clock_id} is not measurable from this delivery: it needs {columns}."
    running = sorted({clock.clock_id for case in cases for clock in case.clocks})
    runs = f": it runs {', '.join(running)}" if running else ": it runs no clock"
    return f"Case {cases[0].case_id} does not run {clock_id}{runs}."
