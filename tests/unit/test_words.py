"""Sentences and titles say what their numbers say, in every case."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import vocabulary, words
from reports.disclosure import HIDDEN
from reports.facts import Period, Rate

PLAN = vocabulary.PHRASES["final_plan_20w"]
OCTOBER = Period(date(2026, 10, 31), 1)
YEAR = Period(date(2026, 10, 31), 12)
ON = date(2026, 10, 31)
counts = st.integers(0, 3000) | st.just(HIDDEN)


def rate(part: object, whole: object) -> Rate:
    """As `Facts.rate_of` makes it."""
    if part is HIDDEN or whole is HIDDEN:
        return Rate(part, whole, HIDDEN)  # type: ignore[arg-type]
    return Rate(part, whole, 100 * part / whole if whole >= 10 else None)  # type: ignore


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (108, 169, "64%"),
        (0, 20, "0%"),
        (1, 1000, "under 1%"),
        (999, 1000, "99%"),
        (20, 20, "100%"),
        (3, 7, "u"),
        (0, 0, "z"),
        (HIDDEN, 20, "c"),
    ],
)
def test_percent(part: object, whole: object, text: str) -> None:
    assert words.percent(rate(part, whole)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "no plans"), (1, "1 plan"), (2, "2 plans"), (1234, "1,234 plans")],
)
def test_counts_agree_with_their_noun(value: int, text: str) -> None:
    assert words.count(value, "plan") == text


def test_periods() -> None:
    assert words.in_period(OCTOBER) == "in October 2026"
    assert words.in_period(YEAR) == "in the 12 months to October 2026"
    assert words.ago(1) == "a month before"
    assert words.ago(3) == "three months before"
    assert words.day(ON) == "31 October 2026"


@pytest.mark.parametrize(
    ("days", "text"),
    [(0, "less than a week"), (7, "1 week"), (13, "1 week"), (728, "104 weeks")],
)
def test_waits_are_completed_weeks(days: int, text: str) -> None:
    assert words.wait(days) == text


@pytest.mark.parametrize(
    ("now", "before", "mark", "text"),
    [
        (489, 504, "▼", "15 fewer than a month before"),
        (504, 489, "▲", "15 more than a month before"),
        (7, 7, "●", "the same as a month before"),
    ],
)
def test_change_of_a_count(now: int, before: int, mark: str, text: str) -> None:
    assert words.change_of_count(now, before, "a month before") == words.Change(mark, text)


def test_change_of_a_rate_that_looks_the_same_is_called_the_same() -> None:
    change = words.change_of_rate(rate(641, 1000), rate(639, 1000), "a year before")
    assert change == words.Change("●", "the same as a year before")


def test_nothing_is_compared_with_a_hidden_number() -> None:
    assert words.change_of_count(12, HIDDEN, "a month before") is None
    assert words.change_of_rate(rate(HIDDEN, 40), rate(20, 40), "a month before") is None


def test_sentences_of_a_set() -> None:
    assert words.completion_sentence(PLAN, rate(108, 169), OCTOBER) == (
        "In October 2026, 108 of 169 final plans were sent in time (64%)."
    )
    assert words.completion_sentence(PLAN, rate(1, 1), OCTOBER) == (
        "In October 2026, 1 of 1 final plan was sent in time."
    )
    assert words.completion_sentence(PLAN, rate(0, 0), YEAR) == (
        "No final plan was sent in the 12 months to October 2026."
    )
    assert words.cohort_sentence(PLAN, rate(136, 230), OCTOBER) == (
        "Of 230 that reached their limit in that month, 136 had met it (59%)."
    )
    change = words.change_of_count(489, 504, "a month before")
    assert words.backlog_sentence(PLAN, 1385, 489, 12, ON, change) == (
        "On 31 October 2026, 489 of 1,385 requests waiting for a final plan were past the limit, "
        "15 fewer than a month before; 12 of them have a recorded legal exception."
    )
    assert words.age_sentence(PLAN, 1385, 728, 98.0, 300.5) == (
        "Half of the requests waiting for a final plan have waited at least 14 weeks, eight in a "
        "hundred at least 42 weeks, and the longest has been 104 weeks."
    )
    assert words.flow_sentence(258, 169, 21, OCTOBER) == (
        "In October 2026, 258 cases came in and 190 left: 169 with the duty done and 21 without. "
        "68 more came in than left."
    )


@given(counts, counts)
def test_a_hidden_number_is_never_hinted_at(part: object, whole: object) -> None:
    made = rate(part, whole)
    for text in (
        words.completion_sentence(PLAN, made, OCTOBER),
        words.cohort_sentence(PLAN, made, OCTOBER),
        words.backlog_sentence(PLAN, whole, part, None, ON, None),  # type: ignore[arg-type]
        words.flow_sentence(whole, part, 0, OCTOBER),  # type: ignore[arg-type]
    ):
        assert text.endswith(".") and not text.endswith("..")
        assert "HIDDEN" not in text and "None" not in text
        if HIDDEN in (part, whole) and whole != 0:
            assert "is not shown, to protect children's privacy" in text
            shown = {int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", text)}
            assert shown <= {2026, 31}


@given(counts, counts, st.sampled_from(sorted(vocabulary.PHRASES)))
def test_titles_have_ten_words_at_most(now: object, before: object, clock_id: str) -> None:
    p = vocabulary.PHRASES[clock_id]
    for title in (
        words.rate_title(p, rate(now, 3000), rate(before, 3000)),
        words.backlog_title(p, now, before),  # type: ignore[arg-type]
        words.age_title(p, now),  # type: ignore[arg-type]
        words.flow_title(p, now, before),  # type: ignore[arg-type]
    ):
        assert len(title.split()) <= 10, title


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_a_title_says_the_direction_of_its_numbers(now: int, before: int) -> None:
    title = words.backlog_title(PLAN, now, before)
    assert ("up from" in title) == (now > before)
    assert ("down from" in title) == (now < before)
    change = words.change_of_count(now, before, "a month before")
    assert change is not None
    assert ("more than" in change.text) == (now > before)
    assert ("fewer than" in change.text) == (now < before)


def test_headline_says_what_can_be_said() -> None:
    change = words.change_of_count(489, 504, "a month before")
    text = words.headline(PLAN, rate(108, 169), OCTOBER, ON, 1385, 489, change)
    assert text == (
        "In October 2026, 64% of final plans sent were in time (108 of 169), and 489 of 1,385 "
        "requests waiting for a final plan are past the limit, 15 fewer than a month before."
    )
    assert "past the limit" not in words.headline(
        PLAN, rate(108, 169), OCTOBER, ON, HIDDEN, HIDDEN, None
    )
    assert "in time" not in words.headline(PLAN, rate(HIDDEN, 9), OCTOBER, ON, 30, 12, None)


def test_moves_counts_districts_that_can_be_compared() -> None:
    now, before = [5, 7, HIDDEN, 3], [6, 6, 6, 3]
    assert words.moves(now, before, "the backlog") == (
        "In the 3 districts where both numbers can be shown, the backlog fell in 1, rose in 1 and "
        "stayed the same in 1."
    )
    assert words.moves_title(PLAN, now, before) == "Final plans: backlog fell in 1 of 3 districts"


def test_range_says_of_how_many_districts() -> None:
    parts = ["32% (97 of 305)", "62% (53 of 85)"]
    assert words.range_sentence("the share", [32.0, 62.0], parts, 12) == (
        "The share runs from 32% (97 of 305) to 62% (53 of 85) in the 2 districts for which it "
        "can be shown."
    )
    assert words.range_sentence("the share", [32.0], parts, 12).endswith(
        "is 32% (97 of 305) in the only district for which it can be shown."
    )


def test_every_reason_code_of_the_contract_has_words() -> None:
    assert vocabulary.reason("stop_before_start") == "an end before its start"
    assert vocabulary.reason("something_new") == "something new"


OTHER = "would have another status with the other answer"


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([], "No case of this delivery comes under this setting."),
        ([("final plans", 7, 19672)], f"In this delivery, 7 of 19,672 final plans {OTHER}."),
        ([("final plans", 0, 212)], f"In this delivery, none of 212 final plans {OTHER}."),
        ([("final plans", 0, HIDDEN)], f"In this delivery, none of the final plans {OTHER}."),
        (
            [("final plans", 0, 20), ("cases", 0, 9)],
            f"In this delivery, no case {OTHER}, under any of the two limits below.",
        ),
        (
            [("final plans", HIDDEN, 20), ("cases", 0, 9)],
            f"How many cases {OTHER} is not shown, to protect children's privacy.",
        ),
        (
            [("final plans", HIDDEN, 20), ("reviews", 9, 30), ("cases", 8, HIDDEN)],
            f"In this delivery, 9 of 30 reviews {OTHER}.",
        ),
        (
            [("a", 4, 9), ("b", 0, 9), ("c", 3, 9), ("d", 2, 9), ("e", 1, 9)],
            f"In this delivery, 4 of 9 a, 3 of 9 c and 2 of 9 d {OTHER}.",
        ),
    ],
)
def test_what_a_setting_would_change(rows: list, text: str) -> None:
    assert words.flips_sentence(rows) == text
