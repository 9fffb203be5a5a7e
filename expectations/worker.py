"""The process that serves both gates: `python -m expectations.worker`.

It speaks in lines of JSON. First it says `{"ready": true}`, after the seconds that importing
Great Expectations takes. Then each line it reads is a gate to run, and each answer is
`{"results": [...]}` or `{"error": "..."}`. It ends when its input ends. Between two gates it holds
no database open.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import sys
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO


def main() -> None:
    # The run decides what an interrupt means; this process ends when its input does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = _keep_answers_apart()
    # Great Expectations logs the text of engine errors, in which DuckDB may quote a cell.
    logging.disable(logging.CRITICAL)
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import expectations.run  # noqa: F401  takes seconds, which the run spends on landing

    _say(answers, {"ready": True})
    for line in sys.stdin:
        _say(answers, _answer(json.loads(line)))


def _keep_answers_apart() -> TextIO:
    """The pipe to the run, out of reach of anything that prints."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", newline="\n")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def _say(answers: TextIO, message: dict[str, Any]) -> None:
    # A run that has gone needs no answer.
    with contextlib.suppress(BrokenPipeError):
        answers.write(json.dumps(message) + "\n")
        answers.flush()


def _answer(command: dict[str, Any]) -> dict[str, Any]:
    from expectations.run import CannotRunError, run_gate
    from expectations.suites import Limits

    try:
        results = run_gate(
            gate=command["gate"],
            database=Path(command["database"]),
            temporary=Path(command["temporary"]),
            limits=Limits(
                Decimal(command["max_quarantined_share"]), Decimal(command["max_shrink_share"])
            ),
            has_districts=command["has_districts"],
        )
    except CannotRunError as error:
        return {"error": str(error)}
    except Exception as error:
        # The kind only, for the same reason.
        return {"error": f"gate {command['gate']} ({type(error).__name__})"}
    return {"results": [asdict(result) for result in results]}


if __name__ == "__main__":
    main()
