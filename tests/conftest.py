"""The sample, built once for all tests that look at what a build leaves behind."""

import pytest

from tests.command import Built, ehc


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("built in a folder with blanks")
    out, warehouse, calls = (
        folder / "the out",
        folder / "ware house" / "sample.duckdb",
        folder / "calls",
    )
    run = ehc("build", "--out", out, "--warehouse", warehouse, calls=calls)
    assert run.returncode == 0, run.stderr
    return Built(out, warehouse, run.stdout, calls)
