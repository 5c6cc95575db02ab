"""What all tests share: snapshots of numbers, kept as small JSON files and reviewed as code."""

import pytest

from tests.support.snapshots import Snapshots


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-snapshots", action="store_true", help="write the snapshots anew instead of comparing with them"
    )


@pytest.fixture
def snapshots(request: pytest.FixtureRequest) -> Snapshots:
    """The snapshots beside the test's file."""
    update = bool(request.config.getoption("--update-snapshots"))
    return Snapshots(folder=request.path.parent / "numbers", update=update)
