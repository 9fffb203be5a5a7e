"""Files as such, whatever they hold: what they are called, and whether they are still the same."""

from __future__ import annotations

import hashlib
from pathlib import Path


def sha256(path: Path) -> str:
    """The SHA-256 of a file as delivered, packed or not. Raises OSError where it cannot be read.

    It is taken before anything else is read of a file, and compared after the last: then no change
    goes unseen, whenever it came. Taken later, it would vouch for bytes that were never looked at.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
