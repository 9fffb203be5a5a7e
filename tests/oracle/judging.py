"""How one clock is judged: its exception, its status and its days, all as at a day."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tests.oracle import places
from tests.oracle.days import plus
from tests.oracle.rules import (
    ADMITTED,
    ADVICE_WINDOW,
    AT_LEAST,
    CLOSURES,
    CORONAVIRUS,
    LEAST_DAYS,
)


@dataclass(frozen=True)
class Ground:
    """A recorded ground with its period [start, end), and the day advice was asked."""

    name: str
    start: date | None
    end: date | None
    advice_asked: date | None = None


@dataclass(frozen=True)
class Case:
    """One case: its own id, the child, where the child lives, and the cuts of the pages."""

    case_type: str
    case_id: str
    person_id: str
    la_code: str
    district: str
    contributor: str | None = None
    need: str | None = None
    age_band: str | None = None
    appeal_ground: str | None = None


@dataclass(frozen=True)
class Clock:
    """One clock of a case; `status` and the two counts of days are the judgement.

    `cycle` counts the reviews of a plan, and is 1 for every other clock.
    """

    clock_id: str
    case: Case
    started_on: date
    due_on: date
    stopped_on: date | None
    ended_on: date | None = None
    exception_ground: str | None = None
    status: str = ""
    days_taken: int = 0
    days_overdue: int = 0
    cycle: int = 1


def happened(day: date | None, as_of: date) -> date | None:
    """The day, if it is not later than `as_of`."""
    return day if day and day <= as_of else None


def earliest(*days: date | None) -> date | None:
    """The first of those days that are known."""
    return min((day for day in days if day), default=None)


def judge(clock: Clock, ground: Ground | None, as_of: date) -> list[Clock]:
    """The clock as at a day; nothing where it starts later or its case had ended before."""
    if clock.started_on > as_of or (clock.ended_on and clock.ended_on < clock.started_on):
        return []
    stopped, ended = happened(clock.stopped_on, as_of), happened(clock.ended_on, as_of)
    if clock.clock_id in AT_LEAST:
        return _judge_minimum(clock, stopped) if stopped else []
    if stopped and ended and ended < stopped:
        stopped = None
    if stopped:
        ended = None
    excused = ground.name if ground and _stands(clock, ground, as_of) else None
    until = stopped or ended or as_of
    return [
        replace(
            clock,
            stopped_on=stopped,
            ended_on=ended,
            exception_ground=excused,
            status=_status(clock.due_on, stopped, ended, excused, as_of),
            days_taken=(until - clock.started_on).days,
            days_overdue=max(0, (until - clock.due_on).days),
        )
    ]


def _judge_minimum(clock: Clock, stopped: date) -> list[Clock]:
    short = max(0, (clock.due_on - stopped).days)
    taken = (stopped - clock.started_on).days
    status = "late" if short else "met"
    return [replace(clock, ended_on=None, status=status, days_taken=taken, days_overdue=short)]


def _status(
    due: date, stopped: date | None, ended: date | None, excused: str | None, as_of: date
) -> str:
    if ended:
        return "ended"
    if stopped and stopped <= due:
        return "met"
    if not stopped and as_of <= due:
        return "open_in_time"
    if excused:
        return "exception"
    return "late" if stopped else "open_overdue"


def _stands(clock: Clock, ground: Ground, as_of: date) -> bool:
    """Whether this clock admits a ground whose own dates do not disprove it."""
    if clock.clock_id not in ADMITTED:
        return False
    if ground.name == "coronavirus":
        if not CORONAVIRUS[0] <= clock.due_on <= CORONAVIRUS[1]:
            return False
    elif ground.name not in ADMITTED[clock.clock_id]:
        return False
    if ground.start and ground.start > as_of:
        return False
    if not ground.start or not ground.end:
        return True
    if (ground.end - ground.start).days < LEAST_DAYS.get(ground.name, -10_000):
        return False
    if ground.end <= clock.started_on or ground.start > clock.due_on:
        return False
    return not (ground.name in CLOSURES and _asked_outside(ground, as_of))


def _asked_outside(ground: Ground, as_of: date) -> bool:
    asked = happened(ground.advice_asked, as_of)
    if not asked or not ground.start or not ground.end:
        return False
    opens, closes = plus(ground.start, -ADVICE_WINDOW), plus(ground.end, -ADVICE_WINDOW)
    return not opens <= asked <= closes


def row_of(clock: Clock) -> dict[str, Any]:
    """The row of the ledger; the person keeps the id that the council delivered."""
    case = clock.case
    return {
        "clock_key": f"{clock.clock_id}:{case.case_id}:{clock.cycle}",
        "clock_id": clock.clock_id,
        "case_type": case.case_type,
        "case_id": case.case_id,
        "person_key": case.person_id,
        "la_code": case.la_code,
        "district_code": places.district_code(case.la_code, case.district),
        "district_name": case.district,
        "cut_contributor": case.contributor,
        "cut_need": case.need,
        "cut_age_band": case.age_band,
        "cut_ground": case.appeal_ground,
        "started_on": clock.started_on,
        "due_on": clock.due_on,
        "stopped_on": clock.stopped_on,
        "ended_on": clock.ended_on,
        "exception_ground": clock.exception_ground,
        "status": clock.status,
        "days_taken": clock.days_taken,
        "days_overdue": clock.days_overdue,
    }
