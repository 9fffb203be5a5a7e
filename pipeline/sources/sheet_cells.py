"""Where the cells of a sheet stand and which of them have no value, from the sheet's own XML.

The reader of workbooks tells neither. It makes room for the whole rectangle around the filled
cells, and it gives the error of a formula, and a formula that was never worked out, as an empty
cell: a blank, which would say that the event has not happened.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

# The reader keeps a place for each cell of the rectangle around all that are filled, 32 bytes each.
MAX_CELLS = 40_000_000
_MAX_ROWS = 1_048_576
_MAX_COLUMNS = 16_384
_DIGITS = "0123456789"
_LONGEST = 10  # a longer number of a row is too large as well
_CHUNK = 1024**2
_ANY_CELL = re.compile(rb"<c[\s/>]")
_PLAIN_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})[0-9]')
_PLAIN_ROW = re.compile(rb'<c r="[A-Z]{1,3}([0-9]{1,7})"')
# Formulas, errors, comments, and bytes of another encoding.
_ODD = (b"<f", b'"e"', b"'e'", b"<!", b"\0")
_PREFIXED = re.compile(rb":(?:c|f|v|is|row)[\s/>]")


class TooFarError(Exception):
    """A cell stands so far out that there is no room for the rectangle: its rows and columns."""


@dataclass
class Cells:
    """What was found on a sheet. `wrong` holds the places of cells without a value, in order."""

    rows: int = 0  # the last one with a filled cell, and the last such column
    columns: int = 0
    filled: int = 0
    wrong: array[int] = field(default_factory=lambda: array("Q"))

    def check(self) -> None:
        if (
            self.rows > _MAX_ROWS
            or self.columns > _MAX_COLUMNS
            or max(self.rows * self.columns, self.filled) > MAX_CELLS
        ):
            raise TooFarError(self.rows, self.columns)


def place_of(row: int, column: int) -> int:
    """A cell as a number, from a row and a column that are counted from 1."""
    return row * (_MAX_COLUMNS + 1) + column


def row_of(place: int) -> int:
    return place // (_MAX_COLUMNS + 1)


def read(file: IO[bytes]) -> Cells:
    """Read a sheet through. Raises TooFarError as soon as a cell is, and ExpatError or ValueError
    where it is no sheet.
    """
    plain = _at_a_glance(file)
    if plain is not None:
        return plain
    file.seek(0)
    reader = _Reader()
    while chunk := file.read(_CHUNK):
        reader.parser.Parse(chunk, False)
        reader.found.check()
    reader.parser.Parse(b"", True)
    reader.close_cell()
    reader.found.wrong = array("Q", sorted(reader.found.wrong))
    return reader.found


def _at_a_glance(file: IO[bytes]) -> Cells | None:
    """What is found in a sheet as nearly every export writes it, in a tenth of the time: cells that
    say where they stand, and neither formulas nor errors. None where a closer look is needed.
    """
    found, rest = Cells(), b""
    letters: set[bytes] = set()
    while chunk := file.read(_CHUNK):
        text = rest + chunk
        end = text.rfind(b"<")  # no tag is cut in two
        if end <= 0:
            return None
        text, rest = text[:end], text[end:]
        rows = _PLAIN_ROW.findall(text)
        is_plain = len(rows) == len(_ANY_CELL.findall(text)) and not _PREFIXED.search(text)
        if not is_plain or any(one in text for one in _ODD):
            return None
        letters.update(_PLAIN_COLUMN.findall(text))
        found.filled += len(rows)
        found.rows = max(found.rows, *(int(row) for row in set(rows)), 0)
        found.columns = max(map(number_of, letters), default=0)
        try:
            found.check()
        except TooFarError:
            return None  # it may only be coloured
    return found


def number_of(letters: bytes) -> int:
    """The number of a column: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper()[:4]:
        number = number * 26 + letter - ord("A") + 1
    return number


def refuse_entities(parser: expat.XMLParserType) -> None:
    """No workbook has a document type, and with it entities that grow."""

    def refuse(*_: object) -> None:
        raise ValueError("a document type")

    parser.StartDoctypeDeclHandler = refuse


class _Reader:
    """Follows the cells of a sheet. Rows and cells need not say where they stand: then each comes
    after the one before.
    """

    def __init__(self) -> None:
        self.found = Cells()
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        refuse_entities(self.parser)
        self._numbers: dict[str, int] = {}
        self._next_row, self._row, self._column = 0, 0, 0
        self._tag: str = ""
        self._kind: str | None = None
        self._has_value, self._awaits_value = False, False

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        # Called for every cell and its value, by the million: what is commonest comes first.
        name = tag if ":" not in tag else tag.rpartition(":")[2]
        if name == "c":
            if self._awaits_value:
                self.close_cell()
            self._tag, self._kind, self._has_value = tag, attributes.get("t"), False
            place = attributes.get("r")
            if place is None:
                self._row, self._column = self._next_row, self._column + 1
                return
            letters = place.rstrip(_DIGITS)
            self._column = self._numbers.get(letters) or self._number(letters)
            self._row = int(place[len(letters) :][:_LONGEST])
        elif name == "v" or name == "is":
            found, self._has_value = self.found, True
            found.filled += 1
            if self._row > found.rows:
                found.rows = self._row
            if self._column > found.columns:
                found.columns = self._column
            if self._kind == "e":
                self._mark()
            elif self._awaits_value and self._kind == "str":
                self._awaits_value = False  # a formula whose text is empty
            elif self._awaits_value:
                self.parser.CharacterDataHandler = self._text
        elif name == "row":
            if self._awaits_value:
                self.close_cell()
            number = attributes.get("r")
            self._next_row = int(number[:_LONGEST]) if number else self._next_row + 1
            self._column = 0
        elif name == "f" and not self._has_value:
            # Charts within cells have formulas of their own, under another prefix.
            self._awaits_value = self._awaits_value or tag[:-1] == self._tag[:-1]

    def _text(self, text: str) -> None:
        if text.strip():
            self._awaits_value = False
            self.parser.CharacterDataHandler = None

    def close_cell(self) -> None:
        """Note a formula that no value has followed."""
        if self._awaits_value:
            self._mark()
            self._awaits_value = False
            self.parser.CharacterDataHandler = None

    def _mark(self) -> None:
        if not self._row:
            raise ValueError("a cell outside of a row")
        found = self.found
        found.rows, found.columns = max(found.rows, self._row), max(found.columns, self._column)
        found.check()  # a place holds no column beyond the last
        found.wrong.append(place_of(self._row, self._column))

    def _number(self, letters: str) -> int:
        if not (letters.isascii() and letters.isalpha()):
            raise ValueError("a place without a column")
        self._numbers[letters] = number_of(letters.encode())
        return self._numbers[letters]
