"""What `ehc explain` says of a case: its clocks, and how each came to its verdict."""

from dataclasses import dataclass
from datetime import date
from typing import Any

Row = dict[str, Any]

ROLES = ("started", "counted", "set", "stopped", "ended")


@dataclass(frozen=True)
class Evidence:
    """A delivered cell that shows a day of a clock. `role` is one of ROLES.

    Where `dated` is false, an end had no day of its own and lies on the latest event of its row.
    """

    role: str
    day: date
    extract: str
    file: str
    line: int
    column: str
    dated: bool


@dataclass(frozen=True)
class RecordedGround:
    """A recorded ground, its period, and what became of it. `stands` says whether it excuses."""

    ground: str
    first_day: date | None
    back_on: date | None
    advice_asked_on: date | None
    fate: str
    stands: bool
    words: str


@dataclass(frozen=True)
class OtherReading:
    """What the other value of a setting would change: the last day, the status, the days over."""

    setting: str
    value: str
    due_on: date
    status: str
    days_overdue: int
    flips: bool


@dataclass(frozen=True)
class Counted:
    """A column of clock_monthly in which the clock counts, in a month or at the ends of several.

    `last` is None while it still counts at each new month's end.
    """

    column: str
    first: date
    last: date | None


@dataclass(frozen=True)
class Clock:
    """One clock of a case: its ledger row, its rule, and how the one follows from the other."""

    clock_key: str
    clock_id: str
    title: str
    rule: str
    source: str
    source_url: str
    family: bool
    district: str
    started_on: date
    due_on: date
    stopped_on: date | None
    ended_on: date | None
    exception_ground: str | None
    status: str
    status_label: str
    days_taken: int
    days_overdue: int
    sum: str
    evidence: tuple[Evidence, ...]
    exception: RecordedGround | None
    settings: tuple[OtherReading, ...]
    counted: tuple[Counted, ...]


@dataclass(frozen=True)
class Case:
    """One case with its clocks. `notes` are cells of its row that were emptied or logged."""

    case_type: str
    case_id: str
    file: str
    line: int
    as_of: date
    clocks: tuple[Clock, ...]
    notes: tuple[str, ...]
