"""How near the measures of form come to the truth of a simulation."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from lastrep.evaluation.outcome import RepPair
from sensing.events import RepForm


@dataclass(frozen=True, slots=True, kw_only=True)
class FormError:
    """One measure over many reps, in its own unit.

    Parameters
    ----------
    n : reps that have it in truth and in the estimate.
    unknown_n : reps that have it in truth alone.
    true_median : of the truth.
    bias, mae, p95 : mean, mean absolute and 95th percentile of the absolute error; estimate - truth.
    """

    n: int
    unknown_n: int
    true_median: float
    bias: float
    mae: float
    p95: float


def form_errors(pairs: Sequence[RepPair]) -> dict[str, FormError]:
    """Compare every measure of form, and the way down, over some reps; those that no rep has are left out.

    Examples
    --------
    >>> pair = RepPair(true_eccentric_s=1.0, final_eccentric_s=1.25)
    >>> form_errors([pair, RepPair(true_eccentric_s=2.0)])["eccentric_s"].unknown_n
    1
    """
    found = {"eccentric_s": _error([(pair.true_eccentric_s, pair.final_eccentric_s) for pair in pairs])}
    for field in fields(RepForm):
        found[field.name] = _error(
            [(_value(pair.true_form, field.name), _value(pair.final_form, field.name)) for pair in pairs]
        )
    return {name: error for name, error in found.items() if error is not None}


def _value(form: RepForm | None, name: str) -> float | None:
    value: float | None = None if form is None else getattr(form, name)
    return value


def _error(pairs: Sequence[tuple[float | None, float | None]]) -> FormError | None:
    known = [(true, found) for true, found in pairs if true is not None and found is not None]
    if not known:
        return None
    truth, estimate = np.array(known).T
    errors = estimate - truth
    return FormError(
        n=len(known),
        unknown_n=sum(true is not None and found is None for true, found in pairs),
        true_median=float(np.median(truth)),
        bias=float(errors.mean()),
        mae=float(np.abs(errors).mean()),
        p95=float(np.quantile(np.abs(errors), 0.95)),
    )
