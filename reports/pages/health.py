"""Waits on the health pathways: only local standards, and said so."""

from __future__ import annotations

from reports import words
from reports.pages import topic
from reports.pages.book import Book, PageSpec
from reports.rules import Rule


def page(book: Book) -> PageSpec:
    """The page on health pathways."""
    rules = list(book.rules.of("health"))
    return PageSpec(
        slug="health",
        title="Health waits",
        template="health.html.j2",
        context={
            "nothing": topic.nothing(book, rules, "referrals"),
            "cautions": book.cautions("health", "health_waits"),
            "standard": standard(book, rules),
            "sections": [
                topic.section(book, rule)
                | {
                    "districts": topic.by_district(book, rule)
                    if book.measured(rule) and book.has_cases(rule) and book.areas("district")
                    else None,
                    "id": f"{rule.clock_id.replace('_', '-')}-districts",
                }
                for rule in rules
            ],
        },
    )


def standard(book: Book, rules: list[Rule]) -> str:
    """Whose the standards are."""
    local = set(getattr(book.settings, "local_standards", {}) or {})
    own = [rule for rule in rules if rule.clock_id in local]
    text = "No law sets a limit for these waits. "
    if not own:
        return text + (
            f"The standard used here, {words.listing(sorted({rule.limit for rule in rules}))}, is "
            "only a yardstick that comes with this report: the area has not set its own."
        )
    names = words.listing([f"{rule.title.lower()} ({rule.limit})" for rule in own])
    text += f"{book.settings.area_name} has set its own standard for {names}."
    if len(own) < len(rules):
        text += " For the others the yardstick that comes with this report is used."
    return text
