"""Whatever comes in, the engine answers with events that make sense, and the same ones however it is cut."""

import math
from dataclasses import fields, is_dataclass
from itertools import pairwise

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sensing.engine import Engine
from sensing.events import Event, SetCompleted, SetResult
from sensing.joining import JoinParams
from sensing.samples import Floats, ImuBlock

LARGEST_MPS2 = 400.0
"""Sensors clip at 16 g or less; this is more than twice as much."""


@st.composite
def recordings(draw: st.DrawFn) -> ImuBlock:
    """Noise, constants, steps, waves and spikes, in any mixture, at any rate, with holes and uneven steps."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    rate_hz = draw(st.sampled_from([10.0, 12.5, 25.0, 50.0, 99.0, 100.0, 208.0, 1000.0]))
    n = draw(st.integers(1, min(2500, round(25 * rate_hz))))
    t_s = (np.arange(n) + draw(st.sampled_from([0.0, 0.3, 0.9])) * rng.uniform(0, 1, n)) / rate_hz
    for _ in range(draw(st.integers(0, 2))):
        t_s[rng.integers(0, n) :] += draw(st.sampled_from([0.1, 0.5, 2.0, 30.0]))
    t_s += draw(st.sampled_from([0.0, -5.0, 1e6]))
    gravity = draw(st.sampled_from([(0.0, 0.0, 9.81), (0.0, 0.0, 0.0), (-9.81, 0.0, 0.0)]))
    acc = _signal(draw, rng, t_s - t_s[0]) + np.array(gravity)
    gyr = 30.0 * _signal(draw, rng, t_s - t_s[0]) if draw(st.booleans()) else None
    return ImuBlock(t_s=t_s, acc_mps2=np.clip(acc, -LARGEST_MPS2, LARGEST_MPS2), gyr_dps=gyr)


def _signal(draw: st.DrawFn, rng: np.random.Generator, t_s: Floats) -> Floats:
    n = len(t_s)
    out = rng.normal(scale=draw(st.sampled_from([0.0, 0.02, 1.0, 50.0])), size=(n, 3))
    out += draw(st.sampled_from([0.0, 1.0, 8.0])) * np.sin(2 * np.pi * draw(st.floats(0.1, 3.0)) * t_s)[:, None]
    if draw(st.booleans()):
        out[rng.integers(0, n) :] += rng.normal(scale=10.0, size=3)
    for _ in range(draw(st.integers(0, 3))):
        out[rng.integers(0, n)] += rng.choice([-1.0, 1.0]) * draw(st.sampled_from([20.0, 400.0, 1e6]))
    return np.asarray(out)


def told(samples: ImuBlock, cuts: list[int]) -> list[Event]:
    engine = Engine()
    bounds = [0, *cuts, len(samples)]
    events = [event for a, b in pairwise(bounds) for event in engine.push(samples.slice(a, b))]
    return events + engine.finish()


def numbers(value: object) -> list[float]:
    """Every number in an event, at any depth."""
    if isinstance(value, bool | str) or value is None:
        return []
    if isinstance(value, int | float):
        return [float(value)]
    if isinstance(value, tuple):
        return [number for one in value for number in numbers(one)]
    assert is_dataclass(value), type(value)
    return [number for field in fields(value) for number in numbers(getattr(value, field.name))]


def in_order(result: SetResult) -> None:
    spans = [(rep.concentric_start_s, rep.concentric_end_s) for rep in result.reps]
    assert spans, "a set without reps"
    assert all(start < end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert result.start_s <= spans[0][0]
    assert result.end_s >= spans[-1][1] - 1e-9


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(samples=recordings(), data=st.data())
def test_any_recording_gives_events_in_order_of_finite_numbers_and_the_same_for_any_blocks(
    samples: ImuBlock, data: st.DataObject
) -> None:
    n = len(samples)
    events = told(samples, [])
    assert all(math.isfinite(number) for event in events for number in numbers(event))
    # What is held back at a gap, in case its set goes on, is told later with the time at which it was known.
    if not (np.diff(samples.t_s) > JoinParams().break_s).any():
        times = [event.t_s for event in events]
        assert times == sorted(times)
    sets = [event.result for event in events if isinstance(event, SetCompleted)]
    for result in sets:
        in_order(result)
    for one, other in pairwise(sets):
        assert one.reps[-1].concentric_end_s <= other.reps[0].concentric_start_s
    for _ in range(2):
        cuts = sorted(data.draw(st.lists(st.integers(0, n), max_size=12, unique=True)))
        assert told(samples, cuts) == events
