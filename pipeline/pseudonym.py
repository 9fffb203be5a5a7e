"""The key that turns a person's id into a pseudonym, and the SQL that does it.

A pseudonym is the HMAC-SHA-256 of the id in lower-case hex. The key never reaches the warehouse,
a log or dbt: the macro that holds it is temporary and dies with the landing's connection.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import CallError
from pipeline.extracts import ROOT

if TYPE_CHECKING:
    from pipeline.settings import Settings

KEY_VARIABLE = "EHC_PSEUDONYM_KEY"
SAMPLE_KEY = ROOT / "data" / "sample" / "key"
_BLOCK = 64  # bytes in a block of SHA-256


def load_key(settings: Settings, synthetic: bool, folder: Path) -> tuple[bytes, Path | None, bool]:
    """The key, the file it came from (None: the environment), and whether it was made just now.

    Synthetic drops use the key in their own folder, else the sample's, never anyone's real one.
    Raises CallError where a key that was named cannot be read or holds nothing.
    """
    if synthetic:
        own = folder / "key"
        path = own if own.is_file() else SAMPLE_KEY
        return _read(path, "the key of the synthetic sample"), path, False
    given = os.environ.get(KEY_VARIABLE, "").strip()
    if given:
        return given.encode(), None, False
    named = settings.pseudonym_key_file
    if named is not None:
        return (
            _read(Path(named), "the file that pseudonym_key_file names in the settings"),
            (Path(named)),
            False,
        )
    path = user_key_path()
    if path.exists():
        return _read(path, "the pseudonym key"), path, False
    return _make(path), path, True


def user_key_path() -> Path:
    """Where the key of this user stands when nobody says otherwise."""
    if os.name == "nt":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "ehc/key"
    return Path.home() / ".config" / "ehc" / "key"


def _read(path: Path, what: str) -> bytes:
    try:
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CallError(
            f"{path}: {what} cannot be read; put it back from its safe copy or name another one."
        ) from error
    if not key:
        raise CallError(
            f"{path}: {what} is empty; put it back from its safe copy or name another one."
        )
    return key.encode()


def _make(path: Path) -> bytes:
    """A new random key, kept in a file that only its owner may read."""
    key = secrets.token_hex(32)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key + "\n")
    except OSError as error:
        raise CallError(
            f"{path}: the pseudonym key cannot be written there; set {KEY_VARIABLE}, or name a"
            " file with pseudonym_key_file in the settings."
        ) from error
    return key.encode()


def sql_macro(key: bytes) -> str:
    """DuckDB's temporary macro `ehc_pseudonym(id)`: the HMAC-SHA-256 of a text, in hex."""
    block = (key if len(key) <= _BLOCK else hashlib.sha256(key).digest()).ljust(_BLOCK, b"\0")
    inner = bytes(byte ^ 0x36 for byte in block).hex()
    outer = bytes(byte ^ 0x5C for byte in block).hex()
    return (
        "create or replace temp macro ehc_pseudonym(id) as "
        f"sha256(unhex('{outer}') || unhex(sha256(unhex('{inner}') || encode(id))));"
    )
