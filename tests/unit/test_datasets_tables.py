"""Samples of a data set that no recording can be made of."""

import numpy as np
import pytest

from lastrep.evaluation.errors import DatasetError
from lastrep.evaluation.tables import build_recording


def test_samples_that_are_not_finite_are_refused() -> None:
    acc = np.ones((5, 3))
    acc[2, 1] = np.nan
    with pytest.raises(DatasetError, match="not finite"):
        build_recording("x", np.arange(5.0), acc, None)


def test_two_samples_are_the_least() -> None:
    with pytest.raises(DatasetError, match="fewer than two"):
        build_recording("x", np.zeros(5), np.ones((5, 3)), None)
