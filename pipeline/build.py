"""The line of a build: which stage follows which, and what each hands on.

Only this module and `cli` know more than one stage. dbt and Great Expectations take seconds to
start: both begin in processes of their own while the extracts are being landed.
"""

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from pipeline import (
    explain,
    land,
    lock,
    private,
    publish,
    report,
    runlog,
    sample,
    settings,
    worklist,
)
from pipeline.check import Checker, critical_failure
from pipeline.drop import read_drop
from pipeline.errors import CallError, DataFailed, EhcError, StepFailed
from pipeline.explained import Case
from pipeline.pseudonym import load_key
from pipeline.runlog import RunLog
from pipeline.settings import ROOT, Settings
from pipeline.transform import Transformer

SAMPLE = ROOT / "data" / "sample"
RUN_JSON = "run.json"


@dataclass(frozen=True)
class Places:
    """Where a command writes: the folder of the reports, and the warehouse file."""

    out: Path
    warehouse: Path

    @staticmethod
    def of(out: Path | None, warehouse: Path | None, *, sample: bool) -> "Places":
        """Those given, else the defaults, in which the sample stands apart from anyone's data.

        Raises CallError where the engine would take a character of a path for something else.
        """
        own_out = ROOT / "out" / "sample" if sample else ROOT / "out"
        name = "sample.duckdb" if sample else "ehc.duckdb"
        places = Places(
            (out or own_out).resolve(),
            (warehouse or ROOT / "data" / "warehouse" / name).resolve(),
        )
        for path in (places.out, places.warehouse):
            if re.search(r"[\\?]", path.as_posix()):
                raise CallError(
                    f"{path}: the database takes a path with ? or \\ for another; choose a folder"
                    " without them."
                )
        return places


def build(
    drop_folder: Path | None,
    as_of: str | None,
    places: Places,
    edition: str,
    settings_file: Path | None,
) -> None:
    """Land, check, transform, check, render, publish."""
    folder = drop_folder or SAMPLE
    chosen = settings.load(settings_file, folder)
    drop = read_drop(folder, chosen, as_of)
    with _run(places) as log, ExitStack() as at_end:
        for note in drop.notes:
            log.say(note)
        key = _key(log, chosen, drop.synthetic, folder)
        staging = publish.Staging(places.out, places.warehouse)
        at_end.callback(staging.clear)
        _say_where_modes_are_missing(log, staging)
        database = staging.warehouse
        transformer = Transformer(log.folder, database, chosen, drop.as_of)
        at_end.callback(transformer.close)
        checker = Checker(log.folder, chosen)
        at_end.callback(checker.close)

        with log.step("Landing the extracts") as step:
            staging.carry_history()
            landed = land.land(drop, database, chosen, key, log.say)
            step.note = f"{sum(landed.rows.values()):,} rows of {len(landed.rows)} extracts"
        with log.step("Checking the extracts") as step:
            step.note = _pass(checker, 1, database)
        with log.step("Working out the clocks") as step:
            transformer.go()
            report.prepare()
            step.note = transformer.finish()
        with log.step("Checking the measures") as step:
            step.note = _pass(checker, 2, database)
        with log.step("Writing the pages") as step:
            step.note = report.render(database, staging.site, staging.restricted, edition, chosen)
        runlog.write_json(
            staging.run_json,
            runlog.record(log, database, places.warehouse, settings.as_record(chosen)),
        )
        look_first = _look_first(database)
        with log.step("Publishing"):
            staging.publish()
        _say_where_to_look(log, places.out, edition, look_first)


def check(
    drop_folder: Path | None, as_of: str | None, places: Places, settings_file: Path | None
) -> None:
    """Land and check a drop as a build would, and list what to mend; publish nothing.

    Raises DataFailed, after the lists are written, where a build would publish nothing. What only
    the ledger of cases shows, such as a ground that excuses nothing, is not among it.
    """
    folder = drop_folder or SAMPLE
    chosen = settings.load(settings_file, folder)
    drop = read_drop(folder, chosen, as_of)
    lists = places.out / "restricted" / "check"
    with _run(places) as log, ExitStack() as at_end:
        for note in drop.notes:
            log.say(note)
        staging = publish.Staging(places.out, places.warehouse)
        at_end.callback(staging.clear)
        _say_where_modes_are_missing(log, staging)
        checker = Checker(log.folder, chosen)
        at_end.callback(checker.close)
        with log.step("Landing the extracts") as step:
            staging.carry_history()
            # This warehouse is thrown away: its pseudonyms need to match no other month's.
            key = secrets.token_bytes()
            landed = land.land(drop, staging.warehouse, chosen, key, log.say)
            step.note = f"{sum(landed.rows.values()):,} rows of {len(landed.rows)} extracts"
        with log.step("Checking the extracts"):
            results = checker.gate(1, staging.warehouse, keep_rows=True)
        with log.step("Writing the lists"):
            listed = worklist.write(staging.warehouse, staging.folder / "check")
            worklist.replace(lists, staging.folder / "check")
        for one in listed:
            log.say(f"{one.extract}: {one.in_words}.")
        failed = [one for one in results if not one.passed]
        critical, warnings, notes = (
            sum(one.severity == severity for one in failed)
            for severity in ("critical", "warning", "info")
        )
        log.say(
            f"{len(results):,} expectations: {critical:,} failed that stop publication,"
            f" {warnings:,} that warn, {notes:,} for information."
        )
        log.say(f"The lists are in {lists}" if listed else "Nothing is to be mended.")
        reason = critical_failure(results)
        if reason:
            raise DataFailed(reason)


def render_anew(
    out: Path | None, warehouse: Path | None, edition: str, settings_file: Path | None
) -> None:
    """Render the reports from the warehouse that is there, and publish them."""
    places, last_settings = _last_build(out, warehouse)
    chosen = settings.load(settings_file or last_settings)
    _check_area(places.warehouse, chosen)
    with _run(places) as log, ExitStack() as at_end:
        staging = publish.Staging(places.out, places.warehouse)
        at_end.callback(staging.clear)
        _say_where_modes_are_missing(log, staging)
        with log.step("Writing the pages") as step:
            step.note = report.render(
                places.warehouse, staging.site, staging.restricted, edition, chosen
            )
        with log.step("Publishing"):
            staging.publish()
        _say_where_to_look(log, places.out, edition, _look_first(places.warehouse))


def explain_case(
    case_id: str, clock_id: str | None, out: Path | None, warehouse: Path | None
) -> list[Case]:
    """How a case came to its verdicts, from the warehouse of the last build."""
    places, _ = _last_build(out, warehouse)
    _check_there(places.warehouse)
    return explain.explain(places.warehouse, case_id, clock_id)


def _last_build(out: Path | None, warehouse: Path | None) -> tuple[Places, Path | None]:
    """The places of the last build and its settings file, from the `run.json` it left in `out`.

    Without `out`: one's own reports, else the sample's where only they have been built.
    """
    own, sample = Places.of(out, warehouse, sample=False), Places.of(out, warehouse, sample=True)
    places = own if (own.out / RUN_JSON).exists() else sample
    try:
        record = json.loads((places.out / RUN_JSON).read_text(encoding="utf-8"))
    except OSError:
        return own, None
    settings_file = Path(record["settings"]["source"])
    return (
        Places.of(places.out, warehouse or Path(record["warehouse"]), sample=False),
        settings_file if settings_file.is_file() else None,
    )


def _check_there(warehouse: Path) -> None:
    if not warehouse.is_file():
        raise CallError(
            f"There is no warehouse {warehouse}: call `ehc build` first, or name another with"
            " --warehouse."
        )


def _check_area(warehouse: Path, chosen: Settings) -> None:
    """Raise CallError where there is no warehouse, or where it holds another area than settings."""
    _check_there(warehouse)
    try:
        with duckdb.connect(str(warehouse), read_only=True) as database:
            found = database.execute("select local_authority from raw.drop_info").fetchall()
    except duckdb.Error:
        raise CallError(
            f"{warehouse} cannot be read as a warehouse: close what has it open, or name another"
            " with --warehouse."
        ) from None
    if found != [(chosen.la_code,)]:
        raise CallError(
            f"{warehouse} holds {found[0][0]}, and the settings {chosen.source} are for"
            f" {chosen.la_code}: name the right ones with --settings."
        )


@contextmanager
def _run(places: Places) -> Iterator[RunLog]:
    """One run: alone, with a log, after whatever a dead run left behind has been put right.

    Every error that leaves it names the log.
    """
    holder = f"The run of {datetime.now():%d %B %Y, %H:%M:%S}"
    with ExitStack() as at_end:
        at_end.enter_context(lock.held(places.out / ".lock", holder))
        beside = places.warehouse.with_name(f".{places.warehouse.name}.lock")
        if not beside.parent.exists():
            private.make_folder(beside.parent)
        at_end.enter_context(lock.held(beside, holder))
        log = RunLog(places.out)
        at_end.callback(log.close)
        try:
            recovered = publish.recover(places.out, places.warehouse)
            if recovered:
                log.say(recovered)
            yield log
        except BaseException as error:
            raise _told(error, log) from error


def _told(error: BaseException, log: RunLog) -> EhcError:
    """The error as one sentence that names the log, with the exit code that it has."""
    if isinstance(error, EhcError):
        kind, text = type(error), str(error)
    elif isinstance(error, KeyboardInterrupt):
        kind, text = StepFailed, "Stopped by hand; nothing was published."
    elif isinstance(error, OSError) and error.strerror:
        kind = StepFailed
        text = f"{error.filename or 'the disk'}: {error.strerror}; nothing was published."
    else:
        # The message of an engine may quote a cell: it is for those who ask with --debug.
        kind = StepFailed
        text = f"A step failed ({type(error).__name__}); nothing was published: see --debug."
    log.write(text)
    return kind(f"{text} The log of this run is {log.path}.")


def _pass(checker: Checker, gate: int, database: Path) -> str:
    """Go through a gate; what it found, in a few words. Raises DataFailed where it is shut."""
    results = checker.gate(gate, database)
    reason = critical_failure(results)
    if reason:
        raise DataFailed(reason)
    warnings = sum(not one.passed and one.severity == "warning" for one in results)
    return f"{len(results)} expectations, {warnings} warnings"


def _key(log: RunLog, chosen: Settings, synthetic: bool, folder: Path) -> bytes:
    key, path, is_new = load_key(chosen, synthetic, folder)
    if is_new:
        log.say(
            f"A key for pseudonyms was made: {path}. Keep a copy somewhere safe: without it,"
            " this month's children cannot be matched with the next month's."
        )
    elif path is not None:
        log.write(f"The key for pseudonyms is {path}.")
    return key


def _say_where_modes_are_missing(log: RunLog, staging: publish.Staging) -> None:
    if not private.has_modes(staging.folder):
        log.say(
            f"This disk keeps no rights by owner: {staging.out / 'restricted'} is protected only"
            " by the rights of the share it is on."
        )


def _look_first(database: Path) -> str:
    """What a reader should look at before the front page, from the quality tables."""
    with duckdb.connect(str(database), read_only=True) as warehouse:
        quarantined, warnings = warehouse.execute(
            "select (select coalesce(sum(quarantined), 0) from quality.reconciliation),"
            " (select count(*) from quality.expectations where not passed and severity <> 'info')"
        ).fetchall()[0]
    return f"{quarantined:,} rows in quarantine, {warnings:,} warnings"


def _say_where_to_look(log: RunLog, out: Path, edition: str, look_first: str) -> None:
    if edition != "both":
        other = out / ("restricted" if edition == "published" else "site")
        if other.exists():
            log.say(f"{other} was left as an earlier run made it.")
    site = out / "restricted" / "site" if edition == "internal" else out / "site"
    quality = "quality-internal.html" if edition == "internal" else "quality.html"
    log.say(f"Look at {site / quality} first ({look_first}), then open {site / 'index.html'}")


def make_sample(folder: Path | None, form: str) -> str:
    """Write the synthetic sample anew; says what was written.

    Raises CallError where another form than the committed one has no folder of its own.
    """
    if folder is None and form != "csv":
        raise CallError(
            f"data/sample holds the sample as CSV: name a folder for it as {form} with --out."
        )
    target = (folder or SAMPLE).resolve()
    rows = sample.make_sample(target, form=form)
    if form.startswith("sen2"):
        return f"A SEN2 return of {sum(rows.values()):,} records is in {target}"
    return f"{sum(rows.values()):,} rows of {len(rows)} extracts are in {target}"
