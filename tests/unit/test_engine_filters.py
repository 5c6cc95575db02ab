"""Filtering both ways is SciPy's own, and a filter that is pushed does not mind how its values are cut."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import signal

from sensing.filters import Biquad, highpass, lowpass
from sensing.samples import Floats

SECTIONS: dict[Callable[[float, float], Biquad], Floats] = {
    lowpass: signal.butter(2, 0.5, "lowpass", fs=25.0, output="sos"),
    highpass: signal.butter(2, 0.5, "highpass", fs=25.0, output="sos"),
}


@pytest.mark.parametrize("shape", [(50,), (400, 3)])
@pytest.mark.parametrize("filter_", [lowpass, highpass])
def test_both_ways_is_what_scipy_does(shape: tuple[int, ...], filter_: Callable[[float, float], Biquad]) -> None:
    values = np.cumsum(np.random.default_rng(1).normal(size=shape), axis=0)
    sections = SECTIONS[filter_]
    one = filter_(0.5, 0.04)
    assert one.both_ways(values) == pytest.approx(signal.sosfiltfilt(sections, values, axis=0), abs=1e-10)
    mirrored = signal.sosfiltfilt(sections, values, axis=0, padtype="even", padlen=40)
    assert one.both_ways(values, pad=40, turned=False) == pytest.approx(mirrored, abs=1e-10)


def test_values_may_be_pushed_in_any_pieces() -> None:
    values = np.random.default_rng(2).normal(size=(100, 3))
    one = lowpass(0.5, 0.04)
    whole, _ = one.push(values, one.settled_at(values[0]))
    state, pieces = one.settled_at(values[0]), []
    for start in range(0, 100, 7):
        piece, state = one.push(values[start : start + 7], state)
        pieces.append(piece)
    assert (np.concatenate(pieces) == whole).all()
