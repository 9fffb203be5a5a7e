"""What can stop a command, each with the exit code that the operations contract gives it."""

from collections.abc import Sequence

_MOST_NAMES = 30


def one_line(text: str) -> str:
    """A text as a terminal or a log may show it: on one line, and nothing that steers either."""
    return "".join(one if one.isprintable() else " " if one.isspace() else "\ufffd" for one in text)


def listed(names: Sequence[str]) -> str:
    """Names in a sentence; of very many, the first and how many more there are."""
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")


class EhcError(Exception):
    """A sentence for the user: what was wrong, where, and what to do."""

    exit_code = 5

    def __init__(self, text: str) -> None:
        super().__init__(one_line(text))


class CallError(EhcError):
    """The call, a settings file or the shape of the drop is wrong; nothing was touched."""

    exit_code = 2


class DataFailed(EhcError):  # noqa: N818
    """The data failed a critical expectation; nothing was published."""

    exit_code = 3


class Locked(EhcError):  # noqa: N818
    """Another run holds the lock."""

    exit_code = 4


class StepFailed(EhcError):  # noqa: N818
    """A step failed; nothing was published."""

    exit_code = 5
