"""The same recording gives equal events however it is cut into blocks: what makes replay worth as much as live."""

import numpy as np
import pytest

from firmware_sim.session import simulate
from firmware_sim.spec import SessionSpec
from sensing.engine import Engine
from sensing.events import Event, GapFound, RepCompleted, SetCompleted
from sensing.samples import ImuBlock

SPECS = {
    "bench on the bar": SessionSpec(exercise="bench", seed=1, reps=5),
    "deadlift at 200 Hz": SessionSpec(exercise="deadlift", seed=2, reps=4, rate_hz=200),
    "squat without gyroscope": SessionSpec(exercise="squat", seed=3, reps=4, gyroscope=False),
    "row on the wrist at 12.5 Hz": SessionSpec(exercise="row", seed=4, reps=5, mount="wrist", rate_hz=12.5),
    "two sets in a gym": SessionSpec(exercise="bench", seed=5, reps=3, sets=2, hard=True),
}


def events_of(samples: ImuBlock, size: int) -> list[Event]:
    engine = Engine()
    events = [event for block in samples.blocks(size) for event in engine.push(block)]
    return events + engine.finish()


@pytest.mark.parametrize("name", SPECS)
def test_block_size_does_not_change_a_single_event(name: str) -> None:
    samples = simulate(SPECS[name]).recording.samples
    whole = events_of(samples, len(samples))
    assert any(isinstance(event, SetCompleted) for event in whole)
    assert any(isinstance(event, RepCompleted) for event in whole)
    for size in (1, 7, 50):
        assert events_of(samples, size) == whole, f"blocks of {size}"


def test_block_size_does_not_matter_across_gaps() -> None:
    samples = simulate(SPECS["bench on the bar"]).recording.samples
    t_s = samples.t_s.copy()
    kept = ~((t_s > 6.0) & (t_s < 6.5) | (t_s > 9.0) & (t_s < 9.2))
    shifted = np.where(t_s > 12.0, t_s + 20.0, t_s)[kept]
    broken = ImuBlock(t_s=shifted, acc_mps2=samples.acc_mps2[kept], gyr_dps=np.asarray(samples.gyr_dps)[kept])
    whole = events_of(broken, len(broken))
    gaps = [(round(e.start_s, 1), round(e.end_s, 1)) for e in whole if isinstance(e, GapFound)]
    assert gaps == [(6.0, 6.5), (12.0, 32.0)]
    for size in (1, 7, 50):
        assert events_of(broken, size) == whole, f"blocks of {size}"


def test_events_come_in_order_of_the_time_they_were_known() -> None:
    samples = simulate(SPECS["two sets in a gym"]).recording.samples
    times = [event.t_s for event in events_of(samples, 50)]
    assert times == sorted(times)
