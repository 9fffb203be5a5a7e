"""Writes docs/statute.md from the seeds and the worked examples: `python docs/statute.py`.

A test keeps the two alike, and another really adds the clock of its last section to a copy of the
project.
"""

import csv
import io
import re
import runpy
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from reports import words
from reports.pages.methodology import PROCESSES
from reports.rules import KINDS, SETTINGS, WITHOUT_FLIPS, is_set, limit_words

ROOT = Path(__file__).parents[1]

# What the reasoning of an example says where it shows how the last day comes about.
SUM = re.compile(r"\bdue\b|=|\bdays after\b|\blast day\b")
# A reasoning that says no more than the last day.
DUE_ALONE = re.compile(r"due \d+ \w+ \d{4}")

Row = dict[str, Any]

INTRO = """# The limits of the law

Every limit that this software counts, where it comes from, and one worked example of each. Then
the duties that no extract can carry, and how to add a clock.

This page is written from `seeds/clock_register.csv`, `seeds/exception_grounds.csv`,
`seeds/not_carried.csv` and the worked examples in `tests/data/`. Do not edit it: change those, and
run `python docs/statute.py`. It is not legal advice.

In the examples, LA is the authority. Those with a W are the rulebook's, those with an H our own.
"""

COUNTING = """## How days are counted

**Weeks and days.** The day on which something happens is not counted. So a limit in weeks ends on
the same day of the week as its start (*Dodds v Walker* [1981]). Every day counts: weekends, bank
holidays and school holidays too. A last day that falls on one of them does not move.

**Months.** A limit in months ends on the same day of a later month. Where the period *begins with*
the day itself, it ends on the day before that: twelve months that begin with 15 March end on 14
March. Where the month has no such day, both end on its last day.

**A day of the year.** Where the law says *before* a day, the last day in time is the one before it.

**Least periods.** Here the law says how much time there must be at least. The first day in time
stands in place of the last one. No exception shortens it.

**Two limits.** Where a clock has two, the later one governs. A date that an order or an agreement
sets itself comes before both.

**The Tribunal's rule 12.** A time to appeal that ends in August, or from 25 December to 1 January,
is kept on the first working day after it. Any other that ends on a day that is no working day is
kept on the next one. Nothing else rolls forward.

**In time** means on the last day at the latest. A case that is open on its last day is still within
its limit. Days are counted to the day on which something was sent or told, not to the day on which
it was read.

**Exceptions** excuse a missed limit. They do not stop a clock, and they do not move its last day.
"""

SETTINGS_INTRO = """## Where the law can be read in two ways

Four settings say how an area reads it. The page "How we count" of every site says how many of its
cases each would change. A fifth is about a figure of the Department alone.

| Setting | Question | Readings | As it ships |
|---|---|---|---|
"""

GROUNDS_INTRO = """## Exceptions, and what disproves them

A ground counts only for the clocks that admit it. A recorded ground excuses nothing where

- the clock does not admit it: a shortage of staff is no ground of any clock
- its period has not begun on the day that the reports speak of
- its whole period lies outside the clock: it was over on the day of the start, or began after the
  last day in time
- the dates fail a test of the ground's own, below.

Where one or both dates of the period are missing, there is no period to test, and the ground
stands.

| Ground | In words | What disproves it | Source |
|---|---|---|---|
"""

NOT_CARRIED_INTRO = """## What no extract can carry

Duties that no clock counts, each with its reason. The numbers in the last column are those of the
worked examples in `tests/data/worked_examples.csv`. No test holds the ledger to them.

| Duty | Limit | Why no clock counts it | Source | Examples |
|---|---|---|---|---|
"""

# The clock that the last section adds, column by column.
NEW_CLOCK = {
    "clock_id": "draft_plan_16w",
    "title": "Draft plan",
    "duty": "Send the draft of the plan to the family.",
    "process": "assessment",
    "starts_when": "The request is received, or the authority becomes responsible for the child",
    "stops_when": "The draft is sent, or the final plan where no draft is recorded",
    "limit_value": "16",
    "limit_unit": "weeks",
    "second_limit_value": "",
    "second_limit_unit": "",
    "counts_first_day": "false",
    "minimum_period": "false",
    "rolls_forward": "false",
    "whose": "authority",
    "exception_grounds": "",
    "kind": "local_standard",
    "valid_from": "2014-09-01",
    "valid_to": "",
    "source": "Local standard; the law sets no time for a draft",
    "source_url": "",
    "headline": "",
    "started_by": "needs_assessments.received_date",
    "stopped_by": "needs_assessments.draft_plan_date|needs_assessments.final_plan_date",
    "ended_by": (
        "needs_assessments.ended_date|needs_assessments.request_outcome_date"
        "|needs_assessments.assessment_outcome_date|tribunals.outcome_date"
    ),
    "limited_by": "",
    "also_needs": "needs_assessments.draft_plan_date",
}

NEW_SELECT = """\
    union all

    select
        'draft_plan_16w' as clock_id,
        request_id,
        received_date as started_on,
        coalesce(draft_plan_date, final_plan_date) as stopped_on,
        {{ earliest(['refused_to_assess_on', 'refused_to_issue_on', 'ended_on', 'superseded_on']) }}
            as ended_on
    from requests
    where not is_reassessment"""

ADDING = """## Adding a clock

A new clock is one row of the register and one SELECT. As an example, take an area that wants its
drafts to be sent {limit} after the request. The law sets no such time, so it is a local standard.

1. Add the row to `seeds/clock_register.csv`:

{table}

   The same as a line of the file:

```csv
{line}
```

   The last columns say what the clock needs. One column of `stopped_by` is enough to measure it,
   so `also_needs` asks for the draft: a delivery without it must not be measured by final plans.

2. Add the SELECT to `models/clocks/int_assessment_clocks.sql`, as the last one of `running`:

```sql
{select}
```

   It says which cases run the clock, and on which days it starts, stops and ends. It says nothing
   of the limit: that stands in the row. A clock of another process goes into the model of that
   process.

3. Call `make build`. The clock is in `marts.clocks` and in every measure. "How we count" shows its
   rule, the page of its process shows its numbers, and `ehc explain` shows how a case was judged.
   Where a column was not delivered, the quality page asks for it.

4. Add a worked example to `tests/data/own_examples.csv`, and write this page anew. A clock without
   an example fails a test.

`tests/end_to_end/test_adding_a_clock.py` takes the row and the SELECT from this page, puts them
into a copy of the project, builds it and looks for the clock.
"""


def read(name: str) -> list[Row]:
    """The rows of a seed; a blank is None, as in the warehouse."""
    with (ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{key: text or None for key, text in row.items()} for row in csv.DictReader(file)]


def page() -> str:
    """The whole document."""
    rules = read("clock_register")
    labels = {row["ground"]: row["label"] for row in read("exception_grounds")}
    examples = worked_examples()
    parts = [INTRO, COUNTING, "## The clocks\n"]
    for process, title in PROCESSES.items():
        parts.append(f"### {title}\n")
        parts += [clock(rule, labels, examples) for rule in rules if rule["process"] == process]
    parts += [grounds(), settings(), not_carried(), adding()]
    return "\n".join(parts)


# --- Clocks ---------------------------------------------------------------------------------------


def clock(rule: Row, labels: dict[str, str], examples: dict[str, str]) -> str:
    """One clock of the register."""
    admitted = [labels[ground] for ground in split(rule["exception_grounds"])]
    lines = [
        ("Starts", rule["starts_when"]),
        ("Stops", rule["stops_when"]),
        ("Limit", limit(rule)),
        ("Counted", counted(rule)),
        ("Exceptions", "; ".join(admitted) or "none"),
        ("Kind", kind(rule)),
        ("Source", link(rule["source"], rule["source_url"])),
        ("In force", in_force(rule)),
        ("Columns", columns(rule)),
        ("Example", examples.get(rule["clock_id"], "none yet")),
    ]
    listed = "\n".join(f"- **{name}:** {text}" for name, text in lines)
    return (
        f"#### {rule['title']}: {limit(rule)}\n\n`{rule['clock_id']}`. {rule['duty']}\n\n{listed}\n"
    )


def limit(rule: Row) -> str:
    """The limit in words, as pages say it."""
    return limit_words(rule, None, on_the_day=False)


def counted(rule: Row) -> str:
    """How the days of a rule are counted; the words are explained in COUNTING."""
    if is_set(rule["minimum_period"]):
        return "a least period: in time from that many days after the start on"
    if rule["limit_unit"] == "calendar_date":
        return "to the day before, in the year of the move"
    if rule["limit_unit"] == "months":
        if int(rule["limit_value"]) < 0:
            text = "back from the day of the move, to the same day of an earlier month"
        elif is_set(rule["counts_first_day"]):
            text = "the period begins with the day itself, so it ends the day before"
        else:
            text = "to the same day of a later month"
        if rule["second_limit_value"]:
            text += "; the later of the two limits governs"
        if is_set(rule["rolls_forward"]):
            text += "; rule 12 moves a last day that is no working day"
        return text
    text = "from the day after the start, every day"
    if "remedy_due_date" in (rule["limited_by"] or ""):
        text += "; a date that is set in the matter itself comes before the limit"
    return text


def kind(rule: Row) -> str:
    """Law, guidance or a local standard; and whose it is where it is the family's."""
    family = "; the family's, never counted as the authority's" if rule["whose"] == "family" else ""
    return f"{KINDS[rule['kind']]}{family}"


def in_force(rule: Row) -> str:
    """From when to when a clock may start under the rule."""
    text = f"from {day(rule['valid_from'])}"
    return f"{text} to {day(rule['valid_to'])}" if rule["valid_to"] else text


def columns(rule: Row) -> str:
    """The columns of the extracts that a clock is made of."""
    roles = {
        "started_by": "started by",
        "stopped_by": "stopped by",
        "ended_by": "ended by",
        "limited_by": "limited by",
        "also_needs": "also needs",
    }
    found = []
    for name, label in roles.items():
        named = [f"`{column}`" for column in split(rule[name])]
        last = "and" if name == "also_needs" else "or"
        if named:
            found.append(f"{label} {words.listing(named).replace(' and ', f' {last} ')}")
    return "; ".join(found)


# --- Worked examples ------------------------------------------------------------------------------


def worked_examples() -> dict[str, str]:
    """For each clock the worked example that shows a verdict most clearly, as sentences."""
    known = runpy.run_path(str(ROOT / "tests" / "worked_examples.py"))
    labels = {row["status"]: row["label"] for row in read("statuses")}
    rules = {row["clock_id"]: row for row in read("clock_register")}
    best: dict[str, tuple[tuple, str]] = {}
    for example in known["examples"]().values():
        clock_id, status = known["clock_of"](example), known["status_of"](example)
        due = known["due_of"](example)
        if clock_id not in rules or status is None or not due:
            continue
        verdict = labels[status].lower()
        text = told(example, rules[clock_id], verdict, due)
        place = unclear(example, status)
        if clock_id not in best or place < best[clock_id][0]:
            best[clock_id] = (place, text)
    return {clock_id: text for clock_id, (_, text) in best.items()}


def unclear(example: Row, status: str) -> tuple:
    """The lower, the more clearly an example shows a verdict."""
    return (
        example["ambiguous"] != "no",
        not example["day1_convention_changes_verdict"].startswith("no"),
        ("met", "late", "open_in_time", "open_overdue", "exception", "ended").index(status) // 2,
        bool(example["other_inputs"]),
        not SUM.search(example["reasoning"]),
        ("high", "medium", "low").index(example["confidence"]),
        example["example_id"],
    )


def told(example: Row, rule: Row, verdict: str, due: str) -> str:
    """An example as sentences, from its columns."""
    start, stop = example["start_event"], example["stop_event"]
    began = f"{start} on {day(example['start_date'])}" if example["start_date"] else start
    done = (
        f"{stop} on {day(example['stop_date'])}"
        if example["stop_date"]
        else f"on {day(example['as_of_date'])} not yet: {stop}"
    )
    more = f" ({example['other_inputs']})" if example["other_inputs"] else ""
    which = "first" if is_set(rule["minimum_period"]) else "last"
    last_day = f"The {which} day in time is {day(due)}"
    if rule["limit_unit"] in ("weeks", "days") and not more:
        length = date.fromisoformat(due) - date.fromisoformat(example["start_date"])
        last_day += f", {length.days} days after the start"
    why = "" if DUE_ALONE.fullmatch(example["reasoning"]) else words.sentence(example["reasoning"])
    sentences = [
        words.sentence(f"{began}{more}; {done}"),
        f"{last_day}.",
        f"Verdict: **{verdict}**.",
    ]
    return " ".join([*sentences, *filter(None, [why]), f"({example['example_id']})"])


# --- The other sections ---------------------------------------------------------------------------


def grounds() -> str:
    """The grounds for exception, each with what its own dates can disprove."""
    rows = [
        f"| `{row['ground']}` | {row['label']} | {disproved(row)} | {row['source']} |"
        for row in read("exception_grounds")
    ]
    return GROUNDS_INTRO + "\n".join(rows) + "\n"


def disproved(ground: Row) -> str:
    """What disproves a ground apart from what disproves every ground."""
    found = []
    if ground["min_days"]:
        found.append(f"a period of fewer than {ground['min_days']} days")
    if is_set(ground["is_closure"]):
        days = f"{ground['window_days']} days before"
        found.append(
            f"advice that was asked earlier than {days} the closure, or later than {days} the first"
            " day open again"
        )
    if ground["due_from"]:
        found.append(
            f"a last day in time before {day(ground['due_from'])} or after {day(ground['due_to'])}"
        )
    return words.sentence("; ".join(found)) or "No test of its own."


def settings() -> str:
    """The settings of the law, and what they are where an area changes nothing."""
    shipped = tomllib.loads((ROOT / "settings.toml").read_text(encoding="utf-8"))
    rows = []
    for name, (question, answers) in SETTINGS.items():
        readings = " ".join(f"`{toml(value)}`: {text}" for value, text in answers.items())
        about = f"{question} (Changes no status.)" if name == WITHOUT_FLIPS else question
        rows.append(f"| `{name}` | {about} | {readings} | `{toml(shipped[name])}` |")
    return SETTINGS_INTRO + "\n".join(rows) + "\n"


def toml(value: object) -> str:
    """A value as the settings file has it."""
    return str(value).lower()


def not_carried() -> str:
    """The duties that no clock counts."""
    rows = []
    for row in read("not_carried"):
        examples = ", ".join(split(row["examples"]))
        source = link(row["source"], row["source_url"])
        duty = f"{row['duty']} `{row['duty_id']}`"
        rows.append(f"| {duty} | {row['limit_words']} | {row['reason']} | {source} | {examples} |")
    return NOT_CARRIED_INTRO + "\n".join(rows) + "\n"


def adding() -> str:
    """How a clock is added, shown on one."""
    names = list(read("clock_register")[0])
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([NEW_CLOCK[name] for name in names])
    filled = [f"   | `{name}` | {NEW_CLOCK[name]} |" for name in names if NEW_CLOCK[name]]
    table = ["   | Column | Value (the others are blank) |", "   |---|---|", *filled]
    rule: Row = {name: text or None for name, text in NEW_CLOCK.items()}
    return ADDING.format(
        select=NEW_SELECT,
        limit=limit(rule),
        table="\n".join(table).replace("_date|", "_date\\|"),
        line=line.getvalue().strip(),
    )


def split(listed: str | None) -> list[str]:
    """The parts of a list that a cell holds."""
    return listed.split("|") if listed else []


def link(text: str, address: str | None) -> str:
    """A source, with its address where it has one."""
    return f"[{text}]({address})" if address else text


def day(text: str) -> str:
    """An ISO date in words."""
    return words.day(date.fromisoformat(text))


if __name__ == "__main__":
    (ROOT / "docs" / "statute.md").write_text(page(), encoding="utf-8", newline="\n")
