"""What a run says: progress on the screen, a line a step in `run.log`, all of it in `run.json`."""

import json
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console

from pipeline import private
from pipeline.errors import one_line

KEPT_RUNS = 20
_RUN_NAME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}(\.\d+)?")
_VERSIONED = ["ehc-plan-timeliness", "duckdb", "dbt-core", "dbt-duckdb", "great-expectations"]
_VERSIONED += ["pandas", "plotly", "jinja2"]


class Step:
    """One step of a run while it lasts; `note` is what it has to tell at its end."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.note = ""
        self.seconds = 0.0


class RunLog:
    """The log of one run: `<out>/runs/<time>/run.log`, and what stands on the screen meanwhile."""

    def __init__(self, out: Path) -> None:
        self.folder = _new_folder(out / "runs")
        self.path = self.folder / "run.log"
        self.started = datetime.now()
        self.steps: list[Step] = []
        self._file = private.create(self.path)
        self._console = Console(highlight=False, soft_wrap=True)

    def say(self, text: str) -> None:
        """Tell the user something and keep it in the log."""
        self.write(text)
        self._console.print(one_line(text), markup=False)

    def write(self, text: str) -> None:
        """Keep something in the log only."""
        line = f"{datetime.now():%Y-%m-%d %H:%M:%S} {one_line(text)}"
        print(line, file=self._file, flush=True)

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Time a step. Its line is written at its end; on a terminal it shows while it lasts."""
        step = Step(title)
        began = time.monotonic()
        try:
            with self._busy(title):
                yield step
        except BaseException:
            self.write(f"{title}: failed after {time.monotonic() - began:.1f} s")
            raise
        step.seconds = round(time.monotonic() - began, 3)
        self.steps.append(step)
        self.say(f"{title}: {step.note + ', ' if step.note else ''}{step.seconds:.1f} s")

    @contextmanager
    def _busy(self, title: str) -> Iterator[None]:
        if not self._console.is_terminal:
            yield
            return
        with self._console.status(title):
            yield

    def close(self) -> None:
        """End the log. What the run's processes left beside it is closed to others as well."""
        self._file.close()
        private.close_tree(self.folder)


def _new_folder(runs: Path) -> Path:
    """A folder for this run, named by the time; of the earlier ones the last are kept."""
    private.make_folder(runs)
    name = f"{datetime.now():%Y-%m-%dT%H-%M-%S}"
    names = [name, *(f"{name}.{number}" for number in range(1, 1000))]
    folder = next(runs / name for name in names if not (runs / name).exists())
    earlier = sorted(path for path in runs.iterdir() if _RUN_NAME.fullmatch(path.name))
    for path in earlier[: max(0, len(earlier) + 1 - KEPT_RUNS)]:
        shutil.rmtree(path, ignore_errors=True)
    return private.make_folder(folder)


def record(
    log: RunLog, database: Path, warehouse: Path, settings: dict[str, Any]
) -> dict[str, Any]:
    """What went into `database` and what came out, for `run.json`. No cell of any row is in it.

    `warehouse` is where the database file will stand once it is published.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = {
            "drop": "select * from raw.drop_info",
            "inputs": "select * from raw.files order by extract, file",
            "published_files": "select * from raw.published_files order by file",
            "reconciliation": "select * from quality.reconciliation order by extract, file",
            "expectations": "select * from quality.expectations order by all",
        }
        found = {name: _rows(connection, query) for name, query in tables.items()}
    for expectation in found["expectations"]:
        expectation["examples"] = json.loads(expectation["examples"])
    return {
        "run": log.folder.name,
        "started": f"{log.started:%Y-%m-%d %H:%M:%S}",
        "drop": found.pop("drop")[0],
        **found,
        "warehouse": str(warehouse),
        "settings": settings,
        "timings": {step.title: step.seconds for step in log.steps},
        "versions": {"python": sys.version.split()[0]}
        | {name: version(name) for name in _VERSIONED},
    }


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    result = connection.execute(query)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Write readable JSON that only its owner may read."""
    with private.create(path) as file:
        json.dump(value, file, indent=2, ensure_ascii=False, default=str)
        file.write("\n")
