"""The verb `check`: asks Great Expectations at both gates, and keeps the answers.

The asking happens in a process of its own (`expectations.worker`), started with the run, because
Great Expectations takes seconds to import. Here are only its two ends: the commands, and the rows
of `quality.expectations`.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import duckdb

from expectations.result import Example, Result
from pipeline import places, private
from pipeline.errors import StepFailed

if TYPE_CHECKING:
    from pipeline.settings import Settings

ROOT = Path(__file__).resolve().parents[1]

_TABLE = """
    create schema if not exists quality;
    create table if not exists quality.expectations (
        gate integer, suite varchar, extract varchar, expectation varchar, severity varchar,
        passed boolean, sentence varchar, failed_rows bigint, of_rows bigint, examples varchar,
        touches varchar, to_do varchar
    );
    comment on table quality.expectations is
        'One row for each expectation of a gate: what was expected of the delivery or of a mart, '
        'and what was found.';
"""


_ROWS_TABLE = """
    create or replace table quality.expectation_rows (
        extract varchar, expectation varchar, file varchar, line bigint, column_name varchar,
        reason varchar, to_do varchar
    );
    comment on table quality.expectation_rows is
        'One row for each row of a delivery that does not meet an expectation on single rows.';
"""


class Checker:
    """Great Expectations, on call for a run. Started at once, and ready some seconds later."""

    def __init__(self, run_folder: Path, settings: Settings) -> None:
        self._settings = settings
        self._folder = run_folder.resolve()
        self._log = self._folder / "check.log"
        with private.create(self._log) as log:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "expectations.worker"],
                cwd=ROOT,
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                encoding="utf-8",
            )
        self._ready = False

    def gate(self, number: int, database: Path, *, keep_rows: bool = False) -> list[Result]:
        """Run gate 1 (the delivery, before dbt) or 2 (the marts, after it).

        The results are returned and stand in `quality.expectations`; with `keep_rows` every row
        that one of them found stands in `quality.expectation_rows`. The database is closed again.
        StepFailed if it cannot be asked.
        """
        if not self._ready:
            self._read()
            self._ready = True
        self._write(
            {
                "gate": number,
                "database": str(database.resolve()),
                "temporary": str(self._folder),
                "max_quarantined_share": str(self._settings.max_quarantined_share),
                "max_shrink_share": str(self._settings.max_shrink_share),
                "has_districts": _has_districts(self._settings),
            }
        )
        answer = self._read()
        if "error" in answer:
            raise StepFailed(
                f"An expectation could not be asked: {answer['error']}; this is a fault of the "
                "build and not of the data, so report it."
            )
        results = [_result(row) for row in answer["results"]]
        _keep(database, number, results)
        if keep_rows:
            _keep_rows(database, results)
        return results

    def close(self) -> None:
        """End the process, whatever it is doing. Can be called twice."""
        if self._child.stdin and not self._child.stdin.closed:
            # Where the process has gone already, so has its end of the pipe.
            with contextlib.suppress(OSError):
                self._child.stdin.close()
        try:
            self._child.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        if self._child.stdout:
            self._child.stdout.close()

    def __enter__(self) -> Checker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write(self, command: dict[str, Any]) -> None:
        try:
            pipe = _pipe(self._child.stdin)
            pipe.write(json.dumps(command) + "\n")
            pipe.flush()
        except OSError as error:
            raise self._gone() from error

    def _read(self) -> dict[str, Any]:
        line = _pipe(self._child.stdout).readline()
        if not line:
            raise self._gone()
        return json.loads(line)

    def _gone(self) -> StepFailed:
        return StepFailed(
            f"The process that checks the data has ended by itself: see {self._log} and run again."
        )


def critical_failure(results: Sequence[Result]) -> str | None:
    """Why nothing may be published, in one sentence, or None.

    Names the first critical expectation that failed, its count, up to three rows and what to do,
    and then any others by name.
    """
    failed = [one for one in results if one.severity == "critical" and not one.passed]
    if not failed:
        return None
    first = failed[0]
    sentence = first.sentence.removesuffix(".")
    where = ", ".join(str(example) for example in first.examples)
    others = ", ".join(f"{one.suite}.{one.expectation}" for one in failed[1:])
    to_do = first.to_do[0].lower() + first.to_do[1:].removesuffix(".")
    return (
        f"Nothing was published, because the expectation {first.suite}.{first.expectation} "
        f"failed: {sentence}"
        + (f", for example {where}" if where else "")
        + f"; {to_do}"
        + (f" (also failed: {others})" if others else "")
        + "."
    )


def _environment() -> dict[str, str]:
    """Ours, without the key of the pseudonyms: the child has no use for it."""
    return {name: value for name, value in os.environ.items() if name != "EHC_PSEUDONYM_KEY"}


def _has_districts(settings: Settings) -> bool:
    """Whether the area's geography names districts. Without any, none can be missing."""
    return any(row["la_code"] == settings.la_code for row in places.read(Path(settings.geography)))


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None  # both were asked for
    return pipe


def _result(row: dict[str, Any]) -> Result:
    return Result(**{**row, "examples": tuple(Example(**one) for one in row["examples"])})


def _keep(database: Path, gate: int, results: Sequence[Result]) -> None:
    """Put the results of one gate in the place of what stood there for it."""
    rows = [
        [
            json.dumps([asdict(one) for one in value]) if name == "examples" else value
            for name, value in vars(result).items()
            if name != "found_by"
        ]
        for result in results
    ]
    with duckdb.connect(str(database)) as connection:
        connection.execute(_TABLE)
        connection.execute("delete from quality.expectations where gate = ?", [gate])
        if rows:
            marks = ", ".join("?" for _ in rows[0])
            connection.executemany(f"insert into quality.expectations values ({marks})", rows)


def _keep_rows(database: Path, results: Sequence[Result]) -> None:
    """Put every row that an expectation found into `quality.expectation_rows`."""
    with duckdb.connect(str(database)) as connection:
        connection.execute(_ROWS_TABLE)
        for one in results:
            if one.found_by:
                connection.execute(
                    "insert into quality.expectation_rows by name"
                    " select $extract as extract, $expectation as expectation, $to_do as to_do, *"
                    f" from ({one.found_by})",
                    {
                        "extract": one.extract,
                        "expectation": one.expectation,
                        "to_do": one.to_do,
                    },
                )
