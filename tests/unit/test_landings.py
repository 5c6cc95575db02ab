"""A hand that stands up without the weight is known by the landing that does not follow."""

from dataclasses import replace

import numpy as np
import pytest

from sensing.landings import LandingParams, never_landed
from sensing.look import Look, Looker, LookParams
from sensing.samples import Floats, ImuBlock
from sensing.swings import Swing
from sensing.track import Track, TrackParams
from tests.support.lifting import Lift

RISES = [Swing(start=k, end=k + 100, size_m=0.5, up=True) for k in (100, 400, 700, 1000)]


def felt(*strikes: tuple[int, float], n: int = 2000) -> Floats:
    vertical = np.random.default_rng(0).normal(scale=0.05, size=n)
    for node, size_mps2 in strikes:
        vertical[[node, node + 1]] += size_mps2, -size_mps2
    return vertical


def told(vertical: Floats, swings: list[Swing] | None = None, params: LandingParams | None = None) -> bool:
    return never_landed(RISES, swings or RISES, vertical, 0.01, params or LandingParams()) is not None


LANDED = ((390, 15.0), (690, 6.0), (980, 9.0))


def test_the_weight_that_struck_the_floor_after_each_rep_but_the_last_was_not_in_the_hand() -> None:
    assert told(felt(*LANDED))
    assert not told(felt(*LANDED, (1270, 8.0)))


@pytest.mark.parametrize("strikes", [(), LANDED[:1], ((390, 0.6), (690, 0.6), (980, 0.6))])
def test_a_weight_that_lands_softly_or_seldom_tells_nothing(strikes: tuple[tuple[int, float], ...]) -> None:
    assert not told(felt(*strikes))


def test_a_last_landing_that_cannot_be_seen_yet_is_waited_for() -> None:
    assert not told(felt(*LANDED, n=1300))


def test_a_hand_that_comes_up_after_a_rep_put_down_softly_leaves_that_rep() -> None:
    hand = Swing(start=1250, end=1400, size_m=0.5, up=True)
    assert not told(felt(*LANDED), [*RISES, hand])


def looked(block: ImuBlock, *, tilt: float) -> Look:
    track = Track(start_s=0.0, gyroscope=True, params=TrackParams())
    track.push(block)
    return Looker(track, LookParams()).look(0, len(track), tilt=tilt, whole=True, ends_recording=True)


def deadlifts_then(last: Lift) -> ImuBlock:
    """What a wrist feels that bends down to a bar, pulls it five times so that it strikes the floor, and goes on."""
    block = last.samples(turn_deg_per_m=5.0)
    felt_mps2 = block.acc_mps2.copy()
    for rep in range(5):
        at = round(100 * (5.6 + 4.1 * rep + 3.5))  # where the way down ends
        felt_mps2[at : at + 3] += np.array([[0.0, 0.0, 14.0], [0.0, 0.0, -9.0], [0.0, 0.0, 4.0]])
    return replace(block, acc_mps2=felt_mps2)


def test_standing_up_from_a_deadlift_without_the_weight_is_no_rep_on_a_wrist() -> None:
    pulls = Lift().rest(3).move(-0.5, 2.0).rest(0.6).pulls(5, up_s=1.4)
    look = looked(deadlifts_then(pulls.rest(1).move(0.5, 1.8).rest(8)), tilt=0.03)
    assert len(look.attempts) == 5
    assert any("struck the floor after" in refused.detail for refused in look.judged.refused)
