import numpy as np
import pytest

from lastrep.evaluation.peers import PEERS, IntegrationPeer, PrincipalAxisPeer, TutorialPeer
from sensing.samples import ImuBlock, Recording
from sensing.units import STANDARD_GRAVITY_MPS2


def lifting(reps: int, *, period_s: float = 3.0, rom_m: float = 0.5, rate_hz: float = 25.0) -> Recording:
    """Height as a raised cosine, with two seconds of stillness before and after; z points up."""
    t_s = np.arange(0, reps * period_s + 4, 1 / rate_hz)
    phase = np.clip(t_s - 2, 0, reps * period_s) * 2 * np.pi / period_s
    moving = (t_s > 2) & (t_s < 2 + reps * period_s)
    lift_mps2 = np.where(moving, rom_m / 2 * (2 * np.pi / period_s) ** 2 * np.cos(phase), 0.0)
    acc_mps2 = np.zeros((len(t_s), 3))
    acc_mps2[:, 2] = STANDARD_GRAVITY_MPS2 + lift_mps2
    gyr_dps = np.zeros_like(acc_mps2)
    gyr_dps[:, 0] = np.where(moving, 30 * np.sin(phase), 0.0)
    return Recording(source="made", samples=ImuBlock(t_s=t_s, acc_mps2=acc_mps2, gyr_dps=gyr_dps), rate_hz=rate_hz)


@pytest.mark.parametrize("reps", [5, 8, 12])
def test_integration_counts_even_lifting(reps: int) -> None:
    assert IntegrationPeer().count(lifting(reps), "squat") == reps


@pytest.mark.parametrize("reps", [5, 8, 12])
def test_principal_axis_counts_even_lifting(reps: int) -> None:
    assert abs(PrincipalAxisPeer().count(lifting(reps), "squat") - reps) <= 1


@pytest.mark.parametrize("reps", [5, 8, 12])
def test_tutorial_counts_even_lifting(reps: int) -> None:
    assert abs(TutorialPeer().count(lifting(reps), "bench") - reps) <= 1


def test_tutorial_counts_rows_by_turning_alone() -> None:
    lifted = lifting(6)
    samples = lifted.samples
    unturned = ImuBlock(t_s=samples.t_s, acc_mps2=samples.acc_mps2, gyr_dps=np.zeros((len(samples), 3)))
    # The filter rings where the turning begins and ends, which adds a maximum at each side.
    assert TutorialPeer().count(lifted, "row") == 6 + 2
    assert TutorialPeer().count(Recording(source="made", samples=unturned, rate_hz=25.0), "row") == 0


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_a_recording_too_short_to_filter_counts_nothing(peer: TutorialPeer) -> None:
    short = lifting(5).samples.slice(0, 20)
    assert peer.count(Recording(source="made", samples=short, rate_hz=25.0), "bench") == 0
