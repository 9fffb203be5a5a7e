"""`ehc doctor`: what a person who has never seen the project is told, followed to the letter."""

import csv
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from pipeline import doctor_steps, settings
from pipeline.build import SAMPLE
from pipeline.settings import ROOT
from tests.unit.landing import CASES, make_drop

EXPORTS = ROOT / "tests" / "data" / "mappings"
PROJECT = (
    *("pipeline", "reports", "expectations", "models", "macros", "seeds", "mappings", "docs"),
    *("settings.toml", "dbt_project.yml", "profiles.yml", "tests/sql"),
)

# What a council's system might export: our column, its heading, and words for its codes.
REQUESTS = {
    "request_id": "Case ID",
    "person_id": "Child ID",
    "district": "Ward/District",
    "date_of_birth": "DOB",
    "sex": "Gender",
    "primary_need": "Primary Need",
    "received_date": "Date request received",
    "request_outcome": "Decision to assess",
    "request_outcome_date": "Decision to assess date",
    "assessment_outcome": "Agreed to issue",
    "assessment_outcome_date": "Decision to issue date",
    "draft_plan_date": "Draft EHCP issued",
    "final_plan_date": "Date EHCP finalised",
    "ended_date": "Date withdrawn",
}
PLANS = {
    "plan_id": "EHCP ref",
    "person_id": "Child ID",
    "request_id": "Case ID",
    "district": "Ward/District",
    "start_date": "Final EHCP issued",
    "last_reviewed_date": "Last AR date",
    "ceased_date": "Date ceased",
    "ceased_reason": "Reason ceased",
}
REVIEWS = {
    "review_id": "AR ID",
    "plan_id": "EHCP ref",
    "meeting_date": "AR meeting date",
    "decision": "AR decision",
    "decision_date": "LA decision date",
    "amendment_notice_date": "Draft amended plan date",
    "final_plan_date": "Final amended EHCP",
}
APPEALS = {
    "appeal_id": "Appeal number",
    "person_id": "Pupil No",
    "request_id": "EHCNA reference",
    "plan_id": "EHCP ref",
    "route": "Appeal or mediation",
    "ground": "Grounds of appeal",
    "decision_date": "Date of decision letter",
    "registered_date": "Date appeal registered",
    "outcome": "Outcome of appeal",
    "outcome_date": "Date of order",
    "remedy": "Order made",
    "complied_date": "Date complied",
}
WORDS = {
    "request_outcome": {"Y": "Agreed", "N": "Refused", "W": "Withdrawn"},
    "assessment_outcome": {"Y": "Yes", "N": "No", "W": "Withdrawn"},
    "sex": {"M": "Male", "F": "Female"},
    "primary_need": {"ASD": "ASD - Autistic spectrum disorder", "SLCN": "Speech and language"},
    "ceased_reason": {"5": "Moved LA", "1": "Aged out", "2": "Needs met"},
    "decision": {"maintain": "No change", "amend": "Amend EHCP", "cease": "Cease to maintain"},
}
Rows = list[dict[str, str]]

# How doctor names `ehc` to one who called it as a module.
EHC = "ehc" if shutil.which("ehc") else f"{sys.executable} -m pipeline"


def sample(extract: str) -> Rows:
    with (SAMPLE / f"{extract}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_exported(rows: Rows, headings: dict[str, str]) -> list[list[str]]:
    """The rows as the system writes them: its headings, its words, its dates."""

    def cell(name: str, text: str) -> str:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return f"{date.fromisoformat(text):%d/%m/%Y}"
        return WORDS.get(name, {}).get(text, text)

    cells = [[cell(name, row[name]) for name in headings] for row in rows]
    return [list(headings.values()), *cells]


def write_csv(path: Path, table: list[list[str]], delimiter: str = ",") -> None:
    with path.open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(table)


def write_workbook(path: Path, table: list[list[str]]) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Export")
        sheet.write(0, 0, "Annual reviews, exported for the data team")
        for number, row in enumerate(table, 2):
            sheet.write_row(number, 0, row)


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a council's analyst has it: five exports, and nothing that we ask for."""
    folder = tmp_path_factory.mktemp("first") / "October exports"
    folder.mkdir()
    requests = [row for row in sample("needs_assessments") if row["received_date"] > "2025-03"]
    requests = requests[:300]
    of_request = {row["request_id"] for row in requests}
    plans = [row for row in sample("plans") if row["request_id"] in of_request]
    plans += [row for row in sample("plans") if row["plan_id"].endswith("77")]
    of_plan = {row["plan_id"] for row in plans}
    appeals = [
        row
        for row in sample("tribunals")
        if row["request_id"] in of_request or row["plan_id"] in of_plan
    ]
    reviews = [row for row in sample("annual_reviews") if row["plan_id"] in of_plan]
    write_csv(folder / "EHCNA requests Oct 2026.csv", as_exported(requests, REQUESTS), ";")
    write_csv(folder / "EHCPs.csv", as_exported(plans, PLANS))
    write_csv(folder / "Appeals log.csv", as_exported(appeals, APPEALS), "\t")
    write_workbook(folder / "Annual Reviews.xlsx", as_exported(reviews, REVIEWS))
    (folder / "notes.docx").write_bytes(b"PK\x03\x04 not a workbook")
    return folder


def call(*arguments: str | Path, cwd: Path, project: Path = ROOT) -> tuple[int, str]:
    """`ehc` of a project, called from a folder: its exit code, and all that it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(project), "EHC_PSEUDONYM_KEY": "a key for a test"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stdout, done.stdout
    return done.returncode, done.stdout


def steps_of(printed: str) -> list[tuple[str, list[str]]]:
    """What doctor says to do: for each step why, and its lines."""
    steps: list[tuple[str, list[str]]] = []
    for line in printed.partition("What to do next\n")[2].splitlines():
        if number := re.fullmatch(r"  \d+\. (.*):", line):
            steps.append((number[1], []))
        elif line.startswith("       "):
            steps[-1][1].append(line.strip())
    return steps


def follow(printed: str, project: Path) -> list[str]:
    """Do what doctor says up to its next look; the calls of ehc that it names come back."""
    calls = []
    for why, lines in steps_of(printed):
        if why.startswith("Write these lines into "):
            (target,) = shlex.split(why.removeprefix("Write these lines into "))
            (project / target).write_text("\n".join(lines) + "\n", encoding="utf-8")
            continue
        for line in lines:
            if line.startswith(f"{EHC} "):
                calls.append(f"ehc{line.removeprefix(EHC)}")
            else:
                subprocess.run(shlex.split(line), cwd=project, check=True)
    return calls


def test_a_first_user_gets_from_an_export_to_a_site_by_following_doctor(
    export: Path, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    for name in PROJECT:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        copy(source, project / name)
    drop = project / "data" / "October exports"
    shutil.copytree(export, drop)

    code, printed = call("doctor", "data/October exports", cwd=project, project=project)
    assert code == 2
    assert printed.splitlines()[-1].startswith("A build would not start: ")
    assert "EHCNA requests Oct 2026.csv is needs_assessments, by its headings" in printed
    calls = follow(printed, project)
    assert [one.split()[1] for one in calls] == ["doctor", "build"]
    assert (drop / "needs_assessments.csv").is_file()
    assert "as_of = 2026-10-31" in (drop / "drop.toml").read_text(encoding="utf-8")

    code, printed = call(*shlex.split(calls[0])[1:], cwd=project, project=project)
    assert (code, printed.splitlines()[-1]) == (0, "A build would start."), printed

    code, printed = call(*shlex.split(calls[1])[1:], cwd=project, project=project)
    assert code == 0, printed
    assert (project / "out" / "site" / "index.html").is_file()


def test_every_heading_of_the_export_is_guessed_and_every_word_has_a_code(
    export: Path, tmp_path: Path
) -> None:
    call("doctor", export, cwd=tmp_path)
    draft = (tmp_path / "lancashire.draft.toml").read_text(encoding="utf-8")
    for extract, headings in (
        ("needs_assessments", REQUESTS),
        ("plans", PLANS),
        ("annual_reviews", REVIEWS),
        ("tribunals", APPEALS),
    ):
        table = draft.partition(f"[columns.{extract}]\n")[2].partition("\n\n")[0].splitlines()
        for ours, theirs in headings.items():
            known = ours == theirs.lower().replace(" ", "_")
            assert known or f'{ours} = ["{theirs}"]' in table, (extract, ours)
    for line in (
        *('"Agreed" = "Y"', '"Refused" = "N"', '"Moved LA" = "5"', '"Amend EHCP" = "amend"'),
        *('"No change" = "maintain"', '"Cease to maintain" = "cease"', '"Yes" = "Y"', '"No" = "N"'),
        *('"Speech and language" = "SLCN"', '"ASD - Autistic spectrum disorder" = "ASD"'),
    ):
        assert re.search(rf"^{re.escape(line)} # [\d,]+ rows?$", draft, re.MULTILINE), line


# --- Other authorities --------------------------------------------------------------------------


def drop_of(folder: Path, authority: str, districts: tuple[str, ...] = ("",)) -> Path:
    """A small drop of an authority, its places by name."""
    requests = "".join(
        f"R{n},P{n},{authority},{place},2026-03-0{n}\n" for n, place in enumerate(districts, 1)
    )
    return make_drop(
        folder,
        "as_of = 2026-10-31\n",
        needs_assessments="request_id,person_id,la_code,district,received_date\n" + requests,
    )


@pytest.mark.parametrize(
    ("authority", "code", "name", "districts"),
    [
        ("York", "E06000014", "York", ("",)),
        ("931", "E10000025", "Oxfordshire", ("Cherwell", "Vale of White Horse")),
    ],
    ids=["unitary without districts", "county with its own"],
)
def test_settings_for_another_authority_load_and_name_every_key(
    authority: str, code: str, name: str, districts: tuple[str, ...], tmp_path: Path
) -> None:
    drop = drop_of(tmp_path / "drop", authority, districts)
    _, printed = call("doctor", drop, cwd=tmp_path)
    assert f"{name} ({code}), as most of its rows say." in printed
    draft = tmp_path / "settings.draft.toml"
    for why, lines in steps_of(printed):
        if "settings.draft.toml" in why:
            assert [shlex.split(line) for line in lines] == [
                ["cp", "settings.draft.toml", str(drop / "settings.toml")]
            ]
            shutil.copy(draft, drop / "settings.toml")
    chosen = settings.load(None, drop)
    assert (chosen.la_code, chosen.area_name, chosen.brand_name) == (code, name, name)
    assert chosen.statistical_neighbours == ()
    text = draft.read_text(encoding="utf-8")
    ours = (ROOT / "settings.toml").read_text(encoding="utf-8")
    keys = re.compile(r"^(?:# )?(\w+) = ", re.MULTILINE)
    assert set(keys.findall(text)) == set(keys.findall(ours))
    assert "Lancashire" not in text
    # The districts that its data names stand ready for a file of its own.
    for place in filter(None, districts):
        assert re.search(rf"^#   {code},D\d\d,{place},,,$", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("authority", "districts", "doubts", "speaks_against"),
    [
        ("", ("",), True, False),
        ("", ("Burnley", "Preston", "Leeds"), True, False),
        ("", ("Burnley", "Leeds", "Wakefield"), True, True),
        ("888", ("Burnley", "Leeds", "Wakefield"), False, False),
    ],
)
def test_an_authority_that_only_the_settings_name_is_put_in_doubt_where_it_is_to_be_copied(
    authority: str, districts: tuple[str, ...], doubts: bool, speaks_against: bool, tmp_path: Path
) -> None:
    drop = drop_of(tmp_path / "drop", authority, districts)
    (drop / "drop.toml").unlink()
    _, printed = call("doctor", drop, cwd=tmp_path)
    step = printed.partition("Write these lines into ")[2].partition("  2. ")[0]
    assert 'local_authority = "E10000017"' in step
    assert ("if Lancashire is not yours, write the name or number" in step) == doubts
    assert ("which speaks against Lancashire." in step) == speaks_against
    # The lines to copy are still a drop.toml.
    (lines,) = (lines for why, lines in steps_of(printed) if why.startswith("Write these"))
    assert tomllib.loads("\n".join(lines))["local_authority"] == "E10000017"


def test_a_county_with_localities_of_its_own_loads_once_its_file_is_there(tmp_path: Path) -> None:
    drop = drop_of(tmp_path / "drop", "931", ("Cherwell", "Vale of White Horse"))
    call("doctor", drop, cwd=tmp_path)
    text = (tmp_path / "settings.draft.toml").read_text(encoding="utf-8")
    rows = [line.removeprefix("#   ") for line in text.splitlines() if line.startswith("#   ")]
    (drop / "geography.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    mine = text.replace('geography = "seeds/geography.csv"', 'geography = "geography.csv"')
    (drop / "settings.toml").write_text(mine, encoding="utf-8")
    code, printed = call("doctor", drop, cwd=tmp_path)
    assert code == 0, printed
    assert "Districts: Cherwell, Vale of White Horse." in printed
    assert "does not know" not in printed


# --- Drops in any state -------------------------------------------------------------------------


def test_a_whole_drop_needs_nothing_and_gets_no_drafts(tmp_path: Path) -> None:
    drop = make_drop(tmp_path / "drop")
    code, printed = call("doctor", drop, cwd=tmp_path)
    assert code == 0
    assert printed.splitlines()[-1] == "A build would start."
    assert list(tmp_path.glob("*.toml")) == []
    assert [lines for _, lines in steps_of(printed)] == [
        [f"{EHC} check {drop}"],
        [f"{EHC} build {drop}"],
    ]


@pytest.mark.parametrize(
    ("called", "on_path", "printed"),
    [
        (".venv/bin/ehc", None, ".venv/bin/ehc"),
        ("{here}/.venv/bin/ehc", None, ".venv/bin/ehc"),
        ("/opt/my tools/ehc", None, '"/opt/my tools/ehc"'),
        ("{here}/pipeline/__main__.py", None, ".venv/bin/python -m pipeline"),
        (".venv/bin/ehc", "/usr/bin/ehc", "ehc"),
    ],
)
def test_a_printed_command_can_be_called_from_where_doctor_was(
    called: str, on_path: str | None, printed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [called.format(here=tmp_path), "doctor", "drop"])
    monkeypatch.setattr(sys, "executable", str(tmp_path / ".venv" / "bin" / "python"))
    monkeypatch.setattr(shutil, "which", lambda name: on_path)
    said: list[str] = []
    doctor_steps.Steps(Path("drop"), said.append).print("", None, None)
    lines = [line.strip() for line in said if line.startswith("       ")]
    assert lines == [f"{printed} check drop", f"{printed} build drop"]


def test_a_file_of_headings_alone_is_said_to_have_no_rows(tmp_path: Path) -> None:
    plans = "plan_id,person_id,start_date\nE1,P1,2024-05-01\n"
    drop = make_drop(tmp_path / "drop", plans=plans, tribunals="P1,2012-04-03,2024-05-01\n")
    _, printed = call("doctor", drop, cwd=tmp_path)
    no_rows = "; no rows: a file of headings says that there are none."
    lines = printed.partition("What lies there\n")[2].partition("\n\n")[0].splitlines()
    empty = [line.split()[0] for line in lines if line.endswith(no_rows)]
    # A row where headings should be is no file of headings.
    assert empty == ["needs_assessments.csv", "annual_reviews.csv"]


def test_it_never_writes_over_a_file_and_changes_nothing_in_the_drop(tmp_path: Path) -> None:
    drop = drop_of(tmp_path / "drop", "York")
    before = {path.name: path.read_bytes() for path in drop.iterdir()}
    (tmp_path / "settings.draft.toml").write_text("mine", encoding="utf-8")
    _, printed = call("doctor", drop, cwd=tmp_path)
    assert (tmp_path / "settings.draft.toml").read_text(encoding="utf-8") == "mine"
    assert f"Not drafted: {tmp_path / 'settings.draft.toml'} is there already" in printed
    assert {path.name: path.read_bytes() for path in drop.iterdir()} == before


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "needed and not found"),
        ({"plans.csv": b""}, "plans.csv"),
        ({"plans.csv": bytes(range(256)) * 40}, "A build would not start"),
        ({"plans.xlsx": b"PK\x03\x04 cut off"}, "plans.xlsx: the workbook cannot be read"),
        ({"plans.parquet": b"PAR1"}, "plans.parquet: it cannot be read as Parquet"),
        ({"plans.csv.gz": b"\x1f\x8b\x08 cut off"}, "plans.csv.gz"),
        ({"sen2.xml": b"<Message><Header>"}, "A build would not start"),
        ({"drop.toml": b"as_of = tomorrow"}, "To mend: "),
        ({"drop.toml": b'source_system = "theirs"'}, 'no mapping file for source_system "theirs"'),
        ({"settings.toml": b'la_cod = "E06000014"'}, "there is no setting la_cod"),
        ({"plans.csv": b"a,b\n1,2\n", "PLANS.csv.gz": b""}, "A build would not start"),
        ({"corrections.csv": b"\x00\xff"}, "A build would not start"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else None,
)
def test_whatever_lies_in_the_folder_it_says_so_and_ends_with_2(
    files: dict[str, bytes], words: str, tmp_path: Path
) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    for name, content in files.items():
        (drop / name).write_bytes(content)
    code, printed = call("doctor", drop, cwd=tmp_path)
    assert code == 2
    assert words.lower() in printed.lower()
    assert printed.splitlines()[-1].startswith("A build would not start: ")


def test_what_must_not_be_printed_is_not(tmp_path: Path) -> None:
    """No name, id, birth date or address: not from a file without headings, a doubtful column, a
    column of districts that holds addresses, or an unreadable date.
    """
    drop = make_drop(
        tmp_path / "drop",
        needs_assessments="P9911,Secretname,03/04/2012,Request Id\nP9912,Othername,04/05/2013,\n",
        plans="plan_id,person_id,start_date,Notes,district,date_of_birth\n"
        'E1,P9913,Secretname 2020,Secretname was seen,"12 Secret Street, Town",Secretname\n',
        annual_reviews="review_id,plan_id,meeting_date,Review outcome\n"
        + "".join(f"V{n},E1,2026-05-01,Secretname {n} said so\n" for n in range(60)),
    )
    _, printed = call("doctor", drop, cwd=tmp_path)
    drafted = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("*.draft.toml"))
    for secret in ("Secret", "Othername", "P991", "03/04/2012"):
        assert secret not in printed + drafted, secret
    assert "start_date: 1 row with a date that cannot be read (line 2)" in printed


def test_values_of_a_code_column_come_with_a_proposal_or_without(tmp_path: Path) -> None:
    drop = shutil.copytree(CASES / "P31", tmp_path / "drop")
    code, printed = call("doctor", drop, cwd=tmp_path)
    assert code == 0  # a build would start: the two cells would be emptied and logged
    assert '"Ceased" in 1 row: it may mean cease.' in printed
    assert '"Z9" in 1 row: no code is like it.' in printed
    draft = (tmp_path / "lancashire.draft.toml").read_text(encoding="utf-8")
    assert '\n"Ceased" = "cease" # 1 row\n' in draft
    assert '\n# "Z9" = "" # 1 row: say what it means\n' in draft


def test_places_are_told_in_whatever_way_they_are_written(tmp_path: Path) -> None:
    drop = shutil.copytree(CASES / "P25", tmp_path / "drop")
    code, printed = call("doctor", drop, cwd=tmp_path)
    assert code == 0
    assert "Lancashire (E10000017), as drop.toml says." in printed
    assert "1 row with an authority that there is not" in printed
    assert 'Districts that the geography does not know, in 1 row: "St Annes" (1).' in printed


def test_two_spellings_of_one_district_are_one_place(tmp_path: Path) -> None:
    named = ("Preston City Council", "Borough of Burnley", "PRESTON", "Leeds City Council", "Leeds")
    drop = drop_of(tmp_path / "drop", "888", (*named, "Leeds"))
    _, printed = call("doctor", drop, cwd=tmp_path)
    assert "Districts: Burnley, Preston." in printed
    assert 'Districts that the geography does not know, in 3 rows: "Leeds" (3).' in printed


def test_dates_that_cannot_be_read_are_counted_with_their_lines(tmp_path: Path) -> None:
    drop = shutil.copytree(CASES / "P07", tmp_path / "drop")
    code, printed = call("doctor", drop, cwd=tmp_path)
    assert code == 0
    assert "received_date: 1 row with a date that cannot be read (line 11)." in printed
    assert "31/02/2026" not in printed


def test_a_return_is_recognised_and_needs_no_mapping(tmp_path: Path) -> None:
    drop = shutil.copytree(CASES / "P04", tmp_path / "drop")
    code, printed = call("doctor", drop, cwd=tmp_path)
    assert code == 0, printed
    assert "The SEN2 return sen2.xml gives needs_assessments: " in printed
    assert list(tmp_path.glob("*.draft.toml")) == []


def test_a_mapping_that_fits_is_named(tmp_path: Path) -> None:
    """The export of a system whose mapping is there already: nothing is to be guessed."""
    drop = shutil.copytree(EXPORTS / "case_system_b", tmp_path / "drop")
    (drop / "drop.toml").unlink()
    code, printed = call("doctor", drop, cwd=tmp_path)
    assert code == 2
    for why, lines in steps_of(printed):
        if why.startswith("Write these lines"):
            (drop / "drop.toml").write_text("\n".join(lines), encoding="utf-8")
            assert 'source_system = "case_system_b"' in lines
    code, printed = call("doctor", drop, cwd=tmp_path)
    assert code == 0, printed
    assert list(tmp_path.glob("*.draft.toml")) == []


def test_a_heading_that_a_workbook_breaks_is_shown_in_one_line(tmp_path: Path) -> None:
    drop = make_drop(tmp_path / "drop")
    (drop / "annual_reviews.csv").unlink()
    headings = ["review_id", "EHCP\nref", "AR meeting\r\ndate", "Any other\nbusiness"]
    write_workbook(drop / "annual_reviews.xlsx", [headings, ["V1", "E1", "2026-05-01", "none"]])
    _, printed = call("doctor", drop, cwd=tmp_path)
    assert '  "AR meeting date" is guessed to be meeting_date.\n' in printed
    assert 'dropped before anything is stored: "Any other business".\n' in printed
    assert "found review_id, EHCP ref, AR meeting date" in printed.splitlines()[-1]
    draft = (tmp_path / "lancashire.draft.toml").read_text(encoding="utf-8")
    assert '\nmeeting_date = ["AR meeting date"]\n' in draft


def test_titles_above_the_headings_of_a_text_file_do_no_harm(tmp_path: Path) -> None:
    drop = make_drop(
        tmp_path / "drop",
        plans="Plans as at 31 October\n\nplan_id,person_id,start_date\nE1,P1,2024-05-01\n",
    )
    _, printed = call("doctor", drop, cwd=tmp_path)
    assert "plans.csv is plans: CSV" in printed
    assert "headings in line 3" in printed
