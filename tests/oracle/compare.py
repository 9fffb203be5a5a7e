"""The two reckonings side by side, and what a person needs to see where they differ."""

from collections.abc import Iterator
from typing import Any

from tests.oracle import extracts
from tests.oracle.acceptance import Refused
from tests.oracle.extracts import Row, Rows

Ledger = dict[str, dict[str, Any]]
SHOWN = 5  # differing clocks
SAME_FOR_A_CHILD = {"person_id", "la_code", "district", "date_of_birth", "primary_need"}


def by_key(rows: list[dict[str, Any]]) -> Ledger:
    """The rows of a ledger by their key, which must be unique."""
    found = {row["clock_key"]: row for row in rows}
    assert len(found) == len(rows), "a clock_key stands in the ledger twice"
    return found


def differing(reckoned: Ledger, built: Ledger) -> list[str]:
    """Keys of the clocks that are missing, surplus or different in any column but the person's."""
    return sorted(
        key
        for key in reckoned.keys() | built.keys()
        if _but_person(reckoned.get(key)) != _but_person(built.get(key))
    )


def _but_person(row: dict[str, Any] | None) -> dict[str, Any] | None:
    return row and {name: cell for name, cell in row.items() if name != "person_key"}


def report(keys: list[str], reckoned: Ledger, built: Ledger, rows: Rows) -> str:
    """The first differing clocks: both rows, and the rows of the extracts behind them."""
    lines = [f"{len(keys):,} clocks differ. The first of them:"]
    for key in keys[:SHOWN]:
        ours, theirs = reckoned.get(key), built.get(key)
        lines += ["", f"{key}: {_how(ours, theirs)}"]
        lines += [f"  reckoned  {_short(ours)}", f"  ledger    {_short(theirs)}"]
        case_id = (ours or theirs or {})["case_id"]
        lines += [f"    {extract} {_short(row)}" for extract, row in _case(case_id, rows)]
    return "\n".join(lines)


def _how(ours: dict[str, Any] | None, theirs: dict[str, Any] | None) -> str:
    if ours is None:
        return "not reckoned, but in the ledger"
    if theirs is None:
        return "reckoned, but not in the ledger"
    names = [name for name in ours if name != "person_key" and ours[name] != theirs[name]]
    return ", ".join(names)


def _short(row: dict[str, Any] | None) -> str:
    """The cells that are filled and not the same for every row of a child."""
    if row is None:
        return "no row"
    filled = {name: str(cell) for name, cell in row.items() if cell not in (None, "")}
    return ", ".join(f"{n}={c}" for n, c in filled.items() if n not in SAME_FOR_A_CHILD)


def _case(case_id: str, rows: Rows) -> Iterator[tuple[str, Row]]:
    """The rows of a case, of the request or plan it is about, and of what names the same."""
    child = case_id.split("-")[0] + "-"
    family = [
        (extract, row)
        for extract, key in extracts.KEYS.items()
        for row in rows[extract]
        if row[key].startswith(child)
    ]
    own = [row for extract, row in family if row[extracts.KEYS[extract]] == case_id]
    about = {case_id, *(row.get(name) for row in own for name in ("request_id", "plan_id"))}
    for extract, row in family:
        named = {row[extracts.KEYS[extract]], row.get("request_id"), row.get("plan_id")}
        if named & (about - {None, ""}):
            yield extract, row


def refusals_report(refused: Refused, quarantined: dict[tuple[str, int], str], rows: Rows) -> str:
    """The first rows that one side quarantines and the other does not, or for another reason."""
    lines = []
    for extract, line in sorted(refused.keys() | quarantined.keys()):
        reasons = refused.get((extract, line), set())
        reason = quarantined.get((extract, line))
        if reason not in reasons:
            row = _short(rows[extract][line - 2])
            lines.append(f"{extract} {line}: {sorted(reasons)}, quarantine: {reason}: {row}")
    return "\n".join([f"{len(lines):,} rows differ", *lines[:SHOWN]]) if lines else ""


def people_mixed_up(reckoned: Ledger, built: Ledger) -> list[str]:
    """Keys of clocks whose person shares a pseudonym with another, or has two."""
    pseudonyms: dict[str, str] = {}
    people: dict[str, str] = {}
    found = []
    for key in sorted(reckoned.keys() & built.keys()):
        person, pseudonym = reckoned[key]["person_key"], built[key]["person_key"]
        same_key = pseudonyms.setdefault(person, pseudonym) == pseudonym
        if not same_key or people.setdefault(pseudonym, person) != person:
            found.append(key)
    return found
