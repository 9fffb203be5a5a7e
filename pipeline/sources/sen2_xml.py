"""The SEN2 return as XML, read as a stream: a return of any size takes the memory of a batch.

Elements are known by their local names, in any case, with or without a plural s and in wrappers of
any kind. Nothing that a file names is ever loaded: a document type, and with it every entity, is
refused before its first one is read.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

import duckdb
import pandas

from pipeline.errors import CallError, StepFailed
from pipeline.sources.mapping import fold
from pipeline.sources.sen2 import (
    EXTRACT_OF,
    MODULES,
    Header,
    fields_of,
    fields_of_year,
    newest_year,
    not_stored,
)
from pipeline.sources.sen2_records import FileRead, create

_ELEMENTS = {
    "person": "person",
    "request": "request",
    "assessment": "assessment",
    "namedplan": "named_plan",
    "plandetail": "plan_detail",
    "activeplan": "active_plan",
    "placementdetail": "placement",
    "senneed": "need",
    "sendetail": "need",
}
_PARENTS = {
    "request": "person",
    "assessment": "request",
    "named_plan": "request",
    "plan_detail": "named_plan",
    "active_plan": "request",
    "placement": "active_plan",
    "need": "active_plan",
}
_MAX_BYTES = 4 * 1024**3  # England's largest authority returns less than a twentieth of this
_MAX_DEPTH = 50  # a return is eight elements deep
_MAX_CELL = 10_000  # characters; no field of a return is longer than a name
_MAX_TAGS = 1_000  # names of elements that are kept folded; a return has a tenth of this
_CHUNK = 1024**2
_BATCH = 20_000  # records

# A record: its line, its own key, its parent's, then the cells of its module's fields, in order.
Record = list[str | int | None]


@dataclass(frozen=True)
class XmlReturn:
    """A return that was looked at: who sent it, for which year, and by which structure it is."""

    path: Path
    header: Header

    @property
    def year(self) -> int:
        return self.header.year or newest_year()

    @property
    def present(self) -> dict[str, frozenset[str]]:
        return fields_of_year(self.year)


_MARKS = {
    codecs.BOM_UTF8: "UTF-8",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
    b"<\0": "UTF-16LE",
    b"\0<": "UTF-16BE",
}


class _Stop(Exception):  # noqa: N818
    """Enough was read."""


def look(path: Path) -> XmlReturn | None:
    """The return that a file holds, from its header; None where it is XML of another kind.

    Raises CallError where it is no XML, or where it has a document type.
    """
    reader = _Reader(path, lambda module, record: None)
    reader.stop_at_first_person = True
    reader.read()
    header = reader.header()
    if header.collection is None and not reader.met_person:
        return None
    if header.collection is not None and fold(header.collection) != "sen2":
        return None
    return XmlReturn(path, header)


@dataclass
class Read:
    """What reading a return to its end found beside its records."""

    sha256: str
    bytes: int
    encoding: str
    strange: frozenset[tuple[str, str]]  # module and name of elements that no structure knows


def read(path: Path, take: Callable[[str, Record], None]) -> Read:
    """Read a return to its end and hand each record to `take`, parents after their children.

    Raises CallError where it is no XML, with the line.
    """
    reader = _Reader(path, take)
    reader.read()
    return Read(
        reader.digest.hexdigest(),
        path.stat().st_size,
        reader.encoding,
        frozenset(reader.strange),
    )


# Declared, these are often not what a file is written in.
_UNICODE = re.compile(r"utf-?(8|16(le|be)?)|us-ascii|", re.IGNORECASE)


def _encoding_of(chunks: Iterator[bytes]) -> str | None:
    """The encoding that the bytes of a file show; None where its declaration is to be believed.

    Systems write "UTF-16" above a file of UTF-8 and "UTF-8" above one of Windows-1252: whatever of
    Unicode is declared is tried, since a text that is not UTF-8 can hardly look like it.
    """
    first = next(chunks, b"")
    for mark, name in _MARKS.items():
        if first.startswith(mark):
            return name
    declared = re.match(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]*)""", first)
    if declared and not _UNICODE.fullmatch(declared[1].decode("ascii", "replace")):
        return None
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(first)
        for chunk in chunks:
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "Windows-1252"
    return "UTF-8"


class _Open:
    """An element that is being read."""

    __slots__ = ("filled", "has_child", "module", "name", "own", "record")

    def __init__(self, name: str, module: str | None, record: Record | None, own: str) -> None:
        self.name = name
        self.module = module
        self.record = record
        self.own = own
        self.has_child = False
        self.filled = False


class _Reader:
    """One pass over a file. It holds the elements that are open, and nothing else."""

    def __init__(self, path: Path, take: Callable[[str, Record], None]) -> None:
        self.path = path
        self.take = take
        self.stop_at_first_person = False
        self.met_person = False
        self.encoding = "UTF-8"
        self._overridden = False
        self.digest = hashlib.sha256()
        self.strange: set[tuple[str, str]] = set()
        self._open: list[_Open] = []
        self._tags: dict[str, tuple[str, str | None]] = {}  # folded, and the module of its records
        self._text: list[str] = []  # since the last tag
        self._length = 0
        self._last: dict[str, str] = {}  # the key of the last record of each module
        self._number = 0
        self._header: dict[str, str] = {}
        self._places = {
            module: {
                one.name: place
                for place, one in enumerate(fields_of(module), start=3)
                if one.kind != "id" or one.name in ("urn", "ukprn")
            }
            for module in MODULES
        }
        self._widths = {module: 3 + len(fields_of(module)) for module in MODULES}

    def header(self) -> Header:
        year = self._header.get("year", "")[:4] or self._header.get("referencedate", "")[:4]
        return Header(
            self._header.get("collection"),
            int(year) if year.isdigit() else None,
            self._header.get("lea"),
        )

    def read(self) -> None:
        try:
            if self.path.stat().st_size > _MAX_BYTES:
                raise CallError(
                    f"{self.path.name}: it is larger than {_MAX_BYTES // 1024**3} GB, which no"
                    " return is; look at what was exported."
                )
            self._make_parser()
            for chunk in self._chunks():
                self._parser.Parse(chunk, False)
            self._parser.Parse(b"", True)
        except _Stop:
            return
        except expat.ExpatError as error:
            raise CallError(
                f"{self.path.name}, line {error.lineno}: the file is no valid XML from here on"
                f" ({expat.ErrorString(error.code)}); export the return again."
            ) from None
        except (LookupError, UnicodeError, ValueError):
            raise CallError(
                f"{self.path.name}: its text is written in an encoding that is not read; export"
                " the return as UTF-8."
            ) from None

    def _make_parser(self) -> None:
        told = _encoding_of(self._bytes())
        if told:
            self.encoding, self._overridden = told, True
        parser = expat.ParserCreate(told, namespace_separator=" ")
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartDoctypeDeclHandler = self._refuse
        parser.XmlDeclHandler = self._declared
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        self._parser = parser

    def _chunks(self) -> Iterator[bytes]:
        for chunk in self._bytes():
            self.digest.update(chunk)
            yield chunk

    def _bytes(self) -> Iterator[bytes]:
        try:
            with self.path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    yield chunk
        except OSError as error:
            raise StepFailed(
                f"{self.path.name}: the file cannot be read; export it again."
            ) from error

    def _refuse(self, *_: object) -> None:
        raise CallError(
            f"{self.path.name}, line {self._parser.CurrentLineNumber}: it has a document type"
            " (DOCTYPE), which no return has and which is not read; export the return again."
        )

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if not self._overridden:
            self.encoding = (encoding or "UTF-8").upper()

    def _known(self, tag: str) -> tuple[str, str | None]:
        """The local name of a tag, folded, and the module whose records stand under it."""
        known = self._tags.get(tag)
        if known is None:
            name = fold(tag.rpartition(" ")[2].rpartition(":")[2])
            known = name, _ELEMENTS.get(name) or _ELEMENTS.get(name.removesuffix("s"))
            if len(self._tags) < _MAX_TAGS:
                self._tags[tag] = known
        return known

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name, module = self._known(tag)
        self._forget_text()
        if self._open:
            self._open[-1].has_child = True
        if len(self._open) > _MAX_DEPTH:
            raise CallError(
                f"{self.path.name}, line {self._parser.CurrentLineNumber}: its elements are nested"
                f" more than {_MAX_DEPTH} deep, which those of no return are; export it again."
            )
        if module is None:
            self._open.append(_Open(name, None, None, ""))
            return
        if module == "person":
            if self.stop_at_first_person:
                self.met_person = True
                raise _Stop
            self._last.clear()
        self._number += 1
        own = str(self._number)
        record: Record = [None] * self._widths[module]
        record[0] = self._parser.CurrentLineNumber
        record[1] = own
        record[2] = self._parent_of(module)
        self._open.append(_Open(name, module, record, own))

    def _parent_of(self, module: str) -> str | None:
        """The key of the record around this one; where it stands apart, of the last one before."""
        wanted = _PARENTS.get(module)
        if wanted is None:
            return None
        for element in reversed(self._open):
            if element.module == wanted:
                return element.own
        return self._last.get(wanted)

    def _characters(self, text: str) -> None:
        if self._length < _MAX_CELL:
            self._text.append(text)
            self._length += len(text)

    def _forget_text(self) -> None:
        self._text.clear()
        self._length = 0

    def _end(self, tag: str) -> None:
        element = self._open.pop()
        if element.module is not None:
            self._close_record(element)
        elif not element.has_child:
            # An element without another one within holds all that was said since it began.
            text = "".join(self._text).strip()
            if text:
                self._fill(element.name, text)
        self._forget_text()

    def _close_record(self, element: _Open) -> None:
        """Hand over a record. One that only holds others of its own module is a wrapper, and so is
        an empty one of people: a return of nobody.
        """
        if not element.filled and (self._last_inside(element) or element.name == "persons"):
            return
        self._last[element.module or ""] = element.own
        self.take(element.module or "", element.record or [])

    def _last_inside(self, element: _Open) -> bool:
        """Whether a record of the same module was closed within this element."""
        last = self._last.get(element.module or "")
        return last is not None and int(last) > int(element.own)

    def _fill(self, name: str, text: str) -> None:
        for element in reversed(self._open):
            if element.module is None or element.record is None:
                continue
            place = self._places[element.module].get(name)
            if place is None:
                self.strange.add((element.module, name))
            else:
                element.record[place] = text
            element.filled = True
            return
        self._header.setdefault(name, text)


class _Batches:
    """Records on their way into DuckDB, a batch at a time."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        self.waiting: dict[str, list[Record]] = {module: [] for module in MODULES}
        self.columns = {
            module: ["line", "own", "parent", *(one.name for one in fields_of(module))]
            for module in MODULES
        }
        for module, names in self.columns.items():
            cells = ", ".join(f"{name} varchar" for name in names[1:])
            con.execute(f"create temp table read_{module} (line bigint, {cells})")

    def take(self, module: str, record: Record) -> None:
        waiting = self.waiting[module]
        waiting.append(record)
        if len(waiting) == _BATCH:
            self.flush(module)

    def flush(self, module: str) -> None:
        if self.waiting[module]:
            frame = pandas.DataFrame(
                self.waiting[module], columns=self.columns[module], dtype=object
            )
            self.con.register("batch", frame)
            self.con.execute(f"insert into read_{module} select * from batch")
            self.con.unregister("batch")
            self.waiting[module].clear()


def load(con: duckdb.DuckDBPyConnection, found: XmlReturn) -> FileRead:
    """Read a return into the temporary tables of the modules.

    Raises CallError where it is no XML, with the line.
    """
    batches = _Batches(con)
    done = read(found.path, batches.take)
    for module in MODULES:
        batches.flush(module)
        present = frozenset(one.name for one in fields_of(module))
        create(con, module, found.path.name, f"read_{module}", present, "own", "parent")
        con.execute(f"drop table read_{module}")
    return FileRead(
        file=found.path.name,
        modules=MODULES,
        sha256=done.sha256,
        bytes=done.bytes,
        encoding=done.encoding,
        delimiter="XML",
        dropped=tuple(dict.fromkeys(_dropped(found, done))),
    )


def _dropped(found: XmlReturn, done: Read) -> Iterator[tuple[str, str]]:
    """What a return of its year holds beside our columns, and any element that no year knows."""
    for module in MODULES:
        for one in fields_of(module):
            if one.name in found.present[module] & not_stored(module):
                yield EXTRACT_OF[module], one.name
    for module, name in sorted(done.strange):
        yield EXTRACT_OF[module], name
