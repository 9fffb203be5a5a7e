"""SEN2 returns for the tests, in each of the forms in which they turn up."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import xlsxwriter
from landing import Landed, land_folder

DROP_TOML = 'as_of = 2026-01-15\nextracted_on = 2026-01-29\nlocal_authority = "E10000017"\n'
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Message>\n<Header><CollectionDetails>'
    "<Collection>SEN2</Collection><Year>{year}</Year></CollectionDetails>"
    "<Source><LEA>{la}</LEA></Source></Header>\n<Persons>\n"
)
TAIL = "</Persons>\n</Message>\n"


def person(number: int, below: str, **fields: str) -> str:
    """A person, whose UPN ends in a number, with what stands below."""
    told = {"UPN": f"X{number:012}", "PersonBirthDate": "2015-06-01", "Sex": "F"} | fields
    cells = "".join(f"<{name}>{text}</{name}>" for name, text in told.items() if text)
    return f"<Person>{cells}\n{below}</Person>\n"


def request(received: str = "", outcome: str = "", decided: str = "", below: str = "") -> str:
    cells = (
        ("ReceivedDate", received),
        ("RequestOutcome", outcome),
        ("RequestOutcomeDate", decided),
    )
    told = "".join(f"<{name}>{text}</{name}>" for name, text in cells if text)
    return f"<Requests>{told}{below}</Requests>\n"


def assessment(outcome: str, decided: str = "", plan_start: str = "", week20: str = "0") -> str:
    date = f"<AssessmentOutcomeDate>{decided}</AssessmentOutcomeDate>" if decided else ""
    plan = f"<NamedPlan><StartDate>{plan_start}</StartDate></NamedPlan>" if plan_start else ""
    return (
        f"<Assessment><AssessmentOutcome>{outcome}</AssessmentOutcome>{date}"
        f"<Week20>{week20}</Week20>{plan}</Assessment>"
    )


def active(**fields: str) -> str:
    return (
        "<ActivePlans>" + "".join(f"<{k}>{v}</{k}>" for k, v in fields.items()) + "</ActivePlans>"
    )


def old_plan(below: str, start: str = "2021-05-12") -> str:
    """A placeholder request with a plan, and what stands below it."""
    return request(outcome="H", below=assessment("H", plan_start=start, week20="") + below)


def write(folder: Path, drop_toml: str = DROP_TOML, **files: str | bytes) -> Path:
    """A drop of files; `_` in a keyword stands for the point of its suffix."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "drop.toml").write_text(drop_toml, encoding="utf-8")
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / ".".join(name.rsplit("_", 1))).write_bytes(data)
    return folder


def xml(folder: Path, *people: str, year: str = "2026", la: str = "888") -> Path:
    return write(folder, sen2_xml=HEAD.format(year=year, la=la) + "".join(people) + TAIL)


def landed(tmp_path: Path, *people: str, year: str = "2026") -> Landed:
    return land_folder(xml(tmp_path / "drop", *people, year=year))


def workbook(path: Path, sheets: dict[str, Iterable[Iterable[object]]]) -> Path:
    """A workbook: rows of cells by sheet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path
