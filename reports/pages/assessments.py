"""Request to plan, step by step."""

from __future__ import annotations

from reports import charts, figure, words
from reports.charts import Series
from reports.facts import Value
from reports.figure import Column, Figure, Table
from reports.pages import topic
from reports.pages.book import Book, PageSpec
from reports.pages.comparison import against_the_department
from reports.pages.set_figures import MONTHS_SHOWN, period_cell, span

STEPS = ("assess_decision_6w", "advice_return_6w", "final_plan_20w")


def page(book: Book) -> PageSpec:
    """The page on needs assessments."""
    rules = [rule for rule in book.rules.of("assessment") if rule.counts or rule.minimum_period]
    shown = [rule for rule in rules if rule.headline]
    return PageSpec(
        slug="assessments",
        title="Assessments",
        template="assessments.html.j2",
        context={
            "nothing": topic.nothing(book, rules, "request"),
            "cautions": book.cautions("assessments", "needs_assessments"),
            "sections": [topic.section(book, rule) for rule in shown],
            "weeks": where_the_weeks_go(book),
            "others": topic.others(
                book,
                [rule for rule in rules if not rule.headline],
                "Other limits on the way to a plan",
            ),
            "unmeasured": topic.unmeasured(book, rules),
            "compared": [
                found
                for found in (
                    against_the_department(book, "plans_within_20_weeks_ex"),
                    against_the_department(book, "requests_within_6_weeks"),
                )
                if found
            ],
        },
    )


def where_the_weeks_go(book: Book) -> Figure | None:
    """Median weeks that each step took, by the month in which it was done."""
    facts, county = book.facts, book.county
    rules = [
        book.rules.by_id[name]
        for name in STEPS
        if name in book.rules.by_id
        and book.measured(book.rules.by_id[name])
        and book.has_cases(book.rules.by_id[name])
        and facts.grain(name, "la") == 1
    ]
    if not rules:
        return None
    periods = facts.periods(rules[0].clock_id, "la", 1)[-MONTHS_SHOWN:]
    columns, rows = [Column("period", "Month")], []
    for rule in rules:
        columns.append(Column(rule.clock_id, f"{rule.phrase.name}, weeks", numeric=True))
        columns.append(Column(f"{rule.clock_id}_done", "Done", numeric=True))
    newest: list[Value] = []
    for period in periods:
        row = [period_cell(period)]
        newest = []
        for rule in rules:
            days = facts.value(rule.clock_id, county.code, "la", period, "median_days_taken")
            weeks = days / 7 if words.known(days) else days  # type: ignore[operator]
            newest.append(weeks)
            row.append(figure.number(weeks, 1))
            done = facts.value(rule.clock_id, county.code, "la", period, "stopped")
            row.append(figure.count(done))
        rows.append(row)
    table = Table(columns, rows, f"Weeks that each step took, {county.name}")
    said = [
        f"{rule.phrase.name.lower()} {figure.number(weeks, 1).text} weeks"
        for rule, weeks in zip(rules, newest, strict=True)
        if words.known(weeks)
    ]
    plan = newest[-1] if rules[-1].clock_id == "final_plan_20w" else None
    title = "How many weeks each step takes"
    if words.known(plan):
        title = f"Half of final plans took {figure.number(plan, 1).text} weeks or more"
    when = words.in_period(periods[-1])
    return Figure(
        id="weeks",
        title=title,
        subtitle=f"Median weeks from the start of each limit to the day it was met, by the month "
        f"in which that was, {county.name}, {span(periods)}",
        plot=charts.lines(
            table, "period", [Series(rule.clock_id, rule.phrase.name) for rule in rules]
        ),
        sentence=words.sentence(
            f"of those done {when}, half took no longer than this: {words.listing(said)}"
            if said
            else f"how long each step took {when} {words.withheld()}"
        ),
        table=table,
        source=book.source,
        wide=True,
    )
