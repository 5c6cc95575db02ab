"""The line below a set of points that lies closest to them."""

import itertools
from collections.abc import Sequence

Point = tuple[float, float]


def line_below(points: Sequence[Point]) -> Point:
    """Return slope and intercept of the line below all points with the least total distance to them.

    Parameters
    ----------
    points : (x, y), at least one, x increasing.

    Returns
    -------
    The edge of the lower convex hull that spans the mean of x.

    Examples
    --------
    >>> line_below([(0, 1.0), (1, 3.0), (2, 2.0), (3, 9.0), (4, 3.0)])
    (0.5, 1.0)
    >>> line_below([(7, 2.0)])
    (0.0, 2.0)
    """
    hull = _lower_hull(points)
    if len(hull) == 1:
        return 0.0, hull[0][1]
    mean_x = sum(x for x, _ in points) / len(points)
    # The last edge serves when rounding puts the mean beyond it.
    edges = list(itertools.pairwise(hull))
    (x1, y1), (x2, y2) = next((edge for edge in edges if mean_x <= edge[1][0]), edges[-1])
    slope = (y2 - y1) / (x2 - x1)
    return slope, y1 - slope * x1


def _lower_hull(points: Sequence[Point]) -> list[Point]:
    hull: list[Point] = []
    for x, y in points:
        if hull and x <= hull[-1][0]:
            if y < hull[-1][1]:
                hull.pop()
            else:
                continue
        while len(hull) >= 2:
            (x1, y1), (x2, y2) = hull[-2], hull[-1]
            if (x2 - x1) * (y - y1) > (y2 - y1) * (x - x1):
                break
            hull.pop()
        hull.append((x, y))
    return hull
