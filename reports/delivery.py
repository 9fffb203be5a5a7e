"""What landed, and what is not in the numbers: schema `quality` as pages show it.

Counts that small may not be shown in the published edition are hidden here too, and so is what
would give them away by subtraction: rows landed = accepted + quarantined + set aside, and the
quarantined are the sum over their reasons.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date, timedelta

import duckdb

from reports import published_files
from reports.disclosure import HIDDEN, Relation, protect
from reports.facts import Facts, Value
from reports.published_files import PublishedFile
from reports.rules import rows

# A count or a share with decimals in a sentence; years and limits such as 5% stay.
COUNT = re.compile(r"(?<![\w,.-])(?!20\d\d\b)\d[\d,]*(?:\.\d+%|(?![\d%.]*%)(?![-\w]))")
EXTRACTS = {
    "needs_assessments": ("Requests and assessments", "request", "requests"),
    "plans": ("Plans", "plan", "plans"),
    "annual_reviews": ("Annual reviews", "review", "reviews"),
    "tribunals": ("Appeals and mediation", "appeal", "appeals"),
    "advice": ("Advice", "request for advice", "requests for advice"),
    "health_waits": ("Health referrals", "referral", "referrals"),
}


@dataclass(frozen=True)
class Landed:
    """One extract's rows: `landed` = `accepted` + `quarantined` + `set_aside`."""

    extract: str
    files: tuple[str, ...]
    landed: Value
    accepted: Value
    quarantined: Value
    set_aside: Value

    @property
    def label(self) -> str:
        return EXTRACTS.get(self.extract, (self.extract,))[0]


@dataclass(frozen=True)
class Missing:
    """A column that a clock needs and that was not delivered."""

    clock_id: str
    extract: str
    column: str
    extract_delivered: bool

    @property
    def where(self) -> str:
        """What to add, in words."""
        label = EXTRACTS.get(self.extract, (self.extract,))[0].lower()
        column = self.column.replace("_", " ")
        if not self.extract_delivered:
            return f"the extract {self.extract} ({label}), which was not delivered"
        return f"the column {self.column} ({column}) in the extract {self.extract} ({label})"


@dataclass(frozen=True)
class Delivery:
    """What the quality page shows and what other pages must say of it."""

    landed: tuple[Landed, ...]
    not_delivered: tuple[str, ...]
    left_out: tuple[dict[str, object], ...]  # extract, place, reason, rows
    cell_issues: tuple[dict[str, object], ...]  # extract, column_name, reason, to_do, cells
    cell_totals: tuple[dict[str, object], ...]  # extract, reason, cells
    dropped: dict[str, tuple[str, ...]]
    corrections: tuple[dict[str, object], ...]  # extract, column_name, state, cells
    look_alikes: tuple[dict[str, object], ...]  # extract, why, rows
    expectations: tuple[dict[str, object], ...]
    missing: dict[str, tuple[Missing, ...]] = field(default_factory=dict)  # by clock
    # Appeals in quarantine by the year in which they began; the published edition has none, since
    # a year's few would be told by what the next edition shows of them.
    unusable_appeals: dict[int, int] = field(default_factory=dict)
    published: tuple[PublishedFile, ...] = ()

    def quarantined(self, *extracts: str) -> list[dict[str, object]]:
        """Rows in quarantine of these extracts, by reason."""
        return [
            row
            for row in self.left_out
            if row["place"] == "quarantine" and (not extracts or row["extract"] in extracts)
        ]

    def warnings(self, slug: str) -> list[str]:
        """Sentences of the expectations that failed as warnings and touch this page."""
        return [
            str(row["sentence"])
            for row in self.expectations
            if row["severity"] == "warning"
            and not row["passed"]
            and f"{slug}.html" in str(row["touches"] or "").split()
        ]


def read(db: duckdb.DuckDBPyConnection, facts: Facts) -> Delivery:
    """Read schema `quality` and what landed, as the edition of `facts` may show it."""
    landed, left_out = _rows_that_landed(db, facts)
    unsafe = {str(row["extract"]) for row in left_out if row["rows"] is HIDDEN}
    delivered = {str(r["extract"]) for r in rows(db, "select distinct extract from raw.files")}
    return Delivery(
        landed=landed,
        not_delivered=tuple(name for name in EXTRACTS if name not in delivered),
        left_out=left_out,
        cell_issues=_counted(
            db,
            facts,
            """select extract, column_name, reason, to_do, count(*) as cells
            from quality.cell_issues group by all order by extract, column_name, reason, to_do""",
            "cells",
        ),
        cell_totals=_counted(
            db,
            facts,
            """select extract, reason, count(*) as cells
            from quality.cell_issues group by all order by extract, reason""",
            "cells",
        ),
        dropped=_dropped(db),
        corrections=_counted(
            db,
            facts,
            """select extract, column_name, state, count(*) as cells
            from quality.corrections group by all order by extract, column_name, state""",
            "cells",
        ),
        look_alikes=_counted(
            db,
            facts,
            """select extract, why, count(*) as rows
            from quality.look_alikes group by all order by extract, why""",
            "rows",
        ),
        expectations=_expectations(db, facts, unsafe),
        missing=_missing(db, delivered),
        unusable_appeals=_unusable_appeals(db) if facts.edition != "published" else {},
        published=published_files.read(db),
    )


def _rows_that_landed(
    db: duckdb.DuckDBPyConnection, facts: Facts
) -> tuple[tuple[Landed, ...], tuple[dict[str, object], ...]]:
    totals = rows(
        db,
        """select extract, string_agg(file, '|' order by file) as files,
            sum(landed)::bigint as landed, sum(accepted)::bigint as accepted,
            sum(quarantined)::bigint as quarantined, sum(set_aside)::bigint as set_aside
        from quality.reconciliation group by extract order by extract""",
    )
    parts = rows(
        db,
        """select extract, 'quarantine' as place, reason, count(*) as rows
        from quality.quarantine group by all
        union all
        select extract, 'set_aside', kind, count(*) from quality.set_aside group by all
        order by 1, 2, 3""",
    )
    hidden = _hidden(totals, parts) if facts.edition == "published" else set()

    def shown(key: Hashable, value: object) -> Value:
        return HIDDEN if key in hidden else int(str(value))

    landed = tuple(
        Landed(
            str(row["extract"]),
            tuple(str(row["files"]).split("|")),
            *(
                shown((row["extract"], name), row[name])
                for name in ("landed", "accepted", "quarantined", "set_aside")
            ),
        )
        for row in sorted(totals, key=lambda row: list(EXTRACTS).index(str(row["extract"])))
    )
    left_out = tuple(
        {**row, "rows": shown((row["extract"], row["place"], row["reason"]), row["rows"])}
        for row in parts
    )
    return landed, left_out


def _hidden(totals: list[dict[str, object]], parts: list[dict[str, object]]) -> set[Hashable]:
    """What the published edition must not show of the row counts."""
    values: dict[Hashable, int] = {}
    relations = []
    for row in totals:
        extract = row["extract"]
        for name in ("landed", "accepted", "quarantined", "set_aside"):
            values[extract, name] = int(str(row[name]))
        relations.append(
            Relation(
                (extract, "landed"),
                ((extract, "accepted"), (extract, "quarantined"), (extract, "set_aside")),
            )
        )
        for name, place in (("quarantined", "quarantine"), ("set_aside", "set_aside")):
            own = [p for p in parts if p["extract"] == extract and p["place"] == place]
            for part in own:
                values[extract, place, part["reason"]] = int(str(part["rows"]))
            if own:
                keys = tuple((extract, place, part["reason"]) for part in own)
                relations.append(Relation((extract, name), keys))
    return protect(values, relations, list(values))


def _unusable_appeals(db: duckdb.DuckDBPyConnection) -> dict[int, int]:
    """How many appeals are in quarantine, by the year from which the ledger would count them."""
    cases: set[tuple[int, str]] = set()
    for row in rows(
        db,
        "select line, cells from quality.quarantine"
        " where extract = 'tribunals' and reason <> 'duplicate'",
    ):
        cells = json.loads(str(row["cells"]))
        names = ("registered_date", "outcome_date", "decision_date")
        years = (_year(str(cells.get(name) or "")) for name in names)
        first = next((year for year in years if year), None)
        if first:
            # Copies of one appeal that contradict each other are one appeal.
            cases.add((first, str(cells.get("appeal_id") or row["line"])))
    return dict(sorted(Counter(year for year, _ in cases).items()))


def _year(cell: str) -> int | None:
    """The year of a date as it was delivered, in whichever spelling; None where it tells none."""
    if re.fullmatch(r"[0-9]{5}([.][0-9]+)?", cell):
        return (date(1899, 12, 30) + timedelta(days=int(cell[:5]))).year
    found = re.search(r"(?:19|20)[0-9]{2}", cell)
    if found:
        return int(found[0])
    short = re.match(r"[0-9]{1,2}[-/. ][0-9A-Za-z]+[-/. ]([0-9]{2})(?![0-9])", cell)
    return 2000 + int(short[1]) if short else None


def _counted(
    db: duckdb.DuckDBPyConnection, facts: Facts, sql: str, name: str
) -> tuple[dict[str, object], ...]:
    return tuple({**row, name: facts.count(int(str(row[name])))} for row in rows(db, sql))


def _dropped(db: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    dropped: dict[str, list[str]] = {}
    for row in rows(
        db, "select distinct extract, heading from raw.dropped_columns order by extract, heading"
    ):
        dropped.setdefault(str(row["extract"]), []).append(str(row["heading"]))
    return {extract: tuple(headings) for extract, headings in dropped.items()}


def _expectations(
    db: duckdb.DuckDBPyConnection, facts: Facts, unsafe: set[str]
) -> tuple[dict[str, object], ...]:
    """Every expectation, failed ones first.

    Their sentences hold counts. In the published edition the counts of a sentence are taken out
    where one of them is small, in it or behind it, or where it speaks of an extract some of whose
    row counts are hidden.
    """
    found = rows(
        db,
        """select * from quality.expectations
        order by passed, case severity when 'critical' then 1 when 'warning' then 2 else 3 end,
            gate, suite, extract, expectation, sentence""",
    )
    shown = []
    for row in found:
        sentence = str(row["sentence"])
        counts = [number.replace(",", "") for number in COUNT.findall(sentence)]
        counts = [str(row["failed_rows"] or 0), *(n for n in counts if "%" not in n)]
        small = any(facts.count(int(number)) is HIDDEN for number in counts)
        if facts.edition == "published" and (small or row["extract"] in unsafe):
            sentence = COUNT.sub(HIDDEN.text, sentence)
        examples = json.loads(str(row["examples"])) if row["examples"] else []
        shown.append({**row, "sentence": sentence, "examples": examples})
    return tuple(shown)


def _missing(db: duckdb.DuckDBPyConnection, delivered: set[str]) -> dict[str, tuple[Missing, ...]]:
    missing: dict[str, list[Missing]] = {}
    for row in rows(
        db,
        """select distinct clock_id, extract, column_name from quality.not_measurable
        order by clock_id, extract, column_name""",
    ):
        clock_id, extract = str(row["clock_id"]), str(row["extract"])
        missing.setdefault(clock_id, []).append(
            Missing(clock_id, extract, str(row["column_name"]), extract in delivered)
        )
    return {clock_id: tuple(found) for clock_id, found in missing.items()}
