"""Our figures beside what the Department for Education has published, by calendar year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports import charts, figure, words
from reports.charts import Series
from reports.facts import Value
from reports.figure import Cell, Column, Figure, Table
from reports.pages.book import Book
from reports.pages.timeliness import add


@dataclass(frozen=True)
class Published:
    """How a published measure is made from the columns of our own table of the same shape."""

    name: str
    what: str
    table: str
    numerator: str
    denominators: tuple[str, ...]


MEASURES = {
    "plans_within_20_weeks_ex": Published(
        "Plans issued within 20 weeks",
        "plans issued within 20 weeks, cases with an exception left out",
        "timeliness",
        "plans_issued_20_weeks_ex",
        ("plans_issued_den_ex",),
    ),
    "requests_within_6_weeks": Published(
        "Requests decided within 6 weeks",
        "requests whose outcome was decided within 6 weeks",
        "requests",
        "request_outcome_six_weeks",
        ("request_outcome_six_weeks", "request_outcome_over_6_weeks"),
    ),
    "decision_within_4_weeks": Published(
        "Review decisions within 4 weeks",
        "decisions sent within 4 weeks of the review meeting",
        "annual_reviews",
        "decision_4_weeks",
        ("decision_4_weeks", "decision_over_4_weeks"),
    ),
    "reviews_met_in_year": Published(
        "Reviews met in the year",
        "plans with a review meeting in the year, of all whose review was expected",
        "annual_reviews",
        "review_meeting_year",
        ("review_expected",),
    ),
}


def against_the_department(book: Book, measure: str) -> Figure | None:
    """England, region, neighbours and the authority as published, and this delivery beside them."""
    made = MEASURES[measure]
    published = {
        (int(str(row["time_period"])), str(row["comparator"])): row
        for row in book.facts.comparators()
        if row["measure"] == measure
    }
    if not any(map(has_figure, published.values())):
        return None
    own = own_counts(book, made)
    names = sorted({name for _, name in published}, key=lambda name: order(book, name))
    # A year for which nobody has a figure says nothing.
    told = {year for (year, _), row in published.items() if has_figure(row)}
    years = sorted(told | set(own))
    columns = [Column("year", "Year")]
    columns += parts("this_delivery", "This delivery")
    for at, name in enumerate(names):
        label = f"{name}, as published" if name == book.county.name else name
        columns += parts(f"published_{at + 1}", label)
    rows = []
    for year in years:
        cells: list[Cell] = [
            figure.period(date(year, 12, 31), year_words(book, year)),
            *rate_cells(book, *own.get(year, (None, None))),
        ]
        for name in names:
            row = published.get((year, name))
            numbers = (row["numerator"], row["denominator"]) if row else (None, None)
            cells += rate_cells(book, *numbers)  # type: ignore[arg-type]
        rows.append(cells)
    table = Table(columns, rows, f"{made.name}: this delivery beside the published figures")
    series = [Series("this_delivery_percent", "This delivery")]
    for at, name in enumerate(names):
        is_own = name == book.county.name
        label = f"{name}, published" if is_own else name
        series.append(Series(f"published_{at + 1}_percent", label, quiet=not is_own))
    newest = max(told)
    return Figure(
        id=measure.replace("_", "-"),
        title=title(book, made, published, own, newest),
        subtitle=f"{made.what[:1].upper()}{made.what[1:]}, per cent by calendar year, "
        f"{years[0]} to {years[-1]}",
        plot=charts.lines(table, "year", series, percent=True),
        sentence=compared(book, made, published, own, names, newest),
        table=table,
        source=f"{book.source}; {sources(published)}",
        wide=True,
    )


def title(
    book: Book,
    made: Published,
    published: dict[tuple[int, str], dict[str, object]],
    own: dict[int, tuple[Value, Value]],
    year: int,
) -> str:
    """The newest published year here and in England, in ten words."""
    here = published.get((year, book.county.name))
    england = published.get((year, "England"))
    numbers = (here["numerator"], here["denominator"]) if here else own.get(year, (None, None))
    mine = rate_cells(book, *numbers)[0]  # type: ignore[arg-type]
    if england is None or mine.value is None:
        return f"{made.name}, beside other areas"
    theirs = rate_cells(book, england["numerator"], england["denominator"])[0]  # type: ignore[arg-type]
    if theirs.value is None:
        return f"{made.name}: {mine.text} in {year}"
    return f"{made.name}: {mine.text} in {year}, England {theirs.text}"


def own_counts(book: Book, made: Published) -> dict[int, tuple[Value, Value]]:
    """Numerator and denominator of this delivery by year."""
    counts: dict[int, tuple[Value, Value]] = {}
    for row in book.facts.dfe(made.table):
        if row["geographic_level"] == "Local authority" and row["new_la_code"] == book.county.code:
            numbers: list[Value] = [row[name] for name in made.denominators]  # type: ignore[misc]
            whole = add(*numbers)
            counts[int(str(row["time_period"]))] = (row[made.numerator], whole)  # type: ignore[assignment]
    return counts


def compared(
    book: Book,
    made: Published,
    published: dict[tuple[int, str], dict[str, object]],
    own: dict[int, tuple[Value, Value]],
    names: list[str],
    year: int,
) -> str:
    """The newest published year in words."""
    said = []
    for name in names:
        row = published.get((year, name))
        if row and has_figure(row):
            cells = rate_cells(book, row["numerator"], row["denominator"])  # type: ignore[arg-type]
            said.append(f"{cells[0].text} in {name}{how_many(row)}")
        elif row:
            said.append(f"no figure for {name}")
    text = f"for {year} the Department published {words.listing(said)}"
    cells = rate_cells(book, *own.get(year, (None, None)))
    if cells[0].value is not None:
        of = f"{cells[1].text} of {cells[2].text}"
        text += f"; this delivery gives {cells[0].text} ({of})"
    return words.sentence(text)


def has_figure(row: dict[str, object]) -> bool:
    """Whether a published row holds numbers: a symbol of the publisher's is none, and never 0."""
    return row["numerator"] is not None and row["denominator"] is not None


def how_many(row: dict[str, object]) -> str:
    """` (9 of its 10 areas)`, where some of the areas that a line adds up have no figure."""
    areas, of_areas = int(str(row["areas"])), int(str(row["of_areas"]))
    return f" ({areas} of {of_areas} areas have a figure)" if areas < of_areas else ""


def rate_cells(book: Book, part: Value, whole: Value) -> list[Cell]:
    """Per cent, numerator, denominator."""
    if part is None or whole is None:
        return [figure.symbol("x")] * 3
    return figure.rate(book.facts.rate_of(part, whole))


def parts(name: str, label: str) -> list[Column]:
    """The three columns of a rate."""
    return [
        Column(f"{name}_percent", label, numeric=True),
        Column(f"{name}_part", f"{label}: number", numeric=True),
        Column(f"{name}_whole", f"{label}: of", numeric=True),
    ]


def order(book: Book, name: str) -> tuple[int, str]:
    """The authority first, then England, then the rest by name."""
    return (0 if name == book.county.name else 1 if name == "England" else 2, name)


def year_words(book: Book, year: int) -> str:
    """`2025`, or `2026 to October` where the year is not over."""
    now = book.facts.as_of
    if year == now.year and (now.month, now.day) != (12, 31):
        return f"{year} to {words.month(now).split()[0]}"
    return str(year)


def in_year(book: Book, year: int) -> str:
    """`in 2025`, or `from January to October 2026` where the year is not over."""
    now = book.facts.as_of
    if year == now.year and (now.month, now.day) != (12, 31):
        return f"from January to {words.month(now)}" if now.month > 1 else f"in {words.month(now)}"
    return f"in {year}"


def sources(published: dict[tuple[int, str], dict[str, object]]) -> str:
    """Where the published figures are from."""
    return "; ".join(sorted({str(row["source"]) for row in published.values()}))
