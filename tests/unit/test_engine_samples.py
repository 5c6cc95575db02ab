"""Blocks are checked when they are made, and joined without losing that."""

import numpy as np
import pytest

from sensing.samples import ImuBlock, joined


def block(first: int, count: int = 5, *, gyroscope: bool = True) -> ImuBlock:
    values = np.arange(3.0 * count).reshape(count, 3)
    return ImuBlock(t_s=(first + np.arange(count)) / 100, acc_mps2=values, gyr_dps=values if gyroscope else None)


def test_joined_blocks_are_the_block_that_they_were_cut_from() -> None:
    whole = block(0, 20)
    again = joined(list(whole.blocks(7)))
    for one, other in ((again.t_s, whole.t_s), (again.acc_mps2, whole.acc_mps2), (again.gyr_dps, whole.gyr_dps)):
        assert one is not None
        assert (one == other).all()


@pytest.mark.parametrize("first", [0, 4])
def test_blocks_that_overlap_are_not_joined(first: int) -> None:
    with pytest.raises(ValueError, match="t_s does not increase"):
        joined([block(0), block(first)])


def test_blocks_of_unlike_sensors_are_not_joined() -> None:
    with pytest.raises(ValueError, match="some have none"):
        joined([block(0), block(5, gyroscope=False)])
