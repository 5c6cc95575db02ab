"""Requests made by machine from the interface's own description: no answer is a fault of ours, and each has its shape.

The live feed is a WebSocket and not in the description. Every operation is asked a bounded number of times, the same
each run: with values that fit the description, and with such that do not.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from server.app import create_app, make_hub
from server.edits import Edit, EditKind
from server.live import FeedInfo
from server.settings import Settings
from server.store import Store
from server.tables import Origin
from tests.support.scripted import lifted_result
from tests.support.sessions import STARTED, some_recording
from tests.support.web import ADDRESS, count_as_scripted

CHECKS = [not_a_server_error, response_schema_conformance, content_type_conformance]
Operation: TypeAlias = APIOperation[Any, Any, Any, Any]  # Any: whatever the description holds

EXAMPLES = 12
"""Requests of each kind for each operation."""


class Served:
    """An application with one session, lifter, sensor and running feed, which are there again for each operation."""

    def __init__(self, data_dir: Path) -> None:
        config = Settings(data_dir=data_dir, max_upload_bytes=100_000)
        self.store = Store(config)
        self.hub = make_hub(config)
        self.app = create_app(config, self.store, hub=self.hub, count=count_as_scripted)
        found = schemathesis.openapi.from_dict(self.app.openapi()).get_all_operations()
        self.operations: list[Operation] = [one.ok() for one in found if isinstance(one, Ok)]

    def what_is_there(self) -> dict[str, object]:
        """Put back what an operation deleted; return the names by which it is asked for."""
        lifter = self.store.lifters.find_or_add("Ana")
        self.store.sensors.seen("AA:01", name="WT901", kind="witmotion")
        if not self.store.sessions():
            self.store.add_recording(
                some_recording(count=50), lifted_result(), origin=Origin.UPLOAD, started_at=STARTED, exercise="bench"
            )
        session_id = self.store.sessions()[-1].id
        edit = self.store.edits.add(session_id, Edit(kind=EditKind.LOAD, start_s=0.0, end_s=None, value=60.0))
        info = FeedInfo(session_id=session_id, source="x", origin=Origin.LIVE, exercise=None, rate_hz=100.0, speed=1.0)
        self.hub.open(info)
        return {"session_id": session_id, "lifter_id": lifter.id, "edit_id": edit.id, "address": "AA:01"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    made = Served(tmp_path_factory.mktemp("fuzz"))
    yield made
    made.store.close()


def ask(served: Served, operation: Operation, mode: GenerationMode, names: dict[str, object]) -> int:
    """Ask one operation with made-up values, about what is there where a name is given; return how often."""
    asked = 0

    @seed(20261124)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode))
    def once(case: Case[Any]) -> None:
        nonlocal asked
        case.path_parameters.update({name: value for name, value in names.items() if name in case.path_parameters})
        case.validate_response(case.call(base_url=ADDRESS, app=served.app), checks=CHECKS)
        asked += 1

    try:
        once()
    except Unsatisfiable:
        # What takes no parameter cannot be asked in a wrong way.
        assert mode is GenerationMode.NEGATIVE
    return asked


def test_no_request_from_the_description_is_answered_by_a_fault(served: Served) -> None:
    asked = 0
    for operation in served.operations:
        asked += ask(served, operation, GenerationMode.POSITIVE, served.what_is_there())
        asked += ask(served, operation, GenerationMode.NEGATIVE, served.what_is_there())
        asked += ask(served, operation, GenerationMode.NEGATIVE, {})
    assert asked > 12 * len(served.operations)


def test_the_fuzz_sees_a_fault_of_ours(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served.store.lifters, "all", None)
    (operation,) = (one for one in served.operations if (one.method, one.path) == ("get", "/api/lifters"))
    with pytest.raises(TypeError, match="not callable"):
        ask(served, operation, GenerationMode.POSITIVE, {})
