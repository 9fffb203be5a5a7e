"""What the unit tests share."""

from __future__ import annotations

import pytest
from measured_warehouse import Measured, build


@pytest.fixture(scope="session")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """A made-up ledger and all measures of it, built once."""
    return build(tmp_path_factory.mktemp("measures"))
