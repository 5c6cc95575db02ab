"""What several unit tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.settings import Settings
from server.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(Settings(data_dir=tmp_path))
    yield store
    store.close()
