"""Whether anything lighter came before the first heavy set."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.advice.evidence import FRADKIN_2010, project_rule
from model.advice.item import Advice, AdviceKind, Tone
from model.advice.training import TrainingHistory, Visit
from model.advice.words import lift_words
from model.history import PastSet
from model.recall import recalled_context

HEAVY = project_rule("what is heavy", "80 % of the maximum, no trial behind the number")


@dataclass(frozen=True, slots=True, kw_only=True)
class WarmUpParams:
    """What is heavy.

    Parameters
    ----------
    heavy_frac : share of the estimated maximum, or else of the heaviest load of earlier sessions [-]; project rule.
        0 = every first set is heavy.
    """

    heavy_frac: float = 0.80


_PARAMS = WarmUpParams()


def no_warm_up(visit: Visit, history: TrainingHistory) -> Iterator[Advice]:
    """The first set of a lift was a heavy one."""
    first = visit.sets[0]
    if first.load_kg is None:
        return
    one_rm_kg = recalled_context(first, history.sets).one_rm_kg
    heaviest_kg = max((one.load_kg for one in visit.earlier if one.load_kg is not None), default=None)
    against_kg = one_rm_kg or heaviest_kg
    if against_kg is None or first.load_kg < _PARAMS.heavy_frac * against_kg:
        return
    share = round(100 * first.load_kg / against_kg)
    against = "your estimated maximum" if one_rm_kg else "your heaviest load before"
    usual = _begun_heavy(visit.earlier, against_kg)
    yield Advice(
        kind=AdviceKind.WARM_UP,
        exercise=visit.exercise,
        finding=f"First {lift_words(visit.exercise)} set at {first.load_kg:g} kg, {share} % of {against}",
        consequence=(
            f"No lighter set was recorded before it{', as in the session before' if usual else ''}. "
            "A few lighter ones first are worth the time: warming up improved 79 % of the measures of performance that "
            "were looked at."
        ),
        evidence=(FRADKIN_2010, HEAVY),
        tone=Tone.PLAIN if usual else Tone.HEED,
        set_keys=(first.key,),
    )


def _begun_heavy(earlier: Sequence[PastSet], against_kg: float) -> bool:
    """Whether the session before began heavy too: its warm-ups may just not be recorded, so that it is said calmly."""
    if not earlier:
        return False
    first = next(one for one in earlier if one.session == earlier[-1].session)
    return first.load_kg is not None and first.load_kg >= _PARAMS.heavy_frac * against_kg
