"""A drop tried in a process of its own: what stops it, or what lands, within a time."""

from __future__ import annotations

import multiprocessing
import re
import traceback
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.errors import EhcError
from pipeline.extracts import EXTRACTS
from pipeline.land import land, read_drop
from pipeline.settings import Settings
from pipeline.sources import book, delimited

SECONDS = 60  # far more than any of these takes on a slow machine; a hang takes longer
KEY = b"a key for the hostile tests"
HEADINGS = {
    "needs_assessments": "request_id,person_id,received_date\n",
    "plans": "plan_id,person_id,start_date\n",
    "annual_reviews": "review_id,plan_id,meeting_date\n",
    "tribunals": "appeal_id,person_id\n",
}
LIMITED = {"delimited": delimited, "book": book}


@dataclass(frozen=True)
class Outcome:
    """What became of a drop. `code` is an exit code; None: what no user should ever see."""

    code: int | None
    text: str  # the sentence that stopped it, or all that the landing said
    database: Path

    def refused(self, code: int, pattern: str) -> None:
        """It stopped with this code and one readable sentence."""
        assert self.code == code, self.text
        assert re.search(pattern, self.text), self.text
        assert self.text.isprintable() and self.text.endswith(".") and len(self.text) < 800
        assert not re.search(r"Traceback|Error\b|File \"", self.text), self.text

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.database), read_only=True) as con:
            return con.execute(sql).fetchall()

    def landed(self, extract: str = "plans") -> tuple[int, int, int]:
        """It landed, and every row is in one place: those landed, accepted, in quarantine."""
        assert self.code == 0, self.text
        for name, file, landed, accepted, quarantined, aside in self.rows(
            "select * from quality.reconciliation"
        ):
            assert landed == accepted + quarantined + aside
            counted = self.rows(
                f"select (select count(*) from raw.accepted_{name} where file = '{_sql(file)}'),"
                " (select count(*) from quality.quarantine"
                f" where extract = '{name}' and file = '{_sql(file)}')"
            )
            assert counted == [(accepted, quarantined)]
        [found] = self.rows(
            "select sum(landed)::int, sum(accepted)::int, sum(quarantined)::int"
            f" from quality.reconciliation where extract = '{extract}'"
        )
        return found  # type: ignore[return-value]

    def reasons(self) -> list[tuple[int, str]]:
        """Line and reason of every row in quarantine."""
        return self.rows("select line, reason from quality.quarantine order by line")  # type: ignore[return-value]


def _sql(text: str) -> str:
    return text.replace("'", "''")


def make(folder: Path, **extracts: str | bytes) -> Path:
    """A drop of the needed extracts, with their headings alone where no content is given."""
    folder.mkdir(parents=True)
    (folder / "drop.toml").write_text("as_of = 2026-10-31\nextracted_on = 2026-11-04\n")
    for extract, content in {**HEADINGS, **extracts}.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / f"{extract}.csv").write_bytes(data)
    return folder


def instead(folder: Path, name: str, data: bytes, **extracts: str | bytes) -> Path:
    """A drop whose plans are another file."""
    make(folder, **extracts)
    (folder / "plans.csv").unlink()
    (folder / name).write_bytes(data)
    return folder


def attempt(
    folder: Path, limits: Mapping[str, int] | None = None, between: str | None = None
) -> Outcome:
    """Look at a drop and land it. `limits` lowers one, as {"delimited.MAX_BYTES": 10}; `between`
    is Python that runs after the look and before the landing, with `folder`.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (limits or {}).items():
            module, constant = name.split(".")
            patch.setattr(LIMITED[module], constant, value)
        return _attempt(folder, between)


def _attempt(folder: Path, between: str | None) -> Outcome:
    said: list[str] = []
    database = folder.with_name(f"{folder.name}.duckdb")
    database.unlink(missing_ok=True)
    try:
        drop = read_drop(folder, Settings(), None)
        if between:
            exec(between, {"folder": folder})
        land(drop, database, Settings(), KEY, said.append)
    except EhcError as error:
        return Outcome(error.exit_code, str(error), database)
    except BaseException:
        return Outcome(None, traceback.format_exc(), database)
    assert not database.with_name(f"{database.name}.landing").exists(), "something stayed behind"
    assert {f"accepted_{extract}" for extract in EXTRACTS} <= {
        name for (name,) in Outcome(0, "", database).rows("select view_name from duckdb_views()")
    }
    return Outcome(0, "\n".join(said), database)


class Trials:
    """Tries drops one after another in a second process, which a crash or a hang does not spare."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def __call__(
        self, folder: Path, limits: Mapping[str, int] | None = None, between: str | None = None
    ) -> Outcome:
        if self._pool is None:
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=spawn)
        try:
            return self._pool.submit(attempt, folder, limits, between).result(timeout=SECONDS)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._pool is None:
            return
        for process in self._pool._processes.values():
            process.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = None
