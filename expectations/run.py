"""Runs the suites of a gate and makes their results."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import great_expectations as gx

from expectations import marts
from expectations.delivery import read_delivery
from expectations.engine import Engine, open_engine
from expectations.expected import Expected
from expectations.result import Example, Result
from expectations.suites import SHAPES, Limits, suite

# Counts only: a column expectation would otherwise show the cells that it did not expect.
_COUNTS_ONLY = {"result_format": "BASIC", "partial_unexpected_count": 0}


class CannotRunError(Exception):
    """An expectation could not be asked: a fault of ours, not of the data."""


def run_gate(
    gate: int,
    database: Path,
    temporary: Path,
    limits: Limits,
    has_districts: bool,
) -> list[Result]:
    """All results of a gate, in the order of the suites. The database is closed afterwards."""
    with open_engine(database, temporary) as engine:
        if gate == 1:
            delivery = read_delivery(engine, has_districts)
            suites = {extract: suite(extract, delivery, limits) for extract in SHAPES}
        else:
            suites = marts.suites(engine)
        return [
            result
            for name, expected in suites.items()
            for result in _run_suite(engine, gate, name, expected)
        ]


def _run_suite(engine: Engine, gate: int, name: str, expected: list[Expected]) -> list[Result]:
    """One suite. It asks a table at a time, because Great Expectations does."""
    outcomes: dict[str, Any] = {}
    for table in dict.fromkeys(one.table for one in expected):
        checks = [one.check for one in expected if one.table == table]
        for outcome in _validate(engine, name, table, checks).results:
            outcomes[outcome.expectation_config.meta["name"]] = outcome
    return [_result(gate, name, one, outcomes[one.name]) for one in expected]


def _validate(engine: Engine, suite_name: str, table: str, checks: list[Any]) -> Any:
    name = f"{suite_name} on {table}"
    schema, _, relation = table.partition(".")
    try:
        asset = engine.datasource.add_table_asset(name, table_name=relation, schema_name=schema)
        batch = asset.add_batch_definition_whole_table(name)
    except Exception as error:
        raise CannotRunError(f"{suite_name}: {table} cannot be read") from error
    expectations = engine.context.suites.add(gx.ExpectationSuite(name, expectations=checks))
    definition = engine.context.validation_definitions.add(
        gx.ValidationDefinition(name=name, data=batch, suite=expectations)
    )
    return definition.run(result_format=_COUNTS_ONLY)


def _result(gate: int, suite_name: str, expected: Expected, outcome: Any) -> Result:
    found = outcome.result
    if not found:
        raise CannotRunError(f"{suite_name}.{expected.name} ({_engine_error(outcome)})")
    passed = bool(outcome.success)
    examples = [
        Example(row["file"], row["line"], row.get("column_name"), row["reason"])
        for row in found.get("details", {}).get("examples", [])
    ]
    observed = failed = 0
    if expected.counts_what_is_there:
        of = expected.of or 0
        observed = int(found["observed_value"] or 0)
        failed = 0 if passed else abs(of - observed)
    elif "unexpected_count" in found:
        failed = found["unexpected_count"]
        of = found["element_count"] - found.get("missing_count", 0)
    else:
        failed, of = found["observed_value"], expected.of or 0
    share = f"{failed / of:.1%}" if of else "0.0%"
    # What is within its limit shows rows only where each of them is wrong by itself.
    is_quiet = failed == 0 or not expected.each_row if passed else False
    return Result(
        gate=gate,
        suite=suite_name,
        extract=suite_name if gate == 1 else expected.extract,
        expectation=expected.name,
        severity=expected.severity,
        passed=passed,
        sentence=expected.sentence.format(
            failed=f"{failed:,}", observed=f"{observed:,}", of=f"{of:,}", share=share
        )
        + ".",
        failed_rows=failed,
        of_rows=of,
        examples=() if is_quiet else tuple(examples) or expected.examples,
        touches=expected.touches,
        to_do=expected.to_do[0].upper() + expected.to_do[1:] + ".",
        found_by=None if is_quiet else _found_by(expected),
    )


# Their rows are in lists of their own.
_LISTED_ELSEWHERE = ("quality.quarantine", "raw.cell_issues")


def _found_by(expected: Expected) -> str | None:
    """The query for all rows that fail, as DuckDB takes it."""
    if expected.finds is None or expected.table in _LISTED_ELSEWHERE:
        return None
    return expected.finds.format(batch=expected.table)


def _engine_error(outcome: Any) -> str:
    """The kind of an engine's error. Its text is left out: DuckDB quotes cells in some."""
    kinds = re.findall(r"_duckdb\.(\w+)", str(outcome.exception_info))
    return kinds[0] if kinds else "not an error of DuckDB"
