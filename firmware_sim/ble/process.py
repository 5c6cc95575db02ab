"""The virtual sensor as a process of its own: `python -m firmware_sim.ble`.

It prints one line of JSON for each thing that happens: where its adapter is, that the recording has been played, and
at its end what it did. By default it brings a virtual radio and a virtual adapter; with `--hci` it runs on a real one.
"""

import argparse
import asyncio
import contextlib
import json
import signal
import sys
from pathlib import Path

from bumble.transport import open_transport

from firmware_sim.ble.air import Air, AirLink
from firmware_sim.ble.dongle import address_of, offer
from firmware_sim.ble.faults import Faults, Moment, parse_faults
from firmware_sim.ble.makes import MAKES
from firmware_sim.ble.motion import Motion
from firmware_sim.ble.radio import Radio
from firmware_sim.ble.sensor import SensorClock, VirtualSensor, random_address
from firmware_sim.session import simulate
from firmware_sim.spec import SessionSpec
from sensing.errors import SensingError
from sensing.importers import read_recording
from sensing.samples import Recording


def parser() -> argparse.ArgumentParser:
    """The options of the process."""
    options = argparse.ArgumentParser(prog="python -m firmware_sim.ble", description=__doc__)
    options.add_argument("--make", choices=sorted(MAKES), default="lastrep", help="which sensor to be")
    options.add_argument("--recording", type=Path, help="recording to play; a simulated bench session without it")
    options.add_argument("--seed", type=int, default=3, help="of the simulated session and the address")
    options.add_argument("--fault", action="append", default=[], help="NAME=VALUE or NAME@SECOND:SIZE, repeatable")
    options.add_argument("--speed", type=float, default=1.0, help="device seconds per second")
    options.add_argument("--fast-ppm", type=float, default=20.0, help="how fast the device's clock is")
    options.add_argument("--clock-start", type=float, default=SensorClock().start_s, help="its value at power-on [s]")
    options.add_argument("--port", type=int, default=0, help="TCP port of the virtual adapter; 0 takes any")
    options.add_argument("--interval-ms", type=float, default=15.0, help="connection interval; 0 is instant")
    options.add_argument("--lost-events", type=float, default=0.0, help="share of connection events sent again")
    options.add_argument("--hci", help="a real adapter in Bumble's spelling, usb:0 or serial:/dev/ttyACM0")
    options.add_argument("--attached", action="store_true", help="end when standard input is closed")
    return options


async def serve(arguments: argparse.Namespace, recording: Recording) -> None:
    """Run one sensor until it is cancelled."""
    faults = parse_faults(arguments.fault)
    clock = SensorClock(start_s=arguments.clock_start, fast_frac=arguments.fast_ppm * 1e-6, speed=arguments.speed)
    async with contextlib.AsyncExitStack() as stack:
        air = Air(interval_s=arguments.interval_ms / 1000, lost_frac=arguments.lost_events)
        link = AirLink(air)
        radio: Radio | None = None
        if arguments.hci:
            transport = await open_transport(arguments.hci)
            stack.push_async_callback(transport.close)
            source, sink = transport.source, transport.sink
        else:
            radio = Radio("sensor", link)
            source, sink = radio, radio
        address = random_address(arguments.seed)
        sensor = VirtualSensor(
            source,
            sink,
            Motion(recording),
            MAKES[arguments.make],
            address=address,
            faults=faults,
            clock=clock,
            played=lambda: say(event="played"),
        )
        await sensor.switch_on()
        stack.push_async_callback(sensor.switch_off)
        if radio is None:
            say(event="ready", address=address)
        else:
            server = await offer(Radio("adapter", link), arguments.port)
            stack.callback(server.close)
            say(event="ready", address=address, hci=address_of(server))
        try:
            await let_things_happen(sensor, radio, link, faults)
            await asyncio.Event().wait()
        finally:
            say(event="ended", **sensor.stats)


async def let_things_happen(sensor: VirtualSensor, radio: Radio | None, link: AirLink, faults: Faults) -> None:
    """Bring about each fault of the link at its moment."""
    planned = [
        *((moment, "link") for moment in faults.links),
        *((moment, "shadow") for moment in faults.shadows),
        *((moment, "reboot") for moment in faults.reboots),
    ]
    if planned and radio is None:
        raise ValueError("links can only be cut on the virtual radio; carry the sensor out of the room instead")
    await sensor.began.wait()
    for moment, kind in sorted(planned, key=lambda pair: pair[0].at_s):
        await asyncio.sleep(max(0.0, moment.at_s - sensor.signal_s) / sensor.clock.pace)
        if radio is not None:
            await _cut(sensor, radio, link, moment, kind)


async def _cut(sensor: VirtualSensor, radio: Radio, link: AirLink, moment: Moment, kind: str) -> None:
    if kind == "reboot":
        sensor.lose_power()
    link.take_away(radio)
    if kind != "shadow":
        link.drop_links(radio)
    await asyncio.sleep(moment.size / sensor.clock.speed)
    link.bring_back(radio)
    if kind == "reboot":
        await sensor.reboot()


def say(**fields: object) -> None:
    """Print one line of JSON for the program that started this one."""
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Run from the command line; wrong input ends in one line and exit code 1."""
    arguments = parser().parse_args()
    try:
        recording = _recording(arguments)
        asyncio.run(_until_told(arguments, recording))
    except (SensingError, ValueError, OSError) as error:
        sys.stderr.write(f"virtual sensor: {error}\n")
        return 1
    return 0


def _recording(arguments: argparse.Namespace) -> Recording:
    if arguments.recording is not None:
        return read_recording(arguments.recording)
    return simulate(SessionSpec(exercise="bench", seed=arguments.seed)).recording


async def _until_told(arguments: argparse.Namespace, recording: Recording) -> None:
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    if task is None:
        raise RuntimeError("no task")
    for name in (signal.SIGTERM, signal.SIGINT):
        # Not on Windows, where the process is ended by force and says nothing.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(name, task.cancel)
    if arguments.attached:
        await _watch_input(task)
    with contextlib.suppress(asyncio.CancelledError):
        await serve(arguments, recording)


async def _watch_input(task: asyncio.Task[None]) -> None:
    """Cancel when standard input ends: the parent is gone, by whatever means."""

    class Ends(asyncio.Protocol):
        def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's signature
            task.cancel()

    await asyncio.get_running_loop().connect_read_pipe(Ends, sys.stdin)
