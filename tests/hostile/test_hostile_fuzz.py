"""Bytes that chance made, landed: whatever comes, nothing is lost, told or different twice.

Nothing here is left to the clock or to an earlier run: the same examples are tried every time.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline.errors import EhcError
from pipeline.extracts import columns
from pipeline.land import land, read_drop
from pipeline.settings import Settings
from tests.hostile.trial import KEY, make

# Stands in every personal and every unlisted cell; no byte of it may be left anywhere.
MARK = "Qzx"
EXTRACT = "plans"
NAMES = [column.name for column in columns(EXTRACT)]
FEW = settings(
    max_examples=10,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def row(number: int) -> list[str]:
    cells = {"plan_id": f"E{number:05}", "start_date": f"2025-0{number % 9 + 1}-17"}
    cells |= {"person_id": f"{MARK}{number}", "date_of_birth": f"{MARK}15"}
    cells |= {"sex": "F", "primary_need": "ASD", "pfa_outcomes": "Y"}
    return [*(cells.get(name, "") for name in NAMES), f"{MARK} Bloggs", f"A{number} {MARK}"]


def sample(delimiter: str = ",") -> str:
    lines = [[*NAMES, "surname", "note"], *(row(number) for number in range(12))]
    return "".join(delimiter.join(cells) + "\n" for cells in lines)


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder for all the drops of this module."""
    folder = Path(tempfile.mkdtemp())
    yield folder
    shutil.rmtree(folder)


def outcome_of(folder: Path) -> tuple[str, list[object]]:
    """What was said, and all rows that landed; the invariants hold on the way."""
    database = folder.with_name("fuzz.duckdb")
    database.unlink(missing_ok=True)
    said: list[str] = []
    try:
        land(read_drop(folder, Settings(), None), database, Settings(), KEY, said.append)
    except EhcError as error:
        assert error.exit_code in (2, 5)
        assert str(error).isprintable()
        return str(error), []
    assert not database.with_name(f"{database.name}.landing").exists()
    found: list[object] = []
    with duckdb.connect(str(database), read_only=True) as con:
        for landed, accepted, quarantined, aside in con.execute(
            "select landed, accepted, quarantined, set_aside from quality.reconciliation"
        ).fetchall():
            assert landed == accepted + quarantined + aside
        tables = con.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        for schema, table in sorted(tables):
            rows = con.execute(f"select * from {schema}.{table} order by all").fetchall()
            found.append((schema, table, rows))
    assert MARK.encode() not in database.read_bytes()
    return "\n".join(said), found


def check(place: Path, data: bytes, name: str = f"{EXTRACT}.csv") -> None:
    """Land a file: nothing personal is stored or said. Some are landed twice, to be alike."""
    folder = place / "drop"
    shutil.rmtree(folder, ignore_errors=True)
    make(folder)
    (folder / f"{EXTRACT}.csv").unlink()
    (folder / name).write_bytes(data)
    said, found = outcome_of(folder)
    assert MARK not in said
    if found and sum(data) % 3:
        return
    again, found_again = outcome_of(folder)
    assert (again, found_again) == (said, found)


def test_the_marker_would_be_found(place: Path) -> None:
    """What the others look for is there to be found, and a good file has none of it."""
    assert sample().count(MARK) == 12 * 4
    check(place, sample().encode())
    kept = sample().replace("ASD", MARK).encode()
    with pytest.raises(AssertionError):
        check(place, kept)


@FEW
@given(data=st.binary(max_size=2_000), form=st.sampled_from([".csv", ".csv.gz", ".xlsx"]))
def test_bytes_of_any_kind(place: Path, data: bytes, form: str) -> None:
    check(place, data, EXTRACT + form)


@FEW
@given(data=st.binary(max_size=2_000))
def test_bytes_below_good_headings(place: Path, data: bytes) -> None:
    check(place, (",".join(NAMES) + "\n").encode() + data)


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["flip", "insert", "delete", "double", "cut"]),
        st.floats(0, 1, exclude_max=True),
        st.integers(1, 60),
        st.sampled_from([b'"', b",", b"\n", b"\r", b"\0", b"\xff", b"\xc3", b";", b'"\n"', b"'"]),
    ),
    min_size=1,
    max_size=6,
)


def edited(data: bytes, edits: list[tuple[str, float, int, bytes]]) -> bytes:
    for kind, share, length, piece in edits:
        place = int(share * len(data))
        if kind == "flip":
            data = (
                data[:place]
                + bytes(255 - one for one in data[place : place + 1])
                + data[place + 1 :]
            )
        elif kind == "insert":
            data = data[:place] + piece + data[place:]
        elif kind == "delete":
            data = data[:place] + data[place + length :]
        elif kind == "double":
            data = data[:place] + data[place : place + length] + data[place:]
        else:
            data = data[: max(place, 1)]
    return data


@settings(FEW, max_examples=20)
@given(
    edits=EDITS,
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_a_good_file_gone_wrong(
    place: Path, edits: list[tuple[str, float, int, bytes]], delimiter: str, encoding: str
) -> None:
    check(place, edited(sample(delimiter).encode(encoding), edits))


CELLS = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    [
        "NULL",
        "-",
        "N/A",
        "Y",
        "n",
        "\u00a0",
        "\ufeff",
        "2025-02-30",
        "01/01/1900",
        "=1",
        '"',
        "12.0",
    ]
)


@settings(FEW, max_examples=10)
@given(rows=st.lists(st.lists(CELLS, min_size=len(NAMES), max_size=len(NAMES)), max_size=4))
def test_any_text_in_every_column(place: Path, rows: list[list[str]]) -> None:
    personal = {column.name for column in columns(EXTRACT) if column.personal}
    lines = [NAMES]
    for cells in rows:
        lines.append(
            [
                MARK + cell if name in personal else cell.replace(MARK, "")
                for name, cell in zip(NAMES, cells, strict=True)
            ]
        )
    quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    check(place, ("\n".join(quoted) + "\n").encode())
