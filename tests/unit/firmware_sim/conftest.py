from collections.abc import Callable
from functools import cache

import pytest

from firmware_sim.session import Simulated, simulate
from firmware_sim.spec import SessionSpec

Make = Callable[[SessionSpec], Simulated]


@pytest.fixture(scope="session")
def make() -> Make:
    """Simulate, and keep what was made: several tests look at the same sessions."""
    return cache(simulate)
