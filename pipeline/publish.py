"""The publish stage: a finished set replaces the last one, whole or not at all.

A run builds in staging folders beside the places where readers look. Publishing writes a journal,
which is the moment from which the new set counts, swaps each part in, and removes the journal.
A command that finds a journal finishes what it says before it does anything else; a swap that
fails while the run is alive is undone.
"""

import ctypes
import errno
import filecmp
import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline import private
from pipeline.errors import StepFailed

JOURNAL = ".publishing.json"
# A reader on Windows who has a file open holds the swap up: for this long it is tried again.
PATIENCE_SECONDS = 10.0
_CAN_EXCHANGE = sys.platform.startswith("linux")

_OPS = """
create schema if not exists ops;
create table if not exists ops.published_months (
    month varchar, la_code varchar, source_system varchar, as_of date
);
create table if not exists ops.extract_sizes (
    month varchar, la_code varchar, source_system varchar, extract varchar, landed bigint
);
"""


@dataclass(frozen=True)
class Part:
    """A file or folder of the set: where it was made, and where readers look for it.

    Both are on one volume, so that a rename is all it takes.
    """

    new: Path
    current: Path

    @property
    def old(self) -> Path:
        """Where the last one stands aside until the whole set is in."""
        return self.new.with_name(f"{self.new.name}.old")


class Staging:
    """The staging folders of one run: `site`, `restricted` and `run.json`, and a warehouse file."""

    def __init__(self, out: Path, warehouse: Path) -> None:
        self.out = out
        self.folder = private.make_folder(_staging_of_site(out))
        if not warehouse.parent.exists():
            private.make_folder(warehouse.parent)
        # The file's own name: views and comments would survive another, people would not.
        self.warehouse = private.make_folder(_staging_of_warehouse(warehouse)) / warehouse.name
        self._published_warehouse = warehouse
        self.site = self.folder / "site"
        self.restricted = self.folder / "restricted"
        self.run_json = self.folder / "run.json"

    def parts(self) -> list[Part]:
        """What was made in this run, and what it replaces."""
        made = [self.site, self.restricted, self.run_json]
        parts = [Part(new, self.out / new.name) for new in made if new.exists()]
        if self.warehouse.exists():
            parts.append(Part(self.warehouse, self._published_warehouse))
        return parts

    def carry_history(self) -> None:
        """Start the warehouse file with schema `ops` of the last good one, or with an empty one."""
        with duckdb.connect(str(self.warehouse)) as fresh:
            if self._published_warehouse.exists():
                _copy_ops(fresh, self._published_warehouse)
            fresh.execute(_OPS)
        private.close_tree(self.warehouse)

    def publish(self, fault: Callable[[str], None] = lambda _: None) -> None:
        """Swap the set in. `fault` is called before each step with its name: tests break in there.

        Raises StepFailed where a part cannot be moved; the last set is then back in place.
        """
        lists = self.out / "restricted" / "check"
        if lists.exists() and self.restricted.exists():
            # What staff noted in the lists of a check stays.
            shutil.copytree(lists, self.restricted / "check")
        parts = self.parts()
        for part in parts:
            _keep_times(part.new, part.current)
        for path in (self.restricted, self.run_json, self.warehouse):
            if path.exists():
                private.close_tree(path)
        if hasattr(os, "sync"):
            os.sync()  # The journal must not be on the disk before what it tells of.
        journal = self.out / JOURNAL
        moves = [_Move.of(part) for part in parts]
        fault("journal")
        _write_journal(journal, moves, back=False)
        try:
            for move in moves:
                move.forward(fault)
        except OSError as error:
            _write_journal(journal, moves, back=True)
            for move in reversed(moves):
                move.back(fault)
            journal.unlink()
            raise StepFailed(
                f"{error.filename} could not be replaced ({error.strerror}); the last reports and"
                " warehouse are back: close what has it open and call again."
            ) from error
        fault("journal removed")
        journal.unlink()
        fault("cleared")
        self.clear()

    def clear(self) -> None:
        """Remove what is left in the staging folders."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.warehouse.parent, ignore_errors=True)


def recover(out: Path, warehouse: Path) -> str | None:
    """Finish or undo what a dead run left behind; say so where there was something."""
    journal = out / JOURNAL
    told = None
    if journal.exists():
        record = json.loads(journal.read_text(encoding="utf-8"))
        moves = [
            _Move(Part(Path(m["new"]), Path(m["current"])), m["mark"]) for m in record["moves"]
        ]
        for move in reversed(moves) if record["back"] else moves:
            move.back() if record["back"] else move.forward()
        journal.unlink()
        told = "The last run was cut off while it published: its reports have been " + (
            "taken back." if record["back"] else "put in place."
        )
    for folder in (_staging_of_site(out), _staging_of_warehouse(warehouse)):
        shutil.rmtree(folder, ignore_errors=True)
    return told


def _staging_of_site(out: Path) -> Path:
    return out / ".staging"


def _staging_of_warehouse(warehouse: Path) -> Path:
    return warehouse.parent / f".{warehouse.name}.staging"


def _copy_ops(fresh: duckdb.DuckDBPyConnection, last: Path) -> None:
    quoted = str(last).replace("'", "''")
    try:
        fresh.execute(f"attach '{quoted}' as last_good (read_only)")
        found = fresh.execute(
            "select table_name from duckdb_tables()"
            " where database_name = 'last_good' and schema_name = 'ops' order by table_name"
        ).fetchall()
        fresh.execute("create schema ops")
        for (name,) in found:
            fresh.execute(f'create table ops."{name}" as select * from last_good.ops."{name}"')
        fresh.execute("detach last_good")
    except duckdb.Error:
        raise StepFailed(
            f"The history in {last} cannot be read: close what has the file open; if it is damaged,"
            " move it away and put back a copy."
        ) from None


@dataclass(frozen=True)
class _Move:
    """One part on its way. Every step may be repeated: it looks first at what has been done.

    `mark` is the number by which the disk knows the new one. Only where two paths can change places
    is it needed, and there it can be relied on; elsewhere a part is in once its `new` is gone.
    """

    part: Part
    mark: int | None

    @staticmethod
    def of(part: Part) -> "_Move":
        return _Move(part, part.new.stat().st_ino if _CAN_EXCHANGE else None)

    def is_in(self) -> bool:
        if not self.part.current.exists():
            return False
        if self.mark is None:
            return not self.part.new.exists()
        return self.part.current.stat().st_ino == self.mark

    def forward(self, fault: Callable[[str], None] = lambda _: None) -> None:
        new, current, old = self.part.new, self.part.current, self.part.old
        if self.is_in() or not new.exists():
            return
        fault(f"{current.name} in")
        if current.exists():
            if _exchange(new, current):
                return
            if current.is_dir():
                _patiently(lambda: current.rename(old))
            else:
                _copy_aside(current, old)
            fault(f"{current.name} old aside")
        _patiently(lambda: new.replace(current))

    def back(self, fault: Callable[[str], None] = lambda _: None) -> None:
        new, current, old = self.part.new, self.part.current, self.part.old
        fault(f"{current.name} back")
        if self.is_in():
            if new.exists() and _exchange(new, current):
                return
            _patiently(lambda: current.rename(new))
            fault(f"{current.name} new aside")
        if old.exists() and not current.exists():
            _patiently(lambda: old.rename(current))


def _copy_aside(current: Path, old: Path) -> None:
    """Keep the old file under a second name, so that its place is at no moment empty."""
    old.unlink(missing_ok=True)
    try:
        os.link(current, old)
    except OSError:
        shutil.copy2(current, old)


def _exchange(one: Path, other: Path) -> bool:
    """Let two paths change places at once, where the system can; else False and nothing moved."""
    if not _CAN_EXCHANGE:
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    here, swap = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    if renameat2(here, os.fsencode(one), here, os.fsencode(other), swap) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(other))


def _patiently(move: Callable[[], object]) -> None:
    """Try a move until nobody has the file open any more, or patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            move()
            return
        except PermissionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.25)


def _keep_times(new: Path, current: Path) -> None:
    """Give files that have not changed the time stamp they had."""
    if not new.is_dir() or not current.is_dir():
        return
    for path in new.rglob("*"):
        last = current / path.relative_to(new)
        if path.is_file() and last.is_file() and filecmp.cmp(path, last, shallow=False):
            times = last.stat()
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def _write_journal(path: Path, moves: list[_Move], *, back: bool) -> None:
    """Write the journal so that it is there whole, on the disk, or not at all."""
    record = {
        "back": back,
        "moves": [
            {"new": str(m.part.new), "current": str(m.part.current), "mark": m.mark} for m in moves
        ],
    }
    draft = path.with_suffix(".draft")
    with private.create(draft) as file:
        json.dump(record, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
