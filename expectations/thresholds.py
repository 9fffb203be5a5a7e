"""Every limit of an expectation that is not a setting, with its reason.

The two that stop a publication are settings (`max_quarantined_share`, `max_shrink_share`): an
area must be able to move them. These only warn. None of them is a limit of the law.
"""

from decimal import Decimal

# Cells that pages group by. With more than one in twenty unknown, a district's figures can be
# moved further by what is missing than by what is measured.
MIN_KNOWN_SHARE = Decimal("0.95")

# Codes outside their list. One in fifty is keying; more is a value that the mapping lacks.
MAX_UNKNOWN_CODES_SHARE = Decimal("0.02")

# Copies of a row, or one key with two contents. More than one in a hundred is a join in the
# export that multiplies rows, no slip of a keyboard.
MAX_DUPLICATE_SHARE = Decimal("0.01")

# Rows that break one of the rules of `rules.py`. More than one in a hundred is a habit or a fault
# of the export; fewer are listed on the quality page and in `ehc check`, and warn nobody.
MAX_BROKEN_RULE_SHARE = Decimal("0.01")

# Dates that fall on one and the same day. A service works some 20 days a month, so that even a
# single month's dates put about 5% on a day: twice that is a default or a migration date.
MAX_ONE_DAY_SHARE = Decimal("0.10")

# Below this many dates one busy day is a tenth of them by chance.
ONE_DAY_LEAST_DATES = 100

# Below this many rows an honest extract may have nothing recent, or a column without a date.
LEAST_ROWS = 20

# Days without a new case before an extract looks stale. A month's drop, with a fortnight for
# late keying; meetings and new plans pause for the whole of the summer holidays; appeals are few.
FRESH_DAYS = {
    "needs_assessments": 45,
    "plans": 62,
    "annual_reviews": 75,
    "tribunals": 92,
    "advice": 45,
    "health_waits": 45,
}

# Days between the last thing that happened in an extract and the day the case system was read. A
# fortnight of late keying; reviews and new plans pause for the summer; appeals are few.
LAST_EVENT_DAYS = {
    "needs_assessments": 14,
    "plans": 31,
    "annual_reviews": 45,
    "tribunals": 45,
    "advice": 14,
    "health_waits": 14,
}

# A month against the twelve before it: how many robust standard deviations from their median are
# still usual (the customary 3.5 for the median absolute deviation), and by how much of itself a
# month may pass the smallest and the largest of them: August has hardly any reviews.
MAX_ROBUST_Z = 3.5
MONTH_SLACK = 0.5

# Below these many a month, or rows of a month, chance alone makes such differences.
MONTH_LEAST_EVENTS = 20
SHARE_LEAST_ROWS = 50

# A share of a month's rows (an outcome, a blank) that differs from that of the twelve months
# before by less than this is no news, however many rows there are.
MIN_SHARE_CHANGE = 0.10

# An extract that grew by more than this in a month: a join that repeats rows, or a second area.
MAX_GROWTH_SHARE = Decimal("0.50")

# Referrals on pathways without a clock. They are kept, but a page on waits that leaves out more
# than one in ten of them is not about what was delivered.
MIN_PATHWAY_SHARE = Decimal("0.90")

# Case ids are shown in worklists. The longest id of a case system known to us has 20 characters.
MAX_ID_LENGTH = 40

# A clock with this many cases, all of one outcome, is more likely a lost column than a record.
ONE_STATUS_LEAST_CASES = 100
