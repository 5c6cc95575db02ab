"""New bests, said with joy."""

from collections.abc import Iterator

from model.advice.evidence import project_rule
from model.advice.item import Advice, AdviceKind, Tone
from model.advice.training import TrainingHistory, Visit
from model.advice.words import count_words, day_words, lift_words
from model.bests import Best, Records

COUNTED = project_rule("best", "counted against your own sets before, nothing is estimated")


def new_best(visit: Visit, history: TrainingHistory) -> Iterator[Advice]:
    """The heaviest set of a lift that beat everything before this session."""
    records = Records(visit.earlier)
    bests = [best for one in visit.hard_sets if (best := records.beaten_by(one)) is not None]
    best = max(bests, key=lambda best: (best.one.load_kg or 0.0, best.one.completed_n), default=None)
    if best is None:
        return
    before = day_words(best.before.day, history.today)
    if best.heaviest:
        follows = f"Heaviest {lift_words(visit.exercise)} so far; it was {best.before.load_kg:g} kg on {before}."
    else:
        follows = f"{_more(best).capitalize()} than on {before}."
    yield Advice(
        kind=AdviceKind.NEW_BEST,
        exercise=visit.exercise,
        finding=f"New best: {count_words(best.one.completed_n, 'rep')} at {best.one.load_kg:g} kg",
        consequence=f"{follows} Well lifted.",
        evidence=(COUNTED,),
        tone=Tone.JOY,
        set_keys=(best.one.key,),
    )


def _more(best: Best) -> str:
    """How many reps more, and that the old best was heavier when it was."""
    more = best.one.completed_n - best.before.completed_n
    return "one more" if more == 1 else f"{more} more"
