"""`lastrep demo`: one simulated set through server, recorder, engine and store, and the report of what was stored."""

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from lastrep.commands.demo import DEMO_SOURCE
from model.report import report_schema, session_report
from server.settings import Settings
from server.store import Store
from server.tables import Origin, SessionStatus
from tests.support.processes import run, running


def test_once_prints_the_report_of_what_was_stored(tmp_path: Path) -> None:
    data = tmp_path / "data"
    ended = run(tmp_path, "demo", "--once", "--no-browser", "--json", "--port", "0", "--data", str(data))
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    assert len(ended.stdout.splitlines()) == 1
    report = json.loads(ended.stdout)
    Draft202012Validator(report_schema()).validate(report)
    store = Store(Settings(data_dir=data))
    (listed,) = store.sessions()
    info, result = store.session(listed.id)
    store.close()
    assert report == json.loads(json.dumps(session_report(result, notes=info.notes)))
    assert (info.source, info.origin, info.status) == (DEMO_SOURCE, Origin.SIMULATION, SessionStatus.FINISHED)
    assert len(report["sets"]) == 1
    assert len(report["sets"][0]["reps"]) >= 5
    assert report["sets"][0]["exercise"] == "bench"


def test_the_live_demo_says_that_it_is_simulation(tmp_path: Path) -> None:
    import httpx2

    with running(tmp_path, "demo", "--no-browser", "--port", "0") as (_, address):
        page = httpx2.get(address)
    assert page.status_code == 200
    assert ">Simulation<" in page.text


def test_json_without_once_is_wrong_usage(tmp_path: Path) -> None:
    ended = run(tmp_path, "demo", "--json")
    assert ended.returncode == 2
    assert "--once" in ended.stderr
