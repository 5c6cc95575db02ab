"""Runs the engine and the plain methods on one labelled recording."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lastrep.evaluation.labels import LabelledRecording, Span
from lastrep.evaluation.matching import match_spans
from lastrep.evaluation.outcome import Outcome, RepPair
from lastrep.evaluation.peers import PEERS
from sensing.errors import SensingError
from sensing.events import Rep, RepStatus, SessionResult
from sensing.samples import Recording

Analyze: TypeAlias = Callable[[Recording], SessionResult]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreParams:
    """How reps are set against labels.

    Parameters
    ----------
    tolerance_s : how far a counted rep may lie from a marked one and still be it [s]; 0 asks for overlap. Marks made
        live by hand trail by up to 0.22 s, and those of MetaMotion are good to 0.2 s.
    slack_s : how far outside the hand-cut active part a rep still belongs to the set [s].
    """

    tolerance_s: float = 0.25
    slack_s: float = 1.0


def score_recording(
    labelled: LabelledRecording, analyze: Analyze, *, peers: bool, params: ScoreParams | None = None
) -> Outcome:
    """Analyse one recording and compare with its labels.

    Parameters
    ----------
    labelled : the recording.
    analyze : what `lastrep analyze` calls; told nothing but the samples.
    peers : whether the plain methods run too.
    params : how reps are set against labels.

    Returns
    -------
    The outcome. A recording that cannot be analysed counts as nothing found, with the reason in `error`.
    """
    params = params or ScoreParams()
    error = None
    try:
        result = analyze(labelled.recording)
        reps = [rep for one_set in result.sets for rep in one_set.reps if rep.status is RepStatus.COMPLETED]
    except SensingError as trouble:
        error, reps = str(trouble), []
    inside, outside_n = _divide(labelled, reps, params.slack_s)
    ascents = None if labelled.ascents is None or labelled.is_rest else labelled.ascents
    paired = [] if ascents is None else match_spans(ascents, [concentric(rep) for rep in inside], params.tolerance_s)
    return Outcome(
        dataset=labelled.dataset,
        name=labelled.name,
        person=labelled.person,
        day=labelled.day,
        split=labelled.split,
        exercise=labelled.exercise,
        mount=labelled.mount,
        trust=labelled.trust,
        expected_n=labelled.reps_expected,
        counted_n=len(inside),
        outside_n=outside_n,
        rest_s=_rest_s(labelled),
        marked_n=None if ascents is None else len(ascents),
        paired_n=None if ascents is None else len(paired),
        pairs=_peak_pairs(labelled, inside),
        peers=count_with_peers(labelled) if peers and not labelled.is_rest else {},
        error=error,
    )


def concentric(rep: Rep) -> Span:
    """Return the way up of a rep."""
    return Span(start_s=rep.concentric_start_s, end_s=rep.concentric_end_s)


def count_with_peers(labelled: LabelledRecording) -> dict[str, int]:
    """Count with each plain method on the active part, which they are given and the engine is not."""
    part = active_part(labelled)
    return {peer.name: peer.count(part, labelled.exercise) for peer in PEERS}


def active_part(labelled: LabelledRecording) -> Recording:
    """Cut a recording to its active part; all of it when that is not marked."""
    if not labelled.active:
        return labelled.recording
    samples = labelled.recording.samples
    start, stop = samples.t_s.searchsorted([labelled.active[0].start_s, labelled.active[-1].end_s])
    cut = samples.slice(int(start), int(stop))
    moved = type(cut)(t_s=cut.t_s - cut.t_s[0], acc_mps2=cut.acc_mps2, gyr_dps=cut.gyr_dps)
    return Recording(source=labelled.recording.source, samples=moved, rate_hz=labelled.recording.rate_hz)


def _divide(labelled: LabelledRecording, reps: Sequence[Rep], slack_s: float) -> tuple[list[Rep], int]:
    """Split reps into those of the set and the number of those counted in rest."""
    if labelled.is_rest:
        return [], len(reps)
    if labelled.active is None:
        return list(reps), 0
    inside = [
        rep
        for rep in reps
        if any(part.start_s - slack_s <= concentric(rep).middle_s <= part.end_s + slack_s for part in labelled.active)
    ]
    return inside, len(reps) - len(inside)


def _rest_s(labelled: LabelledRecording) -> float:
    if labelled.is_rest:
        return labelled.recording.duration_s
    if labelled.active is None:
        return 0.0
    return max(0.0, labelled.recording.duration_s - sum(part.end_s - part.start_s for part in labelled.active))


def _peak_pairs(labelled: LabelledRecording, reps: Sequence[Rep]) -> tuple[RepPair, ...]:
    """Pair peak velocities by order, which means something only when the count is right."""
    peaks_mps = labelled.peak_velocities_mps
    if not peaks_mps or len(peaks_mps) != len(reps):
        return ()
    return tuple(
        RepPair(true_pv_mps=peak_mps, final_pv_mps=rep.peak_velocity_mps)
        for peak_mps, rep in zip(peaks_mps, reps, strict=True)
    )
