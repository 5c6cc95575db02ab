"""Personal bests of one lift: the most reps at a load, the fastest rep at it, the heaviest load."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from model.history import PastSet
from server.history_charts import day_words
from server.words import velocity_words

LOADS_SHOWN = 3
"""Heaviest loads whose bests are shown; those below are warm-ups more often than not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BestLine:
    """One best; `new` when it was reached in the newest session."""

    what: str
    value: str
    day: str
    new: bool


def best_lines(sets: Sequence[PastSet]) -> tuple[BestLine, ...]:
    """Return the bests among a lifter's sets of one lift, in order of time.

    Examples
    --------
    >>> best_lines([])
    ()
    """
    loaded = [one for one in sets if one.load_kg is not None and one.completed_n > 0]
    if not loaded:
        return ()
    newest = loaded[-1].session
    loads_kg = sorted({one.load_kg for one in loaded if one.load_kg is not None}, reverse=True)[:LOADS_SHOWN]
    lines = [_line("Heaviest load", loaded, newest, lambda one: one.load_kg or 0.0, lambda value: f"{value:g} kg")]
    for load_kg in loads_kg:
        at_load = [one for one in loaded if one.load_kg == load_kg]
        lines.append(
            _line(f"Reps at {load_kg:g} kg", at_load, newest, lambda one: one.completed_n, lambda value: f"{value:g}")
        )
        timed = [one for one in at_load if one.best_rep is not None]
        if timed:
            lines.append(
                _line(
                    f"Fastest at {load_kg:g} kg",
                    timed,
                    newest,
                    _fastest_mps,
                    lambda value: f"{velocity_words(value)} m/s",
                )
            )
    return tuple(lines)


def _fastest_mps(one: PastSet) -> float:
    return (one.best_rep.mean_velocity_mps if one.best_rep else None) or 0.0


def _line(
    what: str,
    sets: Sequence[PastSet],
    newest: str,
    measure: Callable[[PastSet], float],
    words: Callable[[float], str],
) -> BestLine:
    # Of equal ones the first: whoever reached it again did not better it.
    best = max(sets, key=measure)
    return BestLine(
        what=what, value=words(measure(best)), day=day_words(best.day), new=best.session == newest and len(sets) > 1
    )
