"""`lastrep live`: a real sensor, counted while it is lifted. All samples are kept, whatever happens."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lastrep.bluetooth import AdapterOption, bluetooth
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
    from lastrep.virtual_bench import OpenClient
    from server.settings import Settings
    from server.store import Store

LAST = "last"
"""Stands for the newest session that was interrupted."""

MAX_LOAD_KG = 1000.0
"""Nobody lifts more [kg]."""


def run(
    sensor: Annotated[
        str | None, typer.Option("--sensor", metavar="NAME", help="Name or address; else the best one around.")
    ] = None,
    exercise: Annotated[str | None, typer.Option("--exercise", help="What will be lifted.")] = None,
    lifter: Annotated[str | None, typer.Option("--lifter", help="Who lifts.")] = None,
    load_kg: Annotated[
        float | None, typer.Option("--load-kg", min=0.0, max=MAX_LOAD_KG, help="Bar and plates, in kg.")
    ] = None,
    rate_hz: Annotated[float, typer.Option("--rate", min=10.0, max=1000.0, help="Samples per second asked for.")] = 100,
    record: Annotated[
        bool, typer.Option("--record", help="Leave the samples as a CSV file in this folder as well.")
    ] = False,
    resume: Annotated[
        str | None, typer.Option("--resume", metavar="SESSION", help="Go on with an interrupted session, or 'last'.")
    ] = None,
    adapter: AdapterOption = None,
    host: HostOption = DEFAULT_HOST,
    port: PortOption = DEFAULT_PORT,
    data: DataOption = None,
    no_browser: BrowserOption = False,
    allow_network: NetworkOption = False,
) -> None:
    """Lift with a sensor: reps and velocities appear while you lift, and the session is kept."""
    from sensing.ble.client import ClientParams, SensorClient
    from sensing.decoders.profile import Wanted

    settings = make_settings(data, host, port, allow_network)

    @asynccontextmanager
    async def open_client() -> AsyncIterator[SensorClient]:
        async with bluetooth(adapter) as backends:
            yield SensorClient(ClientParams(sensor=sensor, wanted=Wanted(rate_hz=rate_hz), backends=backends))

    notes = _said(lifter, load_kg)
    with one_line_errors(), open_store(settings) as store:
        kept = _record(settings, store, open_client, exercise, notes, resume=resume, browser=not no_browser)
        if record and kept is not None:
            typer.echo(f"Samples: {_copy(kept)}")


def _record(
    settings: "Settings",
    store: "Store",
    open_client: "OpenClient",
    exercise: str | None,
    notes: tuple[str, ...],
    *,
    resume: str | None,
    browser: bool,
) -> Path | None:
    """Serve and record until Ctrl-C; return where the samples are, or None when none came."""
    from server.app import make_hub
    from server.errors import ServerError
    from server.intake import Heading, Intake
    from server.run import listen
    from server.sensor_session import SensorSession
    from server.tables import Origin

    with listen(settings) as listener:
        hub = make_hub(settings)
        session_id = None if resume is None else _interrupted(store, resume)
        exercise = exercise if session_id is None else store.info(session_id).exercise
        intake = Intake(
            Heading(source="sensor", origin=Origin.LIVE, exercise=exercise, notes=notes), store=store, hub=hub
        )
        if session_id is None:
            session_id = intake.begin()
        else:
            intake.resume(session_id)
        session = SensorSession(open_client, intake, tell=lambda line: typer.echo(f"lastrep: {line}"))
        serve_pages(
            settings,
            store,
            listener,
            hub=hub,
            jobs=[session.run],
            path=f"/live/{session_id}",
            browser=browser,
            done=lambda: session.failure is not None,
        )
    try:
        path = store.samples_path(session_id)
    except ServerError:
        path = None
    if path is None and session.failure is not None:
        raise typer.Exit(1)
    return path


def _interrupted(store: "Store", wanted: str) -> str:
    """The session to go on with."""
    from server.errors import ServerError
    from server.tables import SessionStatus

    store.clean_up()
    if wanted != LAST:
        return wanted
    for info in store.sessions():
        if info.status is SessionStatus.INTERRUPTED:
            return info.id
    raise ServerError("none_interrupted", "No session was interrupted. Start a new one without --resume.")


def _said(lifter: str | None, load_kg: float | None) -> tuple[str, ...]:
    notes = [] if lifter is None else [f"Lifter: {lifter}."]
    return (*notes, *([] if load_kg is None else [f"Load: {load_kg:g} kg."]))


def _copy(samples: Path) -> Path:
    """Copy to this folder under a name that is not taken."""
    number = 1
    while (target := Path(f"lastrep-{number}.csv")).exists():
        number += 1
    shutil.copyfile(samples, target)
    return target
