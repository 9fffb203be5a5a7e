"""The sample as a SEN2 return, in the structure of 2026: the XML, or the nine files of the export.

A return holds less than the extracts do. Written are the requests (no re-assessments: a return has
none), their assessments, every plan, and of the reviews the last one of each plan that is held.
The cases are those of the sample without its keying faults.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from pipeline.sample_model.days import text

Row = dict[str, Any]
Rows = list[Row]

YEAR = 2026
LA_NUMBER = "888"
ELSEWHERE = "889"  # the authority that the sample's children move from and to
_DECISIONS = {"maintain": "M", "amend": "A", "cease": "C"}


@dataclass
class Record:
    """A record of the return: its element, what it holds, and what stands below it."""

    name: str
    fields: dict[str, str]
    below: list[Record] = field(default_factory=list)


def upn(person_id: str) -> str:
    """The invented pupil number of one of the sample's children."""
    return f"X{''.join(filter(str.isdigit, person_id)):0>12}"


def people(cases: dict[str, Rows], as_of: int) -> Iterator[Record]:
    """Every child with a request or a plan, as the return would have it on a day."""
    reviews: dict[str, Rows] = defaultdict(list)
    for review in cases["annual_reviews"]:
        if review["meeting_date"] <= as_of:
            reviews[review["plan_id"]].append(review)
    plans: dict[str, Row] = {}
    requests: dict[str, Rows] = defaultdict(list)
    told: dict[str, Row] = {}
    asked: dict[str, str] = {}
    for request in cases["needs_assessments"]:
        if request["reassessment"] != "Y" and request["received_date"] <= as_of:
            requests[request["person_id"]].append(request)
            asked[request["request_id"]] = request["person_id"]
            told.setdefault(request["person_id"], request)
    alone: dict[str, Rows] = defaultdict(list)
    for plan in cases["plans"]:
        if plan["start_date"] <= as_of:
            told.setdefault(plan["person_id"], plan)
            # A request has one plan, its own child's: any other stands as an older one.
            is_its_own = asked.get(plan["request_id"]) == plan["person_id"]
            if is_its_own and plan["request_id"] not in plans:
                plans[plan["request_id"]] = plan
            else:
                alone[plan["person_id"]].append(plan)
    for person_id, row in sorted(told.items()):
        below = [
            _request(one, plans.get(one["request_id"]), reviews, as_of)
            for one in requests[person_id]
        ]
        below += [_placeholder(plan, reviews[plan["plan_id"]], as_of) for plan in alone[person_id]]
        yield Record("Person", _person(row), below)


def _person(row: Row) -> dict[str, str]:
    return {
        "Surname": "Example",
        "Forename": row["person_id"],
        "PersonBirthDate": _day(row["date_of_birth"]),
        "Sex": row["sex"],
        "Ethnicity": row["ethnicity"],
        "PostCode": "",
        "UPN": upn(row["person_id"]),
        "UniqueLearnerNumber": "",
        "UPNunknown": "",
    }


def _request(row: Row, plan: Row | None, reviews: dict[str, Rows], as_of: int) -> Record:
    outcome = row["request_outcome"] or ("W" if row["ended_reason"] == "withdrawn" else "A")
    moved_out = row["ended_reason"] == "moved_out"
    fields = {
        "ReceivedDate": _day(row["received_date"]),
        "RequestSource": row["request_source"],
        "RYA": "0",
        "RequestOutcomeDate": _day(row["request_outcome_date"]) if outcome in ("Y", "N") else "",
        "RequestOutcome": outcome,
        "RequestMediation": _flag(row["mediation_held"]),
        "RequestTribunal": _flag(row["appeal_held"]),
        "Exported": ELSEWHERE if moved_out else "",
    }
    below = []
    if outcome == "Y" or row["assessment_outcome"] or plan:
        below.append(_assessment(row, plan))
    if plan and _held(plan, as_of):
        below.append(_active(plan, reviews[plan["plan_id"]], as_of))
    return Record("Requests", fields, below)


def _assessment(row: Row, plan: Row | None) -> Record:
    left = row["ended_reason"] not in ("", "moved_out")
    outcome = row["assessment_outcome"] or ("W" if left else "Y" if plan else "A")
    fields = {
        "AssessmentOutcome": outcome,
        "AssessmentOutcomeDate": _day(row["assessment_outcome_date"]) if outcome in "YN" else "",
        "AssessmentMediation": "0",
        "AssessmentTribunal": "0",
        "OtherMediation": "0",
        "OtherTribunal": "0",
        "Week20": _flag(row["week20_exception"]),
    }
    return Record("Assessment", fields, [_named(plan)] if plan else [])


def _placeholder(plan: Row, reviews: Rows, as_of: int) -> Record:
    """The request that holds nothing but H, on which an older plan, or one that moved in, hangs."""
    below = [Record("Assessment", {"AssessmentOutcome": "H"}, [_named(plan)])]
    if _held(plan, as_of):
        below.append(_active(plan, reviews, as_of))
    return Record("Requests", {"RequestOutcome": "H"}, below)


def _named(plan: Row) -> Record:
    fields = {
        "StartDate": _day(plan["start_date"]),
        "PlanRes": "",
        "PlanWBP": "",
        "PB": "0",
        "OA": "0",
        "DP": "0",
        "CeaseDate": _day(plan["ceased_date"]),
        "CeaseReason": plan["ceased_reason"],
    }
    detail = _setting(plan) | {"SENunitIndicator": "0", "ResourcedProvisionIndicator": "0"}
    return Record("NamedPlan", fields, [Record("PlanDetail", detail)])


def _held(plan: Row, as_of: int) -> bool:
    if plan["ceased_date"]:
        return bool(plan["ceased_date"] > as_of)
    return not plan["ceased_reason"]


def _active(plan: Row, reviews: Rows, as_of: int) -> Record:
    """A plan that is held, with its last review alone."""
    last = max(reviews, key=lambda review: review["meeting_date"], default=None)
    ends = [one["decision_date"] for one in reviews if (one["decision_date"] or as_of + 1) <= as_of]
    if plan["last_reviewed_date"]:
        ends.append(plan["last_reviewed_date"])
    decided = last is not None and (last["decision_date"] or as_of + 1) <= as_of
    fields = {
        "TransferLA": ELSEWHERE if plan["transferred_in_date"] else "",
        "ReviewMeeting": _day(last["meeting_date"]) if last else "",
        "ReviewOutcome": _DECISIONS[last["decision"]] if last and decided else "",
        "ReviewDraft": _day(last["amendment_notice_date"]) if last else "",
        "PhaseTransferDueDate": "",
        "PhaseTransferFinalDate": _day(plan["transfer_named_date"]),
        "LastReview": _day(max(ends, default=None)),
    }
    placement = _setting(plan) | {"EntryDate": _day(plan["start_date"]), "LeavingDate": ""}
    need = {"SENtype": plan["primary_need"], "SENtypeRank": "1"}
    return Record(
        "ActivePlans", fields, [Record("PlacementDetail", placement), Record("SENneed", need)]
    )


def _setting(plan: Row) -> dict[str, str]:
    setting = plan["setting_type"]
    return {
        "URN": setting if setting.isdigit() else "",
        "UKPRN": "",
        "SENsetting": "" if setting.isdigit() else setting,
        "SENsettingOther": "",
        "PlacementRank": "1",
    }


def _day(number: int | None) -> str:
    return text(number) if number else ""


def _flag(cell: str) -> str:
    return {"Y": "1", "N": "0"}.get(cell, "")


def _xml(folder: Path, cases: dict[str, Rows], as_of: int) -> int:
    """The return as XML; an element that would be empty is left out."""
    written = 0
    with (folder / "sen2.xml").open("w", encoding="utf-8", newline="\n") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<Message>\n<Header>\n<CollectionDetails>'
            f"<Collection>SEN2</Collection><Year>{YEAR}</Year>"
            f"<ReferenceDate>{text(as_of)}</ReferenceDate></CollectionDetails>\n"
            f"<Source><SourceLevel>L</SourceLevel><LEA>{LA_NUMBER}</LEA>"
            "<SoftwareCode>SAMPLE</SoftwareCode><Release>1</Release><SerialNo>1</SerialNo>"
            f"<DateTime>{text(as_of)}T00:00:00</DateTime></Source>\n</Header>\n<Persons>\n"
        )
        for person in people(cases, as_of):
            written += _write_element(person, file.write, 1)
        file.write("</Persons>\n</Message>\n")
    return written


def _write_element(record: Record, write: Callable[[str], Any], depth: int) -> int:
    cells = "".join(
        f"<{name}>{escape(cell)}</{name}>" for name, cell in record.fields.items() if cell
    )
    write(f"{' ' * depth}<{record.name}>{cells}\n")
    below = sum(_write_element(one, write, depth + 1) for one in record.below)
    write(f"{' ' * depth}</{record.name}>\n")
    return below + 1


# Each table of the export: its element, the number of its records, and that of their parents.
_EXPORT = {
    "Person": ("person", "persontableid", "sen2tableid"),
    "Requests": ("requests", "requeststableid", "persontableid"),
    "Assessment": ("assessment", "assessmenttableid", "requeststableid"),
    "NamedPlan": ("namedplan", "namedplantableid", "assessmenttableid"),
    "PlanDetail": ("plandetail", "plandetailtableid", "namedplantableid"),
    "ActivePlans": ("activeplans", "activeplanstableid", "requeststableid"),
    "PlacementDetail": ("placementdetail", "placementdetailtableid", "activeplanstableid"),
    "SENneed": ("senneed", "senneedtableid", "activeplanstableid"),
}


def _export(folder: Path, cases: dict[str, Rows], as_of: int) -> int:
    """The collection system's export: nine files, days as 2025-Mar-03 00:00:00."""
    tables: dict[str, Rows] = {name: [] for name in _EXPORT}
    for person in people(cases, as_of):
        _number(person, "1", tables)
    head = {"sen2tableid": "1", "collection": "SEN2", "year": str(YEAR)}
    head |= {"referencedate": _export_day(text(as_of)), "lea": LA_NUMBER}
    _write_table(folder, "sen2", as_of, [head])
    for name, rows in tables.items():
        _write_table(folder, _EXPORT[name][0], as_of, rows)
    return sum(len(rows) for rows in tables.values())


def _number(record: Record, parent: str, tables: dict[str, Rows]) -> None:
    table, own, above = _EXPORT[record.name]
    rows = tables[record.name]
    number = f"{table[0]}{len(rows) + 1}"
    cells = {name.lower(): cell for name, cell in record.fields.items()}
    days = {n: _export_day(c) for n, c in cells.items() if n.endswith("date") or n in _OTHER_DAYS}
    rows.append({own: number, above: parent} | cells | days)
    for one in record.below:
        _number(one, number, tables)


_OTHER_DAYS = ("reviewmeeting", "reviewdraft", "lastreview")


def _export_day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%Y-%b-%d} 00:00:00" if iso else ""


def _write_table(folder: Path, table: str, as_of: int, rows: Rows) -> None:
    path = folder / f"Blade-Export_{date.fromordinal(as_of):%d-%m-%Y}_{table}.csv"
    names = dict.fromkeys(name for row in rows for name in row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


FORMS: dict[str, Callable[[Path, dict[str, Rows], int], int]] = {
    "sen2-xml": _xml,
    "sen2-csv": _export,
}
