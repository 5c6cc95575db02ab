"""A sensor's packets through a link that delays, drops, repeats and swaps them; the truth is known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sensing.ble.clock import make_timeline
from sensing.ble.tally import Tally
from sensing.ble.timeline import Timeline
from sensing.decoders.frame import Frame, Stamped, Timing
from sensing.samples import ImuBlock

OPEN = Timing(tick_hz=1e6, tick_bits=32, stamped=Stamped.FIRST, sequence_bits=16)
POLAR = Timing(tick_hz=1e9, tick_bits=64, stamped=Stamped.LAST, stamp_noise_ticks=1e5)
MOVESENSE = Timing(tick_hz=1000.0, tick_bits=32, stamped=Stamped.FIRST, stamp_noise_ticks=1.0)
UNSTAMPED = Timing()


@dataclass(frozen=True)
class Sent:
    """One packet: what it holds, when it was complete by the host's clock, and what the sensor's clock said."""

    frame: Frame
    complete_s: float
    device_s: np.ndarray[tuple[int], np.dtype[np.float64]]


def packets(
    count: int,
    *,
    timing: Timing = OPEN,
    rate_hz: float = 100.0,
    per_frame: int = 5,
    start_tick: int = 0,
    fast_frac: float = 0.0,
    host_start_s: float = 1000.0,
    first_sequence: int = 0,
) -> list[Sent]:
    """Packets of a sensor that samples at `rate_hz` by its own clock, which is fast by `fast_frac`."""
    sent = []
    for index in range(count):
        samples = index * per_frame + np.arange(per_frame)
        device_s = samples / rate_hz
        frame = Frame(acc_mps2=np.column_stack([samples, samples, samples]).astype(np.float64))
        if timing.tick_hz is not None:
            stamped_s = device_s[0] if timing.stamped is Stamped.FIRST else device_s[-1]
            ticks = (start_tick + round(stamped_s * timing.tick_hz)) % (1 << timing.tick_bits)
            frame = replace(frame, ticks=ticks)
        if timing.sequence_bits is not None:
            frame = replace(frame, sequence=(first_sequence + index) % (1 << timing.sequence_bits))
        complete_s = host_start_s + float(device_s[-1]) / (1 + fast_frac)
        sent.append(Sent(frame, complete_s, device_s))
    return sent


def arrivals(sent: Sequence[Sent], delays_s: Sequence[float]) -> list[tuple[Sent, float]]:
    """In order, as a Bluetooth link keeps it: a packet waits for the one before it."""
    out, last_s = [], 0.0
    for one, delay_s in zip(sent, delays_s, strict=True):
        last_s = max(last_s, one.complete_s + delay_s)
        out.append((one, last_s))
    return out


def receive(
    received: Sequence[tuple[Sent, float]], timing: Timing, rate_hz: float, *, timeline: Timeline | None = None,
    tally: Tally | None = None,
) -> tuple[list[ImuBlock], Tally, Timeline]:  # fmt: skip
    tally = tally or Tally()
    timeline = timeline or make_timeline(timing, rate_hz, tally)
    timeline.connected()
    blocks = [block for one, at_s in received for block in timeline.place(one.frame, at_s)]
    return blocks + timeline.flush(), tally, timeline


def times(blocks: Sequence[ImuBlock]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.concatenate([block.t_s for block in blocks])
