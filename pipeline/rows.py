"""One extract's rows, from the view `landed` to where they belong.

`landed` holds trimmed text: `line`, then every column of the extract, null where not delivered.
Each row goes to raw.kept_<extract> or to quality.quarantine, and what was emptied in a kept row to
raw.cell_issues. The view raw.accepted_<extract> adds the columns that were not delivered: they
take no room, and no time to write.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from pipeline.cells import Context, compared, place_cells, quoted
from pipeline.judge import accepted, judged, to_do


def write(con: duckdb.DuckDBPyConnection, context: Context, file: str) -> None:
    """Judge the rows of `landed` and write them to `raw` and `quality`."""
    _make_person_keys(con, context)
    for statement in place_cells(context):
        con.execute(statement)
    _find_repeats(con, context)
    ((repeats, districts),) = con.execute(
        "select (select count(*) from repeats),"
        " (select count(*) from district_keys where la_code = ?)",
        [context.la_code],
    ).fetchall()
    context = replace(context, has_repeats=repeats > 0, has_districts=districts > 0)
    name, kept = f"{quoted(file)}::varchar", f"raw.kept_{context.extract}"
    # Every row is written once, with the verdict on it beside: nearly all of them stay. A filter
    # here would read each cell anew for each verdict that looks at it.
    con.execute(f"create table {kept} as {judged(context)}")
    con.execute(
        "create temp table judged as select line, reasons, issues"
        f" from {kept} where reasons <> '' or issues <> ''"
    )
    con.execute(f"delete from {kept} where reasons <> ''")
    for verdict in ("reasons", "issues"):
        con.execute(f"alter table {kept} drop column {verdict}")
    cells = ", ".join(one for column in context.columns for one in accepted(context, column))
    con.execute(
        f"create view raw.accepted_{context.extract} as"
        f" select {name} as file, line, {cells} from {kept}"
    )
    con.execute(_quarantine(context, name))
    con.execute(_cell_issues(context, name))
    con.execute(_look_alikes(context, name))
    con.execute("drop table judged; drop table repeats; drop table alike")


def _make_person_keys(con: duckdb.DuckDBPyConnection, context: Context) -> None:
    """A pseudonym for each person not met before: one HMAC a person, not one a row."""
    for column in context.of_kind("person"):
        if column.name in context.delivered:
            con.execute(
                f"""
                insert into person_keys
                select person_id, ehc_pseudonym(person_id)
                from (select distinct {column.name} as person_id from landed)
                anti join person_keys using (person_id)
                where person_id is not null
                """
            )


def _find_repeats(con: duckdb.DuckDBPyConnection, context: Context) -> None:
    """Two temporary tables. `alike`: rows whose id, read without case, stands more than once.
    `repeats`: of these, identical copies beyond the first, and every copy of a conflict.
    """
    key = context.key
    con.execute(
        f"""
        create temp table alike as
        select * from landed
        where lower({key}) in (
            select lower({key}) from landed
            where {key} is not null group by 1 having count(*) > 1
        )
        """
    )
    any_alike = con.execute("select count(*) from alike").fetchall()[0][0] > 0
    # Where no id stands twice, the engine need not plan how to read each cell.
    cells = [f"coalesce({compared(context, one)}, '')" for one in context.columns if any_alike]
    con.execute(
        f"""
        create temp table repeats as
        select line, contents, case when line = first then last else first end as other_line
        from (
            select
                line,
                min(line) over (partition by {key}) as first,
                max(line) over (partition by {key}) as last,
                count(distinct [{", ".join(cells)}]) over (partition by {key}) as contents
            from alike
        )
        where first < last and (contents > 1 or line > first)
        """
    )


def _quarantine(context: Context, name: str) -> str:
    """Each refused row once: the first reason, then all of them in words, and its cells."""
    cells = ", ".join(
        f"'{column.name}': x.{column.name}"
        for column in context.columns
        if not column.personal and column.name in context.delivered
    )
    return f"""
        insert into quality.quarantine
        select
            '{context.extract}', {name}, line,
            split_part(reasons, ': ', 1),
            replace(substr(reasons, strpos(reasons, ': ') + 2), chr(10), '; also '),
            {f"to_json({{{cells}}})::varchar" if cells else "'{}'"}
        from judged join landed as x using (line)
        where reasons <> ''
        order by line
        """


def _cell_issues(context: Context, name: str) -> str:
    """A row for each cell of an accepted row that was emptied or deserves a look."""
    actions = to_do(context)
    if not actions:
        return ""
    told = ", ".join(
        f"({quoted(reason)}, {quoted(column)}, {quoted(words)})"
        for (reason, column), words in actions.items()
    )
    shown = " ".join(
        f"when '{column.name}' then x.{column.name}"
        for column in context.columns
        if not column.personal
    )
    return f"""
        insert into raw.cell_issues
        with issues as (
            select line, unnest(string_split(issues, chr(10))) as issue
            from judged where reasons = '' and issues <> ''
        ),
        named as (
            select line, split_part(issue, ' ', 1) as reason, split_part(issue, ' ', 2) as named
            from issues
        ),
        shown as (
            select named.*, case named {shown} end as delivered
            from named join landed as x using (line)
        ),
        actions (reason, named, words) as (values {told})
        select
            '{context.extract}', {name}, line, named, reason, delivered,
            replace(words, '{{cell}}', replace(replace(
                coalesce(delivered, ''), '\\', '\\\\'), '"', '\\"'))
        from shown join actions using (reason, named)
        order by line, named, reason
        """


def _look_alikes(context: Context, name: str) -> str:
    """Accepted rows whose id differs from an earlier row's in upper and lower case only."""
    key = context.key
    return f"""
        insert into quality.look_alikes
        select '{context.extract}', {name}, line, first.line,
            '{key} differs from that of the other line in upper and lower case only'
        from (
            select line, {key},
                min({{'line': line, 'id': {key}}}) over (partition by lower({key})) as first
            from alike anti join (select line from judged where reasons <> '') using (line)
        )
        where {key} <> first.id
        order by line
        """
