"""Streams one sensor for as long as it is wanted: finds it, starts it, watches it, and finds it again.

Written against bleak's public interface alone, so that the same code runs on every system and on a virtual radio.
"""

import asyncio
import contextlib
import random
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field

from bleak import BleakClient
from bleak.exc import BleakError

from sensing.ble.backoff import BackOff
from sensing.ble.clock import make_timeline
from sensing.ble.events import BatteryRead, LinkEvent, LinkLost, Retrying, SensorConnected
from sensing.ble.link import FIRMWARE, MAKER, MODEL, BleakLink
from sensing.ble.receiving import Receiver
from sensing.ble.scan import Backends, Found, find
from sensing.ble.tally import Tally
from sensing.ble.timeline import Timeline, TimelineParams
from sensing.ble.timings import LinkTimings
from sensing.decoders.frame import Timing
from sensing.decoders.profile import Stream, Wanted
from sensing.errors import LinkError, LinkReason
from sensing.samples import ImuBlock

HOPELESS = frozenset({LinkReason.NO_BLUETOOTH, LinkReason.WRONG_SERVICES, LinkReason.TOO_SLOW})
"""Reasons that another attempt does not change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientParams:
    """What to connect to, and how.

    Parameters
    ----------
    sensor : name or address; None takes the best one around.
    wanted : what is asked of it.
    backends : which Bluetooth is used.
    timings : every wait.
    timeline : what counts as lost, late or restarted.
    """

    sensor: str | None = None
    wanted: Wanted = field(default=Wanted())
    backends: Backends = field(default=Backends())
    timings: LinkTimings = field(default=LinkTimings())
    timeline: TimelineParams = field(default=TimelineParams())


class SensorClient:
    """One sensor for one session.

    Parameters
    ----------
    params : see `ClientParams`.
    clock : monotonic time that arrivals are stamped with [s]; a test or an accelerated demo gives its own.
    """

    def __init__(self, params: ClientParams | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._params = params or ClientParams()
        self._clock = clock
        self._out: deque[ImuBlock | LinkEvent] = deque()
        self._more = asyncio.Event()
        self._found: Found | None = None
        self._timeline: Timeline | None = None
        self._clock_kind: tuple[Timing, float] | None = None
        self.tally = Tally()

    async def items(self) -> AsyncGenerator[ImuBlock | LinkEvent, None]:
        """Samples and what the link has to tell, in order, until the caller stops.

        Close it (`contextlib.aclosing`): that stops the sensor and disconnects.

        Raises
        ------
        LinkError
            When the sensor could not be started in the first place, or can never be.
        """
        running = asyncio.create_task(self._keep_streaming())
        try:
            while True:
                # All that came before a failure is told before the failure is.
                while self._out:
                    yield self._out.popleft()
                if running.done():
                    running.result()
                    return
                self._more.clear()
                waking = asyncio.create_task(self._more.wait())
                try:
                    await asyncio.wait({waking, running}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    waking.cancel()
        finally:
            running.cancel()
            # Waited for and not awaited, so that a cancellation of the caller is not taken for that of the task.
            await asyncio.wait({running})
            if not running.cancelled() and not isinstance(running.exception(), LinkError):
                running.result()

    def _put(self, item: ImuBlock | LinkEvent) -> None:
        """Hand on; when nobody has taken anything for minutes, the oldest goes, and is counted."""
        if len(self._out) >= self._params.timings.backlog:
            oldest = self._out.popleft()
            self.tally.missing += len(oldest) if isinstance(oldest, ImuBlock) else 0
        self._out.append(item)
        self._more.set()

    async def _keep_streaming(self) -> None:
        timings = self._params.timings
        back_off, failures, streamed = BackOff(timings, random.Random()), 0, False
        while True:
            before = self.tally.samples
            try:
                await self._session()
            except LinkError as error:
                reason, message = error.reason, error.message
            except (BleakError, TimeoutError, OSError) as error:
                # Without D-Bus bleak raises bare OSError; a link lost in discovery is a BleakError.
                reason, message = LinkReason.LOST, f"The link failed: {error or type(error).__name__}."
            else:
                reason, message = LinkReason.LOST, "The sensor ended the link."
            if self.tally.samples > before:
                streamed, failures = True, 0
                back_off.reset()
                self._put(LinkLost(reason=reason, message=message))
            failures += 1
            if reason in HOPELESS or (not streamed and failures >= timings.first_attempts):
                raise LinkError(reason, message)
            wait_s = back_off.next_s()
            self._put(Retrying(attempt=failures, wait_s=wait_s, message=message))
            # Also lets bleak's own callbacks of the lost link run before the next one is made.
            await asyncio.sleep(wait_s)

    async def _session(self) -> None:
        """One connection, from the search to its end; a new search each time, for the handle may be stale."""
        params = self._params
        sought = params.sensor if self._found is None else self._found.address
        found = await find(sought, params.backends, params.timings)
        gone = asyncio.Event()
        client = BleakClient(
            found.device, lambda _: gone.set(), timeout=params.timings.connect_s, **params.backends.for_client
        )
        try:
            await client.connect()
            link = BleakLink(client, found, self._clock, params.timings)
            # First subscribe, then start: else the first samples are lost.
            await link.subscribe()
            stream = await found.profile.start(link, params.wanted)
            await self._tell_connected(link, found, stream)
            self._found = found
            await self._receive(link, found, stream, gone)
        finally:
            await self._leave(client, found, gone)

    async def _receive(self, link: BleakLink, found: Found, stream: Stream, gone: asyncio.Event) -> None:
        receiver = Receiver(link, stream, self._timeline_for(stream), self.tally, self._params.timings, name=found.name)
        reading = asyncio.create_task(self._read_battery(link, found))
        try:
            async for item in receiver.items(gone):
                self._put(item)
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            for block in receiver.rest():
                self._put(block)

    def _timeline_for(self, stream: Stream) -> Timeline:
        """The session's time line; it goes on across connections."""
        kind = (stream.timing, stream.rate_hz)
        if self._timeline is None or self._clock_kind is None:
            self._timeline = make_timeline(stream.timing, stream.rate_hz, self.tally, self._params.timeline)
            self._clock_kind = kind
        if self._clock_kind[0] != stream.timing:
            raise LinkError(LinkReason.WRONG_SERVICES, "The sensor came back as another kind. End the session.")
        self._timeline.connected()
        return self._timeline

    async def _tell_connected(self, link: BleakLink, found: Found, stream: Stream) -> None:
        again = self._found is not None
        self._put(
            SensorConnected(
                name=found.name,
                address=found.address,
                kind=found.profile.kind,
                title=found.profile.title,
                stated_rate_hz=stream.rate_hz,
                battery_frac=await self._battery_frac(link, found),
                # It cannot have changed, and each reading delays the samples of a set under way.
                maker=None if again else await link.text(MAKER),
                model=None if again else await link.text(MODEL),
                firmware=None if again else await link.text(FIRMWARE),
                again=again,
            )
        )

    async def _battery_frac(self, link: BleakLink, found: Found) -> float | None:
        standard = await link.standard_battery_frac()
        return standard if standard is not None else await found.profile.battery_frac(link)

    async def _read_battery(self, link: BleakLink, found: Found) -> None:
        while True:
            await asyncio.sleep(self._params.timings.battery_s)
            charge_frac = await self._battery_frac(link, found)
            if charge_frac is not None:
                self._put(BatteryRead(battery_frac=charge_frac))

    async def _leave(self, client: BleakClient, found: Found, gone: asyncio.Event) -> None:
        """Stop the sensor and disconnect, whatever state the link is in, and never for long."""
        timings = self._params.timings
        failures = (BleakError, OSError, TimeoutError, EOFError, LinkError)
        if client.is_connected and not gone.is_set():
            with contextlib.suppress(*failures):
                link = BleakLink(client, found, self._clock, timings)
                async with asyncio.timeout(timings.leave_s):
                    await found.profile.stop(link)
        with contextlib.suppress(*failures):
            async with asyncio.timeout(timings.leave_s):
                await client.disconnect()
