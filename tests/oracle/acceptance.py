"""Which rows of a drop are used: dates read, codes checked, and rows refused with their reasons.

A row is a dictionary of texts as delivered. A refused row is named by its line in its file.
"""

from collections import defaultdict
from datetime import date

from tests.oracle import extracts
from tests.oracle.extracts import Row, Rows

FIRST_DAY = date(2014, 9, 1)
EMPTY = {"1900-01-01", "9999-12-31"}
Refused = dict[tuple[str, int], set[str]]
Ids = dict[str, set[str]]


def accept(delivered: Rows, extracted_on: date) -> tuple[Rows, Refused]:
    """The usable rows of every extract, dates read, and the reasons by extract and line."""
    accepted: Rows = {}
    refused: Refused = {}
    ids: Ids = {}
    for extract, key in extracts.KEYS.items():
        rows = delivered.get(extract, [])
        copies = _copies(rows, key)
        accepted[extract] = []
        for line, delivered_row in enumerate(rows, start=2):
            row = _without_awaited(extract, delivered_row)
            reasons = copies.get(line, set()) | _faults(extract, row, extracted_on)
            reasons |= _orphan(extract, row, ids)
            if reasons:
                refused[extract, line] = reasons
            else:
                accepted[extract].append(_read(extract, row, ids))
        ids[extract] = {row[key] for row in accepted[extract]}
    return accepted, refused


def _copies(rows: list[Row], key: str) -> dict[int, set[str]]:
    """Lines that share their key: all where contents differ, else those after the first."""
    lines: dict[str, list[int]] = defaultdict(list)
    for line, row in enumerate(rows, start=2):
        if row.get(key):
            lines[row[key]].append(line)
    found: dict[int, set[str]] = {}
    for same_key in lines.values():
        first = _content(rows[same_key[0] - 2])
        if all(_content(rows[line - 2]) == first for line in same_key):
            found |= {line: {"duplicate"} for line in same_key[1:]}
        else:
            found |= {line: {"conflicting"} for line in same_key}
    return found


def _content(row: Row) -> Row:
    return {column: text for column, text in row.items() if text}


def _without_awaited(extract: str, row: Row) -> Row:
    """The row, where a date stands beside a decision that is awaited: without that date."""
    for outcome, column, due in extracts.OUTCOMES.get(extract, ()):
        if due and row.get(outcome) == "A":
            row = row | {column: ""}
    return row


def _date(text: str | None) -> date | None:
    """A date; None for a blank or for what is no date."""
    if not text or text in EMPTY:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _unreadable(text: str | None) -> bool:
    return bool(text) and text not in EMPTY and _date(text) is None


def _dates(extract: str) -> list[str]:
    needed = [extracts.NEEDED_DATE[extract]] if extract in extracts.NEEDED_DATE else []
    return [*needed, *extracts.CLOCK_DATES[extract], *extracts.OTHER_DATES[extract]]


def _faults(extract: str, row: Row, extracted_on: date) -> set[str]:
    """What makes a row useless on its own."""
    found = set()
    if not all(row.get(name) for name in (extracts.KEYS[extract], *extracts.NEEDED[extract])):
        found.add("no_key")
    needed = extracts.NEEDED_DATE.get(extract)
    if needed and _date(row.get(needed)) is None:
        found.add("needed_date")
    if any(_unreadable(row.get(name)) for name in extracts.CLOCK_DATES[extract]):
        found.add("clock_date_unreadable")
    for name in _dates(extract):
        day = _date(row.get(name))
        if day and day > extracted_on and name not in extracts.PLANNED:
            found.add("after_extraction")
        if day and day < FIRST_DAY:
            found.add("before_2014")
    for outcome, column, due in extracts.OUTCOMES.get(extract, ()):
        code, day = row.get(outcome), _date(row.get(column))
        if code and not day and (not due or code in due):
            found.add("decided_without_date")
        if day and not code:
            found.add("date_without_outcome")
    if any(_before(row, start, stop) for start, stop in _pairs(extract, row)):
        found.add("stop_before_start")
    return found


def _before(row: Row, start: str, stop: str) -> bool:
    first, last = _date(row.get(start)), _date(row.get(stop))
    return bool(first and last and last < first)


def _pairs(extract: str, row: Row) -> list[tuple[str, str]]:
    """Starts with their stops and ends, as far as the row's own codes set them going."""
    found = list(extracts.PAIRS[extract])
    for column, code, start, stop in extracts.PAIRS_WHERE.get(extract, ()):
        if row.get(column) == code:
            found.append((start, stop))
    return found


def _orphan(extract: str, row: Row, ids: Ids) -> set[str]:
    for column, parent, needed in extracts.PARENTS.get(extract, ()):
        if needed and row.get(column) not in ids[parent]:
            return {"orphan"}
    return set()


def _read(extract: str, row: Row, ids: Ids) -> Row:
    """A usable row: its dates as dates, what is no code or no parent emptied."""
    read = dict(row)
    for name in _dates(extract):
        read[name] = _date(row.get(name))
    for name, codes in extracts.CODES[extract].items():
        if row.get(name) not in codes:
            read[name] = None
    for column, parent, _ in extracts.PARENTS.get(extract, ()):
        if row.get(column) not in ids[parent]:
            read[column] = None
    if "date_of_birth" in row:
        read["date_of_birth"] = _date(row["date_of_birth"])
    if extract == "plans" and _before(row, "start_date", "last_reviewed_date"):
        read["last_reviewed_date"] = None
    if extract == "annual_reviews":
        read["decision"] = extracts.DECISIONS.get(read["decision"], read["decision"])
    return read
