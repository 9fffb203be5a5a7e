"""Files as such, whatever they hold: what they are called, and whether they are still the same."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from pipeline.errors import StepFailed


def stem_and_suffix(path: Path) -> tuple[str, str]:
    """The name of a file without its ending, and the ending in lower case: that of a packed file
    with what is within, as ".csv.gz".
    """
    name = path.name
    packed = ".gz" if name.lower().endswith(".gz") else ""
    inner = Path(name[: len(name) - len(packed)])
    return inner.stem, (inner.suffix + packed).lower()


def sha256(path: Path) -> str:
    """The SHA-256 of a file as delivered, packed or not. Raises OSError where it cannot be read.

    It is taken before anything else is read of a file, and compared after the last: then no change
    goes unseen, whenever it came. Taken later, it would vouch for bytes that were never looked at.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_unchanged(path: Path, digest: str, failed: Exception | None = None) -> None:
    """Raise StepFailed where a file that was read is not the one whose SHA-256 this is.

    `failed` is what stopped the reading, if anything: a change explains it.
    """
    try:
        is_same = sha256(path) == digest
    except OSError as error:
        raise StepFailed(
            f"{path.name}: it was there and now cannot be read; put it back and run it again."
        ) from error
    if not is_same:
        raise StepFailed(
            f"{path.name}: it changed while it was being read; wait until the export is finished"
            " and run it again."
        ) from failed


def sql_path(path: Path) -> str:
    """A file's path as an SQL literal, for the engine's readers: it means this file and no other.

    They read a path as a pattern: what stands for other characters is put in brackets.
    """
    return "'" + re.sub(r"([*?\[])", r"[\1]", path.as_posix()).replace("'", "''") + "'"
