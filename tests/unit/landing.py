"""Small drops for the tests of the landing, written and landed for real."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from pipeline.land import LandReport, land, read_drop
from pipeline.settings import Settings

KEY = b"a key for the tests of the landing"
CASES = Path(__file__).parents[1] / "data" / "cases"

# Every drop holds the four needed extracts; a test gives the ones that it is about.
EMPTY = {
    "needs_assessments": "request_id,person_id,received_date\n",
    "plans": "plan_id,person_id,start_date\n",
    "annual_reviews": "review_id,plan_id,meeting_date\n",
    "tribunals": "appeal_id,person_id\n",
}
DROP_TOML = "as_of = 2026-10-31\nextracted_on = 2026-11-04\n"


def make_drop(folder: Path, drop_toml: str = DROP_TOML, **extracts: str | bytes) -> Path:
    """A drop in `folder`: the needed extracts, empty unless given as text or bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "drop.toml").write_text(drop_toml, encoding="utf-8", newline="")
    for extract, content in {**EMPTY, **extracts}.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / f"{extract}.csv").write_bytes(data)
    return folder


@dataclass
class Landed:
    """A landed warehouse, what the landing reported and said."""

    database: Path
    report: LandReport
    said: list[str] = field(default_factory=list)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.database), read_only=True) as con:
            return con.execute(sql).fetchall()

    def column(self, sql: str) -> list[Any]:
        return [row[0] for row in self.rows(sql)]

    def value(self, sql: str) -> Any:
        [[value]] = self.rows(sql)
        return value

    def reasons(self) -> list[tuple[str, int, str]]:
        """Extract, line and reason of every row in quarantine."""
        return self.rows("select extract, line, reason from quality.quarantine order by all")

    def issues(self) -> list[tuple[int, str, str, str | None]]:
        """Line, column, reason and delivered text of every cell issue."""
        return self.rows(
            "select line, column_name, reason, delivered from raw.cell_issues order by all"
        )


def land_folder(folder: Path, settings: Settings | None = None, **call: str) -> Landed:
    """Land a drop into a warehouse beside it."""
    settings = settings or Settings()
    drop = read_drop(folder, settings, call.get("as_of"), call.get("month"))
    said: list[str] = []
    database = folder.parent / f"{folder.name}.duckdb"
    database.unlink(missing_ok=True)
    return Landed(database, land(drop, database, settings, KEY, said.append), said)


def land_requests(tmp_path: Path, rows: str, **extracts: str | bytes) -> Landed:
    """Land one file of requests beside the other extracts."""
    return land_folder(make_drop(tmp_path / "drop", needs_assessments=rows, **extracts))
