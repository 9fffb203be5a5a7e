"""Small warehouses for the tests of both gates: healthy, so that a test plants one fault.

Made from the seeds with the columns of the landing and of the marts, not by them. Every text cell
holds `SECRET`, which no result may show.
"""

import csv
from datetime import date
from pathlib import Path

import duckdb

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
SECRET = "Zebedee"
AS_OF = date(2026, 10, 31)
ROWS = 120
AUTHORITY = "E10000017"


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


COLUMNS = seed("extract_columns")
EXTRACTS = list(dict.fromkeys(row["extract"] for row in COLUMNS))


def landed(path: Path, rows: int = ROWS, a_day: int = 1) -> Path:
    """A warehouse as the landing leaves it: `rows` good rows in each of the six extracts, dated
    `a_day` to each of the days up to the day of the report."""
    with duckdb.connect(str(path)) as db:
        db.execute("create schema raw; create schema quality; create schema ops")
        db.execute(
            f"""create table raw.drop_info as select date '{AS_OF}' as as_of,
            date '2026-11-04' as extracted_on, '{AUTHORITY}' as local_authority,
            'Lancashire' as la_name, 'canonical' as source_system, true as synthetic,
            '2026-10' as month"""
        )
        db.execute(
            """
            create table raw.delivered_columns (extract varchar, column_name varchar);
            create table raw.cell_issues (extract varchar, file varchar, line bigint,
                column_name varchar, reason varchar, delivered varchar, to_do varchar);
            create table quality.quarantine (extract varchar, file varchar, line bigint,
                reason varchar, detail varchar, cells varchar);
            create table quality.look_alikes (extract varchar, file varchar, line bigint,
                other_line bigint, why varchar);
            create table quality.corrections (extract varchar, file varchar, line bigint,
                key varchar, column_name varchar, delivered varchar, corrected varchar,
                reason varchar, "by" varchar, on_date date, state varchar);
            create table quality.reconciliation (extract varchar, file varchar, landed bigint,
                accepted bigint, quarantined bigint, set_aside bigint);
            create table ops.extract_sizes (month varchar, la_code varchar,
                source_system varchar, extract varchar, landed bigint);
            """
        )
        for extract in EXTRACTS:
            cells = ", ".join(_cell(row, a_day) for row in COLUMNS if row["extract"] == extract)
            db.execute(
                f"create table raw.accepted_{extract} as select '{extract}.csv' as file,"
                f" i + 2 as line, {cells} from range({rows}) t(i)"
            )
            db.execute(
                "insert into quality.reconciliation values (?, ?, ?, ?, 0, 0)",
                [extract, f"{extract}.csv", rows, rows],
            )
        db.executemany(
            "insert into raw.delivered_columns values (?, ?)",
            [[row["extract"], row["column_name"]] for row in COLUMNS],
        )
    return path


# What the first code of a list and the same day for everything would make impossible, in SQL.
GOOD = {
    "week20_exception": "'N'",
    "outcome": "'upheld'",
    "remedy": "'assess'",
    "decision": "'amend'",
    "no_amendment_date": "null::date",
}


def _cell(column: dict[str, str], a_day: int) -> str:
    """One cell of an accepted row, spread over days so that no day is a busy one."""
    name, kind = column["column_name"], column["kind"]
    if kind == "district":
        return "'E07000117' as district_code, 'Burnley' as district_name"
    code = next(
        (r["code"] for r in seed("code_lists") if r["code_list"] == column["code_list"]), ""
    )
    if name in GOOD:
        return f"{GOOD[name]} as {name}"
    value = {
        "person": "sha256(i::varchar) as person_key",
        "birth_date": "'5-10' as age_band",
        "date": f"(date '{AS_OF}' - (i // {a_day})::integer) as {name}",
        "authority": f"'{AUTHORITY}' as {name}",
        # A flag of the Department's would ask for a ground.
        "flag": f"'{'N' if name == 'week20_exception' else 'Y'}' as {name}",
        "code": f"'{code}' as {name}",
        "ground": f"null::varchar as {name}",
        "text": f"'{'camhs' if name == 'pathway' else SECRET}' as {name}",
    }
    return value.get(kind, f"'{SECRET}-' || i as {name}")


def quarantine(extract: str, rows: int, reason: str = "needed_date") -> str:
    """SQL that sets rows of an extract aside as unusable."""
    return f"""
        insert into quality.quarantine
        select extract, file, line, '{reason}', '{SECRET}', '{{"la_code": "{SECRET}"}}'
        from (select '{extract}' as extract, * from raw.accepted_{extract} order by line
            limit {rows});
        delete from raw.accepted_{extract} where line < {rows} + 2;
        update quality.reconciliation set accepted = landed - {rows}, quarantined = {rows}
        where extract = '{extract}'"""


def measured(path: Path) -> Path:
    """A warehouse as dbt leaves it: two districts in a locality, `Not known`, and 120 cases of
    one clock for each extract."""
    landed(path)
    with duckdb.connect(str(path)) as db:
        db.execute("create schema staging; create schema marts")
        db.execute(
            "create table quality.not_measurable"
            " (clock_id varchar, extract varchar, column_name varchar)"
        )
        db.execute(
            f"""
            create table staging.areas (level varchar, area_code varchar, area_name varchar,
                parent_level varchar, parent_code varchar);
            insert into staging.areas values
                ('la', '{AUTHORITY}', 'Lancashire', null, null),
                ('locality', 'east', 'East', 'la', '{AUTHORITY}'),
                ('locality', 'not-known', 'Not known', 'la', '{AUTHORITY}'),
                ('district', 'burnley', 'Burnley', 'locality', 'east'),
                ('district', 'pendle', 'Pendle', 'locality', 'east'),
                ('district', 'not-known', 'Not known', 'locality', 'not-known');
            create table marts.clocks as
            select
                clock_id, case_type, '{SECRET}-' || i as case_id,
                ['burnley', 'pendle', 'not-known'][i % 3 + 1] as district_code,
                date '{AS_OF}' - i::integer as started_on,
                date '{AS_OF}' - i::integer + 42 as due_on,
                if(i % 4 = 0, date '{AS_OF}' - i::integer // 2, null) as stopped_on,
                if(i % 4 = 1, date '{AS_OF}' - i::integer // 3, null) as ended_on,
                if(i % 4 = 0, 'met', 'open_in_time') as status
            from range({ROWS}) r(i), (values
                ('final_plan_20w', 'request'), ('ar_review_12m', 'plan'),
                ('ar_decision_4w', 'review'), ('order_amend_5w', 'appeal'),
                ('advice_return_6w', 'advice'), ('health_camhs', 'referral')
            ) c(clock_id, case_type);
            create table marts.dfe_timeliness as select 2026 as time_period,
                'Lancashire' as la_name, 40 as plans_issued_den, 36 as plans_issued_den_ex,
                20 as plans_issued_within_20_weeks, 19 as plans_issued_20_weeks_ex;
            """
        )
        db.execute(_CLOCK_MONTHLY)
    return path


# By the definitions, case by case: slow, and nothing like the differencing of the model.
_CLOCK_MONTHLY = f"""
    create table marts.clock_monthly as
    with districts as (
        select 'la' as level, '{AUTHORITY}' as area_code, area_code as district_code
        from staging.areas where level = 'district'
        union all
        select 'locality', parent_code, area_code from staging.areas where level = 'district'
        union all
        select 'district', area_code, area_code from staging.areas where level = 'district'
    ),
    months as (
        select last_day(date '2026-06-01' + to_months(i::integer)) as month from range(5) t(i)
    )
    select
        c.clock_id, m.month, a.level, a.area_code, a.area_name,
        count(*) filter (last_day(started_on) = month) as started,
        count(*) filter (last_day(stopped_on) = month) as stopped,
        count(*) filter (last_day(ended_on) = month) as ended,
        count(*) filter (last_day(stopped_on) = month and stopped_on <= due_on) as stopped_in_time,
        0::bigint as stopped_exception,
        count(*) filter (last_day(due_on) = month) as due,
        count(*) filter (last_day(due_on) = month and stopped_on <= due_on) as due_met,
        0::bigint as due_exception,
        count(*) filter (started_on <= month
            and coalesce(stopped_on, ended_on, 'infinity') > month) as open_at_end,
        count(*) filter (due_on < month
            and coalesce(stopped_on, ended_on, 'infinity') > month) as overdue_at_end,
        0::bigint as overdue_exception_at_end,
        0::bigint as overdue_days_at_end
    from marts.clocks c
    join districts d using (district_code)
    join staging.areas a on a.level = d.level and a.area_code = d.area_code
    cross join months m
    group by all
"""
