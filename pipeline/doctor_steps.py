"""What a person should do next about a drop: commands to copy, files to write, drafts to read."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pipeline import doctor_drafts
from pipeline.doctor_drafts import Finds, Unknown
from pipeline.doctor_find import Examined, Found
from pipeline.doctor_guess import Guesser
from pipeline.doctor_words import places
from pipeline.extracts import Authority, columns, find_authority
from pipeline.settings import FILE_NAME
from pipeline.sources import mapping
from pipeline.sources.files import stem_and_suffix

Say = Callable[[str], None]

# Less than this share of all dates in its month: a slip of the pen, and not the newest month.
_ODD_SHARE = 0.0005


class Steps:
    """What a person should do next: commands to copy, and files to write."""

    def __init__(self, folder: Path, say: Say) -> None:
        self.folder = folder
        self.say = say
        self.done: list[str] = []
        self._steps: list[tuple[str, list[str], str]] = []

    def add(self, why: str, *lines: str, note: str = "") -> None:
        """A step: why, the lines to copy, and what to bear in mind, which is not to be copied."""
        self._steps.append((why, list(lines), note))

    def draft(self, name: str, text: str) -> Path:
        """Write a draft into the working folder, or say that something of its name is there."""
        path = Path(name)
        if doctor_drafts.write(path, text):
            self.done.append(f"Drafted: {path.resolve()}")
        else:
            self.done.append(
                f"Not drafted: {path.resolve()} is there already and was left as it is; move it"
                " away and call again to have it drafted anew."
            )
        return path

    def print(self, stopped_by: str, settings_file: Path | None, as_of: str | None) -> None:
        options = f" --settings {_path(settings_file)}" if settings_file else ""
        options += f" --as-of {as_of}" if as_of else ""
        where = _path(self.folder)
        if self._steps or stopped_by:
            why = "Look again" if self._steps else "Mend what the last line says, and look again"
            self.add(why, f"{_ehc()} doctor {where}{options}")
        else:
            self.add("Check it, and see what is to be mended", f"{_ehc()} check {where}{options}")
        if self._steps or not stopped_by:
            why = "Build, once doctor says that it would start"
            self.add(why, f"{_ehc()} build {where}{options}")
        self.say("")
        for line in self.done:
            self.say(line)
        self.say("What to do next")
        for number, (why, lines, note) in enumerate(self._steps, 1):
            self.say(f"  {number}. {why}:")
            if note:
                self.say(f"     {note}")
            for line in lines:
                self.say(f"       {line}")


def _ehc() -> str:
    """How `ehc` is called from the working folder: it need not be on the PATH."""
    if shutil.which("ehc"):
        return "ehc"
    script = Path(sys.argv[0])
    if script.name == "__main__.py":  # called as a module, which is no command by itself
        return f"{_path(_from_here(Path(sys.executable)))} -m pipeline"
    return _path(_from_here(script.absolute()))


def _path(path: Path) -> str:
    """A path as a command needs it."""
    text = str(path)
    return text if re.fullmatch(r"[\w./\\:-]+", text) else f'"{text}"'


def _from_here(path: Path) -> Path:
    """A path as seen from the working folder, where it is below that."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _copy(source: Path, target: Path) -> str:
    return f"{'copy' if os.name == 'nt' else 'cp'} {_path(source)} {_path(target)}"


def _move(source: Path, target: Path) -> str:
    return f"{'move' if os.name == 'nt' else 'mv'} {_path(source)} {_path(target)}"


def plan_files(found: Found, steps: Steps) -> None:
    for extract, one in found.files.items():
        if not one.sure:
            path = one.looked.path
            target = path.with_name(extract + stem_and_suffix(path)[1])
            steps.add(f"Give {path.name} the name of its extract", _move(path, target))


def plan_mapping(
    found: Found, guesser: Guesser, named: str, fits: str, place: Authority, steps: Steps
) -> str:
    """Draft a mapping where headings or values need one; the name that drop.toml should give.

    `named` is the mapping that drop.toml names, `fits` another that knows the headings better.
    """
    known = mapping.source_systems()
    finds = {extract: _finds(one, guesser) for extract, one in found.files.items()}
    if not any(_is_worth_a_draft(one) for one in finds.values()):
        return fits or (named if named in (*known, *mapping.NEED_NO_FILE) else "canonical")
    is_own = not fits and named not in ("canonical", *mapping.NEED_NO_FILE)
    name = named if is_own else _free_name(re.sub(r"\W+", "_", place.name.lower()))
    base = fits or named
    own = mapping.alone(base) if base in known and base != "canonical" else None
    path = steps.draft(f"{name}.draft.toml", doctor_drafts.mapping_text(name, own, finds))
    steps.add(
        f"Read {path.name}, correct it where it says CHECK, and put it among the mappings",
        _copy(path, _from_here(mapping.FOLDER) / f"{name}.toml"),
    )
    return name


def _is_worth_a_draft(finds: Finds) -> bool:
    """Whether there is something to add that is more than a doubt."""
    proposals = [one.proposal for values in finds.values.values() for one in values]
    return bool(finds.headings) or any(one and one.sure for one in proposals)


def _free_name(name: str) -> str:
    taken = set(mapping.source_systems())
    if name not in taken:
        return name
    return next(f"{name}_{n}" for n in range(2, len(taken) + 3) if f"{name}_{n}" not in taken)


def _finds(one: Examined, guesser: Guesser) -> Finds:
    reading, headings = one.reading, one.looked.headings
    if one.has_no_headings:
        return Finds()
    of = {column.name: column for column in columns(one.extract)}

    return Finds(
        headings={name: (headings[guess.place], guess) for name, guess in reading.guesses.items()},
        doubtful=[(headings[place], near) for place, near in reading.near.items() if near],
        values={
            name: [Unknown(value, count, guesser.propose(of[name], value)) for value, count in rows]
            for name, rows in one.unknown.items()
        },
    )


def plan_manifest(
    found: Found,
    manifest: dict[str, Any],
    name: str,
    place: Authority,
    doubt: str,
    steps: Steps,
    *,
    is_whole: bool,
) -> None:
    """Propose a drop.toml where there is none, or where it lacks or misnames something."""
    stated = manifest.get("local_authority")
    place_is_right = stated is None or find_authority(stated) == place
    is_right = manifest.get("source_system", "canonical") == name and place_is_right
    if manifest and is_whole and is_right:
        return
    proposed = manifest.get("as_of") or _last_month_end(found)
    lines = doctor_drafts.drop_text(
        proposed,
        manifest.get("extracted_on"),
        place.code,
        name,
        manifest.get("synthetic", False),
    )
    why = f"Write these lines into {_path(steps.folder / 'drop.toml')}"
    steps.add(why, *lines, note=doubt)


def _last_month_end(found: Found) -> date | None:
    """The last end of a month that the events of the data reach."""
    months: Counter[date] = Counter()
    latest: dict[date, date] = {}
    for one in found.files.values():
        months += one.months
        for month, day in one.latest.items():
            latest[month] = max(day, latest.get(month, day))
    total = sum(months.values())
    usual = [month for month, count in months.items() if count >= _ODD_SHARE * total]
    if not usual:
        return None
    last = max(usual)
    if (latest[last] + timedelta(days=1)).day == 1:
        return latest[last]
    return last - timedelta(days=1)


def plan_settings(found: Found, place: Authority, steps: Steps, *, has_districts: bool) -> None:
    """Draft settings for an area: those that count are of another, or cannot be read."""
    districts: Counter[str] = Counter()
    for one in found.files.values():
        districts += one.districts
    names = sorted(name for name, _ in places(districts))
    text = doctor_drafts.settings_text(place, names, has_districts=has_districts)
    path = steps.draft("settings.draft.toml", text)
    steps.add(
        f"Read {path.name}, complete it, and put it into the drop",
        _copy(path, steps.folder / FILE_NAME),
    )
