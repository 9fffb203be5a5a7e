"""What `ehc doctor` says of a drop: headings, codes, counts and lines, in plain words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from typing import Any

from pipeline import places as districts
from pipeline.doctor_drafts import meaning
from pipeline.doctor_find import Examined, Found
from pipeline.doctor_guess import Guesser
from pipeline.extracts import (
    EXTRACTS,
    NEEDED,
    SEEDS,
    Authority,
    authorities,
    columns,
    find_authority,
    place_key,
    read_seed,
)
from pipeline.settings import Settings

Say = Callable[[str], None]

_MAX_SHOWN = 12  # values in one list
_MAX_NAME = 60  # a longer text is no district, and may be an address


def say_files(found: Found, say: Say) -> None:
    say("")
    say("What lies there")
    for extract, one in found.files.items():
        how = "" if one.sure else ", by its headings"
        how_many = f"{_rows(one.rows)} looked at."
        if one.is_empty:
            how_many = "no rows: a file of headings says that there are none."
        say(f"  {one.looked.path.name} is {extract}{how}: {one.looked.in_words}; {how_many}")
        if one.unsplit:
            say(f"    {one.unsplit:,} lines cannot be split into cells.")
    if found.returned:
        for extract, names in found.returned.columns.items():
            say(f"  {found.returned.what} gives {extract}: {len(names):,} columns.")
    for sentence in found.strange:
        say(f"  {sentence}")
    absent = [extract for extract in NEEDED if extract not in found.delivered]
    if absent and not found.returned:
        say(f"  Needed and not found: {', '.join(absent)}.")
        for extract in absent:
            heads = ",".join(column.name for column in columns(extract) if column.needed)
            say(f"    Where there are none, {extract}.csv needs this one line: {heads}")


def say_columns(one: Examined, say: Say) -> None:
    reading, headings = one.reading, one.looked.headings
    say("")
    say(f"The headings of {one.looked.path.name}")
    if one.has_no_headings:
        say("  a row stands where they should be: put the line of headings first.")
        return
    if reading.own:
        say(f"  known by their own name: {_listed(reading.own)}.")
    for name, place in reading.aliases.items():
        say(f'  "{headings[place]}" is {name}, as the mapping says.')
    for name, places in reading.doubled.items():
        both = " and ".join(f'"{headings[place]}"' for place in places)
        say(f"  {both} are both {name}: leave one of them out of the export.")
    for name in (column.name for column in columns(one.extract)):
        guess = reading.guesses.get(name)
        if guess is None:
            continue
        doubt = "" if guess.is_sure else " (check this one)"
        say(f'  "{headings[guess.place]}" is guessed to be {name}{doubt}.')
    strangers = []
    for place, near in reading.near.items():
        if near:
            names = " or ".join(guess.column.name for guess in near)
            say(f'  "{headings[place]}" is not known; it may be {names}.')
        else:
            strangers.append(f'"{headings[place]}"')
    if strangers and reading.places:
        say(f"  not ours, dropped before anything is stored: {', '.join(strangers)}.")
    for column in reading.missing:
        near_ones = [
            f'"{headings[place]}"'
            for place, guesses in reading.near.items()
            if any(guess.column.name == column.name for guess in guesses)
        ]
        hint = f"; it may be {' or '.join(near_ones)}" if near_ones else ""
        say(f"  needed and not there: {column.name}, {meaning(one.extract, column.name)}{hint}.")


def say_cells(one: Examined, guesser: Guesser, say: Say) -> None:
    """Values in no list, and dates that cannot be read."""
    of = {column.name: column for column in columns(one.extract)}
    for name, rows in one.unknown.items():
        stays = {"ground": "they excuse nothing", "text": "they are kept and have no clock"}
        kept = stays.get(of[name].kind)
        say(f"  {name}: values that are in no list{f'; {kept}' if kept else ''}")
        for value, count in rows[:_MAX_SHOWN]:
            proposal = guesser.propose(of[name], value)
            means = f"it may mean {proposal.code}" if proposal else "no code is like it"
            say(f'    "{value}" in {_rows(count)}: {means}.')
        if len(rows) > _MAX_SHOWN:
            say(f"    and {len(rows) - _MAX_SHOWN:,} more.")
    for name, count in one.too_many.items():
        say(
            f"  {name}: {_rows(count)} with what is in no list, and too much of it to be codes;"
            " look whether this is the right column."
        )
    for name, (count, lines) in one.bad_dates.items():
        where = ", ".join(f"{line:,}" for line in lines)
        first = "line" if len(lines) == 1 else "first lines"
        say(f"  {name}: {_rows(count)} with a date that cannot be read ({first} {where}).")


def say_missing(found: Found, say: Say) -> None:
    """The clocks that could not be measured, each with what it lacks."""
    delivered = {
        f"{extract}.{name}" for extract, names in found.delivered.items() for name in names
    }
    lacking: dict[str, list[str]] = {}
    for clock in read_seed(SEEDS / "clock_register.csv"):
        lacks = _lacks(clock, delivered, found.delivered.keys())
        if lacks:
            lacking.setdefault(" and ".join(lacks), []).append(clock["title"])
    if not lacking:
        return
    say("")
    say("Clocks that could not be measured, and the columns that would change it")
    for lacks_in_words, titles in lacking.items():
        say(f"  {'; '.join(titles)}: needs {lacks_in_words}.")


def _lacks(clock: dict[str, str], delivered: set[str], extracts: Collection[str]) -> list[str]:
    """What a clock needs and has not: one that starts it, one that stops it, all it also needs."""
    lacks = []
    for role in ("started_by", "stopped_by"):
        ways = clock[role].split("|")
        if not delivered & set(ways):
            lacks.append(ways)
    lacks += [[name] for name in clock["also_needs"].split("|") if name and name not in delivered]
    absent = {ways[0].split(".")[0] for ways in lacks} - set(extracts)
    whole = [f"the extract {name}" for name in EXTRACTS if name in absent]
    return whole or list(dict.fromkeys(_either(ways) for ways in lacks))


def _either(ways: list[str]) -> str:
    return ways[0] if len(ways) == 1 else f"one of {', '.join(ways)}"


def say_place(
    found: Found, manifest: dict[str, Any], chosen: Settings, say: Say
) -> tuple[Authority, set[str], str]:
    """Which authority the data is of, the districts that the settings' geography knows, and what
    to bear in mind where the authority is only that of the settings.
    """
    say("")
    say("Where the data is from")
    cells: Counter[str] = Counter()
    for one in found.files.values():
        cells += one.authorities
    known: Counter[str] = Counter()
    for cell, count in cells.items():
        place = find_authority(cell)
        if place:
            known[place.code] += count
    unknown = sum(cells.values()) - sum(known.values())
    by_code = {place.code: place for place in authorities()}
    wish = manifest.get("local_authority")
    stated = find_authority(wish) if isinstance(wish, str) else None
    of_return = found.returned.authority if found.returned else None
    returned = find_authority(of_return) if of_return else None
    place, doubt = by_code[chosen.la_code], ""
    if stated:
        place, why = stated, "as drop.toml says"
    elif known:
        place, why = by_code[known.most_common(1)[0][0]], "as most of its rows say"
    elif returned:
        place, why = returned, "as the return says"
    else:
        share = _share_of_its_districts(found, chosen, place)
        if share is not None and share >= 0.5:
            why = "as the settings say, and it has the districts of the data"
        else:
            why = "as the settings say: nothing in the data tells"
        doubt = (
            f"Nothing in the data names the authority: if {place.name} is not yours, write the name"
            " or number of yours as local_authority instead, and ask again."
        )
        if share is not None and share < 0.5:
            doubt += (
                " Most rows name districts that the geography does not know, which speaks against"
                f" {place.name}."
            )
    say(f"  {place.name} ({place.code}), {why}.")
    for code, count in known.most_common():
        if code != place.code:
            say(f"  {_rows(count)} of {by_code[code].name} ({code}).")
    if unknown:
        say(f"  {_rows(unknown)} with an authority that there is not: {place.name} counts there.")
    return place, _say_districts(found, chosen, place, say), doubt


def _district_names(chosen: Settings, place: Authority) -> dict[str, str]:
    """The districts of an authority by the keys under which the settings' geography knows them."""
    names: dict[str, str] = {}
    for row in districts.read(chosen.geography):
        if row["la_code"] == place.code:
            ways = (row["district_code"], row["district_name"])
            names |= {place_key(way): row["district_name"] or "" for way in ways if way}
    return names


def _share_of_its_districts(found: Found, chosen: Settings, place: Authority) -> float | None:
    """Of the rows that name a district, the share with one of the authority; None without rows."""
    names = _district_names(chosen, place)
    cells: Counter[str] = Counter()
    for one in found.files.values():
        cells += one.districts
    here = sum(count for cell, count in cells.items() if place_key(cell) in names)
    return here / sum(cells.values()) if cells else None


def _say_districts(found: Found, chosen: Settings, place: Authority, say: Say) -> set[str]:
    names = _district_names(chosen, place)
    cells: Counter[str] = Counter()
    for one in found.files.values():
        cells += one.districts
    here = {names[place_key(cell)] for cell in cells if place_key(cell) in names}
    strange = Counter({cell: n for cell, n in cells.items() if place_key(cell) not in names})
    if here:
        say(f"  Districts: {_listed(sorted(here))}.")
    if strange:
        shown = [f'"{cell}" ({count:,})' for cell, count in places(strange)]
        say(
            f"  Districts that the geography does not know, in {_rows(sum(strange.values()))}:"
            f" {_listed(shown) or 'none that looks like a place'}."
        )
    if not cells and found.files:
        say("  No district is named: the reports are of the whole area.")
    return set(names.values())


def places(strange: Counter[str]) -> list[tuple[str, int]]:
    """The places among cells that are no district, each once, in its commonest spelling.

    An address is no place, and may tell who it is.
    """
    spelt: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for cell, count in strange.most_common():
        if len(cell) < _MAX_NAME and (not re.search(r"\d", cell) or re.fullmatch(r"E\d{8}", cell)):
            counts[spelt.setdefault(place_key(cell), cell)] += count
    return counts.most_common()


def _listed(texts: Iterable[str]) -> str:
    every = list(texts)
    more = len(every) - 3 * _MAX_SHOWN
    shown = ", ".join(every[: 3 * _MAX_SHOWN])
    return f"{shown} and {more:,} more" if more > 0 else shown


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
