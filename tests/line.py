"""The middle of the line, for tests of the law: rows landed and turned into the ledger."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipeline import land, settings
from pipeline.extracts import EXTRACTS, columns
from pipeline.transform import Transformer

# All that a test of the law looks at.
LEDGER = ("+clocks",)
KEY = b"a key for tests, and for nothing else"


def write_drop(
    folder: Path, rows: dict[str, list[dict[str, Any]]], as_of: str, extracted_on: str | None = None
) -> Path:
    """A canonical drop with these rows; every column of every extract is delivered."""
    folder.mkdir(parents=True)
    (folder / "drop.toml").write_text(
        f'as_of = {as_of}\nextracted_on = {extracted_on or as_of}\nlocal_authority = "E10000017"\n',
        encoding="utf-8",
    )
    for extract in EXTRACTS:
        names = [column.name for column in columns(extract)]
        with (folder / f"{extract}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows.get(extract, []))
    return folder


def ledger(drop_folder: Path, folder: Path, models: Sequence[str] = (), **changed: Any) -> Path:
    """The warehouse of a drop, with `changed` settings; every model is built, or some of them."""
    chosen = replace(settings.load(None, drop_folder), **changed)
    drop = land.read_drop(drop_folder, chosen, None)
    warehouse = folder / "warehouse.duckdb"
    transformer = Transformer(folder, warehouse, chosen, drop.as_of, models)
    try:
        land.land(drop, warehouse, chosen, KEY, lambda note: None)
        transformer.go()
        transformer.finish()
    finally:
        transformer.close()
    return warehouse


def fetch(warehouse: Path, query: str) -> list[dict[str, Any]]:
    """Rows of a query on a warehouse, as dictionaries."""
    with duckdb.connect(str(warehouse), read_only=True) as database:
        answer = database.execute(query)
        names = [column[0] for column in answer.description or []]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def day(text: str) -> date | None:
    """An ISO date, or None for a blank."""
    return date.fromisoformat(text) if text else None
