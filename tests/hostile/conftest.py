"""The process in which hostile drops are tried."""

from collections.abc import Iterator

import pytest

from tests.hostile.trial import Trials


@pytest.fixture(scope="session")
def attempt() -> Iterator[Trials]:
    trials = Trials()
    yield trials
    trials.close()
