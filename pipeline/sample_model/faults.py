"""Keying faults, as case systems have them: rows that cannot be used, and cells that cannot.

Rows that will be quarantined are put beside the good ones, so the numbers of the story stay whole.
Cells that will be emptied are spoilt in place, where no calibrated number looks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline.sample_model import days
from pipeline.sample_model.draw import Draw
from pipeline.sample_model.story import Story

Row = dict[str, Any]
Rows = list[Row]

KEYS = {
    "needs_assessments": "request_id",
    "plans": "plan_id",
    "annual_reviews": "review_id",
    "tribunals": "appeal_id",
    "advice": "advice_id",
    "health_waits": "referral_id",
}
# The columns on which a row's fault falls: first date, the stop that belongs to it, and the outcome
# with its date where an extract has one.
DATES: dict[str, tuple[str, str, str, str]] = {
    "needs_assessments": (
        "received_date",
        "request_outcome_date",
        "request_outcome",
        "request_outcome_date",
    ),
    "plans": ("start_date", "ceased_date", "", ""),
    "annual_reviews": ("meeting_date", "decision_date", "decision", "decision_date"),
    "tribunals": ("decision_date", "registered_date", "outcome", "outcome_date"),
    "advice": ("requested_date", "received_date", "", ""),
    "health_waits": ("referred_date", "first_contact_date", "", ""),
}
CLOCK_DATES = {
    "needs_assessments": "final_plan_date",
    "plans": "transfer_named_date",
    "annual_reviews": "final_plan_date",
    "tribunals": "complied_date",
    "advice": "received_date",
    "health_waits": "first_contact_date",
}
# Rows in a thousand, by what is wrong with them; a kind that an extract cannot have is left out.
ROWS_IN_THOUSAND = {
    "no_key": 0.5,
    "needed_date": 1.4,
    "clock_date_unreadable": 1.0,
    "decided_without_date": 1.6,
    "date_without_outcome": 1.2,
    "conflicting": 0.5,
    "duplicate": 1.6,
    "stop_before_start": 1.6,
    "after_extraction": 0.8,
    "before_2014": 0.8,
    "orphan": 1.2,
}
UNREADABLE = ["30/02/2026", "see file", "w/c 12 May", "2025-13-04", "tbc"]
PARENTS = {"annual_reviews": "plan_id", "advice": "request_id"}
ELSEWHERE = ["Blackpool", "Sefton", "Craven", "E07999999"]


def spoil(extracts: dict[str, Rows], seed: int, story: Story) -> dict[str, Rows]:
    """The extracts as they are delivered."""
    for extract, cells in CELLS.items():
        for cell in cells:
            _spoil_cells(extract, extracts[extract], cell, seed, story)
    return {extract: _with_bad_rows(extract, rows, seed) for extract, rows in extracts.items()}


def _with_bad_rows(extract: str, rows: Rows, seed: int) -> Rows:
    """The rows with the unusable ones among them."""
    start, stop, outcome, outcome_date = DATES[extract]
    able: dict[str, Callable[[Row], bool]] = {
        "no_key": _anywhere,
        # An appeal may stand without any date; no other row may stand without its first.
        "needed_date": lambda row: extract != "tribunals",
        "clock_date_unreadable": lambda row: row[CLOCK_DATES[extract]] is not None,
        "decided_without_date": lambda row: row.get(outcome) in DECIDED and bool(row[outcome_date]),
        "date_without_outcome": lambda row: row.get(outcome) in DECIDED and bool(row[outcome_date]),
        "conflicting": _anywhere,
        "duplicate": _anywhere,
        "stop_before_start": lambda row: bool(row[stop]) and row[start] > FIRST + 5,
        "after_extraction": lambda row: bool(row[stop]),
        "before_2014": _anywhere,
        "orphan": lambda row: extract in PARENTS,
    }
    added: dict[int, Rows] = {}
    number = 0
    for kind, share in ROWS_IN_THOUSAND.items():
        draw = Draw(seed, "rows", extract, kind)
        for _ in range(max(int(len(rows) * share / 1000), 1)):
            place = next(
                (
                    at
                    for at in (draw.whole(0, len(rows) - 1) for _ in range(400))
                    if able[kind](rows[at])
                ),
                None,
            )
            if place is None:
                break
            number += 1
            bad = _bad_rows(extract, kind, rows[place], number, draw)
            added.setdefault(place, []).extend(bad)
    return [row for at, good in enumerate(rows) for row in (good, *added.get(at, ()))]


# Outcomes that come with a date.
DECIDED = {"Y", "N", "maintain", "amend", "cease", "upheld", "part_upheld", "dismissed", "conceded"}
DECIDED |= {"consent_order", "withdrawn", "struck_out", "agreed"}


def _bad_rows(extract: str, kind: str, good: Row, number: int, draw: Draw) -> Rows:
    """A copy of a good row, under a key of its own, with the fault in it."""
    if kind == "duplicate":
        return [dict(good)]
    start, stop, outcome, outcome_date = DATES[extract]
    bad, key = dict(good), KEYS[extract]
    bad[key] = f"{good[key][:-5]}8{number:04d}"
    if "person_id" in bad:
        bad["person_id"] = f"P9{number:05d}"
    if extract == "tribunals":
        bad["request_id"] = ""
    if kind == "no_key":
        bad[key] = ""
    elif kind == "needed_date":
        bad[start] = draw.pick({"": 6, "31/11/2025": 2, "unknown": 2})
    elif kind == "clock_date_unreadable":
        bad[CLOCK_DATES[extract]] = draw.among(UNREADABLE)
    elif kind == "decided_without_date":
        bad[outcome_date] = None
    elif kind == "date_without_outcome":
        bad[outcome] = ""
    elif kind == "stop_before_start":
        bad[stop] = max(bad[start] - draw.whole(3, 300), FIRST)
    elif kind == "after_extraction":
        # Two figures of the year change places.
        bad[stop] = f"2062{days.text(bad[stop])[4:8]}{draw.whole(1, 28):02d}"
    elif kind == "before_2014":
        bad[start] = f"20{draw.whole(10, 13)}-{draw.whole(1, 12):02d}-{draw.whole(1, 28):02d}"
        if extract == "annual_reviews":
            bad["invitation_date"] = None
    elif kind == "orphan":
        bad[PARENTS[extract]] = f"{bad[PARENTS[extract]][:-5]}7{draw.whole(0, 9999):04d}"
    elif kind == "conflicting":
        return [bad, bad | {start: bad[start] - draw.whole(1, 20)}]
    return [bad]


FIRST = days.day(2014, 9)
RECENT = days.day(2025, 2)


@dataclass(frozen=True)
class CellFault:
    """A fault in one column: how many, on which rows, and what stands there instead."""

    reason: str
    column: str
    count: int
    able: Callable[[Row], bool]
    wrong: Callable[[Row, Draw], Any]


def _one_of(*values: str) -> Callable[[Row, Draw], str]:
    return lambda row, draw: draw.among(values)


def _filled(column: str) -> Callable[[Row], bool]:
    return lambda row: bool(row.get(column))


def _anywhere(row: Row) -> bool:
    return True


BIRTH = _one_of("1976-05-14", "1899-12-30", "2035-04-02", "2041-10-19")
CELLS: dict[str, list[CellFault]] = {
    "needs_assessments": [
        CellFault("unknown_code", "primary_need", 60, _anywhere, _one_of("ASC", "SLC", "ADHD")),
        CellFault("unknown_code", "sex", 25, _anywhere, _one_of("U", "9")),
        CellFault("unknown_code", "request_source", 20, _anywhere, _one_of("9", "School")),
        CellFault(
            "unknown_code",
            "request_outcome",
            8,
            # Late ones: a request of unknown outcome stays open, and few stay so for years.
            lambda row: row["request_outcome"] == "N" and row["received_date"] >= days.day(2026),
            _one_of("D", "P"),
        ),
        CellFault("unknown_district", "district", 45, _anywhere, _one_of(*ELSEWHERE)),
        CellFault(
            "date_unreadable",
            "advice_requested_date",
            25,
            _filled("advice_requested_date"),
            _one_of(*UNREADABLE),
        ),
        CellFault("birth_date", "date_of_birth", 40, _anywhere, BIRTH),
        CellFault(
            "date_beside_awaited",
            "request_outcome_date",
            12,
            lambda row: row["request_outcome"] == "A",
            lambda row, draw: row["received_date"],
        ),
    ],
    "plans": [
        CellFault("unknown_code", "primary_need", 70, _anywhere, _one_of("ASC", "BESD", "ADHD")),
        CellFault("unknown_code", "ceased_reason", 15, _filled("ceased_date"), _one_of("12", "X")),
        CellFault(
            "unknown_code",
            "next_transfer_kind",
            20,
            _filled("next_transfer_kind"),
            _one_of("KS2-KS3", "P16"),
        ),
        CellFault("unknown_district", "district", 55, _anywhere, _one_of(*ELSEWHERE)),
        CellFault("birth_date", "date_of_birth", 35, _anywhere, BIRTH),
        CellFault(
            "date_unreadable",
            "gp_informed_date",
            40,
            _filled("gp_informed_date"),
            _one_of(*UNREADABLE),
        ),
        CellFault(
            "review_before_start",
            "last_reviewed_date",
            30,
            lambda row: bool(row["last_reviewed_date"]) and row["start_date"] > FIRST + 400,
            lambda row, draw: row["start_date"] - draw.whole(10, 380),
        ),
        CellFault(
            "named_before_window",
            "transfer_named_date",
            30,
            lambda row: (
                bool(row["transfer_named_date"]) and row["next_transfer_date"] == days.day(2026, 9)
            ),
            lambda row, draw: days.day(2025, 9) - draw.whole(2, 240),
        ),
    ],
    "annual_reviews": [
        CellFault(
            "unknown_code",
            "decision",
            40,
            lambda row: (
                row["meeting_date"] > RECENT
                and bool(row["decision"])
                and not row["amendment_notice_date"]
            ),
            _one_of("Amend (minor)", "NC"),
        ),
        CellFault(
            "unknown_code",
            "health_contribution",
            60,
            _filled("health_contribution"),
            _one_of("P", "Part"),
        ),
        CellFault(
            "notice_without_amend",
            "amendment_notice_date",
            45,
            lambda row: row["meeting_date"] > RECENT and row["decision"] == "maintain",
            lambda row, draw: row["decision_date"],
        ),
    ],
    "tribunals": [
        CellFault(
            "unknown_code", "ground", 8, lambda row: not row["request_id"], _one_of("School", "B&F")
        ),
        CellFault("unknown_district", "district", 8, _anywhere, _one_of(*ELSEWHERE)),
        CellFault("unknown_authority", "la_code", 6, _anywhere, _one_of("E99999999", "LCC")),
        CellFault(
            "date_unreadable",
            "certificate_date",
            10,
            _filled("certificate_date"),
            _one_of(*UNREADABLE),
        ),
        CellFault(
            "date_unreadable",
            "dco_notified_date",
            8,
            _filled("dco_notified_date"),
            _one_of(*UNREADABLE),
        ),
        CellFault(
            "ground_not_admitted",
            "exception_ground",
            5,
            lambda row: bool(row["outcome_date"]) and not row["exception_ground"],
            _one_of("missed_appointment", "Staff sickness"),
        ),
        CellFault(
            "unknown_parent",
            "request_id",
            6,
            lambda row: (
                row["plan_id"] and not row["request_id"] and row["decision_date"] < days.day(2020)
            ),
            lambda row, draw: f"R2017-{draw.whole(1, 900):05d}",
        ),
    ],
    "advice": [
        CellFault(
            "ground_not_admitted",
            "exception_ground",
            40,
            lambda row: row["requested_date"] > days.day(2023),
            _one_of("school_closure", "No educational psychologist available"),
        ),
        CellFault(
            "half_period",
            "exception_from",
            12,
            lambda row: row["exception_ground"] == "absence_4w" and bool(row["exception_to"]),
            lambda row, draw: None,
        ),
    ],
    "health_waits": [
        CellFault(
            "unknown_code",
            "accepted",
            30,
            lambda row: row["accepted"] == "Y",
            _one_of("Maybe", "P"),
        ),
        CellFault("unknown_district", "district", 40, _anywhere, _one_of(*ELSEWHERE)),
        CellFault("unknown_authority", "la_code", 20, _anywhere, _one_of("E99999999", "LSC")),
    ],
}


def _spoil_cells(extract: str, rows: Rows, fault: CellFault, seed: int, story: Story) -> None:
    """Spoil as many cells as the fault says, each in another row."""
    draw = Draw(seed, "cells", extract, fault.reason, fault.column)
    able = [row for row in rows if fault.able(row)]
    for _ in range(min(fault.count, len(able))):
        row = able.pop(draw.whole(0, len(able) - 1))
        row[fault.column] = fault.wrong(row, draw)
