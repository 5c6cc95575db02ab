"""What the engine costs: a whole hour at once, and the same hour as a sensor would send it.

    python -m benchmarks.speed               print, and write results/speed.json
    python -m benchmarks.speed --minutes 5   a shorter signal, for a first look
    python -m benchmarks.speed --hours 8     eight hours live, to see that neither time nor memory grows

The signal is simulation: one session of the simulator, said again until it is long enough; on a bar once with rests as
in a gym, once back to back, and once a single set without end; and once on a wrist, which moves in the rests too. The
orientation filter alone (`vqf`, its own `updateBatch`) runs on the same samples in the same process, as a yardstick
that no reader has to take on trust. Times are processor time, so that other work on the machine counts little; it
still slows the memory that all share.
"""

import argparse
import json
import platform
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np
from vqf import VQF

from firmware_sim.session import simulate
from firmware_sim.spec import SessionSpec
from lastrep import __version__
from lastrep.commands.progress import shown_progress
from sensing.engine import Engine
from sensing.samples import Floats, ImuBlock, Recording
from sensing.session import analyze

RESULTS = Path(__file__).parent / "results" / "speed.json"


class Kind(StrEnum):
    """What is lifted."""

    GYM = "rests of 40 to 90 s"
    BACK_TO_BACK = "rests of 8 to 15 s"
    ENDLESS = "one set without end"
    WRIST = "rests of 40 to 90 s, on a wrist"


SPECS = {
    Kind.GYM: SessionSpec(exercise="squat", seed=1, sets=5, hard=True),
    Kind.BACK_TO_BACK: SessionSpec(exercise="squat", seed=1, sets=5),
    Kind.ENDLESS: SessionSpec(exercise="squat", seed=1, sets=1, reps=60),
    Kind.WRIST: SessionSpec(exercise="bench", seed=1, sets=5, mount="wrist", hard=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedParams:
    """What is timed.

    Parameters
    ----------
    minutes : length of the signal [min].
    rate_hz : samples per second, 10 to 1000 [Hz].
    block_s : length of a live block [s]; a sensor sends about so much in one notification.
    windows : parts that the live signal is divided into, to see whether the cost grows.
    """

    minutes: float = 60.0
    rate_hz: float = 200.0
    block_s: float = 0.05
    windows: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSpeed:
    """A whole recording at once.

    Parameters
    ----------
    signal_s, samples_n, reps_n : what was analysed, and how many attempts were found in it.
    engine_s, vqf_s : time that it took, and that the orientation filter alone took [s].
    """

    signal_s: float
    samples_n: int
    reps_n: int
    engine_s: float
    vqf_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSpeed:
    """The same signal in short blocks.

    Parameters
    ----------
    block_ms : length of a block [ms].
    cost_frac : computing time per time of signal; 0.01 is one hundredth of a core.
    sensors_per_core : how many sensors one core keeps up with.
    block_p50_ms, block_p99_ms, block_max_ms : time that one block took [ms].
    cost_by_window_frac : `cost_frac` of each part of the signal in order; it grows when something is never forgotten.
    memory_by_window_mb : memory that the process holds at the end of each part [MB]; likewise.
    """

    block_ms: float
    cost_frac: float
    sensors_per_core: float
    block_p50_ms: float
    block_p99_ms: float
    block_max_ms: float
    cost_by_window_frac: list[float]
    memory_by_window_mb: list[float]


def long_recording(params: SpeedParams, kind: Kind = Kind.BACK_TO_BACK) -> Recording:
    """Return a simulated session that repeats itself for the time asked for, its clock running on."""
    samples = simulate(replace(SPECS[kind], rate_hz=params.rate_hz)).recording.samples
    assert samples.gyr_dps is not None
    period_s = float(samples.t_s[-1]) + 1 / params.rate_hz
    turns = int(np.ceil(60 * params.minutes / period_s))
    t_s = (samples.t_s + period_s * np.arange(turns)[:, None]).ravel()
    wanted = t_s < 60 * params.minutes
    block = ImuBlock(
        t_s=t_s[wanted],
        acc_mps2=np.tile(samples.acc_mps2, (turns, 1))[wanted],
        gyr_dps=np.tile(samples.gyr_dps, (turns, 1))[wanted],
    )
    return Recording(source="repeated simulation", samples=block, rate_hz=params.rate_hz)


def time_file(recording: Recording) -> FileSpeed:
    """Time a whole recording, and the orientation filter alone on its samples."""
    with shown_progress("whole file") as progress, _timed() as engine:
        result = analyze(recording, progress=lambda done: progress(done, 1.0))
    assert recording.samples.gyr_dps is not None
    gyr = np.ascontiguousarray(np.radians(recording.samples.gyr_dps))
    acc = np.ascontiguousarray(recording.samples.acc_mps2)
    with _timed() as vqf:
        VQF(1 / recording.rate_hz).updateBatch(gyr, acc)
    return FileSpeed(
        signal_s=recording.duration_s,
        samples_n=len(recording.samples),
        reps_n=sum(len(one.reps) for one in result.sets),
        engine_s=engine[0],
        vqf_s=vqf[0],
    )


def time_live(recording: Recording, params: SpeedParams, *, turns: int = 1) -> LiveSpeed:
    """Time each block of a recording, `turns` times over, as a sensor would send it."""
    size = max(1, round(params.block_s * params.rate_hz))
    per_turn = -(-len(recording.samples) // size)
    period_s = recording.duration_s + 1 / params.rate_hz
    engine, costs_s, memory_mb = Engine(), np.empty(turns * per_turn), np.empty(turns * per_turn)
    with shown_progress("live blocks") as progress:
        mb = _memory_mb()
        for k, block in enumerate(block for _ in range(turns) for block in recording.samples.blocks(size)):
            later = replace(block, t_s=block.t_s + period_s * (k // per_turn))
            start_s = time.process_time()
            engine.push(later)
            costs_s[k] = time.process_time() - start_s
            memory_mb[k] = mb
            if k % 1000 == 0:
                mb = _memory_mb()
                progress(k, len(costs_s))
    return live_speed(costs_s, memory_mb, block_s=size / params.rate_hz, windows=params.windows)


def live_speed(costs_s: Floats, memory_mb: Floats, *, block_s: float, windows: int) -> LiveSpeed:
    """Sum up what each block cost.

    Parameters
    ----------
    costs_s : (n,) computing time of each block in order [s].
    memory_mb : (n,) memory held after each block [MB].
    block_s : length of a block [s].
    windows : parts to compare.

    Examples
    --------
    >>> live_speed(np.array([0.001, 0.003]), np.array([9.0, 9.0]), block_s=0.05, windows=2).cost_by_window_frac
    [0.02, 0.06]
    """
    cost_frac = float(costs_s.mean()) / block_s
    p50, p99 = np.percentile(costs_s, [50, 99])
    return LiveSpeed(
        block_ms=1e3 * block_s,
        cost_frac=cost_frac,
        sensors_per_core=1 / cost_frac,
        block_p50_ms=1e3 * float(p50),
        block_p99_ms=1e3 * float(p99),
        block_max_ms=1e3 * float(costs_s.max()),
        cost_by_window_frac=[float(part.mean()) / block_s for part in np.array_split(costs_s, windows)],
        memory_by_window_mb=[float(part[-1]) for part in np.array_split(memory_mb, windows)],
    )


def tell_file(file: FileSpeed) -> None:
    """Print what a whole file costs."""
    faster = file.signal_s / file.engine_s
    print(f"  whole file     {file.engine_s:8.2f} s   {faster:.0f} times as fast as the lifter, {file.reps_n} reps")
    print(f"                 {1e6 * file.engine_s / file.samples_n:8.2f} us a sample")
    print(f"  vqf alone      {file.vqf_s:8.2f} s   {1e6 * file.vqf_s / file.samples_n:.2f} us a sample")
    print(f"  engine / vqf   {file.engine_s / file.vqf_s:8.1f} times")


def tell_live(live: LiveSpeed, kind: Kind) -> None:
    """Print what live blocks cost."""
    print(f"  live blocks    {live.block_ms:8.0f} ms each, {kind.value}")
    print(f"    cost         {1e3 * live.cost_frac:8.2f} ms of computing per second of signal")
    print(f"    sensors      {live.sensors_per_core:8.0f} at once on one core")
    print(f"    one block    {live.block_p50_ms:8.2f} ms median, {live.block_p99_ms:.2f} ms p99, "
          f"{live.block_max_ms:.1f} ms at worst")  # fmt: skip
    parts = len(live.cost_by_window_frac)
    print(f"    over time    {_row(1e3 * cost for cost in live.cost_by_window_frac)} ms per second, in {parts} parts")
    print(f"    memory       {_row(live.memory_by_window_mb)} MB held at the end of each")


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and write the result."""
    default = SpeedParams()
    parser = argparse.ArgumentParser(
        prog="benchmarks.speed", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=default.minutes, help="length of the signal")
    parser.add_argument("--hours", type=float, default=0.0, help="only live, and for so long")
    parser.add_argument("--out", type=Path, default=RESULTS, help="file to write")
    chosen = parser.parse_args(arguments)
    if not 1 <= chosen.minutes <= 600:
        parser.error(f"--minutes {chosen.minutes:g} is out of range. Give a number from 1 to 600.")
    if not 0 <= chosen.hours <= 48:
        parser.error(f"--hours {chosen.hours:g} is out of range. Give a number from 0 to 48.")
    params = SpeedParams(minutes=chosen.minutes)
    result = _measured(params) if not chosen.hours else _measured_for_long(params, chosen.hours)
    about = {
        "lastrep": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "machine": platform.machine(),
        "signal": "simulation, repeated",
        "params": asdict(params),
    }
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(about | result, indent=1) + "\n", encoding="utf-8")
    print(f"written to {chosen.out}")
    return 0


def _measured(params: SpeedParams) -> dict[str, object]:
    print(f"Speed, {params.minutes:g} min of repeated simulation at {params.rate_hz:g} Hz with gyroscope:")
    file = time_file(long_recording(params, Kind.GYM))
    tell_file(file)
    result: dict[str, object] = {"file": asdict(file)}
    for kind in Kind:
        live = time_live(long_recording(params, kind), params)
        tell_live(live, kind)
        result[f"live, {kind.value}"] = asdict(live)
    return result


def _measured_for_long(params: SpeedParams, hours: float) -> dict[str, object]:
    print(f"Growth, {hours:g} h of repeated simulation at {params.rate_hz:g} Hz with gyroscope:")
    half_hour = replace(params, minutes=30.0)
    live = time_live(long_recording(half_hour, Kind.GYM), half_hour, turns=max(1, round(2 * hours)))
    tell_live(live, Kind.GYM)
    return {"hours": hours, f"live, {Kind.GYM.value}": asdict(live)}


def _row(values: Iterable[float]) -> str:
    return " ".join(f"{value:.1f}" for value in values)


def _memory_mb() -> float:
    """Memory that this process holds now [MB]; where the system does not tell, the most it has held."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (1e6 if sys.platform == "darwin" else 1e3)  # in bytes there, in kB elsewhere
    return pages * resource.getpagesize() / 1e6


@contextmanager
def _timed() -> Iterator[list[float]]:
    """Yield a list that holds the time the block took [s] once it is over."""
    took_s: list[float] = []
    start_s = time.process_time()
    yield took_s
    took_s.append(time.process_time() - start_s)


if __name__ == "__main__":
    sys.exit(main())
