"""`lastrep live`: real sensors, counted while they are lifted. All samples are kept, whatever happens."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lastrep.bluetooth import AdapterOption, SharedBluetooth
from lastrep.commands.serving import (
    DEFAULT_HOST,
    DEFAULT_PORT,
    BrowserOption,
    DataOption,
    HostOption,
    LoadOption,
    NetworkOption,
    PortOption,
    make_settings,
    one_line_errors,
    open_store,
    serve_pages,
)

if TYPE_CHECKING:
    from lastrep.virtual_bench import OpenClient
    from server.intake import Intake
    from server.live import Hub
    from server.settings import Settings
    from server.store import Store

DEFAULT_RATE_HZ = 100.0
"""What is asked of a sensor when nothing else is told [Hz]."""

LAST = "last"
"""Stands for the newest session that was interrupted."""


def run(
    sensors: Annotated[
        list[str] | None,
        typer.Option("--sensor", metavar="NAME", help="Name or address; else the best one around. Again for another."),
    ] = None,
    exercise: Annotated[str | None, typer.Option("--exercise", help="What will be lifted.")] = None,
    lifters: Annotated[
        list[str] | None, typer.Option("--lifter", help="Who lifts. Again for the next sensor, in the same order.")
    ] = None,
    load_kg: LoadOption = None,
    rate_hz: Annotated[
        float, typer.Option("--rate", min=10.0, max=1000.0, help="Samples per second asked for.")
    ] = DEFAULT_RATE_HZ,
    record: Annotated[
        bool, typer.Option("--record", help="Leave the samples as CSV files in this folder as well.")
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
    """Lift with a sensor, or with several: reps and velocities appear while you lift, and the sessions are kept."""
    wanted: list[str | None] = [*sensors] if sensors else [None]
    names = list(lifters or [])
    if len(names) > len(wanted):
        raise typer.BadParameter("there are more lifters than sensors. Name a sensor for each.", param_hint="--lifter")
    if resume is not None and len(wanted) > 1:
        raise typer.BadParameter("one session goes on with one sensor. Name one.", param_hint="--resume")
    settings = make_settings(data, host, port, allow_network)
    shared = SharedBluetooth(adapter)
    clients = [opener(shared, sensor, rate_hz) for sensor in wanted]
    with one_line_errors(), open_store(settings) as store:
        people = [store.lifters.find_or_add(name).id for name in names]
        told = [Asked(exercise, load_kg, lifter_id) for lifter_id in [*people, *[None] * len(clients)]]
        kept = _record(settings, store, list(zip(clients, told, strict=False)), resume=resume, browser=not no_browser)
        for path in kept if record else ():
            typer.echo(f"Samples: {_copy(path)}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was told of one session at its start; the load is in kg."""

    exercise: str | None
    load_kg: float | None
    lifter_id: int | None


def opener(shared: SharedBluetooth, sensor: str | None, rate_hz: float) -> "OpenClient":
    """Return what opens a client of one sensor."""
    from sensing.ble.client import ClientParams, SensorClient
    from sensing.decoders.profile import Wanted

    @asynccontextmanager
    async def open_client() -> AsyncIterator[SensorClient]:
        async with shared.backends() as backends:
            yield SensorClient(ClientParams(sensor=sensor, wanted=Wanted(rate_hz=rate_hz), backends=backends))

    return open_client


def _record(
    settings: "Settings",
    store: "Store",
    wanted: "list[tuple[OpenClient, Asked]]",
    *,
    resume: str | None,
    browser: bool,
) -> list[Path]:
    """Serve and record until Ctrl-C; return where the samples are, of each sensor that sent any."""
    from server.app import make_hub
    from server.run import listen
    from server.sensor_session import SensorSession

    with listen(settings) as listener:
        hub = make_hub(settings)
        sessions: list[SensorSession] = []
        ids: list[str] = []
        for open_client, asked in wanted:
            intake, session_id = _begun(store, hub, asked, resume)
            ids.append(session_id)
            sessions.append(SensorSession(open_client, intake, tell=lambda line: typer.echo(f"lastrep: {line}")))
        serve_pages(
            settings,
            store,
            listener,
            hub=hub,
            jobs=[session.run for session in sessions],
            path=f"/live/{ids[0]}" if len(ids) == 1 else "/",
            browser=browser,
            done=lambda: all(session.failure is not None for session in sessions),
        )
    paths = [path for session_id in ids if (path := _samples(store, session_id)) is not None]
    if not paths and any(session.failure is not None for session in sessions):
        raise typer.Exit(1)
    return paths


def _begun(store: "Store", hub: "Hub", asked: Asked, resume: str | None) -> "tuple[Intake, str]":
    """A new session, or an interrupted one that goes on."""
    from server.intake import Heading, Intake
    from server.tables import Origin

    session_id = None if resume is None else _interrupted(store, resume)
    exercise = asked.exercise if session_id is None else store.info(session_id).exercise
    heading = Heading(
        source="sensor", origin=Origin.LIVE, exercise=exercise, load_kg=asked.load_kg or None, lifter_id=asked.lifter_id
    )
    intake = Intake(heading, store=store, hub=hub)
    if session_id is None:
        return intake, intake.begin()
    intake.resume(session_id)
    return intake, session_id


def _samples(store: "Store", session_id: str) -> Path | None:
    from server.errors import ServerError

    try:
        return store.samples_path(session_id)
    except ServerError:
        return None


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


def _copy(samples: Path) -> Path:
    """Copy to this folder under a name that is not taken."""
    number = 1
    while (target := Path(f"lastrep-{number}.csv")).exists():
        number += 1
    shutil.copyfile(samples, target)
    return target
