"""The documents against what they describe."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def test_list_of_columns_is_the_seeds() -> None:
    page = runpy.run_path(str(ROOT / "docs" / "extracts.py"))["page"]()
    written = (ROOT / "docs" / "extracts.md").read_text(encoding="utf-8")
    assert written == page, "run: python docs/extracts.py"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    linked = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    missing = [target for target in linked if not (document.parent / target).exists()]
    assert missing == []
