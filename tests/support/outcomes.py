"""What became of one labelled set in an evaluation, made up."""

from typing import Any

from lastrep.evaluation.labels import Mount, Split, Trust
from lastrep.evaluation.outcome import Outcome


def outcome(**changes: Any) -> Outcome:
    """A squat of five reps that was counted right, but for what is changed."""
    fields: dict[str, Any] = {
        "dataset": "made",
        "name": "one",
        "person": "A",
        "day": None,
        "split": Split.REPORT,
        "exercise": "squat",
        "mount": Mount.BAR,
        "trust": Trust.SEEN,
        "expected_n": 5,
        "counted_n": 5,
    }
    return Outcome(**{**fields, **changes})
