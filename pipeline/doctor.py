"""`ehc doctor`: what a drop holds, what a build would make of it, and what to do next.

It reads a drop in any state and changes nothing in it. What it guesses goes into two drafts in the
working folder, `settings.draft.toml` and `<source_system>.draft.toml`. It prints headings, codes,
counts and lines, and never a cell that may tell who a child is.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline import doctor_find, doctor_steps, doctor_words, settings
from pipeline.doctor_guess import Guesser
from pipeline.drop import files_in, read_drop, read_manifest
from pipeline.errors import CallError, EhcError
from pipeline.settings import Settings
from pipeline.sources import mapping
from pipeline.sources.mapping import Mapping


def examine(
    folder: Path, settings_file: Path | None, as_of: str | None, say: Callable[[str], None]
) -> bool:
    """Say what a drop holds and draft what it lacks; whether a build of it would start.

    Raises CallError where there is no such folder, or where a draft cannot be written.
    """
    paths = files_in(folder)
    say(f"{folder}: {len(paths):,} files were looked at; nothing in it was changed.")
    chosen, complaint = _settings(settings_file, folder)
    manifest, trouble = _manifest(folder)
    guesser = Guesser(mapping.synonyms())
    mapped, named, no_mapping = _mapping(manifest)
    looked = list(doctor_find.look_at(paths, guesser))
    mapped, fits = doctor_find.better_mapping(looked, guesser, mapped, named)
    found = doctor_find.recognise(looked, guesser, mapped, chosen)
    doctor_find.count(found, mapped)

    for one in (complaint, trouble, no_mapping):
        if one:
            say(f"To mend: {one}")
    doctor_words.say_files(found, say)
    for examined in found.files.values():
        doctor_words.say_columns(examined, say)
        doctor_words.say_cells(examined, guesser, say)
    doctor_words.say_missing(found, say)
    place, known, doubt = doctor_words.say_place(found, manifest, chosen, say)

    steps = doctor_steps.Steps(folder, say)
    doctor_steps.plan_files(found, steps)
    name = doctor_steps.plan_mapping(found, guesser, named, fits, place, steps)
    is_whole = not trouble and (as_of is not None or "as_of" in manifest)
    doctor_steps.plan_manifest(found, manifest, name, place, doubt, steps, is_whole=is_whole)
    if complaint or chosen.la_code != place.code:
        doctor_steps.plan_settings(found, place, steps, has_districts=bool(known))
    stopped_by = _what_stops(folder, settings_file, as_of)
    steps.print(stopped_by, settings_file, as_of)
    say("")
    say(f"A build would not start: {stopped_by}" if stopped_by else "A build would start.")
    return not stopped_by


def _settings(given: Path | None, folder: Path) -> tuple[Settings, str]:
    """The settings that count, else the project's own defaults with what is wrong with them."""
    try:
        return settings.load(given, folder), ""
    except CallError as error:
        return Settings(), str(error)


def _manifest(folder: Path) -> tuple[dict[str, Any], str]:
    try:
        return read_manifest(folder / "drop.toml"), ""
    except CallError as error:
        return {}, str(error)


def _mapping(manifest: dict[str, Any]) -> tuple[Mapping, str, str]:
    """The mapping that drop.toml names, its name, and what is wrong with it."""
    name = manifest.get("source_system", "canonical")
    try:
        return mapping.load(name, "drop.toml"), name, ""
    except CallError as error:
        return mapping.load("canonical", "ehc doctor"), name, str(error)


def _what_stops(folder: Path, settings_file: Path | None, as_of: str | None) -> str:
    """What would stop a build before it starts; empty where nothing would."""
    try:
        read_drop(folder, settings.load(settings_file, folder), as_of)
    except EhcError as error:
        return " ".join(str(error).split())  # it may repeat a heading that is broken in two
    except Exception as error:
        return f"a file cannot be read ({type(error).__name__})"
    return ""
