"""What an expectation found. Imports nothing heavy: the run that asks reads it too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["critical", "warning", "info"]

# Enough to find the pattern in a file; more is a list that nobody reads.
EXAMPLES = 3


@dataclass(frozen=True)
class Example:
    """Where one row failed: never what stands in it. `line` is empty for a whole file or mart."""

    file: str
    line: int | None = None
    column: str | None = None
    reason: str | None = None

    def __str__(self) -> str:
        """`plans.csv line 12, start_date (needed_date)`, as far as it is known."""
        text = self.file if self.line is None else f"{self.file} line {self.line}"
        text += f", {self.column}" if self.column else ""
        return text + (f" ({self.reason})" if self.reason else "")


@dataclass(frozen=True)
class Result:
    """One expectation of one gate: a row of `quality.expectations`.

    `failed_rows` of `of_rows` did not meet it; some may fail and the expectation still pass, as
    far as its limit allows. `touches` are the pages that the rows feed, parted by blanks.
    `found_by` is the query that finds all rows that are wrong; None where there are none, where
    they have a list of their own or where the expectation is not about single rows.
    """

    gate: int
    suite: str
    extract: str | None
    expectation: str
    severity: Severity
    passed: bool
    sentence: str
    failed_rows: int
    of_rows: int
    examples: tuple[Example, ...]
    touches: str
    to_do: str
    found_by: str | None = None
