"""Stands first on PYTHONPATH in a test: every Python process then writes down whom it calls."""

import os
import sys


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        with open(os.environ["EHC_TEST_CALLS"], "a", encoding="utf-8") as calls:  # noqa: PTH123
            calls.write(
                f"{event} {arguments[1:] if event != 'socket.getaddrinfo' else arguments}\n"
            )


sys.addaudithook(_note)
