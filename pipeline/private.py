"""Files and folders that only their owner may read."""

import os
import stat
from pathlib import Path
from typing import TextIO

FOLDER_MODE = 0o700
FILE_MODE = 0o600


def make_folder(path: Path) -> Path:
    """Make a folder for its owner only; one that was there before is closed as well."""
    path.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    path.chmod(FOLDER_MODE)
    return path


def create(path: Path) -> TextIO:
    """Open a new text file that only its owner may read, from its first byte on."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
    return os.fdopen(handle, "w", encoding="utf-8", newline="\n")


def close_tree(path: Path) -> None:
    """Give every folder and file below `path`, and `path` itself, to its owner only."""
    if path.is_file():
        path.chmod(FILE_MODE)
        return
    for folder, _, names in os.walk(path):
        Path(folder).chmod(FOLDER_MODE)
        for name in names:
            (Path(folder) / name).chmod(FILE_MODE)


def has_modes(folder: Path) -> bool:
    """Whether the disk keeps the mode of a folder that `make_folder` has made."""
    return stat.S_IMODE(folder.stat().st_mode) == FOLDER_MODE
