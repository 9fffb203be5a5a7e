"""The verb behind the lists of `ehc check`: what to mend in a delivery, one workbook an extract.

A row for each row in quarantine, each cell that was emptied or noted, each row that looks like
another and each row that an expectation found. Read from the warehouse of the check; nothing
personal is in it, because nothing personal was stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from pipeline import private
from pipeline.errors import StepFailed
from pipeline.extracts import EXTRACTS, columns
from pipeline.settings import SEEDS

# Heading and width, in characters, of each column of a list.
COLUMNS = (
    ("File", 26),
    ("Line", 9),
    ("Case", 18),
    ("Column", 26),
    ("Delivered", 30),
    ("What is wrong", 60),
    ("Code", 26),
    ("What to do", 70),
)
CHECKS = (
    ("Expectation", 34),
    ("If it fails", 18),
    ("What was found", 90),
    ("What to do", 70),
)
SEVERITIES = {"critical": "Stops publication", "warning": "Warning", "info": "For information"}

# What Excel takes: rows in a sheet, the heading apart, and characters in a cell.
SHEET_ROWS = 1_048_575
CELL_LENGTH = 32_767

_FINDINGS = """
create or replace temp table findings (
    extract varchar, kind varchar, file varchar, line bigint, case_id varchar, column_name varchar,
    delivered varchar, words varchar, code varchar, to_do varchar
)
"""


@dataclass(frozen=True)
class Listed:
    """The list of one extract: how many rows of it are of each kind."""

    extract: str
    left_out: int
    cells: int
    look_alikes: int
    expectations: int

    @property
    def in_words(self) -> str:
        return (
            f"{self.left_out:,} rows left out, {self.cells:,} cells emptied or noted,"
            f" {self.look_alikes:,} look-alikes, {self.expectations:,} findings of rules"
        )


def write(database: Path, folder: Path) -> list[Listed]:
    """Write `<extract>.xlsx` for each extract of which anything is to be said, into a new folder.

    Files and folder are their owner's only. The same delivery gives the same bytes.
    """
    private.make_folder(folder)
    with duckdb.connect(str(database), read_only=True) as con:
        con.execute(_FINDINGS)
        [(as_of,)] = con.execute("select as_of from raw.drop_info").fetchall()
        for extract in EXTRACTS:
            _find(con, extract)
        counts = con.execute(_COUNTS).fetchall()
        listed = [Listed(*row) for row in counts]
        for one in listed:
            _write_workbook(con, folder / f"{one.extract}.xlsx", one.extract, as_of, folder)
    private.close_tree(folder)
    return listed


_COUNTS = """
select extract,
    count(*) filter (kind = 'left_out'), count(*) filter (kind = 'cell'),
    count(*) filter (kind = 'look_alike'), count(*) filter (kind = 'expectation')
from (
    select extract, kind from findings
    union all
    select extract, 'check' from quality.expectations where not passed and extract is not null
)
group by extract order by extract
"""


def replace(folder: Path, new: Path) -> None:
    """Put the lists in `new` in the place of those of an earlier check.

    Raises StepFailed where one of them is open elsewhere; the earlier ones are then back.
    """
    private.make_folder(folder.parent)
    aside = new.with_name(f"{new.name}.old")
    try:
        if folder.exists():
            folder.rename(aside)
        new.rename(folder)
    except OSError as error:
        if aside.exists() and not folder.exists():
            aside.rename(folder)
        raise StepFailed(
            f"{folder} could not be replaced ({error.strerror}): close what has a list open, and"
            " check again."
        ) from error


def _find(con: duckdb.DuckDBPyConnection, extract: str) -> None:
    """Everything that is to be said of one extract, into `findings`."""
    names = [column.name for column in columns(extract)]
    key = names[0]
    # Personal cells are never shown: they were not stored, and their columns only have a name.
    personal = [column.name for column in columns(extract) if column.personal]
    shown = [name for name in names if name not in personal]
    con.execute(
        f"""
        insert into findings
        with named as (
            select *, list_filter({_list(names)},
                lambda name: regexp_matches(detail, '\\b' || name || '\\b')) as names
            from quality.quarantine where extract = $extract
        )
        select
            extract, 'left_out', file, line, json_extract_string(cells, '$.{key}'),
            array_to_string(names, ', '),
            case len(names)
                when 0 then null
                when 1 then json_extract_string(cells, '$.' || names[1])
                else array_to_string(list_transform(
                    list_filter(names, lambda name: not list_contains({_list(personal)}, name)),
                    lambda name: name || ': '
                        || coalesce(json_extract_string(cells, '$.' || name), '(empty)')
                ), '; ') end,
            coalesce(upper(r.words[1]) || r.words[2:] || ': ', '') || detail, n.reason, r.to_do
        from named as n
        left join read_csv($seed, all_varchar = true) as r
            on r.reason = n.reason and r.place = 'quarantine'
        """,
        {"extract": extract, "seed": str(SEEDS / "reasons.csv")},
    )
    con.execute(
        f"""
        insert into findings
        select
            i.extract, 'cell', i.file, i.line, x.{key}, i.column_name, i.delivered,
            coalesce(upper(r.words[1]) || r.words[2:], i.reason), i.reason, i.to_do
        from raw.cell_issues as i
        left join raw.accepted_{extract} as x on x.file = i.file and x.line = i.line
        left join read_csv($seed, all_varchar = true) as r
            on r.reason = i.reason and r.place = 'cell_issues'
        where i.extract = $extract
        """,
        {"extract": extract, "seed": str(SEEDS / "reasons.csv")},
    )
    con.execute(
        f"""
        insert into findings
        select
            l.extract, 'look_alike', l.file, l.line, x.{key}, null, null,
            upper(l.why[1]) || l.why[2:] || ' (line ' || l.other_line || ')', 'look_alike',
            'Look whether the two are one case; if so, remove one of them.'
        from quality.look_alikes as l
        left join raw.accepted_{extract} as x on x.file = l.file and x.line = l.line
        where l.extract = $extract
        """,
        {"extract": extract},
    )
    # A district stands in two columns, as what it was found to be.
    accepted = {"district": "x.district_name"}
    cell = " ".join(
        f"when '{name}' then {accepted.get(name, f'x.{name}::varchar')}" for name in shown
    )
    con.execute(
        f"""
        insert into findings
        select
            e.extract, 'expectation', e.file, e.line, x.{key}, e.column_name,
            case e.column_name {cell} end,
            upper(e.reason[1]) || replace(e.reason[2:], '_', ' '), e.expectation, e.to_do
        from quality.expectation_rows as e
        left join raw.accepted_{extract} as x on x.file = e.file and x.line = e.line
        where e.extract = $extract
        """,
        {"extract": extract},
    )


def _list(names: Any) -> str:
    """An SQL list of texts."""
    inside = ", ".join(f"'{name}'" for name in names)
    return f"[{inside}]::varchar[]"


def _write_workbook(
    con: duckdb.DuckDBPyConnection, path: Path, extract: str, as_of: date, temporary: Path
) -> None:
    """One workbook: the rows to mend, sorted by file and line, and the checks that failed."""
    book = xlsxwriter.Workbook(
        str(path),
        {
            "constant_memory": True,
            "tmpdir": str(temporary),
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    # Else the file would hold the minute in which it was made.
    book.set_properties({"created": datetime.combine(as_of, time())})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    rows = con.execute(
        "select * exclude (extract, kind) from findings where extract = $extract"
        " order by file nulls first, line nulls first, code, column_name, words, to_do",
        {"extract": extract},
    )
    number = 1
    while chunk := rows.fetchmany(SHEET_ROWS):
        _write_sheet(book, "Rows" if number == 1 else f"Rows {number}", COLUMNS, chunk, head, body)
        number += 1
    failed = con.execute(
        "select expectation, severity, sentence, to_do from quality.expectations"
        " where extract = $extract and not passed"
        " order by list_position(['critical', 'warning', 'info'], severity), expectation",
        {"extract": extract},
    ).fetchall()
    told = [(name, SEVERITIES[severity], *rest) for name, severity, *rest in failed]
    _write_sheet(book, "Checks", CHECKS, told, head, body)
    book.close()


def _write_sheet(
    book: Any,
    name: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[Any]],
    head: Any,
    body: Any,
) -> None:
    sheet = book.add_worksheet(name)
    for place, (heading, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, head)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(line, place, value, body)
            elif value:
                # Always as text: what looks like a formula is none.
                sheet.write_string(line, place, value[:CELL_LENGTH], body)
