"""Each rule of the law taken away, one at a time, to see that a named test misses it.

    python -m tests.mutants            every mutant, a few minutes; ends with 1 where one survives
    python -m tests.mutants absence    those whose name has this in it

A mutant is a copy of the project with one piece of SQL or of a seed changed. It is killed when the
settled points (or the tests it names) fail on it; the first case that fails is printed. That every
limit counts to the day is tested on every run, in tests/oracle/test_judged.py.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SETTLED = "tests/end_to_end/test_settled_points.py"
LEFT_OUT = shutil.ignore_patterns(
    *(".git", ".venv", "out", "warehouse", "target", "logs", "*_cache", "__pycache__", "sample")
)


@dataclass(frozen=True)
class Mutant:
    """A rule, the file that holds it, and the text that is put in the place of another."""

    name: str
    path: str
    old: str
    new: str
    tests: str = SETTLED


with (ROOT / "tests" / "mutants.toml").open("rb") as file:
    MUTANTS = [Mutant(**mutant) for mutant in tomllib.load(file)["mutant"]]


def killer_of(mutant: Mutant) -> str:
    """The first case that fails on the mutant, or an empty text where none does."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        path = copy / mutant.path
        text = path.read_text(encoding="utf-8")
        assert mutant.old in text, f"{mutant.name}: {mutant.path} no longer has this text"
        path.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
        run = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-p",
                "no:cacheprovider",
                "--tb=no",
                "-x",
                "-rfE",
                mutant.tests,
            ],
            cwd=copy,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    return ", ".join(re.findall(r"^(?:FAILED|ERROR) \S+?::(\S+)", run.stdout, re.MULTILINE))


def chosen(word: str) -> Iterator[Mutant]:
    return (mutant for mutant in MUTANTS if word in mutant.name)


def main(word: str = "") -> int:
    """Try the mutants, two at a time; the number of those that no case notices."""
    survivors = 0
    with ThreadPoolExecutor(2) as pool:
        mutants = list(chosen(word))
        for mutant, failed in zip(mutants, pool.map(killer_of, mutants), strict=True):
            survivors += not failed
            verdict = "killed  " if failed else "SURVIVES"
            print(f"{verdict} {mutant.name}: {failed}", flush=True)
    print(f"{len(mutants) - survivors} of {len(mutants)} mutants killed")
    return survivors


if __name__ == "__main__":
    sys.exit(min(1, main(*sys.argv[1:])))
