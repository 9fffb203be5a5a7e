"""What every page may ask: the facts, the rules, what was delivered, and the words between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports import vocabulary, words
from reports.delivery import EXTRACTS, Delivery
from reports.facts import Area, Facts, Period
from reports.render import Link
from reports.rules import Rule, Rules

# The extracts that the headline clocks rest on.
RESTS_ON = ("needs_assessments", "plans", "annual_reviews", "advice", "tribunals")
HOME = Link("How are we doing?", "index")


@dataclass(frozen=True)
class PageSpec:
    """One page to be written: slug, title, template, what the template gets, and breadcrumbs."""

    slug: str
    title: str
    template: str
    context: Mapping[str, Any]
    crumbs: tuple[Link, ...] = (HOME,)


@dataclass(frozen=True)
class Book:
    """One edition's facts with everything around them that pages speak of."""

    facts: Facts
    rules: Rules
    delivery: Delivery
    settings: Any
    descriptions: tuple[dict[str, Any], ...] = ()  # of each mart and its columns
    terms: tuple[tuple[str, str], ...] = ()  # the glossary

    @property
    def county(self) -> Area:
        """The authority of this site."""
        return self.facts.area("la", self.facts.la_code)

    def areas(self, level: str) -> list[Area]:
        """Areas of a level by name; `Not known` last. None where not one of them is known: an
        authority without districts is not divided. Those of other authorities, which a case may
        name, are in the marts and not on this site."""
        own = self.facts.la_code
        found = [a for a in self.facts.areas if a.level == level and a.la_code == own]
        if all(area.slug == "not-known" for area in found):
            return []
        return sorted(found, key=lambda area: (area.slug == "not-known", area.name))

    @property
    def source(self) -> str:
        """The source line under each figure."""
        kind = "made-up data" if self.facts.synthetic else "records"
        return f"{self.county.name} case system, {kind}, as at {words.day(self.facts.as_of)}"

    def measured(self, rule: Rule) -> bool:
        """Whether the delivery held the columns that this clock needs."""
        return rule.clock_id not in self.delivery.missing

    def has_cases(self, rule: Rule) -> bool:
        """Whether any case ever ran this clock."""
        return rule.clock_id in self.facts.clocks()

    def why_missing(self, *rules: Rule) -> str:
        """What to add to the delivery so that these clocks can be measured."""
        found = [m.where for rule in rules for m in self.delivery.missing.get(rule.clock_id, ())]
        what = "it" if len(rules) == 1 else "them"
        return words.sentence(f"to measure {what}, add {words.listing(list(dict.fromkeys(found)))}")

    def address(self, slug: str) -> str:
        """The address of a page as seen from the front page."""
        return f"{slug}-internal.html" if self.facts.edition == "internal" else f"{slug}.html"

    def before(self, rule: Rule, level: str, period: Period, back: int = 1) -> Period | None:
        """The period `back` places before this one, if it is shown."""
        shown = self.facts.periods(rule.clock_id, level, period.months)
        at = shown.index(period) if period in shown else -1
        return shown[at - back] if at >= back else None

    def left_out(self, *extracts: str) -> list[tuple[str, list[str]]]:
        """For each extract that a page rests on and that has rows in quarantine: how many, and
        how many for each reason."""
        found = []
        for extract in extracts:
            rows = self.delivery.quarantined(extract)
            if not rows:
                continue
            total = next(row.quarantined for row in self.delivery.landed if row.extract == extract)
            _, one, many = EXTRACTS[extract]
            subject = words.count(total, one, many) if words.known(total) else f"some {many}"
            reasons = [
                f"{vocabulary.reason(str(row['reason']))}: {words.number(row['rows'])}"  # type: ignore[arg-type]
                for row in rows
            ]
            found.append((subject, reasons))
        return found

    def cautions(self, slug: str, *extracts: str, part: bool = False) -> dict[str, Any]:
        """What the box at the top of a page says: rows left out of what it rests on, and warnings
        that touch it. `part`: the page is of a part of the county, the rows are of all of it."""
        left_out = self.left_out(*extracts)
        return {
            "left_out": left_out,
            "whole": self.county.name if part else "",
            "subjects": words.listing([subject for subject, _ in left_out]),
            "warnings": self.delivery.warnings(slug),
        }


def place_on_map(areas: list[Area], across: int = 4) -> dict[str, tuple[int, int]]:
    """Row and column of each district: its own, or alphabetical where the geography has none."""
    known = [area for area in areas if area.slug != "not-known"]
    if known and all(area.tile_row and area.tile_col for area in known):
        return {area.code: (int(area.tile_row or 1), int(area.tile_col or 1)) for area in known}
    return {area.code: (i // across + 1, i % across + 1) for i, area in enumerate(known)}


def shade_limits(shares: list[float]) -> list[int]:
    """Three limits, in steps of five, that part the shares into four shades."""
    low = int(min(shares, default=0) // 5) * 5
    high = -int(-max(shares, default=0) // 5) * 5
    step = max(5, -(-(high - low) // 20) * 5)
    return [low + step, low + 2 * step, low + 3 * step]


def shade(share: float, limits: list[int]) -> int:
    """How many of the limits a share has reached."""
    return sum(share >= limit for limit in limits)


def shade_key(limits: list[int]) -> list[str]:
    """What each shade means."""
    first, second, third = limits
    return [
        f"Under {first}%, or too few for a rate",
        f"{first}% to under {second}%",
        f"{second}% to under {third}%",
        f"{third}% and over",
    ]
