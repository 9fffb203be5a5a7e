"""The ledger against a second reckoning from the texts of the law, row by row, every column.

Each run is one drop of many made-up case histories, landed and built once.
"""

from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.line import LEDGER, fetch, ledger, write_drop
from tests.oracle import compare
from tests.oracle.acceptance import Refused, accept
from tests.oracle.compare import Ledger
from tests.oracle.days import plus
from tests.oracle.extracts import Rows
from tests.oracle.histories import DAYS_BEHIND, gather
from tests.oracle.judging import row_of
from tests.oracle.reckoning import ledger as reckon
from tests.oracle.rules import ADVICE_GROUNDS, REMEDY_GROUNDS, STATUSES, Readings

# Standards of the health pathways, in weeks: the area's own, so that every limit is set here.
WEEKS = {
    "health_neurodivergent": 18,
    "health_speech_and_language": 12,
    "health_community_paediatrics": 20,
    "health_physiotherapy": 13,
    "health_camhs": 4,
}
LEAST_CLOCKS = 100_000
LEAST_OF_A_STATUS = 20
LEAST_OF_A_GROUND = 200


@dataclass(frozen=True)
class Run:
    """A day of the ledger, how many histories are tried, and the readings of the law."""

    as_of: date
    histories: int
    readings: Readings


ON_RECEIPT = Readings(day_one_is_receipt=True, combined_order_weeks=2, local_standards=WEEKS)
ON_THE_DAY = Readings(
    phase_transfer_on_the_day=True, review_on_the_anniversary=True, local_standards=WEEKS
)
STRICT = Readings(local_standards=WEEKS)
RUNS = {
    "main": Run(date(2026, 10, 31), 9_000, STRICT),
    "weeks from the day of receipt, in autumn 2020": Run(date(2020, 9, 30), 700, ON_RECEIPT),
    "transfers and reviews on the day, on a 29 February": Run(date(2024, 2, 29), 700, ON_THE_DAY),
    "at the end of a year": Run(date(2026, 12, 31), 500, STRICT),
}


@dataclass(frozen=True)
class Outcome:
    """What a run delivered, and what both reckonings made of it."""

    rows: Rows
    reckoned: Ledger
    refused: Refused
    built: Ledger
    quarantined: dict[tuple[str, int], str]


Outcomes = dict[str, Future[Outcome]]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """Every run, reckoned by the oracle and built by the project's own line, two at a time."""
    folder = tmp_path_factory.mktemp("oracle")
    drawn = {name: gather(run.as_of, WEEKS, run.histories) for name, run in RUNS.items()}
    with ThreadPoolExecutor(max_workers=2) as pool:
        return {
            name: pool.submit(_outcome, run, drawn[name], folder / name)
            for name, run in RUNS.items()
        }


def _outcome(run: Run, rows: Rows, folder: Path) -> Outcome:
    """Both reckonings of a run."""
    extracted_on = plus(run.as_of, DAYS_BEHIND)
    folder.mkdir()
    drop = write_drop(folder / "drop", rows, run.as_of.isoformat(), extracted_on.isoformat())
    warehouse = ledger(drop, folder, LEDGER, **asdict(run.readings))
    accepted, refused = accept(rows, extracted_on)
    clocks = [row_of(clock) for clock in reckon(accepted, run.as_of, run.readings)]
    quarantine = fetch(warehouse, "select extract, line, reason from quality.quarantine")
    return Outcome(
        rows=rows,
        reckoned=compare.by_key(clocks),
        refused=refused,
        built=compare.by_key(fetch(warehouse, "select * from marts.clocks")),
        quarantined={(row["extract"], row["line"]): row["reason"] for row in quarantine},
    )


def test_the_histories_try_every_status_of_every_clock_and_every_ground(
    outcomes: Outcomes,
) -> None:
    rows = outcomes["main"].result().reckoned.values()
    assert len(rows) >= LEAST_CLOCKS
    seen = Counter((row["clock_id"], row["status"]) for row in rows)
    assert seen.keys() == {(clock, status) for clock in STATUSES for status in STATUSES[clock]}
    assert not {pair: count for pair, count in seen.items() if count < LEAST_OF_A_STATUS}
    grounds = Counter(row["exception_ground"] for row in rows if row["exception_ground"])
    assert grounds.keys() == REMEDY_GROUNDS | ADVICE_GROUNDS | {"coronavirus"}
    assert not {ground: count for ground, count in grounds.items() if count < LEAST_OF_A_GROUND}


@pytest.mark.parametrize("name", RUNS)
def test_every_row_and_column_of_the_ledger_agrees(outcomes: Outcomes, name: str) -> None:
    outcome = outcomes[name].result()
    both = outcome.reckoned, outcome.built
    keys = compare.differing(*both)
    if keys:
        pytest.fail(compare.report(keys, *both, outcome.rows), pytrace=False)


@pytest.mark.parametrize("name", RUNS)
def test_the_same_rows_are_quarantined_each_for_one_of_its_faults(
    outcomes: Outcomes, name: str
) -> None:
    outcome = outcomes[name].result()
    both = outcome.refused, outcome.quarantined
    differences = compare.refusals_report(*both, outcome.rows)
    if differences:
        pytest.fail(differences, pytrace=False)


@pytest.mark.parametrize("name", RUNS)
def test_one_person_has_one_pseudonym_and_nobody_elses(outcomes: Outcomes, name: str) -> None:
    outcome = outcomes[name].result()
    assert not compare.people_mixed_up(outcome.reckoned, outcome.built)
