"""The documents against what they describe."""

import csv
import re
import runpy
from pathlib import Path

import pytest

from tests.worked_examples import NOT_CARRIED

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("name", ["extracts", "statute"])
def test_document_is_what_the_seeds_say(name: str) -> None:
    page = runpy.run_path(str(ROOT / "docs" / f"{name}.py"))["page"]()
    written = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert written == page, f"run: python docs/{name}.py"


def seed(name: str) -> list[dict[str, str]]:
    with (ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_limit_is_in_the_statute_once_with_an_example() -> None:
    text = (ROOT / "docs" / "statute.md").read_text(encoding="utf-8")
    clocks = text[text.index("## The clocks") : text.index("## Exceptions, and what")]
    entries = clocks.split("\n#### ")[1:]
    rules = seed("clock_register")
    assert len(entries) == len(rules) > 40
    for rule in rules:
        (entry,) = (one for one in entries if f"`{rule['clock_id']}`" in one)
        assert entry.startswith(rule["title"])
        assert re.search(r"Verdict: \*\*[a-z, ]+\*\*\..*\([WH]\d{3}\)$", entry, re.MULTILINE)
        for column in ("started_by", "stopped_by", "ended_by", "limited_by", "also_needs"):
            for name in filter(None, rule[column].split("|")):
                assert f"`{name}`" in entry


def test_every_example_that_no_clock_carries_is_named_with_its_reason() -> None:
    text = (ROOT / "docs" / "statute.md").read_text(encoding="utf-8")
    section = text[text.index("## What no extract can carry") : text.index("## Adding a clock")]
    named = {
        example: row["reason"]
        for row in seed("not_carried")
        for example in filter(None, row["examples"].split("|"))
    }
    assert named.keys() == NOT_CARRIED.keys()
    for example, reason in named.items():
        (line,) = (one for one in section.splitlines() if re.search(rf"\b{example}\b", one))
        assert reason in line
    registered = {rule["clock_id"] for rule in seed("clock_register")}
    assert not registered & {row["duty_id"] for row in seed("not_carried")}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    linked = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    missing = [target for target in linked if not (document.parent / target).exists()]
    assert missing == []
