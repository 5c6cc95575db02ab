"""`lastrep sensors`: which sensors are around, and what they really do."""

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from lastrep.bluetooth import AdapterOption, bluetooth

if TYPE_CHECKING:
    from sensing.ble.events import SensorConnected, StreamMeasured
    from sensing.ble.scan import Backends, Found

UNKNOWN = "–"


@dataclass(slots=True, kw_only=True)
class Seen:
    """One line of the table."""

    found: "Found"
    connected: "SensorConnected | None" = None
    measured: "StreamMeasured | None" = None
    trouble: str | None = None


def run(
    scan_s: Annotated[float, typer.Option("--scan", min=0.5, max=120.0, help="How long to listen, in seconds.")] = 5.0,
    measure_s: Annotated[
        float, typer.Option("--measure", min=0.0, max=120.0, help="How long to measure each, in seconds; 0 is not.")
    ] = 6.0,
    rate_hz: Annotated[float, typer.Option("--rate", min=10.0, max=1000.0, help="Samples per second asked for.")] = 100,
    adapter: AdapterOption = None,
) -> None:
    """List the sensors around: kind, signal, battery, and the rate, loss and jitter that were measured."""
    seen = asyncio.run(_look(scan_s, measure_s, rate_hz, adapter))
    if not seen:
        typer.echo(f"No sensor was heard in {scan_s:g} s. Switch it on and bring it near.", err=True)
        raise typer.Exit(1)
    _print(seen)


async def _look(scan_s: float, measure_s: float, rate_hz: float, adapter: str | None) -> list[Seen]:
    from sensing.ble.scan import scan

    async with bluetooth(adapter) as backends:
        seen = [Seen(found=found) for found in await scan(scan_s, backends)]
        # One after another: two streams would share the air and spoil each other's numbers.
        for one in seen if measure_s else ():
            await _measure(one, measure_s, rate_hz, backends)
    return seen


async def _measure(seen: Seen, measure_s: float, rate_hz: float, backends: "Backends") -> None:
    from sensing.ble.client import ClientParams, SensorClient
    from sensing.ble.events import SensorConnected, StreamMeasured
    from sensing.ble.timings import LinkTimings
    from sensing.decoders.profile import Wanted
    from sensing.errors import LinkError

    timings = LinkTimings(measured_s=measure_s, first_attempts=2)
    params = ClientParams(sensor=seen.found.address, wanted=Wanted(rate_hz=rate_hz), backends=backends, timings=timings)
    loop, until_s = asyncio.get_running_loop(), float("inf")
    try:
        async with contextlib.aclosing(SensorClient(params).items()) as items:
            async for item in items:
                if isinstance(item, SensorConnected):
                    seen.connected, until_s = item, loop.time() + measure_s
                elif isinstance(item, StreamMeasured):
                    seen.measured = item
                    if loop.time() >= until_s:
                        return
    except LinkError as error:
        seen.trouble = error.message


def _print(seen: list[Seen]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("Name", "Kind", "Address"):
        table.add_column(heading, no_wrap=True)
    for heading in ("Signal", "Battery", "Firmware", "Rate", "Lost", "Jitter"):
        table.add_column(heading, justify="right")
    for one in seen:
        table.add_row(*_cells(one))
    console = Console()
    console.print(table)
    for one in seen:
        if one.trouble is not None:
            console.print(f"{one.found.name}: {one.trouble}", markup=False)


def _cells(one: Seen) -> list[str]:
    from rich.markup import escape

    connected, measured = one.connected, one.measured
    charge = None if connected is None else connected.battery_frac
    rate_hz = None if measured is None else measured.rate_hz
    jitter_s = None if measured is None else measured.jitter_s
    return [
        escape(one.found.name),
        one.found.profile.kind,
        one.found.address,
        f"{one.found.rssi_dbm} dBm",
        UNKNOWN if charge is None else f"{100 * charge:.0f} %",
        UNKNOWN if connected is None or connected.firmware is None else escape(connected.firmware),
        UNKNOWN if rate_hz is None else f"{rate_hz:.1f} Hz",
        UNKNOWN if measured is None else f"{100 * measured.missing_frac:.1f} %",
        UNKNOWN if jitter_s is None else f"{1000 * jitter_s:.0f} ms",
    ]
