"""Annual reviews: the gap since the last, what follows the meeting, moves between phases."""

from __future__ import annotations

from datetime import date
from typing import Any

from reports import words
from reports.pages import timeliness, topic
from reports.pages.book import Book, PageSpec
from reports.pages.comparison import against_the_department
from reports.pages.gaps import READINGS, gap_figure
from reports.pages.set_figures import backlog, flow, key_of
from reports.rules import Rule


def page(book: Book) -> PageSpec:
    """The page on reviews and phase transfers."""
    reviews = list(book.rules.of("review"))
    moves = list(book.rules.of("transfer"))
    gaps = {reading: gap_figure(book, book.county, reading) for reading in READINGS}
    return PageSpec(
        slug="reviews",
        title="Annual reviews",
        template="reviews.html.j2",
        context={
            "nothing": topic.nothing(book, [*reviews, *moves], "plan or review"),
            "cautions": book.cautions("reviews", "plans", "annual_reviews"),
            "gaps": [gaps[reading] for reading in list(READINGS)[:3] if gaps[reading]],
            "preparation": gaps["no_preparation"],
            "sections": [topic.section(book, rule) for rule in reviews if rule.headline],
            "others": topic.others(
                book, [rule for rule in reviews if not rule.headline], "Other limits of a review"
            ),
            "countdown": [countdown(book, rule) for rule in moves],
            "unmeasured": topic.unmeasured(book, [*reviews, *moves]),
            "compared": [
                found
                for found in (
                    against_the_department(book, "decision_within_4_weeks"),
                    against_the_department(book, "reviews_met_in_year"),
                )
                if found
            ],
        },
    )


def countdown(book: Book, rule: Rule) -> dict[str, Any]:
    """A phase transfer: how many plans still have to name the next setting, and by when."""
    own = timeliness.read(book, rule, book.county)
    if not own.shown:
        return {"set": own, "sentence": own.why, "figures": []}
    in_time = book.facts.value(rule.clock_id, book.county.code, "la", own.period, "open_in_time")
    text = (
        f"on {words.day(book.facts.as_of)}, {words.count(in_time, 'plan')} still "
        f"{'has' if in_time == 1 else 'have'} to name the next setting in time"
    )
    if rule.calendar:
        on = next_date(book.facts.as_of, *rule.calendar)
        left = words.count((on - book.facts.as_of).days, "day")
        text = f"{left} to {words.day(on)}: {text}"
    if words.known(own.overdue):
        text += f", and {words.number(own.overdue)} {words.is_(own.overdue)} past the limit"
    key = key_of(own)
    return {
        "set": own,
        "sentence": words.sentence(text),
        "figures": [backlog(book, own, key), flow(book, own, key)],
    }


def next_date(after: date, day: int, month: int) -> date:
    """The next such day of a year, later than `after`."""
    this_year = date(after.year, month, day)
    return this_year if this_year > after else date(after.year + 1, month, day)
