"""Writes docs/extracts.md from the seeds: `python docs/extracts.py`. A test keeps the two alike."""

import csv
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parents[1]

KINDS = {
    "id": "text, as you write it",
    "person": "text",
    "parent": "id of a row of `{0}`",
    "authority": "code, number or name",
    "district": "code or name",
    "birth_date": "date",
    "date": "date",
    "flag": "Y or N",
    "ground": "a ground of the law, else it excuses nothing",
    "text": "text",
}

INTRO = """# The extracts, column by column

One file for each extract, named after it: `.csv`, `.csv.gz`, `.xlsx` (the first sheet that is
shown, or the one named after the extract) or `.parquet`. `*` marks what a row cannot be used
without.

- Dates: `2026-10-31`, `31/10/2026`, `31/10/26`, `31-Oct-2026`, Excel's numbers, any of them with a
  time behind it. The day comes first: `04/05/2026` is 4 May.
- A blank cell says that the event has not happened. A column that you leave out
  says nothing, and the clocks that need it are left out. A formula that shows an error, such as
  `#N/A`, is no blank: its cell counts as unreadable.
- Titles may stand above the headings, within the first 50 lines. In a workbook an id that is a
  number has no `.0`. In Parquet, a moment with a time zone is the day that it was in London.
- Every column that is not listed here is dropped before anything is stored.
- Codes and headings are read in any case, with blanks, hyphens or underscores. So are places, with
  or without the words for a kind of council: `Bolton Metropolitan Borough Council` is Bolton.
- Two rows with one id are copies where they say the same, however a day or a code is written. Where
  they say different things, neither is used.
"""


def read(name: str) -> list[dict[str, str]]:
    """The rows of a seed."""
    with (ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def page() -> str:
    """The whole document."""
    codes = {
        code_list: ", ".join(f"`{row['code']}` {row['label']}" for row in rows)
        for code_list, rows in groupby(read("code_lists"), key=lambda row: row["code_list"])
    }
    parts = [INTRO]
    for extract, columns in groupby(read("extract_columns"), key=lambda row: row["extract"]):
        parts.append(
            f"## {extract}\n\n| Column | What it holds | How it is written |\n|---|---|---|\n"
        )
        for column in columns:
            star = "*" if column["needed"] == "Y" else ""
            written = codes.get(column["code_list"]) or KINDS[column["kind"]]
            parts[-1] += (
                f"| `{column['column_name']}`{star} | {column['meaning']}"
                f" | {written.format(column['code_list'])} |\n"
            )
    return "\n".join(parts)


if __name__ == "__main__":
    (ROOT / "docs" / "extracts.md").write_text(page(), encoding="utf-8", newline="\n")
