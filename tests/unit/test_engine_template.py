"""The share of any stretch of a chain is that of the stretch by itself; and how far a last swing is off."""

import numpy as np
import pytest

from sensing.template import Shares, TemplateParams, last_off, likeness, stretched


def test_any_stretch_has_the_share_that_it_has_by_itself() -> None:
    rng = np.random.default_rng(1)
    alike = np.sin(np.linspace(0, 3, 12))[:, None] * [1.0, 0.5, -2.0]
    swings = np.array([(1 - 2 * (k % 2)) * alike for k in range(11)]) + rng.normal(scale=0.2, size=(11, 12, 3)) + 5.0
    shares = Shares(swings)
    for first in range(8):
        for last in range(first + 4, 12):
            assert shares.share(first, last) == pytest.approx(likeness(swings[first:last]).share, abs=1e-9)


def test_where_nothing_moves_nothing_is_explained() -> None:
    assert Shares(np.full((8, 12, 3), 9.81)).share(1, 7) == 0.0


def test_a_swing_without_another_of_its_direction_is_not_explained() -> None:
    swings = np.random.default_rng(2).normal(size=(3, 12, 3))
    assert Shares(swings).share(0, 3) == pytest.approx(likeness(swings).share, abs=1e-9)


def test_a_swing_is_stretched_from_the_middle_of_its_travel() -> None:
    curve = np.concatenate([np.zeros(20), np.linspace(0, 1, 41), np.ones(20), np.linspace(1, 0, 41), np.zeros(20)])
    turns = np.array([0, 70, len(curve) - 1])
    up, down = stretched(curve[:, None], curve, turns, TemplateParams(points=5, end_share=0.11))[:, :, 0]
    assert up == pytest.approx([0.1, 0.3, 0.5, 0.7, 0.9], abs=1e-9)
    assert down == pytest.approx(up[::-1], abs=1e-9)


def test_a_swing_that_goes_nowhere_is_stretched_whole() -> None:
    curve = np.array([0.0, 1.0, 0.0, 1.0, 2.0])
    found = stretched(np.arange(5.0)[:, None], curve, np.array([0, 2, 4]), TemplateParams(points=3))
    assert found[0, :, 0].tolist() == [0.0, 1.0, 2.0]


def test_a_last_swing_is_off_by_what_it_moves_otherwise_however_large_the_numbers() -> None:
    up = np.linspace(0.0, 1.0, 12)[:, None]
    half = np.array([up, up, 0.5 * up + 0.25])
    assert last_off(half) == pytest.approx(0.5)
    assert last_off(1000.0 * half) == pytest.approx(0.5)


def test_where_nothing_moves_a_last_swing_that_does_is_off_without_bound() -> None:
    assert last_off(np.zeros((3, 12, 2))) == 0.0
    assert last_off(np.concatenate([np.zeros((2, 12, 2)), np.ones((1, 12, 2))])) > 1e6
