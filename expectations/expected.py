"""The kinds of expectation that the suites are written in.

    rows_at_most    at most so many rows of a query: shows file, line and reason of three
    known           a column filled, or within a set, in most rows
    rows_at_least   at least so many rows meet a condition
    rows_between    as many rows as is usual meet a condition
    sum_between     a column adds up to so much

Each is an expectation of Great Expectations with its own severity, wrapped with what it cannot
say itself: a sentence for a manager, the pages it touches and what to do. A sentence is one
sentence without a full stop inside, true whether the expectation passed or not; it may use
`{failed}`, `{observed}`, `{of}` (counts) and `{share}` (failed of of, in per cent).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import great_expectations.expectations as gxe
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.expectations.row_conditions import Column, OrCondition

from expectations.result import EXAMPLES, Example, Severity

__all__ = [
    "Column",
    "Expected",
    "any_of",
    "known",
    "rows_at_least",
    "rows_at_most",
    "rows_between",
    "sum_between",
]


class ExpectRowsAtMost(gxe.UnexpectedRowsExpectation):
    """Expect a query to return at most `at_most` rows, and keep a few of them as examples.

    The query selects `file`, `line`, `reason` and no more than `column_name` beside them: what it
    selects is shown to people who may not see the cells.
    """

    at_most: int = 0

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        found = metrics["unexpected_rows_query.row_count"]
        return {
            "success": found <= self.at_most,
            "result": {
                "observed_value": found,
                "details": {"examples": metrics["unexpected_rows_query.table"][:EXAMPLES]},
            },
        }


@dataclass(frozen=True)
class Expected:
    """One expectation on one table.

    `of` is how many rows it speaks of; None where Great Expectations counts them. `extract` is
    whose rows, where the suite does not say so. `examples` stand in where there is no row to show.
    `finds` is the query, from `{batch}`, that finds all rows that fail; with `each_row` every one
    of them is wrong by itself, however few there are and whether the expectation passed or not.
    """

    name: str
    table: str
    check: gxe.Expectation
    sentence: str
    touches: str
    to_do: str
    of: int | None = None
    extract: str | None = None
    counts_what_is_there: bool = False
    examples: tuple[Example, ...] = ()
    finds: str | None = None
    each_row: bool = False

    @property
    def severity(self) -> Severity:
        return self.check.severity.value  # type: ignore[return-value]


def rows_at_most(
    name: str, table: str, severity: Severity, query: str, at_most: int = 0, **said: Any
) -> Expected:
    """At most `at_most` rows of `query`, which reads `table` as `{batch}`."""
    check = ExpectRowsAtMost(
        unexpected_rows_query=query,
        at_most=at_most,
        severity=FailureSeverity(severity),
        meta={"name": name},
    )
    return Expected(name, table, check, finds=query, **said)


def known(
    name: str,
    table: str,
    column: str,
    least: Decimal,
    *,
    within: list[str] | None = None,
    unless: list[str] | None = None,
    shown: str = "",
    **said: Any,
) -> Expected:
    """A column filled, one of `within`, or none of `unless`, in a share `least` of the rows.

    `shown` is what the delivery calls the column, where we call it otherwise.
    """
    common: dict[str, Any] = {
        "column": column,
        "mostly": float(least),
        "severity": "warning",
        "meta": {"name": name},
    }
    if within is not None:
        check: gxe.Expectation = gxe.ExpectColumnValuesToBeInSet(value_set=within, **common)
        unknown = f"{column} not in ({_listed(within)})"
    elif unless is not None:
        check = gxe.ExpectColumnValuesToNotBeInSet(value_set=unless, **common)
        unknown = f"{column} in ({_listed(unless)})"
    else:
        check = gxe.ExpectColumnValuesToNotBeNull(**common)
        unknown = f"{column} is null"
    finds = (
        f"select file, line, 'not_known' as reason, '{shown or column}' as column_name"
        f" from {{batch}} where {unknown}"
    )
    return Expected(name, table, check, finds=finds, **said)


def _listed(values: list[str]) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)


def rows_at_least(
    name: str,
    table: str,
    severity: Severity,
    least: int = 1,
    where: Any = None,
    **said: Any,
) -> Expected:
    """At least `least` rows that meet the condition `where`."""
    check = gxe.ExpectTableRowCountToBeBetween(
        min_value=least,
        row_condition=where,
        severity=FailureSeverity(severity),
        meta={"name": name},
    )
    return Expected(name, table, check, counts_what_is_there=True, **said)


def rows_between(
    name: str,
    table: str,
    severity: Severity,
    least: int,
    most: int,
    where: Any,
    **said: Any,
) -> Expected:
    """From `least` to `most` rows that meet the condition `where`."""
    check = gxe.ExpectTableRowCountToBeBetween(
        min_value=least,
        max_value=most,
        row_condition=where,
        severity=FailureSeverity(severity),
        meta={"name": name},
    )
    return Expected(name, table, check, counts_what_is_there=True, **said)


def sum_between(
    name: str,
    table: str,
    severity: Severity,
    column: str,
    least: int | None = None,
    most: int | None = None,
    where: Any = None,
    **said: Any,
) -> Expected:
    """A column that adds up to between `least` and `most` over the rows that meet `where`."""
    check = gxe.ExpectColumnSumToBeBetween(
        column=column,
        min_value=least,
        max_value=most,
        row_condition=where,
        severity=FailureSeverity(severity),
        meta={"name": name},
    )
    return Expected(name, table, check, counts_what_is_there=True, **said)


def any_of(conditions: list[Any]) -> Any:
    """One of these conditions: Great Expectations takes no `|` of more than two."""
    return conditions[0] if len(conditions) == 1 else OrCondition(conditions=conditions)


def most_of(share: Decimal, rows: int) -> int:
    """The most rows that are within a share: exact, where 0.29 x 100 in binary would be 28."""
    return int((share * rows).to_integral_value(ROUND_FLOOR))


def least_of(share: Decimal, rows: int) -> int:
    """The least rows that make up a share."""
    return int((share * rows).to_integral_value(ROUND_CEILING))


def percent(share: Decimal) -> str:
    """`5%`, `2.5%`."""
    return f"{(share * 100).normalize():f}%"
