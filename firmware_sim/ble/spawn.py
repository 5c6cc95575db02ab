"""Starts the virtual sensor as a process of its own and reads what it says."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

READY_S = 60.0
"""How long the process may take to start [s]: it imports a scientific stack, on a busy computer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorProcess:
    """A running virtual sensor.

    Parameters
    ----------
    adapter : name of its virtual adapter, for `open_adapter`.
    address : its Bluetooth address.
    """

    adapter: str
    address: str


@contextlib.asynccontextmanager
async def virtual_sensor(arguments: Sequence[str]) -> AsyncIterator[SensorProcess]:
    """Run the virtual sensor with these options, see `python -m firmware_sim.ble --help`.

    Raises
    ------
    OSError
        When it does not start; the message is its own.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "firmware_sim.ble",
        "--attached",
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        # Ctrl-C is for the program that started it, which then closes its input.
        start_new_session=True,
    )
    try:
        if process.stdout is None:
            raise OSError("the virtual sensor has no output")
        # Not `wait_for`: on Python 3.11 it drops a cancellation that comes with what it waits for.
        async with asyncio.timeout(READY_S):
            line = await process.stdout.readline()
        if not line:
            _, complaint = await process.communicate()
            raise OSError(f"the virtual sensor did not start: {complaint.decode().strip()[-300:]}")
        ready = json.loads(line)
        yield SensorProcess(adapter=ready["hci"], address=ready["address"])
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.communicate()
