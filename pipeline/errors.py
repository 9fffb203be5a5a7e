"""What can stop a command, each with the exit code that the operations contract gives it."""


class EhcError(Exception):
    """A sentence for the user: what was wrong, where, and what to do."""

    exit_code = 5


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
