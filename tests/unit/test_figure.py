"""Cells say what they hold; tables and figures refuse what does not fit."""

from __future__ import annotations

from datetime import date

import pytest

from reports import figure
from reports.disclosure import HIDDEN
from reports.facts import Rate
from reports.figure import Cell, Column, Figure, Table


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (1234, "1,234"), (2.5, "3"), (1_000_000, "1,000,000"), (HIDDEN, "c"), (None, "z")],
)
def test_counts(value: object, text: str) -> None:
    assert figure.count(value).text == text


@pytest.mark.parametrize(
    ("value", "text", "kept"),
    [
        (0, "0%", 0),
        (0.4, "low", 0.4),
        (0.5, "1%", 0.5),
        (62.5, "63%", 62.5),
        (63.91, "64%", 63.9),
        (99.96, "99%", 100.0),
        (100, "100%", 100.0),
        (HIDDEN, "c", None),
        (None, "z", None),
    ],
)
def test_percentages(value: object, text: str, kept: float | None) -> None:
    """Only nothing is 0% and only all is 100%."""
    cell = figure.percent(value)
    assert (cell.text, cell.value) == (text, kept)


def test_a_hidden_number_leaves_nothing_behind() -> None:
    for cell in (figure.count(HIDDEN), figure.percent(HIDDEN), figure.number(HIDDEN, 1)):
        assert cell == Cell(None, "c")
        assert cell.csv == "c"
        assert cell.meaning == "suppressed to protect confidentiality"


def test_a_rate_says_why_it_is_not_given() -> None:
    def texts(rate: Rate) -> list[str]:
        return [cell.text for cell in figure.rate(rate)]

    assert texts(Rate(108, 169, 63.905)) == ["64%", "108", "169"]
    assert texts(Rate(3, 8, None)) == ["u", "3", "8"]
    assert texts(Rate(0, 0, None)) == ["z", "0", "0"]
    assert texts(Rate(HIDDEN, 12, HIDDEN)) == ["c", "c", "12"]


def test_something_that_is_no_number_is_refused() -> None:
    with pytest.raises(TypeError, match="no number"):
        figure.count("12")


def test_months_carry_their_date() -> None:
    assert figure.month(date(2026, 10, 31)) == Cell("2026-10-31", "October 2026")
    assert figure.day_text(date(2026, 3, 1)) == "1 March 2026"


def test_tables_refuse_rows_that_do_not_fit() -> None:
    columns = [Column("month", "Month"), Column("n", "Requests", True)]
    with pytest.raises(ValueError, match="2 columns but a row of 1"):
        Table(columns, [["October"]], "Requests")
    with pytest.raises(ValueError, match="two columns of one name"):
        Table([columns[0], columns[0]], [], "Requests")
    with pytest.raises(ValueError, match="no column rate"):
        Table(columns, [], "Requests").cells("rate")


def test_a_table_explains_only_the_symbols_it_holds() -> None:
    table = Table(
        [Column("area", "Area"), Column("n", "Requests", True)],
        [["Wyre", figure.count(HIDDEN)], ["Fylde", figure.count(12)], ["Preston", Cell(None, "x")]],
        "Requests",
    )
    assert list(table.symbols) == ["c", "x"]


def test_figure_ids_are_safe_in_addresses_and_file_names() -> None:
    table = Table([Column("n", "n")], [], "Requests")
    with pytest.raises(ValueError, match="may hold only"):
        Figure("../x", "", "", None, "", table, "")
