"""Every settled point of the law, as cases that were reckoned by hand.

The expected rows come from the law's text alone, never from what the models give. A case that
fails says that one of the two is wrong; the point tells which sentence to read.
"""

from tests.settled import (
    advice_and_health,
    appeals,
    chain,
    choices,
    day_one,
    deliveries,
    exceptions,
    grounds,
    moves,
    orders,
    reassessments,
    requests,
    reviews,
    rules,
)
from tests.settled.case import NO_ROW, Case

__all__ = ["CASES", "NO_ROW", "Case"]

CASES: list[Case] = [
    *rules.CASES,
    *requests.CASES,
    *reassessments.CASES,
    *advice_and_health.CASES,
    *chain.CASES,
    *reviews.CASES,
    *moves.CASES,
    *appeals.CASES,
    *orders.CASES,
    *exceptions.CASES,
    *grounds.CASES,
    *day_one.CASES,
    *choices.CASES,
    *deliveries.CASES,
]
