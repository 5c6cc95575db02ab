"""The banded equations are the dense ones: same solution, same variance, at any shape."""

import numpy as np
import pytest

from sensing.normal import Normal, Products, Rows, Solution, joined_rows
from sensing.samples import Floats
from sensing.spline import NEAR, Spline


def some_rows(count: int, size: int, columns: int, seed: int) -> Rows:
    rng = np.random.default_rng(seed)
    return Rows(
        places=rng.integers(0, size - NEAR + 1, count),
        near=rng.normal(size=(count, NEAR)),
        far=rng.normal(size=(count, columns)),
        values=rng.normal(size=count),
    )


def dense(rows: Rows, size: int) -> Floats:
    out = np.zeros((len(rows), size + rows.far.shape[1]))
    for k, place in enumerate(rows.places):
        out[k, place : place + NEAR] = rows.near[k]
    out[:, size:] = rows.far
    return out


@pytest.mark.parametrize(("size", "columns"), [(4, 0), (4, 3), (9, 1), (40, 7)])
def test_solution_and_variance_are_those_of_dense_least_squares(size: int, columns: int) -> None:
    rows = joined_rows(some_rows(150, size, columns, seed=1), some_rows(150, size, columns, seed=2))
    weights = np.random.default_rng(3).uniform(0.5, 2.0, 300)
    found = Solution(Products(rows, size).normal(weights))
    matrix = dense(rows, size)
    wanted = np.linalg.lstsq(matrix * np.sqrt(weights)[:, None], rows.values * np.sqrt(weights), rcond=None)[0]
    assert np.concatenate([found.near, found.far]) == pytest.approx(wanted, abs=1e-7)
    assert rows.misses(found) == pytest.approx(matrix @ wanted - rows.values, abs=1e-7)
    asked = np.random.default_rng(4).normal(size=size + columns)
    covariance = np.linalg.inv((matrix * weights[:, None]).T @ matrix)
    assert found.variance(asked[:size], asked[size:]) == pytest.approx(asked @ covariance @ asked, rel=1e-6)


def test_equations_add_up_even_with_columns_of_their_own() -> None:
    one, other = some_rows(50, 6, 2, seed=5), some_rows(50, 6, 3, seed=6)
    sum_ = Products(other, 6).normal(np.ones(50)).plus(Products(one, 6).normal(np.ones(50)).times(2.0))
    both = np.vstack([dense(other, 6), np.sqrt(2.0) * np.pad(dense(one, 6), ((0, 0), (0, 1)))])
    values = np.concatenate([other.values, np.sqrt(2.0) * one.values])
    found = Solution(sum_)
    wanted = np.linalg.lstsq(both, values, rcond=None)[0]
    assert np.concatenate([found.near, found.far]) == pytest.approx(wanted, abs=1e-7)


def test_equations_that_leave_something_open_say_so() -> None:
    band = np.zeros((NEAR, 5))
    band[0, :3] = -1.0
    with pytest.raises(np.linalg.LinAlgError, match="unknown 1 is not determined"):
        Solution(Normal(band=band, border=np.zeros((5, 1)), corner=np.zeros((0, 1))))


@pytest.mark.parametrize("nodes", [2, 100, 101, 102, 350])
def test_a_spline_gives_the_same_by_rows_and_all_at_once(nodes: int) -> None:
    spline = Spline(nodes=nodes, step_s=0.01, knot_s=1.0)
    coefficients = np.random.default_rng(7).normal(size=spline.size)
    all_nodes = np.arange(nodes)
    values = spline.values(coefficients)
    for wanted, (places, rows) in zip(
        values, (spline.height_rows(all_nodes), spline.velocity_rows(all_nodes)), strict=True
    ):
        near = coefficients[places[:, None] + np.arange(NEAR)]
        assert (rows * near).sum(axis=1) == pytest.approx(wanted, abs=1e-12)


def test_velocity_is_the_slope_of_height_and_bend_its_change() -> None:
    spline = Spline(nodes=301, step_s=0.01, knot_s=1.0)
    coefficients = np.random.default_rng(8).normal(size=spline.size)
    height, velocity = spline.values(coefficients)
    assert np.diff(height) / 0.01 == pytest.approx(0.5 * (velocity[1:] + velocity[:-1]), abs=1e-3)
    bend = spline.bend(coefficients)
    assert np.interp(np.arange(300) + 0.5, 100 * np.arange(4), bend) == pytest.approx(
        np.diff(velocity) / 0.01, abs=1e-9
    )
    places, rows = spline.bend_rows()
    assert [row @ coefficients[k : k + NEAR] for k, row in zip(places, rows, strict=True)] == pytest.approx(bend)
    places, rows = spline.kink_rows()
    changes = [row @ coefficients[k : k + NEAR] for k, row in zip(places, rows, strict=True)]
    assert changes == pytest.approx(np.diff(bend))
