"""`lastrep demo`: a simulated session, sent by a virtual sensor over Bluetooth LE. It is simulation and says so."""

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from lastrep.commands.replay import SpeedOption
from lastrep.commands.serving import (
    DEFAULT_HOST,
    DEFAULT_PORT,
    BrowserOption,
    DataOption,
    HostOption,
    NetworkOption,
    PortOption,
    make_settings,
    one_line_errors,
    open_store,
    serve_pages,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from lastrep.virtual_bench import OpenClient
    from sensing.samples import Recording
    from server.intake import Intake
    from server.live import Hub
    from server.sensor_session import SensorSession
    from server.settings import Settings
    from server.store import Store

DEMO_SEED = 4
"""Fixes the simulated lifter, so that each demo shows the same session: an ordinary one, which proves nothing."""

DEMO_LOAD_FRAC = 0.75
"""Load as a share of the simulated lifter's maximum: some ten reps to failure."""

DEMO_SOURCE = "demo (simulation)"
"""Name of the session, on the page and in the reports."""


def run(
    once: Annotated[bool, typer.Option("--once", help="Play one set as fast as possible and stop.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --once: print what was stored as JSON.")] = False,
    speed: SpeedOption = 1.0,
    host: HostOption = DEFAULT_HOST,
    port: PortOption = DEFAULT_PORT,
    data: DataOption = None,
    no_browser: BrowserOption = False,
    allow_network: NetworkOption = False,
) -> None:
    """Watch a simulated bench session: three sets to failure. No sensor is needed."""
    if as_json and not once:
        raise typer.BadParameter("needs --once: a session without end has no report.", param_hint="--json")
    settings = make_settings(data, host, port, allow_network)
    recording = simulated_session(sets=1 if once else 3)
    with one_line_errors(), open_store(settings) as store:
        if once:
            _play_once(recording, settings, store, as_json=as_json)
        else:
            _play_live(recording, settings, store, speed=speed, browser=not no_browser)


def simulated_session(*, sets: int) -> "Recording":
    """Return a simulated bench session whose last set ends in a failed rep."""
    from firmware_sim.session import simulate
    from firmware_sim.spec import SessionSpec

    spec = SessionSpec(
        exercise="bench", seed=DEMO_SEED, sets=sets, load_frac=DEMO_LOAD_FRAC, reps_in_reserve=0, failed_rep=True
    )
    # No notes: the session's origin already says on every page that this is simulation.
    return replace(simulate(spec).recording, source=DEMO_SOURCE, notes=())


def _play_live(recording: "Recording", settings: "Settings", store: "Store", *, speed: float, browser: bool) -> None:
    from lastrep.virtual_bench import virtual_bench
    from server.app import make_hub
    from server.run import listen

    with listen(settings) as listener, virtual_bench(recording, speed=speed) as open_client:
        hub = make_hub(settings)
        intake, session = _session(recording, store, hub, open_client, speed=speed, tell=typer.echo)
        path = f"/live/{intake.begin()}"
        serve_pages(settings, store, listener, hub=hub, jobs=[session.run], path=path, browser=browser)


def _play_once(recording: "Recording", settings: "Settings", store: "Store", *, as_json: bool) -> None:
    """Play through the running server, then report what the database holds."""
    from lastrep.virtual_bench import virtual_bench
    from model.report import session_report
    from server.app import create_app, make_hub
    from server.errors import ServerError
    from server.run import listen, run_app
    from server.tables import SessionStatus

    hub = make_hub(settings)
    with listen(settings) as listener, virtual_bench(recording, speed=0.0) as open_client:
        intake, session = _session(recording, store, hub, open_client, speed=0.0, tell=lambda _: None)
        session_id = intake.begin()
        app = create_app(settings, store, hub=hub, jobs=[session.run])
        run_app(app, listener, done=lambda: intake.feed.status is not SessionStatus.RECORDING)
    if session.failure is not None:
        raise ServerError("no_sensor", session.failure)
    info, result = store.session(session_id)
    if info.status is not SessionStatus.FINISHED or result.duration_s < recording.duration_s:
        raise ServerError("interrupted", "The demo was stopped before its end. What was played is kept.")
    if as_json:
        typer.echo(json.dumps(session_report(result, notes=info.notes), allow_nan=False))
        return
    typer.echo(f"{DEMO_SOURCE}: {info.set_count} set, {info.completed_count} reps, {info.failed_count} failed.")


def _session(
    recording: "Recording",
    store: "Store",
    hub: "Hub",
    open_client: "OpenClient",
    *,
    speed: float,
    tell: "Callable[[str], None]",
) -> "tuple[Intake, SensorSession]":
    from server.intake import Heading, Intake
    from server.sensor_session import SensorSession
    from server.tables import Origin

    heading = Heading(source=DEMO_SOURCE, origin=Origin.SIMULATION, exercise="bench", speed=speed)
    intake = Intake(heading, store=store, hub=hub)
    return intake, SensorSession(open_client, intake, until_s=recording.duration_s, tell=tell)
