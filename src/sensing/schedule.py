"""When to look: when a top may just have been passed, and now and then while something moves."""

from collections.abc import Callable
from dataclasses import dataclass

from sensing.predictor import Predictor


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleParams:
    """When a look is worth its cost.

    Origin: by hand, the live delay and the cost on simulated tune seeds.
    """

    refresh_s: float = 2.0
    """Longest time between looks while something moves, or a set is under way [s]."""
    moving_s: float = 3.5
    """The same in a set while the prediction says that the weight is on its way [s]: its top is looked for anyway."""
    moving_mps: float = 0.15
    """Faster than this, either way, it is on its way [m/s]."""
    sweep_s: float = 10.0
    """Longest time between looks at all [s]: a movement has to be told before it leaves the window."""
    top_share: float = 0.35
    """Upward speed below this share of its peak means that the top is near ..."""
    over_share: float = 0.15
    """... and below this share, for as long as a top must be old, that it has been passed; a rep ends there. ..."""
    near_hops: int = 3
    """... After so long near a top the prediction may be off, and it is looked for anyway [hops]."""
    top_looks: int = 6
    """How often in a row a top is looked for at every hop [looks] ..."""
    late_hops: int = 3
    """... and then at every such hop only: a slow lockout takes its time [hops]."""
    patient_looks: int = 3
    """The first where a rise by itself would not be told [looks]: on a wrist without a set under way. Simulated tune
    seeds, gym: with 6 a wrist takes more looks, and reps are told when they are with 3; with 2 some come later."""
    idle_hops: int = 10
    """The second while no set is under way: what has not become a rep by then seldom does [hops]."""
    least_peak_mps: float = 0.06
    """Slower rises are not looked at for a top [m/s]."""
    least_rise_m: float = 0.1
    """Nor smaller ones [m] ..."""
    least_rise_share: float = 0.5
    """... or, in a set, smaller than this share of its common rise."""


class Schedule:
    """Decides at every hop whether to look.

    Parameters
    ----------
    params : see `ScheduleParams`.
    top_age_s : how old a top must be to count [s].
    """

    def __init__(self, params: ScheduleParams, *, top_age_s: float) -> None:
        self._params = params
        self._top_age_s = top_age_s
        self._hops = 0  # in a row near a top
        self._looks = 0  # of them

    def is_top_due(
        self, predicted: Predictor, *, common_m: float, idle: bool, alone: Callable[[], bool]
    ) -> bool | None:
        """Whether to look for a top now; None when none is near.

        Parameters
        ----------
        predicted : velocity since the last look.
        common_m : rise that is common in the set under way; 0 when not known [m].
        idle : no set is under way.
        alone : whether a rise would be told by itself; only asked near a top, since it costs more than all the rest.
        """
        p = self._params
        if not self._is_near_top(predicted, common_m):
            self._hops = self._looks = 0
            return None
        self._hops += 1
        passed = predicted.over_s >= self._top_age_s - 1e-9
        if not passed and self._hops <= p.near_hops:
            return False
        self._looks += 1
        late = self._looks - (p.top_looks if alone() else p.patient_looks)
        return late <= 0 or late % (p.idle_hops if idle else p.late_hops) == 0

    def refresh_s(self, predicted: Predictor, *, idle: bool) -> float:
        """Longest time between looks just now [s], if there is something to look at."""
        p = self._params
        return p.refresh_s if idle or abs(predicted.v_mps) < p.moving_mps else p.moving_s

    def _is_near_top(self, predicted: Predictor, common_m: float) -> bool:
        p = self._params
        least_m = max(p.least_rise_m, p.least_rise_share * common_m)
        is_rise = predicted.peak_mps > p.least_peak_mps and predicted.rise_m > least_m
        # A hole in the samples may leave the prediction rising for ever: past the usual height, look anyway.
        beyond = 0.0 < common_m < predicted.rise_m
        return is_rise and (beyond or predicted.v_mps < p.top_share * predicted.peak_mps)
