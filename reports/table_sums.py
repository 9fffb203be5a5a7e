"""The other tables as the published edition shows them: reviews, advice, appeals, the national
statistics, and what the settings of the law would change.

Their cells are (table, level, area, measure, ...), like those of a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reports.clock_sums import LENGTHS, ClockSums
from reports.marts import (
    ABOVE_LOCALITY,
    ADVICE_AGE_COUNTS,
    ADVICE_COUNTS,
    APPEAL_COUNTS,
    FLIP_COUNTS,
    FLOWS,
    MONTHS,
    Key,
    Marts,
)
from reports.sums import Cell, Sums

# The national statistics: total, its parts. What the parts leave of it is a cell of its own.
DFE_PARTS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "requests": (
        (
            "requests_received_in_year",
            (
                "requests_decided_to_assess",
                "requests_decided_not_to_assess",
                "requests_decision_not_made",
                "requests_withdrawn",
            ),
        ),
        (
            "requests_received_in_year",
            ("request_outcome_six_weeks", "request_outcome_over_6_weeks"),
        ),
    ),
    "assessments": (
        ("assess_in_year", ("assess_issued", "assess_not_issued", "assess_withdrawn")),
        ("assess_not_issued", ("outcome_decision_within_time", "outcome_decision_over_time")),
    ),
    "annual_reviews": (
        ("total_ehc_plans", ("review_expected", "review_not_expected")),
        ("review_expected", ("review_meeting_year", "review_meeting_prior", "no_review_meeting")),
        ("total_ehc_plans", ("decision_4_weeks", "decision_over_4_weeks")),
    ),
}
TIMELINESS_BANDS = (
    ("plans_issued_within_20_weeks", "plans_issued_20_weeks_ex"),
    ("plans_issued_gt20weeks_ltyear", "plans_issued_gt20weeks_ltyear_ex"),
    ("plans_issued_gt_1_year", "plans_issued_gt_1_year_ex"),
)
WITH_APPEALED = "_with_appealed"
DFE_PARTS["timeliness"] = tuple(
    part
    for suffix in ("", WITH_APPEALED)
    for part in (
        (f"plans_issued_den{suffix}", tuple(f"{band}{suffix}" for band, _ in TIMELINESS_BANDS)),
        (f"plans_issued_den_ex{suffix}", tuple(f"{ex}{suffix}" for _, ex in TIMELINESS_BANDS)),
        (f"plans_issued_den{suffix}", (f"plans_issued_den_ex{suffix}",)),
        *((f"{band}{suffix}", (f"{ex}{suffix}",)) for band, ex in TIMELINESS_BANDS),
    )
) + tuple(
    (f"{name}{WITH_APPEALED}", (name,))
    for name in ("plans_issued_den", "plans_issued_den_ex", *sum(TIMELINESS_BANDS, ()))
)
# Each percentage and mean of the national statistics, with the counts that it is made of.
DFE_RATES: dict[str, tuple[str, ...]] = {
    "request_assess_pc": ("requests_decided_to_assess", "requests_received_in_year"),
    "request_not_assess_pc": ("requests_decided_not_to_assess", "requests_received_in_year"),
    "request_outstanding_pc": ("requests_decision_not_made", "requests_received_in_year"),
    "request_withdrawn_pc": ("requests_withdrawn", "requests_received_in_year"),
    "request_outcome_six_weeks_pc": ("request_outcome_six_weeks", "request_outcome_over_6_weeks"),
    "request_outcome_over_6_weeks_pc": (
        "request_outcome_six_weeks",
        "request_outcome_over_6_weeks",
    ),
    "assess_issued_pc": ("assess_issued", "assess_in_year"),
    "assess_not_issued_pc": ("assess_not_issued", "assess_in_year"),
    "assess_withdrawn_pc": ("assess_withdrawn", "assess_in_year"),
    "outcome_decision_within_time_pc": ("outcome_decision_within_time", "assess_not_issued"),
    "outcome_decision_over_time_pc": ("outcome_decision_over_time", "assess_not_issued"),
    "pc_decision_4_weeks": ("decision_4_weeks", "decision_over_4_weeks"),
    "pc_decision_over_4_weeks": ("decision_4_weeks", "decision_over_4_weeks"),
}
for _suffix in ("", WITH_APPEALED):
    DFE_RATES[f"avg_weeks_issue_plan{_suffix}"] = (f"plans_issued_den{_suffix}",)
    DFE_RATES[f"avg_weeks_issue_plan_exc{_suffix}"] = (f"plans_issued_den_ex{_suffix}",)
    for _band, _ex in TIMELINESS_BANDS:
        DFE_RATES[f"pc_{_band}{_suffix}"] = (f"{_band}{_suffix}", f"plans_issued_den{_suffix}")
        DFE_RATES[f"pc_{_ex}{_suffix}"] = (f"{_ex}{_suffix}", f"plans_issued_den_ex{_suffix}")
# Whose calendar year is the sum of which clock's months, where the numbers agree.
DFE_CLOCKS = {
    "timeliness": ("final_plan_20w", "stopped"),
    "requests": ("assess_decision_6w", "started"),
}


# Which counts of advice the advice clock gives as well, all contributors together.
ADVICE_CLOCK = "advice_return_6w"
ADVICE_FLOWS = {"asked": "started", "returned": "stopped", "returned_in_time": "stopped_in_time"}
# An order, concession or agreement to assess starts the first of these clocks, and one of the rest.
STARTED_TOGETHER = tuple(
    tuple(f"{remedy}_assess_{step}" for step in ("notify_2w", "final_14w", "notissue_10w"))
    for remedy in ("order", "unopposed", "agreement")
)


def split(sums: Sums, total: Cell, parts: Sequence[Cell], exactly: bool = False) -> None:
    """`parts` are among what makes `total`; what they leave of it is on no page.

    `exactly`: everybody knows that they leave nothing."""
    rest = sums.values[total] - sum(sums.values[part] for part in parts)
    if rest < 0:
        return  # not parts of it after all: nothing follows from one for the other
    if rest == 0 and exactly:
        sums.add(total, *parts)
        return
    left = (*total, "less", *parts)
    sums.values[left] = rest
    sums.add(total, *parts, left)


def review_gap(sums: Sums, marts: Marts) -> None:
    """Plans by band: bands to their total, areas to theirs. Readings share a total."""
    known: dict[tuple, str] = {}
    for reading, by_area in sorted(marts.review_gap.items()):
        totals = tuple(sorted((key, int(rows[0][2])) for key, rows in by_area.items()))
        twin = known.setdefault(totals, reading)
        bands = sorted({row[0] for rows in by_area.values() for row in rows})
        whole = all(sum(row[1] for row in rows) == rows[0][2] for rows in by_area.values())
        for area in marts.areas:
            rows = {band: (plans, of) for band, plans, of in by_area.get(area.key, [])}
            cells = [("review_gap", *area.key, reading, band) for band in bands]
            for cell in cells:
                sums.show(cell, int(rows.get(cell[-1], (0, 0))[0]))
            total = ("review_gap", *area.key, reading, "of_plans")
            sums.show(total, max((int(of) for _, of in rows.values()), default=0))
            split(sums, total, cells, exactly=whole)
            if twin != reading:
                sums.add(("review_gap", *area.key, twin, "of_plans"), total)
        for area in marts.areas:
            below = [a for a in marts.areas if (a.parent_level, a.parent_code) == area.key]
            for band in (*bands, "of_plans") if below else ():
                sums.add(
                    ("review_gap", *area.key, reading, band),
                    *(("review_gap", *a.key, reading, band) for a in below),
                )


def shortest_period(a_month: float, min_denominator: int) -> int:
    """Months in the shortest period with enough cases to show."""
    return next((n for n in LENGTHS if a_month * n >= min_denominator), 12)


def months_as_periods(
    sums: Sums, name: Cell, months: Mapping[int, int], last: int, grain: int
) -> None:
    """Show a count of months as counts of periods: cells (*name, length, last month)."""
    for length in (n for n in LENGTHS if n >= grain):
        for end in range(last - MONTHS + length, last + 1, length):
            cell = (*name, length, end)
            sums.show(cell, sum(months.get(m, 0) for m in range(end - length + 1, end + 1)))
            if length > grain:
                step = LENGTHS[LENGTHS.index(length) - 1]
                inner = range(end - length + step, end + 1, step)
                sums.add(cell, *((*name, step, part) for part in inner))


def advice(sums: Sums, marts: Marts, grain: int) -> None:
    """Advice by contributor and period: periods, parts, and the advice clock as the total."""
    for contributor, rows in marts.advice.items():
        for place, count in enumerate(ADVICE_COUNTS):
            months = {month: int(row[place]) for month, row in rows.items()}
            name = ("advice", "la", contributor, count)
            months_as_periods(sums, name, months, marts.last_month, grain)
    for place, count in enumerate(ADVICE_AGE_COUNTS):
        months = {month: int(row[place]) for month, row in marts.advice_age.items()}
        name = ("advice_age", "la", marts.la_code, count)
        months_as_periods(sums, name, months, marts.last_month, grain)
    for length in (n for n in LENGTHS if n >= grain):
        for end in range(marts.last_month - MONTHS + length, marts.last_month + 1, length):
            for contributor in marts.advice:
                of = ("advice", "la", contributor)
                for total, part in (
                    ("returned", "returned_in_time"),
                    ("plans_issued", "missing_at_issue"),
                ):
                    split(sums, (*of, total, length, end), [(*of, part, length, end)])
            of = ("advice_age", "la", marts.la_code)
            total, part = ADVICE_AGE_COUNTS
            split(sums, (*of, total, length, end), [(*of, part, length, end)])
            for count, flow in ADVICE_FLOWS.items():
                parts = [("advice", "la", name, count, length, end) for name in marts.advice]
                same(sums, (ADVICE_CLOCK, "la", marts.la_code, flow, length, end), parts)
            plans = ("final_plan_20w", "la", marts.la_code, "stopped", length, end)
            same(sums, plans, [(*of, total, length, end)])


def add_up(sums: Sums, marts: Marts, name: str, rest: Iterable[tuple]) -> None:
    """Each area above an authority is the sum of those below it: cells (name, level, area, ...).

    Only where a drop holds several authorities is there any such area."""
    cells = list(rest)
    for area in marts.areas:
        if area.level not in ABOVE_LOCALITY[:-1]:
            continue
        below = [a for a in marts.areas if (a.parent_level, a.parent_code) == area.key]
        for tail in cells:
            parts = [(name, *a.key, *tail) for a in below]
            total = (name, *area.key, *tail)
            if total in sums.values:
                sums.add(total, *(part for part in parts if part in sums.values))


def same(sums: Sums, total: Cell, parts: Sequence[Cell]) -> None:
    """Tie a cell to cells of another table, where both are shown and the numbers agree."""
    if total in sums.shown and sums.values[total] == sum(sums.values[part] for part in parts):
        sums.add(total, *parts)


def dfe(sums: Sums, marts: Marts) -> None:
    """The national statistics: parts to totals, and the months of the clock behind each year."""
    for table, rows in marts.dfe.items():
        for row in rows:
            year = int(str(row["time_period"]))
            of = (f"dfe_{table}", *place_of(row, marts))
            for name, number in row.items():
                if is_count(name, number):
                    sums.show((*of, name, year), int(str(number)))
            for total, parts in DFE_PARTS.get(table, ()):
                cells = [(*of, part, year) for part in parts]
                if all(cell in sums.values for cell in [(*of, total, year), *cells]):
                    split(sums, (*of, total, year), cells)
            if table in DFE_CLOCKS:
                clock_id, flow = DFE_CLOCKS[table]
                months = [
                    (clock_id, of[1], of[2], flow, 1, year * 12 + month) for month in range(12)
                ]
                if all(cell in sums.shown for cell in months):
                    for name, number in row.items():
                        if is_count(name, number):
                            same(sums, (*of, name, year), months)
        tails = {
            (name, row["time_period"])
            for row in rows
            for name, number in row.items()
            if is_count(name, number)
        }
        add_up(sums, marts, f"dfe_{table}", sorted(tails))


def place_of(row: Mapping[str, object], marts: Marts) -> Key:
    """Level and area of a row of the national statistics."""
    for level, column in (("la", "new_la_code"), ("region", "region_code")):
        if row[column]:
            return level, str(row[column])
    return next(area.key for area in marts.areas if area.level == "national")


def is_count(name: str, number: object) -> bool:
    """Whether a column of the national statistics counts children."""
    return isinstance(number, int) and name != "time_period"


def appeals(sums: Sums, marts: Marts) -> None:
    """Appeals of the authority by year, by one cut at a time: each cut adds up to all."""
    years: dict[tuple, dict[str, list[Cell]]] = {}
    for row in marts.appeals:
        if row["level"] not in ABOVE_LOCALITY:
            continue
        of = ("appeals", row["level"], row["area_code"])
        for count in APPEAL_COUNTS:
            cell = (*of, count, row["time_period"], row["cut"], row["cut_value"])
            sums.show(cell, int(str(row[count])))
            by_cut = years.setdefault((*of, count, row["time_period"]), {})
            by_cut.setdefault(str(row["cut"]), []).append(cell)
        for total, part in (
            ("appeals", "decided"),
            ("decided", "not_won"),
            ("decided", "timed"),
            ("decided", "dco_told"),
        ):
            names = [
                (*of, count, row["time_period"], row["cut"], row["cut_value"])
                for count in (total, part)
            ]
            # An outcome says whether a case is decided and who won: nothing, or all.
            split(sums, names[0], names[1:], exactly=row["cut"] == "outcome")
    for by_cut in years.values():
        (whole,) = by_cut["all"]
        for cut, cells in by_cut.items():
            if cut != "all":
                sums.add(whole, *cells)
    tails = {
        (count, row["time_period"], row["cut"], row["cut_value"])
        for row in marts.appeals
        for count in APPEAL_COUNTS
    }
    add_up(sums, marts, "appeals", sorted(tails))


def flip_cell(marts: Marts, row: Mapping[str, object], count: str) -> Cell:
    """The cell of one of FLIP_COUNTS: it counts the whole ledger, as the authority's."""
    return ("setting_flips", "la", marts.la_code, count, f"{row['setting']} {row['clock_id']}")


def setting_flips(sums: Sums, marts: Marts, clocks: Mapping[str, ClockSums]) -> None:
    """What each setting of the law would change: a part of the clocks that it touches, and those
    all clocks of their kind or a part of them."""
    kinds: dict[str, Cell] = {}
    same_size: dict[int, Cell] = {}
    for row in marts.setting_flips:
        clock_id = str(row["clock_id"])
        touched, flips = (flip_cell(marts, row, count) for count in FLIP_COUNTS)
        for cell, count in zip((touched, flips), FLIP_COUNTS, strict=True):
            sums.show(cell, int(str(row[count])))
        split(sums, touched, [flips])
        if clock_id not in clocks:
            continue
        if clock_id not in kinds:
            kinds[clock_id] = all_of_a_kind(sums, clocks[clock_id])
            # Kinds that start together are equally many, and nobody takes that for chance.
            twin = same_size.setdefault(sums.values[kinds[clock_id]], kinds[clock_id])
            if twin != kinds[clock_id]:
                sums.add(twin, kinds[clock_id])
        split(sums, kinds[clock_id], [touched], exactly=True)
    for first, *others in STARTED_TOGETHER:
        parts = [kinds[name] for name in others if name in kinds]
        if first in kinds and parts:
            split(sums, kinds[first], parts, exactly=True)


def all_of_a_kind(sums: Sums, clock: ClockSums) -> Cell:
    """A cell on no page for all that ever started of a clock: in the years that are shown, and
    before."""
    areas = [area for area in clock.shown_areas if area.level == "la"]
    cell = ("setting_flips", "la", "", "all", clock.clock_id)
    sums.values[cell] = sum(
        row[FLOWS.index("started")]
        for area in areas
        for row in clock.marts.monthly[clock.clock_id].get(area.key, {}).values()
    )
    year = LENGTHS[-1]
    years = [
        (clock.clock_id, *area.key, "started", year, end)
        for area in areas
        for end in clock.ends(year)
    ]
    split(sums, cell, years, exactly=clock.first > clock.marts.last_month - clock.window)
    return cell
