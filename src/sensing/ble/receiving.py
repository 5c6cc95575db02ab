"""What happens to the notifications of one connection: decoded, placed in time, counted, and missed when they stop."""

import asyncio
from collections.abc import AsyncIterator, Iterator

from sensing.ble.events import LinkEvent, StreamMeasured
from sensing.ble.link import BleakLink
from sensing.ble.tally import Tally
from sensing.ble.timeline import Timeline
from sensing.ble.timings import LinkTimings
from sensing.decoders.profile import Stream
from sensing.errors import DecodeError, LinkError, LinkReason
from sensing.samples import ImuBlock
from sensing.units import MIN_RATE_HZ


class Receiver:
    """The stream of one connection.

    Parameters
    ----------
    link : subscribed.
    stream : started.
    timeline : of the session.
    tally : of the session.
    timings : see `LinkTimings`.
    name : of the sensor, for messages.
    """

    def __init__(
        self, link: BleakLink, stream: Stream, timeline: Timeline, tally: Tally, timings: LinkTimings, *, name: str
    ) -> None:
        self._link, self._stream, self._timeline = link, stream, timeline
        self._tally, self._timings, self._name = tally, timings, name
        self._damaged_before = tally.damaged
        self._bad = 0
        self._frame_s = 0.0

    async def items(self, gone: asyncio.Event) -> AsyncIterator[ImuBlock | LinkEvent]:
        """Blocks and measurements until the link ends.

        Raises
        ------
        LinkError
            `SILENT` when nothing comes although the link stands, `TOO_SLOW` when the sensor is.
        """
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        told_s, judged = began_s, False
        while True:
            for block in self._blocks():
                yield block
            now_s = loop.time()
            if not judged and now_s - began_s >= self._timings.judged_s:
                judged = True
                self._judge()
                yield self.measured()
            if now_s - told_s >= self._timings.measured_s:
                told_s = now_s
                yield self.measured()
            if gone.is_set():
                return
            await self._wait(gone)

    def rest(self) -> list[ImuBlock]:
        """What was held back, and what came before the link ended."""
        return [*self._blocks(), *self._timeline.flush()]

    def measured(self) -> StreamMeasured:
        """The stream as it is."""
        tally = self._tally
        return StreamMeasured(
            rate_hz=self._timeline.rate_hz,
            stated_rate_hz=self._stream.rate_hz,
            jitter_s=self._timeline.jitter_s,
            samples=tally.samples,
            missing=tally.missing,
            damaged=tally.damaged,
            late=tally.late,
            repeated=tally.repeated,
            restarts=tally.restarts,
        )

    def _blocks(self) -> Iterator[ImuBlock]:
        while self._link.arrived:
            arrival_s, data = self._link.arrived.popleft()
            try:
                frames = self._stream.decoder.feed(data)
            except DecodeError:
                self._bad += 1
                frames = []
            self._tally.damaged = (
                self._damaged_before + self._bad + self._stream.decoder.damaged + self._link.overflowed
            )
            for frame in frames:
                self._frame_s = len(frame) / self._stream.rate_hz
                yield from self._timeline.place(frame, arrival_s)

    def _judge(self) -> None:
        rate_hz = self._timeline.rate_hz
        if rate_hz is not None and rate_hz < MIN_RATE_HZ:
            raise LinkError(
                LinkReason.TOO_SLOW,
                f"{self._name} sends {rate_hz:.1f} samples per second, at least {MIN_RATE_HZ:g} are needed. "
                "Set a faster rate in its maker's app.",
            )

    async def _wait(self, gone: asyncio.Event) -> None:
        """Wait for the next notification or the end; silence is an end too."""
        awake = self._link.awake
        awake.clear()
        if self._link.arrived:
            return
        silence_s = max(self._timings.silence_s, self._timings.silence_frames * self._frame_s)
        waits = [asyncio.create_task(awake.wait()), asyncio.create_task(gone.wait())]
        try:
            done, _ = await asyncio.wait(waits, timeout=silence_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            # Whoever cancels this task in just this moment means it: nothing is suppressed.
            await asyncio.gather(*waits, return_exceptions=True)
        if not done:
            raise LinkError(
                LinkReason.SILENT, f"{self._name} is connected but sent nothing for {silence_s:g} s. It is tried again."
            )
