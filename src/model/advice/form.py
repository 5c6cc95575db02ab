"""Form that changed before the set had slowed to its stop."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.advice.evidence import project_rule
from model.advice.item import Advice, AdviceKind, Tone
from model.advice.training import TrainingHistory, Visit
from model.advice.words import count_words, lift_words
from model.form import FormFinding, form_held
from model.history import PastSet
from model.stop import StopTarget
from model.velocity_loss import velocity_loss

AGAINST_YOUR_START = project_rule("form", "how much change counts, no trial behind it")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormAdviceParams:
    """When form counts as lost early.

    Parameters
    ----------
    usual_stop_frac : velocity loss that stands for the stop when the lifter watches none [-]; the loss that most of the
        trials compare with a larger one. 0 = form is never lost early.
    """

    usual_stop_frac: float = 0.20


_PARAMS = FormAdviceParams()


def form_before_velocity(visit: Visit, history: TrainingHistory) -> Iterator[Advice]:
    """The form of a hard set did not hold, and by then its velocity had not fallen to the stop."""
    stop_frac = _stop_frac(history.target)
    early = [(one, lost) for one in visit.hard_sets if (lost := _lost_early(one, stop_frac))]
    if not early:
        return
    one, lost = early[0]
    since = min(finding.since_rep or 0 for finding in lost)
    loss = velocity_loss(one.reps[:since])
    at = "no velocity to compare" if loss is None else f"at {round(100 * loss)} % loss"
    of_all = f" in {len(early)} of {count_words(len(visit.hard_sets), 'hard set')}" if len(visit.hard_sets) > 1 else ""
    slowed = "" if loss is None else f" The set had slowed less than {round(100 * stop_frac)} % by then."
    yield Advice(
        kind=AdviceKind.FORM,
        exercise=visit.exercise,
        finding=f"{lift_words(visit.exercise).capitalize()}: form changed from rep {since}, {at}{of_all}",
        consequence=(
            f"{' '.join(finding.words for finding in lost)}{slowed} "
            "Stopping where the form changes, or less load, keeps the reps alike."
        ),
        evidence=(AGAINST_YOUR_START,),
        tone=Tone.HEED,
        set_keys=tuple(past.key for past, _ in early),
    )


def _lost_early(one: PastSet, stop_frac: float) -> Sequence[FormFinding]:
    """Measures that did not hold; none when velocity had fallen to the stop before the first of them."""
    lost = [finding for finding in form_held(one.reps).findings if finding.since_rep is not None]
    if not lost:
        return ()
    loss = velocity_loss(one.reps[: min(finding.since_rep or 0 for finding in lost)])
    return lost if loss is None or loss < stop_frac else ()


def _stop_frac(target: StopTarget | None) -> float:
    return target.velocity_loss_frac if target and target.velocity_loss_frac else _PARAMS.usual_stop_frac
