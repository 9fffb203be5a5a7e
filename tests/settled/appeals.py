"""The family's time to appeal: two months, a certificate's month, and the days that roll on."""

from tests.settled.case import Case, appeal, none, of, ran

WINDOW = "appeal_window"


def _on_the_last_day(
    name: str, point: str, case_id: str, told: str, last: str, **cells: str
) -> Case:
    """A case of one appeal that was registered on the last day."""
    return Case(
        name,
        point,
        of(appeal(case_id, decision_date=told, registered_date=last, **cells)),
        [ran(WINDOW, case_id, told, last, "met", stopped=last)],
    )


MONTHS = [
    Case(
        "two_months_to_appeal",
        "The window ends on the day of the same number two months on; a day later is late.",
        of(
            appeal("E01", decision_date="2026-01-12", registered_date="2026-03-12"),
            appeal("E02", decision_date="2026-01-12", registered_date="2026-03-13"),
            appeal("E03", decision_date="2026-04-30"),
            appeal("E04", decision_date="2026-04-29"),
        ),
        [
            ran(WINDOW, "E01", "2026-01-12", "2026-03-12", "met", stopped="2026-03-12"),
            ran(WINDOW, "E02", "2026-01-12", "2026-03-12", "late", stopped="2026-03-13"),
            ran(WINDOW, "E03", "2026-04-30", "2026-06-30", "open_in_time"),
            ran(WINDOW, "E04", "2026-04-29", "2026-06-29", "open_overdue"),
        ],
    ),
    Case(
        "every_route_has_the_window",
        "The window runs on every route, whatever became of the appeal, and only from a letter.",
        of(
            appeal(
                "E05", "unopposed", decision_date="2026-01-12", ruled=("conceded", "2026-03-02")
            ),
            appeal("E06", "mediation", decision_date="2026-01-12", ruled=("agreed", "2026-03-02")),
            appeal("E07", decision_date="2026-01-12", ruled=("withdrawn", "2026-03-02")),
            appeal("E08", registered_date="2026-03-02"),
        ),
        [
            *(
                ran(WINDOW, case_id, "2026-01-12", "2026-03-12", "open_overdue")
                for case_id in ("E05", "E06", "E07")
            ),
            none(WINDOW, "E08"),
        ],
    ),
    _on_the_last_day(
        "two_months_to_a_short_month",
        "Two months from 31 December end on the last day of February.",
        "E09",
        "2022-12-31",
        "2023-02-28",
    ),
    _on_the_last_day(
        "two_months_from_a_short_month",
        "Two months from 30 April end on 30 June: the same number, not the month's last day.",
        "E10",
        "2025-04-30",
        "2025-06-30",
    ),
    _on_the_last_day(
        "a_later_certificate",
        "A month from the certificate counts where it ends later than the two months.",
        "E11",
        "2026-01-12",
        "2026-03-20",
        certificate_date="2026-02-20",
    ),
    _on_the_last_day(
        "an_early_certificate",
        "A month from an early certificate does not shorten the two months.",
        "E12",
        "2026-01-12",
        "2026-03-12",
        certificate_date="2026-01-20",
    ),
    _on_the_last_day(
        "a_certificate_at_the_end_of_a_month",
        "A month from 31 January ends on 28 February, and from a Saturday on the Monday after.",
        "E13",
        "2025-12-15",
        "2026-03-02",
        certificate_date="2026-01-31",
    ),
    Case(
        "a_certificate_after_the_report",
        "A certificate dated after the report has not moved the window yet.",
        of(appeal("E14", decision_date="2026-05-05", certificate_date="2026-07-02")),
        # 5 July 2026 is a Sunday.
        [ran(WINDOW, "E14", "2026-05-05", "2026-07-06", "open_in_time")],
    ),
    Case(
        "a_letter_or_registration_after_the_report",
        "A letter dated after the report starts nothing; a registration to come leaves it open.",
        of(
            appeal("E15", decision_date="2026-07-01"),
            appeal("E16", decision_date="2026-06-01", registered_date="2026-07-06"),
        ),
        [
            none(WINDOW, "E15"),
            # 1 August 2026 is in August.
            ran(WINDOW, "E16", "2026-06-01", "2026-09-01", "open_in_time"),
        ],
    ),
]

ROLLED = [
    _on_the_last_day(
        "a_last_day_in_august",
        "A last day in August becomes the first working day after it.",
        "E17",
        "2025-06-16",
        "2025-09-01",
    ),
    _on_the_last_day(
        "the_end_of_august",
        "A Friday at the end of August rolls as well, past 1 September 2024, a Sunday.",
        "E18",
        "2024-06-30",
        "2024-09-02",
    ),
    _on_the_last_day(
        "the_first_day_of_august",
        "A working day at the beginning of August rolls to September.",
        "E19",
        "2025-06-01",
        "2025-09-01",
    ),
    _on_the_last_day(
        "the_last_day_of_july",
        "The last day of July, a Thursday, stays.",
        "E20",
        "2025-05-31",
        "2025-07-31",
    ),
    _on_the_last_day(
        "a_saturday_at_the_end_of_july",
        "A Saturday in July rolls to the next working day, though that one is in August.",
        "E21",
        "2021-05-31",
        "2021-08-02",
    ),
    _on_the_last_day(
        "a_last_day_after_christmas",
        "A last day from 25 December to 1 January becomes the first working day after 1 January.",
        "E22",
        "2025-10-29",
        "2026-01-02",
    ),
    _on_the_last_day(
        "a_last_day_on_christmas_day",
        "25 December is the first day that rolls into January.",
        "E23",
        "2025-10-25",
        "2026-01-02",
    ),
    _on_the_last_day(
        "a_last_day_on_new_years_day",
        "1 January is the last day that rolls to the first working day after it.",
        "E24",
        "2025-11-01",
        "2026-01-02",
    ),
    _on_the_last_day(
        "a_last_day_on_christmas_eve",
        "24 December, a Wednesday, stays.",
        "E25",
        "2025-10-24",
        "2025-12-24",
    ),
    _on_the_last_day(
        "new_years_day_kept_on_a_monday",
        "Where 1 January is a Saturday and kept on the Monday, Tuesday is the first working day.",
        "E26",
        "2021-10-29",
        "2022-01-04",
    ),
    _on_the_last_day(
        "christmas_eve_on_a_saturday",
        "A Saturday 24 December rolls as any weekend does: past both holidays, to the Wednesday.",
        "E27",
        "2022-10-24",
        "2022-12-28",
    ),
    _on_the_last_day(
        "a_last_day_on_a_saturday",
        "A Saturday rolls to Monday.",
        "E28",
        "2026-01-14",
        "2026-03-16",
    ),
    _on_the_last_day(
        "a_last_day_on_a_sunday",
        "A Sunday rolls to Monday.",
        "E29",
        "2026-01-15",
        "2026-03-16",
    ),
    _on_the_last_day(
        "a_last_day_on_good_friday",
        "Good Friday rolls past the weekend and Easter Monday to Tuesday.",
        "E30",
        "2026-02-03",
        "2026-04-07",
    ),
    _on_the_last_day(
        "a_last_day_on_the_spring_bank_holiday",
        "The last Monday in May rolls to Tuesday.",
        "E31",
        "2026-03-25",
        "2026-05-26",
    ),
    _on_the_last_day(
        "a_bank_holiday_that_was_moved_in",
        "Friday 8 May 2020 was a bank holiday: the window rolled to Monday.",
        "E32",
        "2020-03-08",
        "2020-05-11",
    ),
    _on_the_last_day(
        "a_bank_holiday_that_was_moved_away",
        "Monday 4 May 2020 was a working day: the window ended on it.",
        "E33",
        "2020-03-04",
        "2020-05-04",
    ),
    _on_the_last_day(
        "a_bank_holiday_of_one_year",
        "Monday 19 September 2022 was a bank holiday.",
        "E34",
        "2022-07-19",
        "2022-09-20",
    ),
    _on_the_last_day(
        "a_certificates_month_rolls_as_well",
        "A month from the certificate that ends in August rolls to September.",
        "E35",
        "2025-05-12",
        "2025-09-01",
        certificate_date="2025-07-14",
    ),
    Case(
        "the_day_after_the_roll_is_late",
        "An appeal on the day after the rolled last day is late by one day.",
        of(appeal("E36", decision_date="2025-06-16", registered_date="2025-09-02")),
        [
            ran(WINDOW, "E36", "2025-06-16", "2025-09-01", "late", stopped="2025-09-02")
            | {"days_overdue": 1}
        ],
    ),
]

CASES = [*MONTHS, *ROLLED]
