"""One run at a time: a lock that the system lets go of when its holder dies."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import Locked

# Windows locks a byte range that nobody else may then read: one far behind the holder's words.
_FAR = 1 << 20


@contextmanager
def held(path: Path, words: str) -> Iterator[None]:
    """Hold the lock file `path` for the length of a run; `words` tell others who holds it.

    Raises Locked, with those words, where another run holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _take(handle):
            holder = path.read_text(encoding="utf-8").strip() or "another run"
            raise Locked(f"{holder} holds {path}: wait for it to end, then call again.")
        os.ftruncate(handle, 0)
        os.write(handle, words.encode("utf-8"))
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
