"""The transform stage: dbt in a child process that reads the project while landing still runs.

The parent writes `go` when the database is ready. The child ends as soon as its parent does.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipeline import private
from pipeline.errors import StepFailed
from pipeline.settings import ROOT, Settings

# The key of the pseudonyms: dbt has no use for it.
KEY_VARIABLE = "EHC_PSEUDONYM_KEY"
_HEADS = re.compile(r"^(Runtime|Database|Compilation|Parsing|Dependency) Error( in .*)?$")


def dbt_vars(settings: Settings, as_of: date) -> dict[str, Any]:
    """What the models may depend on apart from the data: the day, and settings of the area."""
    return {
        "as_of": as_of.isoformat(),
        "day_one_is_receipt": settings.day_one_is_receipt,
        "phase_transfer_on_the_day": settings.phase_transfer_on_the_day,
        "review_on_the_anniversary": settings.review_on_the_anniversary,
        "combined_order_weeks": settings.combined_order_weeks,
        "dfe_exclude_appealed": settings.dfe_exclude_appealed,
        "local_standards": settings.local_standards,
        "statistical_neighbours": list(settings.statistical_neighbours),
    }


class Transformer:
    """One build by dbt. It reads the project at once, and touches `database` only after `go`.

    `models` selects some of the models, as dbt's --select does; without it all are built.
    """

    def __init__(
        self,
        run_folder: Path,
        database: Path,
        settings: Settings,
        as_of: date,
        models: Sequence[str] = (),
    ) -> None:
        self._folder = private.make_folder(run_folder / "dbt")
        self._result = self._folder / "result.json"
        arguments = {
            "folder": str(self._folder),
            "variables": dbt_vars(settings, as_of),
            "models": list(models),
        }
        environment = {name: value for name, value in os.environ.items() if name != KEY_VARIABLE}
        environment |= {
            "EHC_WAREHOUSE": str(database),
            "EHC_TEMP": str(private.make_folder(self._folder / "temp")),
            "DO_NOT_TRACK": "1",
        }
        with private.create(self._folder / "console.log") as console:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "pipeline.transform", json.dumps(arguments)],
                stdin=subprocess.PIPE,
                stdout=console,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env=environment,
                encoding="utf-8",
            )

    def go(self) -> None:
        """Let the child build: the database has been landed and nobody else has it open."""
        assert self._child.stdin is not None
        try:
            self._child.stdin.write("go\n")
            self._child.stdin.flush()
        except OSError:
            pass  # The child has died already; `finish` says why.

    def finish(self) -> str:
        """Wait for the build and say in a few words what was built.

        Raises StepFailed with the first model or test that failed.
        """
        code = self._child.wait()
        if not self._result.is_file():
            raise StepFailed(f"dbt ended with code {code}: read {self._folder / 'console.log'}.")
        result = json.loads(self._result.read_text(encoding="utf-8"))
        if result["failed"]:
            first, others = result["failed"][0], len(result["failed"]) - 1
            more = f" ({others} more failed)" if others else ""
            raise StepFailed(f"{first}{more}; the whole story is in {self._folder / 'dbt.log'}.")
        shutil.rmtree(self._folder / "temp", ignore_errors=True)
        return str(result["built"])

    def close(self) -> None:
        """End the child if it still runs: the drop failed before its turn came."""
        if self._child.poll() is None:
            self._child.kill()
        self._child.wait()
        if self._child.stdin is not None:
            # A child that died early never read its word: closing would try to send it again.
            with contextlib.suppress(OSError):
                self._child.stdin.close()


# --- The child ------------------------------------------------------------------------------------


def _main(folder: Path, variables: dict[str, Any], models: list[str]) -> None:
    from dbt.cli.main import dbtRunner

    os.umask(0o077)
    common = [
        *("--project-dir", str(ROOT), "--profiles-dir", str(ROOT), "--target", "duckdb"),
        *("--target-path", str(folder / "target"), "--log-path", str(folder)),
        # Partial parsing would keep the rows of a seed that has changed.
        *("--vars", json.dumps(variables), "--no-partial-parse", "--log-level", "warn"),
    ]
    parsed = dbtRunner().invoke(["parse", *common])
    if not parsed.success:
        _write(folder, [f"dbt cannot read the project: {_reason(str(parsed.exception))}"])
        return
    if sys.stdin.readline() != "go\n":
        return
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Unit tests judge the models, not the data: they belong to `make test`.
    build = ["build", *common, "--exclude-resource-type", "unit_test", "--threads", "2"]
    if models:
        build += ["--indirect-selection", "cautious", "--select", *models]
    built = dbtRunner(manifest=parsed.result).invoke(build)  # type: ignore[arg-type]
    results = getattr(built.result, "results", [])
    failed = [_failure(result) for result in results if result.status in ("error", "fail")]
    if not built.success and not failed:
        failed = [f"dbt stopped: {_reason(str(built.exception))}"]
    kinds = [str(result.node.resource_type) for result in results]
    _write(folder, failed, f"{kinds.count('model')} models, {kinds.count('test')} tests")


def _end_with_parent() -> None:
    """A parent that dies closes the pipe: an orphan must not go on writing."""
    sys.stdin.read()
    os._exit(1)


def _failure(result: Any) -> str:
    kind, name = str(result.node.resource_type), result.node.name
    if result.status == "fail":
        rows = f"{result.failures:,} rows" if result.failures != 1 else "1 row"
        return f"the dbt test {name} found {rows} that should not be there"
    return f"the dbt {kind} {name} failed: {_reason(result.message or '')}"


def _reason(message: str) -> str:
    """The line of dbt's message that says what happened, without the values of any cell."""
    lines = [line.strip() for line in message.splitlines()]
    told = next((line for line in lines if line and not _HEADS.match(line)), "no reason was given")
    return re.sub(r"'[^']*'", "'...'", told).rstrip(".")


def _write(folder: Path, failed: list[str], built: str = "") -> None:
    with private.create(folder / "result.json") as file:
        json.dump({"failed": failed, "built": built}, file)


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    _main(Path(given["folder"]), given["variables"], given["models"])
