"""A whole recording through the engine, and its events folded into one result."""

from collections.abc import Callable, Iterable

from sensing.engine import Engine, EngineParams
from sensing.events import Event, GapFound, Rejection, RepRejected, SessionResult, SetCompleted, SetResult
from sensing.samples import Recording

BLOCK_SAMPLES = 5000
"""Samples a call when a file is analysed; of no effect on the result."""


def analyze(
    recording: Recording,
    *,
    exercise: str | None = None,
    params: EngineParams | None = None,
    progress: Callable[[float], None] | None = None,
) -> SessionResult:
    """Run a recording through the engine.

    Parameters
    ----------
    recording : what to analyse.
    exercise : what was lifted, if known.
    params : see `EngineParams`.
    progress : called with the share done, 0 to 1.

    Returns
    -------
    The sets found, with times in seconds from the first sample.
    """
    engine = Engine(exercise=exercise, params=params)
    events: list[Event] = []
    done = 0
    for block in recording.samples.blocks(BLOCK_SAMPLES):
        events += engine.push(block)
        done += len(block)
        if progress is not None:
            progress(done / len(recording.samples))
    events += engine.finish()
    return collect(events, source=recording.source, duration_s=recording.duration_s, rate_hz=recording.rate_hz)


def collect(events: Iterable[Event], *, source: str, duration_s: float, rate_hz: float) -> SessionResult:
    """Fold a session's events into its result; live events that a later one replaced leave no trace in it."""
    sets: list[SetResult] = []
    gaps: list[tuple[float, float]] = []
    refused: list[Rejection] = []
    for event in events:
        match event:
            case SetCompleted(result=result):
                sets.append(result)
            case GapFound(start_s=start_s, end_s=end_s):
                gaps.append((start_s, end_s))
            case RepRejected(rejection=rejection):
                refused.append(rejection)
            case _:
                pass
    in_sets = [r for s in sets for r in s.rejected]
    return SessionResult(
        source=source,
        duration_s=duration_s,
        rate_hz=rate_hz,
        gaps=tuple(gaps),
        sets=tuple(sets),
        rejected=tuple(r for r in refused if not any(_is_same(r, other) for other in in_sets)),
    )


def _is_same(one: Rejection, other: Rejection) -> bool:
    """Whether two refusals are of one movement; seen live and in the whole set, its ends differ by a few hundredths."""
    shared_s = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    longer_s = max(one.end_s - one.start_s, other.end_s - other.start_s)
    return shared_s > 0.5 * longer_s
