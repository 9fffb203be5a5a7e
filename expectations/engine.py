"""Great Expectations on DuckDB: the one place that knows how the two go together.

Great Expectations ships no DuckDB data source, and its SQL engine closes a connection before it
fetches the answer, with which DuckDB's answer is lost. So the connection is kept until `close`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import great_expectations as gx
import sqlalchemy
from great_expectations.data_context import AbstractDataContext
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.execution_engine import SqlAlchemyExecutionEngine

# `type` is a field of the data source below, which hides the built-in there.
_EngineClass = type[SqlAlchemyExecutionEngine]

# Next to the run itself and the parsed transformation there is room for this much on a machine of
# 4 GB. What does not fit goes to the run's own folder.
MEMORY_LIMIT = "1GB"


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """Runs every query of a gate over one kept connection."""

    @contextmanager
    def get_connection(self) -> Iterator[sqlalchemy.Connection]:
        """The kept connection. A query that fails is rolled back, so that it fails alone."""
        if self._connection is None:
            self._connection = self.engine.connect()
        try:
            yield self._connection
        except Exception:
            self._connection.rollback()
            raise

    def close(self) -> None:
        """Let go of the file, so that another process can open it."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self.engine.dispose()


class DuckDBDatasource(SQLDatasource):
    """Registered by Great Expectations as `context.data_sources.add_duckdb`."""

    type: Literal["duckdb"] = "duckdb"  # type: ignore[assignment]

    @property
    def execution_engine_type(self) -> _EngineClass:
        return DuckDBExecutionEngine


class Engine:
    """One open warehouse: for suites through `datasource`, for counts through `rows`."""

    def __init__(self, context: AbstractDataContext, datasource: SQLDatasource) -> None:
        self.context = context
        self.datasource = datasource
        self._execution: SqlAlchemyExecutionEngine = datasource.get_execution_engine()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """All rows of an answer, as plain tuples."""
        answer = self._execution.execute_query(sqlalchemy.text(query))
        return [tuple(row) for row in answer.fetchall()]

    def close(self) -> None:
        """Close both engines: the data source keeps one of its own to look tables up with."""
        self._execution.close()
        self.datasource.get_engine().dispose()


@contextmanager
def open_engine(database: Path, temporary: Path) -> Iterator[Engine]:
    """A warehouse file opened for reading only, and closed again whatever happens.

    The context lives in memory: no project folder, no Data Docs, nothing sent anywhere.
    """
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    datasource = context.data_sources.add_duckdb(  # type: ignore[attr-defined]
        "warehouse",
        connection_string=f"duckdb:///{database.resolve().as_posix()}",
        create_temp_table=False,
        kwargs={
            "connect_args": {
                "read_only": True,
                "config": {
                    "memory_limit": MEMORY_LIMIT,
                    "temp_directory": str(temporary.resolve()),
                },
            }
        },
    )
    engine = Engine(context, datasource)
    try:
        yield engine
    finally:
        engine.close()
