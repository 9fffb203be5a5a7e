"""Figures over `review_gap`: how long plans have gone without what a review should bring."""

from __future__ import annotations

from reports import charts, figure, words
from reports.charts import Series
from reports.facts import Area, Value
from reports.figure import Column, Figure, Table
from reports.pages.book import Book
from reports.pages.timeliness import add
from reports.words import known

WAITING = ("no_decision", "no_amendment")
# Reading: its name, and what is counted.
READINGS = {
    "since_last_review": (
        "Plans by time since their last review",
        "plans held, by whole months since the last completed review; plans made in the last year "
        "stand under never reviewed too",
    ),
    "no_decision": (
        "Meetings still waiting for a decision",
        "plans whose last review meeting has no decision, by months since the meeting",
    ),
    "no_amendment": (
        "Amendments still not finished",
        "plans whose last decision to amend is not carried out, by months since the meeting",
    ),
    "no_preparation": (
        "Preparation for adulthood in older pupils' plans",
        "plans of young people in Year 9 and above, by whether the plan sets out preparation for "
        "adulthood",
    ),
}


def gap_figure(book: Book, area: Area, reading: str) -> Figure | None:
    """One reading as bars; None where there is no such plan or it was not delivered."""
    rows = book.facts.review_gap(reading, area.level, area.code)
    if not rows:
        return None
    name, what = READINGS[reading]
    bands: dict[str, Value] = {str(row["band"]): row["plans"] for row in rows}  # type: ignore[misc]
    # The first and last readings sort all plans; the others only those that wait.
    total: Value = rows[0]["of_plans"]  # type: ignore[assignment]
    if reading in WAITING:
        total = add(*bands.values())
    columns = [Column("band", "Band"), Column("plans", "Plans", numeric=True)]
    table = Table(
        columns,
        [[band_words(reading, band), figure.count(plans)] for band, plans in bands.items()],
        f"{name}, {area.name}",
    )
    return Figure(
        id=reading.replace("_", "-"),
        title=title(reading, name, bands, total),
        subtitle=f"{what[:1].upper()}{what[1:]}, {area.name}, {words.day(book.facts.as_of)}",
        plot=charts.bars(table, "band", [Series("plans", "Plans")]),
        sentence=sentence(reading, bands, total),
        table=table,
        source=book.source,
    )


def sentence(reading: str, bands: dict[str, Value], total: Value) -> str:
    """What the bands come to: how many wait, and how many of them longest."""
    if total == 0:
        return "There is no such plan."
    if reading == "no_preparation":
        parts = [f"{words.number(n)} {band}" for band, n in bands.items() if known(n)]
        if not known(total) or not parts:
            return words.sentence(f"how many plans prepare for adulthood {words.withheld()}")
        return words.sentence(
            f"of {words.count(total, 'plan')} for Year 9 and above, {words.listing(parts)}"
        )
    text = ""
    first, *longer = bands.items()
    if reading in WAITING and known(total):
        text = f"{words.count(total, 'plan')} {'waits' if total == 1 else 'wait'}"
    elif reading == "since_last_review" and known(first[1], total):
        late = total - first[1]  # type: ignore[operator]
        of = f"{words.number(late)} of {words.count(total, 'plan')}"
        text = f"{of} had no completed review in the last 12 months"
    said = [part(reading, band, number) for band, number in longer[-2:] if known(number)]
    if not text and not said:
        return words.sentence(f"how many plans this concerns {words.withheld()}")
    return words.sentence(": ".join(found for found in (text, words.listing(said)) if found))


def part(reading: str, band: str, number: Value) -> str:
    """`1,577 for 36 months or more`, `5,443 never reviewed`."""
    if band == "never":
        return f"{words.number(number)} never reviewed"
    span = band_words(reading, band)
    return f"{words.number(number)} for {span[:1].lower()}{span[1:]}"


def title(reading: str, name: str, bands: dict[str, Value], total: Value) -> str:
    """What the reading comes to, in ten words; its name where a number may not be shown."""
    first = bands.get({"since_last_review": "0-12", "no_preparation": "with"}.get(reading, ""))
    if reading in WAITING:
        waits = "wait" if total != 1 else "waits"
        what = "for a decision after a meeting" if reading == "no_decision" else "to be amended"
        return f"{words.count(total, 'plan').capitalize()} {waits} {what}" if known(total) else name
    if not known(first, total):
        return name
    share = f"{words.number(first)} of {words.number(total)}"
    if reading == "no_preparation":
        return f"{share} older pupils' plans prepare for adulthood"
    return f"{share} plans reviewed in the last 12 months"


def band_words(reading: str, band: str) -> str:
    """`12 to under 18 months`, `Never reviewed`, `Without`."""
    if band == "never":
        return "Never reviewed"
    if reading == "no_preparation":
        return band.capitalize()
    if band.endswith("+"):
        return f"{band[:-1]} months or more"
    low, _, high = band.partition("-")
    return f"Under {high} months" if low == "0" else f"{low} to under {high} months"
